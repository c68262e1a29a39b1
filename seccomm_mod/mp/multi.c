// SPDX-License-Identifier: GPL-2.0
/*
 * MultiSecurity: one security property from several members in a row.
 * Raises its members' events in order, and back in the reverse order.
 */
#include "mp/mp.h"

const struct seccomm_mp_ops seccomm_multi_security = {
	.down = cactus_raise_all,
	.up = cactus_raise_all,
};
