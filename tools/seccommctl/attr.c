// SPDX-License-Identifier: GPL-2.0
/*
 * Reads netlink attributes; one that is absent or too short reads as zero.
 */
#include <linux/genetlink.h>
#include <string.h>

#include "nl.h"

uint8_t nl_cmd(const struct nlmsghdr *nlh)
{
	return ((const struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd;
}

static void take(const struct nlattr *attr, const struct nlattr **tb, int max)
{
	if (mnl_attr_get_type(attr) <= max)
		tb[mnl_attr_get_type(attr)] = attr;
}

void attr_parse(const struct nlmsghdr *nlh, const struct nlattr **tb, int max)
{
	const struct nlattr *attr;

	memset(tb, 0, sizeof(*tb) * (max + 1));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		take(attr, tb, max);
}

void attr_parse_nested(const struct nlattr *nest, const struct nlattr **tb,
		       int max)
{
	const struct nlattr *attr;

	memset(tb, 0, sizeof(*tb) * (max + 1));
	mnl_attr_for_each_nested(attr, nest) take(attr, tb, max);
}

void attr_bytes(const struct nlattr *attr, void *bytes, size_t len)
{
	memset(bytes, 0, len);
	if (attr && mnl_attr_get_payload_len(attr) >= len)
		memcpy(bytes, mnl_attr_get_payload(attr), len);
}

uint8_t attr_u8(const struct nlattr *attr)
{
	uint8_t value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

uint16_t attr_u16(const struct nlattr *attr)
{
	uint16_t value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

uint32_t attr_u32(const struct nlattr *attr)
{
	uint32_t value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

uint64_t attr_u64(const struct nlattr *attr)
{
	uint64_t value;

	attr_bytes(attr, &value, sizeof(value));
	return value;
}

const char *attr_str(const struct nlattr *attr)
{
	if (!attr || mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return "";
	return mnl_attr_get_str(attr);
}
