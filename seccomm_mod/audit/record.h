/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records of a non-repudiation log (Documentation/audit.md), written into memory.
 */
#ifndef SECCOMM_AUDIT_RECORD_H
#define SECCOMM_AUDIT_RECORD_H

#include <linux/types.h>
#include "wire.h"

struct seccomm_evidence;
struct seccomm_pk;

/**
 * struct seccomm_chain - where a log's next record joins on
 * @sequence: the next record's number
 * @last: hash of the last record; zero before the first
 */
struct seccomm_chain {
	u64 sequence;
	u8 last[SECCOMM_HASH_LEN];
};

/* Bytes of a record that holds a message, a checkpoint, a start or a key. */
size_t seccomm_record_message_len(const struct seccomm_evidence *e);
size_t seccomm_record_checkpoint_len(const struct seccomm_pk *pk,
				     const char *algorithm);
size_t seccomm_record_start_len(const char *canonical, const char *reason);
size_t seccomm_record_key_len(size_t spki_len);

/* Write a record of as many bytes to @to and advance the chain by it; @time is microseconds
 * since 1970. Process context. 0, or a negative errno of the hash: the chain is as it was.
 *
 * @key: sequence of the record of the signer's key
 */
int seccomm_record_message(u8 *to, struct seccomm_chain *chain, u64 time,
			   const struct seccomm_evidence *e, u64 key);
/* Takes as long as a signature, by @pk, a private key; an errno of that is possible, too.
 *
 * @algorithm: by which @pk signs, as of a type of signatures
 * @key: sequence of the record of the public half of @pk
 */
int seccomm_record_checkpoint(u8 *to, struct seccomm_chain *chain, u64 time,
			      struct seccomm_pk *pk, const char *algorithm,
			      u64 key);
/* @reason: "new", "reopened" or "rotated" */
int seccomm_record_start(u8 *to, struct seccomm_chain *chain, u64 time,
			 const char *canonical, u64 boot, const char *reason);
/* @id: hash of the @spki_len bytes of @spki */
int seccomm_record_key(u8 *to, struct seccomm_chain *chain, u64 time,
		       const u8 *spki, size_t spki_len, const u8 *id);

#endif /* SECCOMM_AUDIT_RECORD_H */
