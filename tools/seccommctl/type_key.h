/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Key pairs that a test throws away.
 */
#ifndef SECCOMMCTL_TYPE_KEY_H
#define SECCOMMCTL_TYPE_KEY_H

/**
 * struct type_key - a key pair
 * @private: PKCS#8 in DER
 * @private_len: bytes of @private
 * @public: SubjectPublicKeyInfo in DER
 * @public_len: bytes of @public
 */
struct type_key {
	unsigned char *private;
	int private_len;
	unsigned char *public;
	int public_len;
};

/* The program's pair of an algorithm, "dsa" or "rsa", made when it is first asked for; NULL with
 * a message.
 */
const struct type_key *type_key(const char *algorithm, unsigned int bits);

#endif /* SECCOMMCTL_TYPE_KEY_H */
