// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * What a descriptor must be for the checker to use it.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/growth.h"
#include "checker/name.h"
#include "checker/valid.h"
#include "checker/work.h"

/**
 * seccomm_option_takes() - does an option take a value?
 * @option: the option's descriptor
 * @value: the value
 *
 * Return: true if so.
 */
bool seccomm_option_takes(const struct seccomm_option_desc *option, __u32 value)
{
	unsigned int i;

	if (option->kind == SECCOMM_OPTION_RANGE)
		return value >= option->min && value <= option->max;
	for (i = 0; i < option->n_values; i++)
		if (option->values[i] == value)
			return true;
	return false;
}

/**
 * seccomm_option_in_force() - does an option have a value, or its place another one?
 * @option: the option's descriptor
 * @value: the value that a layer has for it
 *
 * Return: true if it has.
 */
bool seccomm_option_in_force(const struct seccomm_option_desc *option,
			     __u32 value)
{
	return option->kind == SECCOMM_OPTION_TEXT ||
	       seccomm_option_takes(option, value);
}

static bool valid_option(const struct seccomm_option_desc *option)
{
	if (!option->name || !seccomm_name_valid(option->name))
		return false;
	if (option->kind > SECCOMM_OPTION_TEXT)
		return false;
	/* `type show` would list these values as all that the option takes. */
	if (option->kind != SECCOMM_OPTION_VALUE && option->n_values)
		return false;
	if (option->kind == SECCOMM_OPTION_TEXT)
		return option->preset_text &&
		       seccomm_text_valid(option->preset_text);
	/* The other one's preset is in force. */
	if (option->instead)
		return !option->preset;
	return seccomm_option_takes(option, option->preset);
}

/* Is the option of a type in whose place @option stands another one that takes numbers, and
 * does 0 say of both that they are not in force?
 */
static bool valid_instead(const struct seccomm_type_desc *type,
			  const struct seccomm_option_desc *option)
{
	unsigned int i;

	if (!option->instead)
		return true;
	for (i = 0; i < type->n_options; i++) {
		const struct seccomm_option_desc *other = &type->options[i];

		if (!strcmp(other->name, option->instead))
			return !other->instead &&
			       other->kind != SECCOMM_OPTION_TEXT &&
			       option->kind != SECCOMM_OPTION_TEXT &&
			       !seccomm_option_takes(other, 0) &&
			       !seccomm_option_takes(option, 0);
	}
	return false;
}

/**
 * seccomm_type_key_len() - how long is a key of a type?
 * @type: its descriptor
 * @purpose: what the key is for
 *
 * Return: bytes; 0 if it has none for that, or an option decides.
 */
__u16 seccomm_type_key_len(const struct seccomm_type_desc *type,
			   const char *purpose)
{
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_KEYS && type->keys[i].purpose; i++)
		if (!strcmp(type->keys[i].purpose, purpose))
			return type->keys[i].len;
	return 0;
}

/* Has @type an option @name that takes numbers? */
static bool valid_has_number(const struct seccomm_type_desc *type,
			     const char *name)
{
	unsigned int i;

	for (i = 0; i < type->n_options; i++)
		if (!strcmp(type->options[i].name, name))
			return type->options[i].kind != SECCOMM_OPTION_TEXT;
	return false;
}

/* Are the keys of a type well formed? They come from a slot, and stand without a gap. */
static bool valid_keys(const struct seccomm_type_desc *type)
{
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_KEYS; i++) {
		const struct seccomm_key_desc *key = &type->keys[i];

		if (!key->purpose)
			continue;
		if (!type->slots || (i && !key[-1].purpose))
			return false;
		if (!seccomm_name_valid(key->purpose) ||
		    key->len > SECCOMM_KEY_LEN)
			return false;
		if (!key->len && !valid_has_number(type, "bits"))
			return false;
	}
	return true;
}

/* Are the key pairs that a type takes some that there are? It derives no key from them. */
static bool valid_pk(const struct seccomm_type_desc *type)
{
	if (!type->pk)
		return true;
	if (!type->slots || type->keys[0].purpose ||
	    (type->flags & (SECCOMM_TYPE_META | SECCOMM_TYPE_RAW_KEY)))
		return false;
	return !strcmp(type->pk, "dsa") ||
	       (!strcmp(type->pk, "rsa") && valid_has_number(type, "bits"));
}

/* Is what a type says of its members, and of the slot that it takes by an option, sound? */
static bool valid_meta(const struct seccomm_type_desc *type)
{
	const __u32 combines = type->flags &
			       (SECCOMM_TYPE_ONE_OF | SECCOMM_TYPE_SPLIT |
				SECCOMM_TYPE_IN_ORDER);

	/* A meta handles its members in one of these ways, or in its own order. */
	if (combines && !(type->flags & SECCOMM_TYPE_META))
		return false;
	if (combines & (combines - 1))
		return false;
	return !(type->flags & SECCOMM_TYPE_KEYED) ||
	       (type->slots && valid_has_number(type, "keyed"));
}

/**
 * seccomm_type_valid() - is a descriptor fit for use?
 * @type: the descriptor, all its strings terminated
 *
 * The checker asks this of each descriptor that it is given, since modules
 * and catalogs bring their own.
 *
 * Return: true if so.
 */
bool seccomm_type_valid(const struct seccomm_type_desc *type)
{
	unsigned int i;

	if (!type->name || !type->algorithm || !type->family)
		return false;
	if (!seccomm_name_valid(type->name) ||
	    type->strength > SECCOMM_STRENGTH_MODERN)
		return false;
	/* The algorithm goes into the derivation of a layer's keys, beside the longest
	 * path.
	 */
	if (strlen(type->algorithm) >= SECCOMM_ALGORITHM_LEN)
		return false;
	/* struct seccomm_atom keeps a copy of the family. */
	if (strlen(type->family) >= SECCOMM_NAME_LEN)
		return false;
	if (type->slots > 1 || type->n_options > SECCOMM_MAX_OPTIONS)
		return false;
	/* A layer that grows the message is no length-preserving bijection. */
	if ((type->flags & SECCOMM_TYPE_BIJECTION) && seccomm_grows(type))
		return false;
	/* A layer gives no room back: its factor is no less than one. */
	if (type->growth.div > 1 && type->growth.mul < type->growth.div)
		return false;
	/* A raw key is the slot's bytes as given, which must have the cipher's length. */
	if ((type->flags & SECCOMM_TYPE_RAW_KEY) &&
	    (!type->slots || !seccomm_type_key_len(type, "cipher")))
		return false;
	if (!valid_meta(type) || !valid_pk(type))
		return false;
	for (i = 0; i < type->n_options; i++) {
		if (!valid_option(&type->options[i]))
			return false;
		if (i && strcmp(type->options[i - 1].name,
				type->options[i].name) >= 0)
			return false;
	}
	for (i = 0; i < type->n_options; i++)
		if (!valid_instead(type, &type->options[i]))
			return false;
	return valid_keys(type);
}
