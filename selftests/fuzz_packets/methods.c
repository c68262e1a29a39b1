// SPDX-License-Identifier: GPL-2.0
/*
 * The third host's part of the methods of key distribution of a stack's zeroth slot: its items,
 * right ones, and the secrets that follow from those of its peer.
 */
#include <string.h>

#include "methods.h"

#define TOKEN_LEN 16
#define KIND_FILE 2 /* of ext */
#define ID_KEY 3
#define CRED_TYPE_KEY 1

/* The key that B's agent has, too: packets.sh. */
static const char file_key[] = "a key of agents, of 32 bytes....";

static struct rc_pair signer, receiver;

void methods_init(void)
{
	rc_pair_file(&signer, fuzz_pair_file(SECCOMM_KEY_PRIVATE));
	rc_pair_file(&receiver, fuzz_pair_file(SECCOMM_KEY_DECRYPT));
}

static struct rc_slot *slot_of(struct handshake *h)
{
	return &h->stack.slot[0];
}

static struct rc_span span_of(const struct rc_buf *b)
{
	return (struct rc_span){ b->data, b->len };
}

static void keep(struct rc_member *m, const void *secret, size_t len)
{
	memcpy(m->secret, secret, len);
	m->len = len;
}

void methods_begin(struct handshake *h)
{
	struct rc_slot *s = slot_of(h);
	const __u8 *secret;
	size_t len;
	int i;

	for (i = 0; i < s->n_members; i++) {
		rng_fill(rng, h->private[i], sizeof(h->private[i]));
		/* Below the order of P-256. */
		h->private[i][0] &= 0x7f;
		s->member[i].len = 0;
		if (s->member[i].method != RC_PSK)
			continue;
		secret = fuzz_secret(0, &len);
		keep(&s->member[i], secret, len);
	}
}

/* What the agents' file makes of a label, and of both nonces if M2 is there. */
static void file_make(const struct handshake *h, const char *label,
		      struct rc_span m2, __u8 out[RC_HASH])
{
	const struct rc_span file = { (const __u8 *)file_key,
				      sizeof(file_key) - 1 };
	const struct rc_span m1 = { h->m1.data, h->m1.len };

	rc_file_make(&h->stack, file, label, m1, m2, out);
}

/* The initiator shows that it has the key; the responder says nothing. */
static void give_token(const struct handshake *h, struct rc_buf *body)
{
	__u8 token[RC_HASH];

	file_make(h, "SecComm file1 token", (struct rc_span){ 0 }, token);
	rc_put_u8(body, KIND_FILE);
	rc_put_lp(body, token, h->dir ? 0 : TOKEN_LEN);
}

static void put_id(struct rc_buf *b, const struct rc_pair *pair)
{
	__u8 id[1 + RC_HASH] = { ID_KEY };

	memcpy(id + 1, pair->id, RC_HASH);
	rc_put_lp(b, id, sizeof(id));
}

static void put_credential(struct rc_buf *b, const struct rc_pair *pair)
{
	static struct rc_buf cred;

	cred.len = 0;
	put_id(&cred, pair);
	rc_put_u8(&cred, CRED_TYPE_KEY);
	rc_put_lp(&cred, pair->spki, pair->spki_len);
	rc_put_lp(b, cred.data, cred.len);
}

/* The hash of what the initiator signs, with the key's block in it. */
static void signed_hash(const struct handshake *h, int ordinal,
			const __u8 *block, size_t len, __u8 out[RC_HASH])
{
	static struct rc_buf b;
	int i;

	b.len = 0;
	for (i = 0; i < 64; i++)
		rc_put_u8(&b, ' ');
	rc_put_str(&b, "SecComm handshake I");
	rc_put_u8(&b, 0);
	rc_put(&b, h->keys.th2, RC_HASH);
	rc_put(&b, h->keys.conf_r, RC_HASH);
	rc_put_u8(&b, 0); /* slot */
	rc_put_u8(&b, ordinal);
	put_credential(&b, &signer);
	put_id(&b, &receiver);
	rc_put_lp(&b, block, len);
	rc_sha256(b.data, b.len, out);
}

/* A key that is drawn, encrypted to the responder, and signed. */
static void give_key(struct handshake *h, int ordinal, struct rc_buf *body)
{
	__u8 key[RC_HASH], seed[RC_HASH], salt[RC_HASH], label[RC_HASH];
	__u8 hash[RC_HASH], block[RSA_LEN], signature[RSA_LEN];
	size_t len;

	rng_fill(rng, key, sizeof(key));
	rng_fill(rng, seed, sizeof(seed));
	rng_fill(rng, salt, sizeof(salt));
	keep(&slot_of(h)->member[ordinal], key, sizeof(key));
	rc_rsa_label(h->keys.th2, 0, ordinal, label);
	len = rc_oaep_seal(&receiver, label, seed,
			   (struct rc_span){ key, sizeof(key) }, block);
	signed_hash(h, ordinal, block, len, hash);
	put_credential(body, &signer);
	rc_put_lp(body, signature, rc_pss_sign(&signer, hash, salt, signature));
	rc_put_lp(body, block, len);
}

static struct rc_span private_of(const struct handshake *h, int ordinal)
{
	return (struct rc_span){ h->private[ordinal], RC_HASH };
}

/* False: the method has no item in the list. */
static bool give(struct handshake *h, enum hs_list list, int ordinal,
		 struct rc_buf *body)
{
	const struct rc_member *m = &slot_of(h)->member[ordinal];

	body->len = 0;
	if (m->method == RC_DH && list <= LIST_M2)
		rc_dh_public(m->text, private_of(h, ordinal), body);
	else if (m->method == RC_EXT && list <= LIST_M2)
		give_token(h, body);
	else if (m->method == RC_RSA && list == LIST_B_R)
		put_credential(body, &receiver);
	else if (m->method == RC_RSA && list == LIST_B_I)
		give_key(h, ordinal, body);
	return body->len;
}

void methods_give(struct handshake *h, enum hs_list list, struct rc_buf *items)
{
	struct rc_slot *s = slot_of(h);
	static struct rc_buf body;
	int i;

	items->len = 0;
	for (i = 0; i < s->n_members; i++)
		if (give(h, list, i, &body))
			rc_put_item(items, 0, i, s->member[i].method,
				    span_of(&body));
	if (!s->threshold || list != LIST_B_I)
		return;
	shares_give(s, h->keys.th2, &body);
	rc_put_item(items, 0, RC_SHARED, RC_KOFN, span_of(&body));
}

static void take_public(struct handshake *h, int ordinal, struct rc_span body)
{
	struct rc_member *m = &slot_of(h)->member[ordinal];
	static struct rc_buf secret;
	__u8 shared[RC_AGREED];
	const __u8 *psk;
	size_t len = 0, n;

	psk = fuzz_secret(0, &len);
	n = rc_dh_shared(m->text, private_of(h, ordinal), body, shared);
	if (!n)
		return;
	secret.len = 0;
	rc_put_lp(&secret, psk, strstr(m->text, "auth=psk") ? len : 0);
	rc_put_lp(&secret, shared, n);
	keep(m, secret.data, secret.len);
}

static void take(struct handshake *h, enum hs_list list, int ordinal,
		 struct rc_span body)
{
	struct rc_member *m = &slot_of(h)->member[ordinal];
	__u8 key[RC_HASH];

	if (m->method == RC_DH && list <= LIST_M2) {
		take_public(h, ordinal, body);
	} else if (m->method == RC_EXT && list <= LIST_M2) {
		file_make(h, "SecComm file1 key",
			  (struct rc_span){ h->m2.data, h->m2.len }, key);
		keep(m, key, sizeof(key));
	} else if (m->method == RC_RSA && list == LIST_B_I) {
		rc_rsa_open(&receiver, h->keys.th2, 0, ordinal, body, m);
	}
}

/* Has each method given what it must have by then? One of those that share may fail. */
static bool complete(const struct rc_slot *s, enum hs_list list)
{
	int i;

	if (s->threshold)
		return list != LIST_B_I || s->secret.known;
	for (i = 0; i < s->n_members; i++)
		if (!s->member[i].len &&
		    (s->member[i].method != RC_RSA || list == LIST_B_I))
			return false;
	return true;
}

bool methods_take(struct handshake *h, enum hs_list list, struct rc_span items)
{
	struct rc_slot *s = slot_of(h);
	struct rc_span body;
	int i;

	for (i = 0; i < s->n_members; i++) {
		body = rc_item(items, 0, i);
		if (body.data)
			take(h, list, i, body);
	}
	if (s->threshold && list == LIST_B_I) {
		body = rc_item(items, 0, RC_SHARED);
		shares_take(s, h->keys.th2, body);
	}
	return complete(s, list);
}
