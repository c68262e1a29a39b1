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
#define M1_VERSIONS 16
#define M2_PAYLOAD 56
#define LP_LEN 2
#define STAGES 3
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

void rc_extract(const __u8 salt[RC_HASH], const struct rc_buf *ikm,
		__u8 out[RC_HASH])
{
	extract(salt, RC_HASH, ikm, out);
}

void rc_expand(const __u8 prk[RC_HASH], const struct rc_buf *info, __u8 *out,
	       size_t len)
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
	rc_expand(prk, &info, out, len);
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
	rc_expand(prk, &b, st->slot[slot].secret.data, RC_HASH);
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
	rc_expand(s->root, &info, out, len);
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

/* What a method's token is bound to. */
static void binding(const struct rc_stack *st, struct rc_span m1,
		    __u8 out[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm-cb1");
	put_prologue(st, &b);
	rc_put(&b, m1.data + M1_VERSIONS, M1_COOKIE - M1_VERSIONS);
	rc_sha256(b.data, b.len, out);
}

void rc_file_make(const struct rc_stack *st, struct rc_span file,
		  const char *label, struct rc_span m1, struct rc_span m2,
		  __u8 out[RC_HASH])
{
	static struct rc_buf b;
	__u8 bound[RC_HASH];

	binding(st, m1, bound);
	b.len = 0;
	rc_put_str(&b, label);
	rc_put(&b, bound, sizeof(bound));
	if (m2.len) {
		rc_put(&b, rc_nonce(m1).data, RC_HASH);
		rc_put(&b, rc_nonce(m2).data, RC_HASH);
	}
	rc_hmac("SHA256", file.data, file.len, b.data, b.len, out);
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
	rc_put_lp(&b, m2.data, M2_PAYLOAD + LP_LEN + rc_payload(m2).len);
	rc_sha256(b.data, b.len, k->th1);
}

/* That of a later stage: of the one before, what was confirmed since, and the sealed list. */
static void next_transcript(const char *label, const __u8 before[RC_HASH],
			    struct rc_span confirmed, struct rc_span sealed,
			    __u8 th[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, label);
	rc_put(&b, before, RC_HASH);
	rc_put(&b, confirmed.data, confirmed.len);
	rc_put_lp(&b, sealed.data, sealed.len);
	rc_sha256(b.data, b.len, th);
}

static void second_transcript(struct rc_keys *k, struct rc_span m2)
{
	next_transcript("SecComm1 th2", k->th1, (struct rc_span){ 0 },
			rc_sealed(m2), k->th2);
}

static void third_transcript(struct rc_keys *k, struct rc_span m3)
{
	next_transcript("SecComm1 th3", k->th2,
			(struct rc_span){ k->conf_r, RC_HASH }, rc_sealed(m3),
			k->th3);
}

void rc_transcripts(const struct rc_stack *st, struct rc_keys *k,
		    struct rc_span m1, struct rc_span m2, struct rc_span m3)
{
	first_transcript(st, k, m1, m2);
	second_transcript(k, m2);
	memcpy(k->conf_r, m2.data + m2.len - RC_HASH, RC_HASH);
	third_transcript(k, m3);
}

/* Does the method give something to each stage? */
static bool is_static(const struct rc_member *m)
{
	return strstr(m->text, "auth=static");
}

static bool is_late(const struct rc_slot *s)
{
	int i;

	for (i = 0; i < s->n_members; i++)
		if (s->threshold || s->member[i].method == RC_RSA ||
		    is_static(&s->member[i]))
			return true;
	return false;
}

bool rc_is_late(const struct rc_stack *st)
{
	int i;

	for (i = 0; i < RC_SLOTS; i++)
		if (is_late(&st->slot[i]))
			return true;
	return false;
}

static void put_item(struct rc_buf *ikm, int slot, int ordinal,
		     const void *secret, size_t len)
{
	rc_put_u8(ikm, slot);
	rc_put_u8(ikm, ordinal);
	rc_put_lp(ikm, secret, len);
}

static bool gives_to(const struct rc_member *m, int stage)
{
	return is_static(m) || stage == (m->method == RC_RSA ? STAGES : 1);
}

/* What a method gives to a stage; no data: it has not given it yet. */
static struct rc_span given_to(const struct rc_member *m, int stage)
{
	struct rc_span given = { m->secret, m->len };

	if (is_static(m)) {
		for (; given.len && stage > 1; stage--) {
			const size_t len = LP_LEN + rc_lp(given, 0).len;

			given.data += len;
			given.len -= len;
		}
		if (given.len)
			return rc_lp(given, 0);
	}
	return given.len ? given : (struct rc_span){ 0 };
}

bool rc_is_known(const struct rc_member *m)
{
	return given_to(m, STAGES).data;
}

bool rc_stage_complete(const struct rc_stack *st, int stage)
{
	int slot, i;

	for (slot = 0; slot < RC_SLOTS; slot++) {
		const struct rc_slot *s = &st->slot[slot];

		for (i = 0; i < s->n_members && !s->threshold; i++)
			if (gives_to(&s->member[i], stage) &&
			    !given_to(&s->member[i], stage).data)
				return false;
	}
	return true;
}

/* What a slot's methods give to a stage; those that a secret is shared out among give none. */
static void put_members(struct rc_buf *ikm, const struct rc_stack *st, int slot,
			int stage)
{
	const struct rc_slot *s = &st->slot[slot];
	struct rc_span given;
	int i;

	if (s->threshold && stage == STAGES)
		put_item(ikm, slot, RC_SHARED, s->secret.data, s->secret.len);
	for (i = 0; i < s->n_members && !s->threshold; i++) {
		const struct rc_member *m = &s->member[i];

		if (!gives_to(m, stage))
			continue;
		given = given_to(m, stage);
		if (!given.data)
			rc_die("nothing from %s", m->text);
		put_item(ikm, slot, i, given.data, given.len);
	}
}

/* The secret that a slot's methods make. */
static void methods_secret(struct rc_slot *s)
{
	static struct rc_buf b;
	int i;

	b.len = 0;
	for (i = 0; i < s->n_members && !s->threshold; i++) {
		const struct rc_member *m = &s->member[i];

		if (s->all) {
			rc_put_lp(&b, m->text, strlen(m->text));
			rc_put_lp(&b, m->secret, m->len);
		} else {
			rc_put(&b, m->secret, m->len);
		}
	}
	if (s->threshold)
		return;
	memcpy(s->secret.data, b.data, b.len);
	s->secret.len = b.len;
	s->secret.known = true;
}

void rc_slot_root(struct rc_slot *s, const struct rc_keys *k)
{
	static struct rc_buf b;

	if (s->n_members)
		methods_secret(s);
	b.len = 0;
	rc_put_lp(&b, s->secret.data, s->secret.len);
	extract(is_late(s) ? k->th3 : k->th1, RC_HASH, &b, s->root);
}

/* What is not of methods. */
static void simple_secret(struct rc_stack *st, int slot)
{
	struct rc_slot *s = &st->slot[slot];

	if (s->session)
		slot_from_session(st, slot);
	if (s->pk[0])
		rc_pairs_secret(s);
	if (!s->secret.known)
		rc_die("no secret for slot %d", slot);
}

/* The roots, and K1 of the session secret and the slots' secrets. */
void rc_first_stage(struct rc_stack *st, struct rc_keys *k, struct rc_span m1,
		    struct rc_span m2)
{
	static struct rc_buf ikm;
	int i;

	first_transcript(st, k, m1, m2);
	ikm.len = 0;
	rc_put_lp(&ikm, st->session.data, st->session.len);
	for (i = 0; i < RC_SLOTS; i++) {
		struct rc_slot *s = &st->slot[i];

		if (!s->used)
			continue;
		if (s->n_members) {
			put_members(&ikm, st, i, 1);
		} else {
			simple_secret(st, i);
			put_item(&ikm, i, 0, s->secret.data, s->secret.len);
		}
		if (!is_late(s)) {
			rc_slot_root(s, k);
			key_made("root", i, s->root, RC_HASH);
		}
	}
	extract(k->th1, RC_HASH, &ikm, k->k1);
	key_made("k", 1, k->k1, RC_HASH);
	hs_key(k->k1, "seal-r", k->seal_r, RC_HASH);
}

static void next_stage(const struct rc_stack *st, int stage,
		       const __u8 th[RC_HASH], const __u8 k[RC_HASH],
		       __u8 next[RC_HASH])
{
	static struct rc_buf ikm;
	int i;

	ikm.len = 0;
	rc_put_lp(&ikm, k, RC_HASH);
	for (i = 0; i < RC_SLOTS; i++)
		put_members(&ikm, st, i, stage);
	extract(th, RC_HASH, &ikm, next);
}

/* The confirmation of an end over @th, and over what follows that. */
static void confirm(const __u8 key[RC_HASH], char end, const __u8 th[RC_HASH],
		    struct rc_span more, __u8 out[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_u8(&b, end);
	rc_put(&b, th, RC_HASH);
	rc_put(&b, more.data, more.len);
	rc_hmac("SHA256", key, RC_HASH, b.data, b.len, out);
}

void rc_second_stage(struct rc_stack *st, struct rc_keys *k, struct rc_span m2)
{
	second_transcript(k, m2);
	next_stage(st, 2, k->th2, k->k1, k->k2);
	hs_key(k->k2, "seal-i", k->seal_i, RC_HASH);
	hs_key(k->k2, "confirm-r", k->confirm_r, RC_HASH);
	key_made("k", 2, k->k2, RC_HASH);
	key_made("confirm-r", -1, k->confirm_r, RC_HASH);
	confirm(k->confirm_r, 'R', k->th2, (struct rc_span){ 0 }, k->conf_r);
}

void rc_third_stage(struct rc_stack *st, struct rc_keys *k, struct rc_span m3)
{
	int i;

	third_transcript(k, m3);
	next_stage(st, STAGES, k->th3, k->k2, k->k3);
	for (i = 0; i < RC_SLOTS; i++) {
		if (!is_late(&st->slot[i]))
			continue;
		rc_slot_root(&st->slot[i], k);
		key_made("root", i, st->slot[i].root, RC_HASH);
	}
	hs_key(k->k3, "confirm-i", k->confirm_i, RC_HASH);
	confirm(k->confirm_i, 'I', k->th3, (struct rc_span){ 0 }, k->conf_i);
	hs_key(k->k3, "confirm-f", k->confirm_f, RC_HASH);
	confirm(k->confirm_f, 'F', k->th3,
		(struct rc_span){ k->conf_i, RC_HASH }, k->conf_f);
	hs_key(k->k3, "control-i", k->control[0], RC_HASH);
	hs_key(k->k3, "control-r", k->control[1], RC_HASH);
	hs_key(k->k3, "sid", k->sid, RC_SID);
	key_made("k", 3, k->k3, RC_HASH);
	key_made("confirm-i", -1, k->confirm_i, RC_HASH);
	key_made("control", 0, k->control[0], RC_HASH);
	key_made("control", 1, k->control[1], RC_HASH);
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
	rc_first_stage(st, k, m1, m2);
	rc_second_stage(st, k, m2);
	rc_third_stage(st, k, m3);
}
