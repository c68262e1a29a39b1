/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pre-shared key-distribution method: answers keyMiss.
 */
#ifndef SECCOMM_PSK_H
#define SECCOMM_PSK_H

#include "cactus.h"

/* Bind the method to a composite's keyMiss. 0 or what cactus_bind() gives. */
int seccomm_psk_bind(struct cactus_composite *composite, u16 ev_miss);

#endif /* SECCOMM_PSK_H */
