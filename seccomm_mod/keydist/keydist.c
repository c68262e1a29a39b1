// SPDX-License-Identifier: GPL-2.0
/*
 * The methods of key distribution, and the handler of keyMiss, which has them asked.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include "checker/checker.h"
#include "checker/method.h"
#include "keydist/derived.h"
#include "keydist/dh.h"
#include "keydist/ext.h"
#include "keydist/group.h"
#include "keydist/keydist.h"
#include "keydist/keypair.h"
#include "keydist/mlkem.h"
#include "keydist/psk.h"
#include "keydist/rsa.h"
#include "mp/mp.h"

static const struct seccomm_keydist_ops *const methods[] = {
	[SECCOMM_SOURCE_PSK] = &seccomm_psk,
	[SECCOMM_SOURCE_SESSION] = &seccomm_derived,
	[SECCOMM_SOURCE_PK] = &seccomm_keypair,
};

const struct seccomm_keydist_ops *
seccomm_keydist_method(u8 source, const struct seccomm_method *method)
{
	if (!method)
		return methods[source];
	switch (method->kind) {
	case SECCOMM_METHOD_DH:
		return &seccomm_dh;
	case SECCOMM_METHOD_RSA:
		return &seccomm_rsa_transport;
	case SECCOMM_METHOD_EXT:
		return &seccomm_ext;
	case SECCOMM_METHOD_MLKEM768:
		return &seccomm_mlkem;
	default:
		return &seccomm_psk;
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_keydist_method);

bool seccomm_keydist_approved(const struct seccomm_method *method)
{
	return seccomm_method_pk(method) != SECCOMM_PK_DSA2048 &&
	       (method->kind != SECCOMM_METHOD_DH ||
		method->group != SECCOMM_GROUP_X25519);
}

const char *seccomm_keydist_lacks(const struct seccomm_method *method)
{
	const struct seccomm_group *group = seccomm_group(method->group);

	return method->kind == SECCOMM_METHOD_DH && group->lacks ?
		       group->lacks() :
		       NULL;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_keydist_lacks);

/* Have the session begin an exchange, which asks the methods of its slots. */
static int keydist_key_miss(struct sk_buff *skb, void *arg)
{
	struct seccomm_half *half = seccomm_half(skb);

	return half->ops->key_miss(half);
}

int seccomm_keydist_bind(struct cactus_composite *composite, u16 ev_miss)
{
	/* A session secret is pre-shared, where there is one. */
	const struct cactus_bind b = {
		.name = seccomm_psk.name,
		.event = ev_miss,
		.handler = keydist_key_miss,
		.flags = CACTUS_MAY_SLEEP | CACTUS_REENTRANT,
		.growth = { .mul = 1 },
	};

	return cactus_bind(composite, &b);
}
