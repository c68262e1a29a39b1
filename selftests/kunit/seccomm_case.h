/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cases of vectors.json, as what the C data of vectors_to_c.py is made of.
 */
#ifndef SECCOMM_TEST_CASE_H
#define SECCOMM_TEST_CASE_H

#include <linux/types.h>
#include "checker/check.h"

struct vt_layer {
	const char *type;
	s16 parent;
	u8 swapped;
	u8 slot;
	const char *option;
	u32 value;
};

struct vt_bytes {
	u16 len;
	const void *data;
};

/* A key of the vectors in DER, and what was read of it, see vt_key(). */
struct vt_key_pair {
	const char *name;
	struct vt_bytes spki;
	struct vt_bytes private_der;
	struct seccomm_pk *public;
	struct seccomm_pk *private;
	struct vt_key_pair *next;
};

struct vt_slot {
	u8 slot;
	u8 raw;
	u8 session;
	u16 len;
	const void *secret;
	const void *root;
	struct vt_key_pair
		*initiator; /* its key in a slot of kind pk, else NULL */
	struct vt_key_pair *responder;
	u8 source; /* SECCOMM_SOURCE_METHOD or _ALL, or 0 if it has no methods */
	u8 threshold;
	u8 n_methods;
	struct seccomm_method methods[SECCOMM_MAX_METHODS];
};

struct vt_key {
	u8 path_len;
	u8 len;
	const char *purpose;
	const void *path;
	const void *key;
};

struct vt_packet {
	u8 dir;
	u64 number;
	u16 plain_len;
	u16 packet_len;
	const void *plain;
	const void *packet;
	u64 time; /* microseconds, of the sender */
	u16 random_len;
	const void *random; /* what its layers draw */
};

struct vt_case {
	const char *name;
	const char *canonical;
	unsigned int n_layers, n_slots, n_keys, n_packets, n_controls;
	const struct vt_layer *layers;
	const struct vt_slot *slots;
	const struct vt_key *keys;
	const struct vt_packet *packets;
	const struct vt_packet *controls;
	struct seccomm_ends ends;
	bool sessionless;
	u16 secret_len;
	u16 m1_len, m2_len;
	const void *secret, *digest, *m1, *m2, *m3, *m4;
	const void *th1, *th2, *th3, *k1, *k2, *k3;
	const void *sid, *control_i, *control_r, *conf_r, *conf_i, *conf_f;
};

/* A Diffie-Hellman of a case's slot: what each end draws, the slot's pre-shared secret, the key
 * pairs of both ends, and what each draws to sign, NULL if it does not.
 */
struct vt_dh {
	const struct vt_case *c;
	const struct vt_slot *slot;
	const void *drawn[2]; /* of the initiator, of the responder */
	struct vt_bytes psk;
	struct vt_key_pair *pairs[2];
	const void *salts[2];
};

/* A key transport of a case's slot: the key that the initiator signs with, the responder's that
 * is encrypted to, and what the initiator draws.
 */
struct vt_rsa {
	const struct vt_case *c;
	const struct vt_slot *slot;
	struct vt_key_pair *signer;
	struct vt_key_pair *receiver;
	struct vt_bytes drawn;
};

/* A secret that is shared out: what the initiator draws, and the secrets of the methods at the
 * initiator, at the responder, and at a responder to whom methods lie; empty: there is none.
 */
struct vt_kofn {
	const struct vt_case *c;
	const struct vt_slot *slot;
	struct vt_bytes drawn;
	struct vt_bytes secrets[3][SECCOMM_MAX_METHODS];
};

/* A secret, the k - 1 coefficients behind it, and its n shares. */
struct vt_shares {
	unsigned int k;
	unsigned int n;
	const void *secret;
	const void *coefficients;
	const void *shares;
};

/* What an ext or mlkem768 says, by initiator and responder: the tokens, the lists of M1 and M2, or
 * the item in each; and the key.
 */
struct vt_ext {
	const char *name;
	u8 kind;
	struct vt_bytes token[2];
	struct vt_bytes list[2];
	struct vt_bytes key;
};

/* A message that a session of a case must refuse after some that it takes, the rule, and the
 * receiver's clock before and then.
 */
struct vt_negative {
	const char *name;
	const char *rule;
	const struct vt_case *c;
	u8 dir;
	unsigned int n_before;
	const struct vt_bytes *before;
	struct vt_bytes packet;
	u64 before_now;
	u64 now;
};

/* A message of the handshake that one end of a case must refuse, and the rule. */
struct vt_answer {
	const char *name;
	const char *rule;
	const struct vt_case *c;
	bool initiator;
	struct seccomm_identity us;
	struct seccomm_identity peer;
	struct vt_bytes packet;
};

/* What the up handler of a layer of a case must refuse, the layer named by its path. */
struct vt_alone {
	const char *name;
	const char *rule;
	const struct vt_case *c;
	u64 number;
	u8 path_len;
	const void *path;
	struct vt_bytes input;
};

#endif /* SECCOMM_TEST_CASE_H */
