// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl audit: non-repudiation logs, verified and shown without the kernel, and the
 * files that the kernel is to write.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "audit_file.h"
#include "audit_log.h"
#include "nl.h"
#include "out.h"
#include "seccommctl.h"

/* Records after which the clock is looked at. */
#define PROGRESS_RECORDS 256

static const char usage[] =
	"Usage: seccommctl audit verify FILE\n"
	"       seccommctl audit show FILE\n"
	"       seccommctl audit { attach | rotate } STACK POSITION FILE\n"
	"       seccommctl audit detach STACK POSITION\n"
	"where  POSITION := that of a NonRepudiation: 0 is the first layer, 1.0 the first\n"
	"         in the second\n"
	"Verifies a log of NonRepudiation, as far as its first bad record; show tells each\n"
	"record that has verified. Both need no module. Exit status: 0 all of it verified,\n"
	"1 it could not be read, 2 a bad record.\n"
	"attach verifies a file, or makes one, and has the kernel go on with it; what a\n"
	"crash has left at its end is moved to FILE.torn. rotate begins another file.\n";

static const char *const kind_words[] = {
	[AUDIT_MESSAGE] = "message",
	[AUDIT_CHECKPOINT] = "checkpoint",
	[AUDIT_START] = "start",
	[AUDIT_KEY] = "key",
};

/**
 * struct progress - what was said of how far the reading is
 * @shown: seconds of the clock when something was said last; 0: never
 */
struct progress {
	time_t shown;
};

/* On a terminal a long log has a line that tells every second how far it is. */
static void show_progress(struct progress *p, const struct audit_log *log)
{
	struct timespec now;

	if (log->count % PROGRESS_RECORDS || !isatty(STDERR_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (!p->shown)
		p->shown = now.tv_sec;
	if (now.tv_sec == p->shown)
		return;
	p->shown = now.tv_sec;
	fprintf(stderr, "\r%3u %% %llu records",
		(unsigned int)(100.0 * log->offset / log->size), log->count);
}

static void end_progress(const struct progress *p)
{
	if (p->shown && isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

/* A text of the log's, which may have any bytes. */
static void out_name(const char *key, const char *fmt,
		     const struct audit_bytes *name)
{
	static char text[AUDIT_MAX_RECORD];
	size_t i;

	for (i = 0; i < name->len; i++)
		text[i] = name->at[i] >= ' ' && name->at[i] <= '~' ?
				  name->at[i] :
				  '?';
	text[i] = '\0';
	out_string(key, fmt, text);
}

/* As hexadecimal digits; out_hex() is for what is short. */
static void out_bytes(const char *key, const char *fmt,
		      const struct audit_bytes *bytes)
{
	static char text[2 * AUDIT_MAX_RECORD];
	char *to = text;
	size_t i;

	*to = '\0';
	for (i = 0; i < bytes->len; i++)
		to += sprintf(to, "%02x", bytes->at[i]);
	out_string(key, fmt, text);
}

static void show_time(__u64 us)
{
	const time_t seconds = us / 1000000;
	char text[32] = "?";
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	out_text(" %s.%06lluZ", text, us % 1000000);
	out_uint("time", NULL, us);
}

static void show_message(const struct audit_message *m)
{
	out_hex("sid", "    sid %s", m->aad + 16, 16);
	out_uint("epoch", " epoch %lu", m->aad[2] << 8 | m->aad[3]);
	out_uint("dir", " dir %lu", m->dir);
	out_uint("number", " number %lu\n", audit_u64(m->aad + 8));
	out_bytes("path", "    path %s", &m->path);
	out_name("type", " type %s", &m->type);
	out_name("algorithm", " algorithm %s", &m->algorithm);
	out_uint("key", " key %lu\n", m->key);
	out_bytes("signer", "    signer %s\n", &m->signer);
	out_bytes("receiver", "    receiver %s\n", &m->receiver);
	out_hex("stack_digest", "    stack %s\n", m->digest, AUDIT_DIGEST_LEN);
	out_uint("data_len", "    data %lu bytes\n", m->data.len);
	out_bytes("data", out_details ? "    data %s\n" : NULL, &m->data);
	out_bytes("signature", out_details ? "    signature %s\n" : NULL,
		  &m->signature);
}

static void show_checkpoint(const struct audit_checkpoint *c)
{
	out_uint("records", "    records %lu", c->count);
	out_name("algorithm", " algorithm %s", &c->algorithm);
	out_uint("key", " key %lu\n", c->key);
	out_bytes("signature", out_details ? "    signature %s\n" : NULL,
		  &c->signature);
}

static void show_start(const struct audit_start *s)
{
	char boot[17];

	snprintf(boot, sizeof(boot), "%016llx", s->boot);
	out_name("reason", "    %s", &s->reason);
	out_string("boot", " boot %s\n", boot);
	out_name("canonical", "    canonical %s\n", &s->canonical);
}

static void show_public(const struct audit_public *p)
{
	out_bytes("id", "    id %s\n", &p->id);
	out_bytes("spki", out_details ? "    spki %s\n" : NULL, &p->spki);
}

static void show_record(const struct audit_log *log,
			const struct audit_record *r)
{
	out_message();
	out_uint("sequence", "record %lu", r->sequence);
	out_uint("offset", " offset %lu", log->offset - r->bytes.len);
	out_string("kind", " %s", kind_words[r->kind]);
	show_time(r->time);
	out_text("\n");
	switch (r->kind) {
	case AUDIT_MESSAGE:
		show_message(&r->message);
		break;
	case AUDIT_CHECKPOINT:
		show_checkpoint(&r->checkpoint);
		break;
	case AUDIT_START:
		show_start(&r->start);
		break;
	case AUDIT_KEY:
		show_public(&r->public);
		break;
	}
	out_hex("hash", out_details ? "    hash %s\n" : NULL, r->hash,
		AUDIT_HASH_LEN);
	out_message_end();
}

static void show_fault(const struct audit_fault *fault)
{
	if (!fault->rule) {
		out_null("bad");
		return;
	}
	out_object("bad");
	out_uint("offset", "bad record at offset %lu", fault->offset);
	out_uint("sequence", " sequence %lu", fault->sequence);
	out_string("rule", ": %s", fault->rule);
	out_string("why", ": %s\n", fault->why);
	out_close();
}

/* What a log that verifies says to who has nothing else, and what it does not say. */
static const char meaning[] =
	"proven: each message was signed by its signer's key for its receiver, in a\n"
	"        session with its sid\n"
	"not proven: when, unless a time stamp stands inside the signature; that no key\n"
	"        was lost; that nothing was cut off after the last checkpoint that is\n"
	"        held elsewhere\n";

static void show_sum(const struct audit_log *log)
{
	out_message();
	out_string("file", "%s", log->name);
	out_uint("records", ": %lu records verified", log->count);
	out_uint("messages", ": messages %lu", log->messages);
	out_uint("keys", ", keys %lu", log->n_keys);
	out_uint("checkpoints", ", checkpoints %lu", log->checkpoints);
	out_uint("starts", ", starts %lu\n", log->starts);
	out_uint("bytes", NULL, log->offset);
	if (log->checkpoints)
		out_uint("last_checkpoint", "last checkpoint %lu\n",
			 log->last_checkpoint);
	else
		out_null("last_checkpoint");
	out_hex("head", "last hash %s\n", log->head, AUDIT_HASH_LEN);
	show_fault(&log->fault);
	if (!log->fault.rule)
		out_text("%s", meaning);
	out_message_end();
}

static int read_log(int argc, char **argv, bool show)
{
	struct progress progress = {};
	struct audit_record record;
	struct audit_log log;
	enum audit_next next;

	if (argc != 1)
		return usage_error(usage);
	if (!audit_log_open(&log, argv[0]))
		return EXIT_OWN;
	while ((next = audit_log_next(&log, &record)) == AUDIT_NEXT_RECORD) {
		if (show)
			show_record(&log, &record);
		else
			show_progress(&progress, &log);
	}
	end_progress(&progress);
	if (next != AUDIT_NEXT_ERROR)
		show_sum(&log);
	audit_log_close(&log);
	if (next == AUDIT_NEXT_ERROR)
		return EXIT_OWN;
	return next == AUDIT_NEXT_FAULT ? EXIT_REFUSED : EXIT_OK;
}

static int audit_verify(int argc, char **argv)
{
	return read_log(argc, argv, false);
}

static int audit_show(int argc, char **argv)
{
	return read_log(argc, argv, true);
}

/* A request about a position, such as 1.0; NULL with a message if it is none. */
static struct nlmsghdr *about_position(__u8 cmd, const char *stack,
				       const char *position)
{
	unsigned char path[SECCOMM_MAX_DEPTH];
	const char *at = position;
	unsigned long child;
	size_t len = 0;
	char *end;
	struct nlmsghdr *nlh;

	do {
		child = strtoul(at, &end, 10);
		if (end == at || child >= SECCOMM_MAX_INSTANCES ||
		    len == sizeof(path) || (*end && *end != '.')) {
			fail("\"%s\" is no position: numbers, . between them",
			     position);
			return NULL;
		}
		path[len++] = child;
		at = end + 1;
	} while (*end);
	nlh = nl_request(cmd);
	put_position(nlh, stack, path, len);
	return nlh;
}

/* Verify what a file has and hand it to the kernel. */
static int attach_file(const char *stack, const char *position,
		       const char *name, bool rotate)
{
	struct audit_end end;
	struct nlmsghdr *nlh;
	int fd, ret;

	nlh = about_position(SECCOMM_CMD_AUDIT_ATTACH, stack, position);
	if (!nlh)
		return EXIT_OWN;
	fd = audit_file_open(name, rotate, &end);
	if (fd < 0)
		return EXIT_OWN;
	put_log_file(nlh, fd, &end);
	if (rotate)
		mnl_attr_put(nlh, SECCOMM_A_AUDIT_ROTATE, 0, NULL);
	ret = nl_do(nlh, NULL, NULL, 0);
	close(fd);
	return ret;
}

static int audit_attach(int argc, char **argv)
{
	return argc == 3 ? attach_file(argv[0], argv[1], argv[2], false) :
			   usage_error(usage);
}

static int audit_rotate(int argc, char **argv)
{
	return argc == 3 ? attach_file(argv[0], argv[1], argv[2], true) :
			   usage_error(usage);
}

static int audit_detach(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc != 2)
		return usage_error(usage);
	nlh = about_position(SECCOMM_CMD_AUDIT_DETACH, argv[0], argv[1]);
	return nlh ? nl_do(nlh, NULL, NULL, 0) : EXIT_OWN;
}

int cmd_audit(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "attach", audit_attach }, { "rotate", audit_rotate },
		{ "detach", audit_detach }, { "verify", audit_verify },
		{ "show", audit_show },	    {},
	};

	return run_command(commands, usage, argc, argv);
}
