/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A non-repudiation log, read and verified record by record.
 */
#ifndef SECCOMMCTL_AUDIT_LOG_H
#define SECCOMMCTL_AUDIT_LOG_H

#include <stdio.h>

#include "audit_record.h"

/**
 * struct audit_fault - why a log is not good
 * @rule: the rule that the first bad record breaks
 * @why: what is wrong with it
 * @offset: where in the file it begins
 * @sequence: the number that it has, or should have
 */
struct audit_fault {
	const char *rule;
	const char *why;
	__u64 offset;
	__u64 sequence;
};

/**
 * struct audit_log - a log that is being read
 * @name: the file's name, for messages
 * @file: the file
 * @size: bytes that it had when it was opened
 * @offset: bytes of records that have verified
 * @count: number of records that have verified
 * @messages: messages among them
 * @starts: starts among them
 * @n_keys: keys among them
 * @checkpoints: checkpoints among them
 * @last_checkpoint: sequence of the last checkpoint, if there is one
 * @head: hash of the last record, AUDIT_HASH_LEN zero bytes before the first
 * @fault: what is wrong, if anything is
 * @record: bytes of the record that was read last
 * @room: bytes allocated for @record
 * @keys: the keys by their records' sequences, by tsearch()
 * @seen: session, direction and number of each message, likewise
 */
struct audit_log {
	const char *name;
	FILE *file;
	__u64 size;
	__u64 offset;
	__u64 count;
	__u64 messages;
	__u64 starts;
	__u64 n_keys;
	__u64 checkpoints;
	__u64 last_checkpoint;
	__u8 head[AUDIT_HASH_LEN];
	struct audit_fault fault;
	__u8 *record;
	size_t room;
	void *keys;
	void *seen;
};

/* What audit_log_next() has found. */
enum audit_next {
	AUDIT_NEXT_RECORD,
	AUDIT_NEXT_END,
	AUDIT_NEXT_FAULT, /* @fault of the log tells which */
	AUDIT_NEXT_ERROR, /* with a message */
};

/* False, with a message, if the file cannot be read. */
bool audit_log_open(struct audit_log *log, const char *name);
/* The same for a file that is open, from its beginning; @fd remains the caller's. */
bool audit_log_take(struct audit_log *log, const char *name, int fd);
void audit_log_close(struct audit_log *log);
/* Read a record and verify it; @record is good until the next call. */
enum audit_next audit_log_next(struct audit_log *log,
			       struct audit_record *record);

#endif /* SECCOMMCTL_AUDIT_LOG_H */
