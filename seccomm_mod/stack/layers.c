// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of a stack's layers: set up with the stack, armed with keys, and the
 * reverse. It needs no namespace and no session.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/slab.h>
#include "stack/layers.h"
#include "stack/stack.h"

int seccomm_layer_setup(struct seccomm_layer *layer,
			const struct seccomm_setup *setup)
{
	const struct seccomm_mp_ops *ops = layer->ops;
	int err;

	if (ops->layer_size) {
		layer->priv = kzalloc(ops->layer_size, GFP_KERNEL_ACCOUNT);
		if (!layer->priv)
			return -ENOMEM;
	}
	err = ops->setup ? ops->setup(layer, setup) : 0;
	if (err) {
		kfree_sensitive(layer->priv);
		layer->priv = NULL;
	}
	return err;
}

void seccomm_layer_teardown(struct seccomm_layer *layer)
{
	if (layer->ops->teardown)
		layer->ops->teardown(layer);
	kfree_sensitive(layer->priv);
	layer->priv = NULL;
}

/* Disarm the first @n layers, the last one first. */
static void layers_disarm(const struct seccomm_stack *stack, void *state,
			  unsigned int n)
{
	while (n--) {
		const struct seccomm_layer *layer = &stack->layers[n];

		if (layer->ops->disarm)
			layer->ops->disarm(state + layer->offset, layer);
	}
}

/* Derive a layer's keys, and let its type make the layer's state of them. */
static int layer_arm(const struct seccomm_layer *layer, void *state,
		     const struct seccomm_arming *shared)
{
	struct seccomm_layer_key keys[SECCOMM_MAX_KEYS];
	struct seccomm_arming arming = *shared;
	int err;

	arming.keys = keys;
	if (layer->info.declared &&
	    layer->info.declared->source == SECCOMM_SOURCE_PK)
		arming.pk = &arming.roots->pairs[layer->info.slot];
	err = seccomm_layer_keys(arming.roots, &layer->info, arming.dir,
				 arming.epoch, keys);
	if (!err)
		err = layer->ops->arm(state + layer->offset, layer, &arming);
	memzero_explicit(keys, sizeof(keys));
	return err;
}

int seccomm_layers_arm(const struct seccomm_stack *stack, void *state,
		       const struct seccomm_arming *arming)
{
	unsigned int i;
	int err;

	for (i = 0; i < stack->n_layers; i++) {
		const struct seccomm_layer *layer = &stack->layers[i];

		if (!layer->ops->arm)
			continue;
		err = layer_arm(layer, state, arming);
		if (err) {
			layers_disarm(stack, state, i);
			return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_layers_arm);

void seccomm_layers_disarm(const struct seccomm_stack *stack, void *state)
{
	layers_disarm(stack, state, stack->n_layers);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_layers_disarm);
