/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The structures on the wire, with their bits (Documentation/wire-format.md). All
 * integers are big-endian; reserved bits are zero and checked.
 */
#ifndef SECCOMM_WIRE_H
#define SECCOMM_WIRE_H

#include <asm/byteorder.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/unaligned.h>

#define SECCOMM_VERSION 1

enum seccomm_msg_type {
	SECCOMM_MSG_OPEN = 1, /* M1: a session is asked for */
	SECCOMM_MSG_ACCEPT = 2, /* M2: the responder answers and confirms */
	SECCOMM_MSG_CONFIRM = 3, /* M3: the initiator confirms */
	SECCOMM_MSG_FINISH = 4, /* M4: confirms keys that M3 brought */
	SECCOMM_MSG_DATA = 5, /* an application's message */
	SECCOMM_MSG_CONTROL = 6, /* about the session, authenticated by it */
	SECCOMM_MSG_COOKIE = 7, /* M1 is to be sent again with this cookie */
	SECCOMM_MSG_REFUSE = 8, /* a hint: M1 was refused */
	SECCOMM_MSG_UNKNOWN = 9, /* a hint: nobody has that session index */
	SECCOMM_MSG_FRAGMENT = 10, /* a part of a long handshake message */
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
 * @flags: SECCOMM_FLAG_SHORT in a short M1, else zero
 * @epoch: key epoch of the layer keys in use; 0 in handshake messages and hints
 * @index: the receiver's session index; 0 in M1 and its fragments only
 * @number: per direction, from 1; in a fragment the type of the whole message; else 0
 */
struct seccomm_hdr {
	u8 ver_type;
	u8 flags;
	__be16 epoch;
	__be32 index;
	__be64 number;
} __packed __aligned(2);

#define SECCOMM_FLAG_SHORT 0x01 /* a short M1, which asks for a cookie */

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

/* Bytes of a handshake message in one packet: an IPv6 packet of 1,280, less the headers of
 * IPv6 and UDP.
 */
#define SECCOMM_HS_MAX 1232

/**
 * struct seccomm_open - M1, followed by its list of items (none: pre-shared form)
 *
 *  | header (16): index 0, number 0                                |
 *  | version_min | version_max |              zero                 |
 *  | initiator's session index                                     |
 *  | source port               | destination port                  |
 *  | bitmap of the stack's slots                                   |
 *  | nI (32)                                                       |
 *  | stack digest (32)                                             |
 *  | cookie (16), zero at first                                    |
 *  | bytes of the list (2)     | list                              |
 *
 * Bytes 0 to 95 are the same in all versions.
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
	u8 digest[SECCOMM_HASH_LEN];
	u8 cookie[SECCOMM_COOKIE_LEN];
	__be16 items_len;
} __packed __aligned(2);

/**
 * struct seccomm_short_open - the short M1, sent before an M1 that needs fragments
 *
 *  | bytes 0 to 95 of M1, with SECCOMM_FLAG_SHORT in the header    |
 *  | zero (16)                                                     |
 *  | length of the hash (2), 32                                    |
 *  | hash of the M1 with cookie zero and flags 0 (32)              |
 *
 * @open: as M1, with the hash's length in place of that of a payload
 * @hash: what the cookie that answers it is bound to
 */
struct seccomm_short_open {
	struct seccomm_open open;
	u8 hash[SECCOMM_HASH_LEN];
} __packed __aligned(2);

/**
 * struct seccomm_accept - M2, whose lists are both empty in the pre-shared form. A list that is
 * not moves what is behind it, see seccomm_accept_sealed() and seccomm_accept_conf().
 *
 *  | header (16): initiator's index                                |
 *  | responder's session index                                     |
 *  | bitmap of the slots, as M1's                                  |
 *  | nR (32)                                                       |
 *  | bytes of the list (2)     | list                              |
 *  | bytes of the sealed (2)   | B_R: sealed list                  |
 *  | conf_R (32)                                                   |
 */
struct seccomm_accept {
	struct seccomm_hdr hdr;
	__be32 sender;
	__be32 slots;
	u8 nonce[SECCOMM_NONCE_LEN];
	__be16 items_len;
	__be16 sealed_len;
	u8 conf[SECCOMM_CONF_LEN];
} __packed __aligned(2);

/* B_R of an M2, behind its length. */
static inline u8 *seccomm_accept_sealed(struct seccomm_accept *m2)
{
	return (u8 *)m2 + offsetof(struct seccomm_accept, conf) +
	       be16_to_cpu(m2->items_len);
}

/* Bytes of B_R. */
static inline u16 seccomm_accept_sealed_len(struct seccomm_accept *m2)
{
	return get_unaligned_be16(seccomm_accept_sealed(m2) - sizeof(__be16));
}

/* conf_R. */
static inline u8 *seccomm_accept_conf(struct seccomm_accept *m2)
{
	return seccomm_accept_sealed(m2) + seccomm_accept_sealed_len(m2);
}

/**
 * struct seccomm_confirm - M3, in which the list is empty in the pre-shared form; else it moves
 * conf_I, see seccomm_confirm_sealed() and seccomm_confirm_conf()
 *
 *  | header (16): responder's index                                |
 *  | bytes of the sealed (2)   | B_I: sealed list                  |
 *  | conf_I (32)                                                   |
 */
struct seccomm_confirm {
	struct seccomm_hdr hdr;
	__be16 sealed_len;
	u8 conf[SECCOMM_CONF_LEN];
} __packed __aligned(2);

/* B_I of an M3, and conf_I. */
static inline u8 *seccomm_confirm_sealed(struct seccomm_confirm *m3)
{
	return m3->conf;
}

static inline u8 *seccomm_confirm_conf(struct seccomm_confirm *m3)
{
	return (u8 *)m3 + offsetof(struct seccomm_confirm, conf) +
	       be16_to_cpu(m3->sealed_len);
}

/**
 * struct seccomm_finish - M4, which is sent for stacks that need it, none of the pre-shared form
 *
 *  | header (16): initiator's index                                |
 *  | conf_F (32)                                                   |
 */
struct seccomm_finish {
	struct seccomm_hdr hdr;
	u8 conf[SECCOMM_CONF_LEN];
} __packed __aligned(2);

/**
 * struct seccomm_cookie - an answer to M1: it is to come again with this cookie
 *
 *  | header (16): initiator's index                                |
 *  | cookie (16)                                                   |
 */
struct seccomm_cookie {
	struct seccomm_hdr hdr;
	u8 cookie[SECCOMM_COOKIE_LEN];
} __packed __aligned(2);

/* Longest handshake message of all, and the bytes of it that each fragment but the last
 * has. What is no longer than SECCOMM_HS_MAX travels whole.
 */
#define SECCOMM_LARGE_MAX 16384
#define SECCOMM_FRAGMENT_LEN 1120

/**
 * struct seccomm_fragment - a piece of a message that is too long to travel whole: what
 * stands before its bytes
 *
 *  | header (16): index 0 for M1's, else the receiver's;           |
 *  |              number: the type of the whole message            |
 *  | sender's session index                                        |
 *  | offset                    | length of the whole message       |
 *  | cookie (16) for M1's, else zero                               |
 *  | hash of the whole message (32), of M1 with cookie 0, flags 0  |
 *
 * SECCOMM_FRAGMENT_LEN bytes follow, fewer in the last fragment.
 */
struct seccomm_fragment {
	struct seccomm_hdr hdr;
	__be32 sender;
	__be16 offset;
	__be16 total;
	u8 cookie[SECCOMM_COOKIE_LEN];
	u8 hash[SECCOMM_HASH_LEN];
} __packed __aligned(2);

/* Bytes of a fragment at most. */
#define SECCOMM_FRAGMENT_MAX \
	(sizeof(struct seccomm_fragment) + SECCOMM_FRAGMENT_LEN)

/* Why an M1 was refused: a hint, since anyone can send it. */
enum seccomm_refusal {
	SECCOMM_REFUSE_STACK = 1, /* another digest */
	SECCOMM_REFUSE_PORT = 2, /* nobody accepts on that port */
	SECCOMM_REFUSE_VERSION = 4, /* no version in common */
};

#define SECCOMM_REFUSE_DETAIL 8

/**
 * struct seccomm_refuse - a refusal; shorter than any M1, which it answers
 *
 *  | header (16): initiator's index, or 0                          |
 *  | reason      |             zero (7)                            |
 *  | detail (8)                                                    |
 *
 * @hdr: base header
 * @reason: enum seccomm_refusal
 * @zero: reserved
 * @detail: SECCOMM_REFUSE_STACK: the first bytes of the refuser's digest;
 *	SECCOMM_REFUSE_VERSION: lowest and highest version of the refuser's; else zero
 */
struct seccomm_refuse {
	struct seccomm_hdr hdr;
	u8 reason;
	u8 zero[7];
	u8 detail[SECCOMM_REFUSE_DETAIL];
} __packed __aligned(2);

/* What a CONTROL message says. */
enum seccomm_control {
	SECCOMM_CONTROL_CLOSE = 1, /* the session ends */
	SECCOMM_CONTROL_PING = 2, /* an answer is asked for */
	SECCOMM_CONTROL_PONG = 3, /* the answer */
};

/**
 * struct seccomm_control_body - body of a CONTROL message, encrypted, before its tag
 *
 *  | what        | token (4): not in CLOSE                         |
 *
 * @what: enum seccomm_control
 * @token: chosen by the sender of PING, and repeated by PONG
 */
struct seccomm_control_body {
	u8 what;
	__be32 token;
} __packed;

#define SECCOMM_CONTROL_MAX_BODY sizeof(struct seccomm_control_body)
#define SECCOMM_TAG_LEN 16

#endif /* SECCOMM_WIRE_H */
