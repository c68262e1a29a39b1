// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl monitor: events and requests for secrets, as they come.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "checker/method.h"
#include "identity.h"
#include "nl.h"
#include "out.h"
#include "seccommctl.h"

#define DIGEST_LEN 32
/* As much of its digest a peer that refuses an open tells. */
#define HINT_DIGEST_LEN 8

static const char usage[] =
	"Usage: seccommctl monitor [ events | keys ] [ count NUMBER ]\n"
	"Shows stacks and sessions that come and go, opens that this host refused, with\n"
	"the counter that tells why, keys that do not fit their slots, key agents that give no\n"
	"key, signatures that come out wrong, methods of a kofn that fail, peers that may not\n"
	"open, logs that cannot be written or signed, and secrets and keys that are asked for,\n"
	"until interrupted or NUMBER were shown. Times are UTC.\n"
	"With -j: a JSON text a line.\n";

static const char *const kinds[] = {
	[SECCOMM_EVENT_STACK_ADDED] = "stack-added",
	[SECCOMM_EVENT_STACK_DELETED] = "stack-deleted",
	[SECCOMM_EVENT_OPENED] = "session-opened",
	[SECCOMM_EVENT_CLOSED] = "session-closed",
	[SECCOMM_EVENT_FAILED] = "open-failed",
	[SECCOMM_EVENT_KEY_WORN] = "key-worn",
	[SECCOMM_EVENT_REFUSED] = "open-refused",
	[SECCOMM_EVENT_KEY_UNFIT] = "key-unfit",
	[SECCOMM_EVENT_AUDIT_FAILED] = "audit-failed",
	[SECCOMM_EVENT_AUDIT_UNSIGNED] = "audit-unsigned",
	[SECCOMM_EVENT_AGENT_FAILED] = "agent-failed",
	[SECCOMM_EVENT_SIGN_FAILED] = "sign-failed",
	[SECCOMM_EVENT_MEMBER_FAILED] = "member-failed",
	[SECCOMM_EVENT_KEY_INCONSISTENT] = "key-inconsistent",
	[SECCOMM_EVENT_PEER_REFUSED] = "peer-refused",
};

static void show_time(__u64 ms)
{
	time_t seconds = ms / 1000;
	char text[32];
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    !strftime(text, sizeof(text), "%FT%T", &tm))
		return;
	out_text("%s.%03uZ ", text, (unsigned int)(ms % 1000));
}

static void show_digests(const struct nlattr *const *tb)
{
	const struct nlattr *peer = tb[SECCOMM_A_EVENT_PEER_DIGEST];
	unsigned char digest[DIGEST_LEN];
	size_t len;

	if (tb[SECCOMM_A_EVENT_DIGEST]) {
		attr_bytes(tb[SECCOMM_A_EVENT_DIGEST], digest, sizeof(digest));
		out_hex("digest", " digest %s", digest, sizeof(digest));
	}
	if (peer) {
		len = mnl_attr_get_payload_len(peer) < DIGEST_LEN ?
			      HINT_DIGEST_LEN :
			      DIGEST_LEN;
		attr_bytes(peer, digest, len);
		out_hex("peer_digest", " peer-digest %s", digest, len);
	}
}

static void show_refusal(const struct nlattr *const *tb)
{
	struct in6_addr peer;

	attr_bytes(tb[SECCOMM_A_EVENT_PEER], &peer, sizeof(peer));
	out_string("reason", " reason %s",
		   attr_str(tb[SECCOMM_A_EVENT_REASON]));
	out_string("peer", " peer %s", address_text(&peer));
	out_uint("peer_port", " peer-port %lu",
		 ntohs(attr_u16(tb[SECCOMM_A_EVENT_PEER_PORT])));
	out_uint("local_port", " local-port %lu",
		 ntohs(attr_u16(tb[SECCOMM_A_EVENT_LOCAL_PORT])));
	out_uint("left_out", " left-out %lu",
		 attr_u32(tb[SECCOMM_A_EVENT_LEFT_OUT]));
}

static void show_unfit(const struct nlattr *const *tb)
{
	struct in6_addr peer;

	attr_bytes(tb[SECCOMM_A_EVENT_PEER], &peer, sizeof(peer));
	out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_EVENT_SLOT]));
	out_string("kind", " %s",
		   key_kind_word(attr_u8(tb[SECCOMM_A_EVENT_KEY_KIND])));
	out_string("peer", " peer %s", address_text(&peer));
	out_string("algorithm", " algorithm %s",
		   pk_word(attr_u8(tb[SECCOMM_A_EVENT_ALGORITHM])));
}

static void show_agent(const struct nlattr *const *tb)
{
	const __u8 kind = attr_u8(tb[SECCOMM_A_EVENT_AGENT]);
	const char *name = kind >= SECCOMM_EXT_KRB5 &&
					   kind < SECCOMM_AGENT_KINDS ?
				   seccomm_ext_name(kind) :
				   "unknown";
	struct in6_addr peer;

	attr_bytes(tb[SECCOMM_A_EVENT_PEER], &peer, sizeof(peer));
	out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_EVENT_SLOT]));
	out_uint("method", " method %lu", attr_u8(tb[SECCOMM_A_EVENT_ORDINAL]));
	out_string("agent", " agent %s", name);
	out_string("peer", " peer %s", address_text(&peer));
	if (attr_u32(tb[SECCOMM_A_EVENT_ERROR]) == ESRCH)
		out_text(": start seccommd@%s", name);
}

static void show_sign(const struct nlattr *const *tb)
{
	out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_EVENT_SLOT]));
	out_string("algorithm", " algorithm %s",
		   pk_word(attr_u8(tb[SECCOMM_A_EVENT_ALGORITHM])));
}

static void show_member(const struct nlattr *const *tb)
{
	struct in6_addr peer;

	attr_bytes(tb[SECCOMM_A_EVENT_PEER], &peer, sizeof(peer));
	out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_EVENT_SLOT]));
	out_uint("method", " method %lu", attr_u8(tb[SECCOMM_A_EVENT_ORDINAL]));
	out_string("peer", " peer %s", address_text(&peer));
}

/* A peer that may not open, and what of it does not fit. */
static void show_peer_refused(const struct nlattr *const *tb)
{
	const struct nlattr *id[SECCOMM_A_ID_MAX + 1];
	struct in6_addr peer;

	attr_bytes(tb[SECCOMM_A_EVENT_PEER], &peer, sizeof(peer));
	out_string("peer", " peer %s", address_text(&peer));
	if (!tb[SECCOMM_A_EVENT_IDENTITY])
		return;
	attr_parse_nested(tb[SECCOMM_A_EVENT_IDENTITY], id, SECCOMM_A_ID_MAX);
	out_object("identity");
	if (id[SECCOMM_A_ID_SLOT]) {
		out_uint("slot", " method %lu", attr_u8(id[SECCOMM_A_ID_SLOT]));
		out_uint("ordinal", ".%lu", attr_u8(id[SECCOMM_A_ID_ORDINAL]));
	}
	out_text(" ");
	show_identity(id);
	out_close();
}

static void show_event(const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[SECCOMM_A_EVENT_MAX + 1];
	__u8 kind;

	attr_parse(nlh, tb, SECCOMM_A_EVENT_MAX);
	kind = attr_u8(tb[SECCOMM_A_EVENT_KIND]);
	show_time(attr_u64(tb[SECCOMM_A_EVENT_TIME_MS]));
	out_string("event", "%s",
		   kind < MNL_ARRAY_SIZE(kinds) ? kinds[kind] : "unknown");
	out_uint("time_ms", NULL, attr_u64(tb[SECCOMM_A_EVENT_TIME_MS]));
	if (tb[SECCOMM_A_EVENT_STACK])
		out_string("stack", " %s", attr_str(tb[SECCOMM_A_EVENT_STACK]));
	else
		out_null("stack");
	if (tb[SECCOMM_A_EVENT_ERROR]) {
		__u32 error = attr_u32(tb[SECCOMM_A_EVENT_ERROR]);

		out_uint("errno", NULL, error);
		out_string("error", " error %s",
			   strerrorname_np(error) ?: "unknown");
	}
	show_digests(tb);
	if (kind == SECCOMM_EVENT_REFUSED)
		show_refusal(tb);
	if (kind == SECCOMM_EVENT_KEY_UNFIT)
		show_unfit(tb);
	if (kind == SECCOMM_EVENT_AGENT_FAILED)
		show_agent(tb);
	if (kind == SECCOMM_EVENT_SIGN_FAILED)
		show_sign(tb);
	if (kind == SECCOMM_EVENT_MEMBER_FAILED ||
	    kind == SECCOMM_EVENT_KEY_INCONSISTENT)
		show_member(tb);
	if (kind == SECCOMM_EVENT_PEER_REFUSED)
		show_peer_refused(tb);
	if (tb[SECCOMM_A_EVENT_SESSION]) {
		out_object("session");
		out_text(" ");
		show_session(nlh, tb[SECCOMM_A_EVENT_SESSION], out_json);
		out_close();
	} else {
		out_text("\n");
	}
}

static void show_request(const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[SECCOMM_A_KEY_MAX + 1];
	struct in6_addr peer;
	__u8 kind;

	attr_parse(nlh, tb, SECCOMM_A_KEY_MAX);
	kind = attr_u8(tb[SECCOMM_A_KEY_KIND]);
	attr_bytes(tb[SECCOMM_A_KEY_PEER], &peer, sizeof(peer));
	out_string("event", "%s", "key-request");
	out_string("stack", " %s", attr_str(tb[SECCOMM_A_KEY_STACK]));
	if (tb[SECCOMM_A_KEY_SLOT]) {
		out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_KEY_SLOT]));
	} else {
		out_text(" session");
		out_null("slot");
	}
	out_string("kind", kind == SECCOMM_KEY_SECRET ? NULL : " %s",
		   key_kind_word(kind));
	out_string("peer", " peer %s\n", address_text(&peer));
}

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	unsigned long *left = arg;

	out_message();
	if (nl_cmd(nlh) == SECCOMM_CMD_KEY_REQUEST)
		show_request(nlh);
	else
		show_event(nlh);
	out_message_end();
	/* Nobody is told any more: run_line() makes it the status. */
	if (!out_flush())
		return MNL_CB_STOP;
	if (!*left)
		return MNL_CB_OK;
	return --*left ? MNL_CB_OK : MNL_CB_STOP;
}

int cmd_monitor(int argc, char **argv)
{
	bool events = true, keys = true;
	unsigned long left = 0;
	int ret = EXIT_OK;

	if (argc && !strcmp(argv[0], "help")) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	if (argc && (is_word(argv[0], "events") || is_word(argv[0], "keys"))) {
		events = is_word(argv[0], "events");
		keys = !events;
		argc--;
		argv++;
	}
	if (argc == 2 && is_word(argv[0], "count")) {
		if (!get_number(argv[1], "count", 1, INT32_MAX, &left))
			return EXIT_OWN;
		argc = 0;
	}
	if (argc)
		return usage_error(usage);
	if (events)
		ret = nl_join(SECCOMM_MCGRP_EVENTS);
	if (!ret && keys)
		ret = nl_join(SECCOMM_MCGRP_KEY_REQUESTS);
	return ret ? ret : nl_listen(on_message, &left);
}
