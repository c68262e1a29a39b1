// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on the logs of NonRepudiation: attach a file, let go of it.
 */
#include <linux/file.h>
#include "audit/log.h"
#include "mp/mp.h"
#include "netlink/family.h"
#include "stack/retire.h"
#include "stack/stack.h"

/**
 * struct audit_place - a position of NonRepudiation that a request is about
 * @stack: the stack, a reference, and one on its types
 * @log: the position's log
 */
struct audit_place {
	struct seccomm_stack *stack;
	struct seccomm_log *log;
};

static struct seccomm_log *nl_audit_log(const struct seccomm_stack *stack,
					const struct nlattr *path)
{
	unsigned int i;

	for (i = 0; i < stack->n_layers; i++) {
		const struct seccomm_layer *layer = &stack->layers[i];

		if (layer->ops == &seccomm_non_repudiation &&
		    nla_len(path) == layer->info.path_len &&
		    !memcmp(nla_data(path), layer->info.path,
			    layer->info.path_len))
			return layer->priv;
	}
	return NULL;
}

static void nl_audit_put(struct audit_place *place)
{
	seccomm_stack_put_types(place->stack);
	seccomm_stack_put(place->stack);
}

/* Find what a request is about; nl_audit_put() follows. 0 or a negative errno. */
static int nl_audit_get(struct genl_info *info, struct audit_place *place)
{
	const struct nlattr *path = info->attrs[SECCOMM_A_AUDIT_PATH];
	char name[SECCOMM_NAME_LEN];
	int err;

	err = seccomm_nl_needed_name(name, info->attrs, SECCOMM_A_AUDIT_STACK,
				     NULL, info->extack);
	if (err)
		return err;
	if (!path)
		return nl_missing(info->extack, NULL, SECCOMM_A_AUDIT_PATH,
				  "name a position: see seccommctl stack show");
	if (!nla_len(path) || nla_len(path) > SECCOMM_MAX_DEPTH)
		return nl_deny(info->extack, path, -EINVAL,
			       "a position has from 1 to 8 indexes");
	place->stack = seccomm_stack_get(genl_info_net(info), name);
	if (!place->stack)
		return nl_deny(info->extack, info->attrs[SECCOMM_A_AUDIT_STACK],
			       -ENOENT,
			       "no such stack: see seccommctl stack show");
	if (!seccomm_stack_tryget_types(place->stack)) {
		seccomm_stack_put(place->stack);
		return nl_deny(info->extack, info->attrs[SECCOMM_A_AUDIT_STACK],
			       -ENOENT, "a type of this stack is retired");
	}
	place->log = nl_audit_log(place->stack, path);
	if (place->log)
		return 0;
	nl_audit_put(place);
	return nl_deny(info->extack, path, -ENOENT,
		       "no NonRepudiation there: see seccommctl stack show");
}

/* Take what a request says of the file, but for the file itself. */
static int nl_audit_start(const struct genl_info *info,
			  struct seccomm_log_start *start)
{
	struct nlattr *const *attrs = info->attrs;

	if (!attrs[SECCOMM_A_AUDIT_FD])
		return nl_missing(info->extack, NULL, SECCOMM_A_AUDIT_FD,
				  "give a file's descriptor");
	if (!attrs[SECCOMM_A_AUDIT_SIZE])
		return nl_missing(info->extack, NULL, SECCOMM_A_AUDIT_SIZE,
				  "give the file's size");
	if (!attrs[SECCOMM_A_AUDIT_SEQUENCE])
		return nl_missing(info->extack, NULL, SECCOMM_A_AUDIT_SEQUENCE,
				  "give the next record's number");
	start->size = nla_get_u64(attrs[SECCOMM_A_AUDIT_SIZE]);
	start->chain.sequence = nla_get_u64(attrs[SECCOMM_A_AUDIT_SEQUENCE]);
	if (start->chain.sequence && !attrs[SECCOMM_A_AUDIT_LAST])
		return nl_missing(info->extack, NULL, SECCOMM_A_AUDIT_LAST,
				  "give the last record's hash");
	if (attrs[SECCOMM_A_AUDIT_LAST])
		memcpy(start->chain.last, nla_data(attrs[SECCOMM_A_AUDIT_LAST]),
		       sizeof(start->chain.last));
	start->rotate = attrs[SECCOMM_A_AUDIT_ROTATE];
	return 0;
}

int seccomm_nl_audit_attach_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *fd = info->attrs[SECCOMM_A_AUDIT_FD];
	struct seccomm_log_start start = {};
	struct audit_place place;
	int err;

	/* Whoever answers for the file can hold up the kernel's own workers, so the right to
	 * configure a network namespace is not enough.
	 */
	if (!netlink_capable(skb, CAP_NET_ADMIN))
		return nl_deny(info->extack, NULL, -EPERM,
			       "attach logs from the initial user namespace");
	err = nl_audit_start(info, &start);
	if (!err)
		err = nl_audit_get(info, &place);
	if (err)
		return err;
	start.stack = place.stack->name;
	start.canonical = place.stack->canonical;
	/* The request is handled in the sender's own context. */
	start.file = fget(nla_get_u32(fd));
	if (!start.file) {
		err = nl_deny(info->extack, fd, -EBADF,
			      "no descriptor of the sender's");
		goto put;
	}
	err = seccomm_log_attach(place.log, &start, info->extack);
	fput(start.file);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
put:
	nl_audit_put(&place);
	return err;
}

int seccomm_nl_audit_detach_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct audit_place place;
	int err;

	err = nl_audit_get(info, &place);
	if (err)
		return err;
	err = seccomm_log_detach(place.log, info->extack);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
	nl_audit_put(&place);
	return err;
}
