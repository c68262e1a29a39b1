/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every key and nonce that a cipher sealed an honest packet with.
 */
#ifndef SURVIVE_LEDGER_H
#define SURVIVE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

/* Between the two, what ciphers are used with is noted. */
void ledger_open(void);
void ledger_close(void);
size_t ledger_entries(void);
/* How many entries have come before. */
size_t ledger_twice(void);

#endif /* SURVIVE_LEDGER_H */
