// SPDX-License-Identifier: GPL-2.0
/*
 * The log of a device's writes, read entry by entry: a sector that says how many there are,
 * then each entry in a sector, with its data behind it. The format is told in the kernel's
 * Documentation/admin-guide/device-mapper/log-writes.rst and drivers/md/dm-log-writes.c.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "writes.h"

#define MAGIC 0x6a736677736872ULL
#define VERSION 1

/**
 * struct head - what the log begins with; all of it little-endian
 * @magic: MAGIC
 * @version: VERSION
 * @entries: number of entries
 * @sector: bytes of a sector
 */
struct head {
	__le64 magic;
	__le64 version;
	__le64 entries;
	__le32 sector;
};

/**
 * struct entry - what an entry begins with; all of it little-endian
 * @to: first sector that was written
 * @sectors: number of sectors
 * @flags: WRITES_*
 * @len: bytes of a mark's text, which follows
 */
struct entry {
	__le64 to;
	__le64 sectors;
	__le64 flags;
	__le64 len;
};

static bool trouble(const char *what)
{
	fprintf(stderr, "%s\n", what);
	return false;
}

static bool get(const struct writes *w, void *to, size_t len, off_t at)
{
	if (pread(w->fd, to, len, at) == (ssize_t)len)
		return true;
	return trouble("the log cannot be read");
}

bool writes_open(struct writes *w, const char *name)
{
	struct head head;

	memset(w, 0, sizeof(*w));
	w->fd = open(name, O_RDONLY | O_CLOEXEC);
	if (w->fd < 0)
		return trouble(strerror(errno));
	if (!get(w, &head, sizeof(head), 0))
		return false;
	w->sector = le32toh(head.sector);
	w->left = le64toh(head.entries);
	w->next = w->sector;
	/* So that the first one is number 0. */
	w->index = -1;
	if (le64toh(head.magic) != MAGIC || le64toh(head.version) != VERSION ||
	    w->sector < sizeof(struct entry) || w->sector > WRITES_SECTOR)
		return trouble("no log of writes");
	return true;
}

void writes_close(struct writes *w)
{
	close(w->fd);
}

bool writes_next(struct writes *w)
{
	char sector[WRITES_SECTOR + 1];
	struct entry entry;

	if (!get(w, sector, w->sector, w->next))
		return false;
	sector[w->sector] = '\0';
	memcpy(&entry, sector, sizeof(entry));
	w->left--;
	w->index++;
	w->flags = le64toh(entry.flags);
	w->to = le64toh(entry.to) * w->sector;
	w->len = le64toh(entry.sectors) * w->sector;
	w->data = w->next + w->sector;
	/* Nothing is known of the content of what was discarded. */
	if (w->flags & WRITES_DISCARD)
		w->len = 0;
	w->next = w->data + w->len;
	if (w->flags & WRITES_MARK)
		memcpy(w->mark, sector + sizeof(entry),
		       w->sector + 1 - sizeof(entry));
	return true;
}

bool writes_apply(const struct writes *w, int image)
{
	void *bytes = malloc(w->len);
	bool good;

	if (w->len && !bytes)
		return trouble("out of memory");
	good = !w->len || get(w, bytes, w->len, w->data);
	if (good && pwrite(image, bytes, w->len, w->to) != (ssize_t)w->len)
		good = trouble("the image cannot be written");
	free(bytes);
	return good;
}
