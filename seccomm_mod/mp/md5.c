// SPDX-License-Identifier: GPL-2.0
/*
 * MD5Integrity: HMAC-MD5 over additional data and body, the paper's; legacy.
 */
#include "mp/hmac.h"

static int md5_available(const u32 *values, const char **lacks)
{
	return seccomm_hmac_available("hmac(md5)", lacks);
}

const struct seccomm_mp_ops seccomm_md5_integrity = {
	.state_size = sizeof(struct seccomm_hmac_state),
	.down = seccomm_hmac_down,
	.up = seccomm_hmac_up,
	.arm = seccomm_hmac_arm,
	.disarm = seccomm_hmac_disarm,
	.available = md5_available,
};
