/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From secrets and nonces to roots, session keys and layer keys (Documentation/wire-format.md).
 * Pure computation over HMAC-SHA256.
 */
#ifndef SECCOMM_KEYSCHEDULE_H
#define SECCOMM_KEYSCHEDULE_H

#include <linux/types.h>
#include "checker/checker.h"
#include "keys/secret.h"
#include "wire.h"

/**
 * struct seccomm_roots - all that the layers of one session derive from
 *
 * They exist only while a session's keys are made, and are wiped afterwards.
 * @slots: bitmap of the slots filled in
 * @root: roots, indexed by slot (HKDF-Extract(th1, LP(S)))
 * @raw: slots' bytes as given, for raw derivation; no references
 */
struct seccomm_roots {
	u32 slots;
	u8 root[SECCOMM_MAX_SLOTS][SECCOMM_HASH_LEN];
	const struct seccomm_secret *raw[SECCOMM_MAX_SLOTS];
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
 * struct seccomm_hs_keys - keys of the handshake and of control messages
 * @confirm_i: authenticates conf_I
 * @confirm_r: authenticates conf_R
 * @control_i: initiator's control messages
 * @control_r: responder's control messages
 * @sid: session id; public to both ends only
 */
struct seccomm_hs_keys {
	u8 confirm_i[SECCOMM_HASH_LEN];
	u8 confirm_r[SECCOMM_HASH_LEN];
	u8 control_i[SECCOMM_HASH_LEN];
	u8 control_r[SECCOMM_HASH_LEN];
	u8 sid[SECCOMM_SID_LEN];
};

/* All: process context or softirq; 0 or a negative errno of the crypto API. */

/* The digest of a stack: H("SecComm-stack1" || canonical form). */
int seccomm_stack_digest(const char *canonical, u8 digest[SECCOMM_HASH_LEN]);
/* th1 = H("SecComm1" || LP(M1, cookie zero) || LP(M2 without conf_R)); @m1 may
 * carry a cookie, which is taken as zero.
 */
int seccomm_transcript(const struct seccomm_open *m1,
		       const struct seccomm_accept *m2,
		       u8 th[SECCOMM_HASH_LEN]);
/* The secret of slots whose source is `session`. */
int seccomm_slot_from_session(const struct seccomm_secret *session, u8 slot,
			      u8 out[SECCOMM_HASH_LEN]);
/* The root of a slot at epoch 0: HKDF-Extract(th1, LP(secret)). */
int seccomm_slot_root(const u8 th[SECCOMM_HASH_LEN],
		      const struct seccomm_secret *secret,
		      u8 root[SECCOMM_HASH_LEN]);
/* The keys that are expanded from K_hs, into which the roots of all slots in @keys->slots
 * go, ascending.
 */
int seccomm_handshake_keys(const u8 th[SECCOMM_HASH_LEN],
			   const struct seccomm_secret *session,
			   const struct seccomm_roots *keys,
			   struct seccomm_hs_keys *out);
/* The responder's confirmation, in M2, and the initiator's, in M3. */
int seccomm_conf_r(const struct seccomm_hs_keys *k,
		   const u8 th[SECCOMM_HASH_LEN], u8 conf[SECCOMM_CONF_LEN]);
int seccomm_conf_i(const struct seccomm_hs_keys *k,
		   const u8 th[SECCOMM_HASH_LEN],
		   const u8 conf_r[SECCOMM_CONF_LEN],
		   u8 conf[SECCOMM_CONF_LEN]);
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
