// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on stacks: add, delete, get, dump, and check, which says
 * what add would.
 */
#include <linux/mm.h>
#include "audit/log.h"
#include "checker/check.h"
#include "checker/growth.h"
#include "keydist/keydist.h"
#include "mp/registry.h"
#include "netlink/composition.h"
#include "netlink/family.h"
#include "session/timer.h"
#include "stack/compose.h"
#include "stack/retire.h"
#include "stack/stack.h"

/* Longest text that an extended ack can copy, NUL included. */
#define SECCOMM_ACK_LEN 80

static const struct seccomm_sides sides = {
	.key_miss = seccomm_keydist_bind,
	.timer = seccomm_session_timer_bind,
};

/**
 * struct judged - a request's composition and the checker's verdict
 * @composition: composition as sent; NULL once given away
 * @hold: references on the types that the composition names
 * @checked: the verdict
 */
struct judged {
	struct seccomm_composition *composition;
	struct seccomm_mp_hold hold;
	struct seccomm_checked checked;
};

static void nl_stack_judged_free(struct judged *j)
{
	seccomm_mp_release(&j->hold);
	kvfree(j->composition);
	kvfree(j);
}

static struct judged *nl_stack_judge(struct genl_info *info)
{
	struct judged *j = kvzalloc(sizeof(*j), GFP_KERNEL_ACCOUNT);
	int err = -ENOMEM;

	if (!j)
		return ERR_PTR(-ENOMEM);
	j->composition = kvzalloc(sizeof(*j->composition), GFP_KERNEL_ACCOUNT);
	if (j->composition)
		err = seccomm_nl_get_composition(info, j->composition);
	if (err) {
		nl_stack_judged_free(j);
		return ERR_PTR(err);
	}
	seccomm_check(j->composition, seccomm_mp_lookup_desc, &j->hold,
		      &j->checked);
	return j;
}

static const struct nlattr *nl_stack_instance(const struct genl_info *info,
					      int n)
{
	const struct nlattr *attr;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(attr) == SECCOMM_A_STACK_INSTANCE && !n--)
			return attr;
	return NULL;
}

/* Set the extended ack to why a composition is refused, as far as it fits: "rule:
 * remedy". On kernels that do not copy text to acks only the rule's id is sent.
 */
static void nl_stack_refuse(const struct seccomm_finding *f,
			    struct genl_info *info)
{
	struct netlink_ext_ack *extack = info->extack;
	char text[SECCOMM_ACK_LEN];
	int len;

	len = snprintf(text, sizeof(text), "%s: %s", f->rule, f->remedy);
	if (len >= sizeof(text))
		strscpy(text + sizeof(text) - 4, "...", 4);
	netlink_ext_ack_copy(extack, f->rule, text);
	if (f->instance >= 0)
		NL_SET_BAD_ATTR(extack, nl_stack_instance(info, f->instance));
}

int seccomm_nl_stack_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct seccomm_composition *composition;
	char name[SECCOMM_NAME_LEN];
	struct judged *j;
	int err;

	err = seccomm_nl_needed_name(name, info->attrs, SECCOMM_A_STACK_NAME,
				     NULL, info->extack);
	if (err)
		return err;
	j = nl_stack_judge(info);
	if (IS_ERR(j))
		return PTR_ERR(j);
	if (j->checked.accepted) {
		composition = j->composition;
		j->composition = NULL;
		err = seccomm_stack_add(genl_info_net(info), name, composition,
					&j->checked, &sides, info->extack);
		if (!err)
			seccomm_nl_changed(genl_info_net(info));
		else if (err == -EEXIST)
			NL_SET_BAD_ATTR(info->extack,
					info->attrs[SECCOMM_A_STACK_NAME]);
	} else {
		nl_stack_refuse(&j->checked.findings[0], info);
		err = -EINVAL;
	}
	nl_stack_judged_free(j);
	return err;
}

int seccomm_nl_stack_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	char name[SECCOMM_NAME_LEN];
	int err;

	err = seccomm_nl_needed_name(name, info->attrs, SECCOMM_A_STACK_NAME,
				     NULL, info->extack);
	if (err)
		return err;
	err = seccomm_stack_del(genl_info_net(info), name, info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack,
				info->attrs[SECCOMM_A_STACK_NAME]);
	else
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

static u32 nl_stack_saturate(u64 value)
{
	return min_t(u64, value, U32_MAX);
}

/* Put the costs of the dearer direction. Swapped layers, and types that work in one
 * direction only, make the directions differ.
 */
static int nl_stack_put_cost(struct sk_buff *skb,
			     const struct seccomm_stack *stack)
{
	struct cactus_cost down = cactus_plan_cost(stack->plan, stack->ev_down);
	struct cactus_cost up = cactus_plan_cost(stack->plan, stack->ev_up);
	u64 message = div_u64(max(down.message, up.message), CACTUS_COST_PARTS);

	if (nla_put_u32(skb, SECCOMM_A_STACK_COST_MESSAGE,
			nl_stack_saturate(message)) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_COST_BYTE,
			nl_stack_saturate(max(down.byte, up.byte))))
		return -EMSGSIZE;
	return 0;
}

static int nl_stack_put_summary(struct sk_buff *skb,
				const struct seccomm_stack *stack)
{
	/* A stack that is deleted but still referenced has -1 users. */
	int users = max(atomic_read(&stack->users), 0);

	if (nla_put_string(skb, SECCOMM_A_STACK_NAME, stack->name) ||
	    nla_put(skb, SECCOMM_A_STACK_DIGEST, sizeof(stack->digest),
		    stack->digest) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_GROW_MUL,
			seccomm_grow_mul(&stack->growth)) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_GROW_ADD, stack->growth.add) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_LIMIT, stack->limit) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_USERS, users) ||
	    (READ_ONCE(stack->retired) &&
	     nla_put_flag(skb, SECCOMM_A_STACK_RETIRED)))
		return -EMSGSIZE;
	return nl_stack_put_cost(skb, stack);
}

static int nl_stack_put_atom(struct sk_buff *skb,
			     const struct seccomm_atom *atom)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_FLOOR_ATOM);

	if (!nest || nla_put_u8(skb, SECCOMM_A_ATOM_KIND, atom->kind))
		return -EMSGSIZE;
	if ((atom->kind == SECCOMM_ATOM_FAMILY ||
	     atom->kind == SECCOMM_ATOM_AGENT) &&
	    nla_put_string(skb, SECCOMM_A_ATOM_FAMILY, atom->family))
		return -EMSGSIZE;
	if (atom->kind != SECCOMM_ATOM_FAMILY &&
	    atom->kind != SECCOMM_ATOM_AGENT &&
	    atom->kind != SECCOMM_ATOM_SESSION &&
	    nla_put_u8(skb, SECCOMM_A_ATOM_SLOT, atom->slot))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_stack_put_floors(struct sk_buff *skb,
			       const struct seccomm_floor *floors)
{
	const struct seccomm_floor *floor;
	struct nlattr *nest;
	int i, k, n;

	for (i = 0; i < SECCOMM_N_FLOORS; i++) {
		floor = &floors[i];
		n = floor->least > SECCOMM_MAX_WITNESS ? 0 : floor->least;
		nest = nla_nest_start(skb, SECCOMM_A_STACK_FLOOR);
		if (!nest || nla_put_u8(skb, SECCOMM_A_FLOOR_PROPERTY, i) ||
		    nla_put_u8(skb, SECCOMM_A_FLOOR_LEAST, floor->least))
			return -EMSGSIZE;
		for (k = 0; k < n; k++)
			if (nl_stack_put_atom(skb, &floor->witness[k]))
				return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int nl_stack_put_log(struct sk_buff *skb,
			    const struct seccomm_layer *layer)
{
	struct seccomm_log_info info;
	struct nlattr *nest;

	seccomm_log_read(layer->priv, &info);
	nest = nla_nest_start(skb, SECCOMM_A_STACK_LOG);
	if (!nest ||
	    nla_put(skb, SECCOMM_A_LOG_PATH, layer->info.path_len,
		    layer->info.path) ||
	    (info.attached && nla_put_flag(skb, SECCOMM_A_LOG_ATTACHED)) ||
	    (info.error && nla_put_u32(skb, SECCOMM_A_LOG_ERROR, info.error)) ||
	    nla_put_u32(skb, SECCOMM_A_LOG_CHECKPOINTS, info.checkpoints))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * struct stack_told - a stack, as it is told to a sender
 * @stack: the stack
 * @types: the stack has its types, on which the teller has a reference
 */
struct stack_told {
	const struct seccomm_stack *stack;
	bool types;
};

static int nl_stack_put_logs(struct sk_buff *skb, const struct stack_told *told)
{
	const struct seccomm_stack *stack = told->stack;
	unsigned int i;
	int err = 0;

	for (i = 0; told->types && !err && i < stack->n_layers; i++)
		if (stack->layers[i].ops == &seccomm_non_repudiation)
			err = nl_stack_put_log(skb, &stack->layers[i]);
	return err;
}

static int nl_stack_fill(struct sk_buff *skb, const void *arg)
{
	const struct stack_told *told = arg;
	const struct seccomm_stack *stack = told->stack;

	if (nl_stack_put_summary(skb, stack) ||
	    nla_put_string(skb, SECCOMM_A_STACK_CANONICAL, stack->canonical))
		return -EMSGSIZE;
	if (seccomm_nl_put_composition(skb, stack->composition) ||
	    nl_stack_put_logs(skb, told))
		return -EMSGSIZE;
	return nl_stack_put_floors(skb, stack->floors);
}

int seccomm_nl_stack_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct seccomm_stack *stack;
	char name[SECCOMM_NAME_LEN];
	struct stack_told told;
	int err;

	err = seccomm_nl_needed_name(name, info->attrs, SECCOMM_A_STACK_NAME,
				     NULL, info->extack);
	if (err)
		return err;
	stack = seccomm_stack_get(genl_info_net(info), name);
	if (!stack)
		return nl_deny(info->extack, info->attrs[SECCOMM_A_STACK_NAME],
			       -ENOENT,
			       "no such stack: see seccommctl stack show");
	told.stack = stack;
	told.types = seccomm_stack_tryget_types(stack);
	err = seccomm_nl_reply(info, nl_stack_fill, &told);
	if (told.types)
		seccomm_stack_put_types(stack);
	seccomm_stack_put(stack);
	return err;
}

static int nl_stack_dump(struct seccomm_stack *stack, void *arg)
{
	const struct seccomm_nl_dump *dump = arg;
	void *hdr = seccomm_nl_entry(dump, SECCOMM_CMD_STACK_GET);

	if (!hdr)
		return -EMSGSIZE;
	return seccomm_nl_entry_end(dump, hdr,
				    nl_stack_put_summary(dump->skb, stack));
}

int seccomm_nl_stack_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct seccomm_nl_dump dump = { .skb = skb, .cb = cb };
	unsigned long *pos = (unsigned long *)&cb->args[0];
	struct net *net = sock_net(skb->sk);
	int err;

	err = seccomm_nl_dump_check(cb);
	if (err)
		return err;
	cb->seq = seccomm_nl_generation(net);
	err = seccomm_stack_for_each(net, pos, nl_stack_dump, &dump);
	return seccomm_nl_dumped(skb, err);
}

static int nl_stack_put_finding(struct sk_buff *skb,
				const struct seccomm_finding *f)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_STACK_FINDING);

	if (!nest || nla_put_string(skb, SECCOMM_A_FINDING_RULE, f->rule) ||
	    nla_put_u8(skb, SECCOMM_A_FINDING_SEVERITY, f->severity) ||
	    nla_put_string(skb, SECCOMM_A_FINDING_REMEDY, f->remedy))
		return -EMSGSIZE;
	if (f->instance >= 0 &&
	    nla_put_u16(skb, SECCOMM_A_FINDING_INSTANCE, f->instance))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_stack_fill_verdict(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_checked *c = arg;
	u8 digest[SECCOMM_HASH_LEN];
	int i, err;

	if (nla_put_u8(skb, SECCOMM_A_STACK_ACCEPTED, c->accepted))
		return -EMSGSIZE;
	for (i = 0; i < c->n_findings; i++)
		if (nl_stack_put_finding(skb, &c->findings[i]))
			return -EMSGSIZE;
	if (!c->accepted)
		return 0;
	err = seccomm_stack_digest(c->canonical, digest);
	if (err)
		return err;
	if (nla_put_string(skb, SECCOMM_A_STACK_CANONICAL, c->canonical) ||
	    nla_put(skb, SECCOMM_A_STACK_DIGEST, sizeof(digest), digest) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_GROW_MUL,
			seccomm_grow_mul(&c->growth)) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_GROW_ADD, c->growth.add) ||
	    nla_put_u32(skb, SECCOMM_A_STACK_LIMIT, c->limit))
		return -EMSGSIZE;
	return nl_stack_put_floors(skb, c->floors);
}

int seccomm_nl_check_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_STACK_NAME];
	char name[SECCOMM_NAME_LEN];
	struct judged *j;
	int err;

	err = attr ? seccomm_nl_name(name, attr, info->extack) : 0;
	if (err)
		return err;
	j = nl_stack_judge(info);
	if (IS_ERR(j))
		return PTR_ERR(j);
	err = seccomm_nl_reply(info, nl_stack_fill_verdict, &j->checked);
	nl_stack_judged_free(j);
	return err;
}
