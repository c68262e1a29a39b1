/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's rules on evidence that is kept of messages.
 */
#ifndef SECCOMM_CHECKER_EVIDENCE_H
#define SECCOMM_CHECKER_EVIDENCE_H

#include "checker/work.h"

void seccomm_check_evidence(struct seccomm_work *w);

#endif /* SECCOMM_CHECKER_EVIDENCE_H */
