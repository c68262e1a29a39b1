// SPDX-License-Identifier: GPL-2.0
/*
 * Slots of key pairs: what they give the key schedule, signatures and encryption by them
 * (Documentation/wire-format.md), on OpenSSL's big numbers and hashes. What was drawn is
 * recovered by the keys, so that all bytes can be computed again.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "recompute.h"

#define MAX_LEN 512 /* of a modulus of 4096 bits */
#define ID_KEY 3
#define SALT RC_HASH

static BIGNUM *number(const EVP_PKEY *pkey, const char *name)
{
	BIGNUM *n = NULL;

	if (!EVP_PKEY_get_bn_param(pkey, name, &n))
		rc_die("a key lacks \"%s\"", name);
	return n;
}

static void load_numbers(struct rc_pair *pair, EVP_PKEY *pkey)
{
	unsigned char *spki = NULL;
	int len = i2d_PUBKEY(pkey, &spki);

	if (len <= 0 || (size_t)len > sizeof(pair->spki))
		rc_die("a public key of %d bytes", len);
	memcpy(pair->spki, spki, len);
	pair->spki_len = len;
	OPENSSL_free(spki);
	rc_sha256(pair->spki, len, pair->id);
	if (EVP_PKEY_is_a(pkey, "RSA")) {
		pair->n = number(pkey, OSSL_PKEY_PARAM_RSA_N);
		pair->e = number(pkey, OSSL_PKEY_PARAM_RSA_E);
	} else {
		pair->p = number(pkey, OSSL_PKEY_PARAM_FFC_P);
		pair->q = number(pkey, OSSL_PKEY_PARAM_FFC_Q);
		pair->g = number(pkey, OSSL_PKEY_PARAM_FFC_G);
	}
	pair->known = true;
}

void rc_pair_file(struct rc_pair *pair, const char *file)
{
	FILE *f = fopen(file, "r");
	EVP_PKEY *pkey = NULL;
	OSSL_DECODER_CTX *ctx;

	ctx = OSSL_DECODER_CTX_new_for_pkey(&pkey, "PEM", NULL, NULL,
					    EVP_PKEY_KEYPAIR, NULL, NULL);
	if (!f || !ctx || !OSSL_DECODER_from_fp(ctx, f))
		rc_die("%s: no private key", file);
	OSSL_DECODER_CTX_free(ctx);
	load_numbers(pair, pkey);
	if (pair->n)
		pair->d = number(pkey, OSSL_PKEY_PARAM_RSA_D);
	else
		pair->x = number(pkey, OSSL_PKEY_PARAM_PRIV_KEY);
	EVP_PKEY_free(pkey);
	fclose(f);
}

static void number_of(BIGNUM **n, const char *hex)
{
	if (!BN_hex2bn(n, hex))
		rc_die("\"%.20s\" is no number", hex);
}

void rc_pair_numbers(struct rc_pair *pair, struct rc_span spki, const char *x,
		     const char *p, const char *q)
{
	const unsigned char *der = spki.data;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &der, spki.len);
	BIGNUM *p1 = NULL, *q1 = NULL;
	BN_CTX *ctx = BN_CTX_new();

	if (!pkey || !ctx)
		rc_die("a key of the vectors is none");
	load_numbers(pair, pkey);
	EVP_PKEY_free(pkey);
	if (x) {
		number_of(&pair->x, x);
	} else {
		number_of(&p1, p);
		number_of(&q1, q);
		pair->d = BN_new();
		if (!pair->d || !BN_sub_word(p1, 1) || !BN_sub_word(q1, 1) ||
		    !BN_mul(p1, p1, q1, ctx) ||
		    !BN_mod_inverse(pair->d, pair->e, p1, ctx))
			rc_die("a private key of the vectors is none");
	}
	BN_free(p1);
	BN_free(q1);
	BN_CTX_free(ctx);
}

void rc_pairs_secret(struct rc_slot *s)
{
	static struct rc_buf b;
	int i;

	b.len = 0;
	for (i = 0; i < 2; i++) {
		if (!s->pair[i].known)
			rc_die("no key pair for a slot");
		rc_put_lp(&b, s->pair[i].spki, s->pair[i].spki_len);
	}
	if (b.len > sizeof(s->secret.data))
		rc_die("two public keys of %zu bytes", b.len);
	memcpy(s->secret.data, b.data, b.len);
	s->secret.len = b.len;
	s->secret.known = true;
}

static const struct rc_slot *slot_of(const struct layer_ctx *x)
{
	if (x->l->slot < 0 || !x->st->slot[x->l->slot].pk[0])
		rc_die("%s without key pairs", x->l->type);
	return &x->st->slot[x->l->slot];
}

/* Who sends in this direction, and who receives. */
static const struct rc_pair *sender(const struct layer_ctx *x)
{
	return &slot_of(x)->pair[x->dir];
}

static const struct rc_pair *receiver(const struct layer_ctx *x)
{
	return &slot_of(x)->pair[!x->dir];
}

static size_t modulus_len(const struct rc_pair *pair)
{
	return BN_num_bytes(pair->n);
}

/* @bytes to the power of @e, modulo the modulus, in place; zeros if they are no smaller. */
static void raise_to(const struct rc_pair *pair, const BIGNUM *e, __u8 *bytes)
{
	const size_t len = modulus_len(pair);
	BIGNUM *n = BN_bin2bn(bytes, len, NULL);
	BN_CTX *ctx = BN_CTX_new();

	if (!n || !ctx || !e)
		rc_die("no number");
	if (BN_ucmp(n, pair->n) >= 0)
		BN_zero(n);
	if (!BN_mod_exp(n, n, e, pair->n, ctx) ||
	    BN_bn2binpad(n, bytes, len) < 0)
		rc_die("no power");
	BN_free(n);
	BN_CTX_free(ctx);
}

/* MGF1 with SHA-256, xored to @out. */
static void mask(const __u8 *seed, size_t seed_len, __u8 *out, size_t len)
{
	__u8 in[MAX_LEN + 4], hash[RC_HASH];
	size_t i;

	memcpy(in, seed, seed_len);
	for (i = 0; i < len; i++) {
		if (i % RC_HASH == 0) {
			const __u32 counter = i / RC_HASH;

			in[seed_len] = counter >> 24;
			in[seed_len + 1] = counter >> 16;
			in[seed_len + 2] = counter >> 8;
			in[seed_len + 3] = counter;
			rc_sha256(in, seed_len + 4, hash);
		}
		out[i] ^= hash[i % RC_HASH];
	}
}

static void put_id(struct rc_buf *b, const struct rc_pair *pair)
{
	__u8 id[1 + RC_HASH] = { ID_KEY };

	memcpy(id + 1, pair->id, RC_HASH);
	rc_put_lp(b, id, sizeof(id));
}

/* The hash of what a signature of @msg covers. */
static void signed_hash(const struct layer_ctx *x, const struct rc_buf *msg,
			__u8 out[RC_HASH])
{
	static struct rc_buf b;
	const char *algorithm = sender(x)->n ? "rsa-pss" : "dsa2048";
	__u8 data[RC_HASH];
	int i;

	rc_sha256(msg->data, msg->len, data);
	b.len = 0;
	for (i = 0; i < 64; i++)
		rc_put_u8(&b, ' ');
	rc_put_str(&b, "SecComm-sig1");
	rc_put_u8(&b, 0);
	rc_put(&b, x->aad, RC_AAD);
	rc_put_u8(&b, x->dir);
	rc_put_lp(&b, x->l->path, x->l->path_len);
	rc_put_lp(&b, x->l->type, strlen(x->l->type));
	rc_put_lp(&b, algorithm, strlen(algorithm));
	put_id(&b, sender(x));
	put_id(&b, receiver(x));
	rc_put(&b, x->st->digest, RC_HASH);
	rc_put(&b, data, RC_HASH);
	rc_sha256(b.data, b.len, out);
}

/* V, or K, of RFC 6979 from K and what is told. */
static void rfc6979_step(__u8 k[RC_HASH], __u8 v[RC_HASH], int tag,
			 const __u8 told[2 * RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put(&b, v, RC_HASH);
	rc_put_u8(&b, tag);
	if (told)
		rc_put(&b, told, 2 * RC_HASH);
	rc_hmac("SHA256", k, RC_HASH, b.data, b.len, k);
	rc_hmac("SHA256", k, RC_HASH, v, RC_HASH, v);
}

/* The number of RFC 6979 section 3.2 for a hash and a private key, 32 bytes each. */
static BIGNUM *rfc6979(const struct rc_pair *pair, const BIGNUM *h)
{
	__u8 k[RC_HASH] = { 0 }, v[RC_HASH], told[2 * RC_HASH];
	BIGNUM *n = NULL;

	memset(v, 1, sizeof(v));
	if (BN_bn2binpad(pair->x, told, RC_HASH) < 0 ||
	    BN_bn2binpad(h, told + RC_HASH, RC_HASH) < 0)
		rc_die("a number of more than 32 bytes");
	rfc6979_step(k, v, 0, told);
	rfc6979_step(k, v, 1, told);
	for (;;) {
		rc_hmac("SHA256", k, RC_HASH, v, RC_HASH, v);
		n = BN_bin2bn(v, RC_HASH, n);
		if (!n)
			rc_die("no number");
		if (!BN_is_zero(n) && BN_ucmp(n, pair->q) < 0)
			return n;
		rfc6979_step(k, v, 0, NULL);
	}
}

static void dsa_sign(const struct rc_pair *pair, const __u8 hash[RC_HASH],
		     __u8 out[2 * RC_HASH])
{
	BIGNUM *h = BN_bin2bn(hash, RC_HASH, NULL), *r = BN_new();
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *k;

	if (!h || !r || !ctx || !BN_mod(h, h, pair->q, ctx))
		rc_die("no number");
	k = rfc6979(pair, h);
	/* s = (h + x * r) / k */
	if (!BN_mod_exp(r, pair->g, k, pair->p, ctx) ||
	    !BN_mod(r, r, pair->q, ctx) || BN_bn2binpad(r, out, RC_HASH) < 0 ||
	    !BN_mod_mul(r, r, pair->x, pair->q, ctx) ||
	    !BN_mod_add(r, r, h, pair->q, ctx) ||
	    !BN_mod_inverse(k, k, pair->q, ctx) ||
	    !BN_mod_mul(r, r, k, pair->q, ctx) ||
	    BN_bn2binpad(r, out + RC_HASH, RC_HASH) < 0)
		rc_die("no signature");
	BN_free(h);
	BN_free(r);
	BN_free(k);
	BN_CTX_free(ctx);
}

/* g^(hash / s) * y^(r / s), modulo p and then q, is r. */
bool rc_dsa_verifies(const struct layer_ctx *x, const struct rc_buf *msg,
		     const __u8 signature[2 * RC_HASH])
{
	const struct rc_pair *pair = sender(x);
	BIGNUM *r = BN_bin2bn(signature, RC_HASH, NULL);
	BIGNUM *s = BN_bin2bn(signature + RC_HASH, RC_HASH, NULL);
	BIGNUM *v = BN_new(), *y = BN_new(), *h;
	BN_CTX *ctx = BN_CTX_new();
	__u8 hash[RC_HASH];
	bool good;

	signed_hash(x, msg, hash);
	h = BN_bin2bn(hash, RC_HASH, NULL);
	if (!r || !s || !v || !y || !h || !ctx)
		rc_die("no number");
	good = !BN_is_zero(r) && BN_ucmp(r, pair->q) < 0 && !BN_is_zero(s) &&
	       BN_ucmp(s, pair->q) < 0;
	if (good) {
		if (!BN_mod_inverse(s, s, pair->q, ctx) ||
		    !BN_mod_mul(h, h, s, pair->q, ctx) ||
		    !BN_mod_exp(v, pair->g, h, pair->p, ctx) ||
		    !BN_mod_exp(y, pair->g, pair->x, pair->p, ctx) ||
		    !BN_mod_mul(s, s, r, pair->q, ctx) ||
		    !BN_mod_exp(y, y, s, pair->p, ctx) ||
		    !BN_mod_mul(v, v, y, pair->p, ctx) ||
		    !BN_mod(v, v, pair->q, ctx))
			rc_die("no power");
		good = !BN_cmp(v, r);
	}
	BN_free(r);
	BN_free(s);
	BN_free(v);
	BN_free(y);
	BN_free(h);
	BN_CTX_free(ctx);
	return good;
}

/* RSASSA-PSS with this salt: EM = masked DB || H || 0xbc. */
size_t rc_pss_sign(const struct rc_pair *pair, const __u8 hash[RC_HASH],
		   const __u8 salt[SALT], __u8 *em)
{
	const size_t len = modulus_len(pair), db_len = len - RC_HASH - 1;
	__u8 in[8 + RC_HASH + SALT] = { 0 };

	memcpy(in + 8, hash, RC_HASH);
	memcpy(in + 8 + RC_HASH, salt, SALT);
	memset(em, 0, len);
	em[db_len - SALT - 1] = 1;
	memcpy(em + db_len - SALT, salt, SALT);
	rc_sha256(in, sizeof(in), em + db_len);
	mask(em + db_len, RC_HASH, em, db_len);
	em[0] &= 0x7f;
	em[len - 1] = 0xbc;
	raise_to(pair, pair->d, em);
	return len;
}

/* The salt of a signature, whatever that is worth. */
static void pss_salt(const struct rc_pair *pair, const __u8 *signature,
		     __u8 salt[SALT])
{
	const size_t len = modulus_len(pair), db_len = len - RC_HASH - 1;
	__u8 em[MAX_LEN];

	memcpy(em, signature, len);
	raise_to(pair, pair->e, em);
	mask(em + db_len, RC_HASH, em, db_len);
	memcpy(salt, em + db_len - SALT, SALT);
}

size_t rc_signature_len(const struct layer_ctx *x)
{
	return sender(x)->n ? modulus_len(sender(x)) : 2 * RC_HASH;
}

void rc_sign(struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 hash[RC_HASH], salt[SALT], signature[MAX_LEN];

	signed_hash(x, msg, hash);
	if (sender(x)->n) {
		rc_draw(x, salt, sizeof(salt));
		rc_pss_sign(sender(x), hash, salt, signature);
	} else {
		dsa_sign(sender(x), hash, signature);
	}
	rc_put(msg, signature, rc_signature_len(x));
}

void rc_unsign(struct layer_ctx *x, const __u8 *signature)
{
	__u8 salt[SALT];

	if (!sender(x)->n)
		return;
	pss_salt(sender(x), signature, salt);
	rc_put_before(&x->drawn->random, salt, sizeof(salt));
}

/* The hash of the label of chunk @i of @n. */
static void oaep_label(const struct layer_ctx *x, __u32 i, __u32 n,
		       __u8 hash[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm-rsa1");
	rc_put(&b, x->aad, RC_AAD);
	rc_put_u8(&b, x->dir);
	rc_put_lp(&b, x->l->path, x->l->path_len);
	rc_put_u16(&b, i >> 16);
	rc_put_u16(&b, i);
	rc_put_u16(&b, n >> 16);
	rc_put_u16(&b, n);
	rc_sha256(b.data, b.len, hash);
}

void rc_rsa_label(const __u8 th2[RC_HASH], int slot, int ordinal,
		  __u8 label[RC_HASH])
{
	static struct rc_buf b;

	b.len = 0;
	rc_put_str(&b, "SecComm-rsakd1");
	rc_put(&b, th2, RC_HASH);
	rc_put_u8(&b, slot);
	rc_put_u8(&b, ordinal);
	rc_sha256(b.data, b.len, label);
}

size_t rc_oaep_seal(const struct rc_pair *to, const __u8 label[RC_HASH],
		    const __u8 seed[RC_HASH], struct rc_span data, __u8 *block)
{
	const size_t len = modulus_len(to);
	__u8 *masked = block + 1, *db = masked + RC_HASH;

	memset(block, 0, len);
	memcpy(masked, seed, RC_HASH);
	memcpy(db, label, RC_HASH);
	block[len - data.len - 1] = 1;
	memcpy(block + len - data.len, data.data, data.len);
	mask(masked, RC_HASH, db, len - RC_HASH - 1);
	mask(db, len - RC_HASH - 1, masked, RC_HASH);
	raise_to(to, to->e, block);
	return len;
}

/* What is in a block: the seed is left in @em, behind its first byte. */
static struct rc_span oaep_open(const struct rc_pair *to, const __u8 *block,
				__u8 *em)
{
	const size_t len = modulus_len(to);
	__u8 *seed = em + 1, *db = seed + RC_HASH;
	size_t at;

	memcpy(em, block, len);
	raise_to(to, to->d, em);
	mask(db, len - RC_HASH - 1, seed, RC_HASH);
	mask(seed, RC_HASH, db, len - RC_HASH - 1);
	for (at = RC_OAEP - 1; at < len - 1 && !em[at]; at++)
		;
	return (struct rc_span){ em + at + 1, len - at - 1 };
}

/* The block stands at the end. */
bool rc_rsa_open(const struct rc_pair *to, const __u8 th2[RC_HASH], int slot,
		 int ordinal, struct rc_span item, struct rc_member *m)
{
	const size_t len = to->n ? modulus_len(to) : 0;
	__u8 label[RC_HASH], em[MAX_LEN];
	struct rc_span key;

	if (!len || item.len < len)
		return false;
	rc_rsa_label(th2, slot, ordinal, label);
	key = oaep_open(to, item.data + item.len - len, em);
	if (key.len != RC_HASH || memcmp(em + 1 + RC_HASH, label, RC_HASH))
		return false;
	memcpy(m->secret, key.data, key.len);
	m->len = key.len;
	return true;
}

void rc_encrypt(struct layer_ctx *x, struct rc_buf *msg)
{
	const struct rc_pair *to = receiver(x);
	const size_t most = modulus_len(to) - RC_OAEP;
	const __u32 n = msg->len ? (msg->len + most - 1) / most : 1;
	static struct rc_buf in;
	__u8 block[MAX_LEN], seed[RC_HASH], label[RC_HASH];
	__u32 i;

	in.len = 0;
	rc_put(&in, msg->data, msg->len);
	msg->len = 0;
	for (i = 0; i < n; i++) {
		const size_t left = in.len - i * most;
		const struct rc_span part = { in.data + i * most,
					      left < most ? left : most };

		rc_draw(x, seed, RC_HASH);
		oaep_label(x, i, n, label);
		rc_put(msg, block, rc_oaep_seal(to, label, seed, part, block));
	}
}

void rc_decrypt(struct layer_ctx *x, struct rc_buf *msg)
{
	const struct rc_pair *to = receiver(x);
	const size_t len = modulus_len(to);
	const size_t n = msg->len / len;
	static struct rc_buf in, seeds;
	struct rc_span part;
	__u8 em[MAX_LEN];
	size_t i;

	in.len = 0;
	seeds.len = 0;
	rc_put(&in, msg->data, n * len);
	msg->len = 0;
	for (i = 0; i < n; i++) {
		part = oaep_open(to, in.data + i * len, em);
		rc_put(&seeds, em + 1, RC_HASH);
		rc_put(msg, part.data, part.len);
	}
	rc_put_before(&x->drawn->random, seeds.data, seeds.len);
}
