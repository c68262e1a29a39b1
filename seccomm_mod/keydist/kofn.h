/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A slot's secret that the initiator shares out among several methods, k of which give it back.
 */
#ifndef SECCOMM_KOFN_H
#define SECCOMM_KOFN_H

#include "keydist/keydist.h"

/* Place of the item that shares the secret out, behind those of the methods, and what kind it has
 * in place of a method's.
 */
#define SECCOMM_KOFN_ORDINAL 0xff
#define SECCOMM_KOFN_KIND 6

extern const struct seccomm_keydist_ops seccomm_kofn;

#endif /* SECCOMM_KOFN_H */
