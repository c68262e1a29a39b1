/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A man in the middle: what its parts share. Direction 0 is from the first
 * interface to the second.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#define FRAME_MAX 65600
#define TYPES 16
#define KEPT 64 /* frames kept of each type and direction */

struct frame {
	size_t len;
	size_t ip; /* where the IP header starts */
	size_t msg; /* where the SecComm message starts */
	bool v6;
	__u8 data[FRAME_MAX];
};

enum action {
	ACT_DROP,
	ACT_DUP,
	ACT_FLIP, /* xor one byte */
	ACT_SET, /* write bytes */
	ACT_CUT, /* take bytes off the end */
	ACT_EXTEND, /* put zero bytes at the end */
	ACT_REFLECT, /* back to its sender, with the addresses swapped */
	ACT_SOURCE, /* from another address */
	ACT_DESTINATION, /* to another address */
};

enum which {
	WHICH_NTH,
	WHICH_EVERY,
	WHICH_REPEATS, /* equal to one that came before */
};

#define ACT_BYTES 384 /* the longest public value of a method */

struct change {
	enum action action;
	long offset; /* in the message; negative: from its end */
	size_t count;
	__u8 bytes[ACT_BYTES]; /* or an address */
};

/* packet.c */
bool frame_parse(struct frame *f, int proto);
int frame_type(const struct frame *f);
bool frame_change(struct frame *f, const struct change *c);
void frame_set_message(struct frame *f, const __u8 *msg, size_t len);
size_t frame_message_len(const struct frame *f);

/* rules.c */
bool rule_add(int dir, int type, enum which which, unsigned long nth,
	      const struct change *c);
bool rule_take(int dir, int type, bool repeat, struct change *c);
void rules_clear(void);
unsigned int rules_left(void);

/* command.c */
void command_line(char *line);

/* sc_relay.c */
void relay_send(int dir, const struct frame *f);
bool relay_forward(int dir, struct frame *f, const struct change *c);
const struct frame *relay_kept(int dir, int type, unsigned long nth);
unsigned long relay_seen(int dir, int type);
void relay_forget(void);
bool relay_wait(int dir, int type, unsigned long count, int ms);

#endif /* RELAY_H */
