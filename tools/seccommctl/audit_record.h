/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records of a non-repudiation log, taken apart.
 */
#ifndef SECCOMMCTL_AUDIT_RECORD_H
#define SECCOMMCTL_AUDIT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define AUDIT_HEAD_LEN 64
#define AUDIT_HASH_LEN 32
/* Longer than any record that the kernel writes. */
#define AUDIT_MAX_RECORD 1048576

#define AUDIT_AAD_LEN 32
#define AUDIT_DIGEST_LEN 32
/* An id of kind 3: the kind, and the hash of a public key. */
#define AUDIT_ID_LEN 33
#define AUDIT_ID_KEY 3

enum audit_kind {
	AUDIT_MESSAGE = 1,
	AUDIT_CHECKPOINT = 2,
	AUDIT_START = 3,
	AUDIT_KEY = 4,
};

/**
 * struct audit_bytes - bytes within a record
 * @at: the first one
 * @len: their number
 */
struct audit_bytes {
	const __u8 *at;
	size_t len;
};

/**
 * struct audit_message - what a record of kind 1 holds
 * @aad: base header and session id, AUDIT_AAD_LEN bytes
 * @dir: direction: 0 from the session's initiator, 1 to it
 * @path: position of the signature layer
 * @type: name of its type
 * @algorithm: its algorithm
 * @signer: id of the signer
 * @receiver: id of the receiver
 * @digest: digest of the stack, AUDIT_DIGEST_LEN bytes
 * @sigin: all of the above as they stand in the record
 * @data: what was signed
 * @signature: the signature
 * @key: sequence of the record of the signer's key
 */
struct audit_message {
	const __u8 *aad;
	__u8 dir;
	struct audit_bytes path;
	struct audit_bytes type;
	struct audit_bytes algorithm;
	struct audit_bytes signer;
	struct audit_bytes receiver;
	const __u8 *digest;
	struct audit_bytes sigin;
	struct audit_bytes data;
	struct audit_bytes signature;
	__u64 key;
};

/**
 * struct audit_checkpoint - what a record of kind 2 holds
 * @count: number of records before it
 * @algorithm: algorithm of the signature
 * @key: sequence of the record of the signing key
 * @signature: the signature
 */
struct audit_checkpoint {
	__u64 count;
	struct audit_bytes algorithm;
	__u64 key;
	struct audit_bytes signature;
};

/**
 * struct audit_start - what a record of kind 3 holds
 * @canonical: canonical form of the stack
 * @boot: id of the boot
 * @reason: "new", "reopened" or "rotated"
 */
struct audit_start {
	struct audit_bytes canonical;
	__u64 boot;
	struct audit_bytes reason;
};

/**
 * struct audit_public - what a record of kind 4 holds
 * @spki: the public key, a SubjectPublicKeyInfo in DER
 * @id: its id
 */
struct audit_public {
	struct audit_bytes spki;
	struct audit_bytes id;
};

/**
 * struct audit_record - a record
 * @bytes: the whole record
 * @kind: which of the four is in force
 * @sequence: its number, from 0
 * @time: microseconds since 1970 UTC, by the receiver's clock
 * @prev: hash of the record before, AUDIT_HASH_LEN bytes
 * @hash: its own hash, likewise
 */
struct audit_record {
	struct audit_bytes bytes;
	enum audit_kind kind;
	__u64 sequence;
	__u64 time;
	const __u8 *prev;
	const __u8 *hash;
	union {
		struct audit_message message;
		struct audit_checkpoint checkpoint;
		struct audit_start start;
		struct audit_public public;
	};
};

__u64 audit_u64(const __u8 *bytes);
bool audit_is(const struct audit_bytes *bytes, const char *text);
/* Length of the record that begins with these AUDIT_HEAD_LEN bytes, of @left in all. NULL,
 * or what is wrong.
 */
const char *audit_record_len(const __u8 *head, __u64 left, size_t *len);
/* Take a record of @len bytes apart, all of which @record then points into; @len is from
 * audit_record_len(). NULL, or what is wrong.
 */
const char *audit_record_parse(const __u8 *bytes, size_t len,
			       struct audit_record *record);

#endif /* SECCOMMCTL_AUDIT_RECORD_H */
