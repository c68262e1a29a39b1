/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log of a device's writes (dm-log-writes), read entry by entry.
 */
#ifndef POWER_WRITES_H
#define POWER_WRITES_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

/* Flags of an entry. */
#define WRITES_FLUSH 1
#define WRITES_FUA 2
#define WRITES_DISCARD 4
#define WRITES_MARK 8

/* Room of a sector, whatever its size. */
#define WRITES_SECTOR 4096

/**
 * struct writes - a log that is being read
 * @fd: the device that it is on
 * @sector: bytes of a sector
 * @left: number of entries that were not read yet
 * @next: where the next one begins
 * @index: number of the entry that was read last, from 0
 * @flags: its flags
 * @to: where its data were written
 * @len: bytes of data
 * @data: where they are in the log
 * @mark: the text, if it is a mark
 */
struct writes {
	int fd;
	size_t sector;
	__u64 left;
	off_t next;
	unsigned long index;
	__u64 flags;
	off_t to;
	size_t len;
	off_t data;
	char mark[WRITES_SECTOR];
};

/* All say what is wrong on stderr. */

bool writes_open(struct writes *w, const char *name);
void writes_close(struct writes *w);
/* Read the next entry, of which there are @left. */
bool writes_next(struct writes *w);
/* Write the data of the entry that was read last to @image. */
bool writes_apply(const struct writes *w, int image);

#endif /* POWER_WRITES_H */
