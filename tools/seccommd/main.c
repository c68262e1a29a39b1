// SPDX-License-Identifier: GPL-2.0
/*
 * seccommd: the key agent of a kind, one process for each. It waits for the kernel's requests
 * and answers them; SIGHUP has it read its configuration anew.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "config.h"
#include "service.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif
#define FDS 66

static const char usage[] =
	"Usage: seccommd [ -c FILE ] [ -n NETNS ] [ --check ] { krb5 | file | exec | mlkem | x509 }\n"
	"The key agent of a kind: gives the kernel keys for slots declared ext(kind=...) or mlkem768,\n"
	"or of kind x509 those that peers' certificates show.\n"
	"  -c, --config FILE  rows in place of those of " SYSCONFDIR
	"/seccommd/KIND.conf\n"
	"  -n, --netns NAME   in the network namespace of this name\n"
	"      --check        say whether the configuration is good, and end\n"
	"Exit status: 0 done, 1 wrong usage, configuration, or own trouble.\n";

static const struct kind *const kinds[] = { &kind_krb5, &kind_file, &kind_exec,
					    &kind_mlkem, &kind_x509 };

/**
 * struct words - what the command line says
 * @config: name of the configuration file
 * @netns: name of a network namespace, or NULL
 * @check: look at the configuration only
 * @kind: the kind
 */
struct words {
	char config[PATH_MAX];
	const char *netns;
	bool check;
	const struct kind *kind;
};

/* Begin a line, of which a service manager takes the number away. */
static void begin(int priority)
{
	if (getenv("JOURNAL_STREAM"))
		fprintf(stderr, "<%d>", priority);
	fputs("seccommd: ", stderr);
}

void say(int priority, const char *fmt, ...)
{
	va_list args;

	begin(priority);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void say_of(const struct question *q, const char *fmt, ...)
{
	va_list args;

	begin(LOG_WARNING);
	fprintf(stderr, "stack %s, method %u.%u: ", q->stack, q->slot,
		q->ordinal);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const struct kind *kind_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

static bool read_words(int argc, char **argv, struct words *words)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "netns", required_argument, NULL, 'n' },
		{ "check", no_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "c:n:h", options, NULL)) != -1) {
		if (opt == 'c')
			snprintf(words->config, sizeof(words->config), "%s",
				 optarg);
		else if (opt == 'n')
			words->netns = optarg;
		else if (opt == 'k')
			words->check = true;
		else
			return false;
	}
	if (optind + 1 != argc)
		return false;
	words->kind = kind_named(argv[optind]);
	if (words->kind && !words->config[0])
		snprintf(words->config, sizeof(words->config),
			 SYSCONFDIR "/seccommd/%s.conf", words->kind->name);
	return words->kind;
}

/* Answer all requests that wait. */
static void serve(const struct config *config)
{
	struct answer answer;
	struct question q;

	for (;;) {
		memset(&q, 0, sizeof(q));
		if (!agent_accept(config->kind, &q))
			break;
		memset(&answer, 0, sizeof(answer));
		if (config->kind->ask(config, &q, &answer)) {
			if (answer.refused)
				say_of(&q, "no key: refused");
			agent_answer(q.cookie, &answer);
		}
		explicit_bzero(&answer, sizeof(answer));
	}
	explicit_bzero(&q, sizeof(q));
}

/* What is asked meanwhile waits in the kernel. A configuration that is wrong changes nothing. */
static void reload(struct config **config, const struct words *words)
{
	struct config *fresh;

	service_tell("RELOADING=1");
	fresh = config_read(words->kind, words->config);
	if (fresh) {
		config_free(*config);
		*config = fresh;
		say(LOG_INFO, "%s: read anew, %u rows", words->config,
		    fresh->n);
	} else {
		say(LOG_ERR, "%s: kept as it was", words->config);
	}
	service_tell("READY=1");
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Take the signals that have come; false: end. */
static bool take_signals(int fd, struct config **config,
			 const struct words *words)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload(config, words);
		else if (info.ssi_signo != SIGCHLD)
			return false;
	}
	return true;
}

static void loop(struct config **config, const struct words *words, int signals)
{
	const struct kind *kind = words->kind;
	struct pollfd fds[FDS] = {
		{ .fd = agent_fd(), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	unsigned int n;

	do {
		/* Before the first wait: some may have come when there was no agent. */
		agent_drain();
		serve(*config);
		if (kind->ready)
			kind->ready();
		n = kind->fds ? kind->fds(fds + 2, FDS - 2) : 0;
		poll(fds, 2 + n, kind->timeout_ms ? kind->timeout_ms() : -1);
	} while (take_signals(signals, config, words));
}

int main(int argc, char **argv)
{
	struct words words = { .netns = NULL };
	struct config *config;
	int signals;

	if (!read_words(argc, argv, &words)) {
		fputs(usage, stderr);
		return 1;
	}
	if (words.kind->able && !words.kind->able())
		return 1;
	if (words.check) {
		config = config_read(words.kind, words.config);
		if (!config)
			return 1;
		printf("%s: good, %u rows\n", words.config, config->n);
		config_free(config);
		return 0;
	}
	signals = open_signals();
	if (signals < 0 || (words.netns && !service_enter(words.netns)) ||
	    !agent_open(words.kind) || !service_harden())
		return 1;
	config = config_read(words.kind, words.config);
	if (!config)
		return 1;
	say(LOG_INFO, "agent for %s, %u rows", words.kind->name, config->n);
	service_tell("READY=1");
	loop(&config, &words, signals);
	service_tell("STOPPING=1");
	if (words.kind->end)
		words.kind->end();
	config_free(config);
	return 0;
}
