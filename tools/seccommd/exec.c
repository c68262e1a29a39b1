// SPDX-License-Identifier: GPL-2.0
/*
 * The kind exec: a program is run for each question, and says the answer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <linux/seccomm_netlink.h>

#include "config.h"
#include "job.h"

static const char *const steps[] = {
	[SECCOMM_AGENT_OFFER] = "offer",
	[SECCOMM_AGENT_ANSWER] = "answer",
	[SECCOMM_AGENT_FINISH] = "finish",
};

static bool exec_load(struct row *row)
{
	struct stat st;

	if (row->words[0][0] == '/' && !stat(row->words[0], &st) &&
	    S_ISREG(st.st_mode) && !access(row->words[0], X_OK))
		return true;
	say(LOG_ERR, "line %u: %s: not the whole path of a program", row->line,
	    row->words[0]);
	return false;
}

static void exec_unload(struct row *row)
{
}

/* Write hexadecimal digits and a NUL. */
static void hex(char *text, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	text[2 * len] = '\0';
}

/* Read hexadecimal digits up to the end of the line, at most @max bytes of them. */
static bool unhex(const char *text, uint8_t *bytes, size_t max, size_t *len)
{
	unsigned int byte;
	size_t n = 0;

	for (; text[0] && text[0] != '\n'; text += 2, n++) {
		if (n == max || strspn(text, "0123456789abcdefABCDEF") < 2 ||
		    sscanf(text, "%2x", &byte) != 1)
			return false;
		bytes[n] = byte;
	}
	*len = n;
	return true;
}

static void set_hex(const char *name, const uint8_t bytes[HASH_LEN])
{
	char text[2 * HASH_LEN + 1];

	hex(text, bytes, HASH_LEN);
	setenv(name, text, 1);
}

static void set_number(const char *name, unsigned int number)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", number);
	setenv(name, text, 1);
}

static void set_environment(const struct question *q)
{
	char peer[INET6_ADDRSTRLEN];

	if (IN6_IS_ADDR_V4MAPPED(&q->peer))
		inet_ntop(AF_INET, q->peer.s6_addr + 12, peer, sizeof(peer));
	else
		inet_ntop(AF_INET6, &q->peer, peer, sizeof(peer));
	setenv("SECCOMM_STEP", steps[q->step], 1);
	setenv("SECCOMM_STACK", q->stack, 1);
	setenv("SECCOMM_PEER", peer, 1);
	set_number("SECCOMM_SLOT", q->slot);
	set_number("SECCOMM_ORDINAL", q->ordinal);
	set_hex("SECCOMM_BINDING", q->binding);
	set_hex("SECCOMM_NONCE_I", q->nonce_i);
	if (q->step != SECCOMM_AGENT_OFFER)
		set_hex("SECCOMM_NONCE_R", q->nonce_r);
}

/* What the program reads: both tokens, which are shorter than a pipe is. */
static bool feed(int fd, const struct question *q)
{
	char token[2 * SECCOMM_TOKEN_MAX + 1], own[2 * SECCOMM_TOKEN_MAX + 1];
	int len;

	hex(token, q->token.bytes, q->token.len);
	hex(own, q->own.bytes, q->own.len);
	len = dprintf(fd, "token %s\nown %s\n", token, own);
	explicit_bzero(token, sizeof(token));
	explicit_bzero(own, sizeof(own));
	return len > 0;
}

/* Become the program, which hears the question and says the answer. */
static void exec_run(const struct row *row, const struct question *q, int out)
{
	int in[2];

	if (pipe2(in, O_CLOEXEC) || !feed(in[1], q) || dup2(in[0], 0) < 0 ||
	    dup2(out, 1) < 0)
		_exit(127);
	set_environment(q);
	execv(row->words[0], row->words);
	say(LOG_ERR, "%s: %s", row->words[0], strerror(errno));
}

/* Copy what stands from @text to @end, with a NUL; false: there is no room. */
static bool copy_line(const char *text, const char *end, char *to, size_t room)
{
	size_t len = end - text;

	if (len >= room)
		return false;
	memcpy(to, text, len);
	to[len] = '\0';
	return true;
}

/* The answer that a program has said: at most a line each of `token HEX`, `key HEX` and
 * `identity NAME`.
 */
static bool exec_take(const struct question *q, const char *said, size_t len,
		      struct answer *answer)
{
	const char *text, *end;

	for (text = said; *text; text = end + 1) {
		end = strchr(text, '\n');
		if (!end)
			return false;
		if (!strncmp(text, "token ", 6)) {
			if (!unhex(text + 6, answer->token.bytes,
				   sizeof(answer->token.bytes),
				   &answer->token.len))
				return false;
		} else if (!strncmp(text, "key ", 4)) {
			if (!unhex(text + 4, answer->key, sizeof(answer->key),
				   &answer->key_len))
				return false;
		} else if (!strncmp(text, "identity ", 9)) {
			if (!copy_line(text + 9, end, answer->identity,
				       sizeof(answer->identity)))
				return false;
		} else {
			return false;
		}
	}
	return true;
}

static const struct job_ops exec_ops = {
	.run = exec_run,
	.take = exec_take,
};

static bool exec_ask(const struct config *config, const struct question *q,
		     struct answer *answer)
{
	const struct row *row = config_next(config, NULL, q);

	answer->refused = !row || !job_start(&exec_ops, row, q);
	return answer->refused;
}

const struct kind kind_exec = {
	.name = "exec",
	.number = SECCOMM_EXT_EXEC,
	.verb = "run",
	.words = 1,
	.load = exec_load,
	.unload = exec_unload,
	.ask = exec_ask,
	.fds = job_fds,
	.ready = job_ready,
	.timeout_ms = job_timeout_ms,
	.end = job_end,
};
