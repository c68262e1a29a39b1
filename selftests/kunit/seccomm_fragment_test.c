// SPDX-License-Identifier: GPL-2.0
/*
 * Fragments of handshake messages: those of vectors.json, their form, how messages are cut into
 * them and put together of them, what is refused, and how long an incomplete message is kept.
 */
#include <kunit/test.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include "seccomm_fragment_test.h"

#define LIFE (3 * HZ)
#define SHORTEST (SECCOMM_HS_MAX + 1)
#define MAX_PIECES 15

/**
 * struct fragment_piece - bytes of vectors.json
 * @len: how many
 * @data: the bytes
 */
struct fragment_piece {
	unsigned int len;
	const char *data;
};

/**
 * struct fragment_case - fragments, in the order in which they come
 * @name: what they are
 * @n_pieces: how many there are
 * @pieces: the fragments
 * @whole: the message that they make; empty: they are refused, and counted once
 */
struct fragment_case {
	const char *name;
	unsigned int n_pieces;
	struct fragment_piece pieces[2];
	struct fragment_piece whole;
};

#include "seccomm_fragments.inc"

static void case_name(const struct fragment_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(fragment, fragment_cases, case_name);

/* Until the end of an incomplete message's time, one thing becomes of them. */
static void vectors(struct kunit *test)
{
	const struct fragment_case *c = test->param_value;
	struct fragment_test *t = test->priv;
	struct sk_buff *whole = NULL;
	unsigned int i;

	for (i = 0; i < c->n_pieces; i++) {
		KUNIT_EXPECT_NULL(test, whole);
		whole = fragment_receive(test, c->pieces[i].data,
					 c->pieces[i].len);
	}
	seccomm_reassembly_expire(&t->snet, t->now + LIFE);
	KUNIT_EXPECT_EQ(test, fragment_drops(t), c->whole.len ? 0 : 1);
	if (c->whole.len)
		fragment_is_whole(test, whole, c->whole.data, c->whole.len);
	else
		KUNIT_EXPECT_NULL(test, whole);
}

/* Cut the message of the test, and receive what it was cut into, which are the fragments @due
 * unless that is NULL: what is put together of them.
 */
static struct sk_buff *cut_and_receive(struct kunit *test,
				       const struct seccomm_fragment *head,
				       const struct fragment_piece *due)
{
	struct fragment_test *t = test->priv;
	struct seccomm_fragment *part =
		kunit_kzalloc(test, SECCOMM_FRAGMENT_MAX, GFP_KERNEL);
	struct sk_buff *whole = NULL;
	unsigned int at, len, n = 0;

	KUNIT_ASSERT_NOT_NULL(test, part);
	for (at = 0; at < be16_to_cpu(head->total);
	     at += SECCOMM_FRAGMENT_LEN, n++) {
		KUNIT_EXPECT_NULL(test, whole);
		len = seccomm_fragment_cut(head, t->message, at, part);
		if (due) {
			KUNIT_ASSERT_EQ(test, len, due[n].len);
			KUNIT_EXPECT_MEMEQ(test, part, due[n].data, len);
		}
		whole = fragment_receive(test, part, len);
	}
	kunit_kfree(test, part);
	return whole;
}

/* What a vector's message is cut into are the vector's fragments. */
static void cut_vector(struct kunit *test, const struct fragment_case *c)
{
	struct fragment_test *t = test->priv;
	const unsigned int len = c->whole.len;
	struct seccomm_fragment head, first;

	memcpy(t->message, c->whole.data, len);
	memcpy(&first, c->pieces[0].data, sizeof(first));
	seccomm_fragment_head(t->message, len, &head);
	head.sender = first.sender;
	memcpy(head.cookie, first.cookie, sizeof(head.cookie));
	KUNIT_ASSERT_EQ(test, seccomm_sha256(t->message, len, head.hash), 0);
	fragment_is_whole(test, cut_and_receive(test, &head, c->pieces),
			  t->message, len);
}

static void cut_vectors(struct kunit *test)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(fragment_cases); i++) {
		if (!fragment_cases[i].whole.len)
			continue;
		cut_vector(test, &fragment_cases[i]);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 2);
}

/* The shortest message, the longest one, and those around a last fragment that is full. */
static void cut_lengths(struct kunit *test)
{
	static const unsigned int lengths[] = {
		SHORTEST,
		2 * SECCOMM_FRAGMENT_LEN - 1,
		2 * SECCOMM_FRAGMENT_LEN,
		2 * SECCOMM_FRAGMENT_LEN + 1,
		SECCOMM_LARGE_MAX,
	};
	struct fragment_test *t = test->priv;
	struct seccomm_fragment head;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		fragment_make(test, SECCOMM_MSG_CONFIRM, lengths[i], i);
		seccomm_fragment_head(t->message, lengths[i], &head);
		head.sender = t->head.sender;
		memcpy(head.hash, t->head.hash, sizeof(head.hash));
		KUNIT_EXPECT_MEMEQ(test, &head, &t->head, sizeof(head));
		fragment_is_whole(test, cut_and_receive(test, &head, NULL),
				  t->message, lengths[i]);
	}
}

static void short_open_made(struct kunit *test)
{
	const unsigned int len = fragment_cases[0].whole.len;
	struct fragment_test *t = test->priv;
	struct seccomm_short_open made;
	u8 hash[SECCOMM_HASH_LEN];

	memcpy(t->message, fragment_cases[0].whole.data, len);
	KUNIT_ASSERT_EQ(test, seccomm_sha256(t->message, len, hash), 0);
	seccomm_short_open_make((void *)t->message, hash, &made);
	KUNIT_ASSERT_EQ(test, sizeof(made), short_m1.len);
	KUNIT_EXPECT_MEMEQ(test, &made, short_m1.data, sizeof(made));
}

static void short_open(struct kunit *test)
{
	/* Each byte that must have its value. */
	static const unsigned int fixed[] = { 0,  1,  2,  3,  4,   7,	8,
					      15, 18, 19, 96, 111, 112, 113 };
	const struct seccomm_short_open *m1;
	struct seccomm_fragment first;
	unsigned int i;
	u8 *copy;

	KUNIT_ASSERT_EQ(test, short_m1.len, 146);
	copy = kunit_kzalloc(test, short_m1.len + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, short_m1.data, short_m1.len);
	/* The fragments of the M1 that it announces. */
	memcpy(&first, fragment_cases[0].pieces[0].data, sizeof(first));
	m1 = seccomm_short_open_parse(copy, short_m1.len);
	KUNIT_ASSERT_NOT_NULL(test, m1);
	KUNIT_EXPECT_EQ(test, m1->open.sender, first.sender);
	KUNIT_EXPECT_EQ(test, memcmp(m1->hash, first.hash, sizeof(m1->hash)),
			0);
	for (i = 0; i < short_m1.len; i++)
		KUNIT_EXPECT_NULL(test, seccomm_short_open_parse(copy, i));
	KUNIT_EXPECT_NULL(test,
			  seccomm_short_open_parse(copy, short_m1.len + 1));
	for (i = 0; i < ARRAY_SIZE(fixed); i++) {
		copy[fixed[i]] ^= 2;
		m1 = seccomm_short_open_parse(copy, short_m1.len);
		KUNIT_EXPECT_NULL_MSG(test, m1, "byte %u", fixed[i]);
		copy[fixed[i]] ^= 2;
	}
	memset(copy + offsetof(struct seccomm_open, sender), 0, 4);
	KUNIT_EXPECT_NULL(test, seccomm_short_open_parse(copy, short_m1.len));
}

static void form(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	const unsigned int room =
		sizeof(struct seccomm_fragment) + SECCOMM_FRAGMENT_LEN;
	u8 *part = kunit_kzalloc(test, room + 1, GFP_KERNEL);
	unsigned int len, i;
	u64 number;

	KUNIT_ASSERT_NOT_NULL(test, part);
	/* The last of a message may have any length, and all others one. */
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	len = fragment_cut(t, 1, part);
	for (i = 0; i <= room; i++)
		KUNIT_EXPECT_EQ(test, !!seccomm_fragment_parse(part, i),
				i == len);
	len = fragment_cut(t, 0, part);
	KUNIT_EXPECT_EQ(test, len, room);
	for (i = 0; i <= room + 1; i++)
		KUNIT_EXPECT_EQ(test, !!seccomm_fragment_parse(part, i),
				i == len);
	/* A message that has room in one packet has no fragments. */
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST - 1, 0);
	len = fragment_cut(t, 0, part);
	KUNIT_EXPECT_NULL(test, seccomm_fragment_parse(part, len));
	/* Of these types alone, with an index and a cookie or without. */
	for (number = 0; number < 16; number++) {
		const bool opens = number == SECCOMM_MSG_OPEN;
		const bool is = opens || number == SECCOMM_MSG_ACCEPT ||
				number == SECCOMM_MSG_CONFIRM;

		fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
		t->head.hdr.number = cpu_to_be64(number);
		len = fragment_cut(t, 0, part);
		KUNIT_EXPECT_EQ(test, !!seccomm_fragment_parse(part, len),
				opens);
		t->head.hdr.index = cpu_to_be32(INDEX);
		len = fragment_cut(t, 0, part);
		KUNIT_EXPECT_NULL(test, seccomm_fragment_parse(part, len));
		memset(t->head.cookie, 0, sizeof(t->head.cookie));
		len = fragment_cut(t, 0, part);
		KUNIT_EXPECT_EQ(test, !!seccomm_fragment_parse(part, len),
				is && !opens);
		t->head.hdr.index = 0;
		len = fragment_cut(t, 0, part);
		KUNIT_EXPECT_NULL(test, seccomm_fragment_parse(part, len));
	}
	/* Version, type, flags, epoch, the number's high bytes. */
	for (i = 0; i < 15; i++) {
		if (i == 4)
			i = 8;
		fragment_make(test, SECCOMM_MSG_CONFIRM, SHORTEST, 0);
		len = fragment_cut(t, 0, part);
		part[i] ^= 1;
		KUNIT_EXPECT_NULL_MSG(test, seccomm_fragment_parse(part, len),
				      "byte %u", i);
	}
	fragment_make(test, SECCOMM_MSG_CONFIRM, SHORTEST, 0);
	t->head.sender = 0;
	len = fragment_cut(t, 0, part);
	KUNIT_EXPECT_NULL(test, seccomm_fragment_parse(part, len));
}

/* The longest message, the last fragment first, and the first one last. */
static void out_of_order(struct kunit *test)
{
	unsigned int n;

	fragment_make(test, SECCOMM_MSG_CONFIRM, SECCOMM_LARGE_MAX, 0);
	for (n = MAX_PIECES - 1; n > 0; n--)
		fragment_kept(test, n);
	fragment_completes(test, 0);
}

static void repeated(struct kunit *test)
{
	unsigned int n;

	fragment_make(test, SECCOMM_MSG_OPEN, SECCOMM_LARGE_MAX, 0);
	for (n = 0; n < MAX_PIECES - 1; n++) {
		fragment_kept(test, n);
		fragment_kept(test, n / 2);
		fragment_kept(test, n);
	}
	fragment_completes(test, n);
	/* Nothing is known of it any more: the last one again makes another one. */
	fragment_kept(test, n);
}

/* One byte that is not what it was before drops the message, but no other one. */
static void contradiction(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	u64 drops;

	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 1);
	fragment_kept(test, 0);
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	fragment_kept(test, 0);
	drops = fragment_drops(t);
	KUNIT_EXPECT_NULL(test, fragment_send_spoilt(test, 0,
						     SECCOMM_FRAGMENT_LEN - 1));
	KUNIT_EXPECT_EQ(test, fragment_drops(t), drops + 1);
	fragment_kept(test, 1);
	fragment_completes(test, 0);

	fragment_kept(test, 0);
	t->head.total = cpu_to_be16(SHORTEST + 1);
	fragment_refused(test, 1);
	t->head.total = cpu_to_be16(SHORTEST);
	fragment_kept(test, 1);
	fragment_completes(test, 0);

	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 1);
	fragment_completes(test, 1);
}

/* A byte that nobody has offered twice: the hash does not fit. */
static void altered(struct kunit *test)
{
	struct fragment_test *t = test->priv;

	fragment_make(test, SECCOMM_MSG_ACCEPT, SHORTEST, 0);
	KUNIT_EXPECT_NULL(test, fragment_send_spoilt(test, 0, 1000));
	KUNIT_EXPECT_EQ(test, fragment_drops(t), 0);
	fragment_refused(test, 1);
	fragment_kept(test, 0);
	fragment_completes(test, 1);
}

/* Send both fragments of a message, whose hash fits but which is none. */
static void fragment_misfits(struct kunit *test)
{
	fragment_hash(test);
	fragment_kept(test, 0);
	fragment_refused(test, 1);
}

static void misfit(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	struct seccomm_open *m1 = (void *)t->message;
	struct seccomm_accept *m2 = (void *)t->message;

	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	m1->cookie[15] = 1;
	fragment_misfits(test);
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	m1->hdr.flags = SECCOMM_FLAG_SHORT;
	fragment_misfits(test);
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	m1->sender ^= cpu_to_be32(1);
	fragment_misfits(test);
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	m1->hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_FRAGMENT);
	fragment_misfits(test);
	fragment_make(test, SECCOMM_MSG_ACCEPT, SHORTEST, 0);
	m2->hdr.index ^= cpu_to_be32(1);
	fragment_misfits(test);
}

/* What waits for process context finds the packet's addresses with the message. */
static void addressed(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	struct sk_buff *whole;

	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	fragment_kept(test, 1);
	whole = fragment_send(test, 0);
	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_EXPECT_TRUE(test, ip_hdr(whole)->version == 6);
	KUNIT_EXPECT_TRUE(test,
			  ipv6_addr_equal(&ipv6_hdr(whole)->saddr, &t->from));
	KUNIT_EXPECT_EQ(test, whole->skb_iif, IIF);
	KUNIT_EXPECT_TRUE(test, whole->pkt_type == PACKET_OTHERHOST);
	kfree_skb(whole);

	ipv6_addr_set_v4mapped(htonl(0x0a090001), &t->from);
	fragment_kept(test, 1);
	whole = fragment_send(test, 0);
	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_EXPECT_TRUE(test, ip_hdr(whole)->version == 4);
	KUNIT_EXPECT_EQ(test, ip_hdr(whole)->saddr, htonl(0x0a090001));
	fragment_is_whole(test, whole, t->message, SHORTEST);
}

static void bound_of_namespace(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	unsigned int n;

	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	for (n = 0; n < 64; n++) {
		t->from = fragment_from(n);
		fragment_kept(test, 0);
	}
	t->from = fragment_from(n);
	fragment_refused(test, 0);
	KUNIT_EXPECT_EQ(test, fragment_live(), t->live + 64);
	t->from = fragment_from(9);
	fragment_completes(test, 1);
	t->from = fragment_from(n);
	fragment_kept(test, 0);
	fragment_completes(test, 1);
}

/* Two messages of one source and a third, then one of the source @other. */
static void fragment_bound(struct kunit *test, struct in6_addr from,
			   struct in6_addr other, bool same)
{
	struct fragment_test *t = test->priv;
	u8 salt;

	t->from = from;
	for (salt = 0; salt < 3; salt++) {
		fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, salt);
		if (salt < 2)
			fragment_kept(test, 0);
		else
			fragment_refused(test, 0);
	}
	t->from = other;
	if (same)
		fragment_refused(test, 0);
	else
		fragment_kept(test, 0);
	seccomm_reassembly_expire(&t->snet, t->now + LIFE);
}

static void bound_of_source(struct kunit *test)
{
	struct in6_addr a, b;

	ipv6_addr_set_v4mapped(htonl(0x0a090001), &a);
	ipv6_addr_set_v4mapped(htonl(0x0a090002), &b);
	fragment_bound(test, a, b, false);
	/* An IPv6 host's prefix has 64 bits, ::ffff:0:0/96 notwithstanding. */
	fragment_bound(test, in6addr_loopback, a, false);
	a = fragment_from(1);
	b = fragment_from(1);
	b.s6_addr[8] = 1;
	fragment_bound(test, a, b, true);
	b = fragment_from(2);
	fragment_bound(test, a, b, false);
	/* All hosts of a link share the prefix of its link-local addresses. */
	memset(&a, 0, sizeof(a));
	a.s6_addr[0] = 0xfe;
	a.s6_addr[1] = 0x80;
	b = a;
	a.s6_addr[15] = 1;
	b.s6_addr[15] = 2;
	fragment_bound(test, a, b, false);
}

static void bound_of_session(struct kunit *test)
{
	struct fragment_test *t = test->priv;

	fragment_make(test, SECCOMM_MSG_ACCEPT, SHORTEST, 0);
	fragment_kept(test, 0);
	fragment_make(test, SECCOMM_MSG_ACCEPT, SHORTEST, 1);
	fragment_refused(test, 0);
	t->head.hdr.index ^= cpu_to_be32(1);
	fragment_kept(test, 0);
	fragment_make(test, SECCOMM_MSG_ACCEPT, SHORTEST, 0);
	fragment_completes(test, 1);
	fragment_make(test, SECCOMM_MSG_ACCEPT, SHORTEST, 1);
	fragment_kept(test, 0);
	fragment_completes(test, 1);
}

/* Three seconds from the first fragment on, however many follow. */
static void expiry(struct kunit *test)
{
	struct fragment_test *t = test->priv;
	const unsigned long start = t->now;

	fragment_make(test, SECCOMM_MSG_OPEN, 2 * SHORTEST, 0);
	fragment_kept(test, 0);
	t->now = start + LIFE - 1;
	fragment_kept(test, 1);
	KUNIT_EXPECT_EQ(test, fragment_live(), t->live + 1);
	t->now = start + LIFE;
	/* The fragment gives up its message, and begins it anew. */
	KUNIT_EXPECT_NULL(test, fragment_send(test, 2));
	KUNIT_EXPECT_EQ(test, fragment_drops(t), 1);
	KUNIT_EXPECT_EQ(test, fragment_live(), t->live + 1);
	fragment_kept(test, 1);
	fragment_completes(test, 0);

	t->now = start;
	fragment_kept(test, 0);
	t->now = start + LIFE - 1;
	fragment_kept(test, 1);
	fragment_completes(test, 2);
	KUNIT_EXPECT_EQ(test, fragment_live(), t->live);
}

/* Without a further fragment it is the work that gives up a message. */
static void expiry_by_work(struct kunit *test)
{
	struct fragment_test *t = test->priv;

	/* Its time is over at once: the work is queued without delay. */
	t->now = jiffies - LIFE;
	fragment_make(test, SECCOMM_MSG_OPEN, SHORTEST, 0);
	KUNIT_EXPECT_NULL(test, fragment_send(test, 0));
	flush_workqueue(seccomm_wq);
	KUNIT_EXPECT_EQ(test, fragment_live(), t->live);
	KUNIT_EXPECT_EQ(test, fragment_drops(t), 1);
}

static struct kunit_case seccomm_fragment_cases[] = {
	KUNIT_CASE_PARAM(vectors, fragment_gen_params),
	KUNIT_CASE(cut_vectors),
	KUNIT_CASE(cut_lengths),
	KUNIT_CASE(short_open_made),
	KUNIT_CASE(short_open),
	KUNIT_CASE(form),
	KUNIT_CASE(out_of_order),
	KUNIT_CASE(repeated),
	KUNIT_CASE(contradiction),
	KUNIT_CASE(altered),
	KUNIT_CASE(misfit),
	KUNIT_CASE(addressed),
	KUNIT_CASE(bound_of_namespace),
	KUNIT_CASE(bound_of_source),
	KUNIT_CASE(bound_of_session),
	KUNIT_CASE(expiry),
	KUNIT_CASE(expiry_by_work),
	{},
};

static struct kunit_suite seccomm_fragment_suite = {
	.name = "seccomm_fragment",
	.init = fragment_test_init,
	.exit = fragment_test_exit,
	.test_cases = seccomm_fragment_cases,
};

kunit_test_suite(seccomm_fragment_suite);

MODULE_DESCRIPTION("Tests of handshake messages in fragments");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
