/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The group p256.
 */
#ifndef SECCOMM_P256_H
#define SECCOMM_P256_H

#include "keydist/group.h"

extern const struct seccomm_group seccomm_p256;

#endif /* SECCOMM_P256_H */
