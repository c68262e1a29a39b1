/* SPDX-License-Identifier: GPL-2.0 */
/*
 * __counted_by(), which names the member that counts a flexible array, exists since
 * 6.6.
 */
#ifndef SECCOMM_COMPAT_LINUX_COMPILER_H
#define SECCOMM_COMPAT_LINUX_COMPILER_H

#include_next <linux/compiler.h>

#ifndef __counted_by
#define __counted_by(member)
#endif

#endif /* SECCOMM_COMPAT_LINUX_COMPILER_H */
