// SPDX-License-Identifier: GPL-2.0
/*
 * The kind exec: a program is run for each question, and says the answer. Several run at a time,
 * and one whose time is over is killed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <linux/seccomm_netlink.h>

#include "agent.h"
#include "config.h"

/* As many as the kernel has outstanding at a time. */
#define JOBS 64
/* More than all lines of an answer have. */
#define TEXT_MAX 1280

/**
 * struct job - a program that runs
 * @pid: its process, also its group; 0: the job is none
 * @out: what it says comes here, -1 after the end of that
 * @over: its time is, so that nobody waits for its answer
 * @ended: it has, with @status
 * @status: as of waitpid()
 * @cookie: what it answers
 * @deadline_ms: when it is killed, by now_ms()
 * @len: bytes of @text
 * @text: what it has said
 */
struct job {
	pid_t pid;
	int out;
	bool over;
	bool ended;
	int status;
	uint64_t cookie;
	int64_t deadline_ms;
	size_t len;
	char text[TEXT_MAX + 1];
};

static struct job jobs[JOBS];

static const char *const steps[] = {
	[SECCOMM_AGENT_OFFER] = "offer",
	[SECCOMM_AGENT_ANSWER] = "answer",
	[SECCOMM_AGENT_FINISH] = "finish",
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

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

/* In the child. */
static void run(const struct row *row, const struct question *q, int in,
		int out)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(127);
	set_environment(q);
	execv(row->words[0], row->words);
	say(LOG_ERR, "%s: %s", row->words[0], strerror(errno));
	_exit(127);
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

/* Fill in @job with a program that was started; false: there is none. */
static bool start(struct job *job, const struct row *row,
		  const struct question *q)
{
	int in[2], out[2];
	pid_t pid;

	if (pipe2(in, O_CLOEXEC))
		return false;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	pid = feed(in[1], q) ? fork() : -1;
	if (!pid)
		run(row, q, in[0], out[1]);
	close(in[0]);
	close(in[1]);
	close(out[1]);
	if (pid < 0) {
		close(out[0]);
		return false;
	}
	setpgid(pid, pid);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	*job = (struct job){
		.pid = pid,
		.out = out[0],
		.cookie = q->cookie,
		.deadline_ms = now_ms() + q->left_ms,
	};
	return true;
}

static bool exec_ask(const struct config *config, const struct question *q,
		     struct answer *answer)
{
	const struct row *row = config_next(config, NULL, q);
	struct job *job = jobs;

	while (job < jobs + JOBS && job->pid)
		job++;
	if (row && job < jobs + JOBS && start(job, row, q))
		return false;
	answer->refused = true;
	return true;
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
static bool understand(const char *text, struct answer *answer)
{
	const char *end;

	for (; *text; text = end + 1) {
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

static void finish(struct job *job)
{
	struct answer answer = { 0 };
	bool good = WIFEXITED(job->status) && !WEXITSTATUS(job->status) &&
		    understand(job->text, &answer);

	if (!good)
		answer = (struct answer){ .refused = true };
	if (job->over)
		say(LOG_WARNING, "a program was killed: its time was over");
	else if (!good)
		say(LOG_WARNING, "a program failed, status 0x%x", job->status);
	if (!job->over)
		agent_answer(job->cookie, &answer);
	explicit_bzero(&answer, sizeof(answer));
	explicit_bzero(job, sizeof(*job));
}

/* Read what a program says. One that says too much is heard no further. */
static void hear(struct job *job)
{
	ssize_t n;

	do {
		n = read(job->out, job->text + job->len, TEXT_MAX - job->len);
		if (n > 0)
			job->len += n;
	} while (n > 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(job->out);
	job->out = -1;
}

static void exec_ready(void)
{
	struct job *job;

	for (job = jobs; job < jobs + JOBS; job++) {
		if (!job->pid)
			continue;
		if (job->out >= 0)
			hear(job);
		if (!job->ended)
			job->ended = waitpid(job->pid, &job->status, WNOHANG) ==
				     job->pid;
		if (now_ms() >= job->deadline_ms) {
			job->over = true;
			kill(-job->pid, SIGKILL);
			/* What it has started may have the pipe. */
			if (job->out >= 0)
				close(job->out);
			job->out = -1;
		}
		if (job->ended && job->out < 0)
			finish(job);
	}
}

static unsigned int exec_fds(struct pollfd *fds, unsigned int max)
{
	unsigned int n = 0;
	struct job *job;

	for (job = jobs; job < jobs + JOBS && n < max; job++)
		if (job->pid && job->out >= 0)
			fds[n++] = (struct pollfd){ job->out, POLLIN, 0 };
	return n;
}

static int exec_timeout_ms(void)
{
	int64_t now = now_ms(), least = -1;
	struct job *job;

	for (job = jobs; job < jobs + JOBS; job++) {
		int64_t left = job->deadline_ms - now;

		if (!job->pid)
			continue;
		/* One that was killed is reaped soon, of which SIGCHLD tells. */
		if (left <= 0)
			left = 100;
		if (least < 0 || left < least)
			least = left;
	}
	return least;
}

/* Nobody is left who would kill them when their time is over. */
static void exec_end(void)
{
	struct job *job;

	for (job = jobs; job < jobs + JOBS; job++)
		if (job->pid)
			kill(-job->pid, SIGKILL);
	explicit_bzero(jobs, sizeof(jobs));
}

const struct kind kind_exec = {
	.name = "exec",
	.number = SECCOMM_EXT_EXEC,
	.verb = "run",
	.load = exec_load,
	.unload = exec_unload,
	.ask = exec_ask,
	.fds = exec_fds,
	.ready = exec_ready,
	.timeout_ms = exec_timeout_ms,
	.end = exec_end,
};
