// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl key: set, delete and list secrets and keys. Material comes from files, standard
 * input or the kernel's keyrings, never from the command line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checker/pk.h"
#include "cmd_key.h"
#include "cmd_key_cert.h"
#include "cmd_key_file.h"
#include "key_file.h"
#include "nl.h"
#include "out.h"
#include "seccommctl.h"

/* The longest secret as hexadecimal digits, with space around each. */
#define MAX_TEXT 4096
#define MAX_SECRET 128
/* The longest key that the kernel takes. */
#define MAX_DER 4096

const char key_usage[] =
	"Usage: seccommctl key set STACK { session [ NAMES ] | slot NUMBER }\n"
	"                      [ peer PREFIX ] FROM\n"
	"       seccommctl key set STACK slot NUMBER [ peer PREFIX ] PAIR\n"
	"       seccommctl key set STACK slot NUMBER\n"
	"                      [ peer PREFIX ] certificate FILE [ local NAME ]\n"
	"       seccommctl key del STACK SECRET [ peer PREFIX ]\n"
	"       seccommctl key [ show [ STACK ] ]\n"
	"       seccommctl key gen { dsa | psk | rsa [ bits BITS ] | x25519 } FILE\n"
	"       seccommctl key pub FILE\n"
	"       seccommctl key fingerprint FILE\n"
	"where  SECRET := { session | slot NUMBER [ KIND ] }\n"
	"       KIND := { private | public | decrypt | encrypt }\n"
	"       PREFIX := { ADDRESS | ADDRESS/BITS | any }\n"
	"       NAMES := { local NAME remote NAME }\n"
	"       FROM := { file FILE | stdin } [ hex ] | keyring DESCRIPTION | serial NUMBER\n"
	"       PAIR := { OWN FILE | OWN KEYRING | PEERS FILE }\n"
	"       OWN := { private | decrypt }\n"
	"       PEERS := { public | encrypt }\n"
	"       KEYRING := keyring:DESCRIPTION\n"
	"       BITS := { 2048 | 3072 | 4096 }\n"
	"A file is taken as it is, byte by byte; hex reads hexadecimal digits. Keys of key pairs\n"
	"are PEM or DER, and PKCS#8 in DER in a keyring. Certificates are PEM, that of the\n"
	"private key first, or it alone in DER; NAME is one of its dNSNames, or the first one.\n"
	"gen writes the private key to FILE, and the public one to FILE.pub; gen psk a secret of\n"
	"32 random bytes. pub shows the public half of a key.\n"
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
 * @kind: enum seccomm_key_kind
 * @file: file with the material, "-" for standard input
 * @hex: it holds hexadecimal digits
 * @certificate: file with certificates
 * @keyring: description of a kernel key
 * @serial: number of a kernel key
 */
struct key_args {
	const char *stack;
	__u8 kind;
	bool session;
	unsigned long slot;
	bool has_slot;
	struct prefix peer;
	const char *local;
	const char *remote;
	const char *file;
	bool hex;
	const char *certificate;
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

/* Is a key of a key pair, of @kind, our private one? */
static bool is_own(__u8 kind)
{
	return kind == SECCOMM_KEY_PRIVATE || kind == SECCOMM_KEY_DECRYPT;
}

/* The kind of a key of a key pair, or SECCOMM_KEY_SECRET if the word is none. */
static __u8 pair_kind(const char *word)
{
	__u8 kind;

	for (kind = SECCOMM_KEY_PRIVATE; kind <= SECCOMM_KEY_ENCRYPT; kind++)
		if (is_word(word, key_kind_word(kind)))
			return kind;
	return SECCOMM_KEY_SECRET;
}

/* A key of a key pair, and where it comes from unless @value is NULL; how many words were
 * taken, 0 with a message.
 */
static int take_pair(struct key_args *a, __u8 kind, const char *value)
{
	static const char keyring[] = "keyring:";

	if (a->kind != SECCOMM_KEY_SECRET) {
		fail("say private, public, decrypt or encrypt once");
		return 0;
	}
	a->kind = kind;
	if (!value)
		return 1;
	if (is_own(kind) && !strncmp(value, keyring, strlen(keyring)))
		a->keyring = value + strlen(keyring);
	else
		a->file = value;
	return 2;
}

/* One word and its value; how many words were taken, 0 with a message. */
static int take_word(struct key_args *a, const char *word, const char *value,
		     bool from)
{
	const __u8 kind = pair_kind(word);

	if (kind != SECCOMM_KEY_SECRET && (value || !from))
		return take_pair(a, kind, from ? value : NULL);

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
	if (is_word(word, "certificate")) {
		a->certificate = value;
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

/* @from: keys of key pairs have where the key comes from behind them. */
static int take_args(struct key_args *a, int argc, char **argv, bool from)
{
	int n;

	if (!argc)
		return usage_error(key_usage);
	a->stack = *argv++;
	argc--;
	if (strlen(a->stack) > SECCOMM_NAME_MAX)
		return fail("a stack's name has at most %d characters",
			    SECCOMM_NAME_MAX);
	while (argc) {
		n = take_word(a, argv[0], argc > 1 ? argv[1] : NULL, from);
		if (!n)
			return EXIT_OWN;
		argc -= n;
		argv += n;
	}
	if (a->session == a->has_slot)
		return fail("say which secret: either session or slot NUMBER");
	if (a->kind != SECCOMM_KEY_SECRET && a->session)
		return fail("a key of a key pair is for a slot");
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
	if (a->kind != SECCOMM_KEY_SECRET)
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_KIND, a->kind);
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

static int set_pair_from_file(const struct key_args *a)
{
	struct nlmsghdr *nlh;
	struct key_file key;
	int ret = EXIT_OWN;

	if (batch_name && !strcmp(a->file, "-") && !strcmp(batch_name, "stdin"))
		return fail("standard input holds the commands already");
	if (!(is_own(a->kind) ? key_file_private(a->file, &key) :
				key_file_public(a->file, &key))) {
		key_file_free(&key);
		return ret;
	}
	if (key.len > MAX_DER) {
		fail("%s: a key has at most %d bytes", a->file, MAX_DER);
	} else {
		nlh = setting(a);
		mnl_attr_put(nlh, SECCOMM_A_KEY_DER, key.len, key.der);
		ret = nl_do(nlh, NULL, NULL, 0);
	}
	key_file_free(&key);
	return ret;
}

static int set_certificate(const struct key_args *a)
{
	const struct cert_args cert = {
		.stack = a->stack,
		.slot = a->slot,
		.peer = a->peer,
		.file = a->certificate,
		.name = a->local,
	};

	if (a->session || a->kind != SECCOMM_KEY_SECRET || a->file ||
	    a->keyring || a->serial || a->hex || a->remote)
		return fail("say slot, certificate, at most peer and local");
	if (batch_name && !strcmp(cert.file, "-") &&
	    !strcmp(batch_name, "stdin"))
		return fail("standard input holds the commands already");
	return key_certify(&cert);
}

static int key_set(int argc, char **argv)
{
	struct key_args a = {};
	struct nlmsghdr *nlh;
	int ret = take_args(&a, argc, argv, true);

	if (ret)
		return ret;
	if (a.certificate)
		return set_certificate(&a);
	if (!!a.file + !!a.keyring + !!a.serial != 1)
		return fail("say file, stdin, keyring or serial, one of them");
	if (a.file && a.kind != SECCOMM_KEY_SECRET)
		return set_pair_from_file(&a);
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
	int ret = take_args(&a, argc, argv, false);

	if (ret)
		return ret;
	if (a.file || a.keyring || a.serial || a.hex || a.local || a.remote ||
	    a.certificate)
		return fail("say which secret and for which peers only");
	return nl_do(about(SECCOMM_CMD_KEY_DEL, &a), NULL, NULL, 0);
}

/**
 * struct key_line - a secret or key as shown
 * @stack: stack's name
 * @session: the session secret
 * @slot: else this slot's
 * @kind: enum seccomm_key_kind
 * @peer: peers
 * @length: bytes
 * @kernel_key: held by reference
 * @local: our own name, "" if there is none
 * @remote: the peer's name, likewise
 * @alg: enum seccomm_pk_alg of a key
 * @fingerprint: SHA-256 of its public half
 */
struct key_line {
	char stack[SECCOMM_NAME_LEN];
	bool session;
	__u8 slot;
	__u8 kind;
	struct prefix peer;
	__u16 length;
	bool kernel_key;
	char local[SECCOMM_END_NAME_MAX + 1];
	char remote[SECCOMM_END_NAME_MAX + 1];
	__u8 alg;
	unsigned char fingerprint[FINGERPRINT_LEN];
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
	line->kind = attr_u8(tb[SECCOMM_A_KEY_KIND]);
	line->alg = attr_u8(tb[SECCOMM_A_KEY_ALGORITHM]);
	attr_bytes(tb[SECCOMM_A_KEY_FINGERPRINT], line->fingerprint,
		   sizeof(line->fingerprint));
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

const char *key_kind_word(unsigned int kind)
{
	static const char *const words[] = {
		[SECCOMM_KEY_SECRET] = "secret",
		[SECCOMM_KEY_PRIVATE] = "private",
		[SECCOMM_KEY_PUBLIC] = "public",
		[SECCOMM_KEY_DECRYPT] = "decrypt",
		[SECCOMM_KEY_ENCRYPT] = "encrypt",
	};

	return kind < MNL_ARRAY_SIZE(words) ? words[kind] : "unknown";
}

const char *pk_word(unsigned int alg)
{
	return alg < SECCOMM_PK_ALGS ? seccomm_pk_name(alg) : "unknown";
}

static void show_pair(const struct key_line *line)
{
	if (line->kind == SECCOMM_KEY_SECRET) {
		out_null("algorithm");
		out_null("fingerprint");
		return;
	}
	out_string("algorithm", " %s", pk_word(line->alg));
	out_hex("fingerprint", " fingerprint %s", line->fingerprint,
		sizeof(line->fingerprint));
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
	out_string("kind", line->kind == SECCOMM_KEY_SECRET ? NULL : " %s",
		   key_kind_word(line->kind));
	out_string("peer", " peer %s",
		   prefix_text(&line->peer.addr, line->peer.len));
	out_uint("length", " length %lu", line->length);
	out_bool("kernel_key", " keyring", line->kernel_key);
	show_name("local_name", " local %s", line->local);
	show_name("remote_name", " remote %s", line->remote);
	show_pair(line);
	out_text("\n");
	out_close();
}

static int key_show(int argc, char **argv)
{
	struct key_list list = {};
	unsigned int i;
	int ret;

	if (argc > 1)
		return usage_error(key_usage);
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
		{ "gen", key_gen },
		{ "pub", key_pub },
		{ "fingerprint", key_fingerprint },
		{},
	};

	return run_command(commands, key_usage, argc, argv);
}
