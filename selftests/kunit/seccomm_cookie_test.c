// SPDX-License-Identifier: GPL-2.0
/*
 * What bounds a flood of M1s: cookies by a vector, the renewal of their secret, rates and
 * half-open sessions by origin, and when a namespace is under load. The time is the test's.
 */
#include <kunit/test.h>
#include <linux/inet.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include "handshake/cookie.h"
#include "handshake/half_open.h"
#include "handshake/load.h"
#include "handshake/origin.h"
#include "handshake/rate.h"
#include "netns.h"
#include "transport/peer.h"

/* Any time that is not the clock's. */
#define START (1000000 * NSEC_PER_SEC)
#define PERIOD (120 * NSEC_PER_SEC)
#define TOKEN (50 * NSEC_PER_MSEC)
#define BURST 50
/* Buckets of the table of rates. */
#define BUCKETS 1024
#define STRANGERS 4000
#define FEW 5
#define LONG_M1 300

/* The vector: a secret, an address, an M1 and its answer. */
static const u8 vector_secret[] =
	"\x1a\x3e\xeb\x03\xfe\xb4\xff\x79\x91\xf1\xb3\x0c\x2f\xd4\x2c\xa8"
	"\xd3\x38\x35\x57\x5e\xd8\xb3\xab\x17\xf3\x02\xc5\x26\xc8\x62\x50";
static const u8 vector_address[] =
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x0a\x09\x00\x01";
static const u8 vector_first_m1[] =
	"\x11\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x01\x01\x00\x00\x11\x22\x33\x44\x0f\xa0\x13\x88\x00\x00\x00\x00"
	"\xc8\x3d\x0a\x83\xcd\x82\xa7\x63\x7d\x60\x2f\x43\x4b\x3a\x75\x1e"
	"\xb9\x9b\x60\xfe\x15\xe7\x99\xbe\x04\xea\x42\xd8\x73\xc1\x50\x46"
	"\x72\x1e\x0e\x4b\xb7\x59\x1f\xbf\x50\x7b\x95\xd8\xe6\x51\x4c\x07"
	"\x3d\xbc\x91\x50\xf7\x62\x79\xa4\x9c\xe3\x38\x9b\xde\xcf\x79\x76"
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00";
static const u8 vector_cookie[] =
	"\x62\xd6\x0e\xc5\x58\x4a\x53\xb8\x69\x9d\x66\x28\xa0\x86\xfd\xa0";
static const u8 vector_cookie_4500[] =
	"\xd5\xa4\xe7\xfa\x45\x80\x38\x92\x20\xea\xde\x7b\x76\x36\x12\xe1";
static const u8 vector_answer[] =
	"\x17\x00\x00\x00\x11\x22\x33\x44\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x62\xd6\x0e\xc5\x58\x4a\x53\xb8\x69\x9d\x66\x28\xa0\x86\xfd\xa0";
static const u8 vector_second_m1[] =
	"\x11\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x01\x01\x00\x00\x11\x22\x33\x44\x0f\xa0\x13\x88\x00\x00\x00\x00"
	"\xc8\x3d\x0a\x83\xcd\x82\xa7\x63\x7d\x60\x2f\x43\x4b\x3a\x75\x1e"
	"\xb9\x9b\x60\xfe\x15\xe7\x99\xbe\x04\xea\x42\xd8\x73\xc1\x50\x46"
	"\x72\x1e\x0e\x4b\xb7\x59\x1f\xbf\x50\x7b\x95\xd8\xe6\x51\x4c\x07"
	"\x3d\xbc\x91\x50\xf7\x62\x79\xa4\x9c\xe3\x38\x9b\xde\xcf\x79\x76"
	"\x62\xd6\x0e\xc5\x58\x4a\x53\xb8\x69\x9d\x66\x28\xa0\x86\xfd\xa0"
	"\x00\x00";

static int cookie_test_init(struct kunit *test)
{
	struct seccomm_net *snet =
		kunit_kzalloc(test, sizeof(*snet), GFP_KERNEL);
	int err;

	if (!snet)
		return -ENOMEM;
	test->priv = snet;
	skb_queue_head_init(&snet->opens);
	snet->max_half_open = 1024;
	snet->stats = alloc_percpu(struct seccomm_stats);
	if (!snet->stats)
		return -ENOMEM;
	err = seccomm_cookie_net_init(snet);
	if (!err)
		err = seccomm_rate_net_init(snet);
	if (!err)
		err = seccomm_half_open_net_init(snet);
	if (err)
		return err;
	snet->cookies->since = START;
	return 0;
}

static void cookie_test_exit(struct kunit *test)
{
	struct seccomm_net *snet = test->priv;

	if (!snet)
		return;
	skb_queue_purge(&snet->opens);
	seccomm_half_open_net_exit(snet);
	seccomm_rate_net_exit(snet);
	seccomm_cookie_net_exit(snet);
	free_percpu(snet->stats);
}

static struct seccomm_peer peer6(const char *text)
{
	struct seccomm_peer peer = { .port = htons(4000) };

	in6_pton(text, -1, peer.addr.s6_addr, -1, NULL);
	return peer;
}

static struct seccomm_peer peer4(u32 addr)
{
	struct seccomm_peer peer = { .port = htons(4000) };

	ipv6_addr_set_v4mapped(htonl(addr), &peer.addr);
	return peer;
}

/* The claim that an M1 of @len bytes makes from the vector's address. */
static struct seccomm_cookie_claim claim_of(struct kunit *test, const void *m1,
					    size_t len)
{
	const struct seccomm_open *open = m1;
	struct seccomm_cookie_claim claim = { .index = open->sender };

	memcpy(&claim.from, vector_address, sizeof(claim.from));
	KUNIT_ASSERT_EQ(test, seccomm_cookie_hash(open, len, claim.hash), 0);
	return claim;
}

/* The vector's claim, of its first M1. */
static struct seccomm_cookie_claim vector_claim(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, sizeof(vector_first_m1) - 1,
			sizeof(struct seccomm_open));
	return claim_of(test, vector_first_m1, sizeof(struct seccomm_open));
}

static void make_at(struct kunit *test, u64 now,
		    const struct seccomm_cookie_claim *claim, u8 *cookie)
{
	KUNIT_ASSERT_EQ(test,
			seccomm_cookie_make_at(test->priv, now, claim, cookie),
			0);
}

static void vector(struct kunit *test)
{
	struct seccomm_cookie_claim claim = vector_claim(test);
	struct seccomm_net *snet = test->priv;
	u8 cookie[SECCOMM_COOKIE_LEN];
	struct seccomm_open m1;
	struct {
		struct seccomm_hdr hdr;
		u8 cookie[SECCOMM_COOKIE_LEN];
	} answer = {
		.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_COOKIE),
		.hdr.index = claim.index,
	};

	memcpy(snet->cookies->secret[0], vector_secret,
	       sizeof(snet->cookies->secret[0]));
	make_at(test, START, &claim, cookie);
	KUNIT_EXPECT_MEMEQ(test, cookie, vector_cookie, sizeof(cookie));
	memcpy(answer.cookie, cookie, sizeof(cookie));
	KUNIT_EXPECT_MEMEQ(test, (const u8 *)&answer, vector_answer,
			   sizeof(answer));
	/* The M1 that comes back makes the same claim. */
	memcpy(&m1, vector_first_m1, sizeof(m1));
	memcpy(m1.cookie, cookie, sizeof(m1.cookie));
	KUNIT_EXPECT_MEMEQ(test, (const u8 *)&m1, vector_second_m1, sizeof(m1));
	claim = claim_of(test, &m1, sizeof(m1));
	KUNIT_EXPECT_TRUE(test, seccomm_cookie_valid_at(snet, START, &claim,
							m1.cookie));
	claim.udp_port = htons(4500);
	KUNIT_EXPECT_FALSE(test, seccomm_cookie_valid_at(snet, START, &claim,
							 m1.cookie));
	make_at(test, START, &claim, cookie);
	KUNIT_EXPECT_MEMEQ(test, cookie, vector_cookie_4500, sizeof(cookie));
}

/* No cookie, a wrong one, or one of another address or session. */
static void refused(struct kunit *test)
{
	const struct seccomm_cookie_claim claim = vector_claim(test);
	u8 cookie[SECCOMM_COOKIE_LEN];
	struct seccomm_cookie_claim other;
	unsigned int i;

	memset(cookie, 0, sizeof(cookie));
	KUNIT_EXPECT_FALSE(test, seccomm_cookie_valid_at(test->priv, START,
							 &claim, cookie));
	make_at(test, START, &claim, cookie);
	KUNIT_EXPECT_TRUE(test, seccomm_cookie_valid_at(test->priv, START,
							&claim, cookie));
	for (i = 0; i < 8 * sizeof(cookie); i++) {
		cookie[i / 8] ^= BIT(i % 8);
		KUNIT_EXPECT_FALSE(test,
				   seccomm_cookie_valid_at(test->priv, START,
							   &claim, cookie));
		cookie[i / 8] ^= BIT(i % 8);
	}
	for (i = 0; i < sizeof(claim.from); i++) {
		other = claim;
		other.from.s6_addr[i] ^= 1;
		KUNIT_EXPECT_FALSE(test,
				   seccomm_cookie_valid_at(test->priv, START,
							   &other, cookie));
	}
	for (i = 0; i < 32; i++) {
		other = claim;
		other.index ^= htonl(BIT(i));
		KUNIT_EXPECT_FALSE(test,
				   seccomm_cookie_valid_at(test->priv, START,
							   &other, cookie));
	}
}

/* A cookie is for every byte of its M1, also beyond the structure, but for the flags and
 * the cookie.
 */
static void other_m1(struct kunit *test)
{
	const size_t flags = offsetof(struct seccomm_open, hdr.flags);
	const size_t from = offsetof(struct seccomm_open, cookie);
	const size_t to = from + SECCOMM_COOKIE_LEN;
	struct seccomm_cookie_claim claim;
	u8 cookie[SECCOMM_COOKIE_LEN];
	u8 *m1 = kunit_kzalloc(test, LONG_M1, GFP_KERNEL);
	unsigned int i;
	bool same;

	KUNIT_ASSERT_NOT_NULL(test, m1);
	memcpy(m1, vector_first_m1, sizeof(struct seccomm_open));
	claim = claim_of(test, m1, LONG_M1);
	make_at(test, START, &claim, cookie);
	for (i = 0; i < LONG_M1; i++) {
		same = i == flags || (i >= from && i < to);
		m1[i] ^= 0x10;
		claim = claim_of(test, m1, LONG_M1);
		m1[i] ^= 0x10;
		if (seccomm_cookie_valid_at(test->priv, START, &claim,
					    cookie) != same)
			KUNIT_FAIL(test, "byte %u", i);
	}
	claim = claim_of(test, m1, LONG_M1 - 1);
	KUNIT_EXPECT_FALSE(test, seccomm_cookie_valid_at(test->priv, START,
							 &claim, cookie));
}

/* The secret is new every 120 s, and the one before is accepted. */
static void renewal(struct kunit *test)
{
	const struct seccomm_cookie_claim claim = vector_claim(test);
	u8 first[SECCOMM_COOKIE_LEN], second[SECCOMM_COOKIE_LEN];
	struct seccomm_net *snet = test->priv;

	make_at(test, START, &claim, first);
	make_at(test, START + PERIOD - 1, &claim, second);
	KUNIT_EXPECT_MEMEQ(test, first, second, sizeof(first));
	make_at(test, START + PERIOD, &claim, second);
	KUNIT_EXPECT_MEMNEQ(test, first, second, sizeof(first));
	/* Another processor is late. */
	KUNIT_EXPECT_TRUE(test,
			  seccomm_cookie_valid_at(snet, START + PERIOD - 1,
						  &claim, second));
	KUNIT_EXPECT_TRUE(test,
			  seccomm_cookie_valid_at(snet, START + 2 * PERIOD - 1,
						  &claim, first));
	KUNIT_EXPECT_FALSE(test,
			   seccomm_cookie_valid_at(snet, START + 2 * PERIOD,
						   &claim, first));
	KUNIT_EXPECT_TRUE(test,
			  seccomm_cookie_valid_at(snet, START + 2 * PERIOD,
						  &claim, second));
}

/* Where nothing asked in the meantime, cookies last no longer. */
static void renewal_late(struct kunit *test)
{
	const struct seccomm_cookie_claim claim = vector_claim(test);
	struct seccomm_net *snet = test->priv;
	u8 cookie[SECCOMM_COOKIE_LEN];
	u64 now = START + PERIOD / 2;

	make_at(test, now, &claim, cookie);
	/* The period ends when it is due, not when it is noticed. */
	KUNIT_EXPECT_TRUE(test,
			  seccomm_cookie_valid_at(snet, START + 2 * PERIOD - 1,
						  &claim, cookie));
	KUNIT_EXPECT_FALSE(test,
			   seccomm_cookie_valid_at(snet, START + 2 * PERIOD,
						   &claim, cookie));
	now = START + 3 * PERIOD - 1;
	make_at(test, now, &claim, cookie);
	now += 1000 * PERIOD;
	KUNIT_EXPECT_FALSE(test,
			   seccomm_cookie_valid_at(snet, now, &claim, cookie));
	make_at(test, now, &claim, cookie);
	KUNIT_EXPECT_TRUE(test, seccomm_cookie_valid_at(snet, now + PERIOD,
							&claim, cookie));
}

/* How many M1s of @n are taken from @from at @now. */
static unsigned int taken(struct kunit *test, u64 now, struct seccomm_peer from,
			  unsigned int n)
{
	struct seccomm_net *snet = test->priv;
	unsigned int sum = 0;

	while (n--)
		sum += seccomm_rate_takes_at(snet->rates, now, &from);
	return sum;
}

static void rate(struct kunit *test)
{
	const struct seccomm_peer from = peer4(0x0a090001);
	u64 now = START;

	KUNIT_EXPECT_EQ(test, taken(test, now, from, 100), BURST);
	KUNIT_EXPECT_EQ(test, taken(test, now + TOKEN - 1, from, 9), 0);
	KUNIT_EXPECT_EQ(test, taken(test, now + TOKEN, from, 9), 1);
	/* Another processor is late. */
	KUNIT_EXPECT_EQ(test, taken(test, now, from, 9), 0);
	now += TOKEN + NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, taken(test, now, from, 100), 20);
	now += BURST * TOKEN - 1;
	KUNIT_EXPECT_EQ(test, taken(test, now, from, 100), BURST - 1);
	now += 3600 * NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, taken(test, now, from, 100), BURST);
}

/* Who shares a bucket, and who does not. */
static void origins(struct kunit *test)
{
	struct seccomm_peer from = peer4(0x0a090001);

	KUNIT_EXPECT_EQ(test, taken(test, START, from, 100), BURST);
	from.port = htons(4001);
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 1), 0);
	KUNIT_EXPECT_EQ(test, taken(test, START, peer4(0x0a090002), 100),
			BURST);

	from = peer6("2001:db8:0:1::1");
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 100), BURST);
	from = peer6("2001:db8:0:1:ffff:ffff:ffff:ffff");
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 1), 0);
	from = peer6("2001:db8:0:2::1");
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 100), BURST);

	from = peer6("fe80::1");
	from.scope = 2;
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 100), BURST);
	from.scope = 3;
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 100), BURST);
	from = peer6("fe80::2");
	from.scope = 2;
	KUNIT_EXPECT_EQ(test, taken(test, START, from, 100), BURST);
}

/* More origins than there are buckets do not add a token. So short after boot a bucket has
 * a few only, and they are soon used up.
 */
static void strangers(struct kunit *test)
{
	const struct seccomm_peer from = peer4(0x0a090001);
	const u64 now = FEW * TOKEN;
	unsigned int sum, i;

	sum = taken(test, now, from, FEW + 1);
	KUNIT_EXPECT_EQ(test, sum, FEW);
	for (i = 0; i < STRANGERS; i++)
		sum += taken(test, now, peer4(0x0b000000 + i), FEW + 1);
	KUNIT_EXPECT_LE(test, sum, BUCKETS * FEW);
	KUNIT_EXPECT_GT(test, sum, BUCKETS * FEW / 2);
	KUNIT_EXPECT_EQ(test, taken(test, now, from, 1), 0);
	/* Nor do they keep anybody out for good. */
	KUNIT_EXPECT_EQ(test, taken(test, now + BURST * TOKEN, from, 100),
			BURST);
}

/* One that goes on asking while strangers come and go does not get more for it. All
 * buckets are empty at first, and strangers ask for more than comes into them.
 */
static void pushed_out(struct kunit *test)
{
	const struct seccomm_peer from = peer4(0x0a090001);
	const unsigned int tokens = 40;
	unsigned int sum = 0, i;
	struct rnd_state rnd;
	u64 now;

	prandom_seed_state(&rnd, 1);
	for (now = 0; now < tokens * TOKEN; now += 20 * NSEC_PER_MSEC) {
		for (i = 0; i < 100; i++)
			taken(test, now, peer4(prandom_u32_state(&rnd)), 6);
		sum += taken(test, now, from, 2);
	}
	KUNIT_EXPECT_LE(test, sum, tokens);
	KUNIT_EXPECT_GT(test, sum, 0);
}

static void half_open(struct kunit *test)
{
	struct seccomm_half_open_node *node, *last;
	const struct seccomm_peer from = peer6("2001:db8:0:1::1");
	const struct seccomm_peer near = peer6("2001:db8:0:1::2");
	const struct seccomm_peer far = peer6("2001:db8:0:2::1");
	struct seccomm_net *snet = test->priv;
	unsigned int i;

	node = kunit_kcalloc(test, SECCOMM_ORIGIN_HALF_OPEN + 1, sizeof(*node),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, node);
	last = &node[SECCOMM_ORIGIN_HALF_OPEN];
	/* One that does not count can be taken away. */
	seccomm_half_open_del(snet, last);
	for (i = 0; i < SECCOMM_ORIGIN_HALF_OPEN; i++) {
		KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &near), i);
		seccomm_half_open_add(snet, &node[i], i & 1 ? &near : &from);
	}
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &near),
			SECCOMM_ORIGIN_HALF_OPEN);
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &from),
			SECCOMM_ORIGIN_HALF_OPEN);
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &far), 0);
	seccomm_half_open_add(snet, last, &far);
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &far), 1);
	seccomm_half_open_del(snet, &node[7]);
	seccomm_half_open_del(snet, &node[7]);
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &from),
			SECCOMM_ORIGIN_HALF_OPEN - 1);
	seccomm_half_open_add(snet, &node[7], &from);
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &from),
			SECCOMM_ORIGIN_HALF_OPEN);
	for (i = 0; i <= SECCOMM_ORIGIN_HALF_OPEN; i++)
		seccomm_half_open_del(snet, &node[i]);
	KUNIT_EXPECT_EQ(test, seccomm_half_open_count(snet, &from), 0);
}

static void load_queue(struct kunit *test)
{
	struct seccomm_net *snet = test->priv;
	struct sk_buff *skb;
	unsigned int i;
	u64 now = START;

	for (i = 0; i < 128; i++) {
		KUNIT_EXPECT_FALSE(test, seccomm_under_load_at(snet, now));
		skb = alloc_skb(0, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, skb);
		skb_queue_tail(&snet->opens, skb);
	}
	KUNIT_EXPECT_TRUE(test, seccomm_under_load_at(snet, now));
	kfree_skb(skb_dequeue(&snet->opens));
	now += NSEC_PER_SEC - 1;
	KUNIT_EXPECT_TRUE(test, seccomm_under_load_at(snet, now));
	KUNIT_EXPECT_FALSE(test, seccomm_under_load_at(snet, now + 1));
}

static void load_half_open(struct kunit *test)
{
	struct seccomm_net *snet = test->priv;
	u64 now = START;

	atomic_set(&snet->n_half_open, 511);
	KUNIT_EXPECT_FALSE(test, seccomm_under_load_at(snet, now));
	atomic_set(&snet->n_half_open, 512);
	KUNIT_EXPECT_TRUE(test, seccomm_under_load_at(snet, now));
	/* The second counts from when it last was so. */
	now += NSEC_PER_SEC / 2;
	KUNIT_EXPECT_TRUE(test, seccomm_under_load_at(snet, now));
	atomic_set(&snet->n_half_open, 0);
	now += NSEC_PER_SEC - 1;
	KUNIT_EXPECT_TRUE(test, seccomm_under_load_at(snet, now));
	KUNIT_EXPECT_FALSE(test, seccomm_under_load_at(snet, now + 1));
	/* Half of an odd cap is no whole session. */
	snet->max_half_open = 3;
	atomic_set(&snet->n_half_open, 1);
	KUNIT_EXPECT_FALSE(test, seccomm_under_load_at(snet, now + 1));
	atomic_set(&snet->n_half_open, 2);
	KUNIT_EXPECT_TRUE(test, seccomm_under_load_at(snet, now + 1));
}

/* The 21st dear M1 of a second is to show a cookie, and all of the second after it. */
static void load_costly(struct kunit *test)
{
	struct seccomm_net *snet = test->priv;
	u64 now = START;
	unsigned int i;

	for (i = 0; i < 20; i++)
		KUNIT_EXPECT_FALSE(test, seccomm_costly_many_at(snet, now));
	KUNIT_EXPECT_TRUE(test, seccomm_costly_many_at(snet, now));
	now += NSEC_PER_SEC;
	KUNIT_EXPECT_TRUE(test, seccomm_costly_many_at(snet, now));
	KUNIT_EXPECT_TRUE(test,
			  seccomm_costly_many_at(snet, now + NSEC_PER_SEC - 1));
	KUNIT_EXPECT_FALSE(test,
			   seccomm_costly_many_at(snet, now + NSEC_PER_SEC));
}

static struct kunit_case seccomm_cookie_cases[] = {
	KUNIT_CASE(vector),	  KUNIT_CASE(refused),
	KUNIT_CASE(other_m1),	  KUNIT_CASE(renewal),
	KUNIT_CASE(renewal_late), KUNIT_CASE(rate),
	KUNIT_CASE(origins),	  KUNIT_CASE(strangers),
	KUNIT_CASE(pushed_out),	  KUNIT_CASE(half_open),
	KUNIT_CASE(load_queue),	  KUNIT_CASE(load_half_open),
	KUNIT_CASE(load_costly),  {},
};

static struct kunit_suite seccomm_cookie_suite = {
	.name = "seccomm_cookie",
	.init = cookie_test_init,
	.exit = cookie_test_exit,
	.test_cases = seccomm_cookie_cases,
};

kunit_test_suite(seccomm_cookie_suite);

MODULE_DESCRIPTION("Tests of what bounds a flood of M1s");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
