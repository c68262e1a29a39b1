/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method dh: Diffie-Hellman with ephemeral keys.
 */
#ifndef SECCOMM_DH_H
#define SECCOMM_DH_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_dh;

#endif /* SECCOMM_DH_H */
