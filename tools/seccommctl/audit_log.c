// SPDX-License-Identifier: GPL-2.0
/*
 * A non-repudiation log, read and verified record by record. Each record is asked by all
 * rules in one order; the first that it breaks ends the reading.
 */
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/evp.h>

#include "audit_key.h"
#include "audit_log.h"
#include "seccommctl.h"

#define HASH_CONTEXT "SecComm-nr1"
#define CHECKPOINT_CONTEXT "SecComm-nrcp1"
#define MESSAGE_CONTEXT "SecComm-sig1"
/* Sixty-four spaces before each context, as TLS 1.3 has them. */
#define SPACES \
	"                                                                "

/* Where in the additional data a message's number begins: the session's id follows it. */
#define NUMBER_OFFSET 8
#define SEEN_LEN (AUDIT_AAD_LEN - NUMBER_OFFSET)

/**
 * struct log_key - a key of the log
 * @sequence: of its record
 * @key: the key
 */
struct log_key {
	__u64 sequence;
	struct audit_key key;
};

/**
 * struct log_seen - a message that the log has
 * @place: number and session id, as they stand in additional data
 * @dir: direction
 */
struct log_seen {
	__u8 place[SEEN_LEN];
	__u8 dir;
};

static int compare_keys(const void *a, const void *b)
{
	const struct log_key *x = a, *y = b;

	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int compare_seen(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct log_seen));
}

static void free_key(void *node)
{
	struct log_key *k = node;

	audit_key_free(&k->key);
	free(k);
}

static const struct audit_key *find_key(struct audit_log *log, __u64 sequence)
{
	const struct log_key want = { .sequence = sequence };
	struct log_key *const *found = tfind(&want, &log->keys, compare_keys);

	return found ? &(*found)->key : NULL;
}

/* @fd is the log's from here on; -1 is a failure that errno tells of. */
static bool log_open(struct audit_log *log, const char *name, int fd)
{
	struct stat st;

	memset(log, 0, sizeof(*log));
	log->name = name;
	log->file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!log->file || fstat(fileno(log->file), &st)) {
		fail("%s: %s", name, strerror(errno));
		audit_log_close(log);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		fail("%s: not a regular file", name);
		audit_log_close(log);
		return false;
	}
	log->size = st.st_size;
	return true;
}

bool audit_log_open(struct audit_log *log, const char *name)
{
	return log_open(log, name, open(name, O_RDONLY | O_CLOEXEC));
}

bool audit_log_take(struct audit_log *log, const char *name, int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return log_open(log, name, copy) && !fseeko(log->file, 0, SEEK_SET);
}

void audit_log_close(struct audit_log *log)
{
	if (log->file)
		fclose(log->file);
	tdestroy(log->keys, free_key);
	tdestroy(log->seen, free);
	free(log->record);
}

static enum audit_next error(const struct audit_log *log, const char *what)
{
	fail("%s: %s", log->name, what);
	return AUDIT_NEXT_ERROR;
}

static enum audit_next fault(struct audit_log *log, const char *rule,
			     const char *why)
{
	log->fault.rule = rule;
	log->fault.why = why;
	log->fault.offset = log->offset;
	log->fault.sequence = log->count;
	return AUDIT_NEXT_FAULT;
}

/* Room for @len bytes of the record that is read. */
static bool make_room(struct audit_log *log, size_t len)
{
	__u8 *record;

	if (len <= log->room)
		return true;
	record = realloc(log->record, len);
	if (!record)
		return false;
	log->record = record;
	log->room = len;
	return true;
}

/* The next @len bytes of the file, to @at of the record. */
static enum audit_next read_part(struct audit_log *log, size_t at, size_t len)
{
	if (!make_room(log, at + len))
		return error(log, "out of memory");
	if (fread(log->record + at, 1, len, log->file) == len)
		return AUDIT_NEXT_RECORD;
	return error(log, ferror(log->file) ? strerror(errno) :
					      "was cut while it was read");
}

static enum audit_next read_record(struct audit_log *log,
				   struct audit_record *r)
{
	const __u64 left = log->size - log->offset;
	enum audit_next next;
	const char *why;
	size_t len;

	if (!left && log->count)
		return AUDIT_NEXT_END;
	if (left < AUDIT_HEAD_LEN)
		return fault(log, "record-structure",
			     left ? "the file ends within it" :
				    "the file is empty");
	next = read_part(log, 0, AUDIT_HEAD_LEN);
	if (next != AUDIT_NEXT_RECORD)
		return next;
	why = audit_record_len(log->record, left, &len);
	if (why)
		return fault(log, "record-structure", why);
	next = read_part(log, AUDIT_HEAD_LEN, len - AUDIT_HEAD_LEN);
	if (next != AUDIT_NEXT_RECORD)
		return next;
	why = audit_record_parse(log->record, len, r);
	if (!why && !log->count && r->kind != AUDIT_START)
		why = "the first record is no start";
	return why ? fault(log, "record-structure", why) : AUDIT_NEXT_RECORD;
}

static enum audit_next check_chain(struct audit_log *log,
				   const struct audit_record *r)
{
	if (r->sequence != log->count)
		return fault(log, "record-chain",
			     "its sequence is not the next one");
	if (memcmp(r->prev, log->head, AUDIT_HASH_LEN))
		return fault(log, "record-chain",
			     "it does not name the hash of the record before");
	return AUDIT_NEXT_RECORD;
}

static enum audit_next check_hash(struct audit_log *log,
				  const struct audit_record *r)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	__u8 hash[AUDIT_HASH_LEN];
	bool good;

	good = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) &&
	       EVP_DigestUpdate(ctx, HASH_CONTEXT, strlen(HASH_CONTEXT)) &&
	       EVP_DigestUpdate(ctx, r->bytes.at,
				r->bytes.len - AUDIT_HASH_LEN) &&
	       EVP_DigestFinal_ex(ctx, hash, NULL);
	EVP_MD_CTX_free(ctx);
	if (!good)
		return error(log, "no hash could be computed");
	if (memcmp(hash, r->hash, AUDIT_HASH_LEN))
		return fault(log, "record-hash", "its hash is another");
	return AUDIT_NEXT_RECORD;
}

/* Keep the key of a record of kind 4. */
static enum audit_next add_key(struct audit_log *log,
			       const struct audit_record *r)
{
	const struct audit_bytes *id = &r->public.id;
	struct log_key *k = malloc(sizeof(*k));
	const char *why;

	if (!k)
		return error(log, "out of memory");
	why = audit_key_load(&k->key, &r->public.spki);
	if (why) {
		free(k);
		return fault(log, "record-key", why);
	}
	k->sequence = r->sequence;
	if (id->len != AUDIT_ID_LEN ||
	    memcmp(id->at, k->key.id, AUDIT_ID_LEN)) {
		free_key(k);
		return fault(log, "record-key",
			     "its id is not that of its key");
	}
	if (!tsearch(k, &log->keys, compare_keys)) {
		free_key(k);
		return error(log, "out of memory");
	}
	return AUDIT_NEXT_RECORD;
}

static const char *wrong_key(const struct audit_key *key,
			     const struct audit_bytes *algorithm)
{
	if (!key)
		return "no record before it has the key that it names";
	if (!audit_is(algorithm, key->algorithm))
		return "the key that it names is of another algorithm";
	return NULL;
}

static const char *wrong_ids(const struct audit_message *m,
			     const struct audit_key *key)
{
	if (m->signer.len != AUDIT_ID_LEN ||
	    memcmp(m->signer.at, key->id, AUDIT_ID_LEN))
		return "its signer's id is not that of the key that it names";
	if (m->receiver.len != AUDIT_ID_LEN ||
	    m->receiver.at[0] != AUDIT_ID_KEY)
		return "its receiver's id is not that of a key";
	return NULL;
}

static enum audit_next check_keys(struct audit_log *log,
				  const struct audit_record *r)
{
	const struct audit_key *key;
	const char *why = NULL;

	switch (r->kind) {
	case AUDIT_KEY:
		return add_key(log, r);
	case AUDIT_MESSAGE:
		key = find_key(log, r->message.key);
		why = wrong_key(key, &r->message.algorithm);
		if (!why)
			why = wrong_ids(&r->message, key);
		break;
	case AUDIT_CHECKPOINT:
		why = wrong_key(find_key(log, r->checkpoint.key),
				&r->checkpoint.algorithm);
		break;
	case AUDIT_START:
		break;
	}
	return why ? fault(log, "record-key", why) : AUDIT_NEXT_RECORD;
}

static enum audit_next check_duplicate(struct audit_log *log,
				       const struct audit_record *r)
{
	struct log_seen *seen, *const *found;

	if (r->kind != AUDIT_MESSAGE)
		return AUDIT_NEXT_RECORD;
	seen = malloc(sizeof(*seen));
	if (!seen)
		return error(log, "out of memory");
	memcpy(seen->place, r->message.aad + NUMBER_OFFSET, SEEN_LEN);
	seen->dir = r->message.dir;
	found = tsearch(seen, &log->seen, compare_seen);
	if (found && *found == seen)
		return AUDIT_NEXT_RECORD;
	free(seen);
	return found ? fault(log, "record-duplicate",
			     "a record before it has the same message") :
		       error(log, "out of memory");
}

static enum audit_next check_checkpoint(struct audit_log *log,
					const struct audit_record *r)
{
	if (r->kind == AUDIT_CHECKPOINT && r->checkpoint.count != log->count)
		return fault(log, "record-checkpoint",
			     "another number of records is before it");
	return AUDIT_NEXT_RECORD;
}

static bool message_signed(struct audit_log *log, const struct audit_message *m)
{
	static const __u8 context[] = SPACES MESSAGE_CONTEXT;
	__u8 hash[AUDIT_HASH_LEN];
	const struct audit_bytes parts[] = {
		{ context, sizeof(context) },
		m->sigin,
		{ hash, sizeof(hash) },
	};

	return EVP_Digest(m->data.at, m->data.len, hash, NULL, EVP_sha256(),
			  NULL) &&
	       audit_key_verify(find_key(log, m->key), parts, 3, &m->signature);
}

static bool checkpoint_signed(struct audit_log *log,
			      const struct audit_record *r)
{
	static const __u8 context[] = SPACES CHECKPOINT_CONTEXT;
	const struct audit_bytes parts[] = {
		{ context, sizeof(context) },
		/* The head, and behind it the count. */
		{ r->bytes.at, AUDIT_HEAD_LEN + sizeof(__u64) },
	};

	return audit_key_verify(find_key(log, r->checkpoint.key), parts, 2,
				&r->checkpoint.signature);
}

static enum audit_next check_signature(struct audit_log *log,
				       const struct audit_record *r)
{
	if ((r->kind == AUDIT_MESSAGE && !message_signed(log, &r->message)) ||
	    (r->kind == AUDIT_CHECKPOINT && !checkpoint_signed(log, r)))
		return fault(log, "record-signature",
			     "its signature does not verify");
	return AUDIT_NEXT_RECORD;
}

/* @r has verified: what comes next is asked about what it leaves. */
static void advance(struct audit_log *log, const struct audit_record *r)
{
	switch (r->kind) {
	case AUDIT_MESSAGE:
		log->messages++;
		break;
	case AUDIT_CHECKPOINT:
		log->checkpoints++;
		log->last_checkpoint = r->sequence;
		break;
	case AUDIT_START:
		log->starts++;
		break;
	case AUDIT_KEY:
		log->n_keys++;
		break;
	}
	memcpy(log->head, r->hash, AUDIT_HASH_LEN);
	log->offset += r->bytes.len;
	log->count++;
}

/**
 * struct rule - what is asked of each record
 * @check: AUDIT_NEXT_RECORD if the record keeps to it
 */
struct rule {
	enum audit_next (*check)(struct audit_log *log,
				 const struct audit_record *r);
};

enum audit_next audit_log_next(struct audit_log *log,
			       struct audit_record *record)
{
	static const struct rule rules[] = {
		{ check_chain },
		{ check_hash },
		{ check_keys },
		{ check_duplicate },
		{ check_checkpoint },
		{ check_signature },
		{},
	};
	enum audit_next next = read_record(log, record);
	const struct rule *rule;

	for (rule = rules; rule->check && next == AUDIT_NEXT_RECORD; rule++)
		next = rule->check(log, record);
	if (next == AUDIT_NEXT_RECORD)
		advance(log, record);
	return next;
}
