/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the commands share: exit statuses, words, messages, text, addresses.
 */
#ifndef SECCOMMCTL_H
#define SECCOMMCTL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "checker/checker.h"
#include "out.h"

/* Exit statuses. */
enum {
	EXIT_OK = 0,
	EXIT_OWN = 1, /* usage, or trouble of our own */
	EXIT_REFUSED = 2, /* the kernel refused */
};

/**
 * struct command - a word of the grammar and what it does
 * @word: the word, which may be abbreviated while it is clear
 * @run: its function, given the words behind it; returns an exit status
 */
struct command {
	const char *word;
	int (*run)(int argc, char **argv);
};

/* Run the command that argv[0] names among @table, ended by an empty one; show,
 * if there is no word at all. Says what is wrong and shows @usage if there is no
 * such command; `help` shows it too.
 */
int run_command(const struct command *table, const char *usage, int argc,
		char **argv);
/* Is @given the word, or a beginning of it of two characters or more? */
bool is_word(const char *given, const char *word);
/* Say what is wrong, on standard error, behind the batch's place if in one. */
int __printf(1, 2) fail(const char *fmt, ...);
/* Say what is not good, likewise; what was asked for is done all the same. */
void __printf(1, 2) warning(const char *fmt, ...);
/* Show a usage text on standard error; EXIT_OWN. */
int usage_error(const char *usage);
/* A whole number from @min to @max; false, with a message, if it is none. */
bool get_number(const char *text, const char *what, unsigned long min,
		unsigned long max, unsigned long *value);

/* Where messages come from: the batch file's name and line, or NULL. */
extern const char *batch_name;
extern unsigned int batch_line;
int run_batch(const char *name, int (*run)(int argc, char **argv));
int run_line(int argc, char **argv);

/* Join the network namespace of this name, as `ip -n` does. */
int netns_enter(const char *name);

/* A file's bytes, "-" for standard input; at most @max. NULL with a message. The
 * caller wipes with explicit_bzero() and frees.
 */
char *read_file(const char *name, size_t max, size_t *len);
/* Hexadecimal digits, space between them, to bytes in place; false if other. */
bool unhex(char *text, size_t *len);

/* Addresses are IPv6 or v4-mapped throughout. */
struct prefix {
	struct in6_addr addr;
	__u8 len;
};

bool prefix_parse(const char *text, struct prefix *prefix);
/* As text in a static buffer; "any" for all peers. */
const char *prefix_text(const struct in6_addr *addr, __u8 len);
const char *address_text(const struct in6_addr *addr);

/* Types as this kernel has them, for the checker; the built-in ones where it
 * cannot be asked.
 */
const struct seccomm_type_desc *catalog_lookup(const char *name, void *ctx);

/* The word for an enum seccomm_key_kind. */
const char *key_kind_word(unsigned int kind);
/* The word for an enum seccomm_pk_alg, "unknown" for another number. */
const char *pk_word(unsigned int alg);

int cmd_stack(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_policy(int argc, char **argv);
int cmd_peer(int argc, char **argv);
int cmd_session(int argc, char **argv);
int cmd_type(int argc, char **argv);
/* Words behind `type test`: names of types. */
int cmd_type_test(int argc, char **argv);
int cmd_stats(int argc, char **argv);
int cmd_monitor(int argc, char **argv);
int cmd_audit(int argc, char **argv);

#endif /* SECCOMMCTL_H */
