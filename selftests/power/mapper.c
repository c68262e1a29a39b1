// SPDX-License-Identifier: GPL-2.0
/*
 * A device of the device mapper whose writes are logged, by the mapper's own calls: a mark
 * must be made in the moment that it tells of, which a program of its own would miss.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/dm-ioctl.h>

#include "mapper.h"

#define ROOM 512

/**
 * struct call - what a call of the mapper takes
 * @head: what all calls take
 * @table: the device's only target, of DM_TABLE_LOAD
 * @message: a message to it, of DM_TARGET_MSG
 * @room: what either is followed by
 */
struct call {
	struct dm_ioctl head;
	union {
		struct dm_target_spec table;
		struct dm_target_msg message;
		char room[ROOM];
	};
};

static void call_init(struct call *c, const char *name)
{
	memset(c, 0, sizeof(*c));
	c->head.version[0] = DM_VERSION_MAJOR;
	c->head.data_size = sizeof(*c);
	c->head.data_start = offsetof(struct call, room);
	snprintf(c->head.name, sizeof(c->head.name), "%s", name);
}

static int call(struct call *c, unsigned long what)
{
	int fd = open("/dev/mapper/control", O_RDWR | O_CLOEXEC);
	int err, ret;

	if (fd < 0)
		return -1;
	ret = ioctl(fd, what, c);
	err = errno;
	close(fd);
	errno = err;
	return ret;
}

/* Give a device that was made its target, and let it run. */
static int load(struct call *c, const char *name, unsigned long sectors,
		const char *device, const char *log)
{
	const size_t at = sizeof(c->table);

	call_init(c, name);
	c->head.target_count = 1;
	c->table.length = sectors;
	snprintf(c->table.target_type, sizeof(c->table.target_type),
		 "log-writes");
	snprintf(c->room + at, sizeof(c->room) - at, "%s %s", device, log);
	if (call(c, DM_TABLE_LOAD))
		return -1;
	/* To suspend without saying so is to resume. */
	call_init(c, name);
	return call(c, DM_DEV_SUSPEND);
}

int mapper_create(const char *name, unsigned long sectors, const char *device,
		  const char *log, unsigned int *minor)
{
	struct call c;
	int err;

	call_init(&c, name);
	if (call(&c, DM_DEV_CREATE))
		return -1;
	*minor = minor(c.head.dev);
	if (!load(&c, name, sectors, device, log))
		return 0;
	err = errno;
	mapper_remove(name);
	errno = err;
	return -1;
}

int mapper_remove(const char *name)
{
	struct call c;

	call_init(&c, name);
	return call(&c, DM_DEV_REMOVE);
}

int mapper_mark(const char *name, const char *text)
{
	const size_t at = offsetof(struct call, message.message) -
			  offsetof(struct call, room);
	struct call c;

	call_init(&c, name);
	snprintf(c.room + at, sizeof(c.room) - at, "mark %s", text);
	return call(&c, DM_TARGET_MSG);
}
