// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl session: show sessions, end one, trace one.
 */
#include <arpa/inet.h>
#include <linux/seccomm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "messages.h"
#include "nl.h"
#include "out.h"
#include "seccommctl.h"

static const char usage[] =
	"Usage: seccommctl session [ show [ index INDEX ] ]\n"
	"       seccommctl session del INDEX\n"
	"       seccommctl session trace INDEX [ on | off ]\n"
	"where  INDEX := our index of the session, a number other than 0\n"
	"-s shows its counters too. A traced session hits the tracepoint\n"
	"seccomm:seccomm_message with each of its messages.\n";

static const char *const states[] = {
	[SECCOMM_SESSION_KEYLESS] = "keyless",
	[SECCOMM_SESSION_OPENING] = "opening",
	[SECCOMM_SESSION_ACCEPTING] = "accepting",
	[SECCOMM_SESSION_OPEN] = "open",
	[SECCOMM_SESSION_CLOSED] = "closed",
};

static const char *state_name(__u8 state)
{
	return state < MNL_ARRAY_SIZE(states) ? states[state] : "unknown";
}

static void show_endpoint(const char *key, const char *port_key,
			  const char *fmt, const struct nlattr *addr,
			  const struct nlattr *port)
{
	struct in6_addr bytes;
	const char *text;

	attr_bytes(addr, &bytes, sizeof(bytes));
	text = address_text(&bytes);
	out_text(" %s ", key);
	out_string(key, strchr(text, ':') ? "[%s]" : "%s", text);
	out_uint(port_key, fmt, ntohs(attr_u16(port)));
}

static void show_counters(const struct nlattr *const *tb)
{
	const char *end = out_stats ? "\n" : "";
	static const struct {
		__u16 attr;
		const char *key;
		const char *fmt;
	} counters[] = {
		{ SECCOMM_A_SESSION_TX_MESSAGES, "tx_messages",
		  "    tx messages %lu" },
		{ SECCOMM_A_SESSION_TX_BYTES, "tx_bytes", " bytes %lu\n" },
		{ SECCOMM_A_SESSION_RX_MESSAGES, "rx_messages",
		  "    rx messages %lu" },
		{ SECCOMM_A_SESSION_RX_BYTES, "rx_bytes", " bytes %lu" },
		{ SECCOMM_A_SESSION_RX_DROPS, "rx_drops", " drops %lu\n" },
		{ SECCOMM_A_SESSION_AGE_MS, "age_ms", "    age %lu ms" },
		{ SECCOMM_A_SESSION_IDLE_MS, "idle_ms", " idle %lu ms" },
	};
	unsigned int i;

	for (i = 0; i < MNL_ARRAY_SIZE(counters); i++)
		out_uint(counters[i].key, out_stats ? counters[i].fmt : NULL,
			 attr_u64(tb[counters[i].attr]));
	out_text("%s", end);
}

/* Where messages of a direction run, and up to which length, if in softirq. */
static void show_context(const char *key, const char *key_longest,
			 const char *fmt, const struct nlattr *softirq,
			 const struct nlattr *longest)
{
	out_string(key, fmt, softirq ? "softirq" : "process");
	if (longest)
		out_uint(key_longest, out_details ? "<=%lu" : NULL,
			 attr_u32(longest));
	else
		out_null(key_longest);
}

/* Who an end has proved to be. An address stands in the text already. */
static void show_id(const char *key, const char *fmt, const struct nlattr *id)
{
	const struct nlattr *tb[SECCOMM_A_ID_MAX + 1];
	__u8 kind;

	if (!id) {
		out_null(key);
		return;
	}
	attr_parse_nested(id, tb, SECCOMM_A_ID_MAX);
	kind = attr_u8(tb[SECCOMM_A_ID_KIND]);
	out_object(key);
	out_string("kind", NULL, identity_kind(kind));
	out_string("value", kind == SECCOMM_ID_ADDRESS ? NULL : fmt,
		   identity_value(kind, tb[SECCOMM_A_ID_VALUE]));
	out_close();
}

/* Who the peer has proved to be to a method. */
static void show_method_id(const struct nlattr *id, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_ID_MAX + 1];

	attr_parse_nested(id, tb, SECCOMM_A_ID_MAX);
	out_object(NULL);
	out_uint("slot", " method %lu", attr_u8(tb[SECCOMM_A_ID_SLOT]));
	out_uint("ordinal", ".%lu", attr_u8(tb[SECCOMM_A_ID_ORDINAL]));
	out_text(" ");
	show_identity(tb);
	out_close();
}

static void show_method_ids(const struct nlmsghdr *nlh,
			    const struct nlattr *nest)
{
	out_array("method_ids");
	if (nest)
		attr_each_nested(nest, SECCOMM_A_SESSION_METHOD_ID,
				 show_method_id, NULL);
	else
		attr_each(nlh, SECCOMM_A_SESSION_METHOD_ID, show_method_id,
			  NULL);
	out_close();
}

void show_session(const struct nlmsghdr *nlh, const struct nlattr *nest,
		  bool counters)
{
	const struct nlattr *tb[SECCOMM_A_SESSION_MAX + 1];

	if (nest)
		attr_parse_nested(nest, tb, SECCOMM_A_SESSION_MAX);
	else
		attr_parse(nlh, tb, SECCOMM_A_SESSION_MAX);
	out_uint("index", "session %lu", attr_u32(tb[SECCOMM_A_SESSION_INDEX]));
	out_string("stack", " stack %s", attr_str(tb[SECCOMM_A_SESSION_STACK]));
	out_string("state", " %s",
		   state_name(attr_u8(tb[SECCOMM_A_SESSION_STATE])));
	out_string("role", " %s",
		   tb[SECCOMM_A_SESSION_INITIATOR] ? "initiator" : "responder");
	show_endpoint("local", "local_port", ":%lu",
		      tb[SECCOMM_A_SESSION_LOCAL], tb[SECCOMM_A_SESSION_SPORT]);
	show_endpoint("remote", "remote_port", ":%lu",
		      tb[SECCOMM_A_SESSION_REMOTE],
		      tb[SECCOMM_A_SESSION_DPORT]);
	show_id("local_id", " local-id %s", tb[SECCOMM_A_SESSION_LOCAL_ID]);
	show_id("peer_id", " peer-id %s", tb[SECCOMM_A_SESSION_PEER_ID]);
	show_method_ids(nlh, nest);
	if (tb[SECCOMM_A_SESSION_PEER_INDEX])
		out_uint("peer_index", " peer-index %lu",
			 attr_u32(tb[SECCOMM_A_SESSION_PEER_INDEX]));
	else
		out_null("peer_index");
	out_uint("epoch", " epoch %lu", attr_u16(tb[SECCOMM_A_SESSION_EPOCH]));
	out_uint("parked", " parked %lu",
		 attr_u32(tb[SECCOMM_A_SESSION_PARKED]));
	show_context("down", "down_longest", " down %s",
		     tb[SECCOMM_A_SESSION_DOWN_SOFTIRQ],
		     tb[SECCOMM_A_SESSION_DOWN_LONGEST]);
	show_context("up", "up_longest", " up %s",
		     tb[SECCOMM_A_SESSION_UP_SOFTIRQ],
		     tb[SECCOMM_A_SESSION_UP_LONGEST]);
	out_bool("traced", " traced", attr_u8(tb[SECCOMM_A_SESSION_TRACED]));
	out_text("\n");
	if (counters)
		show_counters(tb);
}

static int session_show(int argc, char **argv)
{
	struct message_list list = {};
	struct nlmsghdr *nlh;
	unsigned long index;
	unsigned int i;
	int ret;

	if (argc && is_word(argv[0], "index")) {
		argc--;
		argv++;
	}
	if (argc > 1)
		return usage_error(usage);
	if (argc && !get_number(argv[0], "index", 1, UINT32_MAX, &index))
		return EXIT_OWN;
	nlh = nl_request(SECCOMM_CMD_SESSION_GET);
	if (argc) {
		mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, index);
		ret = nl_do(nlh, messages_keep, &list, 0);
	} else {
		ret = nl_dump(nlh, messages_keep, messages_forget, &list);
	}
	if (!ret) {
		out_begin();
		for (i = 0; i < list.n; i++) {
			out_object(NULL);
			show_session(list.messages[i], NULL, true);
			out_close();
		}
		out_end();
	}
	messages_free(&list);
	return ret;
}

static int session_del(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	unsigned long index;

	if (argc != 1)
		return usage_error(usage);
	if (!get_number(argv[0], "index", 1, UINT32_MAX, &index))
		return EXIT_OWN;
	nlh = nl_request(SECCOMM_CMD_SESSION_DEL);
	mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, index);
	return nl_do(nlh, NULL, NULL, 0);
}

static int session_trace(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	unsigned long index;
	bool on = true;

	if (argc < 1 || argc > 2)
		return usage_error(usage);
	if (!get_number(argv[0], "index", 1, UINT32_MAX, &index))
		return EXIT_OWN;
	if (argc == 2) {
		on = is_word(argv[1], "on");
		if (!on && !is_word(argv[1], "off"))
			return usage_error(usage);
	}
	nlh = nl_request(SECCOMM_CMD_SESSION_TRACE);
	mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, index);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_TRACED, on);
	return nl_do(nlh, NULL, NULL, 0);
}

int cmd_session(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "show", session_show },
		{ "del", session_del },
		{ "trace", session_trace },
		{},
	};

	return run_command(commands, usage, argc, argv);
}
