// SPDX-License-Identifier: GPL-2.0
/*
 * The key store's table: which entry is found, in which order entries are listed; and the
 * names of both ends.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include "keys/names.h"
#include "keys/table.h"

#define MANY 65536 /* entries that a namespace may have by default */
#define FEW 16
/* Looking up among MANY takes so many times as long as among FEW, at most: a walk takes
 * thousands of times as long.
 */
#define TIMES_AS_LONG 50
#define TIMED_ROUNDS 10
#define TIMED_LOOK_UPS 64 /* a round, of each sort */
#define RANDOM_STEPS 4000
#define RANDOM_ENTRIES 64

static int keys_test_init(struct kunit *test)
{
	struct seccomm_key_table *t =
		kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	test->priv = t;
	return seccomm_key_table_init(t);
}

static void take_all_out(struct seccomm_key_table *t)
{
	struct seccomm_key_node *node;

	while ((node = seccomm_key_table_from(t, 0)))
		seccomm_key_table_del(t, node);
}

static void keys_test_exit(struct kunit *test)
{
	take_all_out(test->priv);
	seccomm_key_table_exit(test->priv);
}

static void set_id(struct seccomm_key_id *id, const char *stack, u8 slot,
		   const struct in6_addr *addr, u8 len)
{
	strscpy(id->stack, stack, sizeof(id->stack));
	id->slot = slot;
	id->prefix.len = len;
	ipv6_addr_prefix(&id->prefix.addr, addr, len);
}

static struct seccomm_key_node *enter(struct kunit *test, const char *stack,
				      u8 slot, const struct in6_addr *addr,
				      u8 len)
{
	struct seccomm_key_node *node =
		kunit_kzalloc(test, sizeof(*node), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, node);
	set_id(&node->id, stack, slot, addr, len);
	KUNIT_ASSERT_EQ(test, seccomm_key_table_add(test->priv, node), 0);
	return node;
}

static struct seccomm_key_node *best_of(struct kunit *test, const char *stack,
					u8 slot, const struct in6_addr *peer)
{
	struct seccomm_key_id id = { .slot = slot };

	strscpy(id.stack, stack, sizeof(id.stack));
	return seccomm_key_table_best(test->priv, &id, peer);
}

static struct in6_addr host(u32 number)
{
	struct in6_addr addr = { .s6_addr = { 0xfd, 9 } };

	addr.s6_addr32[3] = cpu_to_be32(number);
	return addr;
}

static void longest_prefix_wins(struct kunit *test)
{
	static const u8 lens[] = { 0, 1, 64, 127, 128 };
	struct seccomm_key_node *nodes[ARRAY_SIZE(lens)];
	struct in6_addr peer = host(1), other = host(0x80000001);
	unsigned int i;

	KUNIT_EXPECT_NULL(test, best_of(test, "s", 0, &peer));
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		nodes[i] = enter(test, "s", 0, &peer, lens[i]);
		KUNIT_EXPECT_PTR_EQ(test, best_of(test, "s", 0, &peer),
				    nodes[i]);
	}
	KUNIT_EXPECT_PTR_EQ(test, best_of(test, "s", 0, &other), nodes[2]);
	/* Without an entry the next shorter prefix is the longest. */
	while (i-- > 1) {
		seccomm_key_table_del(test->priv, nodes[i]);
		KUNIT_EXPECT_PTR_EQ(test, best_of(test, "s", 0, &peer),
				    nodes[i - 1]);
	}
}

static void stacks_and_slots_are_apart(struct kunit *test)
{
	struct in6_addr peer = host(1);
	struct seccomm_key_node *nodes[] = {
		enter(test, "s", 0, &peer, 128),
		enter(test, "s", 1, &peer, 128),
		enter(test, "s", SECCOMM_SESSION_SECRET, &peer, 0),
		enter(test, "st", 0, &peer, 128),
	};
	const struct seccomm_key_id *id;
	struct seccomm_key_node *node;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		id = &nodes[i]->id;
		node = best_of(test, id->stack, id->slot, &peer);
		KUNIT_EXPECT_PTR_EQ(test, node, nodes[i]);
		node = seccomm_key_table_find(test->priv, id);
		KUNIT_EXPECT_PTR_EQ(test, node, nodes[i]);
	}
	KUNIT_EXPECT_NULL(test, best_of(test, "st", 1, &peer));
	KUNIT_EXPECT_NULL(test, best_of(test, "", 0, &peer));
}

/* The keys of a key pair, and a secret, are found by what they are. */
static void kinds_are_apart(struct kunit *test)
{
	struct seccomm_key_table *t = test->priv;
	struct seccomm_key_node *nodes[SECCOMM_KEY_PUBLIC + 1], *node;
	struct in6_addr peer = host(1);
	u8 kind;

	for (kind = 0; kind < ARRAY_SIZE(nodes); kind++) {
		node = kunit_kzalloc(test, sizeof(*node), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, node);
		set_id(&node->id, "s", 1, &peer, 128);
		node->id.kind = kind;
		KUNIT_EXPECT_NULL(test, seccomm_key_table_find(t, &node->id));
		KUNIT_ASSERT_EQ(test, seccomm_key_table_add(t, node), 0);
		nodes[kind] = node;
	}
	for (kind = 0; kind < ARRAY_SIZE(nodes); kind++) {
		node = seccomm_key_table_best(t, &nodes[kind]->id, &peer);
		KUNIT_EXPECT_PTR_EQ(test, node, nodes[kind]);
		node = seccomm_key_table_find(t, &nodes[kind]->id);
		KUNIT_EXPECT_PTR_EQ(test, node, nodes[kind]);
	}
}

/* Lengths of which there is no entry are not tried. */
static void lengths_in_use(struct kunit *test)
{
	struct seccomm_key_table *t = test->priv;
	struct in6_addr a = host(1), b = host(2);
	struct seccomm_key_node *first = enter(test, "s", 0, &a, 128);
	struct seccomm_key_node *second = enter(test, "s", 0, &b, 128);
	struct seccomm_key_node *all = enter(test, "s", 0, &a, 0);

	KUNIT_EXPECT_EQ(test, bitmap_weight(t->lens, SECCOMM_PREFIX_LENS), 2);
	KUNIT_EXPECT_EQ(test, t->n, 3);
	seccomm_key_table_del(t, first);
	KUNIT_EXPECT_TRUE(test, test_bit(128, t->lens));
	seccomm_key_table_del(t, second);
	KUNIT_EXPECT_FALSE(test, test_bit(128, t->lens));
	seccomm_key_table_del(t, all);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(t->lens, SECCOMM_PREFIX_LENS));
	KUNIT_EXPECT_EQ(test, t->n, 0);
}

/* A dump resumes at a number, whatever came and went meanwhile. */
static void order_of_addition(struct kunit *test)
{
	struct seccomm_key_table *t = test->priv;
	struct seccomm_key_node *nodes[20], *node;
	unsigned long at = 0;
	struct in6_addr addr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		addr = host(i * 7919 % 64);
		nodes[i] = enter(test, "s", 0, &addr, 128);
	}
	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		node = seccomm_key_table_from(t, at);
		KUNIT_ASSERT_PTR_EQ(test, node, nodes[i]);
		at = node->number + 1;
		/* One behind and the one before go. */
		if (i == 4)
			seccomm_key_table_del(t, nodes[++i]);
		if (i == 10)
			seccomm_key_table_del(t, nodes[10]);
	}
	KUNIT_EXPECT_NULL(test, seccomm_key_table_from(t, at));
	addr = host(7);
	node = enter(test, "t", 0, &addr, 128);
	KUNIT_EXPECT_PTR_EQ(test, seccomm_key_table_from(t, at), node);
	KUNIT_EXPECT_PTR_EQ(test, seccomm_key_table_from(t, 0), nodes[0]);
}

static void as_many_as_there_may_be(struct kunit *test)
{
	struct seccomm_key_table *t = test->priv;
	struct seccomm_key_node *nodes, *node;
	unsigned int i, wrong = 0;
	struct in6_addr addr;

	nodes = kvcalloc(MANY, sizeof(*nodes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, nodes);
	for (i = 0; i < MANY; i++) {
		addr = host(i);
		set_id(&nodes[i].id, "s", SECCOMM_SESSION_SECRET, &addr, 128);
		wrong += !!seccomm_key_table_add(t, &nodes[i]);
	}
	for (i = 0; i < MANY; i++) {
		addr = host(i);
		node = best_of(test, "s", SECCOMM_SESSION_SECRET, &addr);
		wrong += node != &nodes[i];
		addr = host(MANY + i);
		node = best_of(test, "s", SECCOMM_SESSION_SECRET, &addr);
		wrong += !!node;
		cond_resched();
	}
	take_all_out(t);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, t->n, 0);
	kvfree(nodes);
}

/* The prefix that the entry of this number is for: a host's or, of every other entry, a
 * network's. None covers another one's address.
 */
static void set_nth(struct seccomm_key_id *id, struct in6_addr *addr,
		    u32 number)
{
	*addr = host(number);
	if (number % 2)
		swap(addr->s6_addr32[1], addr->s6_addr32[3]);
	set_id(id, "s", 0, addr, number % 2 ? 64 : 128);
}

/* Looks for entries of @n that there are, and for as many that there are not: how long the
 * fastest round took, in ns.
 */
static u64 time_of_look_ups(struct kunit *test, struct seccomm_key_node *nodes,
			    unsigned int n)
{
	struct seccomm_key_table *t = test->priv;
	unsigned int round, i, at, wrong = 0;
	struct seccomm_key_id id = {};
	u64 start, best = U64_MAX;
	struct in6_addr peer;

	for (round = 0; round < TIMED_ROUNDS; round++) {
		start = ktime_get_ns();
		for (i = 0; i < TIMED_LOOK_UPS; i++) {
			at = i * 7919 % n;
			set_nth(&id, &peer, at);
			wrong += seccomm_key_table_find(t, &id) != &nodes[at];
			wrong += best_of(test, "s", 0, &peer) != &nodes[at];
			set_nth(&id, &peer, MANY + at);
			wrong += !!seccomm_key_table_find(t, &id);
			wrong += !!best_of(test, "s", 0, &peer);
			cond_resched();
		}
		best = min(best, ktime_get_ns() - start);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	return best;
}

/* A handshake looks for secrets: it must not take longer where there are many. */
static void as_fast_among_many(struct kunit *test)
{
	struct seccomm_key_table *t = test->priv;
	struct seccomm_key_node *nodes;
	u64 among_few = 0, among_many;
	unsigned int i, wrong = 0;
	struct in6_addr addr;

	nodes = kvcalloc(MANY, sizeof(*nodes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, nodes);
	for (i = 0; i < MANY; i++) {
		if (i == FEW)
			among_few = time_of_look_ups(test, nodes, FEW);
		set_nth(&nodes[i].id, &addr, i);
		wrong += !!seccomm_key_table_add(t, &nodes[i]);
		cond_resched();
	}
	among_many = time_of_look_ups(test, nodes, MANY);
	take_all_out(t);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_LT(test, among_many, TIMES_AS_LONG * among_few);
	kunit_info(test, "%llu ns among %u, %llu ns among %u", among_few, FEW,
		   among_many, MANY);
	kvfree(nodes);
}

/* Against the plainest model there is: a look at each entry. */
static void random_walk(struct kunit *test)
{
	struct seccomm_key_node *nodes, *node, *best;
	struct seccomm_key_id id = {};
	struct in6_addr peer = {};
	bool in[RANDOM_ENTRIES] = {};
	unsigned int i, j, found = 0;
	struct rnd_state rnd;
	int err;

	nodes = kunit_kcalloc(test, RANDOM_ENTRIES, sizeof(*nodes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, nodes);
	prandom_seed_state(&rnd, 253);
	for (i = 0; i < RANDOM_STEPS; i++) {
		/* Few addresses and lengths, so that they meet. */
		peer.s6_addr[0] = prandom_u32_state(&rnd) % 4 << 6;
		peer.s6_addr[15] = prandom_u32_state(&rnd) % 4;
		j = prandom_u32_state(&rnd) % RANDOM_ENTRIES;
		set_id(&id, "s", j % 2, &peer,
		       prandom_u32_state(&rnd) % 5 * 126 / 4 +
			       prandom_u32_state(&rnd) % 3);
		if (in[j])
			seccomm_key_table_del(test->priv, &nodes[j]);
		in[j] = !seccomm_key_table_find(test->priv, &id);
		if (in[j]) {
			nodes[j].id = id;
			err = seccomm_key_table_add(test->priv, &nodes[j]);
			KUNIT_ASSERT_EQ(test, err, 0);
		}
		best = NULL;
		for (j = 0; j < RANDOM_ENTRIES; j++) {
			node = &nodes[j];
			if (in[j] && !node->id.slot &&
			    (!best ||
			     node->id.prefix.len > best->id.prefix.len) &&
			    ipv6_prefix_equal(&node->id.prefix.addr, &peer,
					      node->id.prefix.len))
				best = node;
		}
		KUNIT_ASSERT_PTR_EQ(test, best_of(test, "s", 0, &peer), best);
		found += !!best;
	}
	KUNIT_EXPECT_GT(test, found, RANDOM_STEPS / 2);
	KUNIT_EXPECT_LT(test, found, RANDOM_STEPS);
}

static void names_letters(struct kunit *test)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@/-";
	unsigned int c;
	u8 name[2];

	for (c = 0; c <= U8_MAX; c++) {
		name[0] = c;
		name[1] = 'x';
		KUNIT_EXPECT_EQ(test, seccomm_names_valid(name, 2),
				c && strchr(allowed, c));
		name[0] = 'x';
		name[1] = c;
		KUNIT_EXPECT_EQ(test, seccomm_names_valid(name, 2),
				c && strchr(allowed, c));
	}
}

static void names_lengths(struct kunit *test)
{
	u8 *name = kunit_kzalloc(test, 256, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, name);
	memset(name, 'n', 256);
	KUNIT_EXPECT_FALSE(test, seccomm_names_valid(name, 0));
	KUNIT_EXPECT_TRUE(test, seccomm_names_valid(name, 1));
	KUNIT_EXPECT_TRUE(test, seccomm_names_valid(name, 253));
	KUNIT_EXPECT_FALSE(test, seccomm_names_valid(name, 254));
	KUNIT_EXPECT_FALSE(test, seccomm_names_valid(name, 256));
}

static void names_refused(struct kunit *test)
{
	static const u8 a[] = "alpha", b[] = "alphb";

	KUNIT_EXPECT_PTR_EQ(test, seccomm_names_new(a, 5, a, 5),
			    ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, seccomm_names_new(a, 0, b, 5),
			    ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, seccomm_names_new(a, 5, b, 0),
			    ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, seccomm_names_new(a, 6, b, 5),
			    ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, seccomm_names_new(a, 5, b, 6),
			    ERR_PTR(-EINVAL));
}

static void names_are_kept(struct kunit *test)
{
	static const u8 a[] = "alpha", b[] = "alp";
	struct seccomm_names *names = seccomm_names_new(a, 5, b, 3);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, names);
	KUNIT_EXPECT_EQ(test, names->local_len, 5);
	KUNIT_EXPECT_EQ(test, names->remote_len, 3);
	KUNIT_EXPECT_EQ(test, memcmp(seccomm_names_local(names), a, 5), 0);
	KUNIT_EXPECT_EQ(test, memcmp(seccomm_names_remote(names), b, 3), 0);
	KUNIT_EXPECT_PTR_EQ(test, seccomm_names_get(names), names);
	seccomm_names_put(names);
	KUNIT_EXPECT_EQ(test, refcount_read(&names->ref), 1);
	seccomm_names_put(names);
	KUNIT_EXPECT_NULL(test, seccomm_names_get(NULL));
	seccomm_names_put(NULL);
}

static struct kunit_case seccomm_keys_cases[] = {
	KUNIT_CASE(longest_prefix_wins),
	KUNIT_CASE(stacks_and_slots_are_apart),
	KUNIT_CASE(kinds_are_apart),
	KUNIT_CASE(lengths_in_use),
	KUNIT_CASE(order_of_addition),
	KUNIT_CASE(as_many_as_there_may_be),
	KUNIT_CASE(as_fast_among_many),
	KUNIT_CASE(random_walk),
	KUNIT_CASE(names_letters),
	KUNIT_CASE(names_lengths),
	KUNIT_CASE(names_refused),
	KUNIT_CASE(names_are_kept),
	{},
};

static struct kunit_suite seccomm_keys_suite = {
	.name = "seccomm_keys",
	.init = keys_test_init,
	.exit = keys_test_exit,
	.test_cases = seccomm_keys_cases,
};

kunit_test_suite(seccomm_keys_suite);

MODULE_DESCRIPTION("Tests of the key store's table and of the ends' names");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
