/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What becomes of a stack's layers: set up with the stack, armed with keys, and the
 * reverse.
 */
#ifndef SECCOMM_LAYERS_H
#define SECCOMM_LAYERS_H

struct seccomm_arming;
struct seccomm_layer;
struct seccomm_setup;
struct seccomm_stack;

/* All: process context, may sleep. */

/* Give @layer, whose type is known, its own memory, and let its type prepare that. 0,
 * -ENOMEM, or what the type says; on error nothing is left to tear down.
 */
int seccomm_layer_setup(struct seccomm_layer *layer,
			const struct seccomm_setup *setup);
/* Undo seccomm_layer_setup(). Nothing is armed or runs in the layer. */
void seccomm_layer_teardown(struct seccomm_layer *layer);

/* Make the states of all layers of @stack for one key epoch and direction in @state:
 * @stack's state_size bytes, zeroed. Each layer gets its own keys, derived from
 * @arming's roots; @arming's keys are not read. 0, or what seccomm_layer_keys() or a
 * type says: then no layer is armed, and the caller wipes @state.
 */
int seccomm_layers_arm(const struct seccomm_stack *stack, void *state,
		       const struct seccomm_arming *arming);
/* Release what the states in @state refer to. No handler runs with @state any more. The
 * caller wipes @state.
 */
void seccomm_layers_disarm(const struct seccomm_stack *stack, void *state);

#endif /* SECCOMM_LAYERS_H */
