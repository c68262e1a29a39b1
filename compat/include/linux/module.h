/* SPDX-License-Identifier: GPL-2.0 */
/*
 * MODULE_IMPORT_NS() takes a string since 6.13, a bare name before.
 */
#ifndef SECCOMM_COMPAT_LINUX_MODULE_H
#define SECCOMM_COMPAT_LINUX_MODULE_H

#include <linux/version.h>
#include_next <linux/module.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#undef MODULE_IMPORT_NS
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, ns)
#endif

#endif /* SECCOMM_COMPAT_LINUX_MODULE_H */
