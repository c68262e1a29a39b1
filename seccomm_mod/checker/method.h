/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The methods of key distribution as the notation and the canonical form have them, the
 * groups of Diffie-Hellman, and the kinds of key agents.
 */
#ifndef SECCOMM_CHECKER_METHOD_H
#define SECCOMM_CHECKER_METHOD_H

#include "checker/checker.h"

/* Room for the text of a method, and for that of all methods of a slot. */
#define SECCOMM_METHOD_LEN 48
#define SECCOMM_METHODS_LEN (SECCOMM_MAX_METHODS * SECCOMM_METHOD_LEN + 8)

/* The name of @auth, an enum seccomm_dh_auth, and of @group, an enum seccomm_dh_group. */
const char *seccomm_auth_name(unsigned int auth);
const char *seccomm_group_name(unsigned int group);
/* The name of @kind, an enum seccomm_ext_kind. */
const char *seccomm_ext_name(unsigned int kind);
/* What has that name, or SECCOMM_AUTHS, SECCOMM_GROUPS and SECCOMM_EXT_KINDS if nothing has. */
enum seccomm_dh_auth seccomm_auth_named(const char *name);
enum seccomm_dh_group seccomm_group_named(const char *name);
enum seccomm_ext_kind seccomm_ext_named(const char *name);
/* Bytes of a public value of @group, an enum seccomm_dh_group. */
unsigned int seccomm_group_len(unsigned int group);
/* Bytes of what an agent of @kind, an enum seccomm_ext_kind, says to the other one, at most. */
unsigned int seccomm_ext_token_max(unsigned int kind);
/* Is it a method that there is? */
bool seccomm_method_valid(const struct seccomm_method *method);
/* The algorithm of the key pairs that the method takes, or SECCOMM_PK_ALGS if it takes none. */
unsigned int seccomm_method_pk(const struct seccomm_method *method);
/* The same of a slot: of its key pairs, or of those that its methods take. */
unsigned int seccomm_slot_pk(const struct seccomm_slot *slot);
/* The algorithm of the key pairs to which the method encrypts, or SECCOMM_PK_ALGS. */
unsigned int seccomm_method_enc_pk(const struct seccomm_method *method);
/* The same of a slot's methods. */
unsigned int seccomm_slot_enc_pk(const struct seccomm_slot *slot);
/* Of how many of its methods does a slot's secret take the secrets? */
unsigned int seccomm_slot_quorum(const struct seccomm_slot *slot);
/* Has the responder to prove by an M4 that it has the slot's secret? */
bool seccomm_slot_needs_finish(const struct seccomm_slot *slot);
/* Is a slot's secret complete only when the initiator's sealed list is there? */
bool seccomm_slot_is_late(const struct seccomm_slot *slot);
/* Does the method rest on the slot's pre-shared secret? */
bool seccomm_method_takes_psk(const struct seccomm_method *method);
/* Does the method authenticate the handshake? */
bool seccomm_method_authenticates(const struct seccomm_method *method);
/* Do so many of a slot's methods that its secret takes one of theirs? */
bool seccomm_slot_authenticates(const struct seccomm_slot *slot);
/* Does any of a slot's methods rest on its pre-shared secret, or has the slot nothing else? */
bool seccomm_slot_takes_psk(const struct seccomm_slot *slot);
/* By what key agents does the method get its secret? enum seccomm_ext_kind; 0: none. */
unsigned int seccomm_method_agent(const struct seccomm_method *method);
/* Is it dear to answer an M1 for the method? */
bool seccomm_method_costly(const struct seccomm_method *method);
/* Does the method leave nothing behind from which its secret could be made again? */
bool seccomm_method_forgets(const struct seccomm_method *method);
/* Write the text of a method, as in the canonical form; returns its length. */
unsigned int seccomm_method_text(const struct seccomm_method *method,
				 char text[SECCOMM_METHOD_LEN]);
/* The same of a slot whose source is METHOD or ALL. */
void seccomm_methods_text(const struct seccomm_slot *slot,
			  char text[SECCOMM_METHODS_LEN]);

#endif /* SECCOMM_CHECKER_METHOD_H */
