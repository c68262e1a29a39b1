// SPDX-License-Identifier: GPL-2.0
/*
 * Files that the kernel is to write a log to: opened, locked, verified, and freed of what a
 * crash has torn.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "audit_file.h"
#include "audit_log.h"
#include "seccommctl.h"

/* The kernel writes no more than that before it is on stable storage. */
#define MAX_TORN (256 * 1024)

static bool trouble(const char *name)
{
	fail("%s: %s", name, strerror(errno));
	return false;
}

/* A name that is made is on stable storage when its directory is. */
static bool sync_directory(const char *name)
{
	char *copy = strdup(name);
	int fd =
		copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) :
		       -1;
	bool good = fd >= 0 && !fsync(fd);

	if (!good)
		trouble(name);
	if (fd >= 0)
		close(fd);
	free(copy);
	return good;
}

static bool write_torn(const char *name, const char *bytes, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good;

	if (fd < 0)
		return trouble(name);
	good = write(fd, bytes, len) == (ssize_t)len && !fsync(fd);
	if (!good)
		trouble(name);
	close(fd);
	return good && sync_directory(name);
}

/* Move the last @len bytes of a file, which begin at @offset, to another one. */
static bool move_torn(int fd, const char *name, off_t offset, size_t len)
{
	char *bytes = malloc(len), *torn = NULL;
	bool good = false;

	if (!bytes || asprintf(&torn, "%s.torn", name) < 0) {
		fail("out of memory");
		torn = NULL;
	} else if (pread(fd, bytes, len, offset) != (ssize_t)len) {
		trouble(name);
	} else if (write_torn(torn, bytes, len)) {
		good = !ftruncate(fd, offset) && !fsync(fd);
		if (!good)
			trouble(name);
		else
			warning("%s: %zu bytes of a torn write were moved to %s",
				name, len, torn);
	}
	free(bytes);
	free(torn);
	return good;
}

/* Have the file read from its disk: what a sync could not write may be in memory alone. What
 * cannot be synced is no file, which audit_log_take() says.
 */
static bool forget_memory(int fd, const char *name)
{
	if (fsync(fd))
		return errno == EINVAL || trouble(name);
	errno = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return !errno || trouble(name);
}

/* Is what a log ends with a write that a crash has torn? What has no good record is no log. */
static bool is_torn(const struct audit_log *log)
{
	return log->count && log->size - log->offset <= MAX_TORN &&
	       (!strcmp(log->fault.rule, "record-structure") ||
		!strcmp(log->fault.rule, "record-hash"));
}

static bool verify_file(int fd, const char *name, struct audit_end *end)
{
	struct audit_record record;
	struct audit_log log;
	enum audit_next next;
	bool good = false;

	if (!forget_memory(fd, name) || !audit_log_take(&log, name, fd))
		return false;
	do {
		next = log.size ? audit_log_next(&log, &record) :
				  AUDIT_NEXT_END;
	} while (next == AUDIT_NEXT_RECORD);
	if (next == AUDIT_NEXT_END)
		good = true;
	else if (next == AUDIT_NEXT_FAULT && is_torn(&log))
		good = move_torn(fd, name, log.offset, log.size - log.offset);
	else if (next == AUDIT_NEXT_FAULT)
		fail("%s: bad record at offset %llu sequence %llu: %s: %s",
		     name, log.fault.offset, log.fault.sequence, log.fault.rule,
		     log.fault.why);
	end->size = log.offset;
	end->sequence = log.count;
	memcpy(end->last, log.head, sizeof(end->last));
	audit_log_close(&log);
	return good;
}

static bool lock_file(int fd, const char *name)
{
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return true;
	if (errno != EWOULDBLOCK)
		return trouble(name);
	fail("%s: in use: it is attached, or being verified for that", name);
	return false;
}

int audit_file_open(const char *name, bool empty, struct audit_end *end)
{
	int fd = open(name, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	bool good;

	if (fd < 0) {
		trouble(name);
		return -1;
	}
	good = lock_file(fd, name) && verify_file(fd, name, end) &&
	       sync_directory(name);
	if (good && empty && end->size) {
		fail("%s: has a log already: rotate to a new file", name);
		good = false;
	}
	if (good)
		return fd;
	close(fd);
	return -1;
}
