/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's step that looks at slots and at the instances that use them.
 */
#ifndef SECCOMM_CHECKER_SLOTS_H
#define SECCOMM_CHECKER_SLOTS_H

#include "checker/work.h"

void seccomm_check_slots(struct seccomm_work *w);
void seccomm_check_raw_swaps(struct seccomm_work *w);

#endif /* SECCOMM_CHECKER_SLOTS_H */
