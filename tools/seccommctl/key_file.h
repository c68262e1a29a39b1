/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys of key pairs in files, PEM or DER, read and made by OpenSSL, and secrets in files, made
 * by its random generator.
 */
#ifndef SECCOMMCTL_KEY_FILE_H
#define SECCOMMCTL_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define FINGERPRINT_LEN 32 /* SHA-256 */
#define SECRET_LEN 32 /* bytes of a secret that is made */

/**
 * struct key_file - a key, as the kernel takes it
 * @alg: enum seccomm_pk_alg; SECCOMM_PK_ALGS: one that no slot takes
 * @der: PKCS#8 of a private key, SubjectPublicKeyInfo of a public one
 * @len: bytes of @der
 * @fingerprint: SHA-256 of the public key
 */
struct key_file {
	unsigned int alg;
	unsigned char *der;
	int len;
	unsigned char fingerprint[FINGERPRINT_LEN];
};

/* All: "-" is standard input; false with a message. */

/* Read a private key, which must not be encrypted. */
bool key_file_private(const char *name, struct key_file *key);
/* Read a public key. */
bool key_file_public(const char *name, struct key_file *key);
/* Read a key that is either. */
bool key_file_any(const char *name, struct key_file *key);
/* Read a key that is either; its public half in PEM, for free(). */
bool key_file_half(const char *name, char **pem);
/* Wipe and free what was read. */
void key_file_free(struct key_file *key);

/**
 * key_file_make() - make a key pair
 * @kind: "dsa", "rsa" or "x25519"
 * @bits: of RSA: 2048, 3072 or 4096
 * @name: file for the private key, PKCS#8 in PEM, which its owner alone may read; the
 *	public key goes to the file of that name with .pub behind it
 * @key: the public key
 *
 * Neither file may exist.
 */
bool key_file_make(const char *kind, unsigned int bits, const char *name,
		   struct key_file *key);

/**
 * key_file_secret() - make a secret
 * @name: file for its SECRET_LEN random bytes, which its owner alone may read; it may not exist
 */
bool key_file_secret(const char *name);

#endif /* SECCOMMCTL_KEY_FILE_H */
