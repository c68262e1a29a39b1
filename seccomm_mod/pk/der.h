/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DER as keys have it: values with definite lengths of the fewest bytes, under 64 KiB.
 */
#ifndef SECCOMM_PK_DER_H
#define SECCOMM_PK_DER_H

#include <linux/types.h>

#define SECCOMM_DER_INTEGER 0x02
#define SECCOMM_DER_BIT_STRING 0x03
#define SECCOMM_DER_OCTET_STRING 0x04
#define SECCOMM_DER_NULL 0x05
#define SECCOMM_DER_OID 0x06
#define SECCOMM_DER_SEQUENCE 0x30
/* Bytes of the longest tag with its length. */
#define SECCOMM_DER_HEAD 4

/**
 * struct seccomm_der - bytes to be read
 * @at: the first one
 * @len: how many
 */
struct seccomm_der {
	const u8 *at;
	size_t len;
};

/* All: any context. */

/**
 * seccomm_der_take() - take a value off the front
 * @in: bytes; on success what follows the value
 * @tag: the tag that the value must have
 * @value: what is in the value
 * Return: is there such a value? If not, @in stays as it was.
 */
bool seccomm_der_take(struct seccomm_der *in, u8 tag,
		      struct seccomm_der *value);

/* Take an integer that is not negative off the front: its bytes, the first of which is not
 * zero unless it is the only one.
 */
bool seccomm_der_take_number(struct seccomm_der *in,
			     struct seccomm_der *number);

/* Take a bit string of whole bytes off the front. */
bool seccomm_der_take_bits(struct seccomm_der *in, struct seccomm_der *bits);

/* Is this all that there is in @in? */
bool seccomm_der_equal(const struct seccomm_der *in, const void *bytes,
		       size_t len);

/* Write the tag and the length of a value of @len bytes, which is under 64 KiB, so that they
 * end before @end. Return: where they begin.
 */
u8 *seccomm_der_put_head(u8 *end, u8 tag, size_t len);

#endif /* SECCOMM_PK_DER_H */
