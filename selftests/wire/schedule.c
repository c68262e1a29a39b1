// SPDX-License-Identifier: GPL-2.0
/*
 * The key schedule of Documentation/wire-format.md on OpenSSL's primitives, from the
 * three handshake messages as they were seen on the wire.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "recompute.h"

#define M1_LEN 114
#define M1_COOKIE 96
#define M1_COOKIE_LEN 16

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

static void hs_key(const struct rc_keys *k, const char *purpose, __u8 *out,
		   size_t len)
{
	static struct rc_buf info;

	info.len = 0;
	rc_put_str(&info, "seccomm1 hs");
	rc_put_lp(&info, purpose, strlen(purpose));
	expand(k->k_hs, &info, out, len);
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
}

void rc_layer_key(const struct rc_stack *st, const struct rc_layer *l, int dir,
		  const char *algorithm, const char *purpose, __u8 *out,
		  size_t len)
{
	const struct rc_slot *s = &st->slot[l->slot];
	static struct rc_buf info;

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
}

static void transcript(struct rc_keys *k, struct rc_span m1, struct rc_span m2)
{
	static struct rc_buf b;

	if (m1.len != M1_LEN)
		rc_die("M1 has %zu bytes, not %d", m1.len, M1_LEN);
	if (m2.len < RC_HDR + RC_HASH)
		rc_die("M2 has only %zu bytes", m2.len);
	b.len = 0;
	rc_put_str(&b, "SecComm1");
	rc_put_u16(&b, M1_LEN);
	rc_put(&b, m1.data, M1_LEN);
	memset(b.data + b.len - M1_LEN + M1_COOKIE, 0, M1_COOKIE_LEN);
	rc_put_lp(&b, m2.data, m2.len - RC_HASH);
	rc_sha256(b.data, b.len, k->th1);
}

static void roots(struct rc_stack *st, struct rc_keys *k)
{
	static struct rc_buf b, hs;
	int i;

	hs.len = 0;
	rc_put_lp(&hs, st->session.data, st->session.len);
	for (i = 0; i < RC_SLOTS; i++) {
		struct rc_slot *s = &st->slot[i];

		if (!s->used)
			continue;
		if (s->session)
			slot_from_session(st, i);
		if (!s->secret.known)
			rc_die("no secret for slot %d", i);
		b.len = 0;
		rc_put_lp(&b, s->secret.data, s->secret.len);
		extract(k->th1, RC_HASH, &b, s->root);
		rc_put_u8(&hs, i);
		rc_put_lp(&hs, s->root, RC_HASH);
	}
	extract(k->th1, RC_HASH, &hs, k->k_hs);
}

void rc_handshake(struct rc_stack *st, struct rc_keys *k, struct rc_span m1,
		  struct rc_span m2, struct rc_span m3)
{
	static struct rc_buf b;

	if (!st->session.known)
		rc_die("no session secret");
	if (m3.len < RC_HDR + 2 + RC_HASH)
		rc_die("M3 has only %zu bytes", m3.len);
	transcript(k, m1, m2);
	roots(st, k);
	hs_key(k, "confirm-i", k->confirm_i, RC_HASH);
	hs_key(k, "confirm-r", k->confirm_r, RC_HASH);
	hs_key(k, "control-i", k->control[0], RC_HASH);
	hs_key(k, "control-r", k->control[1], RC_HASH);
	hs_key(k, "sid", k->sid, RC_SID);

	b.len = 0;
	rc_put_u8(&b, 'R');
	rc_put(&b, k->th1, RC_HASH);
	rc_hmac("SHA256", k->confirm_r, RC_HASH, b.data, b.len, k->conf_r);
	b.len = 0;
	rc_put_u8(&b, 'I');
	rc_put(&b, k->th1, RC_HASH);
	rc_put(&b, k->conf_r, RC_HASH);
	/* M3's method payload stands in M3 with its length already before it. */
	rc_put(&b, m3.data + RC_HDR, m3.len - RC_HDR - RC_HASH);
	rc_hmac("SHA256", k->confirm_i, RC_HASH, b.data, b.len, k->conf_i);
}
