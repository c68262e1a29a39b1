// SPDX-License-Identifier: GPL-2.0
/*
 * The registry of micro-protocol types: built in, and brought by modules.
 * Whoever uses a type holds its module, until the type is retired.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include "checker/builtin.h"
#include "checker/growth.h"
#include "checker/valid.h"
#include "mp/registry.h"

/* So that the fast implementations are there before the first session. */
MODULE_SOFTDEP("pre: crypto-aes crypto-sha256");

static LIST_HEAD(types);
static DEFINE_MUTEX(types_mutex);

/* No owner: this module is pinned by sockets, not by its own types. */
static const struct {
	const struct seccomm_type_desc *desc;
	struct seccomm_mp_ops *ops;
} builtin[] = {
#define TYPE(name) { &seccomm_desc_##name, &seccomm_##name },
#include "checker/list.h"
};

static struct seccomm_mp_ops *find(const char *name)
{
	struct seccomm_mp_ops *ops;

	lockdep_assert_held(&types_mutex);
	list_for_each_entry(ops, &types, link)
		if (!strcmp(ops->desc->name, name))
			return ops;
	return NULL;
}

/**
 * seccomm_mp_register() - make a micro-protocol type known
 * @ops: the type; must stay until seccomm_mp_unregister() and its module's end
 *
 * Context: process, may sleep.
 * Return: 0, -EEXIST if the name is taken, -EINVAL if @ops is incomplete, or its
 * descriptor is none that the checker would take.
 */
int seccomm_mp_register(struct seccomm_mp_ops *ops)
{
	int err = 0;

	if (!ops->desc || !seccomm_type_valid(ops->desc) ||
	    (!ops->down && !ops->up))
		return -EINVAL;
	/* Only a handler downward makes a message longer. */
	if (!ops->down && seccomm_grows(ops->desc))
		return -EINVAL;
	mutex_lock(&types_mutex);
	if (find(ops->desc->name))
		err = -EEXIST;
	else
		list_add_tail(&ops->link, &types);
	/* A module that is loaded again brings a fresh type. */
	if (!err)
		WRITE_ONCE(ops->retired, false);
	mutex_unlock(&types_mutex);
	return err;
}
EXPORT_SYMBOL_GPL(seccomm_mp_register);

/**
 * seccomm_mp_unregister() - no new stack can use the type from here on
 * @ops: the type
 *
 * Called as its module goes, which it cannot while stacks use it; how these let
 * go of it is in stack/retire.c.
 * Context: process, may sleep.
 */
void seccomm_mp_unregister(struct seccomm_mp_ops *ops)
{
	mutex_lock(&types_mutex);
	list_del(&ops->link);
	mutex_unlock(&types_mutex);
}
EXPORT_SYMBOL_GPL(seccomm_mp_unregister);

const struct seccomm_mp_ops *seccomm_mp_get(const char *name)
{
	struct seccomm_mp_ops *ops;

	mutex_lock(&types_mutex);
	ops = find(name);
	if (ops && !try_module_get(ops->owner))
		ops = NULL;
	mutex_unlock(&types_mutex);
	return ops;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_get);

void seccomm_mp_put(const struct seccomm_mp_ops *ops)
{
	module_put(ops->owner);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_put);

int seccomm_mp_retire(const char *name)
{
	struct seccomm_mp_ops *ops;
	int err = 0;

	mutex_lock(&types_mutex);
	ops = find(name);
	if (!ops)
		err = -ENOENT;
	else if (!ops->owner)
		err = -EOPNOTSUPP;
	else
		WRITE_ONCE(ops->retired, true);
	mutex_unlock(&types_mutex);
	return err;
}

const struct seccomm_type_desc *seccomm_mp_lookup_desc(const char *name,
						       void *ctx)
{
	struct seccomm_mp_hold *hold = ctx;
	const struct seccomm_mp_ops *ops;
	unsigned int i;

	for (i = 0; i < hold->n; i++)
		if (!strcmp(hold->ops[i]->desc->name, name))
			return hold->ops[i]->desc;
	if (hold->n == ARRAY_SIZE(hold->ops))
		return NULL;
	ops = seccomm_mp_get(name);
	if (!ops)
		return NULL;
	hold->ops[hold->n++] = ops;
	return ops->desc;
}

void seccomm_mp_release(struct seccomm_mp_hold *hold)
{
	while (hold->n)
		seccomm_mp_put(hold->ops[--hold->n]);
}

/* The type at place @i, with a reference; NULL behind the last. */
static const struct seccomm_mp_ops *get_nth(unsigned int i)
{
	struct seccomm_mp_ops *ops, *found = NULL;

	mutex_lock(&types_mutex);
	list_for_each_entry(ops, &types, link) {
		if (i) {
			i--;
		} else if (try_module_get(ops->owner)) {
			found = ops;
			break;
		}
	}
	mutex_unlock(&types_mutex);
	return found;
}

int seccomm_mp_for_each(int (*fn)(const struct seccomm_mp_ops *ops, void *arg),
			void *arg)
{
	const struct seccomm_mp_ops *ops;
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && (ops = get_nth(i)); i++) {
		ret = fn(ops, arg);
		seccomm_mp_put(ops);
	}
	return ret;
}

void seccomm_mp_exit(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(builtin); i++)
		if (builtin[i].ops->desc)
			seccomm_mp_unregister(builtin[i].ops);
}

int __init seccomm_mp_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(builtin); i++) {
		builtin[i].ops->desc = builtin[i].desc;
		err = seccomm_mp_register(builtin[i].ops);
		if (err) {
			builtin[i].ops->desc = NULL;
			seccomm_mp_exit();
			return err;
		}
	}
	return 0;
}
