/* SPDX-License-Identifier: GPL-2.0 */
/* A heap for OpenSSL that keeps nothing of what was freed. */
#ifndef SECCOMMCTL_OPENSSL_HEAP_H
#define SECCOMMCTL_OPENSSL_HEAP_H

#include <stdbool.h>

/* Have OpenSSL use it from here on; false, if OpenSSL has allocated before. */
bool openssl_heap_wipes(void);

#endif /* SECCOMMCTL_OPENSSL_HEAP_H */
