/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chains of certificates in files, PEM or DER, read by OpenSSL.
 */
#ifndef SECCOMMCTL_CERT_FILE_H
#define SECCOMMCTL_CERT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/seccomm_netlink.h>

#include "checker/checker.h"
#include "key_file.h"

/**
 * struct cert_file - certificates, as the kernel takes them
 * @len: bytes of @chain
 * @chain: certificates, each with its length before it, the leaf first
 * @fingerprint: SHA-256 of the leaf's public key
 * @name: a dNSName of the leaf
 */
struct cert_file {
	size_t len;
	unsigned char chain[SECCOMM_CHAIN_MAX];
	unsigned char fingerprint[FINGERPRINT_LEN];
	char name[SECCOMM_END_NAME_MAX + 1];
};

/**
 * cert_file_read() - read certificates
 * @file: name of the file, "-" for standard input: PEM, the leaf first, or one in DER
 * @name: a dNSName of the leaf, or NULL: the first one
 * @cert: what was read
 *
 * Return: whether it was; false with a message.
 */
bool cert_file_read(const char *file, const char *name, struct cert_file *cert);

#endif /* SECCOMMCTL_CERT_FILE_H */
