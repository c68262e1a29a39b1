// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl peer: which identities may open which stack from where.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "messages.h"
#include "nl.h"
#include "out.h"
#include "seccommctl.h"

#define MAX_IDS 16
#define MAX_ORDINAL 7
#define ANY (-1)

static const char usage[] =
	"Usage: seccommctl peer { add | replace } STACK PREFIX [ port PORT ]\n"
	"                       [ [ slot SLOT ] id ID ]...\n"
	"       seccommctl peer del STACK PREFIX [ port PORT ]\n"
	"       seccommctl peer [ show [ STACK ] ]\n"
	"where  PREFIX := { ADDRESS | ADDRESS/BITS | any }\n"
	"       PORT := the port that is opened, here or there, 1 to 65535; any without\n"
	"       SLOT := a slot, or a slot and a method of it, as 0.1; all methods without\n"
	"       ID := { name:NAME | name:*.SUFFIX | key:FINGERPRINT\n"
	"               | principal:PRINCIPAL | principal:*@REALM | anonymous }\n"
	"A stack that has peers is opened by these alone, and to these: the entry for the\n"
	"port is asked, else that for any, of each kind that for the fewest peers. All that\n"
	"the peer proves to the stack's methods must be among its identities, and so must\n"
	"its name as an end; without identities only addresses fit, and the name.\n"
	"Up to 16 identities; anonymous is a method that cannot tell whom it has proved.\n";

/**
 * struct allowed - an identity that peers may prove
 * @slot: slot of the methods that it is for, or ANY
 * @ordinal: place of the only one of these, or ANY
 * @id: who
 */
struct allowed {
	int slot;
	int ordinal;
	struct identity id;
};

/**
 * struct peers - an entry as said
 * @stack: stack's name
 * @prefix: peers
 * @port: port, 0: any
 * @allowed: their identities
 * @n: how many
 */
struct peers {
	const char *stack;
	struct prefix prefix;
	unsigned long port;
	struct allowed allowed[MAX_IDS];
	unsigned int n;
};

/* SLOT, or SLOT.ORDINAL. */
static bool take_slot(const char *text, struct allowed *allowed)
{
	const char *dot = strchrnul(text, '.');
	unsigned long slot, ordinal;
	char digits[8];

	snprintf(digits, sizeof(digits), "%.*s", (int)(dot - text), text);
	if (!get_number(digits, "slot", 0, SECCOMM_MAX_SLOTS - 1, &slot))
		return false;
	allowed->slot = slot;
	allowed->ordinal = ANY;
	if (!*dot)
		return true;
	if (!get_number(dot + 1, "method", 0, MAX_ORDINAL, &ordinal))
		return false;
	allowed->ordinal = ordinal;
	return true;
}

/* Take an identity, for the methods that @slot says, or for all if that is NULL. */
static bool take_id(struct peers *p, const char *slot, const char *id)
{
	struct allowed *allowed = &p->allowed[p->n];

	if (p->n == MAX_IDS) {
		fail("an entry has at most %d identities", MAX_IDS);
		return false;
	}
	allowed->slot = ANY;
	allowed->ordinal = ANY;
	if (slot && !take_slot(slot, allowed))
		return false;
	p->n++;
	return identity_parse(id, &allowed->id);
}

static bool take_peers(struct peers *p, int argc, char **argv)
{
	const char *slot = NULL, *value;

	*p = (struct peers){ .stack = argv[0] };
	if (!prefix_parse(argv[1], &p->prefix))
		return false;
	for (argc -= 2, argv += 2; argc > 0; argc -= 2, argv += 2) {
		value = argc > 1 ? argv[1] : NULL;
		if (!value) {
			fail("\"%s\" is unknown here, or lacks what follows it",
			     argv[0]);
			return false;
		}
		if (!slot && is_word(argv[0], "port")) {
			if (!get_number(value, "port", 1, 65535, &p->port))
				return false;
		} else if (!slot && is_word(argv[0], "slot")) {
			slot = value;
		} else if (is_word(argv[0], "id")) {
			if (!take_id(p, slot, value))
				return false;
			slot = NULL;
		} else {
			fail("\"%s\" is unknown here", argv[0]);
			return false;
		}
	}
	if (slot)
		fail("slot %s lacks the identity behind it: id ID", slot);
	return !slot;
}

static struct nlmsghdr *about(__u8 cmd, const struct peers *p)
{
	struct nlmsghdr *nlh = nl_request(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_PEER_STACK, p->stack);
	if (p->port)
		mnl_attr_put_u16(nlh, SECCOMM_A_PEER_PORT, htons(p->port));
	if (p->prefix.len) {
		mnl_attr_put(nlh, SECCOMM_A_PEER_PEER, sizeof(p->prefix.addr),
			     &p->prefix.addr);
		mnl_attr_put_u8(nlh, SECCOMM_A_PEER_PREFIX_LEN, p->prefix.len);
	}
	return nlh;
}

static void put_allowed(struct nlmsghdr *nlh, const struct allowed *allowed)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_PEER_ID);

	mnl_attr_put_u8(nlh, SECCOMM_A_ID_KIND, allowed->id.kind);
	if (allowed->id.len)
		mnl_attr_put(nlh, SECCOMM_A_ID_VALUE, allowed->id.len,
			     allowed->id.value);
	if (allowed->slot != ANY)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_SLOT, allowed->slot);
	if (allowed->ordinal != ANY)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_ORDINAL, allowed->ordinal);
	mnl_attr_nest_end(nlh, nest);
}

static int set_peers(int argc, char **argv, bool fresh)
{
	struct nlmsghdr *nlh;
	struct peers p;
	unsigned int i;

	if (argc < 2)
		return usage_error(usage);
	if (!take_peers(&p, argc, argv))
		return EXIT_OWN;
	nlh = about(SECCOMM_CMD_PEER_SET, &p);
	for (i = 0; i < p.n; i++)
		put_allowed(nlh, &p.allowed[i]);
	if (fresh)
		mnl_attr_put(nlh, SECCOMM_A_PEER_NEW, 0, NULL);
	return nl_do(nlh, NULL, NULL, 0);
}

static int peer_add(int argc, char **argv)
{
	return set_peers(argc, argv, true);
}

static int peer_replace(int argc, char **argv)
{
	return set_peers(argc, argv, false);
}

static int peer_del(int argc, char **argv)
{
	struct peers p;

	if (argc < 2)
		return usage_error(usage);
	if (!take_peers(&p, argc, argv))
		return EXIT_OWN;
	if (p.n)
		return fail("peers are deleted by stack, address and port");
	return nl_do(about(SECCOMM_CMD_PEER_DEL, &p), NULL, NULL, 0);
}

static void show_allowed(const struct nlattr *attr, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_ID_MAX + 1];

	attr_parse_nested(attr, tb, SECCOMM_A_ID_MAX);
	out_object(NULL);
	if (tb[SECCOMM_A_ID_SLOT])
		out_uint("slot", " slot %lu", attr_u8(tb[SECCOMM_A_ID_SLOT]));
	if (tb[SECCOMM_A_ID_ORDINAL])
		out_uint("ordinal", ".%lu", attr_u8(tb[SECCOMM_A_ID_ORDINAL]));
	out_text(" id ");
	show_identity(tb);
	out_close();
}

/* In words that make the same entry again. */
static void show_peers(const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[SECCOMM_A_PEER_MAX + 1];
	struct in6_addr addr;

	attr_parse(nlh, tb, SECCOMM_A_PEER_MAX);
	attr_bytes(tb[SECCOMM_A_PEER_PEER], &addr, sizeof(addr));
	out_object(NULL);
	out_string("stack", "peer %s", attr_str(tb[SECCOMM_A_PEER_STACK]));
	out_string("peer", " %s",
		   prefix_text(&addr, attr_u8(tb[SECCOMM_A_PEER_PREFIX_LEN])));
	if (tb[SECCOMM_A_PEER_PORT])
		out_uint("port", " port %lu",
			 ntohs(attr_u16(tb[SECCOMM_A_PEER_PORT])));
	else
		out_null("port");
	out_array("ids");
	attr_each(nlh, SECCOMM_A_PEER_ID, show_allowed, NULL);
	out_close();
	out_text("\n");
	out_close();
}

static int peer_show(int argc, char **argv)
{
	const struct nlattr *tb[SECCOMM_A_PEER_MAX + 1];
	struct message_list list = {};
	unsigned int i;
	int ret;

	if (argc > 1)
		return usage_error(usage);
	ret = nl_dump(nl_request(SECCOMM_CMD_PEER_GET), messages_keep,
		      messages_forget, &list);
	if (!ret) {
		out_begin();
		for (i = 0; i < list.n; i++) {
			attr_parse(list.messages[i], tb, SECCOMM_A_PEER_MAX);
			if (!argc ||
			    !strcmp(argv[0],
				    attr_str(tb[SECCOMM_A_PEER_STACK])))
				show_peers(list.messages[i]);
		}
		out_end();
	}
	messages_free(&list);
	return ret;
}

int cmd_peer(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "add", peer_add },
		{ "replace", peer_replace },
		{ "del", peer_del },
		{ "show", peer_show },
		{},
	};

	return run_command(commands, usage, argc, argv);
}
