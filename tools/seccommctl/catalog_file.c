// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel's types from a saved `seccommctl -j type show`. The descriptors' texts
 * stay in the JSON, which lives as long as they do.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog_file.h"
#include "checker/valid.h"
#include "type_words.h"

/* As many as anyone could load, and as many values as a descriptor counts. */
#define MAX_TYPES 4096

/**
 * struct entry - a type of the catalog
 * @desc: its descriptor
 * @options: its options
 * @runnable: that kernel can run it
 * @lacks: the algorithm missing, or NULL
 */
struct entry {
	struct seccomm_type_desc desc;
	struct seccomm_option_desc options[SECCOMM_MAX_OPTIONS];
	bool runnable;
	const char *lacks;
};

/**
 * struct catalog - types read from a file
 * @json: the file
 * @n: how many types
 * @entries: the types
 */
struct catalog {
	json_t *json;
	size_t n;
	struct entry *entries;
};

/* A list of words to the bits of their places. */
static bool get_bits(const json_t *o, const char *key, const char *const *words,
		     unsigned int n, __u32 *bits)
{
	const json_t *list = json_object_get(o, key), *item;
	unsigned int k;
	size_t i;

	json_array_foreach(list, i, item) {
		const char *word = json_string_value(item);

		for (k = 0; k < n; k++)
			if (word && !strcmp(word, words[k]))
				break;
		if (k == n)
			return false;
		*bits |= 1U << k;
	}
	return json_is_array(list);
}

static bool get_strength(const json_t *o, __u8 *strength)
{
	const char *word = json_string_value(json_object_get(o, "strength"));

	for (*strength = 0; *strength < N_STRENGTHS; (*strength)++)
		if (word && !strcmp(word, strength_words[*strength]))
			return true;
	return false;
}

static bool get_uint(const json_t *o, const char *key, __u32 max, __u32 *value)
{
	const json_t *number = json_object_get(o, key);
	json_int_t given = json_integer_value(number);

	*value = given;
	return json_is_integer(number) && given >= 0 && given <= max;
}

static bool get_u16(const json_t *o, const char *key, __u16 *value)
{
	__u32 wide;
	bool good = get_uint(o, key, UINT16_MAX, &wide);

	*value = wide;
	return good;
}

/* Keys by the lengths that are given: "cipher_len" and so on, 0 where there is none. */
static bool get_keys(const json_t *o, struct seccomm_type_desc *d)
{
	char member[SECCOMM_NAME_LEN];
	unsigned int i, n = 0;

	for (i = 0; i < N_KEY_WORDS; i++) {
		snprintf(member, sizeof(member), "%s_len", key_words[i]);
		if (!get_u16(o, member, &d->keys[n].len))
			return false;
		if (d->keys[n].len)
			d->keys[n++].purpose = key_words[i];
	}
	return true;
}

/* A number that may be null, or not there at all: then it is @preset. */
static bool get_number(const json_t *o, const char *key, __u32 preset,
		       __u32 *value)
{
	const json_t *number = json_object_get(o, key);

	*value = preset;
	return !number || json_is_null(number) ||
	       get_uint(o, key, UINT32_MAX, value);
}

/* The same for a number that may be negative; then it is 0. */
static bool get_signed(const json_t *o, const char *key, __s32 *value)
{
	const json_t *number = json_object_get(o, key);
	json_int_t given = json_integer_value(number);

	*value = given;
	return !number || json_is_null(number) ||
	       (json_is_integer(number) && given >= INT32_MIN &&
		given <= INT32_MAX);
}

/* What an option does to canonical form and growth, if anything but the usual. */
static bool get_effect(const json_t *o, struct seccomm_option_desc *option)
{
	option->local = json_is_true(json_object_get(o, "local"));
	option->instead = json_string_value(json_object_get(o, "instead"));
	return get_signed(o, "grow_mul", &option->grow_mul) &&
	       get_number(o, "grow_add", 0, &option->grow_add) &&
	       get_number(o, "reserve", 0, &option->reserve);
}

/* An option whose preset is a text takes texts, one without values a range. */
static bool get_option(const json_t *o, struct seccomm_option_desc *option)
{
	const json_t *values = json_object_get(o, "values"), *item;
	size_t n = json_array_size(values), i;
	__u32 *list;

	option->name = json_string_value(json_object_get(o, "name"));
	if (!option->name || !json_is_array(values) || n > UINT8_MAX ||
	    !get_effect(o, option))
		return false;
	option->preset_text = json_string_value(json_object_get(o, "preset"));
	if (option->preset_text) {
		option->kind = SECCOMM_OPTION_TEXT;
		return !n;
	}
	if (!get_uint(o, "preset", UINT32_MAX, &option->preset))
		return false;
	if (!n) {
		option->kind = SECCOMM_OPTION_RANGE;
		return get_number(o, "min", 0, &option->min) &&
		       get_number(o, "max", UINT32_MAX, &option->max);
	}
	list = calloc(n, sizeof(*list));
	if (!list)
		return false;
	option->values = list;
	option->n_values = n;
	json_array_foreach(values, i, item) {
		json_int_t value = json_integer_value(item);

		if (!json_is_integer(item) || value < 0 || value > UINT32_MAX)
			return false;
		list[i] = value;
	}
	return true;
}

static bool get_options(const json_t *o, struct entry *e)
{
	const json_t *list = json_object_get(o, "options"), *item;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > SECCOMM_MAX_OPTIONS)
		return false;
	e->desc.options = e->options;
	json_array_foreach(list, i, item) {
		e->desc.n_options++;
		if (!get_option(item, &e->options[i]))
			return false;
	}
	return true;
}

static bool get_type(const json_t *o, struct entry *e)
{
	struct seccomm_type_desc *d = &e->desc;
	__u32 slots = 0;
	bool good;

	d->name = json_string_value(json_object_get(o, "name"));
	d->algorithm = json_string_value(json_object_get(o, "algorithm"));
	d->family = json_string_value(json_object_get(o, "family"));
	d->pk = json_string_value(json_object_get(o, "pk"));
	e->runnable = json_is_true(json_object_get(o, "runnable"));
	e->lacks = json_string_value(json_object_get(o, "lacks"));
	good = get_u16(o, "version", &d->version) && get_keys(o, d) &&
	       get_uint(o, "slots", UINT8_MAX, &slots) &&
	       get_uint(o, "grow_mul", UINT32_MAX - 1, &d->growth.mul) &&
	       get_uint(o, "grow_add", UINT32_MAX, &d->growth.add) &&
	       get_strength(o, &d->strength) &&
	       get_bits(o, "provides", property_words, N_PROPERTIES,
			&d->provides) &&
	       get_bits(o, "flags", flag_words, N_FLAGS, &d->flags) &&
	       get_options(o, e);
	d->slots = slots;
	/* By how much longer, and what becomes of it. */
	d->growth.mul++;
	return good && seccomm_type_valid(d) &&
	       json_is_boolean(json_object_get(o, "runnable"));
}

static json_t *load(const char *name, json_error_t *error)
{
	if (!strcmp(name, "-"))
		return json_loadf(stdin, 0, error);
	return json_load_file(name, 0, error);
}

struct catalog *catalog_read(const char *name)
{
	struct catalog *catalog = calloc(1, sizeof(*catalog));
	json_error_t error = {};
	json_t *item;
	size_t i;

	if (!catalog) {
		fputs("seccommctl: out of memory\n", stderr);
		return NULL;
	}
	catalog->json = load(name, &error);
	if (!json_is_array(catalog->json) ||
	    json_array_size(catalog->json) > MAX_TYPES) {
		fprintf(stderr,
			"seccommctl: %s: %s: give it what `seccommctl -j type show` writes\n",
			name, *error.text ? error.text : "no list of types");
		goto free;
	}
	catalog->n = json_array_size(catalog->json);
	catalog->entries = calloc(catalog->n + 1, sizeof(*catalog->entries));
	if (!catalog->entries) {
		fputs("seccommctl: out of memory\n", stderr);
		catalog->n = 0;
		goto free;
	}
	json_array_foreach(catalog->json, i, item) {
		if (get_type(item, &catalog->entries[i]))
			continue;
		fprintf(stderr,
			"seccommctl: %s: type %zu of the list is malformed: write the list anew with `seccommctl -j type show`\n",
			name, i + 1);
		goto free;
	}
	return catalog;
free:
	catalog_free(catalog);
	return NULL;
}

void catalog_free(struct catalog *catalog)
{
	size_t i, k;

	if (!catalog)
		return;
	for (i = 0; i < catalog->n; i++)
		for (k = 0; k < catalog->entries[i].desc.n_options; k++)
			free((void *)catalog->entries[i].options[k].values);
	free(catalog->entries);
	json_decref(catalog->json);
	free(catalog);
}

const struct seccomm_type_desc *catalog_find(const char *name, void *ctx)
{
	const struct catalog *catalog = ctx;
	size_t i;

	for (i = 0; i < catalog->n; i++)
		if (!strcmp(catalog->entries[i].desc.name, name))
			return &catalog->entries[i].desc;
	return NULL;
}

bool catalog_runs(const struct catalog *catalog,
		  const struct seccomm_type_desc *type, const char **lacks)
{
	size_t i;

	for (i = 0; i < catalog->n; i++) {
		if (&catalog->entries[i].desc != type)
			continue;
		*lacks = catalog->entries[i].lacks;
		return catalog->entries[i].runnable;
	}
	return false;
}
