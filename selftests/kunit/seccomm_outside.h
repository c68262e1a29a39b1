/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The clock and the random numbers of a case of vectors.json, in place of the host's.
 */
#ifndef SECCOMM_TEST_OUTSIDE_H
#define SECCOMM_TEST_OUTSIDE_H

#include <kunit/test.h>
#include "mp/outside.h"
#include "seccomm_case.h"

/**
 * struct vt_outside - what the test has layers take from outside
 * @now: microseconds since 1970
 * @random: bytes that are left to draw
 * @left: how many
 * @short_of: bytes drawn that were not there
 */
static struct vt_outside {
	u64 now;
	const u8 *random;
	size_t left;
	size_t short_of;
} vt_outside;

static u64 vt_now(void)
{
	return vt_outside.now;
}

static void vt_random(void *to, size_t len)
{
	const size_t n = min(len, vt_outside.left);

	memcpy(to, vt_outside.random, n);
	vt_outside.random += n;
	vt_outside.left -= n;
	vt_outside.short_of += len - n;
}

/* A number is one byte of what there is to draw. */
static u32 vt_below(u32 n)
{
	u8 drawn = 0;

	vt_random(&drawn, sizeof(drawn));
	return drawn % n;
}

static const struct seccomm_outside vt_outside_ops = {
	.now = vt_now,
	.random = vt_random,
	.below = vt_below,
};

static inline int vt_outside_init(struct kunit *test)
{
	memset(&vt_outside, 0, sizeof(vt_outside));
	seccomm_outside = &vt_outside_ops;
	return 0;
}

static inline void vt_outside_exit(struct kunit *test)
{
	seccomm_outside = NULL;
}

/* The clock stands as it did when @p was sent, and its layers draw what they drew. */
static inline void vt_outside_as(const struct vt_packet *p)
{
	vt_outside.now = p->time;
	vt_outside.random = p->random;
	vt_outside.left = p->random_len;
}

#endif /* SECCOMM_TEST_OUTSIDE_H */
