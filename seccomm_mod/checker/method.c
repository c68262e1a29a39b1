// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The methods of key distribution, as text, and what the checker knows of each.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/host.h"
#include "checker/method.h"
#include "checker/pk.h"
#include "checker/valid.h"
#include "checker/work.h"

static const char *const auths[SECCOMM_AUTHS] = {
	[SECCOMM_AUTH_PSK] = "psk",
	[SECCOMM_AUTH_NONE] = "none",
	[SECCOMM_AUTH_STATIC] = "static",
	[SECCOMM_AUTH_SIG] = "sig",
};

static const struct {
	const char *name;
	__u16 len; /* bytes of a public value */
} groups[SECCOMM_GROUPS] = {
	[SECCOMM_GROUP_X25519] = { "x25519", 32 },
	[SECCOMM_GROUP_P256] = { "p256", 65 },
	[SECCOMM_GROUP_FFDHE2048] = { "ffdhe2048", 256 },
	[SECCOMM_GROUP_FFDHE3072] = { "ffdhe3072", 384 },
};

static const struct {
	const char *name;
	__u16 token; /* bytes of what an agent says, at most */
} exts[SECCOMM_AGENT_KINDS] = {
	[SECCOMM_EXT_KRB5] = { "krb5", 2048 },
	[SECCOMM_EXT_FILE] = { "file", 256 },
	[SECCOMM_EXT_EXEC] = { "exec", 256 },
	[SECCOMM_AGENT_MLKEM] = { "mlkem", SECCOMM_MLKEM_EK },
	[SECCOMM_AGENT_X509] = { "x509", 1024 },
};

/**
 * seccomm_auth_name() - the name of what authenticates a Diffie-Hellman
 * @auth: enum seccomm_dh_auth
 *
 * Return: the name, such as "psk".
 */
const char *seccomm_auth_name(unsigned int auth)
{
	return auths[auth];
}

/**
 * seccomm_group_name() - the name of a group
 * @group: enum seccomm_dh_group
 *
 * Return: the name, such as "x25519".
 */
const char *seccomm_group_name(unsigned int group)
{
	return groups[group].name;
}

/**
 * seccomm_ext_name() - the name of a kind of key agents
 * @kind: enum seccomm_ext_kind
 *
 * Return: the name, such as "file".
 */
const char *seccomm_ext_name(unsigned int kind)
{
	return exts[kind].name;
}

/**
 * seccomm_auth_named() - what authenticates a Diffie-Hellman, by its name
 * @name: the name
 *
 * Return: what has that name; SECCOMM_AUTHS if nothing has.
 */
enum seccomm_dh_auth seccomm_auth_named(const char *name)
{
	unsigned int auth;

	for (auth = 0; auth < SECCOMM_AUTHS; auth++)
		if (!strcmp(name, auths[auth]))
			break;
	return auth;
}

/**
 * seccomm_group_named() - a group by its name
 * @name: the name
 *
 * Return: the group; SECCOMM_GROUPS if none has that name.
 */
enum seccomm_dh_group seccomm_group_named(const char *name)
{
	unsigned int group;

	for (group = 0; group < SECCOMM_GROUPS; group++)
		if (!strcmp(name, groups[group].name))
			break;
	return group;
}

/**
 * seccomm_ext_named() - a kind of key agents by its name
 * @name: the name
 *
 * Return: the kind; SECCOMM_EXT_KINDS if none has that name.
 */
enum seccomm_ext_kind seccomm_ext_named(const char *name)
{
	unsigned int kind;

	for (kind = SECCOMM_EXT_KRB5; kind < SECCOMM_EXT_KINDS; kind++)
		if (!strcmp(name, exts[kind].name))
			break;
	return kind;
}

/**
 * seccomm_group_len() - how long a public value is
 * @group: enum seccomm_dh_group
 *
 * Return: bytes.
 */
unsigned int seccomm_group_len(unsigned int group)
{
	return groups[group].len;
}

/**
 * seccomm_ext_token_max() - how long a token is at most
 * @kind: enum seccomm_ext_kind of the agent that says it
 *
 * Return: bytes.
 */
unsigned int seccomm_ext_token_max(unsigned int kind)
{
	return exts[kind].token;
}

static bool method_dh_valid(const struct seccomm_method *method)
{
	if (method->auth == SECCOMM_AUTH_SIG ?
		    method->sig > SECCOMM_PK_RSA4096 :
		    method->sig)
		return false;
	return method->auth < SECCOMM_AUTHS && method->group < SECCOMM_GROUPS &&
	       (method->auth != SECCOMM_AUTH_STATIC ||
		method->group == SECCOMM_GROUP_X25519);
}

static bool method_rsa_valid(const struct seccomm_method *method)
{
	return method->sig <= SECCOMM_PK_RSA4096 &&
	       seccomm_option_takes(seccomm_rsa_options, method->bits);
}

/**
 * seccomm_method_valid() - is this a method that there is?
 * @method: the method
 *
 * Return: whether its members are in their ranges.
 */
bool seccomm_method_valid(const struct seccomm_method *method)
{
	switch (method->kind) {
	case SECCOMM_METHOD_PSK:
	case SECCOMM_METHOD_MLKEM768:
		return !method->auth && !method->group && !method->sig &&
		       !method->ext && !method->bits;
	case SECCOMM_METHOD_DH:
		return method_dh_valid(method) && !method->ext && !method->bits;
	case SECCOMM_METHOD_RSA:
		return method_rsa_valid(method) && !method->auth &&
		       !method->group && !method->ext;
	case SECCOMM_METHOD_EXT:
		return !method->auth && !method->group && !method->sig &&
		       !method->bits && method->ext >= SECCOMM_EXT_KRB5 &&
		       method->ext < SECCOMM_EXT_KINDS;
	default:
		return false;
	}
}

/**
 * seccomm_method_pk() - by what key pairs does a method sign or agree?
 * @method: the method
 *
 * Return: enum seccomm_pk_alg; SECCOMM_PK_ALGS: none.
 */
unsigned int seccomm_method_pk(const struct seccomm_method *method)
{
	if (method->kind == SECCOMM_METHOD_RSA)
		return method->sig;
	if (method->kind != SECCOMM_METHOD_DH)
		return SECCOMM_PK_ALGS;
	if (method->auth == SECCOMM_AUTH_STATIC)
		return SECCOMM_PK_X25519;
	return method->auth == SECCOMM_AUTH_SIG ? method->sig : SECCOMM_PK_ALGS;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_method_pk);

/**
 * seccomm_slot_pk() - what key pairs does a slot have, or do its methods sign or agree by?
 * @slot: its declaration
 *
 * Return: enum seccomm_pk_alg, which is the same for all methods that take any;
 * SECCOMM_PK_ALGS: none.
 */
unsigned int seccomm_slot_pk(const struct seccomm_slot *slot)
{
	unsigned int i, alg = SECCOMM_PK_ALGS;

	if (slot->source == SECCOMM_SOURCE_PK)
		return slot->pk;
	for (i = 0; i < slot->n_methods && alg == SECCOMM_PK_ALGS; i++)
		alg = seccomm_method_pk(&slot->methods[i]);
	return alg;
}

/**
 * seccomm_method_enc_pk() - to what key pairs does a method encrypt?
 * @method: the method
 *
 * They are others than those by which it signs.
 *
 * Return: enum seccomm_pk_alg; SECCOMM_PK_ALGS: none.
 */
unsigned int seccomm_method_enc_pk(const struct seccomm_method *method)
{
	return method->kind == SECCOMM_METHOD_RSA ?
		       SECCOMM_PK_RSA2048 + (method->bits - 2048) / 1024 :
		       SECCOMM_PK_ALGS;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_method_enc_pk);

/**
 * seccomm_slot_enc_pk() - to what key pairs do a slot's methods encrypt?
 * @slot: its declaration
 *
 * Return: enum seccomm_pk_alg, which is the same for all methods that encrypt;
 * SECCOMM_PK_ALGS: none.
 */
unsigned int seccomm_slot_enc_pk(const struct seccomm_slot *slot)
{
	unsigned int i, alg = SECCOMM_PK_ALGS;

	for (i = 0; i < slot->n_methods && alg == SECCOMM_PK_ALGS; i++)
		alg = seccomm_method_enc_pk(&slot->methods[i]);
	return alg;
}

/**
 * seccomm_slot_quorum() - how many methods does a slot's secret take?
 * @slot: its declaration
 *
 * Return: their number, 0 if the slot has none.
 */
unsigned int seccomm_slot_quorum(const struct seccomm_slot *slot)
{
	return slot->threshold ? slot->threshold : slot->n_methods;
}

/**
 * seccomm_slot_needs_finish() - does the initiator wait for an M4?
 * @slot: its declaration
 *
 * Return: whether M2 cannot prove that the responder has the slot's secret, which the
 * initiator's sealed list brings.
 */
bool seccomm_slot_needs_finish(const struct seccomm_slot *slot)
{
	unsigned int i;

	for (i = 0; i < slot->n_methods; i++)
		if (slot->methods[i].kind == SECCOMM_METHOD_RSA)
			return true;
	return slot->threshold;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_slot_needs_finish);

/**
 * seccomm_slot_is_late() - does a slot's secret wait for the last list?
 * @slot: its declaration
 *
 * Return: whether the initiator's sealed list brings a part of it.
 */
bool seccomm_slot_is_late(const struct seccomm_slot *slot)
{
	unsigned int i;

	if (seccomm_slot_needs_finish(slot))
		return true;
	for (i = 0; i < slot->n_methods; i++)
		if (slot->methods[i].kind == SECCOMM_METHOD_DH &&
		    slot->methods[i].auth == SECCOMM_AUTH_STATIC)
			return true;
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_slot_is_late);

/**
 * seccomm_method_takes_psk() - does a method rest on the slot's pre-shared secret?
 * @method: the method
 *
 * Return: whether the secret has to be set.
 */
bool seccomm_method_takes_psk(const struct seccomm_method *method)
{
	return method->kind == SECCOMM_METHOD_PSK ||
	       (method->kind == SECCOMM_METHOD_DH &&
		method->auth == SECCOMM_AUTH_PSK);
}

/**
 * seccomm_method_authenticates() - does a method authenticate the handshake?
 * @method: the method
 *
 * A pre-shared secret of a slot alone does not, since it may have a single byte.
 *
 * Return: whether it does.
 */
bool seccomm_method_authenticates(const struct seccomm_method *method)
{
	return method->kind == SECCOMM_METHOD_EXT ||
	       method->kind == SECCOMM_METHOD_RSA ||
	       (method->kind == SECCOMM_METHOD_DH &&
		method->auth != SECCOMM_AUTH_NONE);
}

/**
 * seccomm_slot_authenticates() - does a slot authenticate the handshake?
 * @slot: its declaration
 *
 * Return: whether its secret takes that of a method that does, whichever of them are left out.
 */
bool seccomm_slot_authenticates(const struct seccomm_slot *slot)
{
	unsigned int i, others = 0;

	for (i = 0; i < slot->n_methods; i++)
		others += !seccomm_method_authenticates(&slot->methods[i]);
	return others < seccomm_slot_quorum(slot);
}

/**
 * seccomm_slot_takes_psk() - has a slot a pre-shared secret?
 * @slot: its declaration
 *
 * Return: whether the secret has to be set.
 */
bool seccomm_slot_takes_psk(const struct seccomm_slot *slot)
{
	unsigned int i;

	for (i = 0; i < slot->n_methods; i++)
		if (seccomm_method_takes_psk(&slot->methods[i]))
			return true;
	return slot->source == SECCOMM_SOURCE_PSK;
}

/**
 * seccomm_method_forgets() - is a method's secret gone with the session?
 * @method: the method
 *
 * Return: whether nobody can make it again of what the ends keep and a listener has heard.
 */
bool seccomm_method_forgets(const struct seccomm_method *method)
{
	return method->kind == SECCOMM_METHOD_DH ||
	       method->kind == SECCOMM_METHOD_MLKEM768;
}

/**
 * seccomm_method_agent() - by what key agents does a method get its secret?
 * @method: the method
 *
 * Return: enum seccomm_ext_kind; 0: none.
 */
unsigned int seccomm_method_agent(const struct seccomm_method *method)
{
	return method->kind == SECCOMM_METHOD_MLKEM768 ? SECCOMM_AGENT_MLKEM :
							 method->ext;
}

/**
 * seccomm_method_costly() - is it dear to answer an M1 for a method?
 * @method: the method
 *
 * Return: whether it is, so that few M1s are answered without a cookie.
 */
bool seccomm_method_costly(const struct seccomm_method *method)
{
	return seccomm_method_agent(method) ||
	       method->kind == SECCOMM_METHOD_RSA ||
	       (method->kind == SECCOMM_METHOD_DH &&
		(method->group != SECCOMM_GROUP_X25519 ||
		 method->auth == SECCOMM_AUTH_SIG));
}

/**
 * seccomm_method_text() - write a method as in the canonical form
 * @method: the method
 * @text: where to
 *
 * Return: characters, without the NUL behind them.
 */
unsigned int seccomm_method_text(const struct seccomm_method *method,
				 char text[SECCOMM_METHOD_LEN])
{
	const bool signs = method->auth == SECCOMM_AUTH_SIG;

	if (method->kind == SECCOMM_METHOD_PSK)
		return snprintf(text, SECCOMM_METHOD_LEN, "psk");
	if (method->kind == SECCOMM_METHOD_MLKEM768)
		return snprintf(text, SECCOMM_METHOD_LEN, "mlkem768");
	if (method->kind == SECCOMM_METHOD_EXT)
		return snprintf(text, SECCOMM_METHOD_LEN, "ext(kind=%s)",
				seccomm_ext_name(method->ext));
	if (method->kind == SECCOMM_METHOD_RSA)
		return snprintf(text, SECCOMM_METHOD_LEN, "rsa(bits=%u,sig=%s)",
				method->bits, seccomm_pk_name(method->sig));
	return snprintf(text, SECCOMM_METHOD_LEN, "dh(auth=%s,group=%s,sig=%s)",
			seccomm_auth_name(method->auth),
			seccomm_group_name(method->group),
			signs ? seccomm_pk_name(method->sig) : "none");
}

/**
 * seccomm_methods_text() - write the methods of a slot as in the canonical form
 * @slot: a slot whose source is METHOD or ALL
 * @text: where to
 */
void seccomm_methods_text(const struct seccomm_slot *slot,
			  char text[SECCOMM_METHODS_LEN])
{
	const bool several = slot->source == SECCOMM_SOURCE_ALL;
	char method[SECCOMM_METHOD_LEN];
	unsigned int used = 0, i;

	if (slot->threshold)
		used = snprintf(text, SECCOMM_METHODS_LEN, "kofn(%u,",
				slot->threshold);
	else if (several)
		used = snprintf(text, SECCOMM_METHODS_LEN, "all(");
	for (i = 0; i < slot->n_methods; i++) {
		seccomm_method_text(&slot->methods[i], method);
		used += snprintf(text + used, SECCOMM_METHODS_LEN - used,
				 "%s%s", i ? "," : "", method);
	}
	snprintf(text + used, SECCOMM_METHODS_LEN - used, "%s",
		 several ? ")" : "");
}
