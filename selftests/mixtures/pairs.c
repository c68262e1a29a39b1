// SPDX-License-Identifier: GPL-2.0
/*
 * Each ordered pair of types: the first, and nearer to the network the second. A meta that
 * comes first has two of the second as its members; one that comes second has two ciphers
 * that verify.
 */
#include <stdio.h>
#include <string.h>

#include "checker/builtin.h"
#include "mixtures.h"

#define MEMBERS 2

unsigned int pairs_number(void)
{
	return seccomm_n_types * seccomm_n_types;
}

static __u8 add_slot(struct seccomm_composition *c,
		     const struct seccomm_type_desc *type)
{
	struct seccomm_slot *slot = &c->slots[c->n_slots];

	slot->index = c->n_slots++;
	if (type->pk) {
		slot->derive = SECCOMM_DERIVE_PK;
		slot->source = SECCOMM_SOURCE_PK;
		slot->pk = strcmp(type->pk, "dsa") ? SECCOMM_PK_RSA2048 :
						     SECCOMM_PK_DSA2048;
	}
	return slot->index;
}

/* An instance bound to two events, the @rank-th of @n there. */
static struct seccomm_instance *add(struct seccomm_composition *c,
				    const struct seccomm_type_desc *type,
				    const char *down, const char *up,
				    unsigned int rank, unsigned int n)
{
	struct seccomm_instance *inst = &c->instances[c->n_instances++];

	snprintf(inst->type, SECCOMM_NAME_LEN, "%s", type->name);
	snprintf(inst->d_event, SECCOMM_NAME_LEN, "%s", down);
	snprintf(inst->u_event, SECCOMM_NAME_LEN, "%s", up);
	inst->d_order = rank;
	inst->u_order = n - rank;
	inst->slot = SECCOMM_NO_SLOT;
	if (type->slots && !(type->flags & SECCOMM_TYPE_KEYED)) {
		inst->n_slots = 1;
		inst->slot = add_slot(c, type);
	}
	return inst;
}

static void add_whole(struct seccomm_composition *c,
		      const struct seccomm_type_desc *type, const char *down,
		      const char *up, unsigned int rank, unsigned int n);

/* Two members for a meta, of one type. */
static void add_members(struct seccomm_composition *c,
			struct seccomm_instance *meta,
			const struct seccomm_type_desc *type)
{
	unsigned int i;

	meta->n_down = MEMBERS;
	meta->n_up = MEMBERS;
	for (i = 0; i < MEMBERS; i++) {
		/* The number of an instance is no other's. */
		sprintf(meta->down[i], "d%u", c->n_instances);
		sprintf(meta->up[i], "u%u", c->n_instances);
		add_whole(c, type, meta->down[i], meta->up[i], 0, 1);
	}
}

/* An instance, and if it is a meta its members: two ciphers that verify. */
static void add_whole(struct seccomm_composition *c,
		      const struct seccomm_type_desc *type, const char *down,
		      const char *up, unsigned int rank, unsigned int n)
{
	struct seccomm_instance *inst = add(c, type, down, up, rank, n);

	if (type->flags & SECCOMM_TYPE_META)
		add_members(c, inst, &seccomm_desc_chachapoly_privacy);
}

unsigned int pairs_find(const struct seccomm_type_desc *first,
			const struct seccomm_type_desc *second)
{
	unsigned int pair = 0;

	while (seccomm_types[pair / seccomm_n_types] != first ||
	       seccomm_types[pair % seccomm_n_types] != second)
		pair++;
	return pair;
}

void pairs_compose(struct seccomm_composition *c, unsigned int pair)
{
	const struct seccomm_type_desc *first, *second;
	const char *down = "msgFromAbove", *up = "dataMsgFromBelow";

	memset(c, 0, sizeof(*c));
	first = seccomm_types[pair / seccomm_n_types];
	second = seccomm_types[pair % seccomm_n_types];
	if (first->flags & SECCOMM_TYPE_META) {
		add_members(c, add(c, first, down, up, 0, 1), second);
	} else {
		add_whole(c, first, down, up, 0, 2);
		add_whole(c, second, down, up, 1, 2);
	}
}
