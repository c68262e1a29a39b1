/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that the kernel is to write a log to.
 */
#ifndef SECCOMMCTL_AUDIT_FILE_H
#define SECCOMMCTL_AUDIT_FILE_H

#include <stdbool.h>

#include "audit_put.h"

/* Open a file for appending, make it if it is not there, lock it, and verify it. What a crash
 * has left at its end is moved to NAME.torn. @empty: it must have nothing. A descriptor, or -1
 * with a message.
 */
int audit_file_open(const char *name, bool empty, struct audit_end *end);

#endif /* SECCOMMCTL_AUDIT_FILE_H */
