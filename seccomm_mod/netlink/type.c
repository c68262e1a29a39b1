// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on micro-protocol types: what each is, whether this kernel
 * can run it, and retiring one.
 */
#include "checker/growth.h"
#include "checker/valid.h"
#include "mp/available.h"
#include "mp/registry.h"
#include "netlink/family.h"
#include "stack/retire.h"
#include "stack/stack.h"

static int nl_type_put_option(struct sk_buff *skb,
			      const struct seccomm_option_desc *o)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_TYPE_OPTION);
	int i;

	if (!nest || nla_put_string(skb, SECCOMM_A_TYPE_OPTION_NAME, o->name))
		return -EMSGSIZE;
	if (o->kind == SECCOMM_OPTION_TEXT ?
		    nla_put_string(skb, SECCOMM_A_TYPE_OPTION_PRESET_TEXT,
				   o->preset_text) :
		    nla_put_u32(skb, SECCOMM_A_TYPE_OPTION_PRESET, o->preset))
		return -EMSGSIZE;
	if (o->kind == SECCOMM_OPTION_RANGE &&
	    (nla_put_u32(skb, SECCOMM_A_TYPE_OPTION_LEAST, o->min) ||
	     nla_put_u32(skb, SECCOMM_A_TYPE_OPTION_GREATEST, o->max)))
		return -EMSGSIZE;
	if ((o->local && nla_put_flag(skb, SECCOMM_A_TYPE_OPTION_LOCAL)) ||
	    (o->instead &&
	     nla_put_string(skb, SECCOMM_A_TYPE_OPTION_INSTEAD, o->instead)) ||
	    nla_put_s32(skb, SECCOMM_A_TYPE_OPTION_GROW_MUL, o->grow_mul) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_OPTION_GROW_ADD, o->grow_add) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_OPTION_RESERVE, o->reserve))
		return -EMSGSIZE;
	for (i = 0; i < o->n_values; i++)
		if (nla_put_u32(skb, SECCOMM_A_TYPE_OPTION_VALUE, o->values[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_type_put_desc(struct sk_buff *skb,
			    const struct seccomm_type_desc *d)
{
	const struct seccomm_growth growth = seccomm_type_growth(d);
	int i;

	if (nla_put_string(skb, SECCOMM_A_TYPE_NAME, d->name) ||
	    nla_put_u16(skb, SECCOMM_A_TYPE_VERSION, d->version) ||
	    (*d->algorithm &&
	     nla_put_string(skb, SECCOMM_A_TYPE_ALGORITHM, d->algorithm)) ||
	    (*d->family &&
	     nla_put_string(skb, SECCOMM_A_TYPE_FAMILY, d->family)) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_PROVIDES, d->provides) ||
	    nla_put_u8(skb, SECCOMM_A_TYPE_STRENGTH, d->strength) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_FLAGS, d->flags) ||
	    nla_put_u8(skb, SECCOMM_A_TYPE_SLOTS, d->slots) ||
	    (d->pk && nla_put_string(skb, SECCOMM_A_TYPE_PK, d->pk)) ||
	    nla_put_u16(skb, SECCOMM_A_TYPE_CIPHER_LEN,
			seccomm_type_key_len(d, "cipher")) ||
	    nla_put_u16(skb, SECCOMM_A_TYPE_IV_LEN,
			seccomm_type_key_len(d, "iv")) ||
	    nla_put_u16(skb, SECCOMM_A_TYPE_SALT_LEN,
			seccomm_type_key_len(d, "salt")) ||
	    nla_put_u16(skb, SECCOMM_A_TYPE_MAC_LEN,
			seccomm_type_key_len(d, "mac")) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_GROW_MUL,
			seccomm_grow_mul(&growth)) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_GROW_ADD, growth.add) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_COST_MESSAGE, d->cost_message) ||
	    nla_put_u32(skb, SECCOMM_A_TYPE_COST_BYTE, d->cost_byte))
		return -EMSGSIZE;
	for (i = 0; i < d->n_options; i++)
		if (nl_type_put_option(skb, &d->options[i]))
			return -EMSGSIZE;
	return 0;
}

static int nl_type_fill(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_mp_type *type = arg;
	const struct seccomm_type_desc *desc = type->desc;
	u32 values[SECCOMM_MAX_OPTIONS] = {};
	const char *lacks = NULL;
	int i, err;

	err = nl_type_put_desc(skb, desc);
	if (err)
		return err;
	for (i = 0; i < desc->n_options; i++)
		values[i] = desc->options[i].preset;
	err = seccomm_mp_available(type, values, &lacks);
	if (err && err != -ENOENT && err != -EOPNOTSUPP)
		return err;
	if (nla_put_u8(skb, SECCOMM_A_TYPE_RUNNABLE, !err) ||
	    (err && lacks &&
	     nla_put_string(skb, SECCOMM_A_TYPE_LACKS, lacks)) ||
	    nla_put_string(skb, SECCOMM_A_TYPE_MODULE,
			   module_name(type->owner ?: THIS_MODULE)) ||
	    (READ_ONCE(type->retired) &&
	     nla_put_flag(skb, SECCOMM_A_TYPE_RETIRED)))
		return -EMSGSIZE;
	return 0;
}

int seccomm_nl_type_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct seccomm_mp_type *type;
	char name[SECCOMM_NAME_LEN];
	int err;

	err = seccomm_nl_needed_name(name, info->attrs, SECCOMM_A_TYPE_NAME,
				     NULL, info->extack);
	if (err)
		return err;
	type = seccomm_mp_get(name);
	if (!type)
		return nl_deny(info->extack, info->attrs[SECCOMM_A_TYPE_NAME],
			       -ENOENT,
			       "no such type: see seccommctl type show");
	err = seccomm_nl_reply(info, nl_type_fill, type);
	seccomm_mp_put(type);
	return err;
}

/**
 * struct type_dump - a dump of types under way
 * @dump: the dump
 * @n: types seen by this call
 */
struct type_dump {
	struct seccomm_nl_dump dump;
	unsigned long n;
};

static int nl_type_dump(const struct seccomm_mp_type *type, void *arg)
{
	struct type_dump *t = arg;
	void *hdr;
	int err;

	if (t->n++ < t->dump.cb->args[0])
		return 0;
	hdr = seccomm_nl_entry(&t->dump, SECCOMM_CMD_TYPE_GET);
	if (!hdr)
		return -EMSGSIZE;
	err = seccomm_nl_entry_end(&t->dump, hdr,
				   nl_type_fill(t->dump.skb, type));
	if (!err)
		t->dump.cb->args[0]++;
	return err;
}

int seccomm_nl_type_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct type_dump t = { .dump = { .skb = skb, .cb = cb } };
	int err = seccomm_nl_dump_check(cb);

	if (err)
		return err;
	return seccomm_nl_dumped(skb, seccomm_mp_for_each(nl_type_dump, &t));
}

int seccomm_nl_type_retire_doit(struct sk_buff *skb, struct genl_info *info)
{
	char name[SECCOMM_NAME_LEN];
	int err;

	err = seccomm_nl_needed_name(name, info->attrs, SECCOMM_A_TYPE_NAME,
				     NULL, info->extack);
	return err ?: seccomm_type_retire(name, info->extack);
}
