// SPDX-License-Identifier: GPL-2.0
/*
 * The answers of a handshake that vectors.json wants refused, each given to the exchange of
 * its case: of all counters of the namespace, that of the answer's rule alone moves, by one.
 * The case's own answer would be taken.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/sock.h>
#include "demux.h"
#include "handshake/confirm.h"
#include "handshake/exchange.h"
#include "handshake/finish.h"
#include "handshake/initiator.h"
#include "handshake/methods.h"
#include "handshake/responder.h"
#include "keys/proofs.h"
#include "netns.h"
#include "seccomm_dh.h"
#include "seccomm_test.h"
#include "session/session.h"
#include "transport/transport.h"
#include "seccomm_vectors.inc"

/* Answers of cases whose secrets are all pre-shared or of Diffie-Hellman. */
#define ANSWERS 8

/**
 * struct answer_test - an exchange whose session is in no table
 * @test: KUnit's
 * @s: the session
 * @ex: the exchange
 * @local: address of this end
 * @before: the namespace's counters before the answer
 */
struct answer_test {
	struct kunit *test;
	struct seccomm_session s;
	struct seccomm_exchange *ex;
	struct in6_addr local;
	u64 before[SECCOMM_CNT_MAX];
};

static void answer_desc(const struct vt_answer *a, char *desc)
{
	strscpy(desc, a->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(answer, vt_answers, answer_desc);

static void taken(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_answers), ANSWERS);
}

static struct seccomm_secret *answer_secret(struct kunit *test,
					    const void *bytes, u16 len)
{
	struct seccomm_secret *secret = seccomm_secret_new(bytes, len);

	KUNIT_ASSERT_NOT_NULL(test, secret);
	return secret;
}

/* Have the method of the case's Diffie-Hellman, if it has one, begin with what the case's
 * initiator has drawn. The exchange has what the method gives, as is refused before.
 */
static void answer_begin(struct answer_test *t, const struct vt_answer *a)
{
	const struct vt_dh *dh;

	if (!t->ex->states)
		return;
	for (dh = vt_dhs; dh->c != a->c;)
		dh++;
	vt_dh_set(t->test, dh, a->initiator);
	t->ex->states[0] = vt_dh_begin(t->test, dh, a->initiator).state;
	vt_dh_del(t->test, dh);
}

/* Is it M4? */
static bool answer_finishes(const struct vt_answer *a)
{
	const struct seccomm_hdr *hdr = a->packet.data;

	return hdr->ver_type == seccomm_ver_type(SECCOMM_MSG_FINISH);
}

/* The exchange of the end that takes @a, which has sent what the case has it send. */
static struct answer_test *answer_open(struct kunit *test,
				       struct seccomm_stack *stack,
				       const struct vt_answer *a)
{
	const struct vt_case *c = a->c;
	struct seccomm_exchange *ex;
	struct seccomm_session *s;
	struct answer_test *t;
	unsigned int i;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	t->test = test;
	memcpy(&t->local, a->us.value, sizeof(t->local));
	s = &t->s;
	s->snet = seccomm_net(&init_net);
	for (i = 0; i < c->n_slots; i++)
		stack->slots |= BIT(c->slots[i].slot);
	s->stack = stack;
	s->initiator = a->initiator;
	s->state = a->initiator ? SECCOMM_STATE_OPENING :
				  SECCOMM_STATE_ACCEPTING;
	if (answer_finishes(a))
		s->state = SECCOMM_STATE_OPEN;
	s->path.local = t->local;
	memcpy(&s->peer.addr, a->peer.value, sizeof(s->peer.addr));
	spin_lock_init(&s->lock);
	ex = seccomm_exchange_make(s);
	KUNIT_ASSERT_NOT_NULL(test, ex);
	t->ex = ex;
	KUNIT_ASSERT_EQ(test, ex->m1_len, c->m1_len);
	memcpy(ex->m1, c->m1, ex->m1_len);
	KUNIT_ASSERT_EQ(test, ex->n_secrets, 1 + c->n_slots);
	ex->secrets[0] = answer_secret(test, c->secret, c->secret_len);
	for (i = 0; i < c->n_slots; i++)
		ex->secrets[1 + i] = answer_secret(test, c->slots[i].secret,
						   c->slots[i].len);
	memcpy(ex->due, a->initiator ? c->conf_f : c->conf_i, sizeof(ex->due));
	ex->last = ex->m2;
	answer_begin(t, a);
	return t;
}

static void answer_close(struct answer_test *t)
{
	/* The session's reference, then ours. */
	seccomm_exchange_put(t->ex);
	seccomm_exchange_put(t->ex);
	seccomm_proofs_put(t->s.proofs);
}

/* An answer as IP hands it on. It has no route, which one to this host alone would have. */
static void answer_receive(struct answer_test *t, const struct vt_bytes *packet)
{
	struct sk_buff *skb = vt_received(t->test, t->s.peer.addr.s6_addr32[3],
					  t->local.s6_addr32[3], packet);

	local_bh_disable();
	rcu_read_lock();
	seccomm_demux.receive(skb);
	rcu_read_unlock();
	local_bh_enable();
}

/* Give @packet to the exchange, as the queue of its session would. One whose fields give another
 * length does not come so far.
 */
static void answer_give(struct answer_test *t, const struct vt_answer *a)
{
	const struct vt_bytes *packet = &a->packet;
	u8 *copy = kunit_kzalloc(t->test, packet->len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(t->test, copy);
	memcpy(copy, packet->data, packet->len);
	if (answer_finishes(a))
		KUNIT_EXPECT_FALSE(t->test,
				   seccomm_finish_proves(t->ex, (void *)copy));
	else if (t->s.initiator && packet->len != a->c->m2_len)
		answer_receive(t, packet);
	else if (t->s.initiator)
		seccomm_hs_accept(t->ex, (void *)copy, &t->local);
	else
		KUNIT_EXPECT_FALSE(t->test,
				   seccomm_hs_proves(t->ex, (void *)copy));
}

/* The confirmations of the case's own M2, which brings nothing in a sealed list. */
static int answer_derive(struct answer_test *t, const struct vt_case *c,
			 u8 conf_r[SECCOMM_CONF_LEN],
			 u8 conf_i[SECCOMM_CONF_LEN])
{
	const struct seccomm_accept *m2 = c->m2;
	struct seccomm_stage st;
	int err;

	err = seccomm_hs_take(t->ex, SECCOMM_LIST_M2, NULL, 0,
			      (const u8 *)&m2->sealed_len,
			      be16_to_cpu(m2->items_len));
	if (!err)
		err = seccomm_stage_first(t->ex, m2, &t->local, &st);
	if (!err)
		err = seccomm_stage_second(t->ex, NULL, 0, &st);
	if (!err)
		err = seccomm_conf_r(st.k, st.th, conf_r);
	if (!err)
		err = seccomm_stage_third(t->ex, conf_r, NULL, 0, &st);
	return err ?: seccomm_conf_i(st.k, st.th, conf_i);
}

/* The case's own answer confirms what this end knows, if its ends are named as the case's. */
static void answer_control(struct answer_test *t, const struct vt_answer *a)
{
	const struct vt_case *c = a->c;
	u8 conf_r[SECCOMM_CONF_LEN], conf_i[SECCOMM_CONF_LEN];
	bool same = !memcmp(a->us.value,
			    t->s.initiator ? c->ends.initiator.value :
					     c->ends.responder.value,
			    a->us.len);
	int err;

	if (!t->s.initiator) {
		KUNIT_EXPECT_TRUE(t->test,
				  seccomm_hs_proves(t->ex, (void *)c->m3));
		return;
	}
	if (answer_finishes(a)) {
		t->s.state = SECCOMM_STATE_CONFIRMING;
		KUNIT_EXPECT_TRUE(t->test, seccomm_finish_proves(t->ex, c->m4));
		KUNIT_EXPECT_TRUE(t->test, t->s.proved);
		return;
	}
	err = answer_derive(t, c, conf_r, conf_i);
	KUNIT_ASSERT_EQ(t->test, err, 0);
	KUNIT_EXPECT_EQ(t->test, !memcmp(conf_r, c->conf_r, sizeof(conf_r)),
			same);
	KUNIT_EXPECT_EQ(t->test, !memcmp(conf_i, c->conf_i, sizeof(conf_i)),
			same);
}

static void refused(struct kunit *test)
{
	const struct vt_answer *a = test->param_value;
	struct seccomm_stack *stack = vt_stack(test, a->c);
	struct answer_test *t = answer_open(test, stack, a);

	vt_counts(t->s.snet, t->before);
	answer_give(t, a);
	vt_expect_moved(test, t->s.snet, t->before, vt_counter(test, a->rule));
	KUNIT_EXPECT_FALSE(test, t->s.proved);
	answer_control(t, a);
	answer_close(t);
	test_stack_free(stack);
}

/* An M2 that somebody sends before M1 is sent, while methods wait for what goes into M1: they have
 * begun all the same.
 */
static void early(struct kunit *test)
{
	const struct vt_answer *a = vt_answers;
	struct seccomm_stack *stack;
	struct answer_test *t;
	u8 *m2;

	while (!a->initiator)
		a++;
	stack = vt_stack(test, a->c);
	t = answer_open(test, stack, a);
	m2 = kunit_kzalloc(test, a->c->m2_len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m2);
	memcpy(m2, a->c->m2, a->c->m2_len);
	t->s.state = SECCOMM_STATE_KEYLESS;
	t->ex->asked = true;
	vt_counts(t->s.snet, t->before);
	KUNIT_EXPECT_TRUE(test,
			  seccomm_hs_accept(t->ex, (void *)m2, &t->local));
	vt_expect_moved(test, t->s.snet, t->before, SECCOMM_CNT_HS_STALE);
	KUNIT_EXPECT_TRUE(test, t->ex->asked);
	answer_close(t);
	test_stack_free(stack);
}

static struct kunit_case seccomm_answer_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE(early),
	KUNIT_CASE_PARAM(refused, answer_gen_params),
	{},
};

static struct kunit_suite seccomm_answer_suite = {
	.name = "seccomm_answer",
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.test_cases = seccomm_answer_cases,
};

kunit_test_suite(seccomm_answer_suite);

MODULE_DESCRIPTION("Tests of what an exchange refuses, by the vectors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
