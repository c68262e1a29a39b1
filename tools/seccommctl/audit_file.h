/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that the kernel is to write a log to.
 */
#ifndef SECCOMMCTL_AUDIT_FILE_H
#define SECCOMMCTL_AUDIT_FILE_H

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

/* Open a file for appending, make it if it is not there, lock it, and verify it. What a crash
 * has left at its end is moved to NAME.torn. @empty: it must have nothing. A descriptor, or -1
 * with a message.
 */
int audit_file_open(const char *name, bool empty, struct audit_end *end);

#endif /* SECCOMMCTL_AUDIT_FILE_H */
