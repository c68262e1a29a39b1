// SPDX-License-Identifier: GPL-2.0
/*
 * OpenSSL wipes keys, but not all that it reads a private key into: pieces of an RSA key's
 * numbers stay in what it frees. So all that it frees is wiped here.
 */
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "openssl_heap.h"

static void *heap_new(size_t len, const char *file, int line)
{
	return malloc(len);
}

static void heap_free(void *p, const char *file, int line)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

/* Never in place: what moves is to be wiped where it was. */
static void *heap_resize(void *p, size_t len, const char *file, int line)
{
	size_t old = malloc_usable_size(p);
	void *moved = len ? malloc(len) : NULL;

	if (p && moved)
		memcpy(moved, p, old < len ? old : len);
	if (moved || !len)
		heap_free(p, file, line);
	return moved;
}

bool openssl_heap_wipes(void)
{
	return CRYPTO_set_mem_functions(heap_new, heap_resize, heap_free) == 1;
}
