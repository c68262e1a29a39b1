// SPDX-License-Identifier: GPL-2.0
/*
 * From secrets and nonces to roots, session keys and layer keys (Documentation/wire-format.md).
 * Pure computation; intermediate keys are wiped before a function returns.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "keys/hash.h"
#include "keys/schedule.h"

/* More than any layer's info: 8 + 4 and LP of path, type, algorithm and purpose. */
#define INFO_MAX 256

/**
 * struct schedule_info - the info argument of HKDF-Expand, being put together
 * @len: bytes so far
 * @overflow: it did not fit
 * @bytes: the bytes
 */
struct schedule_info {
	size_t len;
	bool overflow;
	u8 bytes[INFO_MAX];
};

static void schedule_put(struct schedule_info *info, const void *data,
			 size_t len)
{
	if (len > sizeof(info->bytes) - info->len) {
		info->overflow = true;
		return;
	}
	memcpy(info->bytes + info->len, data, len);
	info->len += len;
}

static void schedule_put_u8(struct schedule_info *info, u8 v)
{
	schedule_put(info, &v, 1);
}

static void schedule_put_u16(struct schedule_info *info, u16 v)
{
	__be16 be = cpu_to_be16(v);

	schedule_put(info, &be, sizeof(be));
}

static void schedule_put_lp(struct schedule_info *info, const void *data,
			    size_t len)
{
	schedule_put_u16(info, len);
	schedule_put(info, data, len);
}

static void schedule_lp_len(struct seccomm_hash *h, u16 len)
{
	__be16 be = cpu_to_be16(len);

	seccomm_hash_add(h, &be, sizeof(be));
}

/* Hash LP(@data), where there may be none. */
static void schedule_hash_lp(struct seccomm_hash *h, const u8 *data, u16 len)
{
	schedule_lp_len(h, len);
	if (len)
		seccomm_hash_add(h, data, len);
}

/* Add LP(@data), the form in which secrets enter HKDF-Extract. */
static void schedule_lp(struct seccomm_hmac_ctx *h, const u8 *data, u16 len)
{
	__be16 be = cpu_to_be16(len);

	seccomm_hmac_add(h, &be, sizeof(be));
	if (len)
		seccomm_hmac_add(h, data, len);
}

int seccomm_stack_digest(const char *canonical, u8 digest[SECCOMM_HASH_LEN])
{
	static const char label[] = "SecComm-stack1";
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, label, sizeof(label) - 1);
	seccomm_hash_add(&h, canonical, strlen(canonical));
	return seccomm_hash_final(&h, digest);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stack_digest);

/* Add LP(kind || value). */
static void schedule_hash_id(struct seccomm_hash *h,
			     const struct seccomm_identity *id)
{
	schedule_lp_len(h, sizeof(id->kind) + id->len);
	seccomm_hash_add(h, &id->kind, sizeof(id->kind));
	seccomm_hash_add(h, id->value, id->len);
}

/* Add LP(P), where P is LP(id_I) || LP(id_R). */
static void schedule_hash_ends(struct seccomm_hash *h,
			       const struct seccomm_ends *ends)
{
	schedule_lp_len(h, 2 * (sizeof(__be16) + sizeof(u8)) +
				   ends->initiator.len + ends->responder.len);
	schedule_hash_id(h, &ends->initiator);
	schedule_hash_id(h, &ends->responder);
}

int seccomm_binding(const struct seccomm_ends *ends,
		    const struct seccomm_open *m1, u8 hash[SECCOMM_HASH_LEN])
{
	const size_t head = offsetof(struct seccomm_open, version_min);
	static const char label[] = "SecComm-cb1";
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, label, sizeof(label) - 1);
	schedule_hash_ends(&h, ends);
	seccomm_hash_add(&h, (const u8 *)m1 + head,
			 offsetof(struct seccomm_open, cookie) - head);
	return seccomm_hash_final(&h, hash);
}

int seccomm_th1(const struct seccomm_ends *ends, const struct seccomm_open *m1,
		const struct seccomm_accept *m2, u8 th[SECCOMM_HASH_LEN])
{
	const size_t m1_len = sizeof(*m1) + be16_to_cpu(m1->items_len);
	static const u8 zero[SECCOMM_COOKIE_LEN];
	static const char label[] = "SecComm1";
	const size_t head = offsetof(struct seccomm_open, cookie);
	const size_t tail = head + SECCOMM_COOKIE_LEN;
	const size_t clear = offsetof(struct seccomm_accept, sealed_len) +
			     be16_to_cpu(m2->items_len);
	struct seccomm_hash h;

	BUILD_BUG_ON(sizeof(*m1) != 114);
	BUILD_BUG_ON(sizeof(*m2) != 92);
	seccomm_hash_start(&h);
	seccomm_hash_add(&h, label, sizeof(label) - 1);
	schedule_hash_ends(&h, ends);
	schedule_lp_len(&h, m1_len);
	seccomm_hash_add(&h, m1, head);
	seccomm_hash_add(&h, zero, sizeof(zero));
	seccomm_hash_add(&h, (const u8 *)m1 + tail, m1_len - tail);
	schedule_lp_len(&h, clear);
	seccomm_hash_add(&h, m2, clear);
	return seccomm_hash_final(&h, th);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_th1);

int seccomm_th2(const u8 th1[SECCOMM_HASH_LEN], const u8 *sealed, u16 len,
		u8 th[SECCOMM_HASH_LEN])
{
	static const char label[] = "SecComm1 th2";
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, label, sizeof(label) - 1);
	seccomm_hash_add(&h, th1, SECCOMM_HASH_LEN);
	schedule_hash_lp(&h, sealed, len);
	return seccomm_hash_final(&h, th);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_th2);

int seccomm_th3(const u8 th2[SECCOMM_HASH_LEN],
		const u8 conf_r[SECCOMM_CONF_LEN], const u8 *sealed, u16 len,
		u8 th[SECCOMM_HASH_LEN])
{
	static const char label[] = "SecComm1 th3";
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, label, sizeof(label) - 1);
	seccomm_hash_add(&h, th2, SECCOMM_HASH_LEN);
	seccomm_hash_add(&h, conf_r, SECCOMM_CONF_LEN);
	schedule_hash_lp(&h, sealed, len);
	return seccomm_hash_final(&h, th);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_th3);

int seccomm_slot_from_session(const struct seccomm_secret *session, u8 slot,
			      u8 out[SECCOMM_HASH_LEN])
{
	static const u8 salt[] = "seccomm1 slot";
	u8 prk[SECCOMM_HASH_LEN];
	int err;

	err = seccomm_hkdf_extract(salt, sizeof(salt) - 1, session->bytes,
				   session->len, prk);
	if (!err)
		err = seccomm_hkdf_expand(prk, &slot, sizeof(slot), out,
					  SECCOMM_HASH_LEN);
	memzero_explicit(prk, sizeof(prk));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_slot_from_session);

void seccomm_stage_one(struct seccomm_hmac_ctx *h,
		       const u8 th1[SECCOMM_HASH_LEN],
		       const struct seccomm_secret *session)
{
	seccomm_hmac_start(h, th1, SECCOMM_HASH_LEN);
	if (session)
		schedule_lp(h, session->bytes, session->len);
	else
		schedule_lp(h, NULL, 0);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_one);

void seccomm_stage_item(struct seccomm_hmac_ctx *h, u8 slot, u8 ordinal,
			const struct seccomm_secret *secret)
{
	seccomm_hmac_add(h, &slot, sizeof(slot));
	seccomm_hmac_add(h, &ordinal, sizeof(ordinal));
	schedule_lp(h, secret->bytes, secret->len);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_item);

void seccomm_stage_next(struct seccomm_hmac_ctx *h,
			const u8 th[SECCOMM_HASH_LEN],
			const u8 k[SECCOMM_HASH_LEN])
{
	seccomm_hmac_start(h, th, SECCOMM_HASH_LEN);
	schedule_lp(h, k, SECCOMM_HASH_LEN);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_next);

/* hs(K, purpose, len) = HKDF-Expand(K, "seccomm1 hs" || LP(purpose), len) */
static int schedule_expand(const u8 k[SECCOMM_HASH_LEN], const char *purpose,
			   u8 *out, size_t len)
{
	struct schedule_info info = {};

	schedule_put(&info, "seccomm1 hs", 11);
	schedule_put_lp(&info, purpose, strlen(purpose));
	return seccomm_hkdf_expand(k, info.bytes, info.len, out, len);
}

int seccomm_seal_key_r(const u8 k1[SECCOMM_HASH_LEN], u8 key[SECCOMM_HASH_LEN])
{
	return schedule_expand(k1, "seal-r", key, SECCOMM_HASH_LEN);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_seal_key_r);

int seccomm_seal_key_i(const u8 k2[SECCOMM_HASH_LEN], u8 key[SECCOMM_HASH_LEN])
{
	return schedule_expand(k2, "seal-i", key, SECCOMM_HASH_LEN);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_seal_key_i);

/* HMAC(hs(K, purpose, 32), role || th) */
static int schedule_conf(const u8 k[SECCOMM_HASH_LEN], const char *purpose,
			 const char *role, const u8 th[SECCOMM_HASH_LEN],
			 const u8 *conf_i, u8 conf[SECCOMM_CONF_LEN])
{
	u8 key[SECCOMM_HASH_LEN];
	struct seccomm_hmac_ctx h;
	int err;

	err = schedule_expand(k, purpose, key, sizeof(key));
	if (err) {
		memzero_explicit(conf, SECCOMM_CONF_LEN);
		return err;
	}
	seccomm_hmac_start(&h, key, sizeof(key));
	seccomm_hmac_add(&h, role, 1);
	seccomm_hmac_add(&h, th, SECCOMM_HASH_LEN);
	if (conf_i)
		seccomm_hmac_add(&h, conf_i, SECCOMM_CONF_LEN);
	memzero_explicit(key, sizeof(key));
	return seccomm_hmac_final(&h, conf);
}

int seccomm_conf_r(const u8 k2[SECCOMM_HASH_LEN],
		   const u8 th2[SECCOMM_HASH_LEN], u8 conf[SECCOMM_CONF_LEN])
{
	return schedule_conf(k2, "confirm-r", "R", th2, NULL, conf);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_conf_r);

int seccomm_conf_i(const u8 k3[SECCOMM_HASH_LEN],
		   const u8 th3[SECCOMM_HASH_LEN], u8 conf[SECCOMM_CONF_LEN])
{
	return schedule_conf(k3, "confirm-i", "I", th3, NULL, conf);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_conf_i);

int seccomm_conf_f(const u8 k3[SECCOMM_HASH_LEN],
		   const u8 th3[SECCOMM_HASH_LEN],
		   const u8 conf_i[SECCOMM_CONF_LEN], u8 conf[SECCOMM_CONF_LEN])
{
	return schedule_conf(k3, "confirm-f", "F", th3, conf_i, conf);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_conf_f);

int seccomm_session_keys(const u8 k3[SECCOMM_HASH_LEN],
			 struct seccomm_hs_keys *out)
{
	int err;

	err = schedule_expand(k3, "control-i", out->control_i,
			      sizeof(out->control_i));
	if (!err)
		err = schedule_expand(k3, "control-r", out->control_r,
				      sizeof(out->control_r));
	if (!err)
		err = schedule_expand(k3, "sid", out->sid, sizeof(out->sid));
	if (err)
		memzero_explicit(out, sizeof(*out));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_session_keys);

int seccomm_slot_root(const u8 th[SECCOMM_HASH_LEN],
		      const struct seccomm_secret *secret,
		      u8 root[SECCOMM_HASH_LEN])
{
	struct seccomm_hmac_ctx h;

	seccomm_hmac_start(&h, th, SECCOMM_HASH_LEN);
	schedule_lp(&h, secret->bytes, secret->len);
	return seccomm_hmac_final(&h, root);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_slot_root);

/* Make one key of a layer: fill @key, of which the caller has set the length. */
static int schedule_layer_key(const struct seccomm_roots *roots,
			      const struct seccomm_layer_info *layer, u8 dir,
			      u16 epoch, const char *purpose,
			      struct seccomm_layer_key *key)
{
	const struct seccomm_type_desc *type = layer->type;
	const u8 slot = layer->slot;
	struct schedule_info info = {};

	if (slot >= SECCOMM_MAX_SLOTS || !(roots->slots & BIT(slot)))
		return -ENOKEY;
	if (layer->declared->derive == SECCOMM_DERIVE_RAW &&
	    !strcmp(purpose, "cipher")) {
		if (roots->raw[slot]->len != key->len)
			return -EKEYREJECTED;
		memcpy(key->bytes, roots->raw[slot]->bytes, key->len);
		return 0;
	}
	schedule_put(&info, "seccomm1", 8);
	schedule_put_u8(&info, dir);
	schedule_put_u8(&info, slot);
	schedule_put_u16(&info, epoch);
	schedule_put_lp(&info, layer->path, layer->path_len);
	schedule_put_lp(&info, type->name, strlen(type->name));
	schedule_put_lp(&info, type->algorithm, strlen(type->algorithm));
	schedule_put_lp(&info, purpose, strlen(purpose));
	schedule_put_u16(&info, key->len);
	if (info.overflow)
		return -EINVAL;
	return seccomm_hkdf_expand(roots->root[slot], info.bytes, info.len,
				   key->bytes, key->len);
}

/* Bytes of a layer's key: as its type says, or as the layer's option "bits" does. */
static unsigned int
schedule_layer_key_len(const struct seccomm_layer_info *layer,
		       const struct seccomm_key_desc *key)
{
	const struct seccomm_type_desc *type = layer->type;
	unsigned int i;

	for (i = 0; !key->len && i < type->n_options; i++)
		if (!strcmp(type->options[i].name, "bits"))
			return layer->values[i] / BITS_PER_BYTE;
	return key->len;
}

int seccomm_layer_keys(const struct seccomm_roots *roots,
		       const struct seccomm_layer_info *layer, u8 dir,
		       u16 epoch,
		       struct seccomm_layer_key keys[SECCOMM_MAX_KEYS])
{
	const struct seccomm_key_desc *wanted = layer->type->keys;
	unsigned int i, len;
	int err = 0;

	/* A type that takes its slot by an option has its keys by it, too. */
	if (layer->slot == SECCOMM_NO_SLOT)
		return 0;
	for (i = 0; !err && i < SECCOMM_MAX_KEYS && wanted[i].purpose; i++) {
		len = schedule_layer_key_len(layer, &wanted[i]);
		if (!len || len > sizeof(keys[i].bytes))
			return -EINVAL;
		keys[i].len = len;
		err = schedule_layer_key(roots, layer, dir, epoch,
					 wanted[i].purpose, &keys[i]);
	}
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_layer_keys);
