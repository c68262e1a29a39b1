// SPDX-License-Identifier: GPL-2.0
/*
 * The kind file: keys that both hosts have in files. The initiator's token shows which of them,
 * and that its agent has it; what the kernel gets is made of it for one handshake, so that the
 * key itself stays here.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <linux/seccomm_netlink.h>

#include "config.h"

#define TOKEN_LEN 16
#define KEY_MIN 32
#define KEY_MAX 64

/**
 * struct file_key - the key of a row
 * @identity: who else has it, or NULL; in the row
 * @len: bytes
 * @bytes: the key, and room to see that it is no longer
 */
struct file_key {
	const char *identity;
	size_t len;
	uint8_t bytes[KEY_MAX + 1];
};

static const char token_label[] = "SecComm file1 token";
static const char key_label[] = "SecComm file1 key";

static bool load_from(int fd, const char *path, struct file_key *key)
{
	ssize_t n;

	if (!config_is_private(fd, path))
		return false;
	while (key->len < sizeof(key->bytes)) {
		n = read(fd, key->bytes + key->len,
			 sizeof(key->bytes) - key->len);
		if (n < 0)
			say(LOG_ERR, "%s: %s", path, strerror(errno));
		if (n < 0)
			return false;
		if (!n)
			break;
		key->len += n;
	}
	if (key->len >= KEY_MIN && key->len <= KEY_MAX)
		return true;
	say(LOG_ERR, "%s: a key has %d to %d bytes", path, KEY_MIN, KEY_MAX);
	return false;
}

static void file_unload(struct row *row)
{
	if (row->data)
		OPENSSL_cleanse(row->data, sizeof(struct file_key));
	free(row->data);
	row->data = NULL;
}

/* Is it a name that the kernel takes as an identity? */
static bool may_name(const char *text)
{
	const char *c;

	for (c = text; *c; c++)
		if (!isascii(*c) || (!isalnum(*c) && !strchr("._@/-", *c)))
			return false;
	return c - text <= SECCOMM_END_NAME_MAX;
}

static bool file_load(struct row *row)
{
	bool good;
	int fd;

	if (row->n_words > 2) {
		say(LOG_ERR,
		    "line %u: wants a file behind the peers, and at most the name of who else has it",
		    row->line);
		return false;
	}
	if (row->n_words == 2 && !may_name(row->words[1])) {
		say(LOG_ERR,
		    "line %u: a name has 1 to %d letters, digits and . _ @ / -",
		    row->line, SECCOMM_END_NAME_MAX);
		return false;
	}
	/* What is no file is refused below, and shall not have us wait here. */
	fd = open(row->words[0], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		say(LOG_ERR, "%s: %s", row->words[0], strerror(errno));
		return false;
	}
	row->data = calloc(1, sizeof(struct file_key));
	good = row->data && load_from(fd, row->words[0], row->data);
	close(fd);
	if (good)
		((struct file_key *)row->data)->identity = row->words[1];
	return good;
}

/* HMAC-SHA256 of a label, the binding, and both nonces if @nonces. */
static bool make(const struct file_key *key, const char *label,
		 const struct question *q, bool nonces, uint8_t mac[HASH_LEN])
{
	uint8_t text[sizeof(token_label) + 3 * HASH_LEN], *at;
	unsigned int len = HASH_LEN;

	at = stpcpy((char *)text, label) - (char *)text + text;
	at = mempcpy(at, q->binding, HASH_LEN);
	if (nonces) {
		at = mempcpy(at, q->nonce_i, HASH_LEN);
		at = mempcpy(at, q->nonce_r, HASH_LEN);
	}
	return HMAC(EVP_sha256(), key->bytes, key->len, text, at - text, mac,
		    &len);
}

/* The key that a token was made with, of those that fit the question; NULL: none. */
static const struct file_key *find(const struct config *config,
				   const struct question *q,
				   const struct token *token)
{
	const struct row *row = NULL;
	uint8_t mac[HASH_LEN];

	if (token->len != TOKEN_LEN)
		return NULL;
	while ((row = config_next(config, row, q)))
		if (make(row->data, token_label, q, false, mac) &&
		    !CRYPTO_memcmp(mac, token->bytes, TOKEN_LEN))
			return row->data;
	return NULL;
}

static bool offer(const struct config *config, const struct question *q,
		  struct answer *answer)
{
	const struct row *row = config_next(config, NULL, q);
	uint8_t mac[HASH_LEN];

	if (!row || !make(row->data, token_label, q, false, mac))
		return false;
	answer->token.len = TOKEN_LEN;
	memcpy(answer->token.bytes, mac, TOKEN_LEN);
	return true;
}

static bool give_key(const struct file_key *key, const struct question *q,
		     struct answer *answer)
{
	if (!key)
		return false;
	answer->key_len = HASH_LEN;
	if (key->identity)
		snprintf(answer->identity, sizeof(answer->identity), "%s",
			 key->identity);
	return make(key, key_label, q, true, answer->key);
}

static bool file_ask(const struct config *config, const struct question *q,
		     struct answer *answer)
{
	bool good;

	if (q->step == SECCOMM_AGENT_OFFER)
		good = offer(config, q, answer);
	else if (q->step == SECCOMM_AGENT_ANSWER)
		good = give_key(find(config, q, &q->token), q, answer);
	else
		good = give_key(find(config, q, &q->own), q, answer);
	if (!good)
		*answer = (struct answer){ .refused = true };
	return true;
}

const struct kind kind_file = {
	.name = "file",
	.number = SECCOMM_EXT_FILE,
	.verb = "key",
	.words = 1,
	.load = file_load,
	.unload = file_unload,
	.ask = file_ask,
};
