/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's step that finds what raises and what handles each event.
 */
#ifndef SECCOMM_CHECKER_EVENTS_H
#define SECCOMM_CHECKER_EVENTS_H

#include "checker/work.h"

void seccomm_check_events(struct seccomm_work *w);

#endif /* SECCOMM_CHECKER_EVENTS_H */
