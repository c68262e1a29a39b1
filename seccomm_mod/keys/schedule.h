/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From secrets and nonces to roots, session keys and layer keys (Documentation/wire-format.md).
 * Pure computation over HMAC-SHA256.
 */
#ifndef SECCOMM_KEYSCHEDULE_H
#define SECCOMM_KEYSCHEDULE_H

#include <linux/types.h>
#include "checker/checker.h"
#include "keys/identity.h"
#include "keys/secret.h"
#include "pk/key.h"
#include "wire.h"

struct seccomm_hmac_ctx;

/**
 * struct seccomm_roots - all that the layers of one session derive from
 *
 * They exist only while a session's keys are made, and are wiped afterwards.
 * @slots: bitmap of the slots filled in
 * @root: roots, indexed by slot, as seccomm_slot_root() makes them
 * @raw: slots' bytes as given, for raw derivation; no references
 * @pairs: both ends' keys of slots of kind pk; no references
 */
struct seccomm_roots {
	u32 slots;
	u8 root[SECCOMM_MAX_SLOTS][SECCOMM_HASH_LEN];
	const struct seccomm_secret *raw[SECCOMM_MAX_SLOTS];
	struct seccomm_pk_pair pairs[SECCOMM_MAX_SLOTS];
};

/**
 * struct seccomm_layer_key - a key of a layer
 * @len: bytes
 * @bytes: the key
 */
struct seccomm_layer_key {
	u16 len;
	u8 bytes[SECCOMM_KEY_LEN];
};

/**
 * struct seccomm_hs_keys - keys of a session that its layers do not share
 * @control_i: initiator's control messages
 * @control_r: responder's control messages
 * @sid: session id; public to both ends only
 */
struct seccomm_hs_keys {
	u8 control_i[SECCOMM_HASH_LEN];
	u8 control_r[SECCOMM_HASH_LEN];
	u8 sid[SECCOMM_SID_LEN];
};

/* All: process context or softirq; 0 or a negative errno of the crypto API. On an error the
 * result is zero.
 */

/* The digest of a stack: H("SecComm-stack1" || canonical form). */
int seccomm_stack_digest(const char *canonical, u8 digest[SECCOMM_HASH_LEN]);
/* The secret of slots whose source is `session`. */
int seccomm_slot_from_session(const struct seccomm_secret *session, u8 slot,
			      u8 out[SECCOMM_HASH_LEN]);

/* H("SecComm-cb1" || LP(P) || bytes 16 to 95 of M1): what ties something said elsewhere to the
 * handshake of @m1 between @ends.
 */
int seccomm_binding(const struct seccomm_ends *ends,
		    const struct seccomm_open *m1, u8 hash[SECCOMM_HASH_LEN]);

/* The transcript in three stages: who the ends are, M1 and M2's clear part; M2's sealed
 * part; conf_R and M3's sealed part. @m1 may carry a cookie, which is taken as zero. Both
 * messages are followed by their lists of items. A sealed part of @len bytes, @sealed, is
 * empty where no list is.
 */
int seccomm_th1(const struct seccomm_ends *ends, const struct seccomm_open *m1,
		const struct seccomm_accept *m2, u8 th[SECCOMM_HASH_LEN]);
int seccomm_th2(const u8 th1[SECCOMM_HASH_LEN], const u8 *sealed, u16 len,
		u8 th[SECCOMM_HASH_LEN]);
int seccomm_th3(const u8 th2[SECCOMM_HASH_LEN],
		const u8 conf_r[SECCOMM_CONF_LEN], const u8 *sealed, u16 len,
		u8 th[SECCOMM_HASH_LEN]);

/* K1 is what seccomm_hmac_final() gives after the session secret, or NULL where there is none,
 * and the items of the first stage: of each the slot, the place of its method among the slot's,
 * 0 for one that stands alone, and the secret, ascending by slot and place. K2 of th2 and K1, and
 * K3 of th3 and K2, are what it gives after K1 or K2 and the items of their stages.
 */
void seccomm_stage_one(struct seccomm_hmac_ctx *h,
		       const u8 th1[SECCOMM_HASH_LEN],
		       const struct seccomm_secret *session);
void seccomm_stage_item(struct seccomm_hmac_ctx *h, u8 slot, u8 ordinal,
			const struct seccomm_secret *secret);
void seccomm_stage_next(struct seccomm_hmac_ctx *h,
			const u8 th[SECCOMM_HASH_LEN],
			const u8 k[SECCOMM_HASH_LEN]);

/* The keys that M2's list and M3's are sealed with, each of them once. */
int seccomm_seal_key_r(const u8 k1[SECCOMM_HASH_LEN], u8 key[SECCOMM_HASH_LEN]);
int seccomm_seal_key_i(const u8 k2[SECCOMM_HASH_LEN], u8 key[SECCOMM_HASH_LEN]);

/* The responder's confirmation, in M2, the initiator's, in M3, and the responder's of what M3
 * brings, in M4.
 */
int seccomm_conf_r(const u8 k2[SECCOMM_HASH_LEN],
		   const u8 th2[SECCOMM_HASH_LEN], u8 conf[SECCOMM_CONF_LEN]);
int seccomm_conf_i(const u8 k3[SECCOMM_HASH_LEN],
		   const u8 th3[SECCOMM_HASH_LEN], u8 conf[SECCOMM_CONF_LEN]);
int seccomm_conf_f(const u8 k3[SECCOMM_HASH_LEN],
		   const u8 th3[SECCOMM_HASH_LEN],
		   const u8 conf_i[SECCOMM_CONF_LEN],
		   u8 conf[SECCOMM_CONF_LEN]);
/* What is expanded from K3 for the open session. */
int seccomm_session_keys(const u8 k3[SECCOMM_HASH_LEN],
			 struct seccomm_hs_keys *out);
/* The root of a slot: HKDF-Extract(th, LP(secret)), th that of the stage in which the secret
 * is complete, the first or the third.
 */
int seccomm_slot_root(const u8 th[SECCOMM_HASH_LEN],
		      const struct seccomm_secret *secret,
		      u8 root[SECCOMM_HASH_LEN]);
/* Make the keys of a layer in direction @dir and @epoch, in the order of its type's;
 * entries of @keys without a purpose stay as they were. The key for "cipher" of a raw slot
 * is the slot's bytes: -EKEYREJECTED if their length is another one. The caller wipes
 * @keys, on errors too.
 */
int seccomm_layer_keys(const struct seccomm_roots *roots,
		       const struct seccomm_layer_info *layer, u8 dir,
		       u16 epoch,
		       struct seccomm_layer_key keys[SECCOMM_MAX_KEYS]);

#endif /* SECCOMM_KEYSCHEDULE_H */
