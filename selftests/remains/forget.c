// SPDX-License-Identifier: GPL-2.0
/*
 * A program that knows secrets is stopped when it ends, while it still has its memory, and
 * zeros are written over all that it could write to. So what it knew is not among the free
 * pages that are searched afterwards.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "forget.h"

#define PAGE 4096

static void overwrite(int mem, __u64 from, __u64 to)
{
	static const char zeros[PAGE];

	for (; from < to; from += PAGE)
		if (pwrite(mem, zeros, PAGE, from) != PAGE)
			err(2, "memory of the program at %llx", from);
}

static void forget(pid_t pid)
{
	struct user_fpregs_struct none = { 0 };
	__u64 from, to;
	char name[64], mode[8];
	FILE *maps;
	int mem;

	snprintf(name, sizeof(name), "/proc/%d/maps", pid);
	maps = fopen(name, "r");
	snprintf(name, sizeof(name), "/proc/%d/mem", pid);
	mem = open(name, O_WRONLY);
	if (!maps || mem < 0)
		err(2, "memory of the program");
	while (fscanf(maps, "%llx-%llx %7s%*[^\n]", &from, &to, mode) == 3)
		if (!strcmp(mode, "rw-p"))
			overwrite(mem, from, to);
	fclose(maps);
	close(mem);
	if (ptrace(PTRACE_SETFPREGS, pid, NULL, &none))
		err(2, "registers of the program");
}

static void become(char **argv)
{
	/* What is freed stays with the program until it ends. */
	setenv("MALLOC_TRIM_THRESHOLD_", "2000000000", 1);
	setenv("MALLOC_MMAP_THRESHOLD_", "33554432", 1);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		err(2, "ptrace");
	raise(SIGSTOP);
	execvp(argv[0], argv);
	err(2, "%s", argv[0]);
}

/* What the program is to be told when it goes on: a signal that came, or nothing. */
static int on_stop(pid_t pid, int status)
{
	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
		forget(pid);
	return status >> 16 ? 0 : WSTOPSIG(status);
}

int forget_run(char **argv)
{
	pid_t pid = fork();
	int status, sig = 0;

	if (!pid)
		become(argv);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL))
		err(2, "%s", argv[0]);
	do {
		if (ptrace(PTRACE_CONT, pid, NULL, sig) ||
		    waitpid(pid, &status, 0) != pid)
			err(2, "%s", argv[0]);
		sig = on_stop(pid, status);
	} while (WIFSTOPPED(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
