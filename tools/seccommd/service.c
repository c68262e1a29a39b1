// SPDX-License-Identifier: GPL-2.0
/*
 * The process: its service manager, its network namespace, its privilege.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "seccommd.h"
#include "service.h"

void service_tell(const char *text)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len = path ? strlen(path) : 0;
	int fd;

	if (!len || len >= sizeof(addr.sun_path))
		return;
	memcpy(addr.sun_path, path, len);
	/* A name in the abstract namespace begins with a NUL, for which @ stands. */
	if (*path == '@')
		addr.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&addr,
	       offsetof(struct sockaddr_un, sun_path) + len);
	close(fd);
}

bool service_enter(const char *netns)
{
	char path[256];
	int fd;

	if (strchr(netns, '/') || snprintf(path, sizeof(path), "/run/netns/%s",
					   netns) >= (int)sizeof(path)) {
		say(LOG_ERR, "%s: no name of a network namespace", netns);
		return false;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		say(LOG_ERR, "network namespace %s: %s", netns,
		    strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* Without privileges that are new, what is run does not get root's back either. */
static bool drop_privilege(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) &&
	       !syscall(SYS_capset, &head, none);
}

/* Without a limit only, since what is allocated later would fail at one. */
static bool lock_memory(void)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

	return !setrlimit(RLIMIT_MEMLOCK, &all) &&
	       !mlockall(MCL_CURRENT | MCL_FUTURE);
}

bool service_harden(void)
{
	if (!lock_memory())
		say(LOG_WARNING, "memory may be swapped out: %s",
		    strerror(errno));
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || !drop_privilege()) {
		say(LOG_ERR, "cannot give up privilege: %s", strerror(errno));
		return false;
	}
	return true;
}
