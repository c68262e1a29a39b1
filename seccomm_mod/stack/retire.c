// SPDX-License-Identifier: GPL-2.0
/*
 * Retiring a type that a module brought: the stacks that use it take no more sessions,
 * and give the type back when their last session has ended.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>
#include "mp/registry.h"
#include "netns.h"
#include "stack/layers.h"
#include "stack/retire.h"
#include "stack/stack.h"

void seccomm_stack_release_types(struct seccomm_stack *stack)
{
	unsigned int i = stack->n_layers;

	/* Only the caller that takes @sessions from 0 to -1 puts the types;
	 * seccomm_stack_tryget_types() fails from then on.
	 */
	if (atomic_cmpxchg(&stack->sessions, 0, -1))
		return;
	while (i--) {
		struct seccomm_layer *layer = &stack->layers[i];
		const struct seccomm_mp_type *mp = layer->mp;

		seccomm_layer_teardown(layer);
		/* The module may be unloaded while the stack is still listed. */
		layer->mp = NULL;
		layer->ops = NULL;
		layer->info.type = NULL;
		seccomm_mp_put(mp);
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stack_release_types);

bool seccomm_stack_tryget_types(struct seccomm_stack *stack)
{
	/* Fully ordered, as the cmpxchg of seccomm_stack_release_types() is: either
	 * this caller sees @retired, or retire_stack(), which sets it, sees the
	 * session.
	 */
	if (!atomic_inc_unless_negative(&stack->sessions))
		return false;
	if (likely(!READ_ONCE(stack->retired)))
		return true;
	seccomm_stack_put_types(stack);
	return false;
}

void seccomm_stack_hold_types(struct seccomm_stack *stack)
{
	atomic_inc(&stack->sessions);
	refcount_inc(&stack->ref);
}

void seccomm_stack_put_types(struct seccomm_stack *stack)
{
	if (atomic_dec_and_test(&stack->sessions) && READ_ONCE(stack->retired))
		seccomm_stack_release_types(stack);
}

bool seccomm_stack_has_retired(const struct seccomm_stack *stack)
{
	int i;

	for (i = 0; i < stack->n_layers; i++)
		if (READ_ONCE(stack->layers[i].mp->retired))
			return true;
	return false;
}

/* Retire the first stack that has to be: 1, and a reference on it. Called for each stack,
 * under the namespace's configuration mutex.
 */
static int retire_stack(struct seccomm_stack *stack, void *arg)
{
	struct seccomm_stack **retired = arg;

	/* A retired stack may have given its types back: do not look at them. */
	if (stack->retired || !seccomm_stack_has_retired(stack))
		return 0;
	WRITE_ONCE(stack->retired, true);
	/* Pairs with seccomm_stack_tryget_types(). */
	smp_mb();
	refcount_inc(&stack->ref);
	*retired = stack;
	return 1;
}

/* Layers are torn down outside of the mutex, since that may take as long as a log's disk. */
static void retire_stacks(struct net *net)
{
	struct seccomm_stack *stack;
	unsigned long pos = 0;

	while (seccomm_stack_for_each(net, &pos, retire_stack, &stack)) {
		seccomm_stack_release_types(stack);
		seccomm_stack_put(stack);
		/* Others may have been deleted meanwhile. */
		pos = 0;
	}
}

int seccomm_type_retire(const char *name, struct netlink_ext_ack *extack)
{
	struct net *net;
	int err;

	err = seccomm_mp_retire(name);
	if (err == -ENOENT)
		NL_SET_ERR_MSG(extack, "no such type: see seccommctl type show");
	else if (err)
		NL_SET_ERR_MSG(extack,
			       "a built-in type cannot be retired: delete the stacks that use it");
	if (err)
		return err;
	/* seccomm_stack_add() looks at the types of a stack that is added meanwhile
	 * under the same mutex.
	 */
	down_read(&net_rwsem);
	for_each_net(net) {
		/* A namespace that is going gives its stacks' types back as it goes. */
		if (!maybe_get_net(net))
			continue;
		up_read(&net_rwsem);
		retire_stacks(net);
		down_read(&net_rwsem);
		put_net(net);
	}
	up_read(&net_rwsem);
	return 0;
}
