// SPDX-License-Identifier: GPL-2.0
/*
 * Recomputes a captured session from its secrets with OpenSSL and compares it
 * with the wire byte for byte; proves itself against the committed vectors.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recompute.h"

static void show_usage(void)
{
	fputs("usage: recompute --vectors FILE\n"
	      "       recompute --list FILE\n"
	      "       recompute --capture PCAP { --case NAME --from FILE |\n"
	      "                 --canonical FORM --session SECRET [--slot N=SECRET]...\n"
	      "                 [--initiator NAME --responder NAME] } [--pair N=FILE,FILE]...\n"
	      "                 [--down FILE] [--up FILE] [--closes NUMBER] [--proto NUMBER]\n"
	      "                 [--keys]\n"
	      "SECRET: hex, or @FILE, whose bytes it is.\n"
	      "--down and --up: the bodies from and to the initiator, a line of hex each,\n"
	      "in the order of their message numbers. --closes: at least so many closes.\n"
	      "--pair: private keys of both ends, PEM, for a slot of key pairs.\n"
	      "Ends without a name are those that the addresses tell.\n"
	      "--keys: print the keys that are made, too: lines of key NAME HEX.\n",
	      stderr);
	exit(2);
}

static void load_bodies(struct rc_bodies *b, const char *file)
{
	static __u8 bytes[RC_BUF];
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t size = 0;

	if (!f)
		rc_die("%s: cannot be read", file);
	while (getline(&line, &size, f) > 0) {
		size_t len = rc_unhex(line, bytes, sizeof(bytes));
		__u8 *copy = malloc(len + 1);

		b->body = realloc(b->body, (b->nr + 1) * sizeof(*b->body));
		b->seen = realloc(b->seen, b->nr + 1);
		if (!copy || !b->body || !b->seen)
			rc_die("no memory");
		memcpy(copy, bytes, len);
		b->body[b->nr].data = copy;
		b->body[b->nr].len = len;
		b->seen[b->nr++] = 0;
	}
	free(line);
	fclose(f);
}

static void set_secret(struct rc_secret *s, const char *arg)
{
	FILE *f;

	if (*arg != '@') {
		s->len = rc_unhex(arg, s->data, sizeof(s->data));
	} else {
		f = fopen(arg + 1, "r");
		if (!f)
			rc_die("%s: cannot be read", arg + 1);
		s->len = fread(s->data, 1, sizeof(s->data), f);
		fclose(f);
	}
	s->known = true;
}

static void set_slot(struct rc_stack *st, char *arg)
{
	char *secret = strchr(arg, '=');
	int slot = atoi(arg);

	if (!secret || slot < 0 || slot >= RC_SLOTS)
		show_usage();
	set_secret(&st->slot[slot].secret, secret + 1);
}

static void print_key(const char *name, const __u8 *key, size_t len)
{
	printf("key %s ", name);
	rc_print_hex("", key, len);
}

static void set_pair(struct rc_stack *st, char *arg)
{
	char *initiator = strchr(arg, '='), *responder;
	int slot = atoi(arg);

	responder = initiator ? strchr(initiator, ',') : NULL;
	if (!responder || slot < 0 || slot >= RC_SLOTS)
		show_usage();
	*responder = '\0';
	rc_pair_file(&st->slot[slot].pair[0], initiator + 1);
	rc_pair_file(&st->slot[slot].pair[1], responder + 1);
}

enum option_code {
	OPT_VECTORS = 1,
	OPT_LIST,
	OPT_CAPTURE,
	OPT_CASE,
	OPT_FROM,
	OPT_CANONICAL,
	OPT_SESSION,
	OPT_SLOT,
	OPT_INITIATOR,
	OPT_RESPONDER,
	OPT_PAIR,
	OPT_DOWN,
	OPT_UP,
	OPT_PROTO,
	OPT_CLOSES,
	OPT_KEYS,
};

static const struct option options[] = {
	{ "vectors", required_argument, NULL, OPT_VECTORS },
	{ "list", required_argument, NULL, OPT_LIST },
	{ "capture", required_argument, NULL, OPT_CAPTURE },
	{ "case", required_argument, NULL, OPT_CASE },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "canonical", required_argument, NULL, OPT_CANONICAL },
	{ "session", required_argument, NULL, OPT_SESSION },
	{ "slot", required_argument, NULL, OPT_SLOT },
	{ "initiator", required_argument, NULL, OPT_INITIATOR },
	{ "responder", required_argument, NULL, OPT_RESPONDER },
	{ "pair", required_argument, NULL, OPT_PAIR },
	{ "down", required_argument, NULL, OPT_DOWN },
	{ "up", required_argument, NULL, OPT_UP },
	{ "closes", required_argument, NULL, OPT_CLOSES },
	{ "proto", required_argument, NULL, OPT_PROTO },
	{ "keys", no_argument, NULL, OPT_KEYS },
	{ NULL, 0, NULL, 0 },
};

int main(int argc, char **argv)
{
	const char *capture = NULL, *name = NULL, *from = NULL;
	static struct rc_session session;
	static struct rc_stack st;
	char *pairs[RC_SLOTS];
	int proto = 253, n_pairs = 0, c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case OPT_VECTORS:
			return rc_vectors(optarg);
		case OPT_LIST:
			return rc_vectors_list(optarg);
		case OPT_CAPTURE:
			capture = optarg;
			break;
		case OPT_CASE:
			name = optarg;
			break;
		case OPT_FROM:
			from = optarg;
			break;
		case OPT_CANONICAL:
			rc_parse(&st, optarg);
			break;
		case OPT_SESSION:
			set_secret(&st.session, optarg);
			break;
		case OPT_SLOT:
			set_slot(&st, optarg);
			break;
		case OPT_INITIATOR:
			rc_id_name(&st.id[0], optarg);
			break;
		case OPT_RESPONDER:
			rc_id_name(&st.id[1], optarg);
			break;
		case OPT_PAIR:
			if (n_pairs == RC_SLOTS)
				show_usage();
			pairs[n_pairs++] = optarg;
			break;
		case OPT_DOWN:
			load_bodies(&session.bodies[0], optarg);
			break;
		case OPT_UP:
			load_bodies(&session.bodies[1], optarg);
			break;
		case OPT_CLOSES:
			session.closes = strtoul(optarg, NULL, 10);
			break;
		case OPT_PROTO:
			proto = atoi(optarg);
			break;
		case OPT_KEYS:
			rc_key_seen = print_key;
			break;
		default:
			show_usage();
		}
	}
	if (!capture || optind != argc || !name != !from)
		show_usage();
	if (name)
		rc_vectors_case(from, name, &st);
	if (!st.nr)
		show_usage();
	while (n_pairs)
		set_pair(&st, pairs[--n_pairs]);
	return rc_session_check(&session, capture, proto, &st);
}
