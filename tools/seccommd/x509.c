// SPDX-License-Identifier: GPL-2.0
/*
 * The kind x509: validates the certificates of a peer by OpenSSL, and tells the kernel which public
 * key they show. A row names a file of authorities that are trusted, and may name one with
 * their lists of what they have revoked.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <linux/seccomm_netlink.h>

#include "config.h"

/* Strength that keys and hashes have at least: 112 bits, as OpenSSL counts. */
#define LEVEL 2
/* The length before a certificate. */
#define HEAD 2
#define SPKI_MAX 1024

/* Others may read it, but not change it. */
static bool is_ours(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		say(LOG_ERR, "%s: no regular file", path);
		return false;
	}
	if (st.st_mode & 0022) {
		say(LOG_ERR, "%s: others may change it: chmod 644", path);
		return false;
	}
	return true;
}

/* The certificates and lists of a file, PEM; NULL, having said why, if it cannot be read. */
static struct stack_st_X509_INFO *read_infos(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stack_st_X509_INFO *infos = NULL;
	BIO *bio;

	if (fd < 0) {
		say(LOG_ERR, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (!is_ours(fd, path)) {
		close(fd);
		return NULL;
	}
	bio = BIO_new_fd(fd, BIO_CLOSE);
	if (bio)
		infos = PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL);
	else
		close(fd);
	BIO_free(bio);
	if (!infos)
		say(LOG_ERR, "%s: no PEM", path);
	ERR_clear_error();
	return infos;
}

/* Add the certificates of a file to @store, or its lists of what is revoked; false, having said
 * why, if there is none.
 */
static bool add_file(X509_STORE *store, const char *path, bool lists)
{
	struct stack_st_X509_INFO *infos = read_infos(path);
	unsigned int n = 0;
	X509_INFO *info;
	int i;

	if (!infos)
		return false;
	for (i = 0; i < sk_X509_INFO_num(infos); i++) {
		info = sk_X509_INFO_value(infos, i);
		if (lists && info->crl)
			n += X509_STORE_add_crl(store, info->crl) > 0;
		else if (!lists && info->x509)
			n += X509_STORE_add_cert(store, info->x509) > 0;
	}
	sk_X509_INFO_pop_free(infos, X509_INFO_free);
	ERR_clear_error();
	if (!n)
		say(LOG_ERR, "%s: no %s in it, PEM", path,
		    lists ? "list of revoked certificates" : "certificate");
	return n;
}

static void x509_unload(struct row *row)
{
	X509_STORE_free(row->data);
	row->data = NULL;
}

static bool x509_load(struct row *row)
{
	X509_VERIFY_PARAM *param;
	X509_STORE *store;

	if (row->n_words > 2) {
		say(LOG_ERR,
		    "line %u: wants a file of authorities behind the peers, and at most one of what they have revoked",
		    row->line);
		return false;
	}
	store = X509_STORE_new();
	row->data = store;
	if (!store || !add_file(store, row->words[0], false) ||
	    (row->n_words == 2 && !add_file(store, row->words[1], true)))
		return false;
	param = X509_STORE_get0_param(store);
	X509_VERIFY_PARAM_set_depth(param, SECCOMM_CHAIN_CERTS);
	X509_VERIFY_PARAM_set_auth_level(param, LEVEL);
	if (row->n_words == 2)
		X509_VERIFY_PARAM_set_flags(param,
					    X509_V_FLAG_CRL_CHECK |
						    X509_V_FLAG_CRL_CHECK_ALL);
	return true;
}

static bool refuse(const struct question *q, struct answer *answer,
		   uint8_t error, const char *why)
{
	say_of(q, "the certificates of %s: %s", q->name, why);
	answer->refused = true;
	answer->error = error;
	ERR_clear_error();
	return false;
}

/* The certificates that the peer has sent, the leaf first, or NULL: they are none. */
static struct stack_st_X509 *read_chain(const struct token *token)
{
	struct stack_st_X509 *chain = sk_X509_new_null();
	const unsigned char *at = token->bytes, *end = at + token->len, *der;
	X509 *cert = NULL;
	size_t len;

	for (; chain && at < end; at += HEAD + len) {
		len = end - at > HEAD ? at[0] << 8 | at[1] : 0;
		der = at + HEAD;
		cert = len && len <= (size_t)(end - der) ?
			       d2i_X509(NULL, &der, len) :
			       NULL;
		/* Nothing may stand behind a certificate. */
		if (!cert || der != at + HEAD + len ||
		    sk_X509_push(chain, cert) <= 0) {
			X509_free(cert);
			break;
		}
	}
	if (chain && at == end && sk_X509_num(chain))
		return chain;
	sk_X509_pop_free(chain, X509_free);
	return NULL;
}

/* Is it one of the names of the leaf, letter by letter? There are no wildcards. */
static bool has_name(const X509 *leaf, const char *name)
{
	GENERAL_NAMES *names =
		X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	const ASN1_IA5STRING *dns;
	bool found = false;
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(names) && !found; i++) {
		const GENERAL_NAME *general = sk_GENERAL_NAME_value(names, i);

		if (general->type != GEN_DNS)
			continue;
		dns = general->d.ia5;
		found = (size_t)ASN1_STRING_length(dns) == strlen(name) &&
			!strncasecmp((const char *)ASN1_STRING_get0_data(dns),
				     name, strlen(name));
	}
	GENERAL_NAMES_free(names);
	return found;
}

/* Validate @chain for a purpose: an X509_V_ERR_..., X509_V_OK if it is good. */
static int validate(const struct row *row, struct stack_st_X509 *chain,
		    int purpose)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int error = X509_V_ERR_OUT_OF_MEM;

	if (ctx &&
	    X509_STORE_CTX_init(ctx, row->data, sk_X509_value(chain, 0),
				chain) > 0 &&
	    X509_STORE_CTX_set_purpose(ctx, purpose) > 0)
		error = X509_verify_cert(ctx) > 0 ?
				X509_V_OK :
				X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	return error;
}

/* What an X509_V_ERR_... is told as: a positive errno. */
static uint8_t told_as(int error)
{
	uint8_t told = EKEYREJECTED;

	if (error == X509_V_ERR_CERT_HAS_EXPIRED ||
	    error == X509_V_ERR_CERT_NOT_YET_VALID)
		told = EKEYEXPIRED;
	else if (error == X509_V_ERR_CERT_REVOKED)
		told = EKEYREVOKED;
	return told;
}

/* Answer with the public key that the leaf shows. */
static bool show_key(const struct question *q, const X509 *leaf,
		     struct answer *answer)
{
	unsigned char *spki = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &spki);
	const bool good = len > 0 && len <= SPKI_MAX;

	if (good) {
		memcpy(answer->token.bytes, spki, len);
		answer->token.len = len;
	}
	OPENSSL_free(spki);
	return good || refuse(q, answer, EKEYREJECTED, "the key is too long");
}

/* A certificate for either end of TLS serves: who opens and who is opened to are alike here. */
static bool judge(const struct row *row, const struct question *q,
		  struct stack_st_X509 *chain, struct answer *answer)
{
	const X509 *leaf = sk_X509_value(chain, 0);
	int error = validate(row, chain, X509_PURPOSE_SSL_SERVER);

	if (error == X509_V_ERR_INVALID_PURPOSE)
		error = validate(row, chain, X509_PURPOSE_SSL_CLIENT);
	if (error != X509_V_OK)
		return refuse(q, answer, told_as(error),
			      X509_verify_cert_error_string(error));
	if (!has_name(leaf, q->name))
		return refuse(q, answer, EKEYREJECTED,
			      "the name is no dNSName of the first one");
	return show_key(q, leaf, answer);
}

static bool x509_ask(const struct config *config, const struct question *q,
		     struct answer *answer)
{
	const struct row *row = config_next(config, NULL, q);
	struct stack_st_X509 *chain = NULL;

	if (row)
		chain = read_chain(&q->token);
	if (!row)
		refuse(q, answer, EACCES, "no row is for them");
	else if (!chain)
		refuse(q, answer, EKEYREJECTED, "no certificates");
	else
		judge(row, q, chain, answer);
	sk_X509_pop_free(chain, X509_free);
	ERR_clear_error();
	return true;
}

const struct kind kind_x509 = {
	.name = "x509",
	.number = SECCOMM_AGENT_X509,
	.verb = "trust",
	.words = 1,
	.load = x509_load,
	.unload = x509_unload,
	.ask = x509_ask,
};
