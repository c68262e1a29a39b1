// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets that behave as UDP's: the same assertions over UDP and AF_SECCOMM, over
 * IPv4 and IPv6, in a network namespace of one's own. KTAP on stdout.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "conform.h"

#define CASE_SECONDS 90

static const struct kind kinds[] = {
	{ "udp4", false, 4 },
	{ "udp6", false, 6 },
	{ "seccomm4", true, 4 },
	{ "seccomm6", true, 6 },
	{ 0 },
};

static const struct test *const lists[] = {
	address_tests,	message_tests, option_tests, event_tests,
	error_tests,	sharing_tests, filter_tests, writable_tests,
	honoured_tests, table_tests,   NULL,
};

static const struct {
	const char *name, *udp, *seccomm, *why;
} differences[DIFFERENCES] = {
#include "differences.def"
};

const struct kind *kind;
/* Differences that a case has made: shared with the cases' processes. */
static bool *used;
static int count, failed;

bool test_exists(const char *name)
{
	const struct test *const *list, *t;

	for (list = lists; *list; list++)
		for (t = *list; t->name; t++)
			if (!strcmp(t->name, name))
				return true;
	return false;
}

bool differs(enum difference d)
{
	used[d] = true;
	return kind->seccomm;
}

noreturn void fail(const char *file, int line, const char *what)
{
	printf("# %s:%d: %s; errno %s\n", file, line, what,
	       strerrorname_np(errno) ?: "0");
	fflush(stdout);
	_exit(1);
}

void expect_errno(long r, int want, const char *file, int line,
		  const char *what)
{
	int got = r == -1 ? errno : 0;

	if (got == want)
		return;
	printf("# %s:%d: %s gave %s, not %s\n", file, line, what,
	       got ? strerrorname_np(got) : "success",
	       want ? strerrorname_np(want) : "success");
	fflush(stdout);
	_exit(1);
}

void expect_number(long r, long want, const char *file, int line,
		   const char *what)
{
	if (r == want)
		return;
	printf("# %s:%d: %s gave %ld, not %ld; errno %s\n", file, line, what, r,
	       want, strerrorname_np(errno) ?: "0");
	fflush(stdout);
	_exit(1);
}

bool kernel_before_6_7(void)
{
	struct utsname name;
	int major, minor;

	OK(uname(&name));
	CHECK(sscanf(name.release, "%d.%d", &major, &minor) == 2);
	return major < 6 || (major == 6 && minor < 7);
}

void run(const char *command)
{
	CHECK(!system(command));
}

static void result(bool ok, const char *prefix, const char *name)
{
	count++;
	failed += !ok;
	printf("%s %d %s_%s\n", ok ? "ok" : "not ok", count, prefix, name);
	fflush(stdout);
}

/* In a process of its own, which ends with whatever it leaves behind. */
static void run_case(const char *name, void (*run)(void), int state_number)
{
	int status;
	pid_t pid;

	give_up_after(GIVE_UP_LATE);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		alarm(sc_slow_ms(CASE_SECONDS * 1000) / 1000);
		if (run)
			run();
		else
			state_test(state_number);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		printf("# signal %d\n", WTERMSIG(status));
	result(!status, kind->name, name);
}

static void run_kind(const char *only)
{
	const struct test *const *list, *t;
	const char *name;
	int n;

	for (n = 0; (name = state_test_name(n)); n++)
		if (!only || !strcmp(only, name))
			run_case(name, NULL, n);
	for (list = lists; *list; list++)
		for (t = *list; t->name; t++)
			if (!only || !strcmp(only, t->name))
				run_case(t->name, t->run, 0);
}

static void setup(void)
{
	cpu_set_t cpus;

	/* On one CPU messages are dealt with in the order in which they are sent. */
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	OK(sched_setaffinity(0, sizeof(cpus), &cpus));
	OK(unshare(CLONE_NEWNET));
	run("ip link set dev lo up");
	run("ip link add other type dummy");
	run("ip address add 10.9.9.1/24 dev other");
	run("ip address add fd09:9::1/64 dev other nodad");
	run("ip link set dev other up");
	run("seccommctl stack add " STACK
	    " 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'");
	run("echo 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5 | seccommctl key set " STACK
	    " session stdin hex");
	run("echo 00112233445566778899aabbccddeeff0011 | seccommctl key set " STACK
	    " slot 0 stdin hex");
}

int main(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[1] : NULL;
	int d;

	used = mmap(NULL, DIFFERENCES, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(used != MAP_FAILED);
	setup();
	puts("KTAP version 1");
	for (kind = kinds; kind->name; kind++)
		run_kind(only);
	/* What no case shows is no difference. */
	for (d = 0; !only && d < DIFFERENCES; d++)
		result(used[d], "difference", differences[d].name);
	printf("1..%d\n# Totals: pass:%d fail:%d\n", count, count - failed,
	       failed);
	return failed != 0;
}
