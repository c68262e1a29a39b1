// SPDX-License-Identifier: GPL-2.0
/*
 * SHAIntegrity: HMAC-SHA1 over additional data and body, the paper's; legacy.
 */
#include "mp/hmac.h"

static int sha_available(const u32 *values, const char **lacks)
{
	return seccomm_hmac_available("hmac(sha1)", lacks);
}

const struct seccomm_mp_ops seccomm_sha_integrity = {
	.state_size = sizeof(struct seccomm_hmac_state),
	.down = seccomm_hmac_down,
	.up = seccomm_hmac_up,
	.arm = seccomm_hmac_arm,
	.disarm = seccomm_hmac_disarm,
	.available = sha_available,
};
