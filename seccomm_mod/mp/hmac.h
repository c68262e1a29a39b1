/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the HMAC types share. The descriptor has algorithm and key length; the MAC is as
 * long as its key.
 */
#ifndef SECCOMM_MP_HMAC_H
#define SECCOMM_MP_HMAC_H

#include "mp/mp.h"

struct crypto_shash;

/**
 * struct seccomm_hmac_state - a layer's key
 * @tfm: transform that holds the key
 * @len: bytes of the key and of a MAC
 */
struct seccomm_hmac_state {
	struct crypto_shash *tfm;
	unsigned int len;
};

/* As in struct seccomm_mp_ops. */
int seccomm_hmac_down(struct sk_buff *skb, void *arg);
int seccomm_hmac_up(struct sk_buff *skb, void *arg);
int seccomm_hmac_arm(void *state, const struct seccomm_layer *layer,
		     const struct seccomm_arming *arming);
void seccomm_hmac_disarm(void *state, const struct seccomm_layer *layer);
/* Has this kernel @algorithm? 0, or a negative errno and @lacks is set. Process context. */
int seccomm_hmac_available(const char *algorithm, const char **lacks);

#endif /* SECCOMM_MP_HMAC_H */
