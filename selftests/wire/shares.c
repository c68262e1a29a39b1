// SPDX-License-Identifier: GPL-2.0
/*
 * Secrets that are shared out among a slot's methods (Documentation/wire-format.md): polynomials
 * over GF(2^8) by their coefficients, boxes and commitments.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "recompute.h"

__u8 rc_times(__u8 a, __u8 b)
{
	__u8 product = 0;

	for (; b; b >>= 1) {
		if (b & 1)
			product ^= a;
		a = a << 1 ^ (a & 0x80 ? 0x1b : 0);
	}
	return product;
}

/* To the power of 254. */
static __u8 inverse(__u8 a)
{
	__u8 power = 1;
	int i;

	for (i = 0; i < 254; i++)
		power = rc_times(power, a);
	return power;
}

void rc_interpolate(const __u8 x[], const __u8 y[], int n, __u8 out[])
{
	__u8 basis[RC_MEMBERS], scale;
	int i, m, c;

	memset(out, 0, n);
	for (i = 0; i < n; i++) {
		memset(basis, 0, sizeof(basis));
		basis[0] = 1;
		scale = y[i];
		for (m = 0; m < n; m++) {
			if (m == i)
				continue;
			for (c = n - 1; c > 0; c--)
				basis[c] = basis[c - 1] ^
					   rc_times(basis[c], x[m]);
			basis[0] = rc_times(basis[0], x[m]);
			scale = rc_times(scale, inverse(x[i] ^ x[m]));
		}
		for (c = 0; c < n; c++)
			out[c] ^= rc_times(basis[c], scale);
	}
}

static void box_key(const struct rc_sharing *g, int member,
		    const __u8 k[RC_HASH], const char *purpose,
		    __u8 key[RC_HASH])
{
	static struct rc_buf info;

	info.len = 0;
	rc_put_str(&info, "seccomm1 box");
	rc_put_u8(&info, g->slot);
	rc_put_u8(&info, member);
	rc_put_lp(&info, purpose, strlen(purpose));
	rc_expand(k, &info, key, RC_HASH);
}

/* What a share is xored with, and the key of the MAC of what that gives. */
static void box_keys(const struct rc_sharing *g, int member, __u8 pad[RC_HASH],
		     __u8 mac[RC_HASH])
{
	const struct rc_member *m = &g->s->member[member];
	static struct rc_buf b;
	__u8 k[RC_HASH];

	b.len = 0;
	rc_put_lp(&b, m->secret, m->len);
	rc_extract(g->th2, &b, k);
	box_key(g, member, k, "pad", pad);
	box_key(g, member, k, "mac", mac);
}

static void box_mac(const struct rc_sharing *g, const __u8 key[RC_HASH],
		    const __u8 sealed[RC_HASH], __u8 out[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_u8(&b, g->s->threshold);
	rc_put_u8(&b, g->s->n_members);
	rc_put(&b, sealed, RC_HASH);
	rc_hmac("SHA256", key, RC_HASH, b.data, b.len, out);
}

void rc_box_seal(const struct rc_sharing *g, int member,
		 const __u8 share[RC_HASH], __u8 box[RC_BOX])
{
	__u8 pad[RC_HASH], key[RC_HASH];
	int i;

	box_keys(g, member, pad, key);
	for (i = 0; i < RC_HASH; i++)
		box[i] = share[i] ^ pad[i];
	box_mac(g, key, box, box + RC_HASH);
}

bool rc_box_open(const struct rc_sharing *g, int member, const __u8 box[RC_BOX],
		 __u8 share[RC_HASH])
{
	__u8 pad[RC_HASH], key[RC_HASH], mac[RC_HASH];
	int i;

	box_keys(g, member, pad, key);
	box_mac(g, key, box, mac);
	for (i = 0; i < RC_HASH; i++)
		share[i] = box[i] ^ pad[i];
	return !CRYPTO_memcmp(mac, box + RC_HASH, RC_HASH);
}

void rc_commitment(const struct rc_sharing *g, const __u8 secret[RC_HASH],
		   __u8 out[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm-com1");
	rc_put(&b, g->th2, RC_HASH);
	rc_put_u8(&b, g->slot);
	rc_put_u8(&b, g->s->threshold);
	rc_put_u8(&b, g->s->n_members);
	rc_hmac("SHA256", secret, RC_HASH, b.data, b.len, out);
}
