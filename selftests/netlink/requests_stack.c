// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about compositions: names, instances, slots, and what is told of floors.
 */
#include "requests.h"
#include "checker/checker.h"

static struct nlattr *put_head(struct nlmsghdr *nlh, const char *type)
{
	struct nlattr *nest =
		mnl_attr_nest_start(nlh, SECCOMM_A_STACK_INSTANCE);

	if (type)
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_TYPE, type);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_D_EVENT, "msgFromAbove");
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_U_EVENT, "dataMsgFromBelow");
	return nest;
}

static void put_orders(struct nlmsghdr *nlh, int down, int up)
{
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_D_ORDER, down);
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_U_ORDER, up);
}

static void put_nulls(struct nlmsghdr *nlh, int n)
{
	struct nlattr *nest;
	int i;

	for (i = 0; i < n; i++) {
		nest = put_head(nlh, "NullSecurity");
		put_orders(nlh, i, n - i);
		mnl_attr_nest_end(nlh, nest);
	}
}

struct nlmsghdr *stack(__u8 cmd, const char *name, int nulls)
{
	struct nlmsghdr *nlh = req(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, name);
	put_nulls(nlh, nulls);
	return nlh;
}

static void put_slot(struct nlmsghdr *nlh, int index, int derive)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_SLOT);

	if (index >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_INDEX, index);
	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_DERIVE, derive);
	mnl_attr_nest_end(nlh, nest);
}

void test_names(void)
{
	struct nlmsghdr *nlh;

	nlh = req(SECCOMM_CMD_STACK_ADD);
	put_nulls(nlh, 1);
	refused(nlh, EINVAL, "a name is missing", "name_missing");
	refused(stack(SECCOMM_CMD_STACK_ADD, "", 1), EINVAL,
		"1 to 31 characters", "name_empty");
	nlh = req(SECCOMM_CMD_STACK_ADD);
	mnl_attr_put(nlh, SECCOMM_A_STACK_NAME, 4, "a\0b");
	put_nulls(nlh, 1);
	refused(nlh, EINVAL, "1 to 31 characters", "name_ends_in_the_middle");
	refused(stack(SECCOMM_CMD_STACK_ADD, "a b", 1), EINVAL, "letters",
		"name_with_space");
	refused(stack(SECCOMM_CMD_STACK_ADD, "a\033b", 1), EINVAL, "letters",
		"name_with_escape");
	refused(stack(SECCOMM_CMD_STACK_ADD, "01234567890123456789012345678901",
		      1),
		EINVAL, "policy", "name_of_32");
	nlh = req(SECCOMM_CMD_STACK_DEL);
	mnl_attr_put(nlh, SECCOMM_A_STACK_NAME, 3, "abc");
	refused(nlh, EINVAL, "", "name_without_nul");
	refused(stack(SECCOMM_CMD_STACK_DEL, "none", 0), ENOENT, "stack show",
		"del_unknown");
	refused(stack(SECCOMM_CMD_STACK_GET, "none", 0), ENOENT, "stack show",
		"get_unknown");
	refused(req(SECCOMM_CMD_STACK_DEL), EINVAL, "missing",
		"del_without_name");
	refused(req(SECCOMM_CMD_STACK_GET), EINVAL, "missing",
		"get_without_name");
	refused(req(SECCOMM_CMD_TYPE_GET), EINVAL, "missing",
		"type_without_name");
	nlh = req(SECCOMM_CMD_TYPE_GET);
	mnl_attr_put_strz(nlh, SECCOMM_A_TYPE_NAME, "NoSecurity");
	refused(nlh, ENOENT, "type show", "type_unknown");
	nlh = req(SECCOMM_CMD_STATS_GET);
	mnl_attr_put_strz(nlh, SECCOMM_A_STATS_NAME, "none");
	refused(nlh, ENOENT, "no such counter", "counter_unknown");
}

static struct nlmsghdr *stack_with(const char *text, size_t len, bool value)
{
	struct nlmsghdr *nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	struct nlattr *nest = put_head(nlh, "AESGCMPrivacy"), *inner;

	put_orders(nlh, 1, 1);
	inner = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
	mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME, "bits");
	if (value)
		mnl_attr_put_u32(nlh, SECCOMM_A_OPTION_VALUE, 256);
	mnl_attr_put(nlh, SECCOMM_A_OPTION_TEXT, len, text);
	mnl_attr_nest_end(nlh, inner);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

void test_texts(void)
{
	refused(stack_with("a/b", 4, true), EINVAL, "not both",
		"option_with_value_and_text");
	refused(stack_with("", 1, false), EINVAL, "at most 31 of",
		"option_text_empty");
	refused(stack_with("a b", 4, false), EINVAL, "at most 31 of",
		"option_text_with_space");
	refused(stack_with("-12", 4, false), EINVAL, "no number",
		"option_text_is_a_number");
	refused(stack_with("a\0b", 4, false), EINVAL, "at most 31 of",
		"option_text_ends_in_the_middle");
	refused(stack_with("01234567890123456789012345678901", 33, false),
		EINVAL, "policy", "option_text_of_32");
}

void test_instances(void)
{
	struct nlattr *nest, *inner;
	struct nlmsghdr *nlh;
	int i;

	refused(stack(SECCOMM_CMD_CHECK, "x", 0), EINVAL, "instance",
		"no_instance");
	refused(stack(SECCOMM_CMD_CHECK, "x", 33), E2BIG, "32 instances",
		"33_instances");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, NULL);
	put_orders(nlh, 1, 1);
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "missing", "instance_without_type");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "NullSecurity");
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "d-order", "instance_without_orders");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "MultiSecurity");
	put_orders(nlh, 1, 1);
	for (i = 0; i < 9; i++)
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_DOWN_EVENT, "e");
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, E2BIG, "8 events", "nine_events");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "MultiSecurity");
	put_orders(nlh, 1, 1);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_UP_EVENT, "");
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "1 to 31", "event_empty");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "AESGCMPrivacy");
	put_orders(nlh, 1, 1);
	for (i = 0; i < 5; i++) {
		inner = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
		mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME, "bits");
		mnl_attr_put_u32(nlh, SECCOMM_A_OPTION_VALUE, 256);
		mnl_attr_nest_end(nlh, inner);
	}
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, E2BIG, "4 options", "five_options");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "AESGCMPrivacy");
	put_orders(nlh, 1, 1);
	inner = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
	mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME, "bits");
	mnl_attr_nest_end(nlh, inner);
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, EINVAL, "name=value", "option_without_value");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 0);
	nest = put_head(nlh, "DESPrivacy");
	put_orders(nlh, 1, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, 32);
	mnl_attr_nest_end(nlh, nest);
	refused(nlh, ERANGE, "range", "instance_slot_32");
}

void test_slots(void)
{
	struct nlmsghdr *nlh;
	struct answer a;
	int i;

	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	put_slot(nlh, 32, 0);
	refused(nlh, ERANGE, "range", "slot_32");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	put_slot(nlh, 0, 3);
	refused(nlh, ERANGE, "range", "derive_3");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	put_slot(nlh, -1, 0);
	refused(nlh, EINVAL, "index", "slot_without_index");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	for (i = 0; i < 33; i++)
		put_slot(nlh, i % 32, 0);
	refused(nlh, E2BIG, "32 slots", "33_slots");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	mnl_attr_put_u32(nlh, 99, 1);
	refused(nlh, EINVAL, "nknown attribute", "attribute_unknown");
	nlh = stack(SECCOMM_CMD_CHECK, "x", 1);
	mnl_attr_put(nlh, SECCOMM_A_STACK_INSTANCE | NLA_F_NESTED, 3, "abc");
	a = ask(nlh);
	result(a.a.error == ERANGE, "nest_truncated", &a);
	a = ask(req(SECCOMM_CMD_EVENT));
	result(a.a.error == EOPNOTSUPP, "event_is_no_request", &a);
	a = ask(sc_nl_dump(&nl, SECCOMM_CMD_STACK_ADD));
	result(a.a.error == EOPNOTSUPP, "add_is_no_dump", &a);
}

void test_large(void)
{
	struct answer a;

	a = ask(stack(SECCOMM_CMD_CHECK, "x", 32));
	result(!a.a.error && a.accepted == 1, "check_32_instances", &a);
	a = ask(stack(SECCOMM_CMD_STACK_ADD, "nl-large", 32));
	result(!a.a.error, "add_32_instances", &a);
	refused(stack(SECCOMM_CMD_STACK_ADD, "nl-large", 1), EEXIST,
		"delete it first", "add_twice");
	a = ask(stack(SECCOMM_CMD_STACK_GET, "nl-large", 0));
	result(!a.a.error && a.instances == 32, "get_32_instances", &a);
	a = ask(sc_nl_dump(&nl, SECCOMM_CMD_STACK_GET));
	result(!a.a.error && a.a.data >= 1 && !a.instances,
	       "dump_leaves_out_compositions", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "nl-large", 0));
	result(!a.a.error, "del_32_instances", &a);
}

static struct nlmsghdr *cipher(__u8 cmd, bool declared)
{
	struct nlmsghdr *nlh = req(cmd);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, "nl-floor");
	nest = put_head(nlh, "AESGCMPrivacy");
	put_orders(nlh, 1, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, 0);
	mnl_attr_nest_end(nlh, nest);
	if (declared)
		put_slot(nlh, 0, SECCOMM_DERIVE_HKDF);
	return nlh;
}

void test_floors(void)
{
	struct answer a;
	bool good;

	a = ask(cipher(SECCOMM_CMD_CHECK, true));
	good = a.floors == SECCOMM_N_FLOORS && !strcmp(a.family, "aes");
	result(!a.a.error && a.accepted == 1 && good, "check_tells_floors", &a);
	a = ask(cipher(SECCOMM_CMD_CHECK, false));
	result(!a.a.error && !a.accepted && !a.floors,
	       "check_refused_has_no_floors", &a);
	a = ask(cipher(SECCOMM_CMD_STACK_ADD, true));
	result(!a.a.error, "add_cipher", &a);
	a = ask(stack(SECCOMM_CMD_STACK_GET, "nl-floor", 0));
	good = a.floors == SECCOMM_N_FLOORS && !strcmp(a.family, "aes");
	result(!a.a.error && good, "get_tells_floors", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "nl-floor", 0));
	result(!a.a.error, "del_cipher", &a);
}
