/* SPDX-License-Identifier: GPL-2.0 */
/*
 * RSA without padding: what OAEP and PSS are made over.
 */
#ifndef SECCOMM_PK_RSA_H
#define SECCOMM_PK_RSA_H

#include "pk/key.h"

/* All: process context, may sleep; -ENOMEM beside what is said. */

/* Is d the private exponent that belongs to n and e? Then the numbers that blind are made.
 * 0 or -EKEYREJECTED.
 */
int seccomm_rsa_check_private(struct seccomm_pk_rsa *rsa);

/**
 * seccomm_rsa_public() - a number to the power of e
 * @pk: a key of RSA
 * @in: the number, of seccomm_pk_rsa_len() bytes
 * @out: where to write as many bytes of the result; may be @in
 *
 * Return: 0, or -EBADMSG: the number is not below the modulus.
 */
int seccomm_rsa_public(const struct seccomm_pk *pk, const u8 *in, u8 *out);

/**
 * seccomm_rsa_private() - a number to the power of d
 * @pk: a private key of RSA
 * @in: the number, of seccomm_pk_rsa_len() bytes
 * @out: where to write as many bytes of the result; zero on an error; not @in
 *
 * Base and exponent are blinded, and the result is undone before it is given out, since one
 * that a fault has altered could tell the key.
 * Return: 0, -EBADMSG: the number is not below the modulus, or -ECANCELED: the result was
 *	wrong.
 */
int seccomm_rsa_private(struct seccomm_pk *pk, const u8 *in, u8 *out);

#endif /* SECCOMM_PK_RSA_H */
