/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the composition checker takes and gives: a composition in the paper's flat
 * form, descriptors of types, verdict and layers. One freestanding source for kernel
 * and tool; the entry is in checker/check.h.
 */
#ifndef SECCOMM_CHECKER_H
#define SECCOMM_CHECKER_H

#include <linux/types.h>
#ifndef __KERNEL__
#include <stdbool.h>
#endif

#define SECCOMM_NAME_LEN 32 /* type, event and option names, NUL included */
#define SECCOMM_ALGORITHM_LEN 128 /* a type's algorithm, NUL included */
#define SECCOMM_MAX_INSTANCES 32
#define SECCOMM_MAX_RAISED 8 /* events that a meta raises in one direction */
#define SECCOMM_MAX_OPTIONS 4
#define SECCOMM_MAX_KEYS 4 /* of a layer */
#define SECCOMM_KEY_LEN 64 /* bytes, the longest of them */
#define SECCOMM_MAX_SLOTS 32 /* slots 0..31: a bitmap of 32 bits on the wire */
#define SECCOMM_MAX_METHODS 8 /* of a slot */
#define SECCOMM_NO_SLOT 0xff
#define SECCOMM_MAX_DEPTH 8 /* nesting, the stack's own layers being 1 */
#define SECCOMM_CANONICAL_LEN 4096
#define SECCOMM_MAX_FINDINGS 16
#define SECCOMM_MAX_WITNESS 3 /* floors beyond are "4 or more" */
/* What RSA encrypts goes in chunks, of so many bytes less than the modulus, and no more. */
#define SECCOMM_OAEP_MORE 66
#define SECCOMM_OAEP_CHUNKS 128
/* The most bytes that an IPv4 datagram carries behind our 16-byte header. */
#define SECCOMM_MAX_WIRE 65499

/* What a type provides; a bitmap. */
enum seccomm_provides {
	SECCOMM_PRIVACY = 1 << 0,
	SECCOMM_INTEGRITY = 1 << 1,
	SECCOMM_AUTHENTICITY = 1 << 2,
	SECCOMM_FRESHNESS = 1 << 3,
	SECCOMM_NONREPUDIATION = 1 << 4,
};

enum seccomm_strength {
	SECCOMM_STRENGTH_NONE, /* provides nothing: NullSecurity, metas */
	SECCOMM_STRENGTH_OBFUSCATION, /* XOR */
	SECCOMM_STRENGTH_LEGACY, /* DES, MD5: broken or too short today */
	SECCOMM_STRENGTH_MODERN,
};

enum seccomm_type_flags {
	SECCOMM_TYPE_META = 1 << 0, /* raises events of its own */
	SECCOMM_TYPE_MAY_SLEEP = 1 << 1,
	SECCOMM_TYPE_REENTRANT = 1 << 2,
	SECCOMM_TYPE_BIJECTION = 1 << 3, /* keeps lengths: may stand swapped */
	SECCOMM_TYPE_RAW_KEY = 1 << 4, /* takes a slot with raw derivation */
	SECCOMM_TYPE_NEEDS_SIMD = 1 << 5, /* in softirq only with SIMD */
	SECCOMM_TYPE_IN_PRIVACY = 1 << 6, /* wants privacy behind it */
	SECCOMM_TYPE_IN_INTEGRITY = 1 << 7, /* wants integrity behind it */
	SECCOMM_TYPE_ONE_OF = 1 << 8, /* a meta: a message passes one member */
	SECCOMM_TYPE_SPLIT = 1 << 9, /* a meta: two members get a part each */
	SECCOMM_TYPE_KEYED = 1 << 10, /* takes its slot with keyed=1 alone */
	SECCOMM_TYPE_UNEVEN = 1 << 11, /* growth is the most, often less */
	SECCOMM_TYPE_IN_ORDER = 1 << 12, /* a meta: members as listed */
	SECCOMM_TYPE_TIDY = 1 << 13, /* takes one output for an input */
	SECCOMM_TYPE_MAY_HOLD = 1 << 14, /* keeps messages for a while */
};

/* A slot of kind pk has key pairs in place of a secret: both are then PK. */
enum seccomm_derive {
	SECCOMM_DERIVE_HKDF,
	SECCOMM_DERIVE_RAW,
	SECCOMM_DERIVE_PK,
};

enum seccomm_source {
	SECCOMM_SOURCE_PSK,
	SECCOMM_SOURCE_SESSION,
	SECCOMM_SOURCE_PK,
	SECCOMM_SOURCE_METHOD, /* one method of key distribution */
	SECCOMM_SOURCE_ALL, /* several, of which all or so many are needed */
};

/* What methods of key distribution do; the numbers are those of their items on the wire. */
enum seccomm_method_kind {
	SECCOMM_METHOD_PSK = 1, /* the slot's pre-shared secret */
	SECCOMM_METHOD_DH =
		2, /* Diffie-Hellman, with ephemeral keys of both ends */
	SECCOMM_METHOD_RSA =
		3, /* the initiator's choice, encrypted to the responder's key */
	SECCOMM_METHOD_EXT = 4, /* a key agent of each host, a daemon */
	SECCOMM_METHOD_MLKEM768 = 5, /* ML-KEM-768, which key agents compute */
};

/* What a key agent gets keys from; the numbers of those of an EXT are those of its items on the
 * wire. Agents of one kind are one process on each host.
 */
enum seccomm_ext_kind {
	SECCOMM_EXT_KRB5 = 1, /* Kerberos */
	SECCOMM_EXT_FILE, /* files that both hosts have */
	SECCOMM_EXT_EXEC, /* a program */
	SECCOMM_EXT_KINDS,
	/* What computes ML-KEM: a kind of agents, and of no EXT. */
	SECCOMM_AGENT_MLKEM = SECCOMM_EXT_KINDS,
	/* What validates certificates, which is no EXT's either. */
	SECCOMM_AGENT_X509,
	SECCOMM_AGENT_KINDS,
};

/* Bytes of what an agent of any kind is told of the peer, at most, and of the key that both
 * get.
 */
#define SECCOMM_TOKEN_MAX 4096
#define SECCOMM_EXT_KEY_MIN 32
#define SECCOMM_EXT_KEY_MAX 64

/* Bytes of ML-KEM-768's encapsulation key and ciphertext, and of the secret that both ends get. */
#define SECCOMM_MLKEM_EK 1184
#define SECCOMM_MLKEM_CT 1088
#define SECCOMM_MLKEM_SECRET 32

/* Bytes of the certificates of a credential with their lengths, at most, and how many there are. */
#define SECCOMM_CHAIN_MAX SECCOMM_TOKEN_MAX
#define SECCOMM_CHAIN_CERTS 4

/* What authenticates a Diffie-Hellman. */
enum seccomm_dh_auth {
	SECCOMM_AUTH_PSK, /* the slot's pre-shared secret */
	SECCOMM_AUTH_NONE, /* nothing of its own */
	SECCOMM_AUTH_STATIC, /* a key pair of each end, of X25519, too */
	SECCOMM_AUTH_SIG, /* a key pair of each end, by which it signs */
	SECCOMM_AUTHS,
};

enum seccomm_dh_group {
	SECCOMM_GROUP_X25519,
	SECCOMM_GROUP_P256,
	SECCOMM_GROUP_FFDHE2048,
	SECCOMM_GROUP_FFDHE3072,
	SECCOMM_GROUPS,
};

/* The algorithm of a slot's key pairs, with their size; named by checker/pk.h. */
enum seccomm_pk_alg {
	SECCOMM_PK_DSA2048,
	SECCOMM_PK_RSA2048,
	SECCOMM_PK_RSA3072,
	SECCOMM_PK_RSA4096,
	SECCOMM_PK_X25519, /* of methods alone, not of slots of kind pk */
	SECCOMM_PK_ALGS,
};

/* What an option takes. */
enum seccomm_option_kind {
	SECCOMM_OPTION_VALUE, /* one of a few */
	SECCOMM_OPTION_RANGE, /* any from the least to the greatest */
	SECCOMM_OPTION_TEXT, /* a text, such as the name of a file or key */
};

/**
 * struct seccomm_option_desc - an option that a type takes
 * @name: its name
 * @kind: enum seccomm_option_kind
 * @n_values: number of @values; 0 for another kind
 * @values: the values that a SECCOMM_OPTION_VALUE takes
 * @min: the least value that a SECCOMM_OPTION_RANGE takes
 * @max: the greatest value that a SECCOMM_OPTION_RANGE takes
 * @preset: the value if none is given
 * @preset_text: the text of a SECCOMM_OPTION_TEXT if none is given
 * @local: it changes nothing on the wire, and is no part of the canonical form
 * @instead: the option of the same type that this one may be given in place of, or NULL.
 *	The one of the two that is not in force has the value 0, which neither takes.
 * @grow_mul: bytes by which a layer makes messages longer for each unit of the value, or
 *	shorter if it is negative
 * @grow_add: bytes by which it makes them longer besides, where the option is in force
 * @reserve: a message before the layer may have as many bytes as the value, less these;
 *	0: as many as there may be
 */
struct seccomm_option_desc {
	const char *name;
	__u8 kind;
	__u8 n_values;
	const __u32 *values;
	__u32 min;
	__u32 max;
	__u32 preset;
	const char *preset_text;
	bool local;
	const char *instead;
	__s32 grow_mul;
	__u32 grow_add;
	__u32 reserve;
};

/**
 * struct seccomm_key_desc - a key that each layer of a type has
 * @purpose: what the key is for, "cipher", "iv", "salt" or "mac" for instance, which
 *	goes into its derivation; NULL: there is no such key
 * @len: bytes of the key; 0: as many bits as the option "bits" says
 */
struct seccomm_key_desc {
	const char *purpose;
	__u16 len;
};

/* The cost of a type that gives no figures: more than that of any built-in type. */
#define SECCOMM_UNKNOWN_COST_MESSAGE 20000
#define SECCOMM_UNKNOWN_COST_BYTE 250000

/**
 * struct seccomm_growth - at most @mul * n / @div + @add bytes become of n bytes
 * @mul: factor, no less than @div; 0 counts as 1
 * @div: divisor of the factor, what is left of the division being dropped; 0 counts
 *	as 1
 * @add: bytes
 */
struct seccomm_growth {
	__u32 mul;
	__u32 div;
	__u32 add;
};

/**
 * struct seccomm_type_desc - what is known of a micro-protocol type
 * @name: as written in stacks
 * @version: counts changes of its behaviour
 * @algorithm: algorithm string of the key schedule (Documentation/wire-format.md), or
 *	""; shorter than SECCOMM_ALGORITHM_LEN
 * @family: algorithm family, for independence of redundant layers, or ""; shorter
 *	than SECCOMM_NAME_LEN
 * @provides: enum seccomm_provides
 * @strength: enum seccomm_strength
 * @flags: enum seccomm_type_flags
 * @slots: key slots that a layer takes: 0 or 1
 * @pk: the slot holds a key pair of each end, of "dsa", or of "rsa" with as many bits as the
 *	option "bits" says, and a layer makes messages longer by as many bits besides; NULL: it
 *	holds a secret
 * @keys: keys that a layer derives from its slot, without a gap
 * @growth: how much longer a layer makes messages, but for what its options add
 * @cost_message: instructions that a layer takes for a message whatever its length, in
 *	the dearer direction; 0 for both costs: not known
 * @cost_byte: thousandths of an instruction that a layer takes besides for each byte
 * @options: options, sorted by name
 * @n_options: number of @options
 */
struct seccomm_type_desc {
	const char *name;
	__u16 version;
	const char *algorithm;
	const char *family;
	__u32 provides;
	__u8 strength;
	__u32 flags;
	__u8 slots;
	const char *pk;
	struct seccomm_key_desc keys[SECCOMM_MAX_KEYS];
	struct seccomm_growth growth;
	__u32 cost_message;
	__u32 cost_byte;
	const struct seccomm_option_desc *options;
	__u8 n_options;
};

/**
 * struct seccomm_option - an option given to an instance
 * @name: name
 * @text: text, or "" if a value is given
 * @value: value
 */
struct seccomm_option {
	char name[SECCOMM_NAME_LEN];
	char text[SECCOMM_NAME_LEN];
	__u32 value;
};

/**
 * struct seccomm_instance - one use of a type: (dEvnt, dOrd, uEvnt, uOrd[, ...])
 * @type: type's name
 * @d_event: event that its down handler is bound to
 * @d_order: order of that binding
 * @u_event: event that its up handler is bound to
 * @u_order: order of that binding
 * @n_down: events in @down (metas)
 * @n_up: events in @up (metas)
 * @n_slots: key slots given
 * @n_options: options given
 * @down: dBasicEvnts, raised in this order downward
 * @up: uBasicEvnts; @up[i] belongs to @down[i], so they are raised last to first upward
 * @slot: the key slot
 * @options: options given
 */
struct seccomm_instance {
	char type[SECCOMM_NAME_LEN];
	char d_event[SECCOMM_NAME_LEN];
	__s32 d_order;
	char u_event[SECCOMM_NAME_LEN];
	__s32 u_order;
	__u8 n_down;
	__u8 n_up;
	__u8 n_slots;
	__u8 n_options;
	char down[SECCOMM_MAX_RAISED][SECCOMM_NAME_LEN];
	char up[SECCOMM_MAX_RAISED][SECCOMM_NAME_LEN];
	__u8 slot;
	struct seccomm_option options[SECCOMM_MAX_OPTIONS];
};

/* The lists in which methods have items. */
enum seccomm_list {
	SECCOMM_LIST_M1,
	SECCOMM_LIST_M2,
	SECCOMM_LIST_B_R, /* the sealed one of M2 */
	SECCOMM_LIST_B_I, /* the sealed one of M3 */
	SECCOMM_LISTS,
};

/**
 * struct seccomm_method - a method of key distribution
 * @kind: enum seccomm_method_kind
 * @auth: enum seccomm_dh_auth of a Diffie-Hellman; else 0
 * @group: enum seccomm_dh_group of a Diffie-Hellman; else 0
 * @sig: enum seccomm_pk_alg of what authenticates by signatures; else 0
 * @ext: enum seccomm_ext_kind of an EXT; else 0
 * @bits: bits of the key that an RSA encrypts to: 2048, 3072 or 4096; else 0
 */
struct seccomm_method {
	__u8 kind;
	__u8 auth;
	__u8 group;
	__u8 sig;
	__u8 ext;
	__u16 bits;
};

/**
 * struct seccomm_slot - a slot's declaration: key INDEX [hkdf|raw] [psk|session], or
 *	key INDEX pk ALGORITHM, or key INDEX [hkdf] METHOD, or
 *	key INDEX [hkdf] all(METHOD, ...), or key INDEX [hkdf] kofn(K, METHOD, ...)
 * @index: 0..31
 * @derive: enum seccomm_derive
 * @source: enum seccomm_source
 * @pk: enum seccomm_pk_alg of a slot of kind pk; else 0
 * @threshold: k of a kofn() provider, 0: all() or a single method
 * @n_methods: number of @methods: 1 if @source is METHOD, 1 to 8 if it is ALL, else 0
 * @methods: in the order written; the place of each is its ordinal
 */
struct seccomm_slot {
	__u8 index;
	__u8 derive;
	__u8 source;
	__u8 pk;
	__u8 threshold;
	__u8 n_methods;
	struct seccomm_method methods[SECCOMM_MAX_METHODS];
};

/**
 * struct seccomm_composition - a stack as the administrator wrote it, flat form
 * @n_instances: number of @instances
 * @n_slots: number of @slots
 * @sessionless: not 0: there is no session secret, so that methods authenticate the handshake
 * @instances: in the order written
 * @slots: in the order written
 */
struct seccomm_composition {
	__u16 n_instances;
	__u16 n_slots;
	__u8 sessionless;
	struct seccomm_instance instances[SECCOMM_MAX_INSTANCES];
	struct seccomm_slot slots[SECCOMM_MAX_SLOTS];
};

/**
 * struct seccomm_layer_info - a position of the tree and the layer that stands there
 * @type: the type's descriptor
 * @path: child indexes from the top, in downward order, which go into the layer's keys
 * @path_len: bytes of @path
 * @swapped: the down path runs the type's up handler, and the up path its down handler
 * @down_instance: instance that handles the position downward
 * @up_instance: instance that handles it upward
 * @parent: index of the parent layer, or -1 at the top
 * @member: which of the parent's events the layer is bound to downward, an index into
 *	the parent instance's @down; 0 at the top
 * @n_members: events that the layer raises in each direction
 * @kept: a layer before it keeps what it proves of messages (NonRepudiation)
 * @slot: key slot, or SECCOMM_NO_SLOT
 * @declared: the slot's declaration, which belongs to the composition; NULL without a slot
 * @exposed: the layer verifies signatures, and no integrity by a secret stands behind it
 * @values: option values in the order of @type->options, defaults filled in
 * @texts: likewise the texts of those that take one, NULL for the others; they belong to
 *	the composition and the descriptor
 */
struct seccomm_layer_info {
	const struct seccomm_type_desc *type;
	__u8 path[SECCOMM_MAX_DEPTH];
	__u8 path_len;
	__u8 swapped;
	__u8 down_instance;
	__u8 up_instance;
	__s16 parent;
	__u8 member;
	__u8 n_members;
	bool kept;
	__u8 slot;
	const struct seccomm_slot *declared;
	bool exposed;
	__u32 values[SECCOMM_MAX_OPTIONS];
	const char *texts[SECCOMM_MAX_OPTIONS];
};

enum seccomm_severity { SECCOMM_SEVERITY_ERROR, SECCOMM_SEVERITY_WARNING };

/**
 * struct seccomm_finding - one thing the checker has to say
 * @rule: rule id, e.g. "event-shared"
 * @severity: enum seccomm_severity; an error refuses the composition
 * @instance: index of the instance at fault, or -1 for the stack as a whole
 * @remedy: what to do, a whole sentence that names instance, event or slot
 */
struct seccomm_finding {
	const char *rule;
	__u8 severity;
	__s16 instance;
	char remedy[160];
};

/* What an attacker can break, see Documentation/composition.md. */
enum seccomm_atom_kind {
	SECCOMM_ATOM_FAMILY, /* a family of algorithms */
	SECCOMM_ATOM_SLOT, /* the secret of a slot whose source is psk */
	SECCOMM_ATOM_SESSION, /* the session secret, and all slots from it */
	SECCOMM_ATOM_SIGNER, /* the signer's key pair of a slot of kind pk */
	SECCOMM_ATOM_RECEIVER, /* the receiver's of such a slot, or of an RSA */
	SECCOMM_ATOM_PAIR, /* one that methods sign or agree by, of either end */
	SECCOMM_ATOM_AGENT, /* the key agents of a kind */
};

/**
 * struct seccomm_atom - one thing to break
 * @kind: enum seccomm_atom_kind
 * @slot: the slot, if @kind is SECCOMM_ATOM_SLOT, _SIGNER, _RECEIVER or _PAIR
 * @family: the family, if @kind is SECCOMM_ATOM_FAMILY, or the name of the agents' kind, if
 *	it is SECCOMM_ATOM_AGENT; a copy, since a floor may outlive the type's module
 */
struct seccomm_atom {
	__u8 kind;
	__u8 slot;
	char family[SECCOMM_NAME_LEN];
};

/* The properties that have a floor, in the order of seccomm_checked.floors. */
enum seccomm_floor_of {
	SECCOMM_FLOOR_PRIVACY,
	SECCOMM_FLOOR_INTEGRITY,
	SECCOMM_FLOOR_FRESHNESS,
	SECCOMM_FLOOR_PACKETS,
	SECCOMM_FLOOR_NONREPUDIATION,
	SECCOMM_FLOOR_ACTIVE, /* of privacy, if who attacks takes part in handshakes */
	SECCOMM_N_FLOORS,
};

/**
 * struct seccomm_floor - how much must be broken before a property is lost
 * @least: the least number of atoms, 0 if the stack does not give the property;
 *	SECCOMM_MAX_WITNESS + 1 stands for that many or more
 * @witness: @least atoms whose break loses the property, unless there are too many
 */
struct seccomm_floor {
	__u8 least;
	struct seccomm_atom witness[SECCOMM_MAX_WITNESS];
};

/**
 * struct seccomm_checked - what the checker found
 * @accepted: no error among the findings
 * @sessionless: as of the composition
 * @n_findings: number of @findings; findings that do not fit are dropped, the warnings
 *	first
 * @n_layers: number of @layers; 0 unless accepted
 * @slots_used: bitmap of slots that layers use
 * @growth: how long a body becomes behind the last layer
 * @limit: bytes of the longest body that fits a packet
 * @floors: by enum seccomm_floor_of; zero unless accepted
 * @findings: errors first
 * @layers: positions in downward depth-first order
 * @canonical: the canonical form (Documentation/wire-format.md)
 */
struct seccomm_checked {
	__u8 accepted;
	bool sessionless;
	__u8 n_findings;
	__u16 n_layers;
	__u32 slots_used;
	struct seccomm_growth growth;
	__u32 limit;
	struct seccomm_floor floors[SECCOMM_N_FLOORS];
	struct seccomm_finding findings[SECCOMM_MAX_FINDINGS];
	struct seccomm_layer_info layers[SECCOMM_MAX_INSTANCES];
	char canonical[SECCOMM_CANONICAL_LEN];
};

#endif /* SECCOMM_CHECKER_H */
