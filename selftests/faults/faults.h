/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fault injection: what sc_faults' files share.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdbool.h>

/* What of the kernel fails. */
enum where {
	/* The n-th allocation of this task. */
	IN_TASK,
	/* The n-th allocation of each kernel worker. */
	IN_WORKERS,
	/* The first one behind n * STEP bytes, softirqs' too. */
	ANYWHERE,
	/* The same of this task, and all of several pages. */
	IN_TASK_LARGE,
};

/**
 * struct fault_case - something to do while allocations fail
 * @name: the test's name
 * @where: what fails
 * @max: tries after which it has failed, if there was still a fault
 * @before: brings about what @op needs, or NULL
 * @op: the thing; errno or 0
 * @after: takes back whatever @op did, or NULL; -1 if that cannot be
 */
struct fault_case {
	const char *name;
	enum where where;
	unsigned int max;
	int (*before)(void);
	int (*op)(void);
	int (*after)(int err);
};

/* inject.c; false: this kernel cannot. */
bool inject_open(void);
void inject(enum where where, unsigned int n);
/* Stops injecting: did a fault occur? */
bool inject_end(enum where where);

/* configure.c and traffic.c; both lists end with a NULL name. */
extern const struct fault_case configure_cases[];
extern const struct fault_case traffic_cases[];
bool configure_open(void);
bool traffic_open(void);
/* A good message passes between sockets that were there before all faults. */
bool traffic_good(void);
/* A new connection opens, and a message passes. */
bool traffic_opens(void);

#endif /* FAULTS_H */
