// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl stats: counters of the namespace and the ledger of objects.
 */
#include <stdio.h>

#include "nl.h"
#include "out.h"
#include "seccommctl.h"

static const char usage[] =
	"Usage: seccommctl stats [ show [ NAME ] ]\n"
	"Shows what is not zero, all with -s, one by its name.\n";

static void show_counter(const struct nlattr *nest, void *arg)
{
	const bool *all = arg;
	const struct nlattr *tb[SECCOMM_A_COUNTER_MAX + 1];
	__u64 value;

	attr_parse_nested(nest, tb, SECCOMM_A_COUNTER_MAX);
	value = attr_u64(tb[SECCOMM_A_COUNTER_VALUE]);
	if (value || *all)
		out_text("%-24s", attr_str(tb[SECCOMM_A_COUNTER_NAME]));
	out_uint(attr_str(tb[SECCOMM_A_COUNTER_NAME]),
		 value || *all ? " %lu\n" : NULL, value);
}

static void show_object(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_OBJECT_MAX + 1];
	const char *owner = arg;
	__u64 created, destroyed;

	attr_parse_nested(nest, tb, SECCOMM_A_OBJECT_MAX);
	created = attr_u64(tb[SECCOMM_A_OBJECT_CREATED]);
	destroyed = attr_u64(tb[SECCOMM_A_OBJECT_DESTROYED]);
	out_object(NULL);
	out_text("%s ", owner);
	out_string("name", "%-16s", attr_str(tb[SECCOMM_A_OBJECT_NAME]));
	out_uint("created", " created %lu", created);
	out_uint("destroyed", " destroyed %lu", destroyed);
	out_uint("live", " live %lu\n", created - destroyed);
	out_close();
}

static void show_objects(const struct nlmsghdr *nlh, const char *key,
			 char *owner, __u16 type)
{
	out_array(key);
	attr_each(nlh, type, show_object, owner);
	out_close();
}

static int on_stats(const struct nlmsghdr *nlh, void *arg)
{
	const bool *one = arg;
	bool all = out_stats || *one;

	out_object(NULL);
	out_object("counters");
	attr_each(nlh, SECCOMM_A_STATS_COUNTER, show_counter, &all);
	out_close();
	if (!*one) {
		show_objects(nlh, "objects", "object", SECCOMM_A_STATS_OBJECT);
		show_objects(nlh, "engine_objects", "engine",
			     SECCOMM_A_STATS_ENGINE_OBJECT);
	}
	out_close();
	return MNL_CB_OK;
}

static int stats_show(int argc, char **argv)
{
	bool one = argc == 1;
	struct nlmsghdr *nlh;
	int ret;

	if (argc > 1)
		return usage_error(usage);
	nlh = nl_request(SECCOMM_CMD_STATS_GET);
	if (one)
		mnl_attr_put_strz(nlh, SECCOMM_A_STATS_NAME, argv[0]);
	out_begin();
	ret = nl_do(nlh, on_stats, &one, 0);
	if (!ret)
		out_end();
	return ret;
}

int cmd_stats(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "show", stats_show },
		{},
	};

	return run_command(commands, usage, argc, argv);
}
