/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The floors: how much must be broken before a property is lost.
 */
#ifndef SECCOMM_CHECKER_FLOOR_H
#define SECCOMM_CHECKER_FLOOR_H

#include "checker/checker.h"

void seccomm_find_floors(struct seccomm_checked *checked);

/* What every floor takes for granted: SECCOMM_N_ASSUMED texts, always shown. */
#define SECCOMM_N_ASSUMED 3
extern const char *const seccomm_assumed[SECCOMM_N_ASSUMED];

/* Is a message read by who only listens, but not by who alters: privacy alone? */
bool seccomm_passive_only(const struct seccomm_floor *floors);

#endif /* SECCOMM_CHECKER_FLOOR_H */
