/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an adversary knows of each type from its documentation: the family that breaks it, and
 * what can be done to its output without its key.
 */
#ifndef SURVIVE_KINDS_H
#define SURVIVE_KINDS_H

#include "../wire/recompute.h"

enum kind {
	KIND_KEYLESS, /* anyone does it and undoes it */
	KIND_STREAM, /* a bit of the ciphertext is a bit of the plaintext */
	KIND_FEEDBACK, /* so in the last block; what else is altered is garbled */
	KIND_AEAD,
	KIND_MAC,
	KIND_SIGNATURE,
	KIND_PAIR, /* anyone encrypts, the receiver decrypts */
	KIND_META,
};

enum kind kind_of(const struct rc_layer *l);
/* NULL: a layer that counts for nothing, whose key anyone has. */
const char *kind_family(const struct rc_layer *l);
/* How many bytes are right in spite of wrong ones before them. */
size_t kind_block(const struct rc_layer *l);

#endif /* SURVIVE_KINDS_H */
