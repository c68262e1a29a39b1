/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The structures on the wire, with their bits (Documentation/wire-format.md). All
 * integers are big-endian; reserved bits are zero and checked.
 */
#ifndef SECCOMM_WIRE_H
#define SECCOMM_WIRE_H

#include <linux/types.h>

#define SECCOMM_VERSION 1

enum seccomm_msg_type {
	SECCOMM_MSG_OPEN = 1, /* M1: a session is asked for */
	SECCOMM_MSG_ACCEPT = 2, /* M2: the responder answers and confirms */
	SECCOMM_MSG_CONFIRM = 3, /* M3: the initiator confirms */
	SECCOMM_MSG_FINISH =
		4, /* M4: keys brought by M3; not yet sent by anyone */
	SECCOMM_MSG_DATA = 5, /* an application's message */
	SECCOMM_MSG_CONTROL = 6, /* close, authenticated by the session */
	SECCOMM_MSG_COOKIE = 7, /* proof of address; not yet sent by anyone */
	SECCOMM_MSG_REFUSE = 8, /* a hint, unauthenticated */
};

/**
 * struct seccomm_hdr - base header of every message, additional data of every layer
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+-------+---------------+-------------------------------+
 *  |Version| Type  |     Flags     |           Key epoch           |
 *  +-------+-------+---------------+-------------------------------+
 *  |                   Receiver's session index                    |
 *  +---------------------------------------------------------------+
 *  |                                                               |
 *  +                        Message number                         +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *
 * @ver_type: version in the high four bits, enum seccomm_msg_type in the low
 * @flags: reserved, zero
 * @epoch: key epoch of the layer keys in use
 * @index: the receiver's session index; 0 in OPEN only
 * @number: per direction, from 1; 0 in handshake messages
 */
struct seccomm_hdr {
	u8 ver_type;
	u8 flags;
	__be16 epoch;
	__be32 index;
	__be64 number;
} __packed __aligned(2);

#define SECCOMM_HDR_LEN 16
#define SECCOMM_HASH_LEN 32 /* of SHA-256, as a stack's digest is */
#define SECCOMM_NONCE_LEN 32
#define SECCOMM_CONF_LEN 32
#define SECCOMM_COOKIE_LEN 16
#define SECCOMM_SID_LEN 16
/* Additional data of every layer: base header, then session id. */
#define SECCOMM_AAD_LEN (SECCOMM_HDR_LEN + SECCOMM_SID_LEN)

static inline u8 seccomm_ver_type(enum seccomm_msg_type type)
{
	return SECCOMM_VERSION << 4 | type;
}

/**
 * struct seccomm_open - M1
 *
 *  | header (16): index 0, number 0                                |
 *  | version_min | version_max |              zero                 |
 *  | initiator's session index                                     |
 *  | source port               | destination port                  |
 *  | bitmap of the slots whose secret the initiator has            |
 *  | nI (32)                                                       |
 *  | stack digest (32)                                             |
 *  | cookie (16), zero at first                                    |
 *  | method length (2), method payload (none: pre-shared form)     |
 */
struct seccomm_open {
	struct seccomm_hdr hdr;
	u8 version_min;
	u8 version_max;
	__be16 zero;
	__be32 sender;
	__be16 sport;
	__be16 dport;
	__be32 slots;
	u8 nonce[SECCOMM_NONCE_LEN];
	u8 digest[32];
	u8 cookie[SECCOMM_COOKIE_LEN];
	__be16 method_len;
} __packed __aligned(2);

/**
 * struct seccomm_accept - M2
 *
 *  | header (16): initiator's index                                |
 *  | responder's session index                                     |
 *  | bitmap of the slots whose secret the responder has            |
 *  | nR (32)                                                       |
 *  | method length (2), method payload (none: pre-shared form)     |
 *  | conf_R (32)                                                   |
 */
struct seccomm_accept {
	struct seccomm_hdr hdr;
	__be32 sender;
	__be32 slots;
	u8 nonce[SECCOMM_NONCE_LEN];
	__be16 method_len;
	u8 conf[SECCOMM_CONF_LEN];
} __packed __aligned(2);

/**
 * struct seccomm_confirm - M3
 *
 *  | header (16): responder's index                                |
 *  | method length (2), method payload (none: pre-shared form)     |
 *  | conf_I (32)                                                   |
 */
struct seccomm_confirm {
	struct seccomm_hdr hdr;
	__be16 method_len;
	u8 conf[SECCOMM_CONF_LEN];
} __packed __aligned(2);

/* Why an OPEN was refused: a hint, since anyone can send it. */
enum seccomm_refusal {
	SECCOMM_REFUSE_STACK = 1, /* another digest */
	SECCOMM_REFUSE_PORT = 2, /* nobody accepts on that port */
	SECCOMM_REFUSE_INDEX = 3, /* unknown session index */
};

/**
 * struct seccomm_refuse - a refusal; shorter than any message that is answered by one
 *
 *  | header (16): index of the session that it answers             |
 *  | reason      |             zero (3)                            |
 *
 * A refused OPEN is answered to the initiator's index; an unknown index is
 * answered with index 0 and the unknown index in @subject.
 *
 * @hdr: base header
 * @reason: enum seccomm_refusal
 * @zero: reserved
 * @subject: SECCOMM_REFUSE_INDEX: the index that nobody has here; else zero
 * @digest: SECCOMM_REFUSE_STACK: first 8 bytes of the refuser's digest; else zero
 */
struct seccomm_refuse {
	struct seccomm_hdr hdr;
	u8 reason;
	u8 zero[3];
	__be32 subject;
	u8 digest[8];
} __packed __aligned(2);

/* Body of a CONTROL message before its 16-byte tag. */
enum seccomm_control {
	SECCOMM_CONTROL_CLOSE = 1,
};

#define SECCOMM_CONTROL_BODY 1
#define SECCOMM_TAG_LEN 16

#endif /* SECCOMM_WIRE_H */
