// SPDX-License-Identifier: GPL-2.0
/*
 * Keys from a third party, which the key agents of both hosts get. What their tokens say is
 * between the agents.
 */
#include <linux/string.h>
#include <linux/unaligned.h>
#include "keydist/consult.h"
#include "keydist/ext.h"

/* What stands before the token in an item's body: the agents' kind, and the token's length. */
#define EXT_HEAD 3

static int ext_take(struct seccomm_keydist *kd, enum seccomm_list list,
		    const u8 *body, u16 len)
{
	if (body[0] != kd->method->ext ||
	    get_unaligned_be16(body + 1) != len - EXT_HEAD)
		return -EBADMSG;
	return seccomm_consult_take(kd, body + EXT_HEAD, len - EXT_HEAD);
}

static int ext_give(struct seccomm_keydist *kd, enum seccomm_list list,
		    u8 *body)
{
	const struct seccomm_consult *ext = kd->state;

	body[0] = kd->method->ext;
	put_unaligned_be16(ext->own.len, body + 1);
	memcpy(body + EXT_HEAD, ext->own.bytes, ext->own.len);
	return EXT_HEAD + ext->own.len;
}

static bool ext_identity(struct seccomm_keydist *kd,
			 struct seccomm_identity *id)
{
	const struct seccomm_consult *ext = kd->state;

	id->kind = ext->identity.kind;
	id->len = ext->identity.len;
	id->value = ext->identity.value;
	return true;
}

const struct seccomm_keydist_ops seccomm_ext = {
	.name = "ExternalKey",
	.length = seccomm_consult_length,
	.begin = seccomm_consult_begin,
	.give = ext_give,
	.take = ext_take,
	.wait = seccomm_consult_wait,
	.item = seccomm_consult_item,
	.secret = seccomm_consult_secret,
	.identity = ext_identity,
	.end = seccomm_consult_end,
};
