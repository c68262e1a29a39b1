// SPDX-License-Identifier: GPL-2.0
/*
 * Nonces and lists of items in messages of the handshake (Documentation/wire-format.md), in the
 * clear and sealed.
 */
#include <openssl/evp.h>
#include <string.h>

#include "recompute.h"

#define M1_NONCE 32
#define M1_PAYLOAD 112
#define M2_NONCE 24
#define M2_PAYLOAD 56
#define M3_SEALED 16
#define LP_LEN 2
#define ITEM_LEN 4 /* where the length of an item's body stands */

static const __u8 nonce[12];

static int type_of(struct rc_span msg)
{
	return msg.data[0] & 15;
}

/* Where LP(...) at @at ends, if the message has it all; else behind its end. */
static size_t lp_end(struct rc_span msg, size_t at)
{
	if (at + LP_LEN > msg.len)
		return msg.len + 1;
	return at + LP_LEN + rc_get16(msg.data + at);
}

struct rc_span rc_lp(struct rc_span msg, size_t at)
{
	const size_t end = lp_end(msg, at);

	if (end > msg.len)
		rc_die("a length at %zu of %zu bytes is too large", at,
		       msg.len);
	return (struct rc_span){ msg.data + at + LP_LEN, end - at - LP_LEN };
}

struct rc_span rc_nonce(struct rc_span msg)
{
	return (struct rc_span){
		msg.data + (type_of(msg) == RC_OPEN ? M1_NONCE : M2_NONCE),
		RC_HASH
	};
}

struct rc_span rc_payload(struct rc_span msg)
{
	return rc_lp(msg, type_of(msg) == RC_OPEN ? M1_PAYLOAD : M2_PAYLOAD);
}

struct rc_span rc_sealed(struct rc_span msg)
{
	return rc_lp(msg, type_of(msg) == RC_ACCEPT ? lp_end(msg, M2_PAYLOAD) :
						      M3_SEALED);
}

bool rc_lengths_fit(struct rc_span msg)
{
	switch (type_of(msg)) {
	case RC_OPEN:
		return lp_end(msg, M1_PAYLOAD) == msg.len;
	case RC_ACCEPT:
		return lp_end(msg, lp_end(msg, M2_PAYLOAD)) + RC_HASH ==
		       msg.len;
	default:
		return lp_end(msg, M3_SEALED) + RC_HASH == msg.len;
	}
}

void rc_put_item(struct rc_buf *list, int slot, int ordinal, int method,
		 struct rc_span body)
{
	rc_put_u8(list, slot);
	rc_put_u8(list, ordinal);
	rc_put_u8(list, method);
	rc_put_u8(list, 0); /* present */
	rc_put_lp(list, body.data, body.len);
}

struct rc_span rc_item(struct rc_span list, int slot, int ordinal)
{
	size_t at = 0, end;

	for (; at + RC_ITEM_HEAD <= list.len; at = end) {
		end = lp_end(list, at + ITEM_LEN);
		if (end > list.len)
			break;
		if (list.data[at] == slot && list.data[at + 1] == ordinal)
			return rc_lp(list, at + ITEM_LEN);
	}
	return (struct rc_span){ 0 };
}

/* The key of a list, and what it is bound to: th1 of B_R, th2 || conf_R of B_I. */
static const __u8 *seal_of(const struct rc_keys *k, struct rc_span msg,
			   struct rc_span *bound)
{
	const bool first = type_of(msg) == RC_ACCEPT;
	static __u8 bytes[2 * RC_HASH];

	memcpy(bytes, first ? k->th1 : k->th2, RC_HASH);
	memcpy(bytes + RC_HASH, k->conf_r, RC_HASH);
	*bound = (struct rc_span){ bytes, first ? RC_HASH : 2 * RC_HASH };
	return first ? k->seal_r : k->seal_i;
}

void rc_list_seal(const struct rc_keys *k, struct rc_span msg,
		  struct rc_buf *list)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	struct rc_span bound;
	const __u8 *key = seal_of(k, msg, &bound);
	__u8 tag[RC_TAG];
	int n;

	if (!c ||
	    !EVP_EncryptInit_ex(c, EVP_chacha20_poly1305(), NULL, key, nonce) ||
	    !EVP_EncryptUpdate(c, NULL, &n, bound.data, bound.len) ||
	    !EVP_EncryptUpdate(c, list->data, &n, list->data, list->len) ||
	    !EVP_EncryptFinal_ex(c, list->data + n, &n) ||
	    !EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, RC_TAG, tag))
		rc_die("a list is not sealed");
	EVP_CIPHER_CTX_free(c);
	rc_put(list, tag, RC_TAG);
}

static bool open_sealed(const __u8 key[RC_HASH], struct rc_span bound,
			struct rc_span sealed, struct rc_buf *list)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	__u8 tag[RC_TAG];
	bool good;
	int n;

	if (!c || sealed.len < RC_TAG)
		rc_die("a sealed list of %zu bytes", sealed.len);
	rc_put(list, sealed.data, sealed.len - RC_TAG);
	memcpy(tag, sealed.data + list->len, RC_TAG);
	good = EVP_DecryptInit_ex(c, EVP_chacha20_poly1305(), NULL, key,
				  nonce) &&
	       EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, RC_TAG, tag) &&
	       EVP_DecryptUpdate(c, NULL, &n, bound.data, bound.len) &&
	       EVP_DecryptUpdate(c, list->data, &n, list->data, list->len) &&
	       EVP_DecryptFinal_ex(c, list->data + n, &n);
	EVP_CIPHER_CTX_free(c);
	return good;
}

bool rc_list_open(const struct rc_keys *k, struct rc_span msg,
		  struct rc_buf *list)
{
	const struct rc_span sealed = rc_sealed(msg);
	struct rc_span bound;
	const __u8 *key = seal_of(k, msg, &bound);

	list->len = 0;
	return !sealed.len || open_sealed(key, bound, sealed, list);
}
