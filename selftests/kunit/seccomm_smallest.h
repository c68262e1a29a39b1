/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Of each type that the registry has, those of other modules too, the smallest stack that the
 * checker accepts, made from the type's descriptor alone.
 */
#ifndef SECCOMM_TEST_SMALLEST_H
#define SECCOMM_TEST_SMALLEST_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include "mp/registry.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

#define SMALLEST_MAX 128
/* The type, and two members of it or what it wants behind it. */
#define SMALLEST_LAYERS 3
/* Stands behind a type that wants privacy or integrity there, and in metas, twice. */
#define SMALLEST_OTHER "ChaChaPolyPrivacy"
/* Stands behind a type that keeps signatures, and the prefix of its keys' names. */
#define SMALLEST_SIGNATURE "DSAAuthenticity"
#define SMALLEST_SIGNATURE_KEY "dsa2048/"
/* A type whose messages cost as much, in instructions, is tested with few of them. */
#define SMALLEST_DEAR 1000000

/**
 * struct smallest - a type, its options at their presets but for one
 * @mp: the type, with a reference
 * @option: the option that is not at its preset; NULL: none
 * @value: what it is
 */
struct smallest {
	const struct seccomm_mp_type *mp;
	const struct seccomm_option_desc *option;
	u32 value;
};

/**
 * struct smallest_case - a case of such a stack, with secrets as if from vectors.json
 * @c: the case
 * @layers: its layers
 * @slots: its slots, one for each layer that takes one
 * @secret: bytes of all slots
 * @roots: roots of the slots
 * @m1: of which the sender's index alone is read
 * @m2: likewise
 */
struct smallest_case {
	struct vt_case c;
	struct vt_layer layers[SMALLEST_LAYERS];
	struct vt_slot slots[SMALLEST_LAYERS];
	u8 secret[SECCOMM_HASH_LEN];
	u8 roots[SMALLEST_LAYERS][SECCOMM_HASH_LEN];
	struct seccomm_open m1;
	struct seccomm_accept m2;
};

static struct smallest smallest[SMALLEST_MAX];
static unsigned int n_smallest;

static inline int smallest_add(const char *name,
			       const struct seccomm_option_desc *option,
			       u32 value)
{
	struct smallest *s = &smallest[n_smallest];

	if (n_smallest == SMALLEST_MAX)
		return -ENOSPC;
	s->mp = seccomm_mp_get(name);
	if (!s->mp)
		return 0;
	s->option = option;
	s->value = value;
	n_smallest++;
	return 0;
}

/* Does the type keep what a signature behind it has verified? */
static inline bool smallest_keeps(const struct smallest *s)
{
	return s->mp->desc->provides & SECCOMM_NONREPUDIATION;
}

/* Is a slot of the stack one of key pairs? */
static inline bool smallest_pk(const struct smallest *s)
{
	return s->mp->desc->pk || smallest_keeps(s);
}

/* Is it a signature that finds what was altered? */
static inline bool smallest_signs(const struct smallest *s)
{
	return smallest_keeps(s) ||
	       (s->mp->desc->pk && s->mp->desc->provides & SECCOMM_INTEGRITY);
}

static inline bool smallest_dear(const struct smallest *s)
{
	return s->mp->desc->cost_message >= SMALLEST_DEAR || smallest_keeps(s);
}

/* The type with its presets, and with each other value of an option that takes one of a few,
 * unless the type is dear.
 */
static inline int smallest_note(const struct seccomm_mp_type *mp, void *unused)
{
	const struct seccomm_type_desc *type = mp->desc;
	unsigned int i, k;
	int err;

	err = smallest_add(type->name, NULL, 0);
	for (i = 0; i < type->n_options; i++) {
		const struct seccomm_option_desc *option = &type->options[i];

		if (option->kind != SECCOMM_OPTION_VALUE ||
		    type->cost_message >= SMALLEST_DEAR)
			continue;
		for (k = 0; !err && k < option->n_values; k++)
			if (option->values[k] != option->preset)
				err = smallest_add(type->name, option,
						   option->values[k]);
	}
	return err;
}

static inline void smallest_put(void)
{
	while (n_smallest)
		seccomm_mp_put(smallest[--n_smallest].mp);
}

/* Note all types that there are now; for suite_init. */
static inline int smallest_get(void)
{
	int err = seccomm_mp_for_each(smallest_note, NULL);

	if (err)
		smallest_put();
	return err;
}

static inline void smallest_name(const struct smallest *s, char *desc)
{
	const char *name = s->mp->desc->name;

	if (s->option)
		snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s-%s=%u", name,
			 s->option->name, s->value);
	else
		strscpy(desc, name, KUNIT_PARAM_DESC_SIZE);
}

/* The value of an option; 0 if another one is given instead. */
static inline u32 smallest_value(const struct smallest *s, unsigned int i)
{
	const struct seccomm_option_desc *option = &s->mp->desc->options[i];

	return option == s->option ? s->value : option->preset;
}

/* Can this kernel run the type? 0, -ENOENT with what it lacks, or another errno. */
static inline int smallest_available(const struct smallest *s,
				     const char **lacks)
{
	const struct seccomm_mp_ops *ops = s->mp->ops;
	u32 values[SECCOMM_MAX_OPTIONS] = {};
	unsigned int i;

	for (i = 0; i < s->mp->desc->n_options; i++)
		values[i] = smallest_value(s, i);
	return ops->available ? ops->available(values, lacks) : 0;
}

/* Must there be privacy or integrity behind the type, nearer to the network? */
static inline bool smallest_wants(const struct seccomm_type_desc *type)
{
	return type->flags &
		       (SECCOMM_TYPE_IN_PRIVACY | SECCOMM_TYPE_IN_INTEGRITY) ||
	       type->provides & SECCOMM_FRESHNESS ||
	       (type->pk && type->provides & SECCOMM_PRIVACY);
}

/* Has the smallest stack integrity: by the type, or by what goes with it? */
static inline bool smallest_verifies(const struct smallest *s)
{
	const struct seccomm_type_desc *type = s->mp->desc;

	return type->provides & SECCOMM_INTEGRITY ||
	       type->flags & SECCOMM_TYPE_META || smallest_wants(type) ||
	       smallest_keeps(s);
}

/* What the names of the vectors' keys begin with that are of the algorithm and size which the
 * type, or the signature behind it, takes.
 */
static inline void smallest_alg(const struct smallest *s, char *alg)
{
	const struct seccomm_type_desc *type = s->mp->desc;
	u32 bits = 2048;
	unsigned int i;

	if (smallest_keeps(s)) {
		strscpy(alg, SMALLEST_SIGNATURE_KEY, SECCOMM_NAME_LEN);
		return;
	}
	for (i = 0; i < type->n_options; i++)
		if (!strcmp(type->options[i].name, "bits"))
			bits = smallest_value(s, i);
	snprintf(alg, SECCOMM_NAME_LEN, "%s%u/", type->pk, bits);
}

/* The vectors' key number @n of those. */
static inline struct vt_key_pair *
smallest_key(struct kunit *test, const struct smallest *s, unsigned int n)
{
	char alg[SECCOMM_NAME_LEN];
	unsigned int i;

	smallest_alg(s, alg);
	for (i = 0; i < ARRAY_SIZE(vt_keys_of); i++)
		if (strstarts(vt_keys_of[i].name, alg) && !n--)
			return &vt_keys_of[i];
	KUNIT_FAIL_AND_ABORT(test, "no key is named %s", alg);
	return NULL;
}

/* Does the type take its slot here? One that is keyed takes it only so. */
static inline bool smallest_slot(const struct smallest *s)
{
	const struct seccomm_type_desc *type = s->mp->desc;

	if (!(type->flags & SECCOMM_TYPE_KEYED))
		return type->slots;
	return s->option && !strcmp(s->option->name, "keyed") && s->value;
}

static inline struct vt_layer *smallest_layer(struct smallest_case *sc,
					      const char *type, s16 parent,
					      bool slot)
{
	const unsigned int i = sc->c.n_layers++;
	const unsigned int k = sc->c.n_slots;
	struct vt_layer *layer = &sc->layers[i];

	layer->type = type;
	layer->parent = parent;
	layer->slot = SECCOMM_NO_SLOT;
	if (!slot)
		return layer;
	sc->c.n_slots++;
	layer->slot = k;
	sc->slots[k].slot = k;
	sc->slots[k].secret = sc->secret;
	sc->slots[k].len = sizeof(sc->secret);
	memset(sc->roots[k], 0xc1 + k, sizeof(sc->roots[k]));
	sc->slots[k].root = sc->roots[k];
	return layer;
}

/* The case, whose all memory is the test's. */
static inline struct smallest_case *smallest_case(struct kunit *test,
						  const struct smallest *s)
{
	static const u8 sid[SECCOMM_SID_LEN] = "a session's id.";
	static const u8 control[2][SECCOMM_HASH_LEN] = { { 1 }, { 2 } };
	const struct seccomm_type_desc *type = s->mp->desc;
	struct smallest_case *sc;
	struct vt_layer *layer;

	sc = kunit_kzalloc(test, sizeof(*sc), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, sc);
	memset(sc->secret, 0xb0, sizeof(sc->secret));
	sc->m1.sender = cpu_to_be32(0x11111111);
	sc->m2.sender = cpu_to_be32(0x22222222);
	sc->c.m1 = &sc->m1;
	sc->c.m2 = &sc->m2;
	sc->c.sid = sid;
	sc->c.control_i = control[0];
	sc->c.control_r = control[1];
	sc->c.layers = sc->layers;
	sc->c.slots = sc->slots;

	layer = smallest_layer(sc, type->name, -1, smallest_slot(s));
	if (s->option) {
		layer->option = s->option->name;
		layer->value = s->value;
	}
	if (smallest_keeps(s))
		smallest_layer(sc, SMALLEST_SIGNATURE, -1, true);
	if (smallest_pk(s)) {
		sc->slots[0].initiator = smallest_key(test, s, 0);
		sc->slots[0].responder = smallest_key(test, s, 1);
	}
	if (type->flags & SECCOMM_TYPE_META) {
		smallest_layer(sc, SMALLEST_OTHER, 0, true);
		smallest_layer(sc, SMALLEST_OTHER, 0, true);
	} else if (smallest_wants(type)) {
		smallest_layer(sc, SMALLEST_OTHER, -1, true);
	}
	return sc;
}

#endif /* SECCOMM_TEST_SMALLEST_H */
