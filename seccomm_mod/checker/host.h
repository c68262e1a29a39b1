/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the checker takes from its host, the kernel or a program.
 */
#ifndef SECCOMM_CHECKER_HOST_H
#define SECCOMM_CHECKER_HOST_H

#ifdef __KERNEL__
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/string.h>
#else
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#define EXPORT_SYMBOL_IF_KUNIT(...)
#define div_u64(dividend, divisor) ((dividend) / (divisor))

static inline void cond_resched(void)
{
}
#endif

#endif /* SECCOMM_CHECKER_HOST_H */
