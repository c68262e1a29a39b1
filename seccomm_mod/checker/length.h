/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * How long the items of methods are in the lists of a handshake.
 */
#ifndef SECCOMM_CHECKER_LENGTH_H
#define SECCOMM_CHECKER_LENGTH_H

#include "checker/checker.h"

/* What stands in a credential and behind it, beside the public key and the signature: LP(LP(id)
 * || u8 type || LP(public key)) || LP(signature), where the id is that of a key.
 */
#define SECCOMM_CRED_ID 33
#define SECCOMM_CRED_MORE (2 + 2 + SECCOMM_CRED_ID + 1 + 2 + 2)

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

/* Does a credential stand in the method's item in a list? */
bool seccomm_method_shows(const struct seccomm_method *method,
			  enum seccomm_list list);
/* How many credentials does a slot have in a list? */
unsigned int seccomm_slot_credentials(const struct seccomm_slot *slot,
				      enum seccomm_list list);
/* By how many bytes may a credential be longer than one that is a public key, in a stack whose
 * slots these are?
 */
unsigned int seccomm_chain_room(const struct seccomm_slot *const *declared);

#endif /* SECCOMM_CHECKER_LENGTH_H */
