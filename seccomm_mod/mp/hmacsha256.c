// SPDX-License-Identifier: GPL-2.0
/*
 * HMACSHA256Integrity: HMAC-SHA256 over additional data and body.
 */
#include "mp/hmac.h"

static int hmacsha256_available(const u32 *values, const char **lacks)
{
	return seccomm_hmac_available("hmac(sha256)", lacks);
}

const struct seccomm_mp_ops seccomm_hmacsha256_integrity = {
	.state_size = sizeof(struct seccomm_hmac_state),
	.down = seccomm_hmac_down,
	.up = seccomm_hmac_up,
	.arm = seccomm_hmac_arm,
	.disarm = seccomm_hmac_disarm,
	.available = hmacsha256_available,
};
