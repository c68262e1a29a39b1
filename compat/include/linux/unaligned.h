/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads and stores of unaligned words are declared by an architecture's header before
 * 6.12.
 */
#ifndef SECCOMM_COMPAT_LINUX_UNALIGNED_H
#define SECCOMM_COMPAT_LINUX_UNALIGNED_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include_next <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#endif /* SECCOMM_COMPAT_LINUX_UNALIGNED_H */
