/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The methods of key distribution as the notation and the canonical form have them, the
 * groups of Diffie-Hellman, and the kinds of key agents.
 */
#ifndef SECCOMM_CHECKER_METHOD_H
#define SECCOMM_CHECKER_METHOD_H

#include "checker/checker.h"

/* What stands in a credential and behind it, beside the public key and the signature: LP(LP(id)
 * || u8 type || LP(public key)) || LP(signature), where the id is that of a key.
 */
#define SECCOMM_CRED_ID 33
#define SECCOMM_CRED_MORE (2 + 2 + SECCOMM_CRED_ID + 1 + 2 + 2)

/* Room for the text of a method, and for that of all methods of a slot. */
#define SECCOMM_METHOD_LEN 48
#define SECCOMM_METHODS_LEN (SECCOMM_MAX_METHODS * SECCOMM_METHOD_LEN + 8)

/* What stands in a shared secret's item: a check of it, and a box for each method's share. */
#define SECCOMM_KOFN_CHECK 32
#define SECCOMM_KOFN_BOX 64

/* Bytes of what stands before the body of an item, and the most of all items in a list. */
#define SECCOMM_ITEM_HEAD 6
#define SECCOMM_ITEMS_MAX 8192
/* What a list that is not empty is longer by when it is sealed. */
#define SECCOMM_SEAL_MORE 16
/* The most of both lists that travel in one message, the responder's, seal included. */
#define SECCOMM_ACCEPT_LISTS_MAX 16292

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
/* Bytes of the body of the method's item in a list, at most; 0 if it has no item there. */
unsigned int seccomm_method_body(const struct seccomm_method *method,
				 enum seccomm_list list);
/* The same, at least. */
unsigned int seccomm_method_body_least(const struct seccomm_method *method,
				       enum seccomm_list list);
/* Bytes of the body of the item in the initiator's sealed list that shares a slot's secret out
 * among its methods; 0: it is not shared.
 */
unsigned int seccomm_kofn_body(const struct seccomm_slot *slot);
/* Bytes of a slot's items in a list, at most. */
unsigned int seccomm_slot_items(const struct seccomm_slot *slot,
				enum seccomm_list list);

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
