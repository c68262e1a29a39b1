/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A slot's secret made of those of several methods.
 */
#ifndef SECCOMM_ALL_H
#define SECCOMM_ALL_H

struct seccomm_secret;
struct seccomm_slot;

/* The secret of @slot, made of its methods' @secrets, in the order written: a reference, or
 * NULL: no memory. Process context, may sleep.
 */
struct seccomm_secret *seccomm_all(const struct seccomm_slot *slot,
				   struct seccomm_secret *const *secrets);

#endif /* SECCOMM_ALL_H */
