// SPDX-License-Identifier: GPL-2.0
/*
 * Keys and nonces as hashes, so that one of all sessions is as good as any.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../wire/recompute.h"
#include "ledger.h"

typedef __u8 entry[RC_HASH];

static entry *entries;
static size_t nr, room;

static __u8 *new_entry(void)
{
	if (nr == room) {
		room = 2 * room + 1024;
		entries = realloc(entries, room * sizeof(*entries));
		if (!entries)
			rc_die("no memory");
	}
	return entries[nr++];
}

void ledger_note(const char *algorithm, struct rc_span key,
		 struct rc_span nonce)
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_lp(&b, algorithm, strlen(algorithm));
	rc_put_lp(&b, key.data, key.len);
	rc_put_lp(&b, nonce.data, nonce.len);
	rc_sha256(b.data, b.len, new_entry());
}

void ledger_open(void)
{
	rc_nonce_seen = ledger_note;
}

void ledger_close(void)
{
	rc_nonce_seen = NULL;
}

size_t ledger_entries(void)
{
	return nr;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(entry));
}

size_t ledger_twice(void)
{
	size_t i, twice = 0;

	qsort(entries, nr, sizeof(*entries), compare);
	for (i = 1; i < nr; i++)
		twice += !memcmp(entries[i - 1], entries[i], sizeof(entry));
	return twice;
}

bool ledger_save(const char *file)
{
	FILE *f = fopen(file, "a");
	bool good;

	if (!f)
		return false;
	good = fwrite(entries, sizeof(entry), nr, f) == nr;
	return !fclose(f) && good;
}

bool ledger_load(const char *file)
{
	FILE *f = fopen(file, "r");
	bool good;
	entry one;

	if (!f)
		return false;
	while (fread(one, sizeof(one), 1, f) == 1)
		memcpy(new_entry(), one, sizeof(one));
	good = !ferror(f);
	fclose(f);
	return good;
}
