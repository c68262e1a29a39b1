/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method session: secrets derived from the session secret.
 */
#ifndef SECCOMM_DERIVED_H
#define SECCOMM_DERIVED_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_derived;

#endif /* SECCOMM_DERIVED_H */
