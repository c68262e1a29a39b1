/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One end of a Diffie-Hellman of the vectors, which draws what theirs has drawn.
 */
#ifndef SECCOMM_TEST_DH_H
#define SECCOMM_TEST_DH_H

#include <kunit/test.h>
#include <net/net_namespace.h>
#include "checker/method.h"
#include "keydist/keydist.h"
#include "keys/store.h"
#include "seccomm_test.h"

#define VT_DH_STACK "vectors"

static const struct in6_addr vt_dh_peer = { .s6_addr = { 0xfd, 9 } };

static inline struct seccomm_key_id vt_dh_id(const struct vt_dh *dh)
{
	return (struct seccomm_key_id){
		.stack = VT_DH_STACK,
		.slot = dh->slot->slot,
	};
}

/* Set the key of @kind that @pair has. */
static inline void vt_dh_set_key(struct kunit *test, const struct vt_dh *dh,
				 struct vt_key_pair *pair,
				 enum seccomm_key_kind kind)
{
	struct seccomm_key_id id = vt_dh_id(dh);
	struct netlink_ext_ack extack = {};
	struct seccomm_pk *pk;
	int err;

	id.kind = kind;
	pk = vt_key(test, pair, kind == SECCOMM_KEY_PRIVATE);
	err = seccomm_key_set_pk(&init_net, &id, pk, NULL, &extack);
	KUNIT_ASSERT_EQ(test, err, 0);
}

/* Set the slot's pre-shared secret, or the key pairs of an end, if there are any, until
 * vt_dh_del().
 */
static inline void vt_dh_set(struct kunit *test, const struct vt_dh *dh,
			     bool initiator)
{
	const struct seccomm_key_id id = vt_dh_id(dh);
	struct netlink_ext_ack extack = {};
	struct seccomm_secret *psk;
	int err;

	if (dh->pairs[0]) {
		vt_dh_set_key(test, dh, dh->pairs[!initiator],
			      SECCOMM_KEY_PRIVATE);
		vt_dh_set_key(test, dh, dh->pairs[initiator],
			      SECCOMM_KEY_PUBLIC);
	}
	if (!dh->psk.len)
		return;
	psk = test_secret(test, dh->psk.data, dh->psk.len);
	err = seccomm_key_set(&init_net, &id, psk, NULL, NULL, 1, &extack);
	KUNIT_ASSERT_EQ(test, err, 0);
}

static inline void vt_dh_del(struct kunit *test, const struct vt_dh *dh)
{
	struct seccomm_key_id id = vt_dh_id(dh);
	struct netlink_ext_ack extack = {};

	if (dh->psk.len)
		KUNIT_EXPECT_EQ(test, seccomm_key_del(&init_net, &id, &extack),
				0);
	if (!dh->pairs[0])
		return;
	id.kind = SECCOMM_KEY_PRIVATE;
	KUNIT_EXPECT_EQ(test, seccomm_key_del(&init_net, &id, &extack), 0);
	id.kind = SECCOMM_KEY_PUBLIC;
	KUNIT_EXPECT_EQ(test, seccomm_key_del(&init_net, &id, &extack), 0);
}

/* One end of @dh, before it begins. */
static inline struct seccomm_keydist vt_dh_end(const struct vt_dh *dh,
					       bool initiator)
{
	const struct seccomm_method *method = &dh->slot->methods[0];

	return (struct seccomm_keydist){
		.ops = seccomm_keydist_method(dh->slot->source, method),
		.net = &init_net,
		.stack = VT_DH_STACK,
		.peer = &vt_dh_peer,
		.alg = seccomm_method_pk(method),
		.method = method,
		.slot = dh->slot->slot,
		.initiator = initiator,
	};
}

/* One end of @dh, which has begun. The test has the generator, see vt_outside_init(). */
static inline struct seccomm_keydist
vt_dh_begin(struct kunit *test, const struct vt_dh *dh, bool initiator)
{
	struct seccomm_keydist kd = vt_dh_end(dh, initiator);

	vt_outside.random = dh->drawn[!initiator];
	vt_outside.left = 32;
	KUNIT_ASSERT_EQ(test, kd.ops->begin(&kd), 0);
	KUNIT_EXPECT_EQ(test, vt_outside.left, 0);
	KUNIT_EXPECT_EQ(test, vt_outside.short_of, 0);
	return kd;
}

#endif /* SECCOMM_TEST_DH_H */
