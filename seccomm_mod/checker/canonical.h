/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's step that writes the canonical form.
 */
#ifndef SECCOMM_CHECKER_CANONICAL_H
#define SECCOMM_CHECKER_CANONICAL_H

#include "checker/work.h"

void seccomm_write_canonical(struct seccomm_work *w);

#endif /* SECCOMM_CHECKER_CANONICAL_H */
