/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A look at memory right before it is freed: is a key left in it, or what was made of one?
 * Looked at are the objects of kmalloc() that the test's task has allocated while it made
 * something. Stacks and registers are not seen, nor pages taken by themselves, nor objects
 * of caches of their own, nor what is not freed.
 */
#ifndef SECCOMM_TEST_WATCH_H
#define SECCOMM_TEST_WATCH_H

#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/unaligned.h>
#include <linux/vmalloc.h>
#include <trace/events/kmem.h>

#define WATCH_OBJECTS 1024
#define WATCH_SECRETS 64
/* Bytes of all copies: of secrets, and of the objects as they were. */
#define WATCH_COPIES (512 * 1024)
/* Bytes in a row that give something away. */
#define WATCH_PIECE sizeof(u64)

/**
 * struct watched - an object
 * @at: where it is
 * @len: bytes that were asked for
 * @was: a copy of it as it was at watch_settle(), or NULL
 */
struct watched {
	const u8 *at;
	size_t len;
	const u8 *was;
};

/**
 * struct watch - what is looked at, and what came of it
 * @lock: protects all that follows
 * @task: whose allocations are noted; NULL: nobody's
 * @objects: those noted and not freed yet
 * @n_objects: number of @objects
 * @secrets: what may be in no object that is freed: @at and @len
 * @n_secrets: number of @secrets
 * @copies: memory for copies
 * @copied: bytes of it in use
 * @freed: objects that were looked at
 * @left: how many of them had something left in them
 * @short_of: something had no place above
 */
static struct watch {
	raw_spinlock_t lock; /* of kfree()'s callers, in any context */
	const struct task_struct *task;
	struct watched objects[WATCH_OBJECTS];
	unsigned int n_objects;
	struct watched secrets[WATCH_SECRETS];
	unsigned int n_secrets;
	u8 *copies;
	size_t copied;
	unsigned int freed;
	unsigned int left;
	bool short_of;
} watch = { .lock = __RAW_SPIN_LOCK_UNLOCKED(watch.lock) };

/* A copy of @len bytes, aligned; NULL: there is no place. Needs @watch.lock. */
static inline const u8 *watch_copy(const void *from, size_t len)
{
	const size_t size = ALIGN(len, sizeof(u64));
	u8 *to = watch.copies + watch.copied;

	if (size > WATCH_COPIES - watch.copied) {
		watch.short_of = true;
		return NULL;
	}
	memcpy(to, from, len);
	watch.copied += size;
	return to;
}

static inline void watch_kmalloc(void *unused, unsigned long site,
				 const void *at, size_t len, size_t got,
				 gfp_t gfp, int node)
{
	unsigned long flags;

	if (!at || current != READ_ONCE(watch.task) || !in_task())
		return;
	raw_spin_lock_irqsave(&watch.lock, flags);
	if (watch.n_objects == WATCH_OBJECTS)
		watch.short_of = true;
	else
		watch.objects[watch.n_objects++] = (struct watched){ at, len };
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

/* Has the object a piece of the secret, at any place? */
static inline bool watch_has(const struct watched *object,
			     const struct watched *secret)
{
	size_t i, k;
	u64 piece;

	for (i = 0; i + WATCH_PIECE <= object->len; i++) {
		piece = get_unaligned((const u64 *)(object->at + i));
		for (k = 0; k + WATCH_PIECE <= secret->len; k++)
			if (get_unaligned((const u64 *)(secret->at + k)) ==
			    piece)
				return true;
	}
	return false;
}

/* Does a word look as if it came from a key: no address of the kernel's, and no number that
 * takes half a word?
 */
static inline bool watch_tells(u64 word)
{
	return upper_32_bits(word) && lower_32_bits(word) &&
	       (s64)word >> 47 != -1;
}

/* Is a word of the object what it was? */
static inline bool watch_stays(const struct watched *object)
{
	size_t i;
	u64 word;

	for (i = 0; object->was && i + sizeof(word) <= object->len;
	     i += sizeof(word)) {
		word = get_unaligned((const u64 *)(object->at + i));
		if (watch_tells(word) &&
		    word == get_unaligned((const u64 *)(object->was + i)))
			return true;
	}
	return false;
}

/* Look at an object that is about to be freed. Needs @watch.lock. */
static inline void watch_look(const struct watched *object)
{
	bool left = watch_stays(object);
	unsigned int i;

	watch.freed++;
	for (i = 0; !left && i < watch.n_secrets; i++)
		left = watch_has(object, &watch.secrets[i]);
	watch.left += left;
}

static inline void watch_kfree(void *unused, unsigned long site, const void *at)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&watch.lock, flags);
	for (i = 0; at && i < watch.n_objects; i++) {
		if (watch.objects[i].at != at)
			continue;
		if (memchr_inv(at, 0, watch.objects[i].len))
			watch_look(&watch.objects[i]);
		else
			watch.freed++;
		watch.objects[i] = watch.objects[--watch.n_objects];
		break;
	}
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

/**
 * watch_begin() - forget what was watched before, and watch from here on
 *
 * Context: process; one at a time.
 * Return: 0, or a negative errno; then nothing is watched.
 */
static inline int watch_begin(void)
{
	int err = -ENOMEM;

	watch.n_objects = 0;
	watch.n_secrets = 0;
	watch.copied = 0;
	watch.freed = 0;
	watch.left = 0;
	watch.short_of = false;
	watch.copies = vzalloc(WATCH_COPIES);
	if (!watch.copies)
		return err;
	err = register_trace_kmalloc(watch_kmalloc, NULL);
	if (err)
		goto free;
	err = register_trace_kfree(watch_kfree, NULL);
	if (err)
		goto unregister;
	return 0;

unregister:
	unregister_trace_kmalloc(watch_kmalloc, NULL);
	tracepoint_synchronize_unregister();
free:
	vfree(watch.copies);
	return err;
}

/* Note what this task allocates, from here to watch_settle(). */
static inline void watch_note(void)
{
	WRITE_ONCE(watch.task, current);
}

/**
 * watch_settle() - note no more
 * @as_they_are: nothing of what the noted objects now are may be in them when they are freed;
 *	else only the secrets may not
 */
static inline void watch_settle(bool as_they_are)
{
	struct watched *object;
	unsigned long flags;
	unsigned int i;

	WRITE_ONCE(watch.task, NULL);
	raw_spin_lock_irqsave(&watch.lock, flags);
	for (i = 0; as_they_are && i < watch.n_objects; i++) {
		object = &watch.objects[i];
		object->was = watch_copy(object->at, object->len);
	}
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

/* These bytes, of which a copy is made, may be in no object that is freed. */
static inline void watch_secret(const void *bytes, size_t len)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&watch.lock, flags);
	if (watch.n_secrets == WATCH_SECRETS) {
		watch.short_of = true;
	} else {
		const u8 *copy = watch_copy(bytes, len);

		if (copy)
			watch.secrets[watch.n_secrets++] =
				(struct watched){ copy, len };
	}
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

/* Watch no more; @watch says what was found. */
static inline void watch_end(void)
{
	WRITE_ONCE(watch.task, NULL);
	unregister_trace_kfree(watch_kfree, NULL);
	unregister_trace_kmalloc(watch_kmalloc, NULL);
	tracepoint_synchronize_unregister();
	vfree(watch.copies);
	watch.copies = NULL;
}

#endif /* SECCOMM_TEST_WATCH_H */
