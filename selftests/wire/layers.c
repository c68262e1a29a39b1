// SPDX-License-Identifier: GPL-2.0
/*
 * Each type's transformation (Documentation/wire-format.md) and its reverse, on OpenSSL's
 * ciphers and those of ciphers.c and aegis.c, applied layer by layer, and the opening of
 * control messages.
 */
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "recompute.h"

#define MAX_PREFIX 32

rc_nonce_fn rc_nonce_seen;

/* The next bytes of @from, of which *@used are used up; zeros where there are too few, as an
 * altered message may make believe.
 */
static void take(const struct rc_buf *from, size_t *used, __u8 *out, size_t len)
{
	size_t left = from->len - *used, n = len < left ? len : left;

	memset(out, 0, len);
	memcpy(out, from->data + *used, n);
	*used += n;
}

void rc_draw(struct layer_ctx *x, __u8 *out, size_t len)
{
	take(&x->drawn->random, &x->random_used, out, len);
}

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

static void tell_nonce(const char *algorithm, const __u8 *key, size_t key_len,
		       const __u8 *nonce, size_t nonce_len)
{
	if (rc_nonce_seen)
		rc_nonce_seen(algorithm, (struct rc_span){ key, key_len },
			      (struct rc_span){ nonce, nonce_len });
}

static void down_aead(const struct layer_ctx *x, struct rc_buf *msg,
		      const char *algorithm, const EVP_CIPHER *cipher)
{
	__u8 key[32], nonce[12];

	rc_layer_key(x->st, x->l, x->dir, algorithm, "cipher", key,
		     EVP_CIPHER_get_key_length(cipher));
	layer_nonce(x, algorithm, nonce);
	tell_nonce(algorithm, key, EVP_CIPHER_get_key_length(cipher), nonce,
		   sizeof(nonce));
	aead_seal(cipher, key, nonce, x->aad, msg);
}

static void aegis128_keys(const struct layer_ctx *x, __u8 key[16],
			  __u8 nonce[16])
{
	__u8 number[8];
	int i;

	rc_layer_key(x->st, x->l, x->dir, "aegis128", "cipher", key, 16);
	rc_layer_key(x->st, x->l, x->dir, "aegis128", "salt", nonce, 16);
	rc_set64(number, x->msgno);
	for (i = 0; i < 8; i++)
		nonce[8 + i] ^= number[i];
}

static void down_aegis128(const struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 key[16], nonce[16];

	aegis128_keys(x, key, nonce);
	tell_nonce("aegis128", key, sizeof(key), nonce, sizeof(nonce));
	rc_aegis128_seal(key, nonce, x->aad, msg);
}

static void up_aegis128(const struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 key[16], nonce[16];

	aegis128_keys(x, key, nonce);
	rc_aegis128_open(key, nonce, x->aad, msg);
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
	tell_nonce("poly1305", key, sizeof(key), nonce, sizeof(nonce));
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

static void down_time(struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 time[RC_TIME];

	take(&x->drawn->times, &x->times_used, time, sizeof(time));
	rc_put(msg, time, sizeof(time));
}

static void down_prefix(struct layer_ctx *x, struct rc_buf *msg)
{
	__u8 prefix[MAX_PREFIX];

	if (x->l->n > MAX_PREFIX)
		rc_die("a prefix of %d bytes", x->l->n);
	rc_draw(x, prefix, x->l->n);
	rc_put_before(msg, prefix, x->l->n);
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
	{ "NonRepudiation", 0, false },
	{ "RandomPrefix", 0, false },
	{ "Padding", 0, false },
	{ "MultiSecurity", 0, false },
	{ "AltSecurity", 0, false },
	{ "RandomAltSecurity", 0, false },
	{ "ExpansionSecurity", 0, false },
	{ "DSAAuthenticity", 0, false },
	{ "RSAAuthenticity", 0, false },
	{ "RSAPrivacy", 0, true },
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

static bool signs(const struct rc_layer *l)
{
	return !strcmp(l->type, "DSAAuthenticity") ||
	       !strcmp(l->type, "RSAAuthenticity");
}

void rc_down_leaf(struct layer_ctx *x, struct rc_buf *msg)
{
	const char *type = x->l->type;
	const struct rc_cipher *cipher = rc_cipher(type, strlen(type));

	if (x->l->swapped && !cipher && strcmp(type, "XORPrivacy"))
		rc_die("%s cannot stand swapped", type);
	if (!strcmp(type, "NullSecurity") || !strcmp(type, "WindowReplay") ||
	    !strcmp(type, "NonRepudiation"))
		return;
	if (!strcmp(type, "TimestampReplay")) {
		down_time(x, msg);
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
	if (signs(x->l))
		rc_sign(x, msg);
	else if (!strcmp(type, "RSAPrivacy"))
		rc_encrypt(x, msg);
	else if (cipher)
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

/* How many bytes the layer has put behind what it covers. */
static size_t trailer(const struct layer_ctx *x, const struct rc_buf *msg)
{
	const struct rc_layer *l = x->l;
	const struct known_type *type = known_type(l->type, strlen(l->type));

	if (signs(l))
		return rc_signature_len(x);
	if (strcmp(l->type, "Padding"))
		return type ? type->tag : 0;
	return msg->len < 2 ? 2 : 2 + rc_get16(msg->data + msg->len - 2);
}

/* A cipher undoes itself, but for AEGIS, and for CFB, which stands swapped for that. */
static void decipher(struct layer_ctx *x, struct rc_buf *msg)
{
	const char *type = x->l->type;
	const struct rc_cipher *cipher = rc_cipher(type, strlen(type));
	const struct rc_layer *l = x->l;
	const size_t len = msg->len;
	struct rc_layer undo = *l;

	if (!strcmp(type, "AEGIS128Privacy")) {
		up_aegis128(x, msg);
		return;
	}
	if (!strcmp(type, "RSAPrivacy")) {
		rc_decrypt(x, msg);
		return;
	}
	if (cipher && rc_cipher_feeds_back(cipher))
		undo.swapped = !undo.swapped;
	x->l = &undo;
	rc_down_leaf(x, msg);
	x->l = l;
	msg->len = len;
}

/* Undoes a layer, to see what it drew. Nothing is verified: who does all layers again looks
 * at the tags.
 */
void rc_up_leaf(struct layer_ctx *x, struct rc_buf *msg)
{
	const struct rc_layer *l = x->l;
	const struct known_type *type = known_type(l->type, strlen(l->type));
	size_t behind = trailer(x, msg), before;

	/* What an altered message lacks is what stood there before. */
	msg->len = msg->len < behind ? 0 : msg->len - behind;
	if (signs(l))
		rc_unsign(x, msg->data + msg->len);
	if (!type || type->cipher)
		decipher(x, msg);
	if (!strcmp(l->type, "TimestampReplay"))
		rc_put_before(&x->drawn->times, msg->data + msg->len, RC_TIME);
	if (strcmp(l->type, "RandomPrefix"))
		return;
	before = (size_t)l->n < msg->len ? (size_t)l->n : msg->len;
	rc_put_before(&x->drawn->random, msg->data, before);
	msg->len -= before;
	memmove(msg->data, msg->data + before, msg->len);
}

void rc_aad(const __u8 sid[RC_SID], const __u8 *hdr, __u8 aad[RC_AAD])
{
	memcpy(aad, hdr, RC_HDR);
	memcpy(aad + RC_HDR, sid, RC_SID);
}

/* @drawn may be NULL if no layer draws. */
void rc_down(const struct rc_stack *st, const struct rc_keys *k, int dir,
	     const __u8 hdr[RC_HDR], struct rc_drawn *drawn, struct rc_buf *msg)
{
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = st,
		.dir = dir,
		.msgno = rc_get64(hdr + 8),
		.aad = aad,
		.drawn = drawn,
	};

	rc_aad(k->sid, hdr, aad);
	rc_down_layers(&x, -1, msg);
}

/* What layers have drawn for a message, by undoing them from the network on. */
void rc_learn(const struct rc_stack *st, const struct rc_keys *k, int dir,
	      struct rc_span packet, struct rc_drawn *drawn)
{
	static struct rc_buf msg;
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = st,
		.dir = dir,
		.msgno = rc_get64(packet.data + 8),
		.aad = aad,
		.drawn = drawn,
	};

	drawn->random.len = 0;
	drawn->times.len = 0;
	msg.len = 0;
	rc_put(&msg, packet.data + RC_HDR, packet.len - RC_HDR);
	rc_aad(k->sid, packet.data, aad);
	rc_up_layers(&x, -1, &msg);
}

/* @body becomes what stands behind the header. */
void rc_control_seal(const struct rc_keys *k, int dir, const __u8 hdr[RC_HDR],
		     struct rc_buf *body)
{
	__u8 aad[RC_AAD], nonce[12] = { 0 };

	rc_aad(k->sid, hdr, aad);
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
	rc_aad(k->sid, msg, aad);
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
