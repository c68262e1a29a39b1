// SPDX-License-Identifier: GPL-2.0
/*
 * The types that the kernel has, as descriptors for the checker: those of other
 * modules are known to it alone.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checker/builtin.h"
#include "nl.h"
#include "seccommctl.h"
#include "type_words.h"

#define MAX_TYPES 256

static struct seccomm_type_desc *types[MAX_TYPES];
static unsigned int n_types;
static bool asked;

static void *need(void *p)
{
	if (!p) {
		fail("out of memory");
		exit(EXIT_OWN);
	}
	return p;
}

static char *copy(const struct nlattr *attr)
{
	return need(strdup(attr_str(attr)));
}

static void add_value(const struct nlattr *attr, void *arg)
{
	struct seccomm_option_desc *o = arg;
	__u32 *values = (__u32 *)o->values;

	if (o->n_values == UINT8_MAX)
		return;
	values = need(realloc(values, (o->n_values + 1) * sizeof(*values)));
	values[o->n_values++] = attr_u32(attr);
	o->values = values;
}

/* What an option does to canonical form and growth. */
static void add_effect(const struct nlattr *const *tb,
		       struct seccomm_option_desc *o)
{
	const struct nlattr *instead = tb[SECCOMM_A_TYPE_OPTION_INSTEAD];

	o->local = tb[SECCOMM_A_TYPE_OPTION_LOCAL];
	o->instead = instead ? copy(instead) : NULL;
	o->grow_mul = (__s32)attr_u32(tb[SECCOMM_A_TYPE_OPTION_GROW_MUL]);
	o->grow_add = attr_u32(tb[SECCOMM_A_TYPE_OPTION_GROW_ADD]);
	o->reserve = attr_u32(tb[SECCOMM_A_TYPE_OPTION_RESERVE]);
}

static void add_option(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_TYPE_OPTION_MAX + 1];
	struct seccomm_option_desc *options, *o;
	struct seccomm_type_desc *d = arg;

	if (d->n_options == SECCOMM_MAX_OPTIONS)
		return;
	options = (struct seccomm_option_desc *)d->options;
	options = need(realloc(options, (d->n_options + 1) * sizeof(*o)));
	d->options = options;
	o = &options[d->n_options++];
	memset(o, 0, sizeof(*o));
	attr_parse_nested(nest, tb, SECCOMM_A_TYPE_OPTION_MAX);
	o->name = copy(tb[SECCOMM_A_TYPE_OPTION_NAME]);
	add_effect(tb, o);
	if (tb[SECCOMM_A_TYPE_OPTION_PRESET_TEXT]) {
		o->kind = SECCOMM_OPTION_TEXT;
		o->preset_text = copy(tb[SECCOMM_A_TYPE_OPTION_PRESET_TEXT]);
		return;
	}
	o->preset = attr_u32(tb[SECCOMM_A_TYPE_OPTION_PRESET]);
	attr_each_nested(nest, SECCOMM_A_TYPE_OPTION_VALUE, add_value, o);
	if (o->n_values)
		return;
	o->kind = SECCOMM_OPTION_RANGE;
	o->min = attr_u32(tb[SECCOMM_A_TYPE_OPTION_LEAST]);
	o->max = attr_u32(tb[SECCOMM_A_TYPE_OPTION_GREATEST]);
}

/* Keys whose length the kernel tells. */
static void add_keys(const struct nlattr **tb, struct seccomm_type_desc *d)
{
	static const int attrs[N_KEY_WORDS] = {
		SECCOMM_A_TYPE_CIPHER_LEN,
		SECCOMM_A_TYPE_IV_LEN,
		SECCOMM_A_TYPE_SALT_LEN,
		SECCOMM_A_TYPE_MAC_LEN,
	};
	unsigned int i, n = 0;

	for (i = 0; i < N_KEY_WORDS; i++) {
		d->keys[n].len = attr_u16(tb[attrs[i]]);
		if (d->keys[n].len)
			d->keys[n++].purpose = key_words[i];
	}
}

static int on_type(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_TYPE_MAX + 1];
	struct seccomm_type_desc *d;

	if (n_types == MAX_TYPES)
		return MNL_CB_OK;
	d = need(calloc(1, sizeof(*d)));
	types[n_types++] = d;
	attr_parse(nlh, tb, SECCOMM_A_TYPE_MAX);
	d->name = copy(tb[SECCOMM_A_TYPE_NAME]);
	d->version = attr_u16(tb[SECCOMM_A_TYPE_VERSION]);
	d->algorithm = copy(tb[SECCOMM_A_TYPE_ALGORITHM]);
	d->family = copy(tb[SECCOMM_A_TYPE_FAMILY]);
	d->provides = attr_u32(tb[SECCOMM_A_TYPE_PROVIDES]);
	d->strength = attr_u8(tb[SECCOMM_A_TYPE_STRENGTH]);
	d->flags = attr_u32(tb[SECCOMM_A_TYPE_FLAGS]);
	d->slots = attr_u8(tb[SECCOMM_A_TYPE_SLOTS]);
	if (tb[SECCOMM_A_TYPE_PK])
		d->pk = copy(tb[SECCOMM_A_TYPE_PK]);
	add_keys(tb, d);
	d->growth.mul = attr_u32(tb[SECCOMM_A_TYPE_GROW_MUL]) + 1;
	d->growth.add = attr_u32(tb[SECCOMM_A_TYPE_GROW_ADD]);
	d->cost_message = attr_u32(tb[SECCOMM_A_TYPE_COST_MESSAGE]);
	d->cost_byte = attr_u32(tb[SECCOMM_A_TYPE_COST_BYTE]);
	attr_each(nlh, SECCOMM_A_TYPE_OPTION, add_option, d);
	return MNL_CB_OK;
}

/* A dump of types does not say that it changed: nothing is begun anew. */
static void restart(void *arg)
{
}

const struct seccomm_type_desc *catalog_lookup(const char *name, void *ctx)
{
	const struct seccomm_type_desc *builtin = seccomm_type_builtin(name);
	unsigned int i;

	if (builtin)
		return builtin;
	if (!asked) {
		asked = true;
		nl_dump(nl_request(SECCOMM_CMD_TYPE_GET), on_type, restart,
			NULL);
	}
	for (i = 0; i < n_types; i++)
		if (!strcmp(types[i]->name, name))
			return types[i];
	return NULL;
}
