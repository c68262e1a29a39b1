// SPDX-License-Identifier: GPL-2.0
/*
 * Records of a non-repudiation log, written into memory.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/math.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "audit/record.h"
#include "keys/hash.h"
#include "mp/sign.h"
#include "mp/signature.h"
#include "pk/key.h"

#define RECORD_HEAD 64
#define RECORD_ALIGN 8
#define RECORD_VERSION 1

/* Bytes of a length before what it tells the length of. */
#define LP_LEN 2
/* Bytes of an id of kind 3 with its length. */
#define LP_ID_LEN (LP_LEN + 1 + SECCOMM_HASH_LEN)
#define ID_KIND_KEY 3

static const char hash_context[] = "SecComm-nr1";
static const char checkpoint_context[] = "SecComm-nrcp1";

enum record_kind {
	RECORD_MESSAGE = 1,
	RECORD_CHECKPOINT = 2,
	RECORD_START = 3,
	RECORD_KEY = 4,
};

static size_t record_len(size_t payload)
{
	return round_up(RECORD_HEAD + payload + SECCOMM_HASH_LEN, RECORD_ALIGN);
}

static size_t record_message_payload(const struct seccomm_evidence *e)
{
	return SECCOMM_AAD_LEN + 1 + LP_LEN + e->path_len + LP_LEN +
	       strlen(e->type) + LP_LEN + strlen(e->algorithm) + 2 * LP_ID_LEN +
	       SECCOMM_HASH_LEN + sizeof(u32) + e->data_len + LP_LEN +
	       e->signature_len + sizeof(u64);
}

static size_t record_checkpoint_payload(const struct seccomm_pk *pk,
					const char *algorithm)
{
	return sizeof(u64) + LP_LEN + strlen(algorithm) + sizeof(u64) + LP_LEN +
	       seccomm_pk_signature_len(pk->alg);
}

static size_t record_start_payload(const char *canonical, const char *reason)
{
	return LP_LEN + strlen(canonical) + sizeof(u64) + LP_LEN +
	       strlen(reason);
}

static size_t record_key_payload(size_t spki_len)
{
	return LP_LEN + spki_len + LP_ID_LEN;
}

size_t seccomm_record_message_len(const struct seccomm_evidence *e)
{
	return record_len(record_message_payload(e));
}

size_t seccomm_record_checkpoint_len(const struct seccomm_pk *pk,
				     const char *algorithm)
{
	return record_len(record_checkpoint_payload(pk, algorithm));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_record_checkpoint_len);

size_t seccomm_record_start_len(const char *canonical, const char *reason)
{
	return record_len(record_start_payload(canonical, reason));
}

size_t seccomm_record_key_len(size_t spki_len)
{
	return record_len(record_key_payload(spki_len));
}

/* Each writes at @to and returns what follows. */

static u8 *put_bytes(u8 *to, const void *bytes, size_t len)
{
	memcpy(to, bytes, len);
	return to + len;
}

static u8 *put_u64(u8 *to, u64 value)
{
	put_unaligned_be64(value, to);
	return to + sizeof(value);
}

static u8 *put_lp(u8 *to, const void *bytes, size_t len)
{
	put_unaligned_be16(len, to);
	return put_bytes(to + LP_LEN, bytes, len);
}

static u8 *put_lp_text(u8 *to, const char *text)
{
	return put_lp(to, text, strlen(text));
}

/* The id of a key, by the hash that it is made of. */
static u8 *put_lp_id(u8 *to, const u8 *hash)
{
	put_unaligned_be16(1 + SECCOMM_HASH_LEN, to);
	to[LP_LEN] = ID_KIND_KEY;
	return put_bytes(to + LP_LEN + 1, hash, SECCOMM_HASH_LEN);
}

/* Write what comes before the payload, and the zeros behind it; returns its place. */
static u8 *record_head(u8 *to, const struct seccomm_chain *chain, u64 time,
		       enum record_kind kind, size_t payload)
{
	const size_t len = record_len(payload);

	memset(to + RECORD_HEAD + payload, 0, len - RECORD_HEAD - payload);
	to = put_bytes(to, "SCNR", 4);
	*to++ = RECORD_VERSION;
	*to++ = kind;
	put_unaligned_be16(0, to);
	put_unaligned_be32(len, to + 2);
	put_unaligned_be32(payload, to + 6);
	to = put_u64(to + 10, chain->sequence);
	to = put_u64(to, time);
	return put_bytes(to, chain->last, SECCOMM_HASH_LEN);
}

/* Hash the record of @len bytes that is written but for its hash, and advance the chain. */
static int record_end(u8 *record, size_t len, struct seccomm_chain *chain)
{
	u8 *hash = record + len - SECCOMM_HASH_LEN;
	struct seccomm_hash h;
	int err;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, hash_context, sizeof(hash_context) - 1);
	seccomm_hash_add(&h, record, len - SECCOMM_HASH_LEN);
	err = seccomm_hash_final(&h, hash);
	if (err)
		return err;
	memcpy(chain->last, hash, SECCOMM_HASH_LEN);
	chain->sequence++;
	return 0;
}

int seccomm_record_message(u8 *to, struct seccomm_chain *chain, u64 time,
			   const struct seccomm_evidence *e, u64 key)
{
	u8 *at = record_head(to, chain, time, RECORD_MESSAGE,
			     record_message_payload(e));

	at = put_bytes(at, e->aad, SECCOMM_AAD_LEN);
	*at++ = e->dir;
	at = put_lp(at, e->path, e->path_len);
	at = put_lp_text(at, e->type);
	at = put_lp_text(at, e->algorithm);
	at = put_lp_id(at, e->signer->id);
	at = put_lp_id(at, e->receiver->id);
	at = put_bytes(at, e->digest, SECCOMM_HASH_LEN);
	put_unaligned_be32(e->data_len, at);
	at = put_bytes(at + sizeof(u32), e->data, e->data_len);
	at = put_lp(at, e->signature, e->signature_len);
	put_u64(at, key);
	return record_end(to, seccomm_record_message_len(e), chain);
}

/* Sign a checkpoint, of which the first @len bytes are covered. */
static int record_sign(const u8 *record, size_t len, struct seccomm_pk *pk,
		       u8 *signature)
{
	u8 hash[SECCOMM_HASH_LEN];
	struct seccomm_hash h;
	int err;

	seccomm_sign_start(&h, checkpoint_context);
	seccomm_hash_add(&h, record, len);
	err = seccomm_hash_final(&h, hash);
	return err ?: seccomm_sign(pk, hash, signature);
}

int seccomm_record_checkpoint(u8 *to, struct seccomm_chain *chain, u64 time,
			      struct seccomm_pk *pk, const char *algorithm,
			      u64 key)
{
	const size_t payload = record_checkpoint_payload(pk, algorithm);
	u8 *covered, *at;
	int err;

	at = record_head(to, chain, time, RECORD_CHECKPOINT, payload);
	covered = put_u64(at, chain->sequence);
	at = put_lp_text(covered, algorithm);
	at = put_u64(at, key);
	put_unaligned_be16(seccomm_pk_signature_len(pk->alg), at);
	err = record_sign(to, covered - to, pk, at + LP_LEN);
	return err ?: record_end(to, record_len(payload), chain);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_record_checkpoint);

int seccomm_record_start(u8 *to, struct seccomm_chain *chain, u64 time,
			 const char *canonical, u64 boot, const char *reason)
{
	u8 *at = record_head(to, chain, time, RECORD_START,
			     record_start_payload(canonical, reason));

	at = put_lp_text(at, canonical);
	at = put_u64(at, boot);
	put_lp_text(at, reason);
	return record_end(to, seccomm_record_start_len(canonical, reason),
			  chain);
}

int seccomm_record_key(u8 *to, struct seccomm_chain *chain, u64 time,
		       const u8 *spki, size_t spki_len, const u8 *id)
{
	u8 *at = record_head(to, chain, time, RECORD_KEY,
			     record_key_payload(spki_len));

	at = put_lp(at, spki, spki_len);
	put_lp_id(at, id);
	return record_end(to, seccomm_record_key_len(spki_len), chain);
}
