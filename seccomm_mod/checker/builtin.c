// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The types built in, as programs look them up: seccommctl and the checker's tests.
 */
#include "checker/builtin.h"
#include "checker/work.h"

const struct seccomm_type_desc *const seccomm_types[] = {
#define TYPE(name) &seccomm_desc_##name,
#include "checker/list.h"
};

const unsigned int seccomm_n_types = SECCOMM_COUNT(seccomm_types);

/**
 * seccomm_type_builtin() - find a type that is built in
 * @name: its name
 *
 * Return: its descriptor, or NULL.
 */
const struct seccomm_type_desc *seccomm_type_builtin(const char *name)
{
	unsigned int i;

	for (i = 0; i < seccomm_n_types; i++)
		if (!strcmp(seccomm_types[i]->name, name))
			return seccomm_types[i];
	return NULL;
}
