/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that a log is attached to (Documentation/audit.md).
 */
#ifndef SECCOMM_AUDIT_FILE_H
#define SECCOMM_AUDIT_FILE_H

#include <linux/list.h>
#include <linux/time64.h>
#include <linux/types.h>
#include "audit/record.h"
#include "wire.h"

/* A batch has room for so many bytes of records. */
#define SECCOMM_LOG_ROOM (256 * 1024)
/* A checkpoint comes so long after the last one. */
#define SECCOMM_LOG_UNSIGNED_MS (60 * MSEC_PER_SEC)
/* Keys that the log knows to be in its file; one that it has forgotten is written again. */
#define SECCOMM_LOG_KEYS 256

struct file;
struct netlink_ext_ack;
struct seccomm_evidence;
struct seccomm_log_start;
struct seccomm_pk;

/**
 * struct seccomm_log_key - a key that is in the file
 * @sequence: number of the record that has it
 * @id: its id
 */
struct seccomm_log_key {
	u64 sequence;
	u8 id[SECCOMM_HASH_LEN];
};

/**
 * struct seccomm_log_file - a file that a log is attached to
 * @link: in the list of all files
 * @file: the file, a reference
 * @named: it had a name when it was attached, and must keep one
 * @size: its bytes; nobody else writes it
 * @chain: where the next record joins on
 * @from: number of the first record after the last checkpoint, or after the last try to sign
 *	one
 * @due: jiffies from which on @receiver signs whatever was written
 * @receiver: whose private key signs the next checkpoint: of the last message's receiver, a
 *	reference; NULL: no message was written since the last one
 * @algorithm: by which @receiver signs
 * @n_keys: keys written since it was attached; the last SECCOMM_LOG_KEYS of them are known
 * @keys: the keys, number n at n % SECCOMM_LOG_KEYS
 * @bytes: the batch that is being put together
 */
struct seccomm_log_file {
	struct list_head link;
	struct file *file;
	bool named;
	loff_t size;
	struct seccomm_chain chain;
	u64 from;
	unsigned long due;
	struct seccomm_pk *receiver;
	const char *algorithm;
	u64 n_keys;
	struct seccomm_log_key keys[SECCOMM_LOG_KEYS];
	u8 bytes[SECCOMM_LOG_ROOM];
};

/* All: process context, may sleep; the caller has the file to itself.
 *
 * Is a file what a log may be attached to? 0, -EINVAL (no such file as it must be) or -ESTALE
 * (its size is another), extended ack set.
 */
int seccomm_log_file_check(const struct seccomm_log_start *start,
			   struct netlink_ext_ack *extack);
/* Open a file, and write the record that it begins or goes on with. ERR_PTR(): -EBUSY (it is
 * attached already), -ENOMEM, or what writing says. The extended ack tells of the first and the
 * last.
 */
struct seccomm_log_file *
seccomm_log_file_open(const struct seccomm_log_start *start,
		      struct netlink_ext_ack *extack);
/* Let go of a file, and free @f. */
void seccomm_log_file_close(struct seccomm_log_file *f);

/* Put the records of a message to @at of the batch. Returns their bytes or a negative errno. */
int seccomm_log_file_put_message(struct seccomm_log_file *f, size_t at,
				 const struct seccomm_evidence *e);
/* Put a checkpoint, and before it a record of its key, to the start of the batch; *@used is then
 * how many bytes are to be written, in case of an error, too.
 */
int seccomm_log_file_put_checkpoint(struct seccomm_log_file *f, size_t *used);
/* Write the first @len bytes of the batch at the end of the file, where nobody else may have
 * written, onto stable storage.
 */
int seccomm_log_file_write(struct seccomm_log_file *f, size_t len);

#endif /* SECCOMM_AUDIT_FILE_H */
