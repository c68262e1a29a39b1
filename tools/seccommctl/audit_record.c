// SPDX-License-Identifier: GPL-2.0
/*
 * Records of a non-repudiation log, taken apart. Nothing is looked at that is not known to
 * be within the record.
 */
#include <string.h>

#include "audit_record.h"

static __u32 get_u32(const __u8 *bytes)
{
	return (__u32)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 |
	       bytes[3];
}

__u64 audit_u64(const __u8 *bytes)
{
	return (__u64)get_u32(bytes) << 32 | get_u32(bytes + 4);
}

bool audit_is(const struct audit_bytes *bytes, const char *text)
{
	return bytes->len == strlen(text) &&
	       !memcmp(bytes->at, text, bytes->len);
}

/* The next @len bytes; NULL if there are not as many. */
static const __u8 *take(struct audit_bytes *rest, size_t len)
{
	const __u8 *at = rest->at;

	if (len > rest->len)
		return NULL;
	rest->at += len;
	rest->len -= len;
	return at;
}

static bool take_bytes(struct audit_bytes *rest, size_t len,
		       struct audit_bytes *bytes)
{
	bytes->len = len;
	bytes->at = take(rest, len);
	return bytes->at;
}

/* A length of two bytes, and as many bytes. */
static bool take_lp(struct audit_bytes *rest, struct audit_bytes *bytes)
{
	const __u8 *len = take(rest, 2);

	return len && take_bytes(rest, len[0] << 8 | len[1], bytes);
}

static bool take_lp32(struct audit_bytes *rest, struct audit_bytes *bytes)
{
	const __u8 *len = take(rest, 4);

	return len && take_bytes(rest, get_u32(len), bytes);
}

static bool take_u64(struct audit_bytes *rest, __u64 *value)
{
	const __u8 *bytes = take(rest, 8);

	if (bytes)
		*value = audit_u64(bytes);
	return bytes;
}

static bool is_algorithm(const struct audit_bytes *name)
{
	return audit_is(name, "dsa2048") || audit_is(name, "rsa-pss");
}

static bool parse_message(struct audit_bytes *rest, struct audit_message *m)
{
	const __u8 *dir;

	m->sigin.at = rest->at;
	m->aad = take(rest, AUDIT_AAD_LEN);
	dir = take(rest, 1);
	if (!dir || *dir > 1 || !take_lp(rest, &m->path) ||
	    !take_lp(rest, &m->type) || !take_lp(rest, &m->algorithm) ||
	    !take_lp(rest, &m->signer) || !take_lp(rest, &m->receiver))
		return false;
	m->dir = *dir;
	m->digest = take(rest, AUDIT_DIGEST_LEN);
	m->sigin.len = rest->at - m->sigin.at;
	return m->digest && take_lp32(rest, &m->data) &&
	       take_lp(rest, &m->signature) && take_u64(rest, &m->key) &&
	       m->path.len && m->type.len && is_algorithm(&m->algorithm);
}

static bool parse_checkpoint(struct audit_bytes *rest,
			     struct audit_checkpoint *c)
{
	return take_u64(rest, &c->count) && take_lp(rest, &c->algorithm) &&
	       is_algorithm(&c->algorithm) && take_u64(rest, &c->key) &&
	       take_lp(rest, &c->signature);
}

static bool parse_start(struct audit_bytes *rest, struct audit_start *s)
{
	return take_lp(rest, &s->canonical) && s->canonical.len &&
	       take_u64(rest, &s->boot) && take_lp(rest, &s->reason) &&
	       (audit_is(&s->reason, "new") ||
		audit_is(&s->reason, "reopened") ||
		audit_is(&s->reason, "rotated"));
}

static bool parse_public(struct audit_bytes *rest, struct audit_public *p)
{
	return take_lp(rest, &p->spki) && take_lp(rest, &p->id);
}

static bool parse_payload(struct audit_bytes *rest, struct audit_record *r)
{
	switch (r->kind) {
	case AUDIT_MESSAGE:
		return parse_message(rest, &r->message);
	case AUDIT_CHECKPOINT:
		return parse_checkpoint(rest, &r->checkpoint);
	case AUDIT_START:
		return parse_start(rest, &r->start);
	case AUDIT_KEY:
		return parse_public(rest, &r->public);
	}
	return false;
}

const char *audit_record_len(const __u8 *head, __u64 left, size_t *len)
{
	const __u32 total = get_u32(head + 8), payload = get_u32(head + 12);

	if (memcmp(head, "SCNR", 4))
		return "no record begins here";
	if (head[4] != 1)
		return "a version that is not known";
	if (head[5] < AUDIT_MESSAGE || head[5] > AUDIT_KEY)
		return "a kind that is not known";
	if (head[6] || head[7])
		return "two bytes of its head are not zero";
	if (payload > AUDIT_MAX_RECORD - AUDIT_HEAD_LEN - AUDIT_HASH_LEN ||
	    total != (AUDIT_HEAD_LEN + payload + AUDIT_HASH_LEN + 7) / 8 * 8)
		return "lengths that do not fit each other";
	if (total > left)
		return "the file ends within it";
	*len = total;
	return NULL;
}

const char *audit_record_parse(const __u8 *bytes, size_t len,
			       struct audit_record *record)
{
	const __u32 payload = get_u32(bytes + 12);
	struct audit_bytes rest = { bytes + AUDIT_HEAD_LEN, payload };
	const __u8 *fill = rest.at + payload;

	record->bytes.at = bytes;
	record->bytes.len = len;
	record->kind = bytes[5];
	record->sequence = audit_u64(bytes + 16);
	record->time = audit_u64(bytes + 24);
	record->prev = bytes + 32;
	record->hash = bytes + len - AUDIT_HASH_LEN;
	if (!parse_payload(&rest, record) || rest.len)
		return "its payload is not one of its kind";
	for (; fill < record->hash; fill++)
		if (*fill)
			return "a byte of the fill is not zero";
	return NULL;
}
