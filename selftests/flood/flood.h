/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The messages of a flood: length and content of each follow from the seed and
 * its number, so that a receiver knows every byte that it may see.
 */
#ifndef FLOOD_H
#define FLOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdnoreturn.h>

#include <linux/types.h>

#define FLOOD_LEN_USUAL 1200
#define FLOOD_LEN_MAX 65536
#define FLOOD_NUMBER 4 /* its number, where there is room for it */

struct flood {
	const char *stack;
	const char *host;
	const char *port;
	__u32 count;
	__u32 seed;
	size_t limit; /* lengths log-uniform up to this; 0: 1 to 1200 */
	unsigned long rate; /* messages a second; 0: as it goes */
	bool wait; /* until told to begin */
};

/* content.c */
size_t flood_message(const struct flood *f, __u32 number,
		     __u8 out[FLOOD_LEN_MAX]);

/* receive.c */
int flood_receive(struct flood *f);

/* watch.c */
int flood_watch(const char *interface, int proto);
/* The same where IP reassembles: what it delivers, by raw sockets. */
int flood_watch_whole(int proto);

/* sc_flood.c */
noreturn void flood_fail(const char *what);
int flood_socket(struct flood *f);
void flood_wait_input(void);

#endif /* FLOOD_H */
