// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * How much longer a stack makes a message, and the longest that it takes.
 * Freestanding: the kernel module and seccommctl compile this same source.
 *
 * The engine comes to the same figure from the bindings of the plan (cactus_core/
 * freeze.c); seccomm_compose() refuses a stack for which the two differ. So growths
 * are put together in the order of the engine, and rounded as the engine does.
 */
#include "checker/growth.h"
#include "checker/valid.h"

#define MOST 0xffffffffU

static const struct seccomm_growth growth_none = { .mul = 1, .div = 1 };

static __u32 growth_saturate(__u64 value)
{
	return value > MOST ? MOST : value;
}

static __u32 growth_divisor(__u32 a, __u32 b)
{
	__u32 rest;

	while (b) {
		rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* What @add bytes become in a layer of growth @by. */
static __u64 growth_carried(__u32 add, const struct seccomm_growth *by)
{
	return div_u64((__u64)add * by->mul + (by->div - 1), by->div);
}

/* Store the factor @mul / @div in @growth. If it takes more than 32 bits, both its
 * parts are halved until they fit, so that it becomes no less.
 */
static void growth_fit(struct seccomm_growth *growth, __u64 mul, __u64 div)
{
	while (mul > MOST || div > MOST) {
		mul = mul / 2 + mul % 2;
		div /= 2;
	}
	growth->mul = div ? mul : MOST;
	growth->div = div ? div : 1;
}

/* Multiply the factor of @a by that of @b. */
static void growth_multiply(struct seccomm_growth *a,
			    const struct seccomm_growth *b)
{
	const __u32 over = growth_divisor(a->mul, b->div),
		    under = growth_divisor(b->mul, a->div);

	growth_fit(a, (__u64)(a->mul / over) * (b->mul / under),
		   (__u64)(a->div / under) * (b->div / over));
}

/* Make @a the growth of first @a, then @b. */
static void growth_then(struct seccomm_growth *a,
			const struct seccomm_growth *b)
{
	a->add = growth_saturate(growth_carried(a->add, b) + b->add);
	growth_multiply(a, b);
}

/* Make @a the growth of @a and @b in the worse order: a meta may raise before or after
 * its work.
 */
static void growth_with(struct seccomm_growth *a,
			const struct seccomm_growth *b)
{
	const __u64 first = growth_saturate(growth_carried(a->add, b));
	const __u64 then = growth_saturate(growth_carried(b->add, a));

	a->add = growth_saturate(first + then);
	growth_multiply(a, b);
}

/**
 * seccomm_type_growth() - the growth of a type
 * @type: its descriptor
 *
 * Return: its growth, no part of the factor 0.
 */
struct seccomm_growth seccomm_type_growth(const struct seccomm_type_desc *type)
{
	struct seccomm_growth growth = type->growth;

	growth.div = growth.div ? growth.div : 1;
	growth.mul = growth.mul > growth.div ? growth.mul : growth.div;
	return growth;
}

/**
 * seccomm_layer_growth() - the growth of a layer, with what its options add
 * @layer: the layer
 *
 * Return: its growth, no part of the factor 0.
 */
struct seccomm_growth
seccomm_layer_growth(const struct seccomm_layer_info *layer)
{
	const struct seccomm_type_desc *type = layer->type;
	struct seccomm_growth growth = seccomm_type_growth(type);
	__u64 add = growth.add;
	unsigned int k;

	for (k = 0; k < type->n_options; k++) {
		const struct seccomm_option_desc *option = &type->options[k];

		if (seccomm_option_in_force(option, layer->values[k]))
			add = growth_saturate(add + option->grow_add) +
			      (__u64)layer->values[k] * option->grow_mul;
	}
	growth.add = growth_saturate(add);
	return growth;
}

/* The most bytes that a message may have before @layer. */
static __u32 growth_taken(const struct seccomm_layer_info *layer)
{
	const struct seccomm_type_desc *type = layer->type;
	__u32 room = SECCOMM_MAX_WIRE;
	unsigned int k;

	for (k = 0; k < type->n_options; k++) {
		const struct seccomm_option_desc *option = &type->options[k];
		const __u32 value = layer->values[k];

		if (!option->reserve || !seccomm_option_in_force(option, value))
			continue;
		if (value < option->reserve)
			return 0;
		if (value - option->reserve < room)
			room = value - option->reserve;
	}
	return room;
}

/*
 * The growth of all layers on one event of @parent, -1 standing for the top, with all
 * layers below them. Recurses once for each level, of which there are SECCOMM_MAX_DEPTH
 * at most.
 */
static struct seccomm_growth
growth_of_event(const struct seccomm_checked *checked, int parent,
		unsigned int member)
{
	const struct seccomm_layer_info *layers = checked->layers;
	struct seccomm_growth sum = growth_none, layer, below;
	unsigned int i, k;

	for (i = parent + 1; i < checked->n_layers; i++) {
		if (layers[i].parent != parent || layers[i].member != member)
			continue;
		layer = seccomm_layer_growth(&layers[i]);
		for (k = 0; k < layers[i].n_members; k++) {
			below = growth_of_event(checked, i, k);
			growth_with(&layer, &below);
		}
		growth_then(&sum, &layer);
	}
	return sum;
}

/**
 * seccomm_find_growth() - how messages grow by all layers
 * @checked: the composition, its layers placed
 *
 * Return: the growth; its factor or its addend is the greatest of 32 bits where the
 * true one is that or more.
 */
struct seccomm_growth seccomm_find_growth(const struct seccomm_checked *checked)
{
	return growth_of_event(checked, -1, 0);
}

/**
 * seccomm_grows() - does a type make messages longer?
 * @type: its descriptor
 *
 * Return: true if so.
 */
bool seccomm_grows(const struct seccomm_type_desc *type)
{
	const struct seccomm_growth growth = seccomm_type_growth(type);
	unsigned int k;

	for (k = 0; k < type->n_options; k++)
		if (type->options[k].grow_mul || type->options[k].grow_add)
			return true;
	return growth.add || growth.mul > growth.div;
}

/* The longest body that becomes no more than @most bytes by @growth; 0 if not even one byte
 * does.
 */
static __u32 growth_longest(const struct seccomm_growth *growth, __u32 most)
{
	if (growth->add > most)
		return 0;
	/* The greatest n for which n * mul / div, rounded down, is no more than what
	 * @add leaves.
	 */
	return div_u64((most - growth->add + 1ULL) * growth->div - 1,
		       growth->mul);
}

/**
 * seccomm_find_limit() - the longest body that fits a packet, and each layer
 * @checked: the composition, its layers placed and its growth found
 *
 * All layers written before one are taken to run before it.
 * Return: bytes; 0 if not even one byte fits.
 */
__u32 seccomm_find_limit(const struct seccomm_checked *checked)
{
	__u32 limit = growth_longest(&checked->growth, SECCOMM_MAX_WIRE), fits;
	struct seccomm_growth before = growth_none, layer;
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++) {
		fits = growth_longest(&before,
				      growth_taken(&checked->layers[i]));
		if (fits < limit)
			limit = fits;
		layer = seccomm_layer_growth(&checked->layers[i]);
		growth_then(&before, &layer);
	}
	return limit;
}
