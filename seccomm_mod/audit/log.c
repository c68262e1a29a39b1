// SPDX-License-Identifier: GPL-2.0
/*
 * The log of a position of NonRepudiation. What waits is written together, with one fsync,
 * by a work item; then the messages go on. A log that cannot be written any more lets no
 * message pass until a file is attached anew. Checkpoints are signed by the private key of
 * whom the last message before was for, after the messages have gone on: those that come
 * meanwhile wait for one signature.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include "audit/file.h"
#include "audit/log.h"
#include "hold.h"
#include "mp/signature.h"
#include "netns.h"
#include "notify.h"
#include "pk/key.h"

/* A batch ends with as many messages, or where its records would not fit into the room. */
#define LOG_BATCH 64
/* How long messages wait for others to be written with, and evidence without its message. */
#define LOG_WAIT_MS 10
#define LOG_DELAYED_MS 1000
/* Bytes of records that may wait. */
#define LOG_MAX_QUEUED (4 * 1024 * 1024)
/* A checkpoint follows so many records. */
#define LOG_UNSIGNED 1024

/**
 * struct log_entry - evidence that waits to be written
 * @node: in the log's queue, then in a batch
 * @evidence: the evidence
 * @held: its message, or NULL
 * @len: bytes of its record
 */
struct log_entry {
	struct list_head node;
	struct seccomm_evidence *evidence;
	struct cactus_held *held;
	size_t len;
};

/* Where logs are written: their work items sleep for as long as a disk takes. */
static struct workqueue_struct *log_wq;

int seccomm_logs_init(void)
{
	log_wq = alloc_workqueue("seccomm_audit", WQ_UNBOUND, 0);
	return log_wq ? 0 : -ENOMEM;
}

void seccomm_logs_exit(void)
{
	destroy_workqueue(log_wq);
}

static void log_entry_done(struct log_entry *entry, int err)
{
	if (entry->held)
		cactus_give_back(entry->held, err);
	seccomm_evidence_free(entry->evidence);
	kfree(entry);
}

static void log_entries_done(struct list_head *entries, int err)
{
	struct log_entry *entry, *next;

	list_for_each_entry_safe(entry, next, entries, node)
		log_entry_done(entry, err);
}

/* Take no more evidence; what waits is the caller's, in @entries. */
static void log_shut(struct seccomm_log *log, int err,
		     struct list_head *entries)
{
	spin_lock_bh(&log->lock);
	log->attached = false;
	log->error = err;
	list_splice_init(&log->queue, entries);
	log->n_queued = 0;
	log->bytes_queued = 0;
	spin_unlock_bh(&log->lock);
}

/* Let go of the file, and tell what waits that it was not written. Needs @log->writing. */
static void log_close(struct seccomm_log *log, int err)
{
	LIST_HEAD(entries);

	log_shut(log, err, &entries);
	log_entries_done(&entries, -EIO);
	seccomm_log_file_close(log->file);
	log->file = NULL;
}

/* Needs @log->writing. */
static void log_tell(struct seccomm_log *log, enum seccomm_event_kind kind,
		     int err)
{
	struct seccomm_event event = {
		.kind = kind,
		.error = -err,
		.stack = log->stack,
	};

	seccomm_notify_event(log->net, &event);
}

/* Writing has failed: nothing is delivered until a file is attached anew. Needs
 * @log->writing.
 */
static void log_fail(struct seccomm_log *log, int err)
{
	log_close(log, err);
	log_tell(log, SECCOMM_EVENT_AUDIT_FAILED, err);
}

/* Have a checkpoint signed in time. Needs @log->writing. */
static void log_sign_later(struct seccomm_log *log)
{
	unsigned long now = jiffies, due = log->file->due;

	mod_delayed_work(log_wq, &log->signing,
			 time_after(due, now) ? due - now : 0);
}

/* Write a checkpoint, if messages were written since the last one. A signature that cannot be
 * made is told, and tried again as if there had been one. Needs @log->writing.
 */
static void log_checkpoint(struct seccomm_log *log)
{
	struct seccomm_log_file *f = log->file;
	int signing, writing = 0;
	size_t used;

	if (!f || !f->receiver)
		return;
	signing = seccomm_log_file_put_checkpoint(f, &used);
	if (signing)
		log_tell(log, SECCOMM_EVENT_AUDIT_UNSIGNED, signing);
	if (used)
		writing = seccomm_log_file_write(f, used);
	if (writing) {
		log_fail(log, writing);
		return;
	}
	f->from = f->chain.sequence;
	f->due = jiffies + msecs_to_jiffies(SECCOMM_LOG_UNSIGNED_MS);
	if (signing) {
		log_sign_later(log);
		return;
	}
	seccomm_pk_put(f->receiver);
	f->receiver = NULL;
	spin_lock_bh(&log->lock);
	log->checkpoints++;
	spin_unlock_bh(&log->lock);
}

/* Are there so many records that the next one is to be a checkpoint? */
static bool log_unsigned(const struct seccomm_log_file *f)
{
	return f->chain.sequence - f->from >= LOG_UNSIGNED;
}

/* Bytes that an entry may take of a batch: its record, and one of its key. */
static size_t log_most(const struct log_entry *entry)
{
	const struct seccomm_pk *pk = entry->evidence->signer;

	return entry->len + seccomm_record_key_len(pk->spki_len);
}

/* The entry that is next in a batch which has @n entries and @used bytes, taken off the queue;
 * NULL if there is none or it does not fit.
 */
static struct log_entry *log_next(struct seccomm_log *log, unsigned int n,
				  size_t used)
{
	struct log_entry *entry;

	spin_lock_bh(&log->lock);
	entry = list_first_entry_or_null(&log->queue, struct log_entry, node);
	if (entry &&
	    (n == LOG_BATCH || used + log_most(entry) > SECCOMM_LOG_ROOM)) {
		entry = NULL;
	} else if (entry) {
		list_del(&entry->node);
		log->n_queued--;
		log->bytes_queued -= entry->len;
	}
	spin_unlock_bh(&log->lock);
	return entry;
}

/* Write a batch: how many entries it had; 0 if none waits, or writing has failed. Needs
 * @log->writing.
 */
static unsigned int log_write_batch(struct seccomm_log *log)
{
	struct log_entry *entry;
	LIST_HEAD(batch);
	unsigned int n = 0;
	size_t used = 0;
	int len = 0;

	while (len >= 0 && !log_unsigned(log->file) &&
	       (entry = log_next(log, n, used))) {
		list_add_tail(&entry->node, &batch);
		n++;
		len = seccomm_log_file_put_message(log->file, used,
						   entry->evidence);
		if (len > 0)
			used += len;
	}
	if (!n)
		return 0;
	if (len >= 0)
		len = seccomm_log_file_write(log->file, used);
	log_entries_done(&batch, len < 0 ? -EIO : 0);
	if (len < 0) {
		log_fail(log, len);
		return 0;
	}
	SECCOMM_ADD(seccomm_net(log->net), AUDIT_MESSAGES, n);
	SECCOMM_INC(seccomm_net(log->net), AUDIT_SYNCS);
	if (log_unsigned(log->file))
		log_checkpoint(log);
	else
		log_sign_later(log);
	return n;
}

static unsigned int log_waiting(struct seccomm_log *log)
{
	unsigned int n;

	spin_lock_bh(&log->lock);
	n = log->n_queued;
	spin_unlock_bh(&log->lock);
	return n;
}

/* Write what waits when the turn begins. What comes meanwhile has another turn, which
 * seccomm_log_append() has queued, so that log_flush() does not wait for senders.
 */
static void log_work(struct work_struct *work)
{
	struct seccomm_log *log =
		container_of(work, struct seccomm_log, work.work);
	unsigned int left, n;

	mutex_lock(&log->writing);
	left = log_waiting(log);
	while (log->file && left) {
		n = log_write_batch(log);
		if (!n)
			break;
		left -= min(left, n);
		cond_resched();
	}
	if (READ_ONCE(log->ending))
		log_checkpoint(log);
	mutex_unlock(&log->writing);
}

static void log_signing(struct work_struct *work)
{
	struct seccomm_log *log =
		container_of(work, struct seccomm_log, signing.work);

	mutex_lock(&log->writing);
	log_checkpoint(log);
	mutex_unlock(&log->writing);
}

/* Have the worker write what waits now: in the context of a request, signals and the limit
 * of file sizes would end a write. Needs @log->attaching, and not @log->writing.
 */
static void log_flush(struct seccomm_log *log)
{
	mod_delayed_work(log_wq, &log->work, 0);
	flush_delayed_work(&log->work);
}

/* Have the file end with what waits and a checkpoint, whatever comes meanwhile, until
 * @log->ending is unset. Needs @log->attaching, and not @log->writing.
 */
static void log_end(struct seccomm_log *log)
{
	WRITE_ONCE(log->ending, true);
	log_flush(log);
}

void seccomm_log_init(struct seccomm_log *log, struct net *net, bool delayed)
{
	log->net = net;
	log->delay = msecs_to_jiffies(delayed ? LOG_DELAYED_MS : LOG_WAIT_MS);
	INIT_DELAYED_WORK(&log->work, log_work);
	INIT_DELAYED_WORK(&log->signing, log_signing);
	spin_lock_init(&log->lock);
	INIT_LIST_HEAD(&log->queue);
	mutex_init(&log->attaching);
	mutex_init(&log->writing);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_log_init);

int seccomm_log_detach(struct seccomm_log *log, struct netlink_ext_ack *extack)
{
	bool had;
	int err = 0;

	mutex_lock(&log->attaching);
	/* From here on nothing is appended that would be left behind. */
	spin_lock_bh(&log->lock);
	had = log->attached;
	log->attached = false;
	spin_unlock_bh(&log->lock);
	log_end(log);
	mutex_lock(&log->writing);
	WRITE_ONCE(log->ending, false);
	if (!had) {
		NL_SET_ERR_MSG(extack, "no log is attached");
		err = -ENOENT;
	} else if (log->file) {
		log_close(log, 0);
	} else {
		NL_SET_ERR_MSG(extack,
			       "what waited could not be written: verify the file");
		err = log->error;
	}
	mutex_unlock(&log->writing);
	mutex_unlock(&log->attaching);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_log_detach);

void seccomm_log_destroy(struct seccomm_log *log)
{
	seccomm_log_detach(log, NULL);
	cancel_delayed_work_sync(&log->work);
	cancel_delayed_work_sync(&log->signing);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_log_destroy);

/* Needs @log->writing. */
static int log_exchange(struct seccomm_log *log,
			const struct seccomm_log_start *start,
			struct netlink_ext_ack *extack)
{
	struct seccomm_log_file *f, *old = log->file;

	if (old && !start->rotate) {
		NL_SET_ERR_MSG(extack, "a log is attached: rotate or detach it");
		return -EBUSY;
	}
	if (!old && start->rotate) {
		NL_SET_ERR_MSG(extack, "no log is attached: attach one");
		return -ENOENT;
	}
	f = seccomm_log_file_open(start, extack);
	if (IS_ERR(f))
		return PTR_ERR(f);
	strscpy(log->stack, start->stack, sizeof(log->stack));
	log->file = f;
	spin_lock_bh(&log->lock);
	log->attached = true;
	log->error = 0;
	log->checkpoints = 0;
	spin_unlock_bh(&log->lock);
	if (old)
		seccomm_log_file_close(old);
	return 0;
}

int seccomm_log_attach(struct seccomm_log *log,
		       const struct seccomm_log_start *start,
		       struct netlink_ext_ack *extack)
{
	int err;

	err = seccomm_log_file_check(start, extack);
	if (err)
		return err;
	mutex_lock(&log->attaching);
	/* What waits goes to the old file. */
	if (start->rotate)
		log_end(log);
	mutex_lock(&log->writing);
	WRITE_ONCE(log->ending, false);
	err = log_exchange(log, start, extack);
	mutex_unlock(&log->writing);
	mutex_unlock(&log->attaching);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_log_attach);

void seccomm_log_read(struct seccomm_log *log, struct seccomm_log_info *info)
{
	spin_lock_bh(&log->lock);
	info->attached = log->attached;
	info->error = -log->error;
	info->checkpoints = log->checkpoints;
	spin_unlock_bh(&log->lock);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_log_read);

int seccomm_log_append(struct seccomm_log *log, struct seccomm_evidence *e,
		       struct cactus_held *held)
{
	struct log_entry *entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	bool full = false;
	int err = 0;

	if (!entry) {
		seccomm_evidence_free(e);
		return -ENOMEM;
	}
	entry->evidence = e;
	entry->held = held;
	entry->len = seccomm_record_message_len(e);
	spin_lock_bh(&log->lock);
	if (!log->attached) {
		err = -EIO;
	} else if (log->bytes_queued + entry->len > LOG_MAX_QUEUED) {
		err = -ENOBUFS;
	} else {
		list_add_tail(&entry->node, &log->queue);
		log->bytes_queued += entry->len;
		full = ++log->n_queued >= LOG_BATCH ||
		       log->bytes_queued >= SECCOMM_LOG_ROOM / 2;
	}
	spin_unlock_bh(&log->lock);
	if (err) {
		seccomm_evidence_free(e);
		kfree(entry);
	} else if (full) {
		mod_delayed_work(log_wq, &log->work, 0);
	} else {
		queue_delayed_work(log_wq, &log->work, log->delay);
	}
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_log_append);
