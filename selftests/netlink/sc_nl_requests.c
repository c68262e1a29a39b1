// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that seccommctl would never send: each must be refused with the
 * right errno and a word on what to do; and what replies and dumps promise.
 */
#include <arpa/inet.h>
#include <linux/seccomm.h>
#include <stdlib.h>

#include "sc_nl.h"
#include "checker/checker.h"

#define MARK 0xa5
#define N_KEYS 300
#define SMALL_ROOM 4096

/**
 * struct answer - what came back
 * @a: errno, extended ack and so on
 * @marks: bytes MARK in a row that the ack quotes from the request
 * @accepted: SECCOMM_A_STACK_ACCEPTED of the last reply, or -1
 * @floors: SECCOMM_A_STACK_FLOOR in it
 * @family: the family of the last atom of these
 * @instances: SECCOMM_A_STACK_INSTANCE in the last reply
 */
struct answer {
	struct sc_answer a;
	unsigned int marks;
	int accepted;
	unsigned int floors;
	char family[SECCOMM_NAME_MAX + 1];
	unsigned int instances;
};

static struct sc_nl nl;
static unsigned int number, failed;

static void result(bool good, const char *name, const struct answer *a)
{
	number++;
	if (!good) {
		failed++;
		printf("# errno %d (%s), text \"%s\", %u replies\n", a->a.error,
		       strerror(a->a.error), a->a.text, a->a.data);
	}
	printf("%s %u %s\n", good ? "ok" : "not ok", number, name);
	fflush(stdout);
}

static struct nlmsghdr *req(__u8 cmd)
{
	return sc_nl_req(&nl, cmd);
}

static unsigned int longest_run(const unsigned char *at, size_t len)
{
	unsigned int run = 0, best = 0;

	for (; len--; at++) {
		run = *at == MARK ? run + 1 : 0;
		if (run > best)
			best = run;
	}
	return best;
}

static void take_floor(const struct nlattr *floor, struct answer *a)
{
	const struct nlattr *atom, *attr;

	a->floors++;
	mnl_attr_for_each_nested(atom, floor) {
		if (mnl_attr_get_type(atom) != SECCOMM_A_FLOOR_ATOM)
			continue;
		mnl_attr_for_each_nested(attr, atom) {
			if (mnl_attr_get_type(attr) == SECCOMM_A_ATOM_FAMILY)
				snprintf(a->family, sizeof(a->family), "%s",
					 mnl_attr_get_str(attr));
		}
	}
}

static void take_data(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	struct answer *a = arg;

	a->instances = 0;
	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr)) {
		if (mnl_attr_get_type(attr) == SECCOMM_A_STACK_ACCEPTED)
			a->accepted = mnl_attr_get_u8(attr);
		if (mnl_attr_get_type(attr) == SECCOMM_A_STACK_FLOOR)
			take_floor(attr, a);
		a->instances += mnl_attr_get_type(attr) ==
				SECCOMM_A_STACK_INSTANCE;
	}
}

static struct answer ask(struct nlmsghdr *nlh)
{
	const struct nlmsghdr *ack = (const void *)nl.reply;
	struct answer a = { .accepted = -1 };

	nl.data = take_data;
	nl.arg = &a;
	a.a = sc_nl_ask(&nl, nlh);
	a.marks = longest_run((const unsigned char *)ack, ack->nlmsg_len);
	return a;
}

/* ---- compositions ---- */

static struct nlattr *put_head(struct nlmsghdr *nlh, const char *type)
{
	struct nlattr *nest =
		mnl_attr_nest_start(nlh, SECCOMM_A_STACK_INSTANCE);

	if (type)
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_TYPE, type);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_D_EVENT, "msgFromAbove");
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_U_EVENT, "dataMsgFromBelow");
	return nest;
}

static void put_orders(struct nlmsghdr *nlh, int down, int up)
{
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_D_ORDER, down);
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_U_ORDER, up);
}

static void put_nulls(struct nlmsghdr *nlh, int n)
{
	struct nlattr *nest;
	int i;

	for (i = 0; i < n; i++) {
		nest = put_head(nlh, "NullSecurity");
		put_orders(nlh, i, n - i);
		mnl_attr_nest_end(nlh, nest);
	}
}

static struct nlmsghdr *stack(__u8 cmd, const char *name, int nulls)
{
	struct nlmsghdr *nlh = req(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, name);
	put_nulls(nlh, nulls);
	return nlh;
}

static void put_slot(struct nlmsghdr *nlh, int index, int derive)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_SLOT);

	if (index >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_INDEX, index);
	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_DERIVE, derive);
	mnl_attr_nest_end(nlh, nest);
}

/* Refused with @error, and @text somewhere in what the kernel says. */
static void refused(struct nlmsghdr *nlh, int error, const char *text,
		    const char *name)
{
	struct answer a = ask(nlh);

	result(a.a.error == error && strstr(a.a.text, text) && !a.a.data, name,
	       &a);
}

static void test_names(void)
{
	struct nlmsghdr *nlh;

	nlh = req(SECCOMM_CMD_STACK_ADD);
	put_nulls(nlh, 1);
	refused(nlh, EINVAL, "a name is missing", "name_missing");
	refused(stack(SECCOMM_CMD_STACK_ADD, "", 1), EINVAL,
		"1 to 31 characters", "name_empty");
	nlh = req(SECCOMM_CMD_STACK_ADD);
	mnl_attr_put(nlh, SECCOMM_A_STACK_NAME, 4, "a\0b");
	put_nulls(nlh, 1);
	refused(nlh, EINVAL, "1 to 31 characters", "name_ends_in_the_middle");
	refused(stack(SECCOMM_CMD_STACK_ADD, "a b", 1), EINVAL, "letters",
		"name_with_space");
	refused(stack(SECCOMM_CMD_STACK_ADD, "a\033b", 1), EINVAL, "letters",
		"name_with_escape");
	refused(stack(SECCOMM_CMD_STACK_ADD, "01234567890123456789012345678901",
		      1),
		EINVAL, "policy", "name_of_32");
	nlh = req(SECCOMM_CMD_STACK_DEL);
	mnl_attr_put(nlh, SECCOMM_A_STACK_NAME, 3, "abc");
	refused(nlh, EINVAL, "", "name_without_nul");
	refused(stack(SECCOMM_CMD_STACK_DEL, "none", 0), ENOENT, "stack show",
		"del_unknown");
	refused(stack(SECCOMM_CMD_STACK_GET, "none", 0), ENOENT, "stack show",
		"get_unknown");
	refused(req(SECCOMM_CMD_STACK_DEL), EINVAL, "missing",
		"del_without_name");
	refused(req(SECCOMM_CMD_STACK_GET), EINVAL, "missing",
		"get_without_name");
	refused(req(SECCOMM_CMD_TYPE_GET), EINVAL, "missing",
		"type_without_name");
	nlh = req(SECCOMM_CMD_TYPE_GET);
	mnl_attr_put_strz(nlh, SECCOMM_A_TYPE_NAME, "NoSecurity");
	refused(nlh, ENOENT, "type show", "type_unknown");
	nlh = req(SECCOMM_CMD_STATS_GET);
	mnl_attr_put_strz(nlh, SECCOMM_A_STATS_NAME, "none");
	refused(nlh, ENOENT, "no such counter", "counter_unknown");
}

static struct nlmsghdr *stack_with(const char *text, size_t len, bool value)
{
	struct nlmsghdr *nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	struct nlattr *nest = put_head(nlh, "AESGCMPrivacy"), *inner;

	put_orders(nlh, 1, 1);
	inner = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
	mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME, "bits");
	if (value)
		mnl_attr_put_u32(nlh, SECCOMM_A_OPTION_VALUE, 256);
	mnl_attr_put(nlh, SECCOMM_A_OPTION_TEXT, len, text);
	mnl_attr_nest_end(nlh, inner);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static void test_texts(void)
{
	refused(stack_with("a/b", 4, true), EINVAL, "not both",
		"option_with_value_and_text");
	refused(stack_with("", 1, false), EINVAL, "at most 31 of",
		"option_text_empty");
	refused(stack_with("a b", 4, false), EINVAL, "at most 31 of",
		"option_text_with_space");
	refused(stack_with("-12", 4, false), EINVAL, "no number",
		"option_text_is_a_number");
	refused(stack_with("a\0b", 4, false), EINVAL, "at most 31 of",
		"option_text_ends_in_the_middle");
	refused(stack_with("01234567890123456789012345678901", 33, false),
		EINVAL, "policy", "option_text_of_32");
}

static void test_instances(void)
{
	struct nlattr *nest, *inner;
	struct nlmsghdr *nlh;
	int i;

	refused(stack(SECCOMM_CMD_CHECK, "x", 0), EINVAL, "instance",
		"no_instance");
	refused(stack(SECCOMM_CMD_CHECK, "x", 33), E2BIG, "32 instances",
		"33_instances");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, NULL);
	put_orders(nlh, 1, 1);
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "missing", "instance_without_type");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "NullSecurity");
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "d-order", "instance_without_orders");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "MultiSecurity");
	put_orders(nlh, 1, 1);
	for (i = 0; i < 9; i++)
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_DOWN_EVENT, "e");
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, E2BIG, "8 events", "nine_events");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "MultiSecurity");
	put_orders(nlh, 1, 1);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_UP_EVENT, "");
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "1 to 31", "event_empty");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "AESGCMPrivacy");
	put_orders(nlh, 1, 1);
	for (i = 0; i < 5; i++) {
		inner = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
		mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME, "bits");
		mnl_attr_put_u32(nlh, SECCOMM_A_OPTION_VALUE, 256);
		mnl_attr_nest_end(nlh, inner);
	}
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, E2BIG, "4 options", "five_options");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "AESGCMPrivacy");
	put_orders(nlh, 1, 1);
	inner = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
	mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME, "bits");
	mnl_attr_nest_end(nlh, inner);
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "name=value", "option_without_value");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "DESPrivacy");
	put_orders(nlh, 1, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, 32);
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, ERANGE, "range", "instance_slot_32");
}

static void test_slots(void)
{
	struct nlmsghdr *nlh;
	struct answer a;
	int i;

	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	put_slot(nlh, 32, 0);
	refused(nlh, ERANGE, "range", "slot_32");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	put_slot(nlh, 0, 3);
	refused(nlh, ERANGE, "range", "derive_3");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	put_slot(nlh, -1, 0);
	refused(nlh, EINVAL, "index", "slot_without_index");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	for (i = 0; i < 33; i++)
		put_slot(nlh, i % 32, 0);
	refused(nlh, E2BIG, "32 slots", "33_slots");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	mnl_attr_put_u32(nlh, 99, 1);
	refused(nlh, EINVAL, "nknown attribute", "attribute_unknown");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	mnl_attr_put(nlh, SECCOMM_A_STACK_INSTANCE | NLA_F_NESTED, 3, "abc");
	a = ask(nlh);
	result(a.a.error == ERANGE, "nest_truncated", &a);
	a = ask(req(SECCOMM_CMD_EVENT));
	result(a.a.error == EOPNOTSUPP, "event_is_no_request", &a);
	a = ask(sc_nl_dump(&nl, SECCOMM_CMD_STACK_ADD));
	result(a.a.error == EOPNOTSUPP, "add_is_no_dump", &a);
}

static void test_large(void)
{
	struct answer a;

	a = ask(stack(SECCOMM_CMD_CHECK, "x", 32));
	result(!a.a.error && a.accepted == 1, "check_32_instances", &a);
	a = ask(stack(SECCOMM_CMD_STACK_ADD, "nl-large", 32));
	result(!a.a.error, "add_32_instances", &a);
	refused(stack(SECCOMM_CMD_STACK_ADD, "nl-large", 1), EEXIST,
		"delete it first", "add_twice");
	a = ask(stack(SECCOMM_CMD_STACK_GET, "nl-large", 0));
	result(!a.a.error && a.instances == 32, "get_32_instances", &a);
	a = ask(sc_nl_dump(&nl, SECCOMM_CMD_STACK_GET));
	result(!a.a.error && a.a.data >= 1 && !a.instances,
	       "dump_leaves_out_compositions", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "nl-large", 0));
	result(!a.a.error, "del_32_instances", &a);
}

static struct nlmsghdr *cipher(__u8 cmd, bool declared)
{
	struct nlmsghdr *nlh = req(cmd);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, "nl-floor");
	nest = put_head(nlh, "AESGCMPrivacy");
	put_orders(nlh, 1, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, 0);
	mnl_attr_nest_end(nlh, nest);
	if (declared)
		put_slot(nlh, 0, SECCOMM_DERIVE_HKDF);
	return nlh;
}

static void test_floors(void)
{
	struct answer a;
	bool good;

	a = ask(cipher(SECCOMM_CMD_CHECK, true));
	good = a.floors == SECCOMM_N_FLOORS && !strcmp(a.family, "aes");
	result(!a.a.error && a.accepted == 1 && good, "check_tells_floors", &a);
	a = ask(cipher(SECCOMM_CMD_CHECK, false));
	result(!a.a.error && !a.accepted && !a.floors,
	       "check_refused_has_no_floors", &a);
	a = ask(cipher(SECCOMM_CMD_STACK_ADD, true));
	result(!a.a.error, "add_cipher", &a);
	a = ask(stack(SECCOMM_CMD_STACK_GET, "nl-floor", 0));
	good = a.floors == SECCOMM_N_FLOORS && !strcmp(a.family, "aes");
	result(!a.a.error && good, "get_tells_floors", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "nl-floor", 0));
	result(!a.a.error, "del_cipher", &a);
}

/* ---- secrets ---- */

static struct nlmsghdr *key(__u8 cmd)
{
	struct nlmsghdr *nlh = req(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, "nl-keys");
	return nlh;
}

static void put_secret(struct nlmsghdr *nlh, size_t len)
{
	unsigned char secret[256];

	memset(secret, MARK, sizeof(secret));
	mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, len, secret);
}

static struct nlmsghdr *secret_of(size_t len)
{
	struct nlmsghdr *nlh = key(SECCOMM_CMD_KEY_SET);

	put_secret(nlh, len);
	return nlh;
}

static void put_peer(struct nlmsghdr *nlh, __u16 last, int prefix)
{
	__u8 addr[16] = { 0xfd, [14] = last >> 8, [15] = last };

	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, sizeof(addr), addr);
	if (prefix >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, prefix);
}

static void test_key_values(void)
{
	struct nlmsghdr *nlh;

	refused(key(SECCOMM_CMD_KEY_SET), EINVAL, "exactly one",
		"key_from_nothing");
	nlh = secret_of(32);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "a:b");
	refused(nlh, EINVAL, "exactly one", "key_from_two");
	refused(secret_of(0), EINVAL, "1 to 128", "secret_empty");
	refused(secret_of(129), EINVAL, "1 to 128", "secret_of_129");
	refused(secret_of(15), EINVAL, "16 to 128", "session_secret_of_15");
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 32);
	refused(nlh, ERANGE, "range", "key_slot_32");
	nlh = secret_of(32);
	put_peer(nlh, 0, 129);
	refused(nlh, ERANGE, "range", "prefix_129");
	nlh = secret_of(32);
	put_peer(nlh, 1, 64);
	refused(nlh, EINVAL, "behind the prefix", "bits_behind_prefix");
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, 8);
	refused(nlh, EINVAL, "needs its address", "prefix_without_address");
	nlh = secret_of(32);
	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, 4, "abcd");
	refused(nlh, ERANGE, "size out of range", "peer_of_4_bytes");
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put_u32(nlh, SECCOMM_A_KEY_SERIAL, 0);
	refused(nlh, ERANGE, "range", "serial_0");
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put_u32(nlh, SECCOMM_A_KEY_SERIAL, 2000000000);
	refused(nlh, ENOKEY, "no such key", "serial_unknown");
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "seccomm:none");
	refused(nlh, ENOKEY, "logon", "keyring_unknown");
	refused(key(SECCOMM_CMD_KEY_GET), ENOENT, "key show",
		"key_get_unknown");
	refused(key(SECCOMM_CMD_KEY_DEL), ENOENT, "key show",
		"key_del_unknown");
	nlh = req(SECCOMM_CMD_KEY_SET);
	put_secret(nlh, 32);
	refused(nlh, EINVAL, "missing", "key_without_stack");
}

/* A session secret with the names of both ends; NULL leaves one out. */
static struct nlmsghdr *named(const char *local, const char *remote)
{
	struct nlmsghdr *nlh = secret_of(32);

	if (local)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_LOCAL_NAME, local);
	if (remote)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_REMOTE_NAME, remote);
	return nlh;
}

static void test_key_names(void)
{
	char longest[SECCOMM_END_NAME_MAX + 2];
	struct nlmsghdr *nlh;
	struct answer a;

	refused(named("a", NULL), EINVAL, "both ends or neither",
		"name_without_remote");
	refused(named(NULL, "b"), EINVAL, "both ends or neither",
		"name_without_local");
	refused(named("a", "a"), EINVAL, "same name", "names_equal");
	refused(named("", "b"), EINVAL, "1 to 253", "name_local_empty");
	refused(named("a", ""), EINVAL, "1 to 253", "name_remote_empty");
	refused(named("a b", "b"), EINVAL, "1 to 253", "end_name_with_space");
	refused(named("a", "\xe4"), EINVAL, "1 to 253", "name_beyond_ascii");
	refused(named("a", "a:b"), EINVAL, "1 to 253", "name_with_colon");
	nlh = named("a", NULL);
	mnl_attr_put(nlh, SECCOMM_A_KEY_REMOTE_NAME, 4, "b\0c");
	refused(nlh, EINVAL, "1 to 253", "name_goes_on_behind_nul");
	nlh = named("a", "b");
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 3);
	refused(nlh, EINVAL, "session secret", "names_with_a_slot");
	memset(longest, 'n', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	refused(named(longest, "b"), EINVAL, "policy", "name_of_254");
	longest[sizeof(longest) - 2] = '\0';
	a = ask(named("a", longest));
	result(!a.a.error, "name_of_253", &a);
	a = ask(key(SECCOMM_CMD_KEY_DEL));
	result(!a.a.error, "named_key_deleted", &a);
}

/* An ack without NETLINK_CAP_ACK quotes the request, by then without secret. */
static void test_wiped(void)
{
	unsigned char secret[32];
	struct nlmsghdr *nlh;
	struct answer a;

	a = ask(secret_of(15));
	result(a.a.error && !a.marks, "refused_secret_is_wiped", &a);
	a = ask(secret_of(129));
	result(a.a.error && !a.marks, "long_secret_is_wiped", &a);
	nlh = secret_of(32);
	put_secret(nlh, 32);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "a:b");
	a = ask(nlh);
	result(a.a.error && !a.marks, "doubled_secret_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, 8);
	a = ask(nlh);
	result(a.a.error && !a.marks, "unused_secret_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 32);
	a = ask(nlh);
	result(a.a.error && !a.marks, "secret_beside_bad_slot_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, 4, "abcd");
	a = ask(nlh);
	result(a.a.error && !a.marks, "secret_beside_bad_peer_is_wiped", &a);
	a = ask(named("a", "a"));
	result(a.a.error && !a.marks, "secret_beside_bad_names_is_wiped", &a);
	memset(secret, MARK, sizeof(secret));
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put(nlh, SECCOMM_A_KEY_SERIAL, sizeof(secret), secret);
	a = ask(nlh);
	result(a.a.error && !a.marks, "secret_as_serial_is_wiped", &a);
}

/* A dump of more than one datagram, changed after the first. */
static void test_interrupted(void)
{
	static struct sc_nl other = { .room = SMALL_ROOM };
	struct answer a = { .accepted = -1 };
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < N_KEYS; i++) {
		nlh = secret_of(32);
		put_peer(nlh, i, -1);
		a = ask(nlh);
		if (a.a.error)
			break;
	}
	result(!a.a.error, "many_keys", &a);
	a = ask(sc_nl_dump(&nl, SECCOMM_CMD_KEY_GET));
	result(a.a.data == N_KEYS && !a.a.interrupted, "dump_is_whole", &a);

	memset(&a, 0, sizeof(a));
	if (sc_nl_open(&other)) {
		nlh = sc_nl_dump(&other, SECCOMM_CMD_KEY_GET);
		mnl_socket_sendto(other.sock, nlh, nlh->nlmsg_len);
		sc_nl_hear(&other, &a.a);
		nlh = key(SECCOMM_CMD_KEY_DEL);
		put_peer(nlh, 0, -1);
		ask(nlh);
		while (sc_nl_hear(&other, &a.a))
			;
		sc_nl_close(&other);
	}
	result(a.a.interrupted, "dump_tells_of_change", &a);
	for (i = 1; i < N_KEYS; i++) {
		nlh = key(SECCOMM_CMD_KEY_DEL);
		put_peer(nlh, i, -1);
		a = ask(nlh);
	}
	result(!a.a.error, "all_keys_deleted", &a);
}

static struct nlmsghdr *session(__u8 cmd, __u32 index)
{
	struct nlmsghdr *nlh = req(cmd);

	mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, index);
	return nlh;
}

static void test_sessions(void)
{
	struct nlmsghdr *nlh;

	refused(req(SECCOMM_CMD_SESSION_GET), EINVAL, "index",
		"session_without_index");
	refused(req(SECCOMM_CMD_SESSION_DEL), EINVAL, "index",
		"session_del_without_index");
	refused(session(SECCOMM_CMD_SESSION_GET, 0), ERANGE, "range",
		"session_0");
	refused(session(SECCOMM_CMD_SESSION_GET, 1), ENOENT, "session show",
		"session_unknown");
	refused(session(SECCOMM_CMD_SESSION_DEL, 1), ENOENT, "session show",
		"session_del_unknown");
	nlh = req(SECCOMM_CMD_SESSION_GET);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_INDEX, 1);
	refused(nlh, EINVAL, "length", "session_index_of_a_byte");
	refused(req(SECCOMM_CMD_SESSION_TRACE), EINVAL, "index",
		"session_trace_without_index");
	refused(session(SECCOMM_CMD_SESSION_TRACE, 1), EINVAL, "traced",
		"session_trace_neither_on_nor_off");
	nlh = session(SECCOMM_CMD_SESSION_TRACE, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_TRACED, 2);
	refused(nlh, ERANGE, "range", "session_trace_2");
	nlh = session(SECCOMM_CMD_SESSION_TRACE, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_TRACED, 1);
	refused(nlh, ENOENT, "session show", "session_trace_unknown");
	refused(req(SECCOMM_CMD_TYPE_RETIRE), EINVAL, "name",
		"type_retire_without_name");
}

/* A request about rules for these peers. */
static struct nlmsghdr *policy(__u8 cmd, const char *name, int port,
			       unsigned char last_byte, int prefix_len)
{
	unsigned char peer[16] = { 0xfd, [15] = last_byte };
	struct nlmsghdr *nlh = req(cmd);

	if (port >= 0)
		mnl_attr_put_u16(nlh, SECCOMM_A_POLICY_PORT, htons(port));
	if (last_byte)
		mnl_attr_put(nlh, SECCOMM_A_POLICY_PEER, sizeof(peer), peer);
	if (prefix_len >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_POLICY_PREFIX_LEN, prefix_len);
	if (name)
		mnl_attr_put_strz(nlh, SECCOMM_A_POLICY_STACK, name);
	return nlh;
}

static void test_policy(void)
{
	const __u8 set = SECCOMM_CMD_POLICY_SET, get = SECCOMM_CMD_POLICY_GET;
	struct nlmsghdr *nlh;
	struct answer a;
	int i;

	refused(policy(set, NULL, 1, 1, 128), EINVAL, "missing",
		"rule_without_stack");
	refused(policy(set, "none", 1, 1, 128), ENOENT, "add it first",
		"rule_of_no_stack");
	refused(policy(set, "none", 0, 1, 128), EINVAL, "1 to 65535",
		"rule_for_port_0");
	refused(policy(set, "none", 1, 0, 64), EINVAL, "needs its address",
		"rule_of_a_prefix_alone");
	refused(policy(set, "none", 1, 1, 64), EINVAL, "clear them",
		"rule_with_bits_behind_prefix");
	refused(policy(set, "none", 1, 1, 129), ERANGE, "range",
		"rule_of_prefix_129");
	refused(policy(get, "none", 1, 1, 128), ENOENT, "policy show",
		"rule_unknown");
	refused(policy(get, NULL, 1, 1, 128), EINVAL, "missing",
		"rule_get_without_stack");
	refused(policy(SECCOMM_CMD_POLICY_DEL, NULL, 1, 1, 128), ENOENT,
		"policy show", "rule_del_unknown");
	nlh = policy(set, "none", 1, 1, 128);
	for (i = 0; i < 9; i++)
		mnl_attr_put_u32(nlh, SECCOMM_A_POLICY_GID, i);
	refused(nlh, E2BIG, "8 groups", "rule_of_9_groups");
	nlh = policy(set, "none", 1, 1, 128);
	mnl_attr_put_u32(nlh, SECCOMM_A_POLICY_GID, ~0u);
	refused(nlh, EINVAL, "no such group", "rule_of_no_group");

	a = ask(stack(SECCOMM_CMD_STACK_ADD, "ruled", 1));
	result(!a.a.error, "rule_stack_added", &a);
	a = ask(policy(set, "ruled", 1, 1, 128));
	result(!a.a.error, "rule_set", &a);
	a = ask(policy(get, "ruled", 1, 1, 128));
	result(!a.a.error && a.a.data == 1, "rule_got", &a);
	a = ask(policy(set, "ruled", 1, 1, 128));
	result(!a.a.error, "rule_set_again", &a);
	nlh = policy(set, "ruled", 1, 1, 128);
	mnl_attr_put(nlh, SECCOMM_A_POLICY_NEW, 0, NULL);
	refused(nlh, EEXIST, "replace", "rule_exists");
	refused(stack(SECCOMM_CMD_STACK_DEL, "ruled", 0), EBUSY, "rules",
		"stack_of_a_rule_is_busy");
	a = ask(policy(SECCOMM_CMD_POLICY_DEL, NULL, 1, 1, 128));
	result(!a.a.error, "rule_deleted", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "ruled", 0));
	result(!a.a.error, "rule_stack_deleted", &a);
}

/* A request about peers of a stack. */
static struct nlmsghdr *peer(__u8 cmd, const char *name, int port)
{
	struct nlmsghdr *nlh = req(cmd);

	if (name)
		mnl_attr_put_strz(nlh, SECCOMM_A_PEER_STACK, name);
	if (port >= 0)
		mnl_attr_put_u16(nlh, SECCOMM_A_PEER_PORT, htons(port));
	return nlh;
}

/* An identity in it, whose attributes are given unless negative or NULL. */
static void put_id(struct nlmsghdr *nlh, int kind, const void *value,
		   size_t len, int slot, int ordinal)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_PEER_ID);

	if (kind >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_KIND, kind);
	if (value)
		mnl_attr_put(nlh, SECCOMM_A_ID_VALUE, len, value);
	if (slot >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_SLOT, slot);
	if (ordinal >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_ORDINAL, ordinal);
	mnl_attr_nest_end(nlh, nest);
}

/* A request to set one. */
static struct nlmsghdr *peer_id(int kind, const void *value, size_t len,
				int slot, int ordinal)
{
	struct nlmsghdr *nlh = peer(SECCOMM_CMD_PEER_SET, "none", 1);

	put_id(nlh, kind, value, len, slot, ordinal);
	return nlh;
}

/* A dump has an entry that is longer than what was offered to receive it until then. */
static void test_longest_peers(void)
{
	static struct sc_nl other = { .room = SMALL_ROOM };
	struct nlmsghdr *nlh;
	struct answer a = {};
	char value[253];
	int i;

	memset(value, 'a', sizeof(value));
	nlh = peer(SECCOMM_CMD_PEER_SET, "none", 1);
	for (i = 0; i < 16; i++)
		put_id(nlh, SECCOMM_ID_NAME, value, sizeof(value), 31, 7);
	a = ask(nlh);
	result(!a.a.error, "longest_peers_set", &a);
	memset(&a, 0, sizeof(a));
	if (sc_nl_open(&other)) {
		nlh = sc_nl_dump(&other, SECCOMM_CMD_PEER_GET);
		mnl_socket_sendto(other.sock, nlh, nlh->nlmsg_len);
		other.room = sizeof(other.reply);
		while (sc_nl_hear(&other, &a.a))
			;
		sc_nl_close(&other);
	}
	result(!a.a.error && a.a.data == 1, "longest_peers_dumped", &a);
	a = ask(peer(SECCOMM_CMD_PEER_DEL, "none", 1));
	result(!a.a.error, "longest_peers_deleted", &a);
}

static void test_peers(void)
{
	const __u8 set = SECCOMM_CMD_PEER_SET, get = SECCOMM_CMD_PEER_GET;
	static const char value[300] = "a name";
	struct nlmsghdr *nlh;
	struct answer a;
	int i;

	refused(peer(set, NULL, 1), EINVAL, "missing", "peers_without_stack");
	refused(peer(set, "none", 0), EINVAL, "1 to 65535", "peers_of_port_0");
	refused(peer(get, "none", 1), ENOENT, "peer show", "peers_unknown");
	refused(peer(get, NULL, 1), EINVAL, "missing",
		"peers_get_without_stack");
	refused(peer(SECCOMM_CMD_PEER_DEL, "none", 1), ENOENT, "peer show",
		"peers_del_unknown");
	refused(peer_id(-1, "a", 1, -1, -1), EINVAL, "its kind",
		"peers_id_without_kind");
	refused(peer_id(5, "a", 1, -1, -1), ERANGE, "range", "peers_id_kind");
	refused(peer_id(SECCOMM_ID_ADDRESS, value, 16, -1, -1), EINVAL,
		"prefix-len", "peers_id_address");
	refused(peer_id(SECCOMM_ID_NAME, NULL, 0, -1, -1), EINVAL, "a name has",
		"peers_id_without_value");
	refused(peer_id(SECCOMM_ID_NAME, value, 6, -1, -1), EINVAL,
		"a name has", "peers_id_letters");
	refused(peer_id(SECCOMM_ID_NAME, value, sizeof(value), -1, -1), EINVAL,
		"a name has", "peers_id_long");
	refused(peer_id(SECCOMM_ID_KEY, value, 31, -1, -1), EINVAL,
		"a name has", "peers_id_key_short");
	refused(peer_id(SECCOMM_ID_NAME, "a", 1, 32, -1), ERANGE, "range",
		"peers_id_slot");
	refused(peer_id(SECCOMM_ID_NAME, "a", 1, 0, 8), ERANGE, "range",
		"peers_id_ordinal");
	refused(peer_id(SECCOMM_ID_NAME, "a", 1, -1, 0), EINVAL, "its slot",
		"peers_id_ordinal_alone");
	nlh = peer(set, "none", 1);
	for (i = 0; i < 17; i++)
		put_id(nlh, SECCOMM_ID_ANONYMOUS, NULL, 0, -1, -1);
	refused(nlh, E2BIG, "16 identities", "peers_of_17_ids");

	a = ask(peer_id(SECCOMM_ID_NAME, "a", 1, 0, 0));
	result(!a.a.error, "peers_set", &a);
	a = ask(peer(get, "none", 1));
	result(!a.a.error && a.a.data == 1, "peers_got", &a);
	a = ask(peer(set, "none", 1));
	result(!a.a.error, "peers_set_again", &a);
	nlh = peer(set, "none", 1);
	mnl_attr_put(nlh, SECCOMM_A_PEER_NEW, 0, NULL);
	refused(nlh, EEXIST, "replace", "peers_exist");
	a = ask(sc_nl_dump(&nl, get));
	result(!a.a.error && a.a.data == 1, "peers_dumped", &a);
	a = ask(peer(SECCOMM_CMD_PEER_DEL, "none", 1));
	result(!a.a.error, "peers_deleted", &a);
}

int main(void)
{
	printf("KTAP version 1\n");
	if (!sc_nl_open(&nl)) {
		printf("1..1\nnot ok 1 family\n");
		return 1;
	}
	test_names();
	test_instances();
	test_texts();
	test_slots();
	test_large();
	test_floors();
	test_key_values();
	test_key_names();
	test_wiped();
	test_interrupted();
	test_sessions();
	test_policy();
	test_peers();
	test_longest_peers();
	printf("1..%u\n", number);
	return failed ? 1 : 0;
}
