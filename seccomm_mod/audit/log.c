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
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/slab.h>
#include "audit/log.h"
#include "hold.h"
#include "mp/signature.h"
#include "netns.h"
#include "notify.h"
#include "pk/key.h"

/* A batch ends with as many messages, or where its records would not fit into the room. */
#define LOG_BATCH 64
#define LOG_ROOM (256 * 1024)
/* How long messages wait for others to be written with, and evidence without its message. */
#define LOG_WAIT_MS 10
#define LOG_DELAYED_MS 1000
/* Bytes of records that may wait. */
#define LOG_MAX_QUEUED (4 * 1024 * 1024)
/* A checkpoint follows so many records, and comes so long after the last one. */
#define LOG_UNSIGNED 1024
#define LOG_UNSIGNED_MS (60 * MSEC_PER_SEC)
/* Keys that the log knows to be in its file; one that it has forgotten is written again. */
#define LOG_KEYS 256

/* The longest message that may come fits, with its key. */
static_assert(LOG_ROOM > 2 * SECCOMM_MAX_WIRE);

/**
 * struct log_key - a key that is in the file
 * @sequence: number of the record that has it
 * @id: its id
 */
struct log_key {
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
 * @n_keys: keys written since it was attached; the last LOG_KEYS of them are known
 * @keys: the keys, number n at n % LOG_KEYS
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
	struct log_key keys[LOG_KEYS];
	u8 bytes[LOG_ROOM];
};

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

/* The files of all logs, so that no two logs have one. */
static DEFINE_MUTEX(log_files_lock);
static LIST_HEAD(log_files);

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

static u64 log_now(void)
{
	return div_u64(ktime_get_real_ns(), NSEC_PER_USEC);
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

static void log_file_close(struct seccomm_log_file *f)
{
	mutex_lock(&log_files_lock);
	list_del(&f->link);
	mutex_unlock(&log_files_lock);
	fput(f->file);
	seccomm_pk_put(f->receiver);
	kvfree(f);
}

/* Let go of the file, and tell what waits that it was not written. Needs @log->writing. */
static void log_close(struct seccomm_log *log, int err)
{
	LIST_HEAD(entries);

	log_shut(log, err, &entries);
	log_entries_done(&entries, -EIO);
	log_file_close(log->file);
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

/* Write the first @len bytes of the batch at the end of the file, where nobody else may have
 * written, onto stable storage.
 */
static int log_file_write(struct seccomm_log_file *f, size_t len)
{
	const struct inode *inode = file_inode(f->file);
	loff_t pos = f->size;
	ssize_t n;
	int err;

	if (i_size_read(inode) != f->size)
		return -ESTALE;
	n = kernel_write(f->file, f->bytes, len, &pos);
	if (n < 0)
		return n;
	if (n != len)
		return -ENOSPC;
	f->size += len;
	err = vfs_fsync(f->file, 0);
	if (!err && i_size_read(inode) != f->size)
		err = -ESTALE;
	if (!err && f->named && !READ_ONCE(inode->i_nlink))
		err = -ESTALE;
	return err;
}

static const struct log_key *log_find_key(const struct seccomm_log_file *f,
					  const u8 *id)
{
	unsigned int i;

	for (i = 0; i < LOG_KEYS && i < f->n_keys; i++)
		if (!memcmp(f->keys[i].id, id, SECCOMM_HASH_LEN))
			return &f->keys[i];
	return NULL;
}

/* Put a record of a signer's key to @at of the batch, unless the file has it; *@sequence is
 * then its number. Returns its bytes, 0 if there was nothing to do, or a negative errno.
 */
static int log_put_key(struct seccomm_log_file *f, size_t at,
		       const struct seccomm_pk *pk, u64 *sequence)
{
	const struct log_key *known = log_find_key(f, pk->id);
	struct log_key *key;
	int err;

	if (known) {
		*sequence = known->sequence;
		return 0;
	}
	*sequence = f->chain.sequence;
	err = seccomm_record_key(f->bytes + at, &f->chain, log_now(), pk->spki,
				 pk->spki_len, pk->id);
	if (err)
		return err;
	key = &f->keys[f->n_keys++ % LOG_KEYS];
	key->sequence = *sequence;
	memcpy(key->id, pk->id, SECCOMM_HASH_LEN);
	return seccomm_record_key_len(pk->spki_len);
}

/* Put the records of @entry to @at of the batch. Returns their bytes or a negative errno. */
static int log_put_entry(struct seccomm_log_file *f, size_t at,
			 const struct log_entry *entry)
{
	const struct seccomm_evidence *e = entry->evidence;
	int len, err;
	u64 key;

	len = log_put_key(f, at, e->signer, &key);
	if (len < 0)
		return len;
	err = seccomm_record_message(f->bytes + at + len, &f->chain, log_now(),
				     e, key);
	if (err)
		return err;
	seccomm_pk_put(f->receiver);
	f->receiver = seccomm_pk_get(e->receiver);
	f->algorithm = e->algorithm;
	return len + entry->len;
}

/* Put a checkpoint, and before it a record of its key, to the start of the batch; *@used is then
 * how many bytes are to be written, in case of an error, too.
 */
static int log_put_checkpoint(struct seccomm_log_file *f, size_t *used)
{
	u64 key;
	int len, err;

	*used = 0;
	len = log_put_key(f, 0, f->receiver, &key);
	if (len < 0)
		return len;
	*used = len;
	err = seccomm_record_checkpoint(f->bytes + len, &f->chain, log_now(),
					f->receiver, f->algorithm, key);
	if (err)
		return err;
	*used += seccomm_record_checkpoint_len(f->receiver, f->algorithm);
	return 0;
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
	signing = log_put_checkpoint(f, &used);
	if (signing)
		log_tell(log, SECCOMM_EVENT_AUDIT_UNSIGNED, signing);
	if (used)
		writing = log_file_write(f, used);
	if (writing) {
		log_fail(log, writing);
		return;
	}
	f->from = f->chain.sequence;
	f->due = jiffies + msecs_to_jiffies(LOG_UNSIGNED_MS);
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
	if (entry && (n == LOG_BATCH || used + log_most(entry) > LOG_ROOM)) {
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
		len = log_put_entry(log->file, used, entry);
		if (len > 0)
			used += len;
	}
	if (!n)
		return 0;
	if (len >= 0)
		len = log_file_write(log->file, used);
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

static int log_check_file(const struct seccomm_log_start *start,
			  struct netlink_ext_ack *extack)
{
	const struct inode *inode = file_inode(start->file);

	if (!S_ISREG(inode->i_mode) || !(start->file->f_mode & FMODE_WRITE) ||
	    !(start->file->f_flags & O_APPEND)) {
		NL_SET_ERR_MSG(extack,
			       "no regular file that is open for appending");
		return -EINVAL;
	}
	if (!start->chain.sequence != !start->size) {
		NL_SET_ERR_MSG(extack,
			       "an empty file has the sequence 0, and no other");
		return -EINVAL;
	}
	if (i_size_read(inode) != start->size) {
		NL_SET_ERR_MSG(extack,
			       "the file has changed since it was verified");
		return -ESTALE;
	}
	return 0;
}

/* Enter @f in the list of all files, if its file is not there. */
static int log_file_enter(struct seccomm_log_file *f)
{
	const struct seccomm_log_file *other;
	int err = 0;

	mutex_lock(&log_files_lock);
	list_for_each_entry(other, &log_files, link)
		if (file_inode(other->file) == file_inode(f->file))
			err = -EBUSY;
	if (!err)
		list_add(&f->link, &log_files);
	mutex_unlock(&log_files_lock);
	return err;
}

/* Write the record that a file begins or goes on with. */
static int log_file_begin(struct seccomm_log_file *f,
			  const struct seccomm_log_start *start)
{
	const char *reason = f->chain.sequence ? "reopened" : "new";
	static u64 boot;
	int err;

	if (start->rotate)
		reason = "rotated";
	get_random_once(&boot, sizeof(boot));
	err = seccomm_record_start(f->bytes, &f->chain, log_now(),
				   start->canonical, boot, reason);
	if (err)
		return err;
	return log_file_write(f, seccomm_record_start_len(start->canonical,
							  reason));
}

static struct seccomm_log_file *
log_file_open(const struct seccomm_log_start *start,
	      struct netlink_ext_ack *extack)
{
	struct seccomm_log_file *f = kvzalloc(sizeof(*f), GFP_KERNEL_ACCOUNT);
	int err;

	if (!f)
		return ERR_PTR(-ENOMEM);
	f->file = get_file(start->file);
	f->named = file_inode(f->file)->i_nlink;
	f->size = start->size;
	f->chain = start->chain;
	f->from = f->chain.sequence;
	f->due = jiffies + msecs_to_jiffies(LOG_UNSIGNED_MS);
	err = log_file_enter(f);
	if (err) {
		NL_SET_ERR_MSG(extack, "the file is attached already");
		fput(f->file);
		kvfree(f);
		return ERR_PTR(err);
	}
	err = log_file_begin(f, start);
	if (err) {
		NL_SET_ERR_MSG(extack, "the file cannot be written");
		log_file_close(f);
		return ERR_PTR(err);
	}
	return f;
}

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
	f = log_file_open(start, extack);
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
		log_file_close(old);
	return 0;
}

int seccomm_log_attach(struct seccomm_log *log,
		       const struct seccomm_log_start *start,
		       struct netlink_ext_ack *extack)
{
	int err;

	err = log_check_file(start, extack);
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
		       log->bytes_queued >= LOG_ROOM / 2;
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
