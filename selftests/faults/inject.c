// SPDX-License-Identifier: GPL-2.0
/*
 * Makes allocations fail: of this task and of kernel workers by their fail-nth,
 * anywhere by failslab.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"

#define FAILSLAB "/sys/kernel/debug/failslab/"
#define FAIL_PAGE "/sys/kernel/debug/fail_page_alloc/"
#define STEP 128
#define MAX_WORKERS 256

static int self_fd = -1, make_it_fd = -1, probability_fd = -1, times_fd = -1;
static int space_fd = -1, page_probability_fd = -1;
static int worker_fd[MAX_WORKERS];
static unsigned int n_workers;

/* These files know no offsets: each is written from the start. */
static bool put(int fd, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	return write(fd, text, len) == len;
}

/* -1: not readable, as when reading was itself the n-th. */
static long get(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 ? atol(text) : -1;
}

bool inject_open(void)
{
	self_fd = open("/proc/thread-self/fail-nth", O_RDWR);
	make_it_fd = open("/proc/thread-self/make-it-fail", O_WRONLY);
	probability_fd = open(FAILSLAB "probability", O_WRONLY);
	times_fd = open(FAILSLAB "times", O_WRONLY);
	space_fd = open(FAILSLAB "space", O_WRONLY);
	page_probability_fd = open(FAIL_PAGE "probability", O_WRONLY);
	return self_fd >= 0 && make_it_fd >= 0 && probability_fd >= 0 &&
	       times_fd >= 0 && space_fd >= 0 && page_probability_fd >= 0;
}

static bool times_are_up(void)
{
	char text[16] = "";
	int fd = open(FAILSLAB "times", O_RDONLY);
	bool up = read(fd, text, sizeof(text) - 1) > 0 && !atol(text);

	close(fd);
	return up;
}

/* Is slab to fail only for tasks that are made to fail? */
static void ask_whose(char answer)
{
	int fd = open(FAILSLAB "task-filter", O_WRONLY);

	if (fd < 0 || write(fd, &answer, 1) != 1)
		perror("task-filter");
	close(fd);
}

static bool is_worker(const char *pid)
{
	char path[64], name[16] = "";
	bool ret;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	ret = read(fd, name, sizeof(name) - 1) > 0 &&
	      !strncmp(name, "kworker/", 8);
	close(fd);
	return ret;
}

static void arm_workers(unsigned int n)
{
	struct dirent *entry;
	char path[64];
	DIR *proc;
	int fd;

	proc = opendir("/proc");
	n_workers = 0;
	while (proc && (entry = readdir(proc)) && n_workers < MAX_WORKERS) {
		if (!isdigit((unsigned char)*entry->d_name) ||
		    !is_worker(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%.16s/fail-nth",
			 entry->d_name);
		fd = open(path, O_RDWR);
		if (fd < 0 || !put(fd, n)) {
			if (fd >= 0)
				close(fd);
			continue;
		}
		worker_fd[n_workers++] = fd;
	}
	if (proc)
		closedir(proc);
}

static bool disarm_workers(void)
{
	bool failed = false;
	unsigned int i;

	for (i = 0; i < n_workers; i++) {
		failed |= !get(worker_fd[i]);
		put(worker_fd[i], 0);
		close(worker_fd[i]);
	}
	n_workers = 0;
	return failed;
}

void inject(enum where where, unsigned int n)
{
	switch (where) {
	case IN_TASK:
		put(self_fd, n);
		break;
	case IN_WORKERS:
		arm_workers(n);
		break;
	case ANYWHERE:
		put(space_fd, (n - 1) * STEP);
		put(times_fd, 1);
		put(probability_fd, 100);
		break;
	case IN_TASK_LARGE:
		ask_whose('Y');
		put(space_fd, (n - 1) * STEP);
		put(times_fd, 1);
		put(page_probability_fd, 100);
		put(probability_fd, 100);
		put(make_it_fd, 1);
		break;
	}
}

bool inject_end(enum where where)
{
	bool failed = false;

	switch (where) {
	case IN_TASK:
		failed = !get(self_fd);
		while (!put(self_fd, 0))
			;
		break;
	case IN_WORKERS:
		failed = disarm_workers();
		break;
	case ANYWHERE:
		put(probability_fd, 0);
		failed = times_are_up();
		break;
	case IN_TASK_LARGE:
		put(make_it_fd, 0);
		put(probability_fd, 0);
		put(page_probability_fd, 0);
		failed = times_are_up();
		ask_whose('N');
		break;
	}
	return failed;
}
