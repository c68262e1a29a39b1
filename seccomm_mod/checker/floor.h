/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The floors: how much must be broken before a property is lost.
 */
#ifndef SECCOMM_CHECKER_FLOOR_H
#define SECCOMM_CHECKER_FLOOR_H

#include "checker/checker.h"

void seccomm_find_floors(struct seccomm_checked *checked);

/* What every floor takes for granted: SECCOMM_N_ASSUMED texts, which are shown with any
 * floor.
 */
#define SECCOMM_N_ASSUMED 3
extern const char *const seccomm_assumed[SECCOMM_N_ASSUMED];

/* How much may be broken before what is left of privacy holds only against those who listen,
 * and not against those who alter messages; -1 if nothing is left then.
 */
int seccomm_passive_beyond(const struct seccomm_floor *floors);

#endif /* SECCOMM_CHECKER_FLOOR_H */
