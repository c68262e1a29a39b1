// SPDX-License-Identifier: GPL-2.0
/*
 * What KUnit gives layers in place of the clock and the random generator.
 */
#include <kunit/visibility.h>
#include "mp/outside.h"

#if IS_ENABLED(CONFIG_KUNIT)
const struct seccomm_outside *seccomm_outside;
EXPORT_SYMBOL_IF_KUNIT(seccomm_outside);
#endif
