// SPDX-License-Identifier: GPL-2.0
/*
 * Pre-shared secrets: what the key store has for this stack, slot and peer.
 */
#include "keydist/psk.h"
#include "keys/store.h"

static int psk_length(struct seccomm_keydist *kd)
{
	return seccomm_key_length(kd->net, kd->stack, kd->slot, kd->peer);
}

static struct seccomm_secret *psk_secret(struct seccomm_keydist *kd)
{
	return seccomm_key_lookup(kd->net, kd->stack, kd->slot, kd->peer,
				  &kd->names);
}

const struct seccomm_keydist_ops seccomm_psk = {
	.name = "PreSharedKey",
	.length = psk_length,
	.secret = psk_secret,
};
