/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How RandomAltSecurity chooses a member by a key.
 */
#ifndef SECCOMM_RANDOMALT_H
#define SECCOMM_RANDOMALT_H

#include <linux/types.h>

#define SECCOMM_SELECT_LEN 32

/* The member, of @n, for the message @number. 0 to @n - 1, or a negative errno of the crypto
 * API. Process context or softirq.
 */
int seccomm_randomalt_select(const u8 key[SECCOMM_SELECT_LEN], u64 number,
			     unsigned int n);

#endif /* SECCOMM_RANDOMALT_H */
