// SPDX-License-Identifier: GPL-2.0
/*
 * From a key statement of the notation's syntax tree to a slot's declaration: a secret, key
 * pairs, or methods of key distribution.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "checker/method.h"
#include "checker/pk.h"
#include "notation_key.h"

static const char no_key_word[] =
	"'%s' is none of hkdf, raw, psk, session, pk, mlkem768, dh, rsa, ext, all and kofn (...)";
static const char no_session[] =
	"key wants a slot's number behind it, or is `key session none`";
static const char no_algorithm[] =
	"pk wants one of dsa2048, rsa2048, rsa3072 and rsa4096 behind it";
static const char pk_alone[] = "pk and its algorithm go with no other word";
static const char no_method[] =
	"'%s' is no method: %s(...) takes psk, dh(...), rsa(...), ext(...) and mlkem768, up to %d";
static const char no_inner[] =
	"'%s' stands inside no other: %s(...) takes psk, dh(...), rsa(...), ext(...) and mlkem768";
static const char no_quorum[] =
	"kofn wants how many of its methods are needed before them: 2 or more, no more than it has";
static const char dh_options[] =
	"dh takes auth=psk, static, none or sig (sig=dsa2048, rsa2048 or rsa3072), and group=%s";
static const char dh_static[] = "dh with auth=static has group=x25519 alone";
static const char rsa_options[] =
	"rsa takes bits=2048, 3072 or 4096, and sig=dsa2048, rsa2048, rsa3072 or rsa4096";
static const char ext_options[] = "ext takes kind=krb5, kind=file or kind=exec";
static const char same_meaning[] = "'%s' follows a word of the same meaning";

/* Key pairs: the word pk, an algorithm behind it, and nothing else. */
static bool build_pk(struct notation *n, const struct notation_node *word,
		     struct seccomm_slot *slot)
{
	const struct notation_node *name = word->next;
	enum seccomm_pk_alg alg = name ? seccomm_pk_named(name->name) :
					 SECCOMM_PK_ALGS;

	if (alg > SECCOMM_PK_RSA4096) {
		notation_fail(n, name ? name->at : word->at, no_algorithm);
		return false;
	}
	if (name->next) {
		notation_fail(n, name->next->at, pk_alone);
		return false;
	}
	slot->derive = SECCOMM_DERIVE_PK;
	slot->source = SECCOMM_SOURCE_PK;
	slot->pk = alg;
	return true;
}

/* One option of a Diffie-Hellman; @given has those that were. */
static bool build_dh_option(const struct notation_node *option,
			    struct seccomm_method *method, unsigned int *given)
{
	static const char *const names[] = { "auth", "group", "sig" };
	unsigned int i;

	for (i = 0; i < 3 && strcmp(option->name, names[i]); i++)
		;
	if (i == 3 || option->kind != NOTATION_OPTION || (*given >> i & 1))
		return false;
	*given |= 1U << i;
	if (i == 2) {
		if (!strcmp(option->text, "none"))
			return true;
		method->sig = seccomm_pk_named(option->text);
		return method->sig <= SECCOMM_PK_RSA4096;
	}
	if (i)
		method->group = seccomm_group_named(option->text);
	else
		method->auth = seccomm_auth_named(option->text);
	return method->auth < SECCOMM_AUTHS && method->group < SECCOMM_GROUPS;
}

/* Do the options that were given go together? What signs is needed with auth=sig, and is none
 * with any other; a method without has 0 for it.
 */
static bool build_dh_whole(struct seccomm_method *method, unsigned int given)
{
	const bool signs = method->sig < SECCOMM_PK_ALGS;

	if (!signs)
		method->sig = 0;
	return (given & 3) == 3 && signs == (method->auth == SECCOMM_AUTH_SIG);
}

/* dh(auth=AUTH, group=GROUP, sig=ALGORITHM): what authenticates it and its group are both
 * needed.
 */
static bool build_dh(struct notation *n, const struct notation_node *call,
		     struct seccomm_method *method)
{
	const struct notation_node *arg;
	char groups[96] = "";
	unsigned int given = 0, g, used = 0;

	method->kind = SECCOMM_METHOD_DH;
	method->sig = SECCOMM_PK_ALGS;
	for (arg = call->first; arg && build_dh_option(arg, method, &given);
	     arg = arg->next)
		;
	if (!arg && build_dh_whole(method, given)) {
		if (seccomm_method_valid(method))
			return true;
		notation_fail(n, call->at, dh_static);
		return false;
	}
	for (g = 0; g < SECCOMM_GROUPS; g++)
		used += snprintf(groups + used, sizeof(groups) - used, "%s%s",
				 g ? " or group=" : "", seccomm_group_name(g));
	notation_fail(n, arg ? arg->at : call->at, dh_options, groups);
	return false;
}

/* rsa(bits=BITS, sig=ALGORITHM): the key that is encrypted to, and what signs. */
static bool build_rsa(struct notation *n, const struct notation_node *call,
		      struct seccomm_method *method)
{
	const struct notation_node *arg;

	method->kind = SECCOMM_METHOD_RSA;
	method->sig = SECCOMM_PK_ALGS;
	for (arg = call->first; arg && arg->kind == NOTATION_OPTION;
	     arg = arg->next) {
		if (!strcmp(arg->name, "bits") && !method->bits &&
		    arg->number > 0 && arg->number <= USHRT_MAX)
			method->bits = arg->number;
		else if (!strcmp(arg->name, "sig") &&
			 method->sig == SECCOMM_PK_ALGS)
			method->sig = seccomm_pk_named(arg->text);
		else
			break;
	}
	if (!arg && seccomm_method_valid(method))
		return true;
	notation_fail(n, arg ? arg->at : call->at, rsa_options);
	return false;
}

/* ext(kind=KIND): what the key agents get keys from. */
static bool build_ext(struct notation *n, const struct notation_node *call,
		      struct seccomm_method *method)
{
	const struct notation_node *arg = call->first;

	method->kind = SECCOMM_METHOD_EXT;
	method->ext = SECCOMM_EXT_KINDS;
	if (arg && arg->kind == NOTATION_OPTION && !arg->next &&
	    !strcmp(arg->name, "kind"))
		method->ext = seccomm_ext_named(arg->text);
	if (method->ext < SECCOMM_EXT_KINDS)
		return true;
	notation_fail(n, arg ? arg->at : call->at, ext_options);
	return false;
}

static bool is_word(const struct notation_node *node, const char *name)
{
	return node->kind == NOTATION_WORD && !strcmp(node->name, name);
}

static bool is_call(const struct notation_node *node, const char *name)
{
	return node->kind == NOTATION_CALL && !node->swapped &&
	       !strcmp(node->name, name);
}

/* A method: dh(...), rsa(...), ext(...), mlkem768, or psk if it is one of those of @several. */
static bool build_method(struct notation *n, const struct notation_node *node,
			 struct seccomm_slot *slot, const char *several)
{
	struct seccomm_method *method = &slot->methods[slot->n_methods];

	if (slot->n_methods < SECCOMM_MAX_METHODS) {
		slot->n_methods++;
		if (is_call(node, "dh"))
			return build_dh(n, node, method);
		if (is_call(node, "rsa"))
			return build_rsa(n, node, method);
		if (is_call(node, "ext"))
			return build_ext(n, node, method);
		if (is_word(node, "mlkem768"))
			method->kind = SECCOMM_METHOD_MLKEM768;
		else if (several && is_word(node, "psk"))
			method->kind = SECCOMM_METHOD_PSK;
		if (method->kind)
			return true;
	}
	if (!several)
		notation_fail(n, node->at, no_key_word, node->name);
	else if (is_call(node, "all") || is_call(node, "kofn"))
		notation_fail(n, node->at, no_inner, node->name, several);
	else
		notation_fail(n, node->at, no_method, node->name, several,
			      SECCOMM_MAX_METHODS);
	return false;
}

/* The methods of all(...) or kofn(K, ...), from @arg on. */
static bool build_several(struct notation *n, const struct notation_node *call,
			  const struct notation_node *arg,
			  struct seccomm_slot *slot)
{
	slot->source = SECCOMM_SOURCE_ALL;
	for (; arg; arg = arg->next)
		if (!build_method(n, arg, slot, call->name))
			return false;
	if (!slot->n_methods)
		notation_fail(n, call->at, no_method, "", call->name,
			      SECCOMM_MAX_METHODS);
	return slot->n_methods;
}

/* kofn(K, METHOD, ...): so many of the methods are needed. */
static bool build_kofn(struct notation *n, const struct notation_node *call,
		       struct seccomm_slot *slot)
{
	const struct notation_node *k = call->first;
	const bool given = k && k->kind == NOTATION_NUMBER;

	if (given && !build_several(n, call, k->next, slot))
		return false;
	if (given && k->number >= 2 && k->number <= slot->n_methods) {
		slot->threshold = k->number;
		return true;
	}
	notation_fail(n, k ? k->at : call->at, no_quorum);
	return false;
}

/* The methods of a slot: one, all(...) of some, or kofn(K, ...). */
static bool build_methods(struct notation *n, const struct notation_node *call,
			  struct seccomm_slot *slot)
{
	if (is_call(call, "all"))
		return build_several(n, call, call->first, slot);
	if (is_call(call, "kofn"))
		return build_kofn(n, call, slot);
	slot->source = SECCOMM_SOURCE_METHOD;
	return build_method(n, call, slot, NULL);
}

/* A secret: how keys are derived from it, and where it comes from. */
static bool build_secret(struct notation *n, const struct notation_node *word,
			 struct seccomm_slot *slot)
{
	bool derive = false, provider = false;

	for (; word; word = word->next) {
		bool *given = &derive;

		if (word->kind == NOTATION_CALL || is_word(word, "mlkem768")) {
			if (!build_methods(n, word, slot))
				return false;
			given = &provider;
		} else if (!strcmp(word->name, "raw")) {
			slot->derive = SECCOMM_DERIVE_RAW;
		} else if (!strcmp(word->name, "session")) {
			slot->source = SECCOMM_SOURCE_SESSION;
			given = &provider;
		} else if (!strcmp(word->name, "psk")) {
			given = &provider;
		} else if (!strcmp(word->name, "pk")) {
			notation_fail(n, word->at, pk_alone);
			return false;
		} else if (strcmp(word->name, "hkdf")) {
			notation_fail(n, word->at, no_key_word, word->name);
			return false;
		}
		if (*given) {
			notation_fail(n, word->at, same_meaning, word->name);
			return false;
		}
		*given = true;
	}
	return true;
}

/* key session none: the one word that there is without a slot. */
static bool build_session(struct notation *n, const struct notation_node *key,
			  struct seccomm_composition *out)
{
	const struct notation_node *word = key->first;

	if (strcmp(key->name, "session") || !word || word->next ||
	    word->kind != NOTATION_WORD || strcmp(word->name, "none")) {
		notation_fail(n, key->at, no_session);
		return false;
	}
	out->sessionless = true;
	return true;
}

bool notation_key(struct notation *n, const struct notation_node *key,
		  struct seccomm_composition *out)
{
	struct seccomm_slot *slot = &out->slots[out->n_slots];
	const struct notation_node *word = key->first;
	bool pairs = word && word->kind == NOTATION_WORD &&
		     !strcmp(word->name, "pk");

	if (key->name[0])
		return build_session(n, key, out);
	if (out->n_slots == SECCOMM_MAX_SLOTS) {
		notation_fail(n, key->at, "more than %d keys",
			      SECCOMM_MAX_SLOTS);
		return false;
	}
	if (key->number < 0 || key->number > UCHAR_MAX) {
		notation_fail(n, key->at, "key %lld is not from 0 to %d",
			      key->number, SECCOMM_MAX_SLOTS - 1);
		return false;
	}
	slot->index = key->number;
	if (!(pairs ? build_pk(n, word, slot) : build_secret(n, word, slot)))
		return false;
	out->n_slots++;
	return true;
}
