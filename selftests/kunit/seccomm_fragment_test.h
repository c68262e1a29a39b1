/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A namespace that messages are sent to in fragments, and what becomes of each fragment.
 */
#ifndef SECCOMM_FRAGMENT_TEST_H
#define SECCOMM_FRAGMENT_TEST_H

#include <kunit/test.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <net/ipv6.h>
#include "handshake/fragment.h"
#include "handshake/reassembly.h"
#include "keys/hash.h"
#include "netns.h"
#include "session/session.h"

#define INDEX 0x11223344
#define SENDER 0x55667788
#define IIF 7

/**
 * struct fragment_test - a namespace, and the message that is being sent to it
 * @snet: the namespace, of which nothing is there but counters and reassembly
 * @now: the time, jiffies
 * @live: objects of the ledger that there were before
 * @from: who sends
 * @head: header of the message's fragments
 * @message: the message
 */
struct fragment_test {
	struct seccomm_net snet;
	unsigned long now;
	unsigned long live;
	struct in6_addr from;
	struct seccomm_fragment head;
	u8 message[SECCOMM_LARGE_MAX] __aligned(8);
};

static inline unsigned long fragment_live(void)
{
	struct seccomm_ledger ledger;

	seccomm_ledger_read(&ledger);
	return ledger.created[SECCOMM_OBJ_REASSEMBLY] -
	       ledger.destroyed[SECCOMM_OBJ_REASSEMBLY];
}

static inline u64 fragment_drops(const struct fragment_test *t)
{
	return seccomm_stats_read(t->snet.stats, SECCOMM_CNT_FRAG_DROP);
}

/* An address that no other number @n has; each has a /64 of its own. */
static inline struct in6_addr fragment_from(unsigned int n)
{
	struct in6_addr addr = { .s6_addr = { 0x20, 0x01, 0x0d, 0xb8 } };

	addr.s6_addr32[1] = cpu_to_be32(n);
	addr.s6_addr[15] = 1;
	return addr;
}

static inline int fragment_test_init(struct kunit *test)
{
	struct fragment_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	test->priv = t;
	t->snet.stats = alloc_percpu(struct seccomm_stats);
	if (!t->snet.stats)
		return -ENOMEM;
	t->live = fragment_live();
	t->now = jiffies;
	t->from = fragment_from(0);
	return seccomm_reassembly_net_init(&t->snet);
}

/* Nothing is left, whatever the test has left incomplete. */
static inline void fragment_test_exit(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	u64 failed;

	if (!t || !t->snet.stats)
		return;
	if (t->snet.reassemblies)
		seccomm_reassembly_net_exit(&t->snet);
	KUNIT_EXPECT_EQ(test, fragment_live(), t->live);
	failed = seccomm_stats_read(t->snet.stats, SECCOMM_CNT_HS_MEMORY);
	KUNIT_EXPECT_EQ(test, failed, 0);
	free_percpu(t->snet.stats);
}

/* A packet with the message @data, as its transport hands it on. */
static inline struct sk_buff *
fragment_packet(struct fragment_test *t, const void *data, unsigned int len)
{
	struct sk_buff *skb =
		alloc_skb(sizeof(struct ipv6hdr) + len, GFP_KERNEL);
	struct ipv6hdr *ip6;
	struct iphdr *ip;

	if (!skb)
		return NULL;
	skb_reset_network_header(skb);
	if (ipv6_addr_v4mapped(&t->from)) {
		ip = skb_put_zero(skb, sizeof(*ip));
		ip->version = 4;
		ip->saddr = t->from.s6_addr32[3];
	} else {
		ip6 = skb_put_zero(skb, sizeof(*ip6));
		ip6->version = 6;
		ip6->saddr = t->from;
	}
	skb_pull(skb, skb->len);
	skb_put_data(skb, data, len);
	skb->skb_iif = IIF;
	skb->pkt_type = PACKET_OTHERHOST;
	return skb;
}

/* Receive the fragment @data at the time of the test; what is not well-formed is counted
 * as the caller of the real thing counts it.
 */
static inline struct sk_buff *
fragment_receive(struct kunit *test, const void *data, unsigned int len)
{
	struct fragment_test *t = test->priv;
	struct sk_buff *skb = fragment_packet(t, data, len);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	if (!seccomm_fragment_parse(skb->data, skb->len)) {
		SECCOMM_INC(&t->snet, FRAG_DROP);
		kfree_skb(skb);
		return NULL;
	}
	return seccomm_reassembly_add(&t->snet, skb, t->now);
}

/* Hash the message, and have its fragments' headers tell of it what it is. */
static inline void fragment_hash(struct kunit *test)
{
	struct fragment_test *t = test->priv;

	KUNIT_ASSERT_EQ(test,
			seccomm_sha256(t->message, be16_to_cpu(t->head.total),
				       t->head.hash),
			0);
}

/* Make a message of this type and length, which @salt distinguishes from others. */
static inline void fragment_make(struct kunit *test, enum seccomm_msg_type type,
				 unsigned int total, u8 salt)
{
	struct fragment_test *t = test->priv;
	struct seccomm_open *m1 = (void *)t->message;
	const __be32 index = cpu_to_be32(type == SECCOMM_MSG_OPEN ? 0 : INDEX);
	unsigned int i;

	for (i = 0; i < total; i++)
		t->message[i] = i / SECCOMM_FRAGMENT_LEN + i + salt;
	memset(&m1->hdr, 0, sizeof(m1->hdr));
	m1->hdr.ver_type = seccomm_ver_type(type);
	m1->hdr.index = index;
	memset(&t->head, 0, sizeof(t->head));
	if (type == SECCOMM_MSG_OPEN) {
		m1->sender = cpu_to_be32(SENDER);
		memset(m1->cookie, 0, sizeof(m1->cookie));
		memset(t->head.cookie, 0xc0, sizeof(t->head.cookie));
	}
	t->head.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_FRAGMENT);
	t->head.hdr.index = index;
	t->head.hdr.number = cpu_to_be64(type);
	t->head.sender = cpu_to_be32(SENDER);
	t->head.total = cpu_to_be16(total);
	fragment_hash(test);
}

/* Write fragment @n of the message to @to; its length. */
static inline unsigned int
fragment_cut(const struct fragment_test *t, unsigned int n,
	     u8 to[sizeof(struct seccomm_fragment) + SECCOMM_FRAGMENT_LEN])
{
	const unsigned int offset = n * SECCOMM_FRAGMENT_LEN;
	const unsigned int total = be16_to_cpu(t->head.total);
	const unsigned int len =
		min_t(unsigned int, total - offset, SECCOMM_FRAGMENT_LEN);
	struct seccomm_fragment *part = (void *)to;

	*part = t->head;
	part->offset = cpu_to_be16(offset);
	memcpy(part + 1, t->message + offset, len);
	return sizeof(*part) + len;
}

/* Send fragment @n of the message, with the byte at @spoilt of its bytes altered unless
 * that is negative.
 */
static inline struct sk_buff *fragment_send_spoilt(struct kunit *test,
						   unsigned int n, int spoilt)
{
	struct fragment_test *t = test->priv;
	const unsigned int room =
		sizeof(struct seccomm_fragment) + SECCOMM_FRAGMENT_LEN;
	u8 *part = kunit_kzalloc(test, room, GFP_KERNEL);
	struct sk_buff *whole;
	unsigned int len;

	KUNIT_ASSERT_NOT_NULL(test, part);
	len = fragment_cut(t, n, part);
	if (spoilt >= 0)
		part[sizeof(struct seccomm_fragment) + spoilt] ^= 1;
	whole = fragment_receive(test, part, len);
	kunit_kfree(test, part);
	return whole;
}

static inline struct sk_buff *fragment_send(struct kunit *test, unsigned int n)
{
	return fragment_send_spoilt(test, n, -1);
}

/* Send fragment @n, which neither completes the message nor is refused. */
static inline void fragment_kept(struct kunit *test, unsigned int n)
{
	const u64 drops = fragment_drops(test->priv);

	KUNIT_EXPECT_NULL(test, fragment_send(test, n));
	KUNIT_EXPECT_EQ(test, fragment_drops(test->priv), drops);
}

/* Send fragment @n, which is refused, and counted. */
static inline void fragment_refused(struct kunit *test, unsigned int n)
{
	const u64 drops = fragment_drops(test->priv);

	KUNIT_EXPECT_NULL(test, fragment_send(test, n));
	KUNIT_EXPECT_EQ(test, fragment_drops(test->priv), drops + 1);
}

static inline void fragment_is_whole(struct kunit *test, struct sk_buff *whole,
				     const void *message, unsigned int len)
{
	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_EXPECT_EQ(test, whole->len, len);
	KUNIT_EXPECT_FALSE(test, skb_is_nonlinear(whole));
	KUNIT_EXPECT_EQ(test, memcmp(whole->data, message, len), 0);
	kfree_skb(whole);
}

/* Send fragment @n, which completes the message. */
static inline void fragment_completes(struct kunit *test, unsigned int n)
{
	struct fragment_test *t = test->priv;
	const u64 drops = fragment_drops(t);

	fragment_is_whole(test, fragment_send(test, n), t->message,
			  be16_to_cpu(t->head.total));
	KUNIT_EXPECT_EQ(test, fragment_drops(t), drops);
}

#endif /* SECCOMM_FRAGMENT_TEST_H */
