/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccommctl key set: certificates of private keys.
 */
#ifndef SECCOMMCTL_CMD_KEY_CERT_H
#define SECCOMMCTL_CMD_KEY_CERT_H

#include "seccommctl.h"

/**
 * struct cert_args - what a command line says of certificates
 * @stack: stack's name
 * @slot: the slot
 * @peer: peers that the private key is for
 * @file: file with the certificates
 * @name: which name of the leaf is ours, or NULL: the first one
 */
struct cert_args {
	const char *stack;
	unsigned long slot;
	struct prefix peer;
	const char *file;
	const char *name;
};

/* Give the private key of the slot that the leaf is of these certificates. An exit status. */
int key_certify(const struct cert_args *a);

#endif /* SECCOMMCTL_CMD_KEY_CERT_H */
