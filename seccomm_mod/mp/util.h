/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What several micro-protocols share: nonces, additional data in place, caps.
 */
#ifndef SECCOMM_MP_UTIL_H
#define SECCOMM_MP_UTIL_H

#include <linux/string.h>
#include "keys/nonce.h"
#include "mp/mp.h"

/* Failed verifications per key (RFC 9001 section 6.6). */
#define SECCOMM_MAX_FAILURES BIT_ULL(36)

/**
 * seccomm_aad_borrow() - put the additional data right before the body
 * @skb: a data message
 * @save: what stood there, SECCOMM_AAD_LEN bytes, for seccomm_aad_return()
 *
 * Then additional data, body and tag are one piece of memory. The base header
 * moves, and nothing may look at it until seccomm_aad_return().
 * Return: the additional data.
 */
static __always_inline u8 *seccomm_aad_borrow(struct sk_buff *skb,
					      u8 save[SECCOMM_AAD_LEN])
{
	u8 *aad = skb->data - SECCOMM_AAD_LEN;

	memcpy(save, aad, SECCOMM_AAD_LEN);
	memcpy(aad, save + SECCOMM_SID_LEN, SECCOMM_HDR_LEN);
	memcpy(aad + SECCOMM_HDR_LEN, seccomm_course(skb)->sid,
	       SECCOMM_SID_LEN);
	return aad;
}

/* Give the memory before the body back as it was. */
static __always_inline void seccomm_aad_return(struct sk_buff *skb,
					       const u8 save[SECCOMM_AAD_LEN])
{
	memcpy(skb->data - SECCOMM_AAD_LEN, save, SECCOMM_AAD_LEN);
}

/**
 * seccomm_spend() - count what a key does, up to its cap
 * @spent: what it has done so far
 * @n: what it is to do now
 * @max: its cap
 * What is refused is taken back, so the counter never wraps: it passes @max by
 * no more than what all CPUs add at one moment.
 * Return: 0, or -EKEYEXPIRED if the key may not do so much any more.
 */
static inline int seccomm_spend(atomic64_t *spent, u64 n, u64 max)
{
	if (likely((u64)atomic64_add_return(n, spent) <= max))
		return 0;
	atomic64_sub(n, spent);
	return -EKEYEXPIRED;
}

/**
 * seccomm_spend_sending() - count what the sending side's key does, and see whether it is worn
 * @skb: the message
 * @spent: what the key has done so far
 * @n: what it is to do now
 * @max: its cap
 *
 * At three quarters of the cap the session stops sending, and another one takes its place,
 * see seccomm_key_worn(). The rest is for messages that have passed the gate already.
 *
 * Return: 0, or -EKEYEXPIRED if the key may not do so much any more.
 */
static __always_inline int seccomm_spend_sending(const struct sk_buff *skb,
						 atomic64_t *spent, u64 n,
						 u64 max)
{
	const int err = seccomm_spend(spent, n, max);

	if (unlikely((u64)atomic64_read(spent) >= max - max / 4))
		seccomm_key_worn(seccomm_half(skb));
	return err;
}

/* May one more message be verified with these keys? 0 or -EKEYEXPIRED. */
static inline int seccomm_may_verify(const struct sk_buff *skb)
{
	if (unlikely(atomic64_read(&seccomm_course(skb)->failures) >=
		     SECCOMM_MAX_FAILURES))
		return -EKEYEXPIRED;
	return 0;
}

/* Count a message that did not verify. Returns the errno for the handler to answer. */
static inline int seccomm_verify_failed(struct sk_buff *skb)
{
	atomic64_inc(&seccomm_course(skb)->failures);
	if (unlikely(seccomm_may_verify(skb)))
		seccomm_key_worn(seccomm_half(skb));
	return -EBADMSG;
}

#endif /* SECCOMM_MP_UTIL_H */
