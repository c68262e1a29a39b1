/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The groups of Diffie-Hellman.
 */
#ifndef SECCOMM_GROUP_H
#define SECCOMM_GROUP_H

#include <linux/types.h>

/* Bytes of a private value of any group. */
#define SECCOMM_GROUP_PRIVATE_LEN 32

/**
 * struct seccomm_group - a group
 *
 * Public values have as many bytes as seccomm_group_len() says. Process context, may sleep.
 * @lacks: what this kernel lacks to compute in it, a text that stays, or NULL. NULL: nothing.
 * @shared_len: bytes of what two ends agree on
 * @publish: bring @private, which is random, into the group's form, and write the public value
 *	that belongs to it: 0; -EAGAIN, with a chance of less than 2 to the power of -31, if
 *	another one is to be drawn; -ENOMEM, or an errno of the crypto API
 * @agree: write what @private and the public value of the peer, @peer, give: 0; -EBADMSG, if
 *	@peer is no value that may be given; -ENOMEM, or an errno of the crypto API
 */
struct seccomm_group {
	const char *(*lacks)(void);
	u16 shared_len;
	int (*publish)(u8 private[SECCOMM_GROUP_PRIVATE_LEN], u8 *public);
	int (*agree)(const u8 private[SECCOMM_GROUP_PRIVATE_LEN],
		     const u8 *peer, u8 *shared);
};

/* The group @group, an enum seccomm_dh_group. Any context. */
const struct seccomm_group *seccomm_group(u8 group);

#endif /* SECCOMM_GROUP_H */
