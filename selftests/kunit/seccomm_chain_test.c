// SPDX-License-Identifier: GPL-2.0
/*
 * Credentials that are certificates: what of their bytes the kernel reads, and what it leaves to
 * a key agent, which is not there.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/seccomm.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <net/net_namespace.h>
#include "keydist/asker.h"
#include "keydist/cred.h"
#include "keys/chain.h"

#define NAME "b.example"
/* Where the bytes stand that say what a credential is, in BODY. */
#define AT_KIND 4
#define AT_NAME 5
#define AT_TYPE (AT_NAME + sizeof(NAME) - 1)
#define AT_CHAIN (AT_TYPE + 1)
#define AT_CERT (AT_CHAIN + 2)

/* LP(LP(2 || NAME) || 2 || LP(two certificates)) || LP(signature). */
static const u8 body[] = "\x00\x1b"
			 "\x00\x0a\x02" NAME "\x02"
			 "\x00\x0c"
			 "\x00\x05\x30\x03\x02\x01\x07"
			 "\x00\x03\x30\x01\x09"
			 "\x00\x02\xaa\xbb";
#define BODY_LEN (sizeof(body) - 1)

static const struct in6_addr peer_addr = { .s6_addr = { 0xfd, 9, [15] = 1 } };

static void fake_nothing(struct seccomm_exchange *ex)
{
}

static const struct seccomm_asker_ops fake_asker = {
	.hold = fake_nothing,
	.wake = fake_nothing,
	.release = fake_nothing,
};

/* What is made of @len bytes, of a peer for which no key was set. */
static int chain_take(const u8 *bytes, unsigned int len)
{
	const struct seccomm_cred_scope scope = {};
	struct seccomm_keydist kd = {
		.net = &init_net,
		.stack = "chains",
		.peer = &peer_addr,
		.asker = &fake_asker,
		.alg = SECCOMM_PK_RSA2048,
	};
	struct seccomm_cred_peer peer = {};
	int err;

	err = seccomm_cred_take(&kd, &peer, &scope, SECCOMM_LIST_B_R, bytes,
				len);
	seccomm_cred_peer_put(&peer);
	return err;
}

/* A whole one is for the agent to judge, and of one that is cut nobody is asked. */
static void cut(struct kunit *test)
{
	u8 longer[BODY_LEN + 1] = { 0 };
	unsigned int i;

	KUNIT_EXPECT_EQ(test, chain_take(body, BODY_LEN), -ESRCH);
	for (i = 0; i < BODY_LEN; i++)
		KUNIT_EXPECT_EQ_MSG(test, chain_take(body, i), -EBADMSG, "%u",
				    i);
	memcpy(longer, body, BODY_LEN);
	KUNIT_EXPECT_EQ(test, chain_take(longer, sizeof(longer)), -EBADMSG);
}

static void altered(struct kunit *test)
{
	static const struct {
		unsigned int at;
		u8 byte;
		int err;
	} cases[] = {
		{ 1, 0x1a, -EBADMSG },
		{ 1, 0x1c, -EBADMSG },
		{ 3, 0, -EBADMSG },
		{ 3, 0xff, -EBADMSG },
		{ AT_KIND, 0, -EREMCHG },
		{ AT_KIND, 1, -EREMCHG },
		{ AT_KIND, 3, -EBADMSG },
		{ AT_KIND, 4, -EREMCHG },
		{ AT_NAME, '*', -EBADMSG },
		{ AT_NAME, 0, -EBADMSG },
		{ AT_TYPE, 0, -EREMCHG },
		{ AT_TYPE, 1, -EREMCHG },
		{ AT_TYPE, 3, -EREMCHG },
		{ AT_CHAIN + 1, 0, -EBADMSG },
		{ AT_CERT + 1, 4, -EBADMSG },
		{ AT_CERT + 1, 6, -EBADMSG },
		{ AT_CERT + 1, 0, -EBADMSG },
		{ AT_CERT, 0xff, -EBADMSG },
		{ AT_CERT + 2, 0x31, -ESRCH },
	};
	u8 copy[BODY_LEN];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(copy, body, BODY_LEN);
		copy[cases[i].at] = cases[i].byte;
		KUNIT_EXPECT_EQ_MSG(test, chain_take(copy, BODY_LEN),
				    cases[i].err, "case %u", i);
	}
}

/* How many certificates there may be, and how many bytes. */
static void bounds(struct kunit *test)
{
	static const u8 certs[] = {
		0, 1, 7, 0, 1, 7, 0, 1, 7, 0, 1, 7, 0, 1, 7
	};
	u8 *most = kunit_kzalloc(test, SECCOMM_CHAIN_MAX + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, most);
	KUNIT_EXPECT_FALSE(test, seccomm_chain_is(certs, 0));
	KUNIT_EXPECT_FALSE(test, seccomm_chain_is(certs, 1));
	KUNIT_EXPECT_FALSE(test, seccomm_chain_is(certs, 2));
	KUNIT_EXPECT_TRUE(test, seccomm_chain_is(certs, 3));
	KUNIT_EXPECT_FALSE(test, seccomm_chain_is(certs, 4));
	KUNIT_EXPECT_TRUE(test, seccomm_chain_is(certs, 12));
	KUNIT_EXPECT_FALSE(test, seccomm_chain_is(certs, 15));
	put_unaligned_be16(SECCOMM_CHAIN_MAX - 2, most);
	KUNIT_EXPECT_TRUE(test, seccomm_chain_is(most, SECCOMM_CHAIN_MAX));
	put_unaligned_be16(SECCOMM_CHAIN_MAX - 1, most);
	KUNIT_EXPECT_FALSE(test, seccomm_chain_is(most, SECCOMM_CHAIN_MAX + 1));
}

/* A key counts in the leaf alone. */
static void shows(struct kunit *test)
{
	static const u8 certs[] = { 0, 4, 1, 2, 3, 4, 0, 3, 5, 6, 7 };
	static const struct {
		u8 key[4];
		u16 len;
		bool shown;
	} cases[] = {
		{ { 1, 2 }, 2, true },	     { { 3, 4 }, 2, true },
		{ { 1, 2, 3, 4 }, 4, true }, { { 2, 4 }, 2, false },
		{ { 5, 6 }, 2, false },	     { { 4, 0 }, 2, false },
		{ { 0, 4 }, 2, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    seccomm_chain_shows(certs, cases[i].key,
							cases[i].len),
				    cases[i].shown, "case %u", i);
}

static struct kunit_case seccomm_chain_cases[] = {
	KUNIT_CASE(cut),
	KUNIT_CASE(altered),
	KUNIT_CASE(bounds),
	KUNIT_CASE(shows),
	{},
};

static struct kunit_suite seccomm_chain_suite = {
	.name = "seccomm_chain",
	.test_cases = seccomm_chain_cases,
};

kunit_test_suite(seccomm_chain_suite);

MODULE_DESCRIPTION("KUnit tests of SecComm's certificates");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
