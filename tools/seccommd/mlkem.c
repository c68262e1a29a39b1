// SPDX-License-Identifier: GPL-2.0
/*
 * The kind mlkem: ML-KEM-768 (FIPS 203) by OpenSSL.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <syslog.h>

#include <linux/seccomm_netlink.h>

#include "config.h"
#include "offers.h"

#define ALGORITHM "ML-KEM-768"

static bool mlkem_able(void)
{
	EVP_KEM *kem = EVP_KEM_fetch(NULL, ALGORITHM, NULL);
	const bool has = kem;

	if (!has)
		say(LOG_ERR,
		    "OpenSSL has no " ALGORITHM ": OpenSSL 3.5 or later has");
	EVP_KEM_free(kem);
	ERR_clear_error();
	return has;
}

static bool mlkem_load(struct row *row)
{
	if (!row->n_words)
		return true;
	say(LOG_ERR, "line %u: wants nothing behind the peers", row->line);
	return false;
}

/* Say why OpenSSL fails. */
static void say_why(const struct question *q, const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	say_of(q, "%s: %s", what, reason ?: "no reason");
	ERR_clear_error();
}

static void forget(void *kept)
{
	EVP_PKEY_free(kept);
}

/* Make a key pair, whose encapsulation key is the token. */
static bool offer(const struct question *q, struct answer *answer)
{
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, ALGORITHM);

	answer->token.len = SECCOMM_MLKEM_EK;
	if (pkey &&
	    EVP_PKEY_get_raw_public_key(pkey, answer->token.bytes,
					&answer->token.len) > 0 &&
	    answer->token.len == SECCOMM_MLKEM_EK) {
		offers_keep(q, pkey, forget);
		return true;
	}
	say_why(q, "no key pair");
	EVP_PKEY_free(pkey);
	return false;
}

/* Encapsulate a secret to @pkey: it is the key, and the ciphertext the token. */
static bool encapsulate(EVP_PKEY *pkey, struct answer *answer)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	bool good;

	answer->token.len = SECCOMM_MLKEM_CT;
	answer->key_len = SECCOMM_MLKEM_SECRET;
	good = ctx && EVP_PKEY_encapsulate_init(ctx, NULL) > 0 &&
	       EVP_PKEY_encapsulate(ctx, answer->token.bytes,
				    &answer->token.len, answer->key,
				    &answer->key_len) > 0;
	EVP_PKEY_CTX_free(ctx);
	return good;
}

/* OpenSSL takes no encapsulation key that FIPS 203 refuses. */
static bool answer_to(const struct question *q, struct answer *answer)
{
	const struct token *ek = &q->token;
	EVP_PKEY *pkey;
	bool good;

	pkey = EVP_PKEY_new_raw_public_key_ex(NULL, ALGORITHM, NULL, ek->bytes,
					      ek->len);
	good = pkey && encapsulate(pkey, answer);
	if (!good)
		say_why(q, "the encapsulation key is refused");
	EVP_PKEY_free(pkey);
	return good;
}

/* A ciphertext that was altered decapsulates to another secret, and so fails later. */
static bool finish(const struct question *q, struct answer *answer)
{
	EVP_PKEY *pkey = offers_find(q);
	EVP_PKEY_CTX *ctx;
	bool good;

	if (!pkey) {
		say_of(q, "no key pair is kept");
		return false;
	}
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	answer->key_len = SECCOMM_MLKEM_SECRET;
	good = ctx && EVP_PKEY_decapsulate_init(ctx, NULL) > 0 &&
	       EVP_PKEY_decapsulate(ctx, answer->key, &answer->key_len,
				    q->token.bytes, q->token.len) > 0;
	if (!good)
		say_why(q, "the ciphertext is refused");
	EVP_PKEY_CTX_free(ctx);
	return good;
}

static bool mlkem_ask(const struct config *config, const struct question *q,
		      struct answer *answer)
{
	bool good = config_next(config, NULL, q);

	if (good && q->step == SECCOMM_AGENT_OFFER)
		good = offer(q, answer);
	else if (good && q->step == SECCOMM_AGENT_ANSWER)
		good = answer_to(q, answer);
	else if (good)
		good = finish(q, answer);
	if (!good) {
		OPENSSL_cleanse(answer, sizeof(*answer));
		answer->refused = true;
	}
	return true;
}

const struct kind kind_mlkem = {
	.name = "mlkem",
	.number = SECCOMM_AGENT_MLKEM,
	.verb = "serve",
	.able = mlkem_able,
	.load = mlkem_load,
	.ask = mlkem_ask,
	.ready = offers_ready,
	.timeout_ms = offers_timeout_ms,
	.end = offers_end,
};
