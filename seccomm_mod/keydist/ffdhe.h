/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The groups ffdhe2048 and ffdhe3072.
 */
#ifndef SECCOMM_FFDHE_H
#define SECCOMM_FFDHE_H

#include "keydist/group.h"

extern const struct seccomm_group seccomm_ffdhe2048;
extern const struct seccomm_group seccomm_ffdhe3072;

#endif /* SECCOMM_FFDHE_H */
