/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Public keys of a non-repudiation log, and signatures by them.
 */
#ifndef SECCOMMCTL_AUDIT_KEY_H
#define SECCOMMCTL_AUDIT_KEY_H

#include "audit_record.h"

/**
 * struct audit_key - a public key
 * @pkey: OpenSSL's
 * @algorithm: what it signs by, as records name it
 * @id: its id
 */
struct audit_key {
	struct evp_pkey_st *pkey;
	const char *algorithm;
	__u8 id[AUDIT_ID_LEN];
};

/* From a SubjectPublicKeyInfo. NULL, or what is wrong with it; then there is nothing to
 * free.
 */
const char *audit_key_load(struct audit_key *key,
			   const struct audit_bytes *spki);
void audit_key_free(struct audit_key *key);
/* Is it a signature over these @n parts, one behind the other? */
bool audit_key_verify(const struct audit_key *key,
		      const struct audit_bytes *parts, unsigned int n,
		      const struct audit_bytes *signature);

#endif /* SECCOMMCTL_AUDIT_KEY_H */
