// SPDX-License-Identifier: GPL-2.0
/*
 * Joins a named network namespace, as iproute2 names them.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "seccommctl.h"

int netns_enter(const char *name)
{
	char path[256];
	int fd, err;

	if (!*name || strchr(name, '/') ||
	    snprintf(path, sizeof(path), "/run/netns/%s", name) >= sizeof(path))
		return fail("\"%s\" is no name of a network namespace", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail("network namespace \"%s\": %s", name,
			    strerror(errno));
	err = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	if (err)
		return fail("network namespace \"%s\": %s", name,
			    strerror(err));
	return EXIT_OK;
}
