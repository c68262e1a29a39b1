/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the layers give together: a property's formula over the tree of layers.
 */
#ifndef SECCOMM_CHECKER_TREE_H
#define SECCOMM_CHECKER_TREE_H

#include "checker/checker.h"
#include "checker/host.h"

/* The stack itself among what seccomm_tree_whole() tells. */
#define SECCOMM_TREE_TOP 1ULL

/**
 * struct seccomm_tree - how a property of the layers depends on that of their members
 * @layers: the layers
 * @n_layers: how many
 * @all_of: bitmap of the layers that need the property of all members; any other has it by
 *	one of them
 */
struct seccomm_tree {
	const struct seccomm_layer_info *layers;
	unsigned int n_layers;
	__u32 all_of;
};

/* How @property, one of enum seccomm_provides, spreads over the layers of @checked. */
struct seccomm_tree seccomm_tree_of(const struct seccomm_checked *checked,
				    __u32 property);
/* What has the property if the layers of the bitmap @standing give it by themselves: the
 * stack itself as SECCOMM_TREE_TOP, and layer i as seccomm_tree_bit(i).
 */
__u64 seccomm_tree_whole(const struct seccomm_tree *tree, __u32 standing);
/* The layers that give @property by themselves, as a bitmap. */
__u32 seccomm_tree_giving(const struct seccomm_checked *checked,
			  __u32 property);
/* Has all that @layer hands on the property, by what stands behind it or behind what it is in?
 * @whole is from seccomm_tree_whole().
 */
bool seccomm_tree_behind(const struct seccomm_tree *tree, __u64 whole,
			 int layer);

/* Is one packet alone taken for a message, if the layers of the bitmap @standing give integrity
 * by themselves?
 */
bool seccomm_tree_keeps(const struct seccomm_tree *tree, __u32 standing);

static inline __u64 seccomm_tree_bit(int layer)
{
	return 1ULL << (layer + 1);
}

#endif /* SECCOMM_CHECKER_TREE_H */
