/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method pk: key pairs, one of each end.
 */
#ifndef SECCOMM_KEYPAIR_H
#define SECCOMM_KEYPAIR_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_keypair;

#endif /* SECCOMM_KEYPAIR_H */
