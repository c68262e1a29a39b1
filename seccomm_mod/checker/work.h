/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One run of the checker: what its steps read and fill in, and how they report.
 */
#ifndef SECCOMM_CHECKER_WORK_H
#define SECCOMM_CHECKER_WORK_H

#include "checker/checker.h"
#include "checker/host.h"

#ifndef __KERNEL__
#define __printf(...) /* the kernel build checks formats */
#endif

#define SECCOMM_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SECCOMM_TOP (-1) /* raiser of the stack's own events */

enum seccomm_dir { SECCOMM_DIR_DOWN, SECCOMM_DIR_UP };

/**
 * struct seccomm_place - where an instance is bound in one direction
 * @raiser: instance that raises the event, or SECCOMM_TOP
 * @index: the event's index in the raiser's list
 * @rank: how many of the raiser's handlers run before this one
 */
struct seccomm_place {
	__s8 raiser;
	__u8 index;
	__u8 rank;
};

/**
 * struct seccomm_work - one run of the checker
 * @in: the composition
 * @out: what the steps have found
 * @type: each instance's descriptor, NULL while unknown
 * @at: each instance's place downward and upward
 * @raw_slots: bitmap of slots that are declared raw, for seccomm_check_raw_swaps(), too
 * @swapped: bitmap of instances that stand with their events swapped
 * @n_errors: errors among the findings, which stand first there
 */
struct seccomm_work {
	const struct seccomm_composition *in;
	struct seccomm_checked *out;
	const struct seccomm_type_desc *type[SECCOMM_MAX_INSTANCES];
	struct seccomm_place at[SECCOMM_MAX_INSTANCES][2];
	__u32 raw_slots;
	__u32 swapped;
	__u8 n_errors;
};

__printf(5, 6) void seccomm_report(struct seccomm_work *w,
				   enum seccomm_severity severity, int instance,
				   const char *rule, const char *fmt, ...);
__u32 seccomm_option_value(const struct seccomm_work *w, unsigned int instance,
			   unsigned int option);
const char *seccomm_option_text(const struct seccomm_work *w,
				unsigned int instance, unsigned int option);
unsigned int seccomm_slots_taken(const struct seccomm_work *w,
				 unsigned int instance);
bool seccomm_is_swapped(const struct seccomm_work *w, unsigned int instance);

#endif /* SECCOMM_CHECKER_WORK_H */
