// SPDX-License-Identifier: GPL-2.0
/*
 * Retiring a type that a module brought: its stacks take no more sessions, and
 * with the last one's end they let go of the module.
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

	/* Only the caller that makes it -1 goes on; no session comes after that. */
	if (atomic_cmpxchg(&stack->sessions, 0, -1))
		return;
	while (i--) {
		struct seccomm_layer *layer = &stack->layers[i];
		const struct seccomm_mp_type *mp = layer->mp;

		seccomm_layer_teardown(layer);
		/* The module may go now, and the stack stay listed. */
		layer->mp = NULL;
		layer->ops = NULL;
		layer->info.type = NULL;
		seccomm_mp_put(mp);
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stack_release_types);

bool seccomm_stack_tryget_types(struct seccomm_stack *stack)
{
	/* Fully ordered, as is the cmpxchg: either we see @retired, or who set it
	 * sees a session.
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

/* Called for each stack, under the namespace's configuration mutex. */
static int retire_stack(struct seccomm_stack *stack, void *arg)
{
	/* Of those that are, the types may have gone already. */
	if (stack->retired || !seccomm_stack_has_retired(stack))
		return 0;
	WRITE_ONCE(stack->retired, true);
	/* Pairs with seccomm_stack_tryget_types(). */
	smp_mb();
	seccomm_stack_release_types(stack);
	return 0;
}

int seccomm_type_retire(const char *name, struct netlink_ext_ack *extack)
{
	unsigned long pos;
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
	/* A stack that is added meanwhile looks at its types under the mutex. */
	down_read(&net_rwsem);
	for_each_net(net) {
		pos = 0;
		seccomm_stack_for_each(net, &pos, retire_stack, NULL);
	}
	up_read(&net_rwsem);
	return 0;
}
