/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method psk: pre-shared secrets.
 */
#ifndef SECCOMM_PSK_H
#define SECCOMM_PSK_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_psk;

#endif /* SECCOMM_PSK_H */
