// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The grammar of names.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/host.h"
#include "checker/name.h"

static bool name_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool name_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Has @text a length that a name may have, and only letters, digits and @others? */
static bool name_made_of(const char *text, const char *others)
{
	size_t len = strnlen(text, SECCOMM_NAME_LEN), i;

	if (!len || len == SECCOMM_NAME_LEN)
		return false;
	for (i = 0; i < len; i++)
		if (!name_is_letter(text[i]) && !name_is_digit(text[i]) &&
		    !strchr(others, text[i]))
			return false;
	return true;
}

/**
 * seccomm_name_valid() - is a name well formed?
 * @name: at most SECCOMM_NAME_LEN bytes are read
 *
 * Return: true for letters, digits, '_' and '.', the first no digit and no '.'.
 */
bool seccomm_name_valid(const char *name)
{
	return name_made_of(name, "_.") && !name_is_digit(name[0]) &&
	       name[0] != '.';
}

/**
 * seccomm_label_valid() - is a label well formed?
 * @label: at most SECCOMM_NAME_LEN bytes are read
 *
 * Return: true for letters, digits, '_', '-', '.' and ':'.
 */
bool seccomm_label_valid(const char *label)
{
	return name_made_of(label, "_-.:");
}

/* In the notation and the canonical form a number is an option's value. */
static bool name_is_number(const char *text)
{
	if (*text == '-')
		text++;
	while (name_is_digit(*text))
		text++;
	return !*text;
}

/**
 * seccomm_text_valid() - is an option's text well formed?
 * @text: at most SECCOMM_NAME_LEN bytes are read
 *
 * Return: true for letters, digits, '_', '-', '.', ':' and '/' that are no number.
 */
bool seccomm_text_valid(const char *text)
{
	return name_made_of(text, "_-.:/") && !name_is_number(text);
}
