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
 * given, to him who knows the key? A choice that is told in the message has several. Of a
 * split it is said of one part, the other being given.
 */
static bool tree_tidy(const struct seccomm_layer_info *layer)
{
	return (layer->type->flags & SECCOMM_TYPE_TIDY) &&
	       (!(layer->type->flags & SECCOMM_TYPE_KEYED) ||
		seccomm_layer_option(layer, "keyed", 0));
}

/*
 * What a layer, or several together, do to a packet while an attacker may do all that is
 * broken; each is more than the one before.
 */
enum tree_keeping {
	TREE_LOSES, /* several outputs are taken, whatever was given */
	TREE_PASSES, /* one output is taken if one was given */
	TREE_KEEPS, /* one output is taken, the sender's, whatever was given */
};

/* What a member and those behind it in its meta, or in the stack itself, do together. Of a
 * split's parts one is told by the other and by what was split, but who alters both alike
 * leaves that as it was.
 */
static enum tree_keeping tree_join(__u32 meta_flags, enum tree_keeping behind,
				   enum tree_keeping member)
{
	if (meta_flags & SECCOMM_TYPE_SPLIT) {
		if (behind == TREE_KEEPS)
			return member;
		return member == TREE_KEEPS ? behind : TREE_LOSES;
	}
	if (meta_flags & SECCOMM_TYPE_ONE_OF)
		return member < behind ? member : behind;
	return behind == TREE_PASSES ? member : behind;
}

/* What tree_join() begins with. */
static enum tree_keeping tree_no_members(__u32 meta_flags)
{
	return meta_flags & SECCOMM_CHOOSES_OR_SPLITS ? TREE_KEEPS :
							TREE_PASSES;
}

/* What a choice adds that is told in the message says which member it is for, whose keys are
 * others, so that members which verify refuse it altered.
 */
static enum tree_keeping tree_layer_keeping(const struct seccomm_layer_info *l,
					    bool stands,
					    enum tree_keeping members)
{
	if (tree_tidy(l))
		return stands ? TREE_KEEPS : members;
	if (l->type->flags & SECCOMM_CHOOSES_OR_SPLITS)
		return members == TREE_KEEPS ? TREE_KEEPS : TREE_LOSES;
	return TREE_LOSES;
}

/**
 * seccomm_tree_keeps() - is one packet alone taken for a message?
 * @tree: the tree of integrity
 * @standing: bitmap of the layers that give integrity by themselves
 *
 * A layer that verifies takes nothing but what was sent, and so does one behind it that is
 * tidy, even if its key is known. A signature that is made anew is another one, so that a
 * layer that signs keeps messages, and not packets; and what others could make of one without
 * the key is nothing that a type tells. What a layer was given is taken to be known.
 *
 * Return: true if nobody can have another packet taken than the sender's.
 */
bool seccomm_tree_keeps(const struct seccomm_tree *tree, __u32 standing)
{
	/* By the layer whose members they are; the first is for the stack itself. */
	enum tree_keeping members[SECCOMM_MAX_INSTANCES + 1];
	unsigned int i = tree->n_layers;

	members[0] = tree_no_members(0);
	while (i--)
		members[i + 1] = tree_no_members(tree->layers[i].type->flags);
	for (i = tree->n_layers; i--;) {
		const struct seccomm_layer_info *l = &tree->layers[i];
		const __u32 meta_flags =
			l->parent < 0 ? 0 : tree->layers[l->parent].type->flags;
		enum tree_keeping *above = &members[l->parent + 1];

		*above = tree_join(meta_flags, *above,
				   tree_layer_keeping(l, standing >> i & 1,
						      members[i + 1]));
	}
	return members[0] == TREE_KEEPS;
}
