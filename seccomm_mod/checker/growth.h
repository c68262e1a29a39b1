/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * How much longer a stack makes a message, and the longest that it takes.
 */
#ifndef SECCOMM_CHECKER_GROWTH_H
#define SECCOMM_CHECKER_GROWTH_H

#include "checker/checker.h"
#include "checker/host.h"

/* How all layers together grow a message; the layers are placed. Saturates at a growth
 * that leaves no room for any body.
 */
struct seccomm_growth
seccomm_find_growth(const struct seccomm_checked *checked);
/* Is the growth of a layer, with all below it, linear: a * n + b bytes, whatever the n bytes
 * and their number are?
 */
bool seccomm_grows_evenly(const struct seccomm_checked *checked,
			  unsigned int layer);
/* The growth of what is bound to event @member of @parent, -1 standing for the top. */
struct seccomm_growth
seccomm_member_growth(const struct seccomm_checked *checked, int parent,
		      unsigned int member);
/* The growth of a type, its options apart, with neither @mul nor @div 0. */
struct seccomm_growth seccomm_type_growth(const struct seccomm_type_desc *type);
/* The growth of a layer, likewise, without its members: its type's, and what its options add. */
struct seccomm_growth
seccomm_layer_growth(const struct seccomm_layer_info *layer);
/* Does a type make messages longer? */
bool seccomm_grows(const struct seccomm_type_desc *type);
/* The longest body that becomes no more than @most bytes; 0 if not even one byte fits. */
__u32 seccomm_longest(const struct seccomm_growth *growth, __u32 most);
/* The longest body that still fits a packet behind the growth found, and each layer on its
 * way; 0 if not even one byte fits.
 */
__u32 seccomm_find_limit(const struct seccomm_checked *checked);

/* The most bytes that a body of @len bytes becomes. Any context. */
static inline __u64 seccomm_grown(const struct seccomm_growth *growth,
				  __u32 len)
{
	if (growth->mul == growth->div)
		return (__u64)len + growth->add;
	return div_u64((__u64)len * growth->mul, growth->div) + growth->add;
}

/* Whole bytes, rounded up, by which each byte of body makes a message longer. */
static inline __u32 seccomm_grow_mul(const struct seccomm_growth *growth)
{
	return (growth->mul - 1) / growth->div;
}

#endif /* SECCOMM_CHECKER_GROWTH_H */
