/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the cases of sc_conform have in common: the kind of socket that is tested,
 * addresses, sockets in a state, and assertions that end a case.
 */
#ifndef CONFORM_H
#define CONFORM_H

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/seccomm.h>

#include "sc_slow.h"

#define STACK "conform"
#define PATIENCE sc_slow_ms(20000) /* ms */
/* Seconds: what is answered is not given up late, and a refusal comes before soon. */
#define GIVE_UP_SOON (sc_slow_ms(4000) / 1000)
#define GIVE_UP_LATE 600

/* What is tested: four kinds, and the same cases for each. */
struct kind {
	const char *name;
	bool seccomm;
	int ip;
};

extern const struct kind *kind;

/* In differences.def. */
enum difference {
	STACK_NEEDED,
	CONNECT_WAITS,
	CONNECT_PORT_0,
	CONNECT_SELF,
	AUTOBOUND_ACCEPTS,
	SENDTO_FAMILY,
	BROADCAST,
	MULTICAST,
	LONGEST,
	SEND_CONTROL,
	SHUT_RD_DELIVERS,
	CLOSED_PEER_QUEUE,
	OTHER_DEVICE,
	UNBIND_DEVICE,
	MTU_DISCOVER,
	TX_TIMES,
	UNKNOWN_LEVEL,
	OUT_OF_BAND,
	FILTER_HEADERS,
	SESSION_FIRST,
	LATE_ERRORS,
	DIFFERENCES
};

/* Is this an AF_SECCOMM socket, in what the table says it differs? */
bool differs(enum difference d);

struct addr {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_seccomm sc;
	};
	socklen_t len;
};

struct addr addr_of(const char *v4, const char *v6, int port);
struct addr loopback(int port);
struct addr unspecified(int port);
int addr_port(const struct addr *a);
bool addr_same_host(const struct addr *a, const struct addr *b);
struct addr local_addr(int s);
struct addr peer_addr(int s);

/* One of this kind, as the application makes it; a stack chosen. */
int plain_socket(int flags);
int new_socket(void);
/* Bound to the loopback address, any port. */
int bound_socket(void);
int connect_to(int s, const struct addr *a);
int bind_to(int s, const struct addr *a);
int disconnect(int s);
ssize_t send_to(int s, const void *buf, size_t len, const struct addr *a);
/* @a connected to @b, which is bound. */
void pair(int *a, int *b);

/* When opens that begin from now on are given up. A case begins with GIVE_UP_LATE. */
void give_up_after(int seconds);
bool wait_for(int s, short events);
/* The next message, waited for. */
ssize_t receive(int s, void *buf, size_t len);
/* Sends from @from to @to and receives it: all sent before has been dealt with. */
void barrier(void);
size_t longest(void);
void fill(void *buf, size_t len, unsigned int seed);
bool filled(const void *buf, size_t len, unsigned int seed);
void set_int(int s, int level, int name, int val);
int get_int(int s, int level, int name);
void run(const char *command);
/* Does the socket layer set options of SOL_SOCKET without asking the family? */
bool kernel_before_6_7(void);

noreturn void fail(const char *file, int line, const char *what);
void expect_errno(long r, int want, const char *file, int line,
		  const char *what);

/* Each ends the case unless it holds. */
#define CHECK(cond)                                      \
	do {                                             \
		if (!(cond))                             \
			fail(__FILE__, __LINE__, #cond); \
	} while (0)
/* The call succeeds where @err is 0, else fails with it. */
#define GIVES(err, call) \
	expect_errno((long)(call), err, __FILE__, __LINE__, #call)
#define OK(call) GIVES(0, call)
/* It gives this number. */
#define IS(number, call) \
	expect_number((long)(call), (long)(number), __FILE__, __LINE__, #call)
void expect_number(long r, long want, const char *file, int line,
		   const char *what);

struct test {
	const char *name;
	void (*run)(void);
};

/* Lists that end with a NULL name. */
extern const struct test address_tests[], message_tests[], option_tests[],
	event_tests[], error_tests[], sharing_tests[], filter_tests[],
	writable_tests[], honoured_tests[], table_tests[];
/* Is there a case of this name in them? */
bool test_exists(const char *name);
/* The calls that are tested in every state, by number; NULL: no more. */
const char *state_test_name(int number);
void state_test(int number);

#endif /* CONFORM_H */
