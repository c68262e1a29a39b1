/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the recomputer share: the canonical form as a tree, the
 * key schedule of one session, and the bytes that must be on the wire.
 */
#ifndef RECOMPUTE_H
#define RECOMPUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>
#include <stdint.h>

#include <linux/types.h>
#include <openssl/types.h>

#define __printf(a, b) __attribute__((format(printf, a, b)))

#define RC_M1_LEN 114
#define RC_M2_LEN 92
#define RC_M3_LEN 50
#define RC_HASH 32
#define RC_M1_SENDER 20 /* byte offset of the sender's index in M1 */
#define RC_M2_SENDER 16 /* the same in M2 */
#define RC_HDR 16
#define RC_SID 16
#define RC_AAD (RC_HDR + RC_SID)
#define RC_TAG 16
#define RC_TIME 8
#define RC_OAEP (2 * RC_HASH + 2) /* of a block of RSAPrivacy */
#define RC_COOKIE_LEN 16
#define RC_SLOTS 32
#define RC_MEMBERS 8 /* methods of a slot */
#define RC_AGREED 384 /* what a group's values give, at most */
#define RC_MEMBER_SECRET 516 /* 128 bytes and RC_AGREED, and their lengths */
#define RC_SHARED 0xff /* ordinal of what is shared out among methods */
#define RC_BOX (2 * RC_HASH) /* of one share */
#define RC_ITEM_HEAD 6 /* what stands before the body of an item */
#define RC_LAYERS 64
#define RC_DEPTH 8
#define RC_SECRET 2048 /* two public keys are the longest */
#define RC_SPKI 1000
#define RC_ID 254 /* with its kind */
#define RC_BUF 131072

enum rc_msg {
	RC_OPEN = 1,
	RC_ACCEPT,
	RC_CONFIRM,
	RC_FINISH,
	RC_DATA,
	RC_CONTROL,
	RC_COOKIE,
	RC_REFUSE,
	RC_UNKNOWN,
	RC_FRAGMENT,
};

/* Grows to the right only; a write over the end ends the program. */
struct rc_buf {
	size_t len;
	__u8 data[RC_BUF];
};

/* One layer, a meta too, which stands before its members; in downward order. */
struct rc_layer {
	char type[32];
	bool swapped;
	int parent; /* -1: the stack itself */
	int slot; /* -1: none */
	int bits; /* AESGCMPrivacy */
	int keyed; /* RandomAltSecurity */
	int mask; /* ExpansionSecurity */
	int n; /* RandomPrefix */
	int to; /* Padding */
	int size; /* Padding */
	__u8 path[RC_DEPTH];
	__u8 path_len;
};

struct rc_span {
	const __u8 *data;
	size_t len;
};

struct rc_secret {
	bool known;
	size_t len;
	__u8 data[RC_SECRET];
};

#define RC_NAME 2 /* kind of an id */

/* One end, as the prologue has it: kind, then value; no bytes: not known. */
struct rc_id {
	size_t len;
	__u8 data[RC_ID];
};

/* The key pair of one end, as numbers, those of RSA or those of DSA; and its public key. */
struct rc_pair {
	bool known;
	BIGNUM *n, *e, *d;
	BIGNUM *p, *q, *g, *x;
	size_t spki_len;
	__u8 spki[RC_SPKI];
	__u8 id[RC_HASH];
};

enum rc_method {
	RC_PSK = 1,
	RC_DH,
	RC_RSA,
	RC_EXT,
	RC_KOFN = 6,
};

/* A method of key distribution, as it stands in the canonical form, and what it has given, which
 * of dh with keys that stay are those of LP(ee) || LP(es) || LP(se) that came so far.
 */
struct rc_member {
	enum rc_method method;
	char text[48];
	size_t len; /* 0: nothing */
	__u8 secret[RC_MEMBER_SECRET];
};

struct rc_slot {
	bool used;
	bool raw;
	bool session; /* provider session */
	bool all; /* provider all */
	int threshold; /* provider kofn: how many are needed; else 0 */
	int n_members; /* 0: no methods */
	struct rc_member member[RC_MEMBERS];
	char pk[16]; /* algorithm of key pairs, "": it has a secret */
	struct rc_pair pair[2]; /* of the initiator and the responder */
	struct rc_secret secret;
	__u8 root[RC_HASH];
};

/* What a slot's secret is shared out by, among its methods. */
struct rc_sharing {
	const struct rc_slot *s;
	int slot; /* its index */
	__u8 th2[RC_HASH];
};

struct rc_stack;
struct rc_layer;

/* Where a stack without secrets has the keys of its layers from. */
typedef void (*rc_keys_fn)(const struct rc_stack *st, const struct rc_layer *l,
			   int dir, const char *algorithm, const char *purpose,
			   __u8 *out, size_t len);

struct rc_stack {
	rc_keys_fn keys_from; /* NULL: its slots' secrets */
	char canonical[4096];
	__u8 digest[RC_HASH];
	int nr;
	struct rc_layer layer[RC_LAYERS];
	struct rc_slot slot[RC_SLOTS];
	struct rc_secret session;
	struct rc_id id[2]; /* of the initiator and the responder */
};

/* Epoch 0 of one session. */
struct rc_keys {
	__u8 th1[RC_HASH];
	__u8 th2[RC_HASH];
	__u8 th3[RC_HASH];
	__u8 k1[RC_HASH];
	__u8 k2[RC_HASH];
	__u8 k3[RC_HASH];
	__u8 confirm_i[RC_HASH];
	__u8 confirm_r[RC_HASH];
	__u8 confirm_f[RC_HASH];
	__u8 seal_r[RC_HASH];
	__u8 seal_i[RC_HASH];
	__u8 control[2][RC_HASH]; /* by direction */
	__u8 sid[RC_SID];
	__u8 conf_r[RC_HASH];
	__u8 conf_i[RC_HASH];
	__u8 conf_f[RC_HASH];
};

/* One captured message, addresses v4-mapped where it was IPv4. */
struct rc_packet {
	__u8 src[16];
	__u8 dst[16];
	struct rc_span msg;
};

/* What layers take from outside for a message, in the order of taking. */
struct rc_drawn {
	struct rc_buf random; /* bytes, and indexes of one byte */
	struct rc_buf times; /* RC_TIME bytes each */
};

/* Told of a cipher's key and of the nonce that it is about to be used with. */
typedef void (*rc_nonce_fn)(const char *algorithm, struct rc_span key,
			    struct rc_span nonce);
extern rc_nonce_fn rc_nonce_seen; /* NULL: nobody looks */

/* Told of each key that is made, a layer's whenever it is. */
typedef void (*rc_key_fn)(const char *name, const __u8 *key, size_t len);
extern rc_key_fn rc_key_seen; /* NULL: nobody looks */

/* A message on its way through layers. */
struct layer_ctx {
	const struct rc_stack *st;
	const struct rc_layer *l;
	int dir;
	__u64 msgno;
	const __u8 *aad;
	struct rc_drawn *drawn;
	size_t random_used, times_used; /* downward: so much of it is used up */
	/* Upward: undoes a leaf in place of rc_up_leaf(), to look closer. */
	void (*up_leaf)(struct layer_ctx *x, struct rc_buf *msg);
	bool refused; /* upward: some meta's part of the message is not well formed */
};

/* What a direction carried, body by message number less one. */
struct rc_bodies {
	size_t nr;
	struct rc_span *body;
	__u8 *seen;
};

/* A captured session; by direction: 0 from the initiator, 1 to it. */
struct rc_session {
	struct rc_keys keys;
	size_t nr;
	struct rc_packet *packet;
	struct rc_bodies bodies[2];
	__u32 index[2]; /* in the headers of that direction */
	__u8 addr[2][16]; /* who sends that direction */
	size_t data[2];
	size_t control;
	size_t closes; /* at least */
	size_t wrong;
};

/* util.c */
noreturn void __printf(1, 2) rc_die(const char *fmt, ...);
void rc_put(struct rc_buf *b, const void *data, size_t len);
void rc_put_u8(struct rc_buf *b, __u8 v);
void rc_put_u16(struct rc_buf *b, __u16 v);
void rc_put_lp(struct rc_buf *b, const void *data, size_t len);
void rc_put_str(struct rc_buf *b, const char *s);
void rc_put_before(struct rc_buf *b, const void *data, size_t len);
__u16 rc_get16(const __u8 *p);
__u32 rc_get32(const __u8 *p);
__u64 rc_get64(const __u8 *p);
void rc_set64(__u8 *p, __u64 v);
size_t rc_unhex(const char *hex, __u8 *out, size_t max);
void rc_print_hex(const char *label, const __u8 *p, size_t len);

/* canonical.c */
void rc_parse(struct rc_stack *st, const char *canonical);

/* schedule.c */
void rc_sha256(const __u8 *data, size_t len, __u8 out[RC_HASH]);
void rc_hmac(const char *digest, const __u8 *key, size_t klen, const __u8 *data,
	     size_t len, __u8 *out);
void rc_id_address(struct rc_id *id, const __u8 address[16]);
void rc_id_name(struct rc_id *id, const char *name);
/* The whole of the pre-shared form. */
void rc_handshake(struct rc_stack *st, struct rc_keys *k, struct rc_span m1,
		  struct rc_span m2, struct rc_span m3);
/* th1 to th3 of whole messages, with what M2 confirms by as it stands there. */
void rc_transcripts(const struct rc_stack *st, struct rc_keys *k,
		    struct rc_span m1, struct rc_span m2, struct rc_span m3);
/* Has a method given all that it has? */
bool rc_is_known(const struct rc_member *m);
/* Have methods given all that they give to a stage, from 1? */
bool rc_stage_complete(const struct rc_stack *st, int stage);
/* The stages: what methods give by then is to be known. The first takes M2 up to its payload. */
void rc_first_stage(struct rc_stack *st, struct rc_keys *k, struct rc_span m1,
		    struct rc_span m2);
void rc_second_stage(struct rc_stack *st, struct rc_keys *k, struct rc_span m2);
void rc_third_stage(struct rc_stack *st, struct rc_keys *k, struct rc_span m3);
/* Is some slot's secret complete with the third stage only? Then there is an M4, too. */
bool rc_is_late(const struct rc_stack *st);
/* A slot's root, and before it the secret that its methods make, if all is known. */
void rc_slot_root(struct rc_slot *s, const struct rc_keys *k);
/* What agents of the kind file make of a key, a label, and the nonces of M1 and of M2, if that is
 * there.
 */
void rc_file_make(const struct rc_stack *st, struct rc_span file,
		  const char *label, struct rc_span m1, struct rc_span m2,
		  __u8 out[RC_HASH]);
void rc_extract(const __u8 salt[RC_HASH], const struct rc_buf *ikm,
		__u8 out[RC_HASH]);
void rc_expand(const __u8 prk[RC_HASH], const struct rc_buf *info, __u8 *out,
	       size_t len);
void rc_layer_key(const struct rc_stack *st, const struct rc_layer *l, int dir,
		  const char *algorithm, const char *purpose, __u8 *out,
		  size_t len);

/* dh.c: Diffie-Hellman in the group that a method's text names, the public value but of ffdhe. */
void rc_dh_public(const char *method, struct rc_span private,
		  struct rc_buf *out);
/* What both ends have; its length, or 0: the other's value is none. */
size_t rc_dh_shared(const char *method, struct rc_span private,
		    struct rc_span other, __u8 out[RC_AGREED]);

/* shares.c: a product in GF(2^8), and the coefficients of the polynomial through @n points. */
__u8 rc_times(__u8 a, __u8 b);
void rc_interpolate(const __u8 x[], const __u8 y[], int n, __u8 out[]);
/* A share in the box that a method's secret opens; false: the secret is wrong. */
void rc_box_seal(const struct rc_sharing *g, int member,
		 const __u8 share[RC_HASH], __u8 box[RC_BOX]);
bool rc_box_open(const struct rc_sharing *g, int member, const __u8 box[RC_BOX],
		 __u8 share[RC_HASH]);
void rc_commitment(const struct rc_sharing *g, const __u8 secret[RC_HASH],
		   __u8 out[RC_HASH]);

/* lists.c: the nonce of M1 or M2. */
struct rc_span rc_nonce(struct rc_span msg);
/* LP(...) at @at of a message, which ends the program if it is none. */
struct rc_span rc_lp(struct rc_span msg, size_t at);
/* The lists of M1 and M2 as they are, and those of M2 and M3 that are sealed. */
struct rc_span rc_payload(struct rc_span msg);
struct rc_span rc_sealed(struct rc_span msg);
/* Are all lengths of M1, M2 or M3 such that the message ends where they say? */
bool rc_lengths_fit(struct rc_span msg);
void rc_put_item(struct rc_buf *list, int slot, int ordinal, int method,
		 struct rc_span body);
/* The body of the item of that slot and ordinal; no data: there is none. */
struct rc_span rc_item(struct rc_span list, int slot, int ordinal);
/* Seal the list that @msg, M2 or M3, is to have; or open what it has, which may be none: false if
 * the keys are others.
 */
void rc_list_seal(const struct rc_keys *k, struct rc_span msg,
		  struct rc_buf *list);
bool rc_list_open(const struct rc_keys *k, struct rc_span msg,
		  struct rc_buf *list);

/* aegis.c: encrypt @msg, and append the tag. */
void rc_aegis128_seal(const __u8 key[16], const __u8 nonce[16],
		      const __u8 aad[RC_AAD], struct rc_buf *msg);
/* Decrypt @msg, whose tag is off. */
void rc_aegis128_open(const __u8 key[16], const __u8 nonce[16],
		      const __u8 aad[RC_AAD], struct rc_buf *msg);

/* ciphers.c: the cipher of a type whose name has @len letters; NULL: it has none. */
struct rc_cipher;
const struct rc_cipher *rc_cipher(const char *type, size_t len);
bool rc_cipher_feeds_back(const struct rc_cipher *c);
size_t rc_cipher_key_len(const struct rc_cipher *c);
void rc_cipher_down(const struct rc_cipher *c, const struct rc_stack *st,
		    const struct rc_layer *l, int dir, __u64 number,
		    struct rc_buf *msg);

/* pairs.c: the key pair of a PEM file, or of the vectors' numbers. */
void rc_pair_file(struct rc_pair *pair, const char *file);
void rc_pair_numbers(struct rc_pair *pair, struct rc_span spki, const char *x,
		     const char *p, const char *q);
/* What a slot's key pairs give in place of a secret. */
void rc_pairs_secret(struct rc_slot *s);
/* Sign @msg; or see what was drawn for a signature. */
size_t rc_signature_len(const struct layer_ctx *x);
void rc_sign(struct layer_ctx *x, struct rc_buf *msg);
void rc_unsign(struct layer_ctx *x, const __u8 *signature);
/* Is it a signature of @msg, without it, by any number? */
bool rc_dsa_verifies(const struct layer_ctx *x, const struct rc_buf *msg,
		     const __u8 signature[2 * RC_HASH]);
/* A signature of a hash, RSASSA-PSS with this salt; its length. */
size_t rc_pss_sign(const struct rc_pair *pair, const __u8 hash[RC_HASH],
		   const __u8 salt[RC_HASH], __u8 *signature);
/* RSAES-OAEP: @label is its hash. The length of the block. */
size_t rc_oaep_seal(const struct rc_pair *to, const __u8 label[RC_HASH],
		    const __u8 seed[RC_HASH], struct rc_span data, __u8 *block);
/* The hash of the label that an encrypted key of a slot's method has. */
void rc_rsa_label(const __u8 th2[RC_HASH], int slot, int ordinal,
		  __u8 label[RC_HASH]);
/* The key that is encrypted in an item of rsa; false: there is none, or it is to another pair. */
bool rc_rsa_open(const struct rc_pair *to, const __u8 th2[RC_HASH], int slot,
		 int ordinal, struct rc_span item, struct rc_member *m);
/* Encrypt @msg by RSA; or decrypt it, and see what was drawn. */
void rc_encrypt(struct layer_ctx *x, struct rc_buf *msg);
void rc_decrypt(struct layer_ctx *x, struct rc_buf *msg);

/* layers.c: what every layer that authenticates covers of a session and a header. */
void rc_aad(const __u8 sid[RC_SID], const __u8 *hdr, __u8 aad[RC_AAD]);
bool rc_knows_type(const char *type, size_t len);
void rc_down_leaf(struct layer_ctx *x, struct rc_buf *msg);
void rc_up_leaf(struct layer_ctx *x, struct rc_buf *msg);
void rc_down(const struct rc_stack *st, const struct rc_keys *k, int dir,
	     const __u8 hdr[RC_HDR], struct rc_drawn *drawn,
	     struct rc_buf *msg);
void rc_learn(const struct rc_stack *st, const struct rc_keys *k, int dir,
	      struct rc_span packet, struct rc_drawn *drawn);
void rc_control_seal(const struct rc_keys *k, int dir, const __u8 hdr[RC_HDR],
		     struct rc_buf *body);
bool rc_control_open(const struct rc_keys *k, int dir, const __u8 *msg,
		     size_t len, __u8 *body, size_t *body_len);

/* metas.c: the layers right below @parent, in downward order; how many. */
int rc_members(const struct rc_stack *st, int parent, int at[RC_LAYERS]);
/* Whether a message passes one member alone, and whether it says which. */
bool rc_chooses(const struct rc_layer *l);
bool rc_carries_member(const struct rc_layer *l);
/* The member that a message passes, of @n, if that is no matter of chance. */
int rc_told_member(const struct layer_ctx *x, const struct rc_layer *l, int n);
void rc_draw(struct layer_ctx *x, __u8 *out, size_t len);
void rc_down_layers(struct layer_ctx *x, int parent, struct rc_buf *msg);
void rc_up_layers(struct layer_ctx *x, int parent, struct rc_buf *msg);

/* vectors.c */
int rc_vectors(const char *file);
int rc_vectors_list(const char *file);
int rc_vectors_case(const char *file, const char *name, struct rc_stack *st);
/* One packet of a case with its body. */
typedef void (*rc_vector_fn)(void *arg, int dir, struct rc_span body,
			     struct rc_span packet);
/* A case's stack with its secrets and its session's keys, and its packets in turn. */
void rc_vectors_session(const char *file, const char *name, struct rc_stack *st,
			struct rc_keys *k, rc_vector_fn fn, void *arg);

/* capture.c */
typedef void (*rc_packet_fn)(void *arg, const __u8 src[16], const __u8 dst[16],
			     struct rc_span msg);
void rc_capture(const char *file, int proto, rc_packet_fn fn, void *arg);

/* session.c */
int rc_session_check(struct rc_session *s, const char *file, int proto,
		     struct rc_stack *st);

#endif /* RECOMPUTE_H */
