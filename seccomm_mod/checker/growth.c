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
#include "checker/pk.h"
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

/* Make @a the growth of @a or @b, whichever is more. */
static void growth_most(struct seccomm_growth *a,
			const struct seccomm_growth *b)
{
	if ((__u64)b->mul * a->div > (__u64)a->mul * b->div) {
		a->mul = b->mul;
		a->div = b->div;
	}
	a->add = a->add > b->add ? a->add : b->add;
}

/* Make @a the growth of @a and @b together, each for a part of the message that may be as
 * long as all of it.
 */
static void growth_sum(struct seccomm_growth *a, const struct seccomm_growth *b)
{
	const __u32 common = growth_divisor(a->div, b->div);
	const __u64 first = (__u64)a->mul * (b->div / common);
	const __u64 mul = first + (__u64)b->mul * (a->div / common);

	a->add = growth_saturate((__u64)a->add + b->add);
	if (mul < first)
		growth_fit(a, MOST, 1);
	else
		growth_fit(a, mul, (__u64)a->div * (b->div / common));
}

/**
 * seccomm_type_growth() - the growth of a type, but for what options add
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

/* Bytes of the modulus of a layer's key pairs; 0: it has none. */
static __u32 growth_modulus(const struct seccomm_layer_info *layer)
{
	if (!layer->type->pk || layer->declared->pk == SECCOMM_PK_DSA2048)
		return 0;
	return seccomm_pk_rsa_len(layer->declared->pk);
}

/**
 * seccomm_layer_growth() - the growth of a layer by itself
 * @layer: the layer
 *
 * Return: what its type and the values of its options make of a message, without what the
 * layers below it do; no part of the factor is 0.
 */
struct seccomm_growth
seccomm_layer_growth(const struct seccomm_layer_info *layer)
{
	const struct seccomm_type_desc *type = layer->type;
	struct seccomm_growth growth = seccomm_type_growth(type);
	unsigned int k;
	__s64 add;

	growth.add = growth_saturate((__u64)growth.add + growth_modulus(layer));
	for (k = 0; k < type->n_options; k++) {
		const struct seccomm_option_desc *option = &type->options[k];

		if (!seccomm_option_in_force(option, layer->values[k]))
			continue;
		add = growth_saturate((__u64)growth.add + option->grow_add);
		add += (__s64)layer->values[k] * option->grow_mul;
		growth.add = add < 0 ? 0 : growth_saturate(add);
	}
	return growth;
}

/* The growth of a layer with all layers below it. */
static struct seccomm_growth
growth_of_layer(const struct seccomm_checked *checked, unsigned int i)
{
	const struct seccomm_layer_info *layer = &checked->layers[i];
	struct seccomm_growth growth = growth_none, by;
	unsigned int k;

	/* The parts are summed up; else the message begins as it is. */
	if (layer->type->flags & SECCOMM_TYPE_SPLIT)
		growth.mul = 0;
	for (k = 0; k < layer->n_members; k++) {
		by = seccomm_member_growth(checked, i, k);
		if (layer->type->flags & SECCOMM_TYPE_SPLIT)
			growth_sum(&growth, &by);
		else if (layer->type->flags & SECCOMM_TYPE_ONE_OF)
			growth_most(&growth, &by);
		else if (layer->type->flags & SECCOMM_TYPE_IN_ORDER)
			growth_then(&growth, &by);
		else
			growth_with(&growth, &by);
	}
	by = seccomm_layer_growth(layer);
	/* What a choice or a split adds stands behind what its members have made. */
	if (layer->type->flags & (SECCOMM_TYPE_SPLIT | SECCOMM_TYPE_ONE_OF))
		growth_then(&growth, &by);
	else
		growth_with(&growth, &by);
	return growth;
}

/**
 * seccomm_member_growth() - the growth of what is bound to one event of a layer
 * @checked: the composition, its layers placed
 * @parent: the layer, or -1 for the top
 * @member: which of its events
 *
 * Recurses once for each level, of which there are SECCOMM_MAX_DEPTH at most.
 *
 * Return: the growth by all layers on the event, with all layers below them.
 */
struct seccomm_growth
seccomm_member_growth(const struct seccomm_checked *checked, int parent,
		      unsigned int member)
{
	const struct seccomm_layer_info *layers = checked->layers;
	struct seccomm_growth sum = growth_none, layer;
	unsigned int i;

	for (i = parent + 1; i < checked->n_layers; i++) {
		if (layers[i].parent != parent || layers[i].member != member)
			continue;
		layer = growth_of_layer(checked, i);
		growth_then(&sum, &layer);
	}
	return sum;
}

/* Do all members of a layer make as many bytes of n? */
static bool growth_alike(const struct seccomm_checked *checked,
			 unsigned int layer)
{
	const struct seccomm_growth first =
		seccomm_member_growth(checked, layer, 0);
	unsigned int k;

	for (k = 1; k < checked->layers[layer].n_members; k++) {
		const struct seccomm_growth other =
			seccomm_member_growth(checked, layer, k);

		if ((__u64)first.mul * other.div !=
			    (__u64)other.mul * first.div ||
		    first.add != other.add)
			return false;
	}
	return true;
}

/**
 * seccomm_grows_evenly() - is growth linear: does the length alone say what becomes of it?
 * @checked: the composition, its layers placed
 * @layer: index of the layer
 *
 * Return: true if the layer, with all below it, makes a * n + b bytes of n, whatever they
 * are and whatever their number.
 */
bool seccomm_grows_evenly(const struct seccomm_checked *checked,
			  unsigned int layer)
{
	const struct seccomm_layer_info *layers = checked->layers;
	unsigned int i = layer;

	/* The layers below follow it, with longer paths. */
	do {
		const struct seccomm_growth growth =
			seccomm_layer_growth(&layers[i]);

		if ((layers[i].type->flags & SECCOMM_TYPE_UNEVEN) ||
		    growth.mul % growth.div)
			return false;
		if ((layers[i].type->flags & SECCOMM_TYPE_ONE_OF) &&
		    !growth_alike(checked, i))
			return false;
		i++;
	} while (i < checked->n_layers &&
		 layers[i].path_len > layers[layer].path_len);
	return true;
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
	return seccomm_member_growth(checked, -1, 0);
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
	return growth.add || growth.mul > growth.div || type->pk;
}

/**
 * seccomm_longest() - the longest body that becomes no more than so many bytes
 * @growth: how a body grows, no part of the factor 0
 * @most: bytes that it may become
 *
 * Return: bytes; 0 if not even one byte fits.
 */
__u32 seccomm_longest(const struct seccomm_growth *growth, __u32 most)
{
	if (growth->add > most)
		return 0;
	/* The greatest n for which n * mul / div, rounded down, is no more than what
	 * @add leaves.
	 */
	return div_u64((most - growth->add + 1ULL) * growth->div - 1,
		       growth->mul);
}

/* The most bytes that a message may have before @layer. */
static __u32 growth_taken(const struct seccomm_layer_info *layer)
{
	const struct seccomm_type_desc *type = layer->type;
	const __u32 modulus = growth_modulus(layer);
	__u32 room = SECCOMM_MAX_WIRE;
	unsigned int k;

	if (modulus && (type->provides & SECCOMM_PRIVACY))
		room = SECCOMM_OAEP_CHUNKS * (modulus - SECCOMM_OAEP_MORE);

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

/* The most that becomes of a message in meta @layer before its member @member. */
static struct seccomm_growth
growth_within(const struct seccomm_checked *checked, unsigned int layer,
	      unsigned int member)
{
	const struct seccomm_layer_info *meta = &checked->layers[layer];
	struct seccomm_growth growth = growth_none, by;
	unsigned int k;

	if (meta->type->flags & (SECCOMM_TYPE_SPLIT | SECCOMM_TYPE_ONE_OF))
		return growth;
	for (k = 0; k < meta->n_members; k++) {
		by = seccomm_member_growth(checked, layer, k);
		if (k < member && (meta->type->flags & SECCOMM_TYPE_IN_ORDER))
			growth_then(&growth, &by);
		else if (k != member &&
			 !(meta->type->flags & SECCOMM_TYPE_IN_ORDER))
			growth_with(&growth, &by);
	}
	by = seccomm_layer_growth(meta);
	growth_with(&growth, &by);
	return growth;
}

/* The most that becomes of a message before @layer. Recurses once for each level. */
static struct seccomm_growth
growth_before(const struct seccomm_checked *checked, unsigned int layer)
{
	const struct seccomm_layer_info *layers = checked->layers;
	const int parent = layers[layer].parent;
	struct seccomm_growth growth = growth_none, by;
	unsigned int i;

	if (parent >= 0) {
		growth = growth_before(checked, parent);
		by = growth_within(checked, parent, layers[layer].member);
		growth_then(&growth, &by);
	}
	for (i = parent + 1; i < layer; i++) {
		if (layers[i].parent != parent ||
		    layers[i].member != layers[layer].member)
			continue;
		by = growth_of_layer(checked, i);
		growth_then(&growth, &by);
	}
	return growth;
}

/**
 * seccomm_find_limit() - the longest body that fits a packet, and each layer
 * @checked: the composition, its layers placed and its growth found
 *
 * Return: bytes; 0 if not even one byte fits.
 */
__u32 seccomm_find_limit(const struct seccomm_checked *checked)
{
	__u32 limit = seccomm_longest(&checked->growth, SECCOMM_MAX_WIRE);
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++) {
		const __u32 taken = growth_taken(&checked->layers[i]);
		const struct seccomm_growth before = growth_before(checked, i);
		const __u32 fits = seccomm_longest(&before, taken);

		if (fits < limit)
			limit = fits;
	}
	return limit;
}
