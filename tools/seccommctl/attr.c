// SPDX-License-Identifier: GPL-2.0
/*
 * Reads netlink attributes; one that is absent or too short reads as zero.
 */
#include <linux/genetlink.h>
#include <string.h>

#include "nl.h"

__u8 nl_cmd(const struct nlmsghdr *nlh)
{
	return ((const struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd;
}

/* Call @fn for the attributes from @at to @end, of one type or any. */
static void walk(const void *at, const void *end, int type,
		 void (*fn)(const struct nlattr *attr, void *arg), void *arg)
{
	const struct nlattr *attr = at;

	while (mnl_attr_ok(attr, (const char *)end - (const char *)attr)) {
		if (type == ATTR_ANY || mnl_attr_get_type(attr) == type)
			fn(attr, arg);
		attr = mnl_attr_next(attr);
	}
}

void attr_each(const struct nlmsghdr *nlh, int type,
	       void (*fn)(const struct nlattr *attr, void *arg), void *arg)
{
	walk(mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr)),
	     mnl_nlmsg_get_payload_tail(nlh), type, fn, arg);
}

void attr_each_nested(const struct nlattr *nest, int type,
		      void (*fn)(const struct nlattr *attr, void *arg),
		      void *arg)
{
	const char *at = mnl_attr_get_payload(nest);

	walk(at, at + mnl_attr_get_payload_len(nest), type, fn, arg);
}

/**
 * struct table - attributes by type
 * @tb: the table
 * @max: its highest index
 */
struct table {
	const struct nlattr **tb;
	int max;
};

static void take(const struct nlattr *attr, void *arg)
{
	struct table *t = arg;

	if (mnl_attr_get_type(attr) <= t->max)
		t->tb[mnl_attr_get_type(attr)] = attr;
}

void attr_parse(const struct nlmsghdr *nlh, const struct nlattr **tb, int max)
{
	struct table t = { tb, max };

	memset(tb, 0, sizeof(*tb) * (max + 1));
	attr_each(nlh, ATTR_ANY, take, &t);
}

void attr_parse_nested(const struct nlattr *nest, const struct nlattr **tb,
		       int max)
{
	struct table t = { tb, max };

	memset(tb, 0, sizeof(*tb) * (max + 1));
	attr_each_nested(nest, ATTR_ANY, take, &t);
}

void attr_bytes(const struct nlattr *attr, void *bytes, size_t len)
{
	memset(bytes, 0, len);
	if (attr && mnl_attr_get_payload_len(attr) >= len)
		memcpy(bytes, mnl_attr_get_payload(attr), len);
}

__u8 attr_u8(const struct nlattr *attr)
{
	__u8 value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

__u16 attr_u16(const struct nlattr *attr)
{
	__u16 value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

__u32 attr_u32(const struct nlattr *attr)
{
	__u32 value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

__u64 attr_u64(const struct nlattr *attr)
{
	__u64 value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

const char *attr_str(const struct nlattr *attr)
{
	if (!attr || mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return "";
	return mnl_attr_get_str(attr);
}
