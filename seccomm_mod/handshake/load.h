/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is a namespace under load, so that every M1 must have a cookie, or those that are dear to
 * answer?
 */
#ifndef SECCOMM_HANDSHAKE_LOAD_H
#define SECCOMM_HANDSHAKE_LOAD_H

#include <linux/types.h>

struct seccomm_net;

/**
 * seccomm_under_load() - is the namespace under load?
 * @snet: the namespace
 *
 * It is if 128 M1s or more wait, or if half-open sessions are half their cap or more, and
 * for a second after a call found that. So this is to be called for every M1.
 *
 * Context: any.
 */
bool seccomm_under_load(struct seccomm_net *snet);

/**
 * seccomm_costly_many() - have many M1s come of late that are dear to answer?
 * @snet: the namespace
 *
 * To be called for each such M1, which it counts. More than 20 of a second are many, and for
 * the second after it.
 *
 * Context: process, the namespace's @open_work alone.
 */
bool seccomm_costly_many(struct seccomm_net *snet);

/* The same at the time @now, nanoseconds since boot: what they are made of, and what tests
 * call.
 */
bool seccomm_costly_many_at(struct seccomm_net *snet, u64 now);
bool seccomm_under_load_at(struct seccomm_net *snet, u64 now);

#endif /* SECCOMM_HANDSHAKE_LOAD_H */
