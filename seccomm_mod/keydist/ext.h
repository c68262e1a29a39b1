/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method ext: keys that the key agents of both hosts get from a third party.
 */
#ifndef SECCOMM_EXT_H
#define SECCOMM_EXT_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_ext;

#endif /* SECCOMM_EXT_H */
