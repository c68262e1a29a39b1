// SPDX-License-Identifier: GPL-2.0
/*
 * Chains of certificates in files, PEM or DER, read by OpenSSL.
 */
#include <ctype.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cert_file.h"
#include "seccommctl.h"

#define MAX_FILE 65536
/* The length before a certificate. */
#define HEAD 2

/* Add a certificate behind those that there are. */
static bool add(const char *file, X509 *x509, struct cert_file *cert)
{
	int len = i2d_X509(x509, NULL);
	unsigned char *at = cert->chain + cert->len + HEAD;

	if (len <= 0 || cert->len + HEAD + len > sizeof(cert->chain)) {
		fail("%s: the certificates have more than %d bytes in DER",
		     file, SECCOMM_CHAIN_MAX);
		return false;
	}
	cert->chain[cert->len] = len >> 8;
	cert->chain[cert->len + 1] = len;
	cert->len += HEAD + i2d_X509(x509, &at);
	return true;
}

/* Does the kernel take a dNSName as a name? It takes no wildcards. */
static bool may_name(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isascii(name[i]) ||
		    (!isalnum(name[i]) && !strchr("._-", name[i])))
			return false;
	return len && len <= SECCOMM_END_NAME_MAX;
}

/* Take the dNSName that is @name, or the first one if that is NULL. */
static bool take_name(X509 *leaf, const char *name, struct cert_file *cert)
{
	GENERAL_NAMES *names =
		X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	const char *text;
	size_t len;
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(names) && !cert->name[0]; i++) {
		const GENERAL_NAME *general = sk_GENERAL_NAME_value(names, i);

		if (general->type != GEN_DNS)
			continue;
		text = (const char *)ASN1_STRING_get0_data(general->d.ia5);
		len = ASN1_STRING_length(general->d.ia5);
		if (may_name(text, len) &&
		    (!name ||
		     (strlen(name) == len && !strncasecmp(name, text, len))))
			memcpy(cert->name, text, len);
	}
	GENERAL_NAMES_free(names);
	return cert->name[0];
}

/* What is told of the leaf. */
static bool describe(const char *file, X509 *leaf, const char *name,
		     struct cert_file *cert)
{
	unsigned char *spki = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &spki);

	if (len <= 0) {
		fail("%s: OpenSSL does not write the first one's key as DER",
		     file);
		return false;
	}
	SHA256(spki, len, cert->fingerprint);
	OPENSSL_free(spki);
	if (take_name(leaf, name, cert))
		return true;
	if (name)
		fail("%s: the first certificate has no dNSName %s", file, name);
	else
		fail("%s: the first certificate has no dNSName that is no wildcard",
		     file);
	return false;
}

/* The next certificate: of DER the only one, of PEM one by one; NULL: there is none. */
static X509 *next(BIO *bio, bool pem)
{
	return pem ? PEM_read_bio_X509(bio, NULL, NULL, NULL) :
		     d2i_X509_bio(bio, NULL);
}

static bool read_all(const char *file, BIO *bio, bool pem, const char *name,
		     struct cert_file *cert)
{
	unsigned int n = 0;
	bool good = true;
	X509 *x509;

	while (good && (x509 = next(bio, pem))) {
		if (n++ == SECCOMM_CHAIN_CERTS) {
			fail("%s: more than %d certificates", file,
			     SECCOMM_CHAIN_CERTS);
			good = false;
		}
		if (good && n == 1)
			good = describe(file, x509, name, cert);
		good = good && add(file, x509, cert);
		X509_free(x509);
	}
	ERR_clear_error();
	if (good && !n)
		fail("%s: no certificate, PEM or DER", file);
	return good && n;
}

bool cert_file_read(const char *file, const char *name, struct cert_file *cert)
{
	bool pem, good;
	size_t len;
	char *text;
	BIO *bio;

	memset(cert, 0, sizeof(*cert));
	text = read_file(file, MAX_FILE, &len);
	if (!text)
		return false;
	/* DER of a certificate begins with the tag of a sequence. */
	pem = len && text[0] != 0x30;
	bio = BIO_new_mem_buf(text, len);
	good = bio && read_all(file, bio, pem, name, cert);
	BIO_free(bio);
	free(text);
	return good;
}
