/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What layers take from outside: the time, random bytes and numbers. A kernel with KUnit lets
 * the tests give them.
 */
#ifndef SECCOMM_MP_OUTSIDE_H
#define SECCOMM_MP_OUTSIDE_H

#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/types.h>

/**
 * struct seccomm_outside - what tests give in place of the clock and the generator
 * @now: microseconds since 1970
 * @random: write @len bytes to @to
 * @below: a number from 0 to @n - 1
 */
struct seccomm_outside {
	u64 (*now)(void);
	void (*random)(void *to, size_t len);
	u32 (*below)(u32 n);
};

/* NULL: the kernel's own. Set by a test while nothing else runs; there only with KUnit. */
extern const struct seccomm_outside *seccomm_outside;

/* Microseconds since 1970-01-01 UTC, by CLOCK_REALTIME. Any context. */
static inline u64 seccomm_now(void)
{
	if (IS_ENABLED(CONFIG_KUNIT) && seccomm_outside)
		return seccomm_outside->now();
	return ktime_to_us(ktime_get_real());
}

/* Fill @to with fresh random bytes. Any context. */
static inline void seccomm_random(void *to, size_t len)
{
	if (IS_ENABLED(CONFIG_KUNIT) && seccomm_outside)
		seccomm_outside->random(to, len);
	else
		get_random_bytes(to, len);
}

/* A number from 0 to @n - 1, each as likely as the others; @n is not 0. Any context. */
static inline u32 seccomm_random_below(u32 n)
{
	if (IS_ENABLED(CONFIG_KUNIT) && seccomm_outside)
		return seccomm_outside->below(n);
	return get_random_u32_below(n);
}

#endif /* SECCOMM_MP_OUTSIDE_H */
