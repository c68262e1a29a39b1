/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the MAC types share: a tag over additional data and body, which stands behind the
 * body.
 */
#ifndef SECCOMM_MP_MAC_H
#define SECCOMM_MP_MAC_H

#include <crypto/utils.h>
#include "mp/util.h"

/**
 * typedef seccomm_mac_t - compute a tag
 * @state: the layer's state
 * @number: message number
 * @data: additional data, and right behind it the body
 * @len: bytes of both
 * @tag: where to write the tag
 *
 * Return: 0 or a negative errno.
 */
typedef int (*seccomm_mac_t)(const void *state, u64 number, const u8 *data,
			     unsigned int len, u8 *tag);

/* The tag of the additional data and @len bytes of body. */
static __always_inline int seccomm_mac(struct sk_buff *skb, const void *state,
				       seccomm_mac_t mac, unsigned int len,
				       u8 *tag)
{
	u8 save[SECCOMM_AAD_LEN];
	int err;

	err = mac(state, CACTUS_CB(skb)->number, seccomm_aad_borrow(skb, save),
		  SECCOMM_AAD_LEN + len, tag);
	seccomm_aad_return(skb, save);
	return err;
}

/**
 * seccomm_mac_append() - what a MAC type's handler does downward
 * @skb: the message
 * @state: the layer's state
 * @mac: computes the tag
 * @tag_len: bytes of the tag
 *
 * Return: CACTUS_CONTINUE, -EMSGSIZE or an errno of @mac.
 */
static __always_inline int seccomm_mac_append(struct sk_buff *skb,
					      const void *state,
					      seccomm_mac_t mac,
					      unsigned int tag_len)
{
	const unsigned int len = skb->len;
	u8 *tag = cactus_attr_push(skb, tag_len);

	if (unlikely(!tag))
		return -EMSGSIZE;
	return seccomm_mac(skb, state, mac, len, tag);
}

/**
 * seccomm_mac_verify() - what a MAC type's handler does upward
 * @skb: the message
 * @state: the layer's state
 * @mac: computes the tag
 * @tag_len: bytes of the tag, SECCOMM_HASH_LEN at most
 *
 * Return: CACTUS_CONTINUE, -EBADMSG, -EKEYEXPIRED or an errno of @mac.
 */
static __always_inline int seccomm_mac_verify(struct sk_buff *skb,
					      const void *state,
					      seccomm_mac_t mac,
					      unsigned int tag_len)
{
	u8 tag[SECCOMM_HASH_LEN];
	const u8 *got;
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	got = cactus_attr_pop(skb, tag_len);
	if (unlikely(!got))
		return seccomm_verify_failed(skb);
	err = seccomm_mac(skb, state, mac, skb->len, tag);
	if (likely(!err) && unlikely(crypto_memneq(tag, got, tag_len)))
		err = seccomm_verify_failed(skb);
	memzero_explicit(tag, sizeof(tag));
	return err;
}

#endif /* SECCOMM_MP_MAC_H */
