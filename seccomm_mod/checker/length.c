// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * How long the items of methods are in the lists of a handshake, which follows from the stack.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/host.h"
#include "checker/length.h"
#include "checker/method.h"
#include "checker/pk.h"

/* What stands before the token in the body of an EXT's item: its kind, and its length. */
#define EXT_HEAD 3
/* The length before a string, and what a credential has that no signature stands behind. */
#define LP_MORE 2
#define CRED_ALONE (SECCOMM_CRED_MORE - LP_MORE)

/* A credential, and a signature by it. */
static unsigned int method_signed(const struct seccomm_method *method)
{
	return SECCOMM_CRED_MORE + seccomm_pk_spki_max(method->sig) +
	       seccomm_pk_signature_len(method->sig);
}

/* Each end gives a public value, and in the sealed lists one that stays, or a credential. */
static unsigned int method_dh_body(const struct seccomm_method *method,
				   enum seccomm_list list)
{
	if (list <= SECCOMM_LIST_M2 || method->auth == SECCOMM_AUTH_STATIC)
		return seccomm_group_len(method->group);
	return method->auth == SECCOMM_AUTH_SIG ? method_signed(method) : 0;
}

/* The responder gives the key to encrypt to, and the initiator a credential, a signature, and
 * what it has encrypted.
 */
static unsigned int method_rsa_body(const struct seccomm_method *method,
				    enum seccomm_list list)
{
	const unsigned int alg = seccomm_method_enc_pk(method);

	switch (list) {
	case SECCOMM_LIST_B_R:
		return CRED_ALONE + seccomm_pk_spki_max(alg);
	case SECCOMM_LIST_B_I:
		return method_signed(method) + LP_MORE +
		       seccomm_pk_rsa_len(alg);
	default:
		return 0;
	}
}

/* The initiator gives a key to encapsulate to, and the responder what it has encapsulated. */
static unsigned int method_mlkem_body(enum seccomm_list list)
{
	if (list == SECCOMM_LIST_M1)
		return SECCOMM_MLKEM_EK;
	return list == SECCOMM_LIST_M2 ? SECCOMM_MLKEM_CT : 0;
}

/**
 * seccomm_method_body() - how long a method's item is at most
 * @method: the method
 * @list: where the item stands
 *
 * Return: bytes of the item's body; 0 if the method has no item there.
 */
unsigned int seccomm_method_body(const struct seccomm_method *method,
				 enum seccomm_list list)
{
	switch (method->kind) {
	case SECCOMM_METHOD_DH:
		return method_dh_body(method, list);
	case SECCOMM_METHOD_RSA:
		return method_rsa_body(method, list);
	case SECCOMM_METHOD_EXT:
		return list <= SECCOMM_LIST_M2 ?
			       EXT_HEAD + seccomm_ext_token_max(method->ext) :
			       0;
	case SECCOMM_METHOD_MLKEM768:
		return method_mlkem_body(list);
	default:
		return 0;
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_method_body);

/**
 * seccomm_method_body_least() - how long a method's item is at least
 * @method: the method
 * @list: where the item stands
 *
 * Return: bytes of the item's body; 0 if the method has no item there.
 */
unsigned int seccomm_method_body_least(const struct seccomm_method *method,
				       enum seccomm_list list)
{
	const unsigned int most = seccomm_method_body(method, list);

	if (method->kind == SECCOMM_METHOD_EXT)
		return most ? EXT_HEAD : 0;
	/* How long what is signed is says who has signed it. */
	if (list > SECCOMM_LIST_M2 && method->auth == SECCOMM_AUTH_SIG)
		return SECCOMM_CRED_MORE;
	/* What is encrypted has the length of the key, and no other. */
	if (list == SECCOMM_LIST_B_I && method->kind == SECCOMM_METHOD_RSA)
		return SECCOMM_CRED_MORE + LP_MORE +
		       seccomm_pk_rsa_len(seccomm_method_enc_pk(method));
	if (list == SECCOMM_LIST_B_R && method->kind == SECCOMM_METHOD_RSA)
		return CRED_ALONE;
	return most;
}

/**
 * seccomm_kofn_body() - how long the item is that shares a slot's secret out
 * @slot: its declaration
 *
 * Return: bytes of the item's body; 0: the secret is not shared.
 */
unsigned int seccomm_kofn_body(const struct seccomm_slot *slot)
{
	return slot->threshold ?
		       SECCOMM_KOFN_CHECK + slot->n_methods * SECCOMM_KOFN_BOX :
		       0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_kofn_body);

/**
 * seccomm_slot_items() - how long the items of a slot are at most
 * @slot: its declaration
 * @list: where the items stand
 *
 * Return: bytes.
 */
unsigned int seccomm_slot_items(const struct seccomm_slot *slot,
				enum seccomm_list list)
{
	unsigned int i, body, len = 0;

	for (i = 0; i < slot->n_methods; i++) {
		body = seccomm_method_body(&slot->methods[i], list);
		len += body ? SECCOMM_ITEM_HEAD + body : 0;
	}
	if (slot->threshold && list == SECCOMM_LIST_B_I)
		len += SECCOMM_ITEM_HEAD + seccomm_kofn_body(slot);
	return len;
}

/**
 * seccomm_method_shows() - does a credential stand in a method's item?
 * @method: the method
 * @list: where the item stands
 *
 * Return: whether one does.
 */
bool seccomm_method_shows(const struct seccomm_method *method,
			  enum seccomm_list list)
{
	return list > SECCOMM_LIST_M2 && (method->kind == SECCOMM_METHOD_RSA ||
					  (method->kind == SECCOMM_METHOD_DH &&
					   method->auth == SECCOMM_AUTH_SIG));
}

/**
 * seccomm_slot_credentials() - how many credentials does a slot have in a list?
 * @slot: its declaration
 * @list: the list
 *
 * Return: their number.
 */
unsigned int seccomm_slot_credentials(const struct seccomm_slot *slot,
				      enum seccomm_list list)
{
	unsigned int i, n = 0;

	for (i = 0; i < slot->n_methods; i++)
		n += seccomm_method_shows(&slot->methods[i], list);
	return n;
}

/**
 * seccomm_chain_room() - how much longer than a public key may a credential be?
 * @declared: the slots that layers use, by number, NULL for each other
 *
 * What lists leave is shared out evenly, so that it follows from the stack how long an item may
 * be, whatever the others are.
 *
 * Return: bytes of a name and of certificates; 0: the stack has no credentials.
 */
unsigned int seccomm_chain_room(const struct seccomm_slot *const *declared)
{
	unsigned int len[SECCOMM_LISTS] = { 0 }, n[SECCOMM_LISTS] = { 0 };
	unsigned int i, list, left, room = SECCOMM_CHAIN_MAX;

	for (i = 0; i < SECCOMM_MAX_SLOTS; i++)
		for (list = 0; declared[i] && list < SECCOMM_LISTS; list++) {
			len[list] += seccomm_slot_items(declared[i], list);
			n[list] += seccomm_slot_credentials(declared[i], list);
		}
	for (list = 0; list < SECCOMM_LISTS; list++) {
		left = SECCOMM_ITEMS_MAX - len[list];
		if (n[list] && left / n[list] < room)
			room = left / n[list];
	}
	/* Two lists travel in one message. */
	left = SECCOMM_ACCEPT_LISTS_MAX - SECCOMM_SEAL_MORE -
	       len[SECCOMM_LIST_M2] - len[SECCOMM_LIST_B_R];
	if (n[SECCOMM_LIST_B_R] && left / n[SECCOMM_LIST_B_R] < room)
		room = left / n[SECCOMM_LIST_B_R];
	return n[SECCOMM_LIST_B_I] ? room : 0;
}
