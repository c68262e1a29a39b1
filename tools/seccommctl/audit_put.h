/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files of logs in requests to attach them.
 */
#ifndef SECCOMMCTL_AUDIT_PUT_H
#define SECCOMMCTL_AUDIT_PUT_H

#include <stddef.h>

#include <libmnl/libmnl.h>
#include <linux/types.h>

#include "audit_record.h"

/**
 * struct audit_end - where a log goes on
 * @size: bytes of the file
 * @sequence: number of the next record
 * @last: hash of the last record; zero before the first
 */
struct audit_end {
	__u64 size;
	__u64 sequence;
	__u8 last[AUDIT_HASH_LEN];
};

/* The position of @len indexes at @path of a stack. */
void put_position(struct nlmsghdr *nlh, const char *stack,
		  const unsigned char *path, size_t len);
/* The file of a descriptor. */
void put_log_file(struct nlmsghdr *nlh, int fd, const struct audit_end *end);
/* Put an empty file that is in memory alone, and goes with the log. A descriptor that the
 * request needs until it is answered, or -1 with errno.
 */
int put_log_in_memory(struct nlmsghdr *nlh);

#endif /* SECCOMMCTL_AUDIT_PUT_H */
