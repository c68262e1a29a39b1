/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From secrets and nonces to roots, session keys and layer keys (crypto-spec 2).
 * Pure computation over HMAC-SHA256; keeps nothing but what it is given.
 */
#ifndef SECCOMM_KEYSCHEDULE_H
#define SECCOMM_KEYSCHEDULE_H

#include <linux/types.h>
#include "checker/checker.h"
#include "keys/secret.h"
#include "wire.h"

/**
 * struct seccomm_keyring - all that the layers of one session derive from
 *
 * Lives only while a session's keys are made; wiped afterwards.
 * @epoch: key epoch
 * @dir: 0 for keys of initiator to responder, 1 for the reverse; set by the
 *	caller before each half's layers are initialised
 * @receiving: that half receives; set together with @dir
 * @slots: bitmap of the slots filled in
 * @root: roots, indexed by slot (HKDF-Extract(th1, LP(S)))
 * @raw: slots' bytes as given, for raw derivation; no references
 */
struct seccomm_keyring {
	u16 epoch;
	u8 dir;
	bool receiving;
	u32 slots;
	u8 root[SECCOMM_MAX_SLOTS][SECCOMM_HASH_LEN];
	const struct seccomm_secret *raw[SECCOMM_MAX_SLOTS];
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

/* H("SecComm-stack1" || canonical form) */
int seccomm_stack_digest(const char *canonical, u8 digest[SECCOMM_HASH_LEN]);
/* th1 = H("SecComm1" || LP(M1, cookie zero) || LP(M2 without conf_R)); @m1 may
 * carry a cookie, which is taken as zero.
 */
int seccomm_transcript(const struct seccomm_open *m1,
		       const struct seccomm_accept *m2,
		       u8 th[SECCOMM_HASH_LEN]);
/* The slot secret of provider `session`. */
int seccomm_slot_from_session(const struct seccomm_secret *session, u8 slot,
			      u8 out[SECCOMM_HASH_LEN]);
/* root at epoch 0 */
int seccomm_slot_root(const u8 th[SECCOMM_HASH_LEN],
		      const struct seccomm_secret *secret,
		      u8 root[SECCOMM_HASH_LEN]);
/* K_hs and what is expanded from it; all slots in @keys->slots go in, ascending. */
int seccomm_handshake_keys(const u8 th[SECCOMM_HASH_LEN],
			   const struct seccomm_secret *session,
			   const struct seccomm_keyring *keys,
			   struct seccomm_hs_keys *out);
int seccomm_conf_r(const struct seccomm_hs_keys *k,
		   const u8 th[SECCOMM_HASH_LEN], u8 conf[SECCOMM_CONF_LEN]);
int seccomm_conf_i(const struct seccomm_hs_keys *k,
		   const u8 th[SECCOMM_HASH_LEN],
		   const u8 conf_r[SECCOMM_CONF_LEN],
		   u8 conf[SECCOMM_CONF_LEN]);
/* A layer's key for @purpose ("cipher", "iv", "salt", "mac") in direction
 * @keys->dir and epoch @keys->epoch. Purpose "cipher" of a raw slot is the
 * slot's bytes: -EKEYREJECTED if their length is not @len.
 */
int seccomm_layer_key(const struct seccomm_keyring *keys,
		      const struct seccomm_layer_info *layer,
		      const char *purpose, u8 *out, u16 len);

#endif /* SECCOMM_KEYSCHEDULE_H */
