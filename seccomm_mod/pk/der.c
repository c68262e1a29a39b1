// SPDX-License-Identifier: GPL-2.0
/*
 * DER as keys have it, read strictly: one encoding for each key.
 */
#include <linux/string.h>
#include <linux/unaligned.h>
#include "pk/der.h"

/* A length from here on has bytes of its own. */
#define DER_LONG 0x80

bool seccomm_der_take(struct seccomm_der *in, u8 tag, struct seccomm_der *value)
{
	size_t head = 2, len;

	if (in->len < head || in->at[0] != tag)
		return false;
	len = in->at[1];
	if (len == DER_LONG + 1) {
		head = 3;
		if (in->len < head)
			return false;
		len = in->at[2];
		if (len < DER_LONG)
			return false;
	} else if (len == DER_LONG + 2) {
		head = 4;
		if (in->len < head)
			return false;
		len = get_unaligned_be16(in->at + 2);
		if (len <= U8_MAX)
			return false;
	} else if (len >= DER_LONG) {
		return false;
	}
	if (in->len - head < len)
		return false;
	value->at = in->at + head;
	value->len = len;
	in->at += head + len;
	in->len -= head + len;
	return true;
}

bool seccomm_der_take_number(struct seccomm_der *in, struct seccomm_der *number)
{
	struct seccomm_der rest = *in, value;

	if (!seccomm_der_take(&rest, SECCOMM_DER_INTEGER, &value) ||
	    !value.len || value.at[0] & BIT(7))
		return false;
	/* A zero stands in front only of what would else be negative. */
	if (value.len > 1 && !value.at[0]) {
		if (!(value.at[1] & BIT(7)))
			return false;
		value.at++;
		value.len--;
	}
	*in = rest;
	*number = value;
	return true;
}

bool seccomm_der_take_bits(struct seccomm_der *in, struct seccomm_der *bits)
{
	struct seccomm_der rest = *in, value;

	/* The first byte is the number of bits that the last one lacks. */
	if (!seccomm_der_take(&rest, SECCOMM_DER_BIT_STRING, &value) ||
	    !value.len || value.at[0])
		return false;
	*in = rest;
	bits->at = value.at + 1;
	bits->len = value.len - 1;
	return true;
}

bool seccomm_der_equal(const struct seccomm_der *in, const void *bytes,
		       size_t len)
{
	return in->len == len && !memcmp(in->at, bytes, len);
}

u8 *seccomm_der_put_head(u8 *end, u8 tag, size_t len)
{
	if (len > U8_MAX) {
		end -= sizeof(u16);
		put_unaligned_be16(len, end);
		*--end = DER_LONG + 2;
	} else {
		*--end = len;
		if (len >= DER_LONG)
			*--end = DER_LONG + 1;
	}
	*--end = tag;
	return end;
}
