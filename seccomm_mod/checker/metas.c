// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's rules on metas that choose one of their members for a message, or split it
 * into a part for each. MultiSecurity does neither, and has no rule of its own.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/growth.h"
#include "checker/metas.h"
#include "checker/properties.h"
#include "checker/tree.h"

/* The remedies of the findings. */
static const char members_two[] =
	"Give instance %u (%s) exactly 2 members, not %u: MultiSecurity makes one of several.";
static const char members_many[] =
	"Give instance %u (%s) 2 to %d members, not %u: MultiSecurity makes one of several.";
static const char members_event[] =
	"Bind one instance to each event of instance %u (%s): MultiSecurity makes one of several.";
static const char splits_deep[] =
	"Nest at most %d that split a message: instance %u (%s) stands inside as many.";
static const char nested_fresh[] =
	"Take instance %u (%s) out of instance %u (%s), where it may not see each message.";
static const char raw_shared[] =
	"Declare slot %u as hkdf: instances %u and %u use it in two members of instance %u.";
static const char alt_growth[] =
	"Let all members of instance %u (%s) make messages as much longer, or use keyed=0.";
static const char alt_id_forgeable[] =
	"Put integrity behind instance %u (%s), or into all its members: its ids can be altered.";

__u32 seccomm_layer_option(const struct seccomm_layer_info *layer,
			   const char *name, __u32 otherwise)
{
	unsigned int i;

	for (i = 0; i < layer->type->n_options; i++)
		if (!strcmp(layer->type->options[i].name, name))
			return layer->values[i];
	return otherwise;
}

/**
 * seccomm_check_members() - may an instance have as many members?
 * @w: the run
 * @instance: an instance of a meta whose type is known
 */
void seccomm_check_members(struct seccomm_work *w, unsigned int instance)
{
	const struct seccomm_type_desc *type = w->type[instance];
	const unsigned int n = w->in->instances[instance].n_down;

	if ((type->flags & SECCOMM_TYPE_SPLIT) && n != 2)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, instance,
			       "members-count", members_two, instance + 1,
			       type->name, n);
	else if ((type->flags & SECCOMM_TYPE_ONE_OF) && n < 2)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, instance,
			       "members-count", members_many, instance + 1,
			       type->name, SECCOMM_MAX_RAISED, n);
}

/* The canonical form does not tell which event of its meta a layer is bound to, so with two
 * on one event it would not tell which layers are a member.
 */
static void metas_members(struct seccomm_work *w, unsigned int meta)
{
	const struct seccomm_layer_info *layers = w->out->layers;
	const unsigned int at = layers[meta].down_instance;
	unsigned int i, n = 0;

	for (i = meta + 1; i < w->out->n_layers; i++)
		n += layers[i].parent == (int)meta;
	if (n != layers[meta].n_members)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, at, "members-count",
			       members_event, at + 1, layers[meta].type->name);
}

static void metas_depth(struct seccomm_work *w, unsigned int meta)
{
	const struct seccomm_layer_info *layers = w->out->layers;
	const unsigned int at = layers[meta].down_instance;
	unsigned int n = 0;
	int i;

	for (i = layers[meta].parent; i >= 0; i = layers[i].parent)
		n += !!(layers[i].type->flags & SECCOMM_TYPE_SPLIT);
	if (n == SECCOMM_MAX_SPLITS)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, at, "depth",
			       splits_deep, SECCOMM_MAX_SPLITS, at + 1,
			       layers[meta].type->name);
}

/* Refuse what must see each message inside what is not known to hand it each. */
static void metas_fresh(struct seccomm_work *w, unsigned int layer)
{
	const struct seccomm_layer_info *layers = w->out->layers;
	const unsigned int at = layers[layer].down_instance;
	int i;

	if (!(layers[layer].type->provides &
	      (SECCOMM_FRESHNESS | SECCOMM_NONREPUDIATION)))
		return;
	for (i = layers[layer].parent; i >= 0; i = layers[i].parent) {
		if (layers[i].type->flags & SECCOMM_TYPE_IN_ORDER)
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, at, "nested-fresh",
			       nested_fresh, at + 1, layers[layer].type->name,
			       layers[i].down_instance + 1,
			       layers[i].type->name);
		return;
	}
}

/**
 * seccomm_layer_around() - what contains two layers?
 * @layers: all layers
 * @a: index of one
 * @b: index of another, which is not in it
 *
 * Return: the innermost layer that contains both; -1 for the stack itself.
 */
int seccomm_layer_around(const struct seccomm_layer_info *layers,
			 unsigned int a, unsigned int b)
{
	unsigned int same = 0;
	int i;

	while (same < layers[a].path_len && same < layers[b].path_len &&
	       layers[a].path[same] == layers[b].path[same])
		same++;
	for (i = a; i >= 0 && layers[i].path_len > same;)
		i = layers[i].parent;
	return i;
}

/* Two members of a choice or a split would have the very same key. */
static void metas_raw(struct seccomm_work *w, unsigned int layer)
{
	const struct seccomm_layer_info *layers = w->out->layers;
	unsigned int i;
	int around;

	if (layers[layer].slot == SECCOMM_NO_SLOT ||
	    layers[layer].declared->derive != SECCOMM_DERIVE_RAW)
		return;
	for (i = 0; i < layer; i++) {
		if (layers[i].slot != layers[layer].slot)
			continue;
		around = seccomm_layer_around(layers, i, layer);
		if (around < 0 ||
		    !(layers[around].type->flags & SECCOMM_CHOOSES_OR_SPLITS))
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_ERROR,
			       layers[layer].down_instance, "raw-shared",
			       raw_shared, layers[layer].slot,
			       layers[i].down_instance + 1,
			       layers[layer].down_instance + 1,
			       layers[around].down_instance + 1);
		return;
	}
}

/* A choice of a type that takes a key for choosing: by the key, or carried as an id. */
static void metas_choice(struct seccomm_work *w, unsigned int meta)
{
	const struct seccomm_tree tree =
		seccomm_tree_of(w->out, SECCOMM_INTEGRITY);
	const struct seccomm_layer_info *layer = &w->out->layers[meta];
	const unsigned int at = layer->down_instance;
	const __u32 giving = seccomm_tree_giving(w->out, SECCOMM_INTEGRITY);
	__u64 whole;

	if (layer->slot != SECCOMM_NO_SLOT) {
		if (!seccomm_grows_evenly(w->out, meta))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, at,
				       "alt-growth", alt_growth, at + 1,
				       layer->type->name);
		return;
	}
	whole = seccomm_tree_whole(&tree, giving);
	if (!(whole & seccomm_tree_bit(meta)) &&
	    !seccomm_tree_behind(&tree, whole, meta))
		seccomm_report(w, SECCOMM_SEVERITY_WARNING, at,
			       "alt-id-forgeable", alt_id_forgeable, at + 1,
			       layer->type->name);
}

/**
 * seccomm_check_metas() - the rules on metas that choose or split
 * @w: the run, its layers placed
 */
void seccomm_check_metas(struct seccomm_work *w)
{
	unsigned int i;

	for (i = 0; i < w->out->n_layers; i++) {
		const __u32 flags = w->out->layers[i].type->flags;

		if (flags & SECCOMM_CHOOSES_OR_SPLITS)
			metas_members(w, i);
		if (flags & SECCOMM_TYPE_SPLIT)
			metas_depth(w, i);
		metas_fresh(w, i);
		metas_raw(w, i);
		if ((flags & SECCOMM_TYPE_ONE_OF) &&
		    (flags & SECCOMM_TYPE_KEYED))
			metas_choice(w, i);
	}
}
