/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who the ends of a session are.
 */
#ifndef SECCOMM_IDENTITY_H
#define SECCOMM_IDENTITY_H

#include <linux/types.h>

#define SECCOMM_IDENTITY_MAX 253 /* bytes of an identity's value */

/**
 * struct seccomm_identity - an end of a session, as the transcript names it
 * @kind: enum seccomm_id_kind
 * @len: bytes of @value
 * @value: address, name, ...; owned by whoever has filled this in
 */
struct seccomm_identity {
	u8 kind;
	u8 len;
	const u8 *value;
};

/**
 * struct seccomm_ends - both ends of a session
 * @initiator: the end that sends M1
 * @responder: the end that answers it
 */
struct seccomm_ends {
	struct seccomm_identity initiator;
	struct seccomm_identity responder;
};

/**
 * struct seccomm_identity_copy - an identity that has its value in itself
 * @kind: enum seccomm_id_kind
 * @len: bytes of @value
 * @value: the value
 */
struct seccomm_identity_copy {
	u8 kind;
	u8 len;
	u8 value[SECCOMM_IDENTITY_MAX];
};

/* Is @id's value one of its kind? Any context. */
bool seccomm_identity_valid(const struct seccomm_identity *id);

#endif /* SECCOMM_IDENTITY_H */
