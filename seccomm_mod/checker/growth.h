/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * How much longer a stack makes a message, and the longest that it takes.
 */
#ifndef SECCOMM_CHECKER_GROWTH_H
#define SECCOMM_CHECKER_GROWTH_H

#include "checker/checker.h"
#include "checker/host.h"

/* How messages grow by all layers; the layers are placed. Saturates at a factor that
 * leaves no room for any body.
 */
struct seccomm_growth
seccomm_find_growth(const struct seccomm_checked *checked);
/* What a type makes of a message. */
struct seccomm_growth seccomm_type_growth(const struct seccomm_type_desc *type);
/* Does a type make messages longer? */
bool seccomm_grows(const struct seccomm_type_desc *type);
/* The longest body that still fits a packet behind @growth; 0 if none of a byte does. */
__u32 seccomm_limit(const struct seccomm_growth *growth);

/* The most that becomes of a body of @len bytes. Any context. */
static inline __u64 seccomm_grown(const struct seccomm_growth *growth,
				  __u32 len)
{
	if (growth->mul == growth->div)
		return (__u64)len + growth->add;
	return div_u64((__u64)len * growth->mul, growth->div) + growth->add;
}

/* By how much each byte of body makes a message longer: whole bytes, rounded up. */
static inline __u32 seccomm_grow_mul(const struct seccomm_growth *growth)
{
	return (growth->mul - 1) / growth->div;
}

#endif /* SECCOMM_CHECKER_GROWTH_H */
