// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl policy: rules that say which stack sockets may use between a local
 * port and some peers.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nl.h"
#include "out.h"
#include "seccommctl.h"

#define MAX_GIDS 8

static const char usage[] =
	"Usage: seccommctl policy { add | replace } SELECTOR stack STACK [ gid GROUP ]...\n"
	"       seccommctl policy del SELECTOR [ stack STACK ]\n"
	"       seccommctl policy [ show [ SELECTOR ] [ stack STACK ] ]\n"
	"       seccommctl policy flush\n"
	"where  SELECTOR := { default | [ port PORT ] [ peer PREFIX ] }\n"
	"       PORT := local port, 1 to 65535\n"
	"       PREFIX := { ADDRESS | ADDRESS/BITS | any }\n"
	"       GROUP := a group's name or number; up to 8, everybody without\n"
	"A rule for a port is asked before those for any, then one for fewer peers before\n"
	"one for more. The first that fits decides, with those of the same port and peers;\n"
	"of these the first that allows the user. Without any rule sockets have no stack.\n";

/**
 * struct rule - a rule as said or shown
 * @selected: a selector was given
 * @port: local port, 0: any
 * @peer: peers
 * @stack: stack's name, empty: not given
 * @gids: groups
 * @n_gids: how many
 */
struct rule {
	bool selected;
	unsigned long port;
	struct prefix peer;
	char stack[SECCOMM_NAME_LEN];
	__u32 gids[MAX_GIDS];
	unsigned int n_gids;
};

static bool take_gid(struct rule *r, const char *text)
{
	const struct group *group = getgrnam(text);
	unsigned long gid;

	if (r->n_gids == MAX_GIDS) {
		fail("a rule has at most %d groups", MAX_GIDS);
		return false;
	}
	if (group)
		gid = group->gr_gid;
	else if (!get_number(text, "group", 0, UINT32_MAX - 1, &gid))
		return false;
	r->gids[r->n_gids++] = gid;
	return true;
}

/* One word and its value; how many words were taken, 0 with a message. */
static int take_word(struct rule *r, const char *word, const char *value)
{
	if (is_word(word, "default")) {
		r->selected = true;
		return 1;
	}
	if (!value) {
		fail("\"%s\" is unknown here, or lacks what follows it", word);
		return 0;
	}
	if (is_word(word, "port")) {
		r->selected = true;
		return get_number(value, "port", 1, 65535, &r->port) ? 2 : 0;
	}
	if (is_word(word, "peer")) {
		r->selected = true;
		return prefix_parse(value, &r->peer) ? 2 : 0;
	}
	if (is_word(word, "gid"))
		return take_gid(r, value) ? 2 : 0;
	if (!is_word(word, "stack")) {
		fail("\"%s\" is unknown here", word);
		return 0;
	}
	if (!*value || strlen(value) > SECCOMM_NAME_MAX) {
		fail("a stack's name has 1 to %d characters", SECCOMM_NAME_MAX);
		return 0;
	}
	memcpy(r->stack, value, strlen(value) + 1);
	return 2;
}

static bool take_rule(struct rule *r, int argc, char **argv)
{
	int n;

	memset(r, 0, sizeof(*r));
	while (argc) {
		n = take_word(r, argv[0], argc > 1 ? argv[1] : NULL);
		if (!n)
			return false;
		argc -= n;
		argv += n;
	}
	return true;
}

static struct nlmsghdr *about(__u8 cmd, const struct rule *r)
{
	struct nlmsghdr *nlh = nl_request(cmd);

	if (r->port)
		mnl_attr_put_u16(nlh, SECCOMM_A_POLICY_PORT, htons(r->port));
	if (r->peer.len) {
		mnl_attr_put(nlh, SECCOMM_A_POLICY_PEER, sizeof(r->peer.addr),
			     &r->peer.addr);
		mnl_attr_put_u8(nlh, SECCOMM_A_POLICY_PREFIX_LEN, r->peer.len);
	}
	if (*r->stack)
		mnl_attr_put_strz(nlh, SECCOMM_A_POLICY_STACK, r->stack);
	return nlh;
}

static int set_rule(int argc, char **argv, bool fresh)
{
	struct nlmsghdr *nlh;
	struct rule r;
	unsigned int i;

	if (!argc)
		return usage_error(usage);
	if (!take_rule(&r, argc, argv))
		return EXIT_OWN;
	if (!r.selected)
		return fail("say for what: default, port PORT or peer PREFIX");
	if (!*r.stack)
		return fail("say which stack: stack STACK");
	nlh = about(SECCOMM_CMD_POLICY_SET, &r);
	if (fresh)
		mnl_attr_put(nlh, SECCOMM_A_POLICY_NEW, 0, NULL);
	for (i = 0; i < r.n_gids; i++)
		mnl_attr_put_u32(nlh, SECCOMM_A_POLICY_GID, r.gids[i]);
	return nl_do(nlh, NULL, NULL, 0);
}

static int policy_add(int argc, char **argv)
{
	return set_rule(argc, argv, true);
}

static int policy_replace(int argc, char **argv)
{
	return set_rule(argc, argv, false);
}

static int policy_del(int argc, char **argv)
{
	struct rule r;

	if (!argc)
		return usage_error(usage);
	if (!take_rule(&r, argc, argv))
		return EXIT_OWN;
	if (!r.selected)
		return fail("say for what: default, port PORT or peer PREFIX");
	if (r.n_gids)
		return fail("a rule is deleted by port, peer and stack");
	return nl_do(about(SECCOMM_CMD_POLICY_DEL, &r), NULL, NULL, 0);
}

/**
 * struct rule_list - a dump of rules
 * @rules: in the order in which they are asked
 * @n: how many
 */
struct rule_list {
	struct rule *rules;
	unsigned int n;
};

static void on_gid(const struct nlattr *attr, void *arg)
{
	struct rule *r = arg;

	if (r->n_gids < MAX_GIDS)
		r->gids[r->n_gids++] = attr_u32(attr);
}

static int on_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_POLICY_MAX + 1];
	struct rule_list *list = arg;
	struct rule *rules, *r;

	rules = realloc(list->rules, (list->n + 1) * sizeof(*rules));
	if (!rules)
		return MNL_CB_ERROR;
	list->rules = rules;
	r = &rules[list->n++];
	memset(r, 0, sizeof(*r));
	attr_parse(nlh, tb, SECCOMM_A_POLICY_MAX);
	r->port = ntohs(attr_u16(tb[SECCOMM_A_POLICY_PORT]));
	attr_bytes(tb[SECCOMM_A_POLICY_PEER], &r->peer.addr,
		   sizeof(r->peer.addr));
	r->peer.len = attr_u8(tb[SECCOMM_A_POLICY_PREFIX_LEN]);
	snprintf(r->stack, sizeof(r->stack), "%s",
		 attr_str(tb[SECCOMM_A_POLICY_STACK]));
	attr_each(nlh, SECCOMM_A_POLICY_GID, on_gid, r);
	return MNL_CB_OK;
}

static void forget_rules(void *arg)
{
	((struct rule_list *)arg)->n = 0;
}

static int get_rules(struct rule_list *list)
{
	return nl_dump(nl_request(SECCOMM_CMD_POLICY_GET), on_rule,
		       forget_rules, list);
}

/* In words that make the same rule again. */
static void show_rule(const struct rule *r)
{
	unsigned int i;

	out_object(NULL);
	out_text("policy");
	if (!r->port && !r->peer.len)
		out_text(" default");
	if (r->port)
		out_uint("port", " port %lu", r->port);
	else
		out_null("port");
	out_string("peer", r->peer.len ? " peer %s" : NULL,
		   prefix_text(&r->peer.addr, r->peer.len));
	out_string("stack", " stack %s", r->stack);
	out_array("gids");
	for (i = 0; i < r->n_gids; i++)
		out_uint("", " gid %lu", r->gids[i]);
	out_close();
	out_text("\n");
	out_close();
}

static bool wanted(const struct rule *r, const struct rule *by)
{
	if (*by->stack && strcmp(r->stack, by->stack))
		return false;
	return !by->selected ||
	       (r->port == by->port && r->peer.len == by->peer.len &&
		!memcmp(&r->peer.addr, &by->peer.addr, sizeof(r->peer.addr)));
}

static int policy_show(int argc, char **argv)
{
	struct rule_list list = {};
	struct rule by;
	unsigned int i;
	int ret;

	if (!take_rule(&by, argc, argv))
		return EXIT_OWN;
	if (by.n_gids)
		return fail("rules are shown by port, peer and stack");
	ret = get_rules(&list);
	if (!ret) {
		out_begin();
		for (i = 0; i < list.n; i++)
			if (wanted(&list.rules[i], &by))
				show_rule(&list.rules[i]);
		out_end();
	}
	free(list.rules);
	return ret;
}

static int policy_flush(int argc, char **argv)
{
	struct rule_list list = {};
	unsigned int i;
	int ret;

	if (argc)
		return usage_error(usage);
	ret = get_rules(&list);
	for (i = 0; !ret && i < list.n; i++) {
		/* Somebody else may have been faster. */
		ret = nl_do(about(SECCOMM_CMD_POLICY_DEL, &list.rules[i]), NULL,
			    NULL, ENOENT);
		if (ret == EXIT_REFUSED)
			ret = EXIT_OK;
	}
	free(list.rules);
	return ret;
}

int cmd_policy(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "add", policy_add },	   { "replace", policy_replace },
		{ "del", policy_del },	   { "show", policy_show },
		{ "flush", policy_flush }, {},
	};

	return run_command(commands, usage, argc, argv);
}
