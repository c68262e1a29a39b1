// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl monitor: events and requests for secrets, as they come.
 */
#include <stdio.h>
#include <string.h>

#include "nl.h"
#include "out.h"
#include "seccommctl.h"

#define PEER_DIGEST_LEN 8

static const char usage[] =
	"Usage: seccommctl monitor [ events | keys ] [ count NUMBER ]\n"
	"Shows stacks and sessions that come and go, and secrets that are asked for,\n"
	"until interrupted or NUMBER were shown. With -j: a JSON text a line.\n";

static const char *const kinds[] = {
	[SECCOMM_EVENT_STACK_ADDED] = "stack-added",
	[SECCOMM_EVENT_STACK_DELETED] = "stack-deleted",
	[SECCOMM_EVENT_OPENED] = "session-opened",
	[SECCOMM_EVENT_CLOSED] = "session-closed",
	[SECCOMM_EVENT_FAILED] = "open-failed",
	[SECCOMM_EVENT_KEY_WORN] = "key-worn",
};

static void show_digests(const struct nlattr *const *tb)
{
	unsigned char digest[32];

	if (tb[SECCOMM_A_EVENT_DIGEST]) {
		attr_bytes(tb[SECCOMM_A_EVENT_DIGEST], digest, sizeof(digest));
		out_hex("digest", " digest %s", digest, sizeof(digest));
	}
	if (tb[SECCOMM_A_EVENT_PEER_DIGEST]) {
		attr_bytes(tb[SECCOMM_A_EVENT_PEER_DIGEST], digest,
			   PEER_DIGEST_LEN);
		out_hex("peer_digest", " peer-digest %s", digest,
			PEER_DIGEST_LEN);
	}
}

static void show_event(const struct nlmsghdr *nlh)
{
	const struct nlattr *session[SECCOMM_A_SESSION_MAX + 1];
	const struct nlattr *tb[SECCOMM_A_EVENT_MAX + 1];
	__u8 kind;

	attr_parse(nlh, tb, SECCOMM_A_EVENT_MAX);
	kind = attr_u8(tb[SECCOMM_A_EVENT_KIND]);
	out_string("event", "%s",
		   kind < MNL_ARRAY_SIZE(kinds) ? kinds[kind] : "unknown");
	out_string("stack", " %s", attr_str(tb[SECCOMM_A_EVENT_STACK]));
	if (tb[SECCOMM_A_EVENT_ERROR]) {
		__u32 error = attr_u32(tb[SECCOMM_A_EVENT_ERROR]);

		out_uint("errno", NULL, error);
		out_string("error", " error %s",
			   strerrorname_np(error) ?: "unknown");
	}
	show_digests(tb);
	if (tb[SECCOMM_A_EVENT_SESSION]) {
		attr_parse_nested(tb[SECCOMM_A_EVENT_SESSION], session,
				  SECCOMM_A_SESSION_MAX);
		out_object("session");
		out_text(" ");
		show_session(session, out_json);
		out_close();
	} else {
		out_text("\n");
	}
}

static void show_request(const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[SECCOMM_A_KEY_MAX + 1];
	struct in6_addr peer;

	attr_parse(nlh, tb, SECCOMM_A_KEY_MAX);
	attr_bytes(tb[SECCOMM_A_KEY_PEER], &peer, sizeof(peer));
	out_string("event", "%s", "key-request");
	out_string("stack", " %s", attr_str(tb[SECCOMM_A_KEY_STACK]));
	if (tb[SECCOMM_A_KEY_SLOT]) {
		out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_KEY_SLOT]));
	} else {
		out_text(" session");
		out_null("slot");
	}
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
