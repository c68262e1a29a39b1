// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that seccommctl would never send: each must be refused with the
 * right errno and a word on what to do; and what replies and dumps promise.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/seccomm_netlink.h>
#include "seccomm_check.h"

#define ROOM 262144
#define MARK 0xa5
#define N_KEYS 300
#define SMALL_ROOM 4096

/**
 * struct answer - what came back
 * @error: errno or 0
 * @text: extended ack
 * @data: replies other than acks
 * @interrupted: one of them said NLM_F_DUMP_INTR
 * @marks: bytes MARK in a row that the ack quotes from the request
 * @accepted: SECCOMM_A_STACK_ACCEPTED of the last reply, or -1
 * @instances: SECCOMM_A_STACK_INSTANCE in the last reply
 */
struct answer {
	int error;
	char text[256];
	unsigned int data;
	bool interrupted;
	unsigned int marks;
	int accepted;
	unsigned int instances;
};

static struct mnl_socket *sock;
static __u16 family;
static char request[ROOM];
static char reply[ROOM];
/* How much of @reply is offered: the kernel fills a dump's messages up to it. */
static size_t reply_room = ROOM;
static unsigned int number, failed;

static void result(bool good, const char *name, const struct answer *a)
{
	number++;
	if (!good) {
		failed++;
		printf("# errno %d (%s), text \"%s\", %u replies\n", a->error,
		       strerror(a->error), a->text, a->data);
	}
	printf("%s %u %s\n", good ? "ok" : "not ok", number, name);
	fflush(stdout);
}

static struct nlmsghdr *start(__u16 type, __u8 cmd, __u16 flags)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	/* Padding is not written by libmnl. */
	memset(request, 0, sizeof(request));
	nlh = mnl_nlmsg_put_header(request);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = SECCOMM_FAMILY_VERSION;
	return nlh;
}

static struct nlmsghdr *req(__u8 cmd)
{
	return start(family, cmd, NLM_F_ACK);
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

static void take_text(const struct nlattr *attr, struct answer *a)
{
	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
		snprintf(a->text, sizeof(a->text), "%s",
			 mnl_attr_get_str(attr));
}

static void take_ack(const struct nlmsghdr *nlh, struct answer *a)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t skip = sizeof(*err);
	const struct nlattr *attr;
	const char *end = mnl_nlmsg_get_payload_tail(nlh);

	a->error = -err->error;
	a->marks = longest_run((const unsigned char *)nlh, nlh->nlmsg_len);
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += MNL_ALIGN(err->msg.nlmsg_len) - sizeof(err->msg);
	attr = mnl_nlmsg_get_payload_offset(nlh, skip);
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		take_text(attr, a);
}

static void take_data(const struct nlmsghdr *nlh, struct answer *a)
{
	const struct nlattr *attr;
	const char *end = mnl_nlmsg_get_payload_tail(nlh);

	a->data++;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		a->interrupted = true;
	a->instances = 0;
	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr)) {
		if (mnl_attr_get_type(attr) == SECCOMM_A_STACK_ACCEPTED)
			a->accepted = mnl_attr_get_u8(attr);
		a->instances += mnl_attr_get_type(attr) ==
				SECCOMM_A_STACK_INSTANCE;
	}
}

/* One datagram; false when it was the last. */
static bool hear(struct answer *a)
{
	int len = mnl_socket_recvfrom(sock, reply, reply_room);
	const struct nlmsghdr *nlh = (void *)reply;

	if (len < 0) {
		a->error = errno;
		return false;
	}
	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type == NLMSG_ERROR) {
			take_ack(nlh, a);
			return false;
		}
		if (nlh->nlmsg_type == NLMSG_DONE)
			return false;
		take_data(nlh, a);
	}
	return true;
}

static struct answer ask(struct nlmsghdr *nlh)
{
	struct answer a = { .accepted = -1 };

	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0) {
		a.error = errno;
		return a;
	}
	while (hear(&a))
		;
	return a;
}

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *s = mnl_socket_open(NETLINK_GENERIC);
	int on = 1;

	if (!s || mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0)
		return NULL;
	mnl_socket_setsockopt(s, NETLINK_EXT_ACK, &on, sizeof(on));
	return s;
}

static bool open_family(void)
{
	struct nlmsghdr *nlh;
	const struct nlattr *attr;
	const char *end;
	int len;

	sock = open_socket();
	if (!sock)
		return false;
	nlh = start(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECCOMM_FAMILY_NAME);
	mnl_socket_sendto(sock, nlh, nlh->nlmsg_len);
	len = mnl_socket_recvfrom(sock, reply, sizeof(reply));
	nlh = (void *)reply;
	if (len < 0 || nlh->nlmsg_type == NLMSG_ERROR)
		return false;
	end = mnl_nlmsg_get_payload_tail(nlh);
	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family = mnl_attr_get_u16(attr);
	return family;
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

	result(a.error == error && strstr(a.text, text) && !a.data, name, &a);
}

static void test_names(void)
{
	struct nlmsghdr *nlh;

	nlh = req(SECCOMM_CMD_STACK_ADD);
	put_nulls(nlh, 1);
	refused(nlh, EINVAL, "a name is missing", "name_missing");
	refused(stack(SECCOMM_CMD_STACK_ADD, "", 1), EINVAL,
		"1 to 31 characters", "name_empty");
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
	put_slot(nlh, 0, 2);
	refused(nlh, ERANGE, "range", "derive_2");
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
	result(a.error == ERANGE, "nest_truncated", &a);
	a = ask(req(SECCOMM_CMD_EVENT));
	result(a.error == EOPNOTSUPP, "event_is_no_request", &a);
	a = ask(start(family, SECCOMM_CMD_STACK_ADD, NLM_F_DUMP));
	result(a.error == EOPNOTSUPP, "add_is_no_dump", &a);
}

static void test_large(void)
{
	struct answer a;

	a = ask(stack(SECCOMM_CMD_CHECK, "x", 32));
	result(!a.error && a.accepted == 1, "check_32_instances", &a);
	a = ask(stack(SECCOMM_CMD_STACK_ADD, "nl-large", 32));
	result(!a.error, "add_32_instances", &a);
	refused(stack(SECCOMM_CMD_STACK_ADD, "nl-large", 1), EEXIST,
		"delete it first", "add_twice");
	a = ask(stack(SECCOMM_CMD_STACK_GET, "nl-large", 0));
	result(!a.error && a.instances == 32, "get_32_instances", &a);
	a = ask(start(family, SECCOMM_CMD_STACK_GET, NLM_F_DUMP));
	result(!a.error && a.data >= 1 && !a.instances,
	       "dump_leaves_out_compositions", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "nl-large", 0));
	result(!a.error, "del_32_instances", &a);
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

/* An ack without NETLINK_CAP_ACK quotes the request, by then without secret. */
static void test_wiped(void)
{
	struct nlmsghdr *nlh;
	struct answer a;

	a = ask(secret_of(15));
	result(a.error && !a.marks, "refused_secret_is_wiped", &a);
	a = ask(secret_of(129));
	result(a.error && !a.marks, "long_secret_is_wiped", &a);
	nlh = secret_of(32);
	put_secret(nlh, 32);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "a:b");
	a = ask(nlh);
	result(a.error && !a.marks, "doubled_secret_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, 8);
	a = ask(nlh);
	result(a.error && !a.marks, "unused_secret_is_wiped", &a);
}

/* A dump of more than one datagram, changed after the first. */
static void test_interrupted(void)
{
	struct answer a = { .accepted = -1 };
	struct mnl_socket *first, *other;
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < N_KEYS; i++) {
		nlh = secret_of(32);
		put_peer(nlh, i, -1);
		a = ask(nlh);
		if (a.error)
			break;
	}
	result(!a.error, "many_keys", &a);
	a = ask(start(family, SECCOMM_CMD_KEY_GET, NLM_F_DUMP));
	result(a.data == N_KEYS && !a.interrupted, "dump_is_whole", &a);

	first = sock;
	other = open_socket();
	sock = other;
	reply_room = SMALL_ROOM;
	nlh = start(family, SECCOMM_CMD_KEY_GET, NLM_F_DUMP);
	mnl_socket_sendto(sock, nlh, nlh->nlmsg_len);
	memset(&a, 0, sizeof(a));
	hear(&a);
	sock = first;
	nlh = key(SECCOMM_CMD_KEY_DEL);
	put_peer(nlh, 0, -1);
	ask(nlh);
	sock = other;
	while (hear(&a))
		;
	mnl_socket_close(other);
	sock = first;
	reply_room = ROOM;
	result(a.interrupted, "dump_tells_of_change", &a);
	for (i = 1; i < N_KEYS; i++) {
		nlh = key(SECCOMM_CMD_KEY_DEL);
		put_peer(nlh, i, -1);
		a = ask(nlh);
	}
	result(!a.error, "all_keys_deleted", &a);
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
	result(!a.error, "rule_stack_added", &a);
	a = ask(policy(set, "ruled", 1, 1, 128));
	result(!a.error, "rule_set", &a);
	a = ask(policy(get, "ruled", 1, 1, 128));
	result(!a.error && a.data == 1, "rule_got", &a);
	a = ask(policy(set, "ruled", 1, 1, 128));
	result(!a.error, "rule_set_again", &a);
	nlh = policy(set, "ruled", 1, 1, 128);
	mnl_attr_put(nlh, SECCOMM_A_POLICY_NEW, 0, NULL);
	refused(nlh, EEXIST, "replace", "rule_exists");
	refused(stack(SECCOMM_CMD_STACK_DEL, "ruled", 0), EBUSY, "rules",
		"stack_of_a_rule_is_busy");
	a = ask(policy(SECCOMM_CMD_POLICY_DEL, NULL, 1, 1, 128));
	result(!a.error, "rule_deleted", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "ruled", 0));
	result(!a.error, "rule_stack_deleted", &a);
}

int main(void)
{
	printf("KTAP version 1\n");
	if (!open_family()) {
		printf("1..1\nnot ok 1 family\n");
		return 1;
	}
	test_names();
	test_instances();
	test_slots();
	test_large();
	test_key_values();
	test_wiped();
	test_interrupted();
	test_sessions();
	test_policy();
	printf("1..%u\n", number);
	return failed ? 1 : 0;
}
