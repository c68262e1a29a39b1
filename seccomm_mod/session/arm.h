/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The states of a session's layers.
 */
#ifndef SECCOMM_ARM_H
#define SECCOMM_ARM_H

struct seccomm_hs_keys;
struct seccomm_keyring;
struct seccomm_session;

/* Secrets have turned into keys: make the layers' states. Process context. */
int seccomm_session_arm(struct seccomm_session *s,
			const struct seccomm_keyring *ring,
			const struct seccomm_hs_keys *keys);
/* Wipe and release them, if there are any. Nothing runs in its lanes. Process context. */
void seccomm_session_disarm(struct seccomm_session *s);

#endif /* SECCOMM_ARM_H */
