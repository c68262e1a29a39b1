/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Network namespaces of lib/ns.sh for the test programs.
 */
#ifndef SC_NETNS_H
#define SC_NETNS_H

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* The calling thread is in the namespace of that name from here on. False: there is none. */
static inline bool sc_netns_enter(const char *name)
{
	char path[128];
	bool entered;
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	entered = !setns(fd, CLONE_NEWNET);
	close(fd);
	return entered;
}

#endif /* SC_NETNS_H */
