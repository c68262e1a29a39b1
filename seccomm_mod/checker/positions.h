/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's step that lays out the positions of both directions as layers.
 */
#ifndef SECCOMM_CHECKER_POSITIONS_H
#define SECCOMM_CHECKER_POSITIONS_H

#include "checker/work.h"

void seccomm_check_positions(struct seccomm_work *w);

#endif /* SECCOMM_CHECKER_POSITIONS_H */
