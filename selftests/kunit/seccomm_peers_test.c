// SPDX-License-Identifier: GPL-2.0
/*
 * Who may open: which identities an entry may have, which entry is asked, and what fits it.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/seccomm.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include "keys/peers.h"

#define ANY_METHOD                                     \
	{                                              \
		SECCOMM_ANY_METHOD, SECCOMM_ANY_METHOD \
	}

/**
 * struct peers_case - an identity that is allowed, and one that is proved
 * @allowed_kind: kind of the one that is allowed
 * @allowed: its value
 * @to: slot and ordinal that it is for
 * @kind: kind of the one that is proved
 * @value: its value
 * @by: slot and ordinal of the method that it was proved to
 * @fits: the one fits the other
 */
struct peers_case {
	u8 allowed_kind;
	const char *allowed;
	u8 to[2];
	u8 kind;
	const char *value;
	u8 by[2];
	bool fits;
};

static const struct in6_addr host = { .s6_addr = { 0xfd, 9, [15] = 1 } };
static const struct seccomm_identity address = {
	.kind = SECCOMM_ID_ADDRESS,
	.len = sizeof(host),
	.value = host.s6_addr,
};

static struct seccomm_identity identity(u8 kind, const char *text)
{
	return (struct seccomm_identity){
		.kind = kind,
		.len = strlen(text),
		.value = (const u8 *)text,
	};
}

static struct seccomm_proofs *one_proof(struct kunit *test, u8 kind,
					const char *text, const u8 method[2])
{
	const struct seccomm_proof proof = {
		.slot = method[0],
		.ordinal = method[1],
		.id = identity(kind, text),
	};
	struct seccomm_proofs *proofs = seccomm_proofs_new(&proof, 1);

	KUNIT_ASSERT_NOT_NULL(test, proofs);
	return proofs;
}

static void set_id(struct seccomm_key_id *id, const char *stack, u16 port,
		   u8 len)
{
	memset(id, 0, sizeof(*id));
	strscpy(id->stack, stack, sizeof(id->stack));
	id->port = cpu_to_be16(port);
	id->prefix.len = len;
	ipv6_addr_prefix(&id->prefix.addr, &host, len);
}

static void enter(struct kunit *test, const char *stack, u16 port, u8 len,
		  struct seccomm_proofs *allowed)
{
	struct netlink_ext_ack extack = {};
	struct seccomm_peers peers = { .allowed = allowed };

	set_id(&peers.id, stack, port, len);
	KUNIT_ASSERT_EQ(test,
			seccomm_peers_set(&init_net, &peers, true, &extack), 0);
	KUNIT_EXPECT_EQ(test,
			seccomm_peers_set(&init_net, &peers, true, &extack),
			-EEXIST);
}

static void leave(struct kunit *test, const char *stack, u16 port, u8 len)
{
	struct netlink_ext_ack extack = {};
	struct seccomm_key_id id;

	set_id(&id, stack, port, len);
	KUNIT_EXPECT_EQ(test, seccomm_peers_del(&init_net, &id, &extack), 0);
	KUNIT_EXPECT_EQ(test, seccomm_peers_del(&init_net, &id, &extack),
			-ENOENT);
}

static bool admitted(const char *stack, u16 port, const struct in6_addr *addr,
		     const struct seccomm_proofs *proofs)
{
	const struct seccomm_opener opener = {
		.stack = stack,
		.port = cpu_to_be16(port),
		.addr = addr,
		.end = &address,
		.proofs = proofs,
	};
	struct seccomm_proof misfit;

	return seccomm_peers_admit(&init_net, &opener, &misfit);
}

static const struct peers_case cases[] = {
	{ SECCOMM_ID_NAME,
	  "b",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "b",
	  { 0, 0 },
	  true },
	{ SECCOMM_ID_NAME, "b", { 3, 1 }, SECCOMM_ID_NAME, "b", { 3, 1 }, true },
	{ SECCOMM_ID_NAME,
	  "b",
	  { 3, SECCOMM_ANY_METHOD },
	  SECCOMM_ID_NAME,
	  "b",
	  { 3, 7 },
	  true },
	{ SECCOMM_ID_NAME,
	  "*.b.c",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "a.b.c",
	  { 0, 0 },
	  true },
	{ SECCOMM_ID_NAME,
	  "*.b.c",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "x.a.b.c",
	  { 0, 0 },
	  true },
	{ SECCOMM_ID_PRINCIPAL,
	  "*@R",
	  ANY_METHOD,
	  SECCOMM_ID_PRINCIPAL,
	  "a/b@R",
	  { 0, 0 },
	  true },
	{ SECCOMM_ID_ANONYMOUS,
	  "",
	  ANY_METHOD,
	  SECCOMM_ID_ANONYMOUS,
	  "",
	  { 0, 0 },
	  true },
	{ SECCOMM_ID_NAME,
	  "b",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "bb",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "bb",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "b",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "b",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "B",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "b",
	  ANY_METHOD,
	  SECCOMM_ID_PRINCIPAL,
	  "b",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "b",
	  ANY_METHOD,
	  SECCOMM_ID_ANONYMOUS,
	  "",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_ANONYMOUS,
	  "",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "b",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME, "b", { 3, 1 }, SECCOMM_ID_NAME, "b", { 3, 0 }, false },
	{ SECCOMM_ID_NAME, "b", { 3, 1 }, SECCOMM_ID_NAME, "b", { 2, 1 }, false },
	{ SECCOMM_ID_NAME,
	  "*.b.c",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "b.c",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "*.b.c",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  ".b.c",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "*.b.c",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "ab.c",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_NAME,
	  "*.b.c",
	  ANY_METHOD,
	  SECCOMM_ID_NAME,
	  "a.b.cc",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_PRINCIPAL,
	  "*@R",
	  ANY_METHOD,
	  SECCOMM_ID_PRINCIPAL,
	  "a@RR",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_PRINCIPAL,
	  "*@R",
	  ANY_METHOD,
	  SECCOMM_ID_PRINCIPAL,
	  "a@R@S",
	  { 0, 0 },
	  false },
	{ SECCOMM_ID_PRINCIPAL,
	  "*@R",
	  ANY_METHOD,
	  SECCOMM_ID_PRINCIPAL,
	  "@R",
	  { 0, 0 },
	  false },
};

static void fits(struct kunit *test)
{
	struct seccomm_proofs *allowed, *proofs;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		allowed = one_proof(test, cases[i].allowed_kind,
				    cases[i].allowed, cases[i].to);
		proofs = one_proof(test, cases[i].kind, cases[i].value,
				   cases[i].by);
		enter(test, "s", 0, 0, allowed);
		KUNIT_EXPECT_EQ_MSG(test, admitted("s", 1, &host, proofs),
				    cases[i].fits, "case %u", i);
		leave(test, "s", 0, 0);
		seccomm_proofs_put(allowed);
		seccomm_proofs_put(proofs);
	}
}

static void valid_ids(struct kunit *test)
{
	static const char longest[] = { [0 ... SECCOMM_IDENTITY_MAX - 1] = 'a',
					'\0' };
	static const struct {
		u8 kind;
		const char *text;
		bool valid;
	} ids[] = {
		{ SECCOMM_ID_NAME, "a", true },
		{ SECCOMM_ID_NAME, longest, true },
		{ SECCOMM_ID_NAME, "*.a", true },
		{ SECCOMM_ID_NAME, "", false },
		{ SECCOMM_ID_NAME, "*", false },
		{ SECCOMM_ID_NAME, "*.", false },
		{ SECCOMM_ID_NAME, "*a", false },
		{ SECCOMM_ID_NAME, "a.*", false },
		{ SECCOMM_ID_NAME, "*.*", false },
		{ SECCOMM_ID_NAME, "a b", false },
		{ SECCOMM_ID_PRINCIPAL, "host/a$@R", true },
		{ SECCOMM_ID_PRINCIPAL, "*@R", true },
		{ SECCOMM_ID_PRINCIPAL, "", false },
		{ SECCOMM_ID_PRINCIPAL, "a b@R", false },
		{ SECCOMM_ID_PRINCIPAL, "a\n", false },
		{ SECCOMM_ID_PRINCIPAL, "a\x7f", false },
		{ SECCOMM_ID_KEY, "0123456789abcdef0123456789abcdef", true },
		{ SECCOMM_ID_KEY, "0123456789abcdef0123456789abcde", false },
		{ SECCOMM_ID_ADDRESS, "0123456789abcdef", false },
		{ SECCOMM_ID_ANONYMOUS, "", true },
		{ SECCOMM_ID_ANONYMOUS, "a", false },
		{ SECCOMM_ID_METHOD, "ab", false },
	};
	struct seccomm_identity id;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		id = identity(ids[i].kind, ids[i].text);
		KUNIT_EXPECT_EQ_MSG(test, seccomm_peers_id_valid(&id),
				    ids[i].valid, "case %u", i);
	}
}

/* A port goes before a prefix, and an entry for the stack closes it to all others. */
static void which_is_asked(struct kunit *test)
{
	static const u8 any[] = ANY_METHOD;
	struct in6_addr other = { .s6_addr = { 0xfe } };
	struct seccomm_proofs *a = one_proof(test, SECCOMM_ID_NAME, "a", any);
	struct seccomm_proofs *b = one_proof(test, SECCOMM_ID_NAME, "b", any);
	struct seccomm_proofs *none = seccomm_proofs_new(NULL, 0);

	KUNIT_ASSERT_NOT_NULL(test, none);
	KUNIT_EXPECT_TRUE(test, admitted("s", 1, &host, a));
	enter(test, "s", 0, 8, a);
	KUNIT_EXPECT_TRUE(test, admitted("s", 1, &host, a));
	KUNIT_EXPECT_FALSE(test, admitted("s", 1, &host, b));
	KUNIT_EXPECT_FALSE(test, admitted("s", 1, &other, a));
	KUNIT_EXPECT_TRUE(test, admitted("t", 1, &other, b));
	enter(test, "s", 0, 64, none);
	KUNIT_EXPECT_TRUE(test, admitted("s", 1, &host, NULL));
	KUNIT_EXPECT_FALSE(test, admitted("s", 1, &host, a));
	enter(test, "s", 1, 0, none);
	KUNIT_EXPECT_TRUE(test, admitted("s", 1, &other, NULL));
	KUNIT_EXPECT_FALSE(test, admitted("s", 2, &other, NULL));
	leave(test, "s", 0, 64);
	leave(test, "s", 1, 0);
	leave(test, "s", 0, 8);
	KUNIT_EXPECT_TRUE(test, admitted("s", 1, &other, b));
	seccomm_proofs_put(a);
	seccomm_proofs_put(b);
	seccomm_proofs_put(none);
}

static struct kunit_case peers_cases[] = {
	KUNIT_CASE(fits),
	KUNIT_CASE(valid_ids),
	KUNIT_CASE(which_is_asked),
	{},
};

static struct kunit_suite peers_suite = {
	.name = "seccomm_peers",
	.test_cases = peers_cases,
};

kunit_test_suite(peers_suite);

MODULE_DESCRIPTION("Tests of who may open a stack");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
