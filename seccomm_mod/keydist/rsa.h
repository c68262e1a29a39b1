/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method rsa: a key that the initiator encrypts to the responder.
 */
#ifndef SECCOMM_KEYDIST_RSA_H
#define SECCOMM_KEYDIST_RSA_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_rsa_transport;

#endif /* SECCOMM_KEYDIST_RSA_H */
