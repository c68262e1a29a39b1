// SPDX-License-Identifier: GPL-2.0
/*
 * The groups of Diffie-Hellman, by number.
 */
#include "checker/checker.h"
#include "keydist/ffdhe.h"
#include "keydist/group.h"
#include "keydist/p256.h"
#include "keydist/x25519.h"

static const struct seccomm_group *const groups[SECCOMM_GROUPS] = {
	[SECCOMM_GROUP_X25519] = &seccomm_x25519,
	[SECCOMM_GROUP_P256] = &seccomm_p256,
	[SECCOMM_GROUP_FFDHE2048] = &seccomm_ffdhe2048,
	[SECCOMM_GROUP_FFDHE3072] = &seccomm_ffdhe3072,
};

const struct seccomm_group *seccomm_group(u8 group)
{
	return groups[group];
}
