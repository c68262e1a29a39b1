/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Many opens at a time: forged ones that nobody goes on with, and honest ones.
 */
#ifndef OPENS_H
#define OPENS_H

#include <stdbool.h>
#include <stdnoreturn.h>

#include <linux/types.h>

#define DIGEST_LEN 32
#define MAX_LENGTH 16384 /* of a message */

/**
 * struct opens - what is asked for
 * @count: M1s to forge at least, or honest opens
 * @messages: that each honest peer sends
 * @length: bytes of each of these
 * @addresses: that are sources in turn, forged ones or those of honest peers
 * @echo: an honest peer waits for its message to come back
 * @slots: bitmap of the stack's slots
 * @digest: the stack's
 * @stack: its name
 * @port: that is opened to
 */
struct opens {
	unsigned long count, addresses, messages, length;
	bool echo;
	__u32 slots;
	__u8 digest[DIGEST_LEN];
	const char *stack;
	const char *port;
};

/* sc_opens.c */
noreturn void opens_fail(const char *what);
/* Has a line, or its end, come on stdin? */
bool opens_told(int timeout_ms);

/* forge.c: M1s by @interface to the host of Ethernet address @mac that has @host. */
int opens_forge(const struct opens *o, const char *interface, const char *mac,
		const char *host);

/* connect.c: from the addresses that begin with @first, all at once, to @host. */
int opens_connect(const struct opens *o, const char *first, const char *host);

#endif /* OPENS_H */
