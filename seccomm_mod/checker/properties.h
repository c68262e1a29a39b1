/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The checker's step that looks at what the layers provide together.
 */
#ifndef SECCOMM_CHECKER_PROPERTIES_H
#define SECCOMM_CHECKER_PROPERTIES_H

#include "checker/work.h"

void seccomm_check_properties(struct seccomm_work *w);
__u32 seccomm_layer_provides(const struct seccomm_layer_info *layer);

#endif /* SECCOMM_CHECKER_PROPERTIES_H */
