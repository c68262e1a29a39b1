/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's step that looks at metas which choose or split.
 */
#ifndef SECCOMM_CHECKER_METAS_H
#define SECCOMM_CHECKER_METAS_H

#include "checker/work.h"

/* The flags of metas that do not hand each message to each member. */
#define SECCOMM_CHOOSES_OR_SPLITS (SECCOMM_TYPE_ONE_OF | SECCOMM_TYPE_SPLIT)
/* Splits that may stand inside each other: each doubles a message. */
#define SECCOMM_MAX_SPLITS 3

void seccomm_check_members(struct seccomm_work *w, unsigned int instance);
void seccomm_check_metas(struct seccomm_work *w);
int seccomm_layer_around(const struct seccomm_layer_info *layers,
			 unsigned int a, unsigned int b);
/* The value of a layer's option, or @otherwise if its type has none of that name. */
__u32 seccomm_layer_option(const struct seccomm_layer_info *layer,
			   const char *name, __u32 otherwise);

#endif /* SECCOMM_CHECKER_METAS_H */
