/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The group x25519.
 */
#ifndef SECCOMM_X25519_H
#define SECCOMM_X25519_H

#include "keydist/group.h"

extern const struct seccomm_group seccomm_x25519;

#endif /* SECCOMM_X25519_H */
