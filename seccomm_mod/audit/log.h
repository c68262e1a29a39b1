/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log of a position of NonRepudiation: evidence goes to an append-only file, and
 * messages wait for it. Documentation/audit.md.
 */
#ifndef SECCOMM_AUDIT_LOG_H
#define SECCOMM_AUDIT_LOG_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "audit/record.h"
#include "checker/checker.h"

struct cactus_held;
struct file;
struct net;
struct netlink_ext_ack;
struct seccomm_evidence;
struct seccomm_log_file;

/**
 * struct seccomm_log - a position's log
 * @net: namespace of the stack, which outlives the log
 * @stack: name of the stack, for events
 * @delay: jiffies that evidence may wait for more
 * @work: writes what waits
 * @signing: signs what was written
 * @lock: protects @queue, @n_queued, @bytes_queued, @attached, @error and @checkpoints
 * @queue: evidence that waits to be written, of struct log_entry
 * @n_queued: number of @queue
 * @bytes_queued: bytes of records that @queue becomes
 * @attached: there is a file, and nothing has failed since it was attached
 * @ending: the file is about to be let go of: it ends with a checkpoint whenever @work has run.
 *	Set under @attaching, unset under @writing, too, before the file goes.
 * @error: negative errno that stopped the last file; 0: none
 * @checkpoints: number of checkpoints since the file was attached
 * @attaching: held while a file is attached or let go of; @writing is taken inside
 * @writing: held while the file is written, signed or exchanged; protects @stack and @file
 * @file: where evidence goes; NULL: nowhere
 */
struct seccomm_log {
	struct net *net;
	char stack[SECCOMM_NAME_LEN];
	unsigned long delay;
	struct delayed_work work;
	struct delayed_work signing;
	spinlock_t lock; /* see above */
	struct list_head queue;
	unsigned int n_queued;
	size_t bytes_queued;
	bool attached;
	bool ending;
	int error;
	u32 checkpoints;
	struct mutex attaching; /* see above */
	struct mutex writing; /* see above */
	struct seccomm_log_file *file;
};

/**
 * struct seccomm_log_start - what a log is attached to
 * @file: the file; the caller keeps its reference
 * @size: bytes that the file has, all of them of records that have been verified
 * @chain: where the next record joins on
 * @stack: the stack's name
 * @canonical: the stack's canonical form
 * @rotate: take the place of the file that is attached
 */
struct seccomm_log_start {
	struct file *file;
	loff_t size;
	struct seccomm_chain chain;
	const char *stack;
	const char *canonical;
	bool rotate;
};

/**
 * struct seccomm_log_info - a log as it is shown
 * @attached: there is a file, and nothing has failed since it was attached
 * @error: positive errno that stopped the last file; 0: none
 * @checkpoints: number of checkpoints since the file was attached
 */
struct seccomm_log_info {
	bool attached;
	int error;
	u32 checkpoints;
};

/* Module init and exit; there are no logs yet, and no more. */
int seccomm_logs_init(void);
void seccomm_logs_exit(void);

/* @delayed: messages do not wait for their evidence, which is written within a second. */
void seccomm_log_init(struct seccomm_log *log, struct net *net, bool delayed);
/* Write what waits, and let go of the file. Process context, may sleep, as the next two. */
void seccomm_log_destroy(struct seccomm_log *log);

/* Write a start to a file, and from here on evidence. The file whose place it takes ends with a
 * checkpoint. 0 or a negative errno, extended ack
 * set, with which all is as it was: -EBUSY (a file is attached here, or this one elsewhere),
 * -ENOENT (none is attached whose place to take), -EINVAL (no such file as it must be),
 * -ESTALE (its size is another), -ENOMEM, or what writing says.
 */
int seccomm_log_attach(struct seccomm_log *log,
		       const struct seccomm_log_start *start,
		       struct netlink_ext_ack *extack);
/* Write what waits and a checkpoint, and let go of the file: 0, -ENOENT if there is none, or
 * what writing says, after which there is none either.
 */
int seccomm_log_detach(struct seccomm_log *log, struct netlink_ext_ack *extack);
void seccomm_log_read(struct seccomm_log *log, struct seccomm_log_info *info);

/* Have evidence written, which is the log's from here on. Its message, @held, is given back
 * when the evidence is on stable storage, or with an error. @held is NULL for a message that
 * does not wait. 0, or a negative errno, with which @held is still the caller's: -EIO (no file,
 * or it has failed), -ENOBUFS, -ENOMEM. Process context.
 */
int seccomm_log_append(struct seccomm_log *log, struct seccomm_evidence *e,
		       struct cactus_held *held);

#endif /* SECCOMM_AUDIT_LOG_H */
