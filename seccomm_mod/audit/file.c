// SPDX-License-Identifier: GPL-2.0
/*
 * A file that a log is attached to: records are put together in a batch, which is written to
 * its end. A key is written once, before the first record that names it.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/netlink.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/slab.h>
#include "audit/file.h"
#include "audit/log.h"
#include "mp/signature.h"
#include "pk/key.h"

/* The longest message that may come fits, with its key. */
static_assert(SECCOMM_LOG_ROOM > 2 * SECCOMM_MAX_WIRE);

/* The files of all logs, so that no two logs have one. */
static DEFINE_MUTEX(log_files_lock);
static LIST_HEAD(log_files);

static u64 log_now(void)
{
	return div_u64(ktime_get_real_ns(), NSEC_PER_USEC);
}

void seccomm_log_file_close(struct seccomm_log_file *f)
{
	mutex_lock(&log_files_lock);
	list_del(&f->link);
	mutex_unlock(&log_files_lock);
	fput(f->file);
	seccomm_pk_put(f->receiver);
	kvfree(f);
}

int seccomm_log_file_write(struct seccomm_log_file *f, size_t len)
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

static const struct seccomm_log_key *
log_find_key(const struct seccomm_log_file *f, const u8 *id)
{
	unsigned int i;

	for (i = 0; i < SECCOMM_LOG_KEYS && i < f->n_keys; i++)
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
	const struct seccomm_log_key *known = log_find_key(f, pk->id);
	struct seccomm_log_key *key;
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
	key = &f->keys[f->n_keys++ % SECCOMM_LOG_KEYS];
	key->sequence = *sequence;
	memcpy(key->id, pk->id, SECCOMM_HASH_LEN);
	return seccomm_record_key_len(pk->spki_len);
}

int seccomm_log_file_put_message(struct seccomm_log_file *f, size_t at,
				 const struct seccomm_evidence *e)
{
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
	return len + seccomm_record_message_len(e);
}

int seccomm_log_file_put_checkpoint(struct seccomm_log_file *f, size_t *used)
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

int seccomm_log_file_check(const struct seccomm_log_start *start,
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
	unsigned int len;
	int err;

	if (start->rotate)
		reason = "rotated";
	get_random_once(&boot, sizeof(boot));
	err = seccomm_record_start(f->bytes, &f->chain, log_now(),
				   start->canonical, boot, reason);
	if (err)
		return err;
	len = seccomm_record_start_len(start->canonical, reason);
	return seccomm_log_file_write(f, len);
}

struct seccomm_log_file *
seccomm_log_file_open(const struct seccomm_log_start *start,
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
	f->due = jiffies + msecs_to_jiffies(SECCOMM_LOG_UNSIGNED_MS);
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
		seccomm_log_file_close(f);
		return ERR_PTR(err);
	}
	return f;
}
