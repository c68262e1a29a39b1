// SPDX-License-Identifier: GPL-2.0
/*
 * The key schedule of Documentation/wire-format.md on OpenSSL's primitives, from the
 * three handshake messages as they were seen on the wire.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "recompute.h"

#define M1_COOKIE 96
/* Where the lengths of sealed parts stand, which themselves are empty here. */
#define M2_SEALED 58
#define M3_SEALED 16
#define LP_LEN 2
#define ADDRESS 1 /* kind of an id */

rc_key_fn rc_key_seen;

/* @of: which of its kind, or -1. */
static void key_made(const char *kind, int of, const __u8 *key, size_t len)
{
	char name[64];

	if (!rc_key_seen)
		return;
	snprintf(name, sizeof(name), of < 0 ? "%s" : "%s-%d", kind, of);
	rc_key_seen(name, key, len);
}

void rc_sha256(const __u8 *data, size_t len, __u8 out[RC_HASH])
{
	unsigned int n;

	if (!EVP_Digest(data, len, out, &n, EVP_sha256(), NULL) || n != RC_HASH)
		rc_die("SHA-256 failed");
}

void rc_hmac(const char *digest, const __u8 *key, size_t klen, const __u8 *data,
	     size_t len, __u8 *out)
{
	static const __u8 none[1];
	const EVP_MD *md = EVP_get_digestbyname(digest);
	unsigned int n;

	if (!md || !HMAC(md, klen ? key : none, (int)klen, data, len, out, &n))
		rc_die("HMAC with %s failed", digest);
}

static void extract(const __u8 *salt, size_t salt_len, const struct rc_buf *ikm,
		    __u8 out[RC_HASH])
{
	rc_hmac("SHA256", salt, salt_len, ikm->data, ikm->len, out);
}

static void expand(const __u8 prk[RC_HASH], const struct rc_buf *info,
		   __u8 *out, size_t len)
{
	static struct rc_buf in;
	__u8 t[RC_HASH], i = 0;
	size_t n;

	while (len) {
		in.len = 0;
		if (i)
			rc_put(&in, t, RC_HASH);
		rc_put(&in, info->data, info->len);
		rc_put_u8(&in, ++i);
		rc_hmac("SHA256", prk, RC_HASH, in.data, in.len, t);
		n = len < RC_HASH ? len : RC_HASH;
		memcpy(out, t, n);
		out += n;
		len -= n;
	}
}

static void hs_key(const __u8 prk[RC_HASH], const char *purpose, __u8 *out,
		   size_t len)
{
	static struct rc_buf info;

	info.len = 0;
	rc_put_str(&info, "seccomm1 hs");
	rc_put_lp(&info, purpose, strlen(purpose));
	expand(prk, &info, out, len);
}

/* Provider session: the slot's secret comes from the session's. */
static void slot_from_session(struct rc_stack *st, int slot)
{
	static const char label[] = "seccomm1 slot";
	static struct rc_buf b;
	__u8 prk[RC_HASH];

	b.len = 0;
	rc_put(&b, st->session.data, st->session.len);
	extract((const __u8 *)label, sizeof(label) - 1, &b, prk);
	b.len = 0;
	rc_put_u8(&b, slot);
	expand(prk, &b, st->slot[slot].secret.data, RC_HASH);
	st->slot[slot].secret.len = RC_HASH;
	st->slot[slot].secret.known = true;
	key_made("secret-of-session", slot, st->slot[slot].secret.data,
		 RC_HASH);
}

void rc_layer_key(const struct rc_stack *st, const struct rc_layer *l, int dir,
		  const char *algorithm, const char *purpose, __u8 *out,
		  size_t len)
{
	const struct rc_slot *s = &st->slot[l->slot];
	static struct rc_buf info;

	if (st->keys_from) {
		st->keys_from(st, l, dir, algorithm, purpose, out, len);
		return;
	}
	if (s->raw && !strcmp(purpose, "cipher")) {
		if (s->secret.len != len)
			rc_die("slot %d, raw, has %zu bytes where %s takes %zu",
			       l->slot, s->secret.len, l->type, len);
		memcpy(out, s->secret.data, len);
		return;
	}
	info.len = 0;
	rc_put_str(&info, "seccomm1");
	rc_put_u8(&info, dir);
	rc_put_u8(&info, l->slot);
	rc_put_u16(&info, 0); /* epoch */
	rc_put_lp(&info, l->path, l->path_len);
	rc_put_lp(&info, l->type, strlen(l->type));
	rc_put_lp(&info, algorithm, strlen(algorithm));
	rc_put_lp(&info, purpose, strlen(purpose));
	rc_put_u16(&info, len);
	expand(s->root, &info, out, len);
	key_made(l->type, dir, out, len);
}

void rc_id_address(struct rc_id *id, const __u8 address[16])
{
	id->data[0] = ADDRESS;
	memcpy(id->data + 1, address, 16);
	id->len = 1 + 16;
}

void rc_id_name(struct rc_id *id, const char *name)
{
	size_t len = strlen(name);

	if (!len || len >= sizeof(id->data))
		rc_die("a name of %zu characters", len);
	id->data[0] = RC_NAME;
	memcpy(id->data + 1, name, len);
	id->len = 1 + len;
}

static void put_prologue(const struct rc_stack *st, struct rc_buf *b)
{
	static struct rc_buf p;
	int i;

	p.len = 0;
	for (i = 0; i < 2; i++)
		rc_put_lp(&p, st->id[i].data, st->id[i].len);
	rc_put_lp(b, p.data, p.len);
}

static void first_transcript(const struct rc_stack *st, struct rc_keys *k,
			     struct rc_span m1, struct rc_span m2)
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm1");
	put_prologue(st, &b);
	rc_put_lp(&b, m1.data, m1.len);
	memset(b.data + b.len - m1.len + M1_COOKIE, 0, RC_COOKIE_LEN);
	rc_put_lp(&b, m2.data, M2_SEALED);
	rc_sha256(b.data, b.len, k->th1);
}

/* The roots, and K1 of the session secret and the slots' secrets. */
static void first_stage(struct rc_stack *st, struct rc_keys *k)
{
	static struct rc_buf b, ikm;
	int i;

	ikm.len = 0;
	rc_put_lp(&ikm, st->session.data, st->session.len);
	for (i = 0; i < RC_SLOTS; i++) {
		struct rc_slot *s = &st->slot[i];

		if (!s->used)
			continue;
		if (s->session)
			slot_from_session(st, i);
		if (s->pk[0])
			rc_pairs_secret(s);
		if (!s->secret.known)
			rc_die("no secret for slot %d", i);
		b.len = 0;
		rc_put_lp(&b, s->secret.data, s->secret.len);
		extract(k->th1, RC_HASH, &b, s->root);
		key_made("root", i, s->root, RC_HASH);
		rc_put_u8(&ikm, i);
		rc_put_u8(&ikm, 0); /* ordinal */
		rc_put_lp(&ikm, s->secret.data, s->secret.len);
	}
	extract(k->th1, RC_HASH, &ikm, k->k1);
	key_made("k", 1, k->k1, RC_HASH);
}

/* No secret comes in at the later stages. */
static void next_stage(const __u8 th[RC_HASH], const __u8 k[RC_HASH],
		       __u8 next[RC_HASH])
{
	static struct rc_buf ikm;

	ikm.len = 0;
	rc_put_lp(&ikm, k, RC_HASH);
	extract(th, RC_HASH, &ikm, next);
}

static void second_stage(struct rc_keys *k, struct rc_span m2)
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm1 th2");
	rc_put(&b, k->th1, RC_HASH);
	rc_put(&b, m2.data + M2_SEALED, LP_LEN);
	rc_sha256(b.data, b.len, k->th2);
	next_stage(k->th2, k->k1, k->k2);
	hs_key(k->k2, "confirm-r", k->confirm_r, RC_HASH);
	key_made("k", 2, k->k2, RC_HASH);
	key_made("confirm-r", -1, k->confirm_r, RC_HASH);
	b.len = 0;
	rc_put_u8(&b, 'R');
	rc_put(&b, k->th2, RC_HASH);
	rc_hmac("SHA256", k->confirm_r, RC_HASH, b.data, b.len, k->conf_r);
}

static void third_stage(struct rc_keys *k, struct rc_span m3)
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm1 th3");
	rc_put(&b, k->th2, RC_HASH);
	rc_put(&b, k->conf_r, RC_HASH);
	rc_put(&b, m3.data + M3_SEALED, LP_LEN);
	rc_sha256(b.data, b.len, k->th3);
	next_stage(k->th3, k->k2, k->k3);
	hs_key(k->k3, "confirm-i", k->confirm_i, RC_HASH);
	key_made("k", 3, k->k3, RC_HASH);
	key_made("confirm-i", -1, k->confirm_i, RC_HASH);
	b.len = 0;
	rc_put_u8(&b, 'I');
	rc_put(&b, k->th3, RC_HASH);
	rc_hmac("SHA256", k->confirm_i, RC_HASH, b.data, b.len, k->conf_i);
}

static void length_is(const char *name, struct rc_span m, size_t len)
{
	if (m.len != len)
		rc_die("%s has %zu bytes, not %zu", name, m.len, len);
}

void rc_handshake(struct rc_stack *st, struct rc_keys *k, struct rc_span m1,
		  struct rc_span m2, struct rc_span m3)
{
	if (!st->session.known)
		rc_die("no session secret");
	if (!st->id[0].len || !st->id[1].len)
		rc_die("the ends are not known");
	length_is("M1", m1, RC_M1_LEN);
	length_is("M2", m2, RC_M2_LEN);
	length_is("M3", m3, RC_M3_LEN);
	first_transcript(st, k, m1, m2);
	first_stage(st, k);
	second_stage(k, m2);
	third_stage(k, m3);
	hs_key(k->k3, "control-i", k->control[0], RC_HASH);
	hs_key(k->k3, "control-r", k->control[1], RC_HASH);
	key_made("control", 0, k->control[0], RC_HASH);
	key_made("control", 1, k->control[1], RC_HASH);
	hs_key(k->k3, "sid", k->sid, RC_SID);
}
