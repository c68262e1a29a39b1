// SPDX-License-Identifier: GPL-2.0
/*
 * M2 and M3 with sealed lists, by the vectors: each end makes the very lists and confirmations
 * that its case has, and of the other end's message refuses each that is altered: of all counters
 * of the namespace, that of the rule alone moves, by one.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/seccomm.h>
#include <linux/string.h>
#include <net/sock.h>
#include "checker/method.h"
#include "handshake/confirm.h"
#include "handshake/exchange.h"
#include "handshake/initiator.h"
#include "handshake/items.h"
#include "handshake/methods.h"
#include "handshake/responder.h"
#include "handshake/stages.h"
#include "keys/list_seal.h"
#include "keys/names.h"
#include "keys/proofs.h"
#include "netns.h"
#include "seccomm_dh.h"
#include "seccomm_test.h"
#include "session/session.h"
#include "seccomm_vectors.inc"

/* Cases with sealed lists that travel in one packet. */
#define SEALED 3

/**
 * struct sealed_test - one end of a case, whose session is in no table
 * @test: KUnit's
 * @dh: the case's method
 * @stack: its stack
 * @s: the session
 * @ex: the exchange
 * @local: address of this end, which is known by its name
 * @message: the other end's message, M2 or M3, to be altered
 * @len: bytes of it
 * @sealed: where its list is
 * @sealed_len: bytes of that
 */
struct sealed_test {
	struct kunit *test;
	const struct vt_dh *dh;
	struct seccomm_stack *stack;
	struct seccomm_session s;
	struct seccomm_exchange *ex;
	struct in6_addr local;
	u8 *message;
	unsigned int len;
	u8 *sealed;
	unsigned int sealed_len;
};

/**
 * struct sealed_case - an end of a case
 * @dh: the case's method
 * @initiator: which end
 */
struct sealed_case {
	const struct vt_dh *dh;
	bool initiator;
};

static bool sealed_runs(const struct vt_dh *dh)
{
	return dh->pairs[0] && dh->slot->methods[0].sig != SECCOMM_PK_RSA4096;
}

static const void *sealed_cases(const void *prev, char *desc)
{
	static struct sealed_case c;

	if (!prev)
		c = (struct sealed_case){ vt_dhs, true };
	else if (c.initiator)
		c.initiator = false;
	else
		c = (struct sealed_case){ c.dh + 1, true };
	while (c.dh < vt_dhs + ARRAY_SIZE(vt_dhs) && !sealed_runs(c.dh))
		c.dh++;
	if (c.dh == vt_dhs + ARRAY_SIZE(vt_dhs))
		return NULL;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s-%c", c.dh->c->name,
		 c.initiator ? 'I' : 'R');
	return &c;
}

static void taken(struct kunit *test)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(vt_dhs); i++)
		n += sealed_runs(&vt_dhs[i]);
	KUNIT_EXPECT_EQ(test, n, SEALED);
}

/* The other end's message, as it came. */
static void sealed_fill(struct sealed_test *t)
{
	const struct vt_case *c = t->dh->c;
	struct seccomm_confirm *m3 = (void *)c->m3;

	t->len = t->s.initiator ? c->m2_len :
				  sizeof(*m3) + be16_to_cpu(m3->sealed_len);
	memcpy(t->message, t->s.initiator ? c->m2 : c->m3, t->len);
	if (t->s.initiator) {
		t->sealed = seccomm_accept_sealed((void *)t->message);
		t->sealed_len = seccomm_accept_sealed_len((void *)t->message);
	} else {
		t->sealed = seccomm_confirm_sealed((void *)t->message);
		t->sealed_len = be16_to_cpu(m3->sealed_len);
	}
}

/* Have the responder go as far as it has when M2 is sent, by the case's M2, and see that it
 * seals what the case's does.
 */
static void sealed_answer(struct sealed_test *t)
{
	const struct vt_case *c = t->dh->c;
	const struct seccomm_open *m1 = c->m1;
	struct seccomm_accept *m2 = (void *)c->m2;
	const u16 len = seccomm_accept_sealed_len(m2);
	struct kunit *test = t->test;
	struct seccomm_stage st;
	u8 conf_r[SECCOMM_CONF_LEN];
	u8 *list;

	list = kunit_kzalloc(test,
			     seccomm_sealed_len(t->stack, SECCOMM_LIST_B_R),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	memcpy(t->ex->m2, c->m2, c->m2_len);
	t->ex->answer_len = c->m2_len;
	KUNIT_ASSERT_EQ(test,
			seccomm_hs_take(t->ex, SECCOMM_LIST_M1, NULL, 0,
					(const u8 *)(m1 + 1),
					be16_to_cpu(m1->items_len)),
			0);
	KUNIT_ASSERT_EQ(test, seccomm_stage_first(t->ex, m2, &t->local, &st),
			0);
	KUNIT_EXPECT_MEMEQ(test, st.k, c->k1, sizeof(st.k));
	KUNIT_ASSERT_EQ(test,
			seccomm_stage_seal(t->ex, SECCOMM_LIST_B_R, &st, NULL,
					   list),
			len);
	KUNIT_EXPECT_MEMEQ(test, list, seccomm_accept_sealed(m2), len);
	KUNIT_ASSERT_EQ(test, seccomm_stage_second(t->ex, list, len, &st), 0);
	KUNIT_EXPECT_MEMEQ(test, st.k, c->k2, sizeof(st.k));
	KUNIT_ASSERT_EQ(test, seccomm_conf_r(st.k, st.th, conf_r), 0);
	KUNIT_EXPECT_MEMEQ(test, conf_r, c->conf_r, sizeof(conf_r));
	t->ex->late->second = st;
	t->ex->last = t->ex->m2;
}

/* One end of a case, which waits for the other one's message. With @other_peer the key that was
 * set for its peer is its own.
 */
static struct sealed_test *
sealed_open(struct kunit *test, const struct sealed_case *of, bool other_peer)
{
	const struct vt_case *c = of->dh->c;
	const struct seccomm_identity *own =
		of->initiator ? &c->ends.initiator : &c->ends.responder;
	const struct seccomm_identity *peer =
		of->initiator ? &c->ends.responder : &c->ends.initiator;
	struct sealed_test *t;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	t->message = kunit_kzalloc(test, SECCOMM_HS_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->message);
	t->test = test;
	t->dh = of->dh;
	t->stack = vt_stack(test, c);
	t->stack->slots = BIT(of->dh->slot->slot);
	t->s.snet = seccomm_net(&init_net);
	t->s.stack = t->stack;
	t->s.initiator = of->initiator;
	t->s.state = of->initiator ? SECCOMM_STATE_OPENING :
				     SECCOMM_STATE_ACCEPTING;
	KUNIT_ASSERT_EQ(test, own->kind, SECCOMM_ID_NAME);
	t->s.names =
		seccomm_names_new(own->value, own->len, peer->value, peer->len);
	KUNIT_ASSERT_FALSE(test, IS_ERR(t->s.names));
	spin_lock_init(&t->s.lock);
	t->ex = seccomm_exchange_make(&t->s);
	KUNIT_ASSERT_NOT_NULL(test, t->ex);
	KUNIT_ASSERT_NOT_NULL(test, t->ex->late);
	KUNIT_ASSERT_EQ(test, t->ex->m1_len, c->m1_len);
	memcpy(t->ex->m1, c->m1, c->m1_len);
	vt_dh_set(test, of->dh, of->initiator);
	if (other_peer)
		vt_dh_set_key(test, of->dh, of->dh->pairs[!of->initiator],
			      SECCOMM_KEY_PUBLIC);
	t->ex->states[0] = vt_dh_begin(test, of->dh, of->initiator).state;
	vt_dh_del(test, of->dh);
	vt_outside.random = of->dh->salts[!of->initiator];
	vt_outside.left = of->dh->salts[!of->initiator] ? 32 : 0;
	if (!of->initiator)
		sealed_answer(t);
	sealed_fill(t);
	return t;
}

static void sealed_close(struct sealed_test *t)
{
	/* The session's reference, then ours. */
	seccomm_exchange_put(t->ex);
	seccomm_exchange_put(t->ex);
	seccomm_names_put(t->s.names);
	seccomm_proofs_put(t->s.proofs);
	test_stack_free(t->stack);
}

/* The message is refused under @rule, and changes nothing. */
static void sealed_refuses(struct sealed_test *t, enum seccomm_counter rule)
{
	const u8 state = t->s.state;
	struct kunit *test = t->test;
	u64 *before;

	before = kunit_kcalloc(test, SECCOMM_CNT_MAX, sizeof(*before),
			       GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, before);
	vt_counts(t->s.snet, before);
	if (t->s.initiator)
		seccomm_hs_accept(t->ex, (void *)t->message, &t->local);
	else if (seccomm_hs_proves(t->ex, (void *)t->message))
		seccomm_hs_confirm(t->ex, (void *)t->message);
	vt_expect_moved(test, t->s.snet, before, rule);
	KUNIT_EXPECT_EQ(test, t->s.state, state);
	KUNIT_EXPECT_FALSE(test, t->s.proved);
	KUNIT_EXPECT_EQ(test, t->s.hint,
			rule == SECCOMM_CNT_HS_PAYLOAD ? 0 : EKEYREJECTED);
	t->s.hint = 0;
	sealed_fill(t);
}

/* Open the list of the message, alter the byte @at, which counts from the end if it is negative,
 * and seal it again.
 */
static void sealed_alter(struct sealed_test *t, int at)
{
	const unsigned int plain = t->sealed_len - SECCOMM_TAG_LEN;
	const struct vt_case *c = t->dh->c;
	u8 bound[SECCOMM_HASH_LEN + SECCOMM_CONF_LEN];
	const size_t len = t->s.initiator ? SECCOMM_HASH_LEN : sizeof(bound);
	struct kunit *test = t->test;
	u8 key[SECCOMM_HASH_LEN];
	int err;

	memcpy(bound, t->s.initiator ? c->th1 : c->th2, SECCOMM_HASH_LEN);
	memcpy(bound + SECCOMM_HASH_LEN, c->conf_r, SECCOMM_CONF_LEN);
	err = t->s.initiator ? seccomm_seal_key_r(c->k1, key) :
			       seccomm_seal_key_i(c->k2, key);
	KUNIT_ASSERT_EQ(test, err, 0);
	err = seccomm_list_open(key, bound, len, t->sealed, plain);
	KUNIT_ASSERT_EQ(test, err, 0);
	t->sealed[at < 0 ? plain + at : at] ^= 1;
	seccomm_list_seal(key, bound, len, t->sealed, plain);
}

/* What comes of the message as it is: the initiator's M3, or the confirmation that M3 has. */
static void sealed_goes_on(struct sealed_test *t)
{
	const struct vt_case *c = t->dh->c;
	struct kunit *test = t->test;
	struct seccomm_confirm *m3 = (void *)c->m3;
	const u16 m3_len = be16_to_cpu(m3->sealed_len);
	struct seccomm_accept *m2 = (void *)c->m2;
	u8 conf[SECCOMM_CONF_LEN];
	struct seccomm_stage st;
	u8 *list;

	if (t->s.initiator) {
		list = kunit_kzalloc(test, SECCOMM_HS_MAX, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, list);
		KUNIT_ASSERT_EQ(test,
				seccomm_hs_take(t->ex, SECCOMM_LIST_M2, NULL, 0,
						(const u8 *)&m2->sealed_len,
						be16_to_cpu(m2->items_len)),
				0);
		KUNIT_ASSERT_EQ(test,
				seccomm_stage_first(t->ex, m2, &t->local, &st),
				0);
		KUNIT_ASSERT_EQ(test,
				seccomm_stage_open(t->ex, SECCOMM_LIST_B_R, &st,
						   NULL, t->sealed,
						   t->sealed_len),
				0);
		KUNIT_ASSERT_EQ(test,
				seccomm_stage_second(t->ex, t->sealed,
						     t->sealed_len, &st),
				0);
		KUNIT_EXPECT_MEMEQ(test, st.k, c->k2, sizeof(st.k));
		KUNIT_ASSERT_EQ(test,
				seccomm_stage_seal(t->ex, SECCOMM_LIST_B_I, &st,
						   c->conf_r, list),
				m3_len);
		KUNIT_EXPECT_MEMEQ(test, list, seccomm_confirm_sealed(m3),
				   m3_len);
	} else {
		st = t->ex->late->second;
		KUNIT_ASSERT_EQ(test,
				seccomm_stage_open(t->ex, SECCOMM_LIST_B_I, &st,
						   c->conf_r, t->sealed,
						   t->sealed_len),
				0);
	}
	KUNIT_ASSERT_EQ(test,
			seccomm_stage_third(t->ex, c->conf_r,
					    seccomm_confirm_sealed(m3), m3_len,
					    &st),
			0);
	KUNIT_EXPECT_MEMEQ(test, t->ex->k3, c->k3, sizeof(t->ex->k3));
	KUNIT_EXPECT_MEMEQ(test, t->ex->late->th3, c->th3, SECCOMM_HASH_LEN);
	KUNIT_ASSERT_EQ(test, seccomm_conf_i(st.k, st.th, conf), 0);
	KUNIT_EXPECT_MEMEQ(test, conf, c->conf_i, sizeof(conf));
}

static void altered(struct kunit *test)
{
	const struct sealed_case of =
		*(const struct sealed_case *)test->param_value;
	struct sealed_test *t = sealed_open(test, &of, false);
	const bool signs = of.dh->slot->methods[0].auth == SECCOMM_AUTH_SIG;

	/* The seal's first byte, its last one, and the confirmation behind it. */
	t->sealed[0] ^= 1;
	sealed_refuses(t, SECCOMM_CNT_HS_CONF);
	t->sealed[t->sealed_len - 1] ^= 1;
	sealed_refuses(t, SECCOMM_CNT_HS_CONF);
	t->message[t->len - 1] ^= 1;
	sealed_refuses(t, SECCOMM_CNT_HS_CONF);
	/* No list at all, or one that is all tag. */
	put_unaligned_be16(0, t->sealed - 2);
	sealed_refuses(t, SECCOMM_CNT_HS_PAYLOAD);
	put_unaligned_be16(SECCOMM_TAG_LEN, t->sealed - 2);
	sealed_refuses(t, SECCOMM_CNT_HS_PAYLOAD);
	/* By who has the keys: another slot, status 1, another key or signature. */
	sealed_alter(t, 0);
	sealed_refuses(t, SECCOMM_CNT_HS_PAYLOAD);
	sealed_alter(t, 3);
	sealed_refuses(t, SECCOMM_CNT_HS_PAYLOAD);
	sealed_alter(t, -1);
	sealed_refuses(t, signs ? SECCOMM_CNT_HS_SIGNATURE :
				  SECCOMM_CNT_HS_IDENTITY);
	/* A responder bears with a few of those that only its peer can have sealed. */
	KUNIT_EXPECT_EQ(test, t->ex->late->opened, of.initiator ? 0 : 4);
	sealed_goes_on(t);
	sealed_close(t);
}

/* The other end is not whom this one was told of. */
static void another(struct kunit *test)
{
	const struct sealed_case of =
		*(const struct sealed_case *)test->param_value;
	struct sealed_test *t = sealed_open(test, &of, true);

	sealed_refuses(t, SECCOMM_CNT_HS_IDENTITY);
	sealed_close(t);
}

static struct kunit_case seccomm_sealed_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE_PARAM(altered, sealed_cases),
	KUNIT_CASE_PARAM(another, sealed_cases),
	{},
};

static struct kunit_suite seccomm_sealed_suite = {
	.name = "seccomm_sealed",
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.suite_exit = vt_keys_put,
	.test_cases = seccomm_sealed_cases,
};

kunit_test_suite(seccomm_sealed_suite);

MODULE_DESCRIPTION("Tests of sealed lists, by the vectors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
