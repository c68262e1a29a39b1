// SPDX-License-Identifier: GPL-2.0
/*
 * MultiSecurity: one security property from several members in a row.
 * It raises its members' events in order downward, and in the reverse order upward.
 */
#include "mp/mp.h"

const struct seccomm_mp_ops seccomm_multi_security = {
	.down = cactus_raise_all,
	.up = cactus_raise_all,
};
