// SPDX-License-Identifier: GPL-2.0
/*
 * Each type's downward transformation (Documentation/wire-format.md), on OpenSSL's ciphers
 * and those of ciphers.c and aegis.c, applied layer by layer, and the opening of control
 * messages.
 */
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "recompute.h"

struct layer_ctx {
	const struct rc_stack *st;
	const struct rc_layer *l;
	int dir;
	__u64 msgno;
	const __u8 *aad;
};

static void down_xor(const struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 key[8];
	size_t i;

	rc_layer_key(x->st, x->l, x->dir, "xor", "cipher", key, sizeof(key));
	for (i = 0; i < msg->len; i++)
		msg->data[i] ^= key[i % sizeof(key)];
}

static void aead_seal(const EVP_CIPHER *cipher, const __u8 *key,
		      const __u8 nonce[12], const __u8 *aad, struct rc_buf *msg)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	__u8 tag[RC_TAG];
	int n;

	if (!c || !EVP_EncryptInit_ex(c, cipher, NULL, key, nonce) ||
	    !EVP_EncryptUpdate(c, NULL, &n, aad, RC_AAD) ||
	    (msg->len &&
	     !EVP_EncryptUpdate(c, msg->data, &n, msg->data, (int)msg->len)) ||
	    !EVP_EncryptFinal_ex(c, tag, &n) ||
	    !EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, RC_TAG, tag))
		rc_die("AEAD failed");
	rc_put(msg, tag, RC_TAG);
	EVP_CIPHER_CTX_free(c);
}

/* The layer's salt, with the message number xored into its end. */
static void layer_nonce(const struct layer_ctx *x, const char *algorithm,
			__u8 nonce[12])
{
	__u8 number[8];
	int i;

	rc_layer_key(x->st, x->l, x->dir, algorithm, "salt", nonce, 12);
	rc_set64(number, x->msgno);
	for (i = 0; i < 8; i++)
		nonce[4 + i] ^= number[i];
}

static void down_aead(const struct layer_ctx *x, struct rc_buf *msg,
		      const char *algorithm, const EVP_CIPHER *cipher)
{
	__u8 key[32], nonce[12];

	rc_layer_key(x->st, x->l, x->dir, algorithm, "cipher", key,
		     EVP_CIPHER_get_key_length(cipher));
	layer_nonce(x, algorithm, nonce);
	aead_seal(cipher, key, nonce, x->aad, msg);
}

static void down_aegis128(const struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 key[16], nonce[16], number[8];
	int i;

	rc_layer_key(x->st, x->l, x->dir, "aegis128", "cipher", key,
		     sizeof(key));
	rc_layer_key(x->st, x->l, x->dir, "aegis128", "salt", nonce,
		     sizeof(nonce));
	rc_set64(number, x->msgno);
	for (i = 0; i < 8; i++)
		nonce[8 + i] ^= number[i];
	rc_aegis128_seal(key, nonce, x->aad, msg);
}

static void down_hmac(const struct layer_ctx *x, struct rc_buf *msg,
		      const char *algorithm, const char *digest, size_t len)
{
	static struct rc_buf in;
	__u8 key[32], mac[EVP_MAX_MD_SIZE];

	rc_layer_key(x->st, x->l, x->dir, algorithm, "mac", key, len);
	in.len = 0;
	rc_put(&in, x->aad, RC_AAD);
	rc_put(&in, msg->data, msg->len);
	rc_hmac(digest, key, len, in.data, in.len, mac);
	rc_put(msg, mac, len);
}

/* A keyed MAC that OpenSSL has by the name @name, with a parameter of its own or none. */
static void down_mac(const struct layer_ctx *x, struct rc_buf *msg,
		     const char *algorithm, const char *name,
		     const OSSL_PARAM *params, size_t tag_len)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);
	EVP_MAC_CTX *c = mac ? EVP_MAC_CTX_new(mac) : NULL;
	__u8 key[32], tag[EVP_MAX_MD_SIZE];
	size_t n = 0;

	rc_layer_key(x->st, x->l, x->dir, algorithm, "mac", key, sizeof(key));
	if (!c || !EVP_MAC_init(c, key, sizeof(key), params) ||
	    !EVP_MAC_update(c, x->aad, RC_AAD) ||
	    !EVP_MAC_update(c, msg->data, msg->len) ||
	    !EVP_MAC_final(c, tag, &n, sizeof(tag)) || n != tag_len)
		rc_die("%s failed", name);
	rc_put(msg, tag, tag_len);
	EVP_MAC_CTX_free(c);
	EVP_MAC_free(mac);
}

static void down_cmac(const struct layer_ctx *x, struct rc_buf *msg)
{
	char cipher[] = "AES-256-CBC";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string("cipher", cipher, sizeof(cipher) - 1),
		OSSL_PARAM_END,
	};

	down_mac(x, msg, "cmac(aes)", "CMAC", params, 16);
}

/* The tag of nothing, with all that there is as additional data. */
static void down_poly1305(const struct layer_ctx *x, struct rc_buf *msg)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	__u8 key[32], nonce[12], tag[RC_TAG];
	int n;

	rc_layer_key(x->st, x->l, x->dir, "poly1305", "mac", key, sizeof(key));
	layer_nonce(x, "poly1305", nonce);
	if (!c ||
	    !EVP_EncryptInit_ex(c, EVP_chacha20_poly1305(), NULL, key, nonce) ||
	    !EVP_EncryptUpdate(c, NULL, &n, x->aad, RC_AAD) ||
	    (msg->len &&
	     !EVP_EncryptUpdate(c, NULL, &n, msg->data, (int)msg->len)) ||
	    !EVP_EncryptFinal_ex(c, tag, &n) ||
	    !EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, RC_TAG, tag))
		rc_die("Poly1305 failed");
	rc_put(msg, tag, RC_TAG);
	EVP_CIPHER_CTX_free(c);
}

static void down_prefix(const struct layer_ctx *x, struct rc_buf *msg)
{
	static struct rc_buf body;

	body.len = 0;
	rc_put(&body, msg->data, msg->len);
	msg->len = 0;
	rc_put(msg, x->l->drawn, x->l->n);
	rc_put(msg, body.data, body.len);
}

static void down_padding(const struct layer_ctx *x, struct rc_buf *msg)
{
	size_t fill = 0, i;

	while (x->l->size ? msg->len + fill + 2 < (size_t)x->l->size :
			    (msg->len + fill + 2) % x->l->to)
		fill++;
	for (i = 0; i < fill; i++)
		rc_put_u8(msg, 0);
	rc_put_u16(msg, fill);
}

/* What is known of each type: bytes behind what it covers, and whether it enciphers that. */
static const struct known_type {
	const char *name;
	size_t tag;
	bool cipher;
} known_types[] = {
	{ "NullSecurity", 0, false },
	{ "WindowReplay", 0, false },
	{ "TimestampReplay", RC_TIME, false },
	{ "RandomPrefix", 0, false },
	{ "Padding", 0, false },
	{ "MultiSecurity", 0, false },
	{ "XORPrivacy", 0, true },
	{ "AESGCMPrivacy", RC_TAG, true },
	{ "ChaChaPolyPrivacy", RC_TAG, true },
	{ "AEGIS128Privacy", RC_TAG, true },
	{ "MD5Integrity", 16, false },
	{ "SHAIntegrity", 20, false },
	{ "HMACSHA256Integrity", 32, false },
	{ "HMACSHA3Integrity", 32, false },
	{ "BLAKE2Integrity", 32, false },
	{ "CMACIntegrity", 16, false },
	{ "Poly1305Integrity", RC_TAG, false },
};

static const struct known_type *known_type(const char *type, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(known_types) / sizeof(*known_types); i++)
		if (strlen(known_types[i].name) == len &&
		    !memcmp(known_types[i].name, type, len))
			return &known_types[i];
	return NULL;
}

bool rc_knows_type(const char *type, size_t len)
{
	return known_type(type, len) || rc_cipher(type, len);
}

static void down_layer(const struct layer_ctx *x, struct rc_buf *msg)
{
	const char *type = x->l->type;
	const struct rc_cipher *cipher = rc_cipher(type, strlen(type));

	if (x->l->swapped && !cipher && strcmp(type, "XORPrivacy"))
		rc_die("%s cannot stand swapped", type);
	if (!strcmp(type, "NullSecurity") || !strcmp(type, "WindowReplay"))
		return;
	if (!strcmp(type, "TimestampReplay")) {
		rc_put(msg, x->l->drawn, RC_TIME);
		return;
	}
	if (!strcmp(type, "RandomPrefix")) {
		down_prefix(x, msg);
		return;
	}
	if (!strcmp(type, "Padding")) {
		down_padding(x, msg);
		return;
	}
	if (x->l->slot < 0)
		rc_die("%s without a slot", type);
	if (cipher)
		rc_cipher_down(cipher, x->st, x->l, x->dir, x->msgno, msg);
	else if (!strcmp(type, "XORPrivacy"))
		down_xor(x, msg);
	else if (!strcmp(type, "AESGCMPrivacy"))
		down_aead(x, msg, "gcm(aes)",
			  x->l->bits == 128 ? EVP_aes_128_gcm() :
					      EVP_aes_256_gcm());
	else if (!strcmp(type, "ChaChaPolyPrivacy"))
		down_aead(x, msg, "rfc7539(chacha20,poly1305)",
			  EVP_chacha20_poly1305());
	else if (!strcmp(type, "AEGIS128Privacy"))
		down_aegis128(x, msg);
	else if (!strcmp(type, "MD5Integrity"))
		down_hmac(x, msg, "hmac(md5)", "MD5", 16);
	else if (!strcmp(type, "SHAIntegrity"))
		down_hmac(x, msg, "hmac(sha1)", "SHA1", 20);
	else if (!strcmp(type, "HMACSHA256Integrity"))
		down_hmac(x, msg, "hmac(sha256)", "SHA256", 32);
	else if (!strcmp(type, "HMACSHA3Integrity"))
		down_hmac(x, msg, "hmac(sha3-256)", "SHA3-256", 32);
	else if (!strcmp(type, "BLAKE2Integrity"))
		down_mac(x, msg, "blake2s-256", "BLAKE2SMAC", NULL, 32);
	else if (!strcmp(type, "CMACIntegrity"))
		down_cmac(x, msg);
	else if (!strcmp(type, "Poly1305Integrity"))
		down_poly1305(x, msg);
	else
		rc_die("type %s is not known here", type);
}

static void build_aad(const struct rc_keys *k, const __u8 *hdr,
		      __u8 aad[RC_AAD])
{
	memcpy(aad, hdr, RC_HDR);
	memcpy(aad + RC_HDR, k->sid, RC_SID);
}

void rc_down(const struct rc_stack *st, const struct rc_keys *k, int dir,
	     const __u8 hdr[RC_HDR], struct rc_buf *msg)
{
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = st,
		.dir = dir,
		.msgno = rc_get64(hdr + 8),
		.aad = aad,
	};
	int i;

	build_aad(k, hdr, aad);
	for (i = 0; i < st->nr; i++) {
		x.l = &st->layer[i];
		down_layer(&x, msg);
	}
}

/* Take what the layer put around the message off, once it is deciphered. False: too short. */
static bool up_strip(struct rc_layer *l, struct rc_buf *msg, size_t tag)
{
	size_t front = !strcmp(l->type, "RandomPrefix") ? l->n : 0;

	if (!strcmp(l->type, "Padding"))
		tag = msg->len < 2 ?
			      2 :
			      2 + (size_t)rc_get16(msg->data + msg->len - 2);
	if (msg->len < tag + front || front > RC_DRAWN)
		return false;
	msg->len -= tag;
	if (!strcmp(l->type, "TimestampReplay"))
		memcpy(l->drawn, msg->data + msg->len, RC_TIME);
	if (front) {
		memcpy(l->drawn, msg->data, front);
		msg->len -= front;
		memmove(msg->data, msg->data + front, msg->len);
	}
	return true;
}

/* Undo the layers from the network on, and see what those drew that draw. A cipher undoes
 * itself, but for CFB, which stands swapped for that; who does all layers again looks at
 * the tags.
 */
void rc_learn(struct rc_stack *st, const struct rc_keys *k, int dir,
	      struct rc_span msg)
{
	static struct rc_buf body;
	struct rc_layer undo;
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = st,
		.l = &undo,
		.dir = dir,
		.msgno = rc_get64(msg.data + 8),
		.aad = aad,
	};
	int i;

	build_aad(k, msg.data, aad);
	body.len = 0;
	rc_put(&body, msg.data + RC_HDR, msg.len - RC_HDR);
	for (i = st->nr - 1; i >= 0; i--) {
		struct rc_layer *l = &st->layer[i];
		const struct known_type *type =
			known_type(l->type, strlen(l->type));
		const struct rc_cipher *cipher =
			rc_cipher(l->type, strlen(l->type));
		const size_t tag = type ? type->tag : 0;

		/* AEGIS does not undo itself. */
		if ((!type && !cipher) || !strcmp(l->type, "AEGIS128Privacy") ||
		    !up_strip(l, &body, tag))
			return;
		if (!cipher && !type->cipher)
			continue;
		undo = *l;
		if (cipher && rc_cipher_feeds_back(cipher))
			undo.swapped = !l->swapped;
		down_layer(&x, &body);
		body.len -= tag;
	}
}

/* @body becomes what stands behind the header. */
void rc_control_seal(const struct rc_keys *k, int dir, const __u8 hdr[RC_HDR],
		     struct rc_buf *body)
{
	__u8 aad[RC_AAD], nonce[12] = { 0 };

	build_aad(k, hdr, aad);
	memcpy(nonce + 4, hdr + 8, 8);
	aead_seal(EVP_chacha20_poly1305(), k->control[dir], nonce, aad, body);
}

bool rc_control_open(const struct rc_keys *k, int dir, const __u8 *msg,
		     size_t len, __u8 *body, size_t *body_len)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	__u8 aad[RC_AAD], nonce[12] = { 0 }, tag[RC_TAG];
	bool ok;
	int n;

	*body_len = len - RC_HDR - RC_TAG;
	build_aad(k, msg, aad);
	memcpy(nonce + 4, msg + 8, 8);
	memcpy(tag, msg + len - RC_TAG, RC_TAG);
	ok = c &&
	     EVP_DecryptInit_ex(c, EVP_chacha20_poly1305(), NULL,
				k->control[dir], nonce) &&
	     EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, RC_TAG, tag) &&
	     EVP_DecryptUpdate(c, NULL, &n, aad, RC_AAD) &&
	     EVP_DecryptUpdate(c, body, &n, msg + RC_HDR, (int)*body_len) &&
	     EVP_DecryptFinal_ex(c, body + n, &n) > 0;
	EVP_CIPHER_CTX_free(c);
	return ok;
}
