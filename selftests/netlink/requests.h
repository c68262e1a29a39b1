/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A request, what came back, and the tests of sc_nl_requests.
 */
#ifndef SC_NL_REQUESTS_H
#define SC_NL_REQUESTS_H

#include <linux/seccomm.h>

#include "sc_nl.h"

/* A byte of every secret. */
#define MARK 0xa5

/**
 * struct answer - what came back
 * @a: errno, extended ack and so on
 * @marks: bytes MARK in a row that the ack quotes from the request
 * @accepted: SECCOMM_A_STACK_ACCEPTED of the last reply, or -1
 * @floors: SECCOMM_A_STACK_FLOOR in it
 * @family: the family of the last atom of these
 * @instances: SECCOMM_A_STACK_INSTANCE in the last reply
 */
struct answer {
	struct sc_answer a;
	unsigned int marks;
	int accepted;
	unsigned int floors;
	char family[SECCOMM_NAME_MAX + 1];
	unsigned int instances;
};

/* What a dump is offered to receive at first. */
#define SMALL_ROOM 4096

extern struct sc_nl nl;

/* Prints a test's result, and what came back if it failed. */
void result(bool good, const char *name, const struct answer *a);
struct nlmsghdr *req(__u8 cmd);
struct answer ask(struct nlmsghdr *nlh);
/* Refused with @error, and @text somewhere in what the kernel says. */
void refused(struct nlmsghdr *nlh, int error, const char *text,
	     const char *name);
/* A request about a stack of so many NullSecurity. */
struct nlmsghdr *stack(__u8 cmd, const char *name, int nulls);

void test_names(void);
void test_instances(void);
void test_texts(void);
void test_slots(void);
void test_large(void);
void test_floors(void);
void test_key_values(void);
void test_key_names(void);
void test_wiped(void);
void test_interrupted(void);
void test_policy(void);
void test_peers(void);
void test_longest_peers(void);

#endif /* SC_NL_REQUESTS_H */
