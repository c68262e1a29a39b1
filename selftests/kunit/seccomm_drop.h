/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An open session of a stack, which is in no table, for the tests of what it receives.
 */
#ifndef SECCOMM_TEST_DROP_H
#define SECCOMM_TEST_DROP_H

#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/string.h>
#include <net/sock.h>
#include "demux.h"
#include "keys/schedule.h"
#include "netns.h"
#include "seccomm_test.h"
#include "session/control.h"
#include "session/epoch.h"
#include "session/session.h"
#include "session/up.h"
#include "session/user.h"
#include "transport/transport.h"

#define DROP_PEER htonl(0x0a090001)

/**
 * struct drop_test - an open session, which is in no table
 * @test: KUnit's
 * @s: the session
 * @sk: its socket, of which only the device is asked for
 * @user: its owner's operations
 * @index: its index
 * @before: the namespace's counters before a message
 */
struct drop_test {
	struct kunit *test;
	struct seccomm_session s;
	struct sock sk;
	struct seccomm_user_ops user;
	__be32 index;
	u64 before[SECCOMM_CNT_MAX];
};

static inline int drop_deliver(struct seccomm_session *s, struct sk_buff *skb)
{
	kfree_skb(skb);
	return 0;
}

/* The session of a case's end that takes messages of direction @dir. */
static inline struct drop_test *drop_open(struct kunit *test,
					  struct seccomm_stack *stack,
					  const struct vt_case *c, u8 dir)
{
	const struct seccomm_accept *m2 = c->m2;
	const struct seccomm_open *m1 = c->m1;
	struct seccomm_hs_keys keys;
	struct seccomm_session *s;
	struct drop_test *t;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	t->test = test;
	t->user.deliver = drop_deliver;
	t->index = dir ? m1->sender : m2->sender;
	stack->net = &init_net;
	refcount_set(&stack->ref, 1);
	atomic_set(&stack->sessions, 1);
	s = &t->s;
	s->snet = seccomm_net(&init_net);
	s->stack = stack;
	s->sk = &t->sk;
	s->user = &t->user;
	s->initiator = dir;
	ipv6_addr_set_v4mapped(DROP_PEER, &s->peer.addr);
	spin_lock_init(&s->lock);
	s->tx.session = s;
	s->rx.session = s;
	/* There is no way by which a PING could be answered. */
	s->answered_until = get_jiffies_64() + 3600 * HZ;
	KUNIT_ASSERT_EQ(test, seccomm_session_count(s), 0);
	KUNIT_ASSERT_EQ(test, seccomm_epoch_make(s), 0);
	cactus_lane_init(&s->tx.lane, &s->epochs.making->tx.course,
			 &seccomm_up_ops, 1, 4096);
	cactus_lane_init(&s->rx.lane, &s->epochs.making->rx.course,
			 &seccomm_up_ops, 1, 4096);
	memcpy(keys.sid, c->sid, sizeof(keys.sid));
	memcpy(keys.control_i, c->control_i, sizeof(keys.control_i));
	memcpy(keys.control_r, c->control_r, sizeof(keys.control_r));
	KUNIT_ASSERT_EQ(test,
			seccomm_epoch_arm(s, vt_roots_of(test, c, dir), &keys),
			0);
	spin_lock_bh(&s->lock);
	seccomm_epoch_switch(s);
	s->state = SECCOMM_STATE_OPEN;
	spin_unlock_bh(&s->lock);
	return t;
}

static inline void drop_close(struct drop_test *t)
{
	struct seccomm_session *s = &t->s;

	cactus_lane_close(&s->tx.lane);
	cactus_lane_close(&s->rx.lane);
	seccomm_epoch_retire(s);
	flush_workqueue(seccomm_wq);
	cactus_lane_fini(&s->tx.lane);
	cactus_lane_fini(&s->rx.lane);
	free_percpu(s->counts);
	KUNIT_EXPECT_EQ(t->test, refcount_read(&s->stack->ref), 1);
	atomic_set(&s->stack->sessions, 0);
}

/* Layers that sleep run in the worker, which may queue itself again, and does when a layer gives
 * back a message that it held.
 */
static inline void drop_settle(struct cactus_lane *lane)
{
	while (flush_work(&lane->work))
		;
	while (cactus_lane_holds(lane)) {
		schedule_timeout_uninterruptible(1);
		while (flush_work(&lane->work))
			;
	}
}

/* What names the session by its index is for the session, as if the demux had found it, the
 * rest for the demux.
 */
static inline void drop_receive(struct drop_test *t,
				const struct vt_bytes *packet)
{
	struct sk_buff *skb = vt_received(t->test, DROP_PEER, 0, packet);
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	const bool ours = packet->len >= SECCOMM_HDR_LEN && !hdr->flags &&
			  hdr->index == t->index;

	vt_counts(t->s.snet, t->before);
	local_bh_disable();
	rcu_read_lock();
	if (ours && hdr->ver_type == seccomm_ver_type(SECCOMM_MSG_DATA)) {
		seccomm_up_receive(&t->s, skb);
	} else if (ours &&
		   hdr->ver_type == seccomm_ver_type(SECCOMM_MSG_CONTROL)) {
		seccomm_control_receive(&t->s, skb);
		kfree_skb(skb);
	} else {
		seccomm_demux.receive(skb);
	}
	rcu_read_unlock();
	local_bh_enable();
	drop_settle(&t->s.rx.lane);
}

static inline u64 drop_counted(const struct drop_test *t,
			       enum seccomm_counter c)
{
	return seccomm_stats_read(t->s.snet->stats, c) - t->before[c];
}

#endif /* SECCOMM_TEST_DROP_H */
