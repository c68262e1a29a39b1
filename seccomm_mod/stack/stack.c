// SPDX-License-Identifier: GPL-2.0
/*
 * From a checked composition to a frozen plan: layers get their types, the
 * engine its events and bindings.
 */
#include <linux/netlink.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include "keydist/psk.h"
#include "mp/registry.h"
#include "netns.h"
#include "notify.h"
#include "session/session.h"
#include "socket/policy.h"

/**
 * struct compose - what is needed while a stack is composed
 * @stack: the stack
 * @checked: the checker's view of it
 * @composite: the engine's
 * @events: names of the events declared, by engine index
 * @n_events: how many
 */
struct compose {
	struct seccomm_stack *stack;
	const struct seccomm_checked *checked;
	struct cactus_composite *composite;
	const char *events[CACTUS_MAX_EVENTS];
	unsigned int n_events;
};

/* The engine's index of an event by name, declared when first met. */
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

/* Bind one position on one path: the handler that undoes or does it there. */
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
	struct cactus_bind b = {
		.name = name,
		.order = use_down ? inst->d_order : inst->u_order,
		.handler = use_down ? layer->ops->down : layer->ops->up,
		.arg = layer,
		.growth = { .mul = 1 },
		.raises = raises,
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
	if (down) {
		b.growth.mul = info->type->grow_mul + 1;
		b.growth.add = info->type->grow_add;
	}
	if (info->type->flags & SECCOMM_META) {
		b.n_raises = inst->n_down;
		layer->n_events = inst->n_down;
		for (i = 0; i < inst->n_down; i++) {
			/* Upward the last method is undone first. */
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
	/* A type with nothing to do on this path costs nothing there. */
	return b.handler ? cactus_bind(c->composite, &b) : 0;
}

static int refuse_retired(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "a type of this stack is retired: see seccommctl type show");
	return -ENOENT;
}

static int compose_layers(struct compose *c, struct netlink_ext_ack *extack)
{
	struct seccomm_stack *stack = c->stack;
	const char *lacks = NULL;
	u32 offset = 0;
	int i, err;

	for (i = 0; i < c->checked->n_layers; i++) {
		struct seccomm_layer *layer = &stack->layers[i];

		layer->info = c->checked->layers[i];
		layer->index = i;
		layer->ops = seccomm_mp_get(layer->info.type->name);
		if (!layer->ops) {
			NL_SET_ERR_MSG(extack, "a type has gone: see seccommctl type show");
			return -ENOENT;
		}
		stack->n_layers++;
		if (READ_ONCE(layer->ops->retired))
			return refuse_retired(extack);
		err = layer->ops->available ?
			      layer->ops->available(layer->info.values,
						    &lacks) :
			      0;
		if (err == -ENOENT)
			NL_SET_ERR_MSG(extack,
				       "this kernel lacks an algorithm: see seccommctl type show");
		if (err)
			return err;
		layer->offset = offset;
		offset += ALIGN(layer->ops->state_size, 16);
		if (layer->info.type->flags & SECCOMM_NEEDS_SIMD)
			stack->needs_simd = true;
		if (layer->ops->early)
			stack->n_early++;
		if (layer->info.slot != SECCOMM_NO_SLOT) {
			stack->derive[layer->info.slot] = layer->info.derive;
			stack->provider[layer->info.slot] =
				layer->info.provider;
		}
	}
	stack->state_size = offset;
	for (i = 0; i < stack->n_layers; i++) {
		err = compose_bind(c, &stack->layers[i], true);
		if (!err)
			err = compose_bind(c, &stack->layers[i], false);
		if (err)
			return err;
	}
	return 0;
}

static int compose(struct seccomm_stack *stack,
		   const struct seccomm_checked *checked,
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
	err = seccomm_psk_bind(c->composite, stack->ev_miss);
	if (!err)
		err = seccomm_session_timer_bind(c->composite, stack->ev_timer);
	if (!err)
		err = compose_layers(c, extack);
	if (err)
		goto destroy;
	stack->plan = cactus_freeze(c->composite, &fault);
	if (IS_ERR(stack->plan)) {
		err = PTR_ERR(stack->plan);
		stack->plan = NULL;
		text = cactus_fault_str(fault.kind);
		netlink_ext_ack_copy(extack, text, text);
	}
destroy:
	cactus_composite_destroy(c->composite);
free:
	kfree(c);
	return err;
}

static void stack_free(struct seccomm_stack *stack)
{
	if (stack->plan)
		cactus_plan_put(stack->plan);
	seccomm_stack_release_types(stack);
	kfree(stack->layers);
	kfree(stack->canonical);
	kvfree(stack->composition);
	kfree_rcu(stack, rcu);
	seccomm_destroyed(SECCOMM_OBJ_STACK);
}

static struct seccomm_stack *stack_find(struct seccomm_net *snet,
					const char *name)
{
	struct seccomm_stack *stack;

	list_for_each_entry_rcu(stack, &snet->stacks, link,
				lockdep_is_held(&snet->config))
		if (!strcmp(stack->name, name))
			return stack;
	return NULL;
}

int seccomm_stack_add(struct net *net, const char *name,
		      struct seccomm_composition *composition,
		      const struct seccomm_checked *checked,
		      struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_event event = {
		.kind = SECCOMM_EVENT_STACK_ADDED,
		.stack = name,
	};
	struct seccomm_stack *stack;
	int err = -ENOMEM;

	stack = kzalloc(sizeof(*stack), GFP_KERNEL_ACCOUNT);
	if (!stack) {
		kvfree(composition);
		return -ENOMEM;
	}
	seccomm_created(SECCOMM_OBJ_STACK);
	refcount_set(&stack->ref, 1);
	stack->net = net;
	stack->composition = composition;
	strscpy(stack->name, name, sizeof(stack->name));
	if (!checked->accepted || !checked->n_layers) {
		err = -EINVAL;
		goto free;
	}
	stack->slots = checked->slots_used;
	memcpy(stack->floors, checked->floors, sizeof(stack->floors));
	stack->canonical = kstrdup(checked->canonical, GFP_KERNEL_ACCOUNT);
	stack->layers = kcalloc(checked->n_layers, sizeof(*stack->layers),
				GFP_KERNEL_ACCOUNT);
	if (!stack->canonical || !stack->layers)
		goto free;
	err = seccomm_stack_digest(stack->canonical, stack->digest);
	if (!err)
		err = compose(stack, checked, extack);
	if (err)
		goto free;
	/* The checker bounds it; the plan's own figure is what memory is got for. */
	stack->grow = cactus_plan_growth(stack->plan, stack->ev_down);
	stack->limit = (SECCOMM_MAX_WIRE - stack->grow.add) / stack->grow.mul;

	mutex_lock(&snet->config);
	if (stack_find(snet, stack->name)) {
		mutex_unlock(&snet->config);
		NL_SET_ERR_MSG(extack, "a stack of this name exists: delete it first");
		err = -EEXIST;
		goto free;
	}
	if (seccomm_stack_has_retired(stack)) {
		mutex_unlock(&snet->config);
		err = refuse_retired(extack);
		goto free;
	}
	if (snet->n_stacks >= READ_ONCE(snet->max_stacks)) {
		mutex_unlock(&snet->config);
		NL_SET_ERR_MSG(extack,
			       "too many stacks in this namespace: delete some, or raise net.seccomm.max_stacks");
		err = -ENOSPC;
		goto free;
	}
	list_add_tail_rcu(&stack->link, &snet->stacks);
	snet->n_stacks++;
	mutex_unlock(&snet->config);
	seccomm_notify_event(net, &event);
	return 0;
free:
	stack_free(stack);
	return err;
}

int seccomm_stack_del(struct net *net, const char *name,
		      struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_event event = {
		.kind = SECCOMM_EVENT_STACK_DELETED,
		.stack = name,
	};
	struct seccomm_stack *stack;

	mutex_lock(&snet->config);
	stack = stack_find(snet, name);
	/* From 0 users to none ever again: seccomm_stack_use() sees the -1. */
	if (stack && atomic_cmpxchg(&stack->users, 0, -1)) {
		if (seccomm_policy_names(snet, stack))
			NL_SET_ERR_MSG(extack,
				       "stack in use by the policy: delete its rules (seccommctl policy show)");
		else
			NL_SET_ERR_MSG(extack,
				       "stack in use: close its sockets (seccommctl session show)");
		mutex_unlock(&snet->config);
		return -EBUSY;
	}
	if (stack) {
		list_del_rcu(&stack->link);
		snet->n_stacks--;
	}
	mutex_unlock(&snet->config);
	if (!stack) {
		NL_SET_ERR_MSG(extack, "no such stack: see seccommctl stack show");
		return -ENOENT;
	}
	seccomm_notify_event(net, &event);
	seccomm_stack_put(stack);
	return 0;
}

struct seccomm_stack *seccomm_stack_get(struct net *net, const char *name)
{
	struct seccomm_stack *stack;

	rcu_read_lock();
	stack = stack_find(seccomm_net(net), name);
	if (stack && !refcount_inc_not_zero(&stack->ref))
		stack = NULL;
	rcu_read_unlock();
	return stack;
}

void seccomm_stack_put(struct seccomm_stack *stack)
{
	if (refcount_dec_and_test(&stack->ref))
		stack_free(stack);
}

struct seccomm_stack *seccomm_stack_use(struct net *net, const char *name)
{
	struct seccomm_stack *stack = seccomm_stack_get(net, name);

	if (stack && !atomic_inc_unless_negative(&stack->users)) {
		seccomm_stack_put(stack);
		return NULL;
	}
	return stack;
}

struct seccomm_stack *seccomm_stack_use_again(struct seccomm_stack *stack)
{
	atomic_inc(&stack->users);
	refcount_inc(&stack->ref);
	return stack;
}

void seccomm_stack_leave(struct seccomm_stack *stack)
{
	atomic_dec(&stack->users);
}

void seccomm_stack_unuse(struct seccomm_stack *stack)
{
	seccomm_stack_leave(stack);
	seccomm_stack_put(stack);
}

int seccomm_stack_for_each(struct net *net, unsigned long *pos,
			   int (*fn)(struct seccomm_stack *stack, void *arg),
			   void *arg)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_stack *stack;
	unsigned long n = 0;
	int ret = 0;

	mutex_lock(&snet->config);
	list_for_each_entry(stack, &snet->stacks, link) {
		if (n++ < *pos)
			continue;
		ret = fn(stack, arg);
		if (ret)
			break;
		(*pos)++;
	}
	mutex_unlock(&snet->config);
	return ret;
}

void seccomm_stack_net_exit(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_stack *stack, *tmp;

	list_for_each_entry_safe(stack, tmp, &snet->stacks, link) {
		list_del_rcu(&stack->link);
		seccomm_stack_put(stack);
	}
	snet->n_stacks = 0;
}
