// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl key: set, delete and list secrets. Material comes from files,
 * standard input or the kernel's keyrings, never from the command line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nl.h"
#include "out.h"
#include "seccommctl.h"

/* The longest secret as hexadecimal digits, with space around each. */
#define MAX_TEXT 4096
#define MAX_SECRET 128

static const char usage[] =
	"Usage: seccommctl key set STACK { session [ NAMES ] | slot NUMBER }\n"
	"                      [ peer PREFIX ] FROM\n"
	"       seccommctl key del STACK SECRET [ peer PREFIX ]\n"
	"       seccommctl key [ show [ STACK ] ]\n"
	"where  SECRET := { session | slot NUMBER }\n"
	"       PREFIX := { ADDRESS | ADDRESS/BITS | any }\n"
	"       NAMES := { local NAME remote NAME }\n"
	"       FROM := { file FILE | stdin } [ hex ] | keyring DESCRIPTION | serial NUMBER\n"
	"A file is taken as it is, byte by byte; hex reads hexadecimal digits.\n"
	"Secrets must be random: whoever can guess one can find it without asking again.\n";

/**
 * struct key_args - what a command line says of a secret
 * @stack: stack's name
 * @session: it is the session secret
 * @slot: else this slot's
 * @has_slot: one of the two was given
 * @peer: peers that it is for
 * @local: our own name, or NULL
 * @remote: the peer's name, or NULL
 * @file: file with the material, "-" for standard input
 * @hex: it holds hexadecimal digits
 * @keyring: description of a kernel key
 * @serial: number of a kernel key
 */
struct key_args {
	const char *stack;
	bool session;
	unsigned long slot;
	bool has_slot;
	struct prefix peer;
	const char *local;
	const char *remote;
	const char *file;
	bool hex;
	const char *keyring;
	unsigned long serial;
};

/* The name of an end; how many words were taken, 0 with a message. */
static int take_name(const char **name, const char *value)
{
	if (strlen(value) > SECCOMM_END_NAME_MAX) {
		fail("an end's name has at most %d characters",
		     SECCOMM_END_NAME_MAX);
		return 0;
	}
	*name = value;
	return 2;
}

/* One word and its value; how many words were taken, 0 with a message. */
static int take_word(struct key_args *a, const char *word, const char *value)
{
	if (is_word(word, "session")) {
		a->session = true;
		return 1;
	}
	if (is_word(word, "stdin")) {
		a->file = "-";
		return 1;
	}
	if (is_word(word, "hex")) {
		a->hex = true;
		return 1;
	}
	if (!value) {
		fail("\"%s\" is unknown here, or lacks what follows it", word);
		return 0;
	}
	if (is_word(word, "slot")) {
		a->has_slot = true;
		return get_number(value, "slot", 0, SECCOMM_MAX_SLOTS - 1,
				  &a->slot) ?
			       2 :
			       0;
	}
	if (is_word(word, "peer"))
		return prefix_parse(value, &a->peer) ? 2 : 0;
	if (is_word(word, "local"))
		return take_name(&a->local, value);
	if (is_word(word, "remote"))
		return take_name(&a->remote, value);
	if (is_word(word, "file")) {
		a->file = value;
		return 2;
	}
	if (is_word(word, "keyring")) {
		a->keyring = value;
		return 2;
	}
	if (is_word(word, "serial"))
		return get_number(value, "key's number", 1, INT32_MAX,
				  &a->serial) ?
			       2 :
			       0;
	fail("\"%s\" is unknown here", word);
	return 0;
}

static int take_args(struct key_args *a, int argc, char **argv)
{
	int n;

	if (!argc)
		return usage_error(usage);
	a->stack = *argv++;
	argc--;
	if (strlen(a->stack) > SECCOMM_NAME_MAX)
		return fail("a stack's name has at most %d characters",
			    SECCOMM_NAME_MAX);
	while (argc) {
		n = take_word(a, argv[0], argc > 1 ? argv[1] : NULL);
		if (!n)
			return EXIT_OWN;
		argc -= n;
		argv += n;
	}
	if (a->session == a->has_slot)
		return fail("say which secret: either session or slot NUMBER");
	return EXIT_OK;
}

static struct nlmsghdr *about(__u8 cmd, const struct key_args *a)
{
	struct nlmsghdr *nlh = nl_request(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, a->stack);
	if (a->has_slot)
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, a->slot);
	if (a->peer.len) {
		mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, sizeof(a->peer.addr),
			     &a->peer.addr);
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, a->peer.len);
	}
	return nlh;
}

/* The request that sets the secret, but for where the secret comes from. */
static struct nlmsghdr *setting(const struct key_args *a)
{
	struct nlmsghdr *nlh = about(SECCOMM_CMD_KEY_SET, a);

	if (a->local)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_LOCAL_NAME, a->local);
	if (a->remote)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_REMOTE_NAME, a->remote);
	return nlh;
}

/* Are all bytes printable ASCII or white space? */
static bool is_text(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((bytes[i] < ' ' || bytes[i] > '~') &&
		    (bytes[i] < '\t' || bytes[i] > '\r'))
			return false;
	return true;
}

static int set_from_file(const struct key_args *a)
{
	struct nlmsghdr *nlh;
	int ret = EXIT_OWN;
	size_t len;
	char *text;

	if (batch_name && !strcmp(a->file, "-") && !strcmp(batch_name, "stdin"))
		return fail("standard input holds the commands already");
	text = read_file(a->file, a->hex ? MAX_TEXT : MAX_SECRET, &len);
	if (!text)
		return ret;
	if (a->hex && !unhex(text, &len)) {
		fail("%s: not an even number of hexadecimal digits", a->file);
	} else if (!len || len > MAX_SECRET) {
		fail("%s: a secret has 1 to %d bytes", a->file, MAX_SECRET);
	} else {
		nlh = setting(a);
		mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, len, text);
		ret = nl_do(nlh, NULL, NULL, 0);
		if (!ret && is_text(text, len))
			warning("%s: a secret must be random, and this one is text",
				a->file);
	}
	explicit_bzero(text, a->hex ? MAX_TEXT : MAX_SECRET);
	free(text);
	return ret;
}

static int key_set(int argc, char **argv)
{
	struct key_args a = {};
	struct nlmsghdr *nlh;
	int ret = take_args(&a, argc, argv);

	if (ret)
		return ret;
	if (!!a.file + !!a.keyring + !!a.serial != 1)
		return fail("say file, stdin, keyring or serial, one of them");
	if (a.file)
		return set_from_file(&a);
	if (a.hex)
		return fail("hex is for files and standard input");
	if (a.keyring && strlen(a.keyring) > SECCOMM_KEYRING_MAX)
		return fail("description longer than %d characters",
			    SECCOMM_KEYRING_MAX);
	nlh = setting(&a);
	if (a.keyring)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, a.keyring);
	else
		mnl_attr_put_u32(nlh, SECCOMM_A_KEY_SERIAL, a.serial);
	return nl_do(nlh, NULL, NULL, 0);
}

static int key_del(int argc, char **argv)
{
	struct key_args a = {};
	int ret = take_args(&a, argc, argv);

	if (ret)
		return ret;
	if (a.file || a.keyring || a.serial || a.hex || a.local || a.remote)
		return fail("say which secret and for which peers only");
	return nl_do(about(SECCOMM_CMD_KEY_DEL, &a), NULL, NULL, 0);
}

/**
 * struct key_line - a secret as shown
 * @stack: stack's name
 * @session: the session secret
 * @slot: else this slot's
 * @peer: peers
 * @length: bytes
 * @kernel_key: held by reference
 * @local: our own name, "" if there is none
 * @remote: the peer's name, likewise
 */
struct key_line {
	char stack[SECCOMM_NAME_LEN];
	bool session;
	__u8 slot;
	struct prefix peer;
	__u16 length;
	bool kernel_key;
	char local[SECCOMM_END_NAME_MAX + 1];
	char remote[SECCOMM_END_NAME_MAX + 1];
};

/**
 * struct key_list - a dump of secrets
 * @stack: of this stack alone, or NULL
 * @lines: what was dumped
 * @n: how many
 */
struct key_list {
	const char *stack;
	struct key_line *lines;
	unsigned int n;
};

static int on_key(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_KEY_MAX + 1];
	struct key_list *list = arg;
	struct key_line *lines, *line;
	const char *stack;

	attr_parse(nlh, tb, SECCOMM_A_KEY_MAX);
	stack = attr_str(tb[SECCOMM_A_KEY_STACK]);
	if (list->stack && strcmp(stack, list->stack))
		return MNL_CB_OK;
	lines = realloc(list->lines, (list->n + 1) * sizeof(*lines));
	if (!lines)
		return MNL_CB_ERROR;
	list->lines = lines;
	line = &lines[list->n++];
	snprintf(line->stack, sizeof(line->stack), "%s", stack);
	line->session = !tb[SECCOMM_A_KEY_SLOT];
	line->slot = attr_u8(tb[SECCOMM_A_KEY_SLOT]);
	attr_bytes(tb[SECCOMM_A_KEY_PEER], &line->peer.addr,
		   sizeof(line->peer.addr));
	line->peer.len = attr_u8(tb[SECCOMM_A_KEY_PREFIX_LEN]);
	line->length = attr_u16(tb[SECCOMM_A_KEY_LENGTH]);
	line->kernel_key = tb[SECCOMM_A_KEY_KERNEL_KEY];
	snprintf(line->local, sizeof(line->local), "%s",
		 attr_str(tb[SECCOMM_A_KEY_LOCAL_NAME]));
	snprintf(line->remote, sizeof(line->remote), "%s",
		 attr_str(tb[SECCOMM_A_KEY_REMOTE_NAME]));
	return MNL_CB_OK;
}

static void forget_keys(void *arg)
{
	((struct key_list *)arg)->n = 0;
}

static void show_name(const char *key, const char *fmt, const char *name)
{
	if (name[0])
		out_string(key, fmt, name);
	else
		out_null(key);
}

static void show_key(const struct key_line *line)
{
	out_object(NULL);
	out_string("stack", "key %s", line->stack);
	if (line->session) {
		out_text(" session");
		out_null("slot");
	} else {
		out_uint("slot", " slot %lu", line->slot);
	}
	out_string("peer", " peer %s",
		   prefix_text(&line->peer.addr, line->peer.len));
	out_uint("length", " length %lu", line->length);
	out_bool("kernel_key", " keyring", line->kernel_key);
	show_name("local_name", " local %s", line->local);
	show_name("remote_name", " remote %s", line->remote);
	out_text("\n");
	out_close();
}

static int key_show(int argc, char **argv)
{
	struct key_list list = {};
	unsigned int i;
	int ret;

	if (argc > 1)
		return usage_error(usage);
	list.stack = argc ? argv[0] : NULL;
	ret = nl_dump(nl_request(SECCOMM_CMD_KEY_GET), on_key, forget_keys,
		      &list);
	if (!ret) {
		out_begin();
		for (i = 0; i < list.n; i++)
			show_key(&list.lines[i]);
		out_end();
	}
	free(list.lines);
	return ret;
}

int cmd_key(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "set", key_set },
		{ "del", key_del },
		{ "show", key_show },
		{},
	};

	return run_command(commands, usage, argc, argv);
}
