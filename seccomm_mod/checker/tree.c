// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * What the layers give together: a property's formula over the tree of layers.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/metas.h"
#include "checker/properties.h"
#include "checker/tree.h"

/* Is @property lost with that of any member? A choice is as weak as each of its members, for
 * a forger picks one. The parts of a split give the message away together if their mask is
 * random, else each half of its bits; and who alters one part alters the message.
 */
static bool tree_all_of(const struct seccomm_layer_info *layer, __u32 property)
{
	if (layer->type->flags & SECCOMM_TYPE_SPLIT)
		return property != SECCOMM_PRIVACY ||
		       seccomm_layer_option(layer, "mask", 1);
	return layer->type->flags & SECCOMM_TYPE_ONE_OF;
}

/**
 * seccomm_tree_of() - how a property spreads
 * @checked: the composition, its layers placed
 * @property: one of enum seccomm_provides
 *
 * Return: the tree; it points to the layers of @checked.
 */
struct seccomm_tree seccomm_tree_of(const struct seccomm_checked *checked,
				    __u32 property)
{
	struct seccomm_tree tree = { .layers = checked->layers,
				     .n_layers = checked->n_layers };
	unsigned int i;

	for (i = 0; i < tree.n_layers; i++)
		if (tree_all_of(&tree.layers[i], property))
			tree.all_of |= 1U << i;
	return tree;
}

/**
 * seccomm_tree_whole() - what has the property?
 * @tree: the tree
 * @standing: bitmap of the layers that give the property by themselves
 *
 * Members stand behind their meta, so that going backwards they are known before it.
 *
 * Return: a bitmap, with the stack itself as SECCOMM_TREE_TOP.
 */
__u64 seccomm_tree_whole(const struct seccomm_tree *tree, __u32 standing)
{
	__u64 whole = 0, some = 0, lost = 0;
	unsigned int i = tree->n_layers;

	while (i--) {
		const __u64 at = seccomm_tree_bit(i);
		const __u64 above = seccomm_tree_bit(tree->layers[i].parent);
		bool stands = standing >> i & 1;

		if (tree->all_of >> i & 1)
			stands = stands || !(lost & at);
		else
			stands = stands || (some & at);
		if (stands) {
			whole |= at;
			some |= above;
		} else {
			lost |= above;
		}
	}
	return whole | (some & SECCOMM_TREE_TOP);
}

/**
 * seccomm_tree_giving() - which layers give a property by themselves?
 * @checked: the composition, its layers placed
 * @property: one of enum seccomm_provides
 *
 * Return: a bitmap.
 */
__u32 seccomm_tree_giving(const struct seccomm_checked *checked, __u32 property)
{
	__u32 giving = 0;
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		if (seccomm_layer_provides(&checked->layers[i]) & property)
			giving |= 1U << i;
	return giving;
}

/**
 * seccomm_tree_behind() - has all that a layer hands on the property?
 * @tree: the tree
 * @whole: what has it
 * @layer: index of the layer
 *
 * Return: true if something has it that stands behind the layer, or behind what it is in.
 */
bool seccomm_tree_behind(const struct seccomm_tree *tree, __u64 whole,
			 int layer)
{
	const struct seccomm_layer_info *layers = tree->layers;
	unsigned int i;

	for (; layer >= 0; layer = layers[layer].parent) {
		const int parent = layers[layer].parent;

		/* Other members of a choice or a split do not run for this one. */
		if (parent >= 0 &&
		    (layers[parent].type->flags & SECCOMM_CHOOSES_OR_SPLITS))
			continue;
		for (i = layer + 1; i < tree->n_layers; i++)
			if (layers[i].parent == parent &&
			    (whole & seccomm_tree_bit(i)))
				return true;
	}
	return false;
}

/* Is there exactly one output of a layer that the receiver takes for what the layer was
 * given, to him who knows the key? A choice that is told in the message has several.
 */
static bool tree_tidy(const struct seccomm_layer_info *layer)
{
	return (layer->type->flags & SECCOMM_TYPE_TIDY) &&
	       (!(layer->type->flags & SECCOMM_TYPE_KEYED) ||
		seccomm_layer_option(layer, "keyed", 0));
}

/* Is some meta around a layer one that adds to what its members have made, so that only the
 * meta itself could tell whether that was altered? What a choice or a split adds says which
 * member a message is for, whose keys are others.
 */
static bool tree_in_untidy(const struct seccomm_layer_info *layers, int layer)
{
	while ((layer = layers[layer].parent) >= 0)
		if (!(layers[layer].type->flags & SECCOMM_CHOOSES_OR_SPLITS) &&
		    !tree_tidy(&layers[layer]))
			return true;
	return false;
}

/**
 * seccomm_tree_exact() - from which layers on do messages decide packets?
 * @checked: the composition, its layers placed
 *
 * Where a layer and all that stands behind it is tidy, no packet but one carries what the
 * layer was given, even if the keys of all behind it are known. A signature that is made
 * anew is another one; so is what somebody makes of one of DSA without the key.
 *
 * Return: those layers, as a bitmap.
 */
__u32 seccomm_tree_exact(const struct seccomm_checked *checked)
{
	/* Without all_of: a meta is untidy if any of its members is. */
	const struct seccomm_tree tree = { .layers = checked->layers,
					   .n_layers = checked->n_layers };
	__u32 untidy = 0, exact = 0;
	unsigned int i;
	__u64 whole;

	for (i = 0; i < tree.n_layers; i++)
		if (!tree_tidy(&tree.layers[i]))
			untidy |= 1U << i;
	whole = seccomm_tree_whole(&tree, untidy);
	for (i = 0; i < tree.n_layers; i++)
		if (tree_tidy(&tree.layers[i]) &&
		    !seccomm_tree_behind(&tree, whole, i) &&
		    !tree_in_untidy(tree.layers, i))
			exact |= 1U << i;
	return exact;
}
