/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output as text or JSON from the same calls: each names a JSON key and a
 * printf format for the text; NULL for either leaves it out there.
 */
#ifndef SECCOMMCTL_OUT_H
#define SECCOMMCTL_OUT_H

#include <stdbool.h>
#include <linux/types.h>

/* clang-format off */
#define __printf(a, b) __attribute__((format(printf, a, b)))
/* clang-format on */

struct json_t;

extern bool out_json; /* -j */
extern bool out_pretty; /* -p */
extern bool out_stats; /* -s */
extern bool out_details; /* -d */

/* A command's output begins and ends; a list of objects in JSON. */
void out_begin(void);
void out_end(void);
/* Has all that was said until now been written? False, with a message the first time,
 * if any of it could not be.
 */
bool out_flush(void);
/* Messages as they come: each a JSON text on a line of its own. */
void out_message(void);
void out_message_end(void);

/* @key NULL inside a list. */
void out_object(const char *key);
void out_array(const char *key);
void out_close(void);

void out_string(const char *key, const char *fmt, const char *value);
void out_uint(const char *key, const char *fmt, __u64 value);
/* Instructions for a message, and thousandths of one for each byte: cost_message and
 * cost_byte in JSON, as text "cost 1500+2.5*n".
 */
void out_cost(__u64 message, __u64 byte);
/* The text, a whole word, only where @value is true. */
void out_bool(const char *key, const char *text, bool value);
/* Nothing as text; takes the value over. */
void out_value(const char *key, struct json_t *value);
void out_null(const char *key);
/* Bytes as hexadecimal digits. */
void out_hex(const char *key, const char *fmt, const void *data,
	     unsigned int len);
/* Nothing in JSON. */
void __printf(1, 2) out_text(const char *fmt, ...);

#endif /* SECCOMMCTL_OUT_H */
