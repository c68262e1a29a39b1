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

/* Has the fast implementations loaded before the first session needs them. */
MODULE_SOFTDEP("pre: crypto-aes crypto-sha256");

static LIST_HEAD(types);
static DEFINE_MUTEX(types_mutex);

/* The types of this module need no owner, since sockets hold the module. */
static struct seccomm_mp_type builtin[] = {
#define TYPE(name) { .desc = &seccomm_desc_##name, .ops = &seccomm_##name },
#include "checker/list.h"
};

static struct seccomm_mp_type *registry_find(const char *name)
{
	struct seccomm_mp_type *type;

	lockdep_assert_held(&types_mutex);
	list_for_each_entry(type, &types, link)
		if (!strcmp(type->desc->name, name))
			return type;
	return NULL;
}

/**
 * seccomm_mp_register() - make a micro-protocol type known
 * @type: the type; must stay until seccomm_mp_unregister() and its module's end
 *
 * Context: process, may sleep.
 * Return: 0, -EEXIST if the name is taken, -EINVAL if @type is incomplete, its
 * descriptor is none that the checker would take, or the descriptor does not say that
 * cactus_raise_all() is the handler, or says so of another.
 */
int seccomm_mp_register(struct seccomm_mp_type *type)
{
	bool in_order;
	int err = 0;

	if (!type->desc || !seccomm_type_valid(type->desc) || !type->ops ||
	    (!type->ops->down && !type->ops->up))
		return -EINVAL;
	/* Only a handler downward makes a message longer. */
	if (!type->ops->down && seccomm_grows(type->desc))
		return -EINVAL;
	/* The engine knows the order of this handler's raises, and of no other's. */
	in_order = type->ops->down == cactus_raise_all;
	if (in_order != !!(type->desc->flags & SECCOMM_TYPE_IN_ORDER))
		return -EINVAL;
	mutex_lock(&types_mutex);
	if (registry_find(type->desc->name))
		err = -EEXIST;
	else
		list_add_tail(&type->link, &types);
	/* A module that is loaded again brings a fresh type. */
	if (!err)
		WRITE_ONCE(type->retired, false);
	mutex_unlock(&types_mutex);
	return err;
}
EXPORT_SYMBOL_GPL(seccomm_mp_register);

/**
 * seccomm_mp_unregister() - no new stack can use the type from here on
 * @type: the type
 *
 * To be called when the type's module is unloaded, which is not possible while stacks use
 * the type; stack/retire.c makes them give it back.
 * Context: process, may sleep.
 */
void seccomm_mp_unregister(struct seccomm_mp_type *type)
{
	mutex_lock(&types_mutex);
	list_del(&type->link);
	mutex_unlock(&types_mutex);
}
EXPORT_SYMBOL_GPL(seccomm_mp_unregister);

const struct seccomm_mp_type *seccomm_mp_get(const char *name)
{
	struct seccomm_mp_type *type;

	mutex_lock(&types_mutex);
	type = registry_find(name);
	if (type && !try_module_get(type->owner))
		type = NULL;
	mutex_unlock(&types_mutex);
	return type;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_get);

void seccomm_mp_put(const struct seccomm_mp_type *type)
{
	module_put(type->owner);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_put);

int seccomm_mp_retire(const char *name)
{
	struct seccomm_mp_type *type;
	int err = 0;

	mutex_lock(&types_mutex);
	type = registry_find(name);
	if (!type)
		err = -ENOENT;
	else if (!type->owner)
		err = -EOPNOTSUPP;
	else
		WRITE_ONCE(type->retired, true);
	mutex_unlock(&types_mutex);
	return err;
}

const struct seccomm_type_desc *seccomm_mp_lookup_desc(const char *name,
						       void *ctx)
{
	struct seccomm_mp_hold *hold = ctx;
	const struct seccomm_mp_type *type;
	unsigned int i;

	for (i = 0; i < hold->n; i++)
		if (!strcmp(hold->types[i]->desc->name, name))
			return hold->types[i]->desc;
	if (hold->n == ARRAY_SIZE(hold->types))
		return NULL;
	type = seccomm_mp_get(name);
	if (!type)
		return NULL;
	hold->types[hold->n++] = type;
	return type->desc;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_lookup_desc);

void seccomm_mp_release(struct seccomm_mp_hold *hold)
{
	while (hold->n)
		seccomm_mp_put(hold->types[--hold->n]);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_release);

/* The type at place @i, with a reference; NULL behind the last. */
static const struct seccomm_mp_type *registry_get_nth(unsigned int i)
{
	struct seccomm_mp_type *type, *found = NULL;

	mutex_lock(&types_mutex);
	list_for_each_entry(type, &types, link) {
		if (i) {
			i--;
		} else if (try_module_get(type->owner)) {
			found = type;
			break;
		}
	}
	mutex_unlock(&types_mutex);
	return found;
}

int seccomm_mp_for_each(int (*fn)(const struct seccomm_mp_type *type,
				  void *arg),
			void *arg)
{
	const struct seccomm_mp_type *type;
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && (type = registry_get_nth(i)); i++) {
		ret = fn(type, arg);
		seccomm_mp_put(type);
	}
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_mp_for_each);

void seccomm_mp_exit(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(builtin); i++)
		seccomm_mp_unregister(&builtin[i]);
}

int __init seccomm_mp_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(builtin); i++) {
		err = seccomm_mp_register(&builtin[i]);
		if (err) {
			while (i--)
				seccomm_mp_unregister(&builtin[i]);
			return err;
		}
	}
	return 0;
}
