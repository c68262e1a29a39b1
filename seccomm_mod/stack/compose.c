// SPDX-License-Identifier: GPL-2.0
/*
 * From a checked composition to a frozen plan: layers get their types, the
 * engine its events and bindings. It needs no namespace.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/fips.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include "checker/growth.h"
#include "checker/length.h"
#include "checker/method.h"
#include "keydist/keydist.h"
#include "mp/available.h"
#include "mp/registry.h"
#include "stack/compose.h"
#include "stack/layers.h"
#include "stack/stack.h"

/* The engine does not refuse for its bounds what the checker accepts. */
static_assert(SECCOMM_MAX_DEPTH == CACTUS_MAX_DEPTH);
static_assert(SECCOMM_MAX_RAISED <= CACTUS_MAX_RAISES);
static_assert(SECCOMM_MAX_INSTANCES <= CACTUS_MAX_HANDLERS);

/**
 * struct compose - what is needed while a stack is composed
 * @stack: the stack
 * @checked: the checker's view of the stack's composition
 * @setup: what the layers are set up for
 * @composite: the engine's composite, of which the plan is made
 * @events: names of the events declared, by engine index
 * @n_events: number of @events
 */
struct compose {
	struct seccomm_stack *stack;
	const struct seccomm_checked *checked;
	const struct seccomm_setup *setup;
	struct cactus_composite *composite;
	const char *events[CACTUS_MAX_EVENTS];
	unsigned int n_events;
};

/* The engine's index of the event @name, which is declared when first met. */
static int compose_event(struct compose *c, const char *name,
			 enum cactus_dir dir)
{
	unsigned int i;
	int ev;

	for (i = 0; i < c->n_events; i++)
		if (!strcmp(c->events[i], name))
			return i;
	ev = cactus_event_declare(c->composite, name, dir);
	if (ev >= 0)
		c->events[c->n_events++] = name;
	return ev;
}

/* The cost of a layer's handler in the engine's units, by the figures of its type. */
static struct cactus_cost compose_cost(const struct seccomm_type_desc *type)
{
	bool known = type->cost_message || type->cost_byte;
	u64 message = known ? type->cost_message : SECCOMM_UNKNOWN_COST_MESSAGE;

	return (struct cactus_cost){
		.message = message * CACTUS_COST_PARTS,
		.byte = known ? type->cost_byte : SECCOMM_UNKNOWN_COST_BYTE,
	};
}

/* What the raises of a type's handlers do with a message, all taken together. */
static enum cactus_combine compose_combine(const struct seccomm_type_desc *type)
{
	if (type->flags & SECCOMM_TYPE_ONE_OF)
		return CACTUS_ONE_OF;
	return type->flags & SECCOMM_TYPE_SPLIT ? CACTUS_SPLIT : CACTUS_EACH;
}

/* Bind one layer on one path: the handler of its type that does or undoes its work
 * there.
 */
static int compose_bind(struct compose *c, struct seccomm_layer *layer,
			bool down)
{
	const struct seccomm_layer_info *info = &layer->info;
	u8 index = down ? info->down_instance : info->up_instance;
	const struct seccomm_instance *inst =
		&c->stack->composition->instances[index];
	struct cactus_raise raises[SECCOMM_MAX_RAISED];
	/* A swapped instance's d_event lies on the upward path. */
	bool use_down = down != (bool)info->swapped;
	char name[CACTUS_NAME_LEN];
	struct seccomm_growth growth;
	struct cactus_bind b = {
		.name = name,
		.order = use_down ? inst->d_order : inst->u_order,
		.handler = use_down ? layer->ops->down : layer->ops->up,
		.arg = layer,
		.growth = { .mul = 1 },
		.cost = compose_cost(info->type),
		.raises = raises,
		.combine = compose_combine(info->type),
	};
	int ev, i;

	snprintf(name, sizeof(name), "%s#%u", info->type->name, index);
	ev = compose_event(c, use_down ? inst->d_event : inst->u_event,
			   down ? CACTUS_DOWN : CACTUS_UP);
	if (ev < 0)
		return ev;
	b.event = ev;
	if (info->type->flags & SECCOMM_TYPE_MAY_SLEEP)
		b.flags |= CACTUS_MAY_SLEEP;
	if (info->type->flags & SECCOMM_TYPE_REENTRANT)
		b.flags |= CACTUS_REENTRANT;
	if (info->type->flags & SECCOMM_TYPE_MAY_HOLD)
		b.flags |= CACTUS_MAY_HOLD;
	if (down) {
		growth = seccomm_layer_growth(info);
		b.growth.mul = growth.mul;
		b.growth.div = growth.div;
		b.growth.add = growth.add;
	}
	if (info->type->flags & SECCOMM_TYPE_META) {
		b.n_raises = inst->n_down;
		layer->n_events = inst->n_down;
		for (i = 0; i < inst->n_down; i++) {
			/* Upward the last member is undone first. */
			const char *child = down ? inst->down[i] :
						   inst->up[inst->n_up - 1 - i];

			ev = compose_event(c, child,
					   down ? CACTUS_DOWN : CACTUS_UP);
			if (ev < 0)
				return ev;
			raises[i].event = ev;
			raises[i].mode = CACTUS_SYNC;
			if (down)
				layer->down[i] = ev;
			else
				layer->up[i] = ev;
		}
	}
	/* A type without a handler for this path is not bound and costs nothing there. */
	return b.handler ? cactus_bind(c->composite, &b) : 0;
}

int seccomm_compose_retired(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "a type of this stack is retired: see seccommctl type show");
	return -ENOENT;
}

/* Can this kernel run the layer's type, and may it, and is the type not retired? 0, -ENOENT
 * or -EOPNOTSUPP with the extended ack set, or what the type says.
 */
static int compose_able(const struct seccomm_layer *layer,
			struct netlink_ext_ack *extack)
{
	const char *lacks = NULL;
	int err;

	if (READ_ONCE(layer->mp->retired))
		return seccomm_compose_retired(extack);
	err = seccomm_mp_available(layer->mp, layer->info.values, &lacks);
	if (err == -ENOENT)
		NL_SET_ERR_MSG(extack,
			       "this kernel lacks an algorithm: see seccommctl type show");
	else if (err == -EOPNOTSUPP)
		NL_SET_ERR_MSG(extack,
			       "this kernel is in FIPS mode, which refuses a type: see seccommctl type show");
	return err;
}

/* Give a layer its type, whose reference the stack keeps, bind it on both paths and set
 * it up.
 */
static int compose_layer(struct compose *c, struct seccomm_layer *layer,
			 struct netlink_ext_ack *extack)
{
	int err;

	layer->mp = seccomm_mp_get(layer->info.type->name);
	if (!layer->mp) {
		NL_SET_ERR_MSG(extack, "a type has gone: see seccommctl type show");
		return -ENOENT;
	}
	layer->ops = layer->mp->ops;
	err = compose_able(layer, extack);
	if (!err)
		err = compose_bind(c, layer, true);
	if (!err)
		err = compose_bind(c, layer, false);
	/* Last: the type's setup() may use all that is known of the layer. */
	if (!err)
		err = seccomm_layer_setup(layer, c->setup);
	if (err)
		seccomm_mp_put(layer->mp);
	return err;
}

static int compose_layers(struct compose *c, struct netlink_ext_ack *extack)
{
	struct seccomm_stack *stack = c->stack;
	int i, err;

	for (i = 0; i < c->checked->n_layers; i++) {
		struct seccomm_layer *layer = &stack->layers[i];

		layer->info = c->checked->layers[i];
		layer->index = i;
		layer->offset = stack->state_size;
		err = compose_layer(c, layer, extack);
		if (err)
			return err;
		stack->n_layers++;
		stack->state_size += ALIGN(layer->ops->state_size, 16);
		if (layer->info.type->flags & SECCOMM_TYPE_NEEDS_SIMD)
			stack->needs_simd = true;
		if (layer->ops->early)
			stack->n_early++;
		if (layer->info.slot != SECCOMM_NO_SLOT)
			stack->declared[layer->info.slot] =
				layer->info.declared;
	}
	return 0;
}

/* Can this kernel run a method, and may it? 0, or -ENOENT or -EOPNOTSUPP with the extended ack
 * set.
 */
static int compose_method_able(const struct seccomm_method *method,
			       struct netlink_ext_ack *extack)
{
	const char *lacks;

	if (fips_enabled && !seccomm_keydist_approved(method)) {
		NL_SET_ERR_MSG(extack,
			       "this kernel is in FIPS mode, which refuses x25519 and dsa2048: use other groups, and RSA");
		return -EOPNOTSUPP;
	}
	lacks = seccomm_keydist_lacks(method);
	if (!lacks)
		return 0;
	netlink_ext_ack_copy(extack, lacks, lacks);
	return -ENOENT;
}

/* Can this kernel run the methods of all slots in use, and may it? 0, or what
 * compose_method_able() says. Note whether one of them is costly, and what their credentials may
 * be longer by.
 */
static int compose_methods(struct seccomm_stack *stack,
			   struct netlink_ext_ack *extack)
{
	const struct seccomm_slot *slot;
	unsigned int i, k;
	int err;

	for (i = 0; i < SECCOMM_MAX_SLOTS; i++) {
		slot = stack->declared[i];
		for (k = 0; slot && k < slot->n_methods; k++) {
			err = compose_method_able(&slot->methods[k], extack);
			if (err)
				return err;
			if (seccomm_method_costly(&slot->methods[k]))
				stack->costly = true;
		}
	}
	stack->chain_room = seccomm_chain_room(stack->declared);
	return 0;
}

/* Does the plan grow a message exactly as the checker has promised? send_alloc() makes
 * room by the checker's figure, and handlers rely on the plan's.
 */
static bool compose_grows_as(const struct seccomm_stack *stack,
			     const struct seccomm_growth *promised)
{
	struct cactus_growth growth =
		cactus_plan_growth(stack->plan, stack->ev_down);

	return growth.mul == promised->mul && growth.div == promised->div &&
	       growth.add == promised->add;
}

int seccomm_compose(struct seccomm_stack *stack,
		    const struct seccomm_checked *checked,
		    const struct seccomm_sides *sides,
		    const struct seccomm_setup *setup,
		    struct netlink_ext_ack *extack)
{
	struct compose *c;
	struct cactus_fault fault;
	const char *text;
	int err;

	c = kzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	c->stack = stack;
	c->checked = checked;
	c->setup = setup;
	c->composite = cactus_composite_create();
	if (IS_ERR_OR_NULL(c->composite)) {
		err = -ENOMEM;
		goto free;
	}
	err = compose_event(c, "msgFromAbove", CACTUS_DOWN);
	if (err < 0)
		goto destroy;
	stack->ev_down = err;
	err = compose_event(c, "dataMsgFromBelow", CACTUS_UP);
	if (err < 0)
		goto destroy;
	stack->ev_up = err;
	err = compose_event(c, "keyMiss", CACTUS_SIDE);
	if (err < 0)
		goto destroy;
	stack->ev_miss = err;
	err = compose_event(c, "sessionTimer", CACTUS_SIDE);
	if (err < 0)
		goto destroy;
	stack->ev_timer = err;
	err = sides->key_miss(c->composite, stack->ev_miss);
	if (!err)
		err = sides->timer(c->composite, stack->ev_timer);
	if (!err)
		err = compose_layers(c, extack);
	if (!err)
		err = compose_methods(stack, extack);
	if (err)
		goto destroy;
	stack->plan = cactus_freeze(c->composite, &fault);
	if (IS_ERR(stack->plan)) {
		err = PTR_ERR(stack->plan);
		stack->plan = NULL;
		text = cactus_fault_str(fault.kind);
		netlink_ext_ack_copy(extack, text, text);
	} else if (WARN_ON_ONCE(!compose_grows_as(stack, &checked->growth))) {
		err = -EINVAL;
	}
destroy:
	cactus_composite_destroy(c->composite);
free:
	kfree(c);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_compose);
