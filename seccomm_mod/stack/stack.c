// SPDX-License-Identifier: GPL-2.0
/*
 * A namespace's stacks: their list, their names, and the references on them.
 */
#include <linux/netlink.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include "netns.h"
#include "notify.h"
#include "stack/compose.h"
#include "stack/retire.h"
#include "stack/stack.h"

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
		      const struct seccomm_sides *sides,
		      struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_event event = {
		.kind = SECCOMM_EVENT_STACK_ADDED,
		.stack = name,
	};
	struct seccomm_setup setup = { .net = net };
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
	setup.digest = stack->digest;
	if (!err)
		err = seccomm_compose(stack, checked, sides, &setup, extack);
	if (err)
		goto free;
	stack->growth = checked->growth;
	stack->limit = checked->limit;

	mutex_lock(&snet->config);
	if (stack_find(snet, stack->name)) {
		mutex_unlock(&snet->config);
		NL_SET_ERR_MSG(extack, "a stack of this name exists: delete it first");
		err = -EEXIST;
		goto free;
	}
	if (seccomm_stack_has_retired(stack)) {
		mutex_unlock(&snet->config);
		err = seccomm_compose_retired(extack);
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
	/* From 0 users to -1, with which seccomm_stack_get_user() fails. */
	if (stack && atomic_cmpxchg(&stack->users, 0, -1)) {
		if (stack->rules)
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

struct seccomm_stack *seccomm_stack_get_user(struct net *net, const char *name)
{
	struct seccomm_stack *stack = seccomm_stack_get(net, name);

	if (stack && !atomic_inc_unless_negative(&stack->users)) {
		seccomm_stack_put(stack);
		return NULL;
	}
	return stack;
}

struct seccomm_stack *seccomm_stack_hold_user(struct seccomm_stack *stack)
{
	atomic_inc(&stack->users);
	refcount_inc(&stack->ref);
	return stack;
}

void seccomm_stack_drop_user(struct seccomm_stack *stack)
{
	atomic_dec(&stack->users);
}

void seccomm_stack_put_user(struct seccomm_stack *stack)
{
	seccomm_stack_drop_user(stack);
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
