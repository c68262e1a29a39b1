/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method mlkem768: a key encapsulation that resists quantum computers.
 */
#ifndef SECCOMM_MLKEM_H
#define SECCOMM_MLKEM_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_mlkem;

#endif /* SECCOMM_MLKEM_H */
