/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every key and nonce that something honest was sealed with.
 */
#ifndef SURVIVE_LEDGER_H
#define SURVIVE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

struct rc_span;

/* Between the two, what ciphers are used with is noted. */
void ledger_open(void);
void ledger_close(void);
/* One more, of @algorithm. */
void ledger_note(const char *algorithm, struct rc_span key,
		 struct rc_span nonce);
size_t ledger_entries(void);
/* How many entries have come before. */
size_t ledger_twice(void);
/* Append all entries to a file, for those of several programs to be looked at; or take what is
 * in one. False: that failed, and errno says why.
 */
bool ledger_save(const char *file);
bool ledger_load(const char *file);

#endif /* SURVIVE_LEDGER_H */
