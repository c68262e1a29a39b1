// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl type: show the micro-protocol types that the kernel has, retire one, test them.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "nl.h"
#include "out.h"
#include "seccommctl.h"
#include "type_words.h"

static const char usage[] =
	"Usage: seccommctl type [ show [ NAME ] ]\n"
	"       seccommctl type retire NAME\n"
	"       seccommctl type test [ NAME ... ]\n"
	"A retired type takes no new stacks and sessions, so that its module can go.\n"
	"test sends messages of all lengths by each type, between hosts of its own, and alters\n"
	"bits that a type for integrity must find; its status is 1 if a type fails.\n";

static void show_bits(const char *key, __u32 bits, const char *const *names,
		      unsigned int n)
{
	unsigned int i;

	out_array(key);
	out_text("    %s", key);
	for (i = 0; i < n; i++)
		if (bits & 1u << i)
			out_string("", " %s", names[i]);
	out_text("%s\n", bits ? "" : " none");
	out_close();
}

static void show_value(const struct nlattr *attr, void *arg)
{
	const char **comma = arg;

	out_text("%s", *comma);
	out_uint("", "%lu", attr_u32(attr));
	*comma = "|";
}

/* What an option does to canonical form and growth, if it does anything but the usual. */
static void show_effect(const struct nlattr *const *tb)
{
	const struct nlattr *instead = tb[SECCOMM_A_TYPE_OPTION_INSTEAD];
	__s32 grow_mul = (__s32)attr_u32(tb[SECCOMM_A_TYPE_OPTION_GROW_MUL]);
	__u32 grow_add = attr_u32(tb[SECCOMM_A_TYPE_OPTION_GROW_ADD]);
	__u32 reserve = attr_u32(tb[SECCOMM_A_TYPE_OPTION_RESERVE]);
	bool grows = grow_mul || grow_add;

	if (instead)
		out_string("instead", " instead of %s", attr_str(instead));
	else
		out_null("instead");
	out_bool("local", " local", tb[SECCOMM_A_TYPE_OPTION_LOCAL]);
	if (out_json)
		out_value("grow_mul", json_integer(grow_mul));
	else if (grows)
		out_text(" growth %d*value", grow_mul);
	out_uint("grow_add", grows ? "+%lu" : NULL, grow_add);
	out_uint("reserve", reserve ? " reserve %lu" : NULL, reserve);
}

static void show_range(const struct nlattr *const *tb)
{
	if (tb[SECCOMM_A_TYPE_OPTION_GREATEST]) {
		out_uint("min", "%lu",
			 attr_u32(tb[SECCOMM_A_TYPE_OPTION_LEAST]));
		out_uint("max", "..%lu",
			 attr_u32(tb[SECCOMM_A_TYPE_OPTION_GREATEST]));
		return;
	}
	out_null("min");
	out_null("max");
}

static void show_option(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_TYPE_OPTION_MAX + 1];
	const struct nlattr *text;
	const char *comma = "";
	const char *name;

	attr_parse_nested(nest, tb, SECCOMM_A_TYPE_OPTION_MAX);
	text = tb[SECCOMM_A_TYPE_OPTION_PRESET_TEXT];
	name = attr_str(tb[SECCOMM_A_TYPE_OPTION_NAME]);
	out_object(NULL);
	out_string("name", "    option %s=", name);
	out_array("values");
	attr_each_nested(nest, SECCOMM_A_TYPE_OPTION_VALUE, show_value, &comma);
	if (text)
		out_text("text");
	out_close();
	show_range(tb);
	if (text)
		out_string("preset", " preset %s", attr_str(text));
	else
		out_uint("preset",
			 tb[SECCOMM_A_TYPE_OPTION_INSTEAD] ? NULL :
							     " preset %lu",
			 attr_u32(tb[SECCOMM_A_TYPE_OPTION_PRESET]));
	show_effect(tb);
	out_text("\n");
	out_close();
}

static void show_runnable(const struct nlattr *const *tb)
{
	bool runnable = attr_u8(tb[SECCOMM_A_TYPE_RUNNABLE]);

	out_bool("runnable", NULL, runnable);
	if (tb[SECCOMM_A_TYPE_LACKS])
		out_string("lacks",
			   "    cannot run here: the kernel lacks %s\n",
			   attr_str(tb[SECCOMM_A_TYPE_LACKS]));
	else
		out_null("lacks");
	if (!runnable && !tb[SECCOMM_A_TYPE_LACKS])
		out_text("    cannot run here\n");
}

static int on_type(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_TYPE_MAX + 1];
	__u8 strength;

	attr_parse(nlh, tb, SECCOMM_A_TYPE_MAX);
	strength = attr_u8(tb[SECCOMM_A_TYPE_STRENGTH]);
	out_object(NULL);
	out_string("name", "type %s", attr_str(tb[SECCOMM_A_TYPE_NAME]));
	out_uint("version", " version %lu",
		 attr_u16(tb[SECCOMM_A_TYPE_VERSION]));
	out_string("strength", " strength %s",
		   strength < N_STRENGTHS ? strength_words[strength] :
					    "unknown");
	out_uint("slots", " slots %lu", attr_u8(tb[SECCOMM_A_TYPE_SLOTS]));
	if (tb[SECCOMM_A_TYPE_PK])
		out_string("pk", " pk %s", attr_str(tb[SECCOMM_A_TYPE_PK]));
	else
		out_null("pk");
	out_uint("grow_mul", " growth %lu*n",
		 attr_u32(tb[SECCOMM_A_TYPE_GROW_MUL]));
	out_uint("grow_add", "+%lu", attr_u32(tb[SECCOMM_A_TYPE_GROW_ADD]));
	out_cost(attr_u32(tb[SECCOMM_A_TYPE_COST_MESSAGE]),
		 attr_u32(tb[SECCOMM_A_TYPE_COST_BYTE]));
	out_string("module", " module %s\n",
		   attr_str(tb[SECCOMM_A_TYPE_MODULE]));
	out_string("algorithm",
		   tb[SECCOMM_A_TYPE_ALGORITHM] ? "    algorithm %s" : NULL,
		   attr_str(tb[SECCOMM_A_TYPE_ALGORITHM]));
	out_string("family", tb[SECCOMM_A_TYPE_FAMILY] ? " family %s\n" : NULL,
		   attr_str(tb[SECCOMM_A_TYPE_FAMILY]));
	out_uint("cipher_len", NULL, attr_u16(tb[SECCOMM_A_TYPE_CIPHER_LEN]));
	out_uint("iv_len", NULL, attr_u16(tb[SECCOMM_A_TYPE_IV_LEN]));
	out_uint("salt_len", NULL, attr_u16(tb[SECCOMM_A_TYPE_SALT_LEN]));
	out_uint("mac_len", NULL, attr_u16(tb[SECCOMM_A_TYPE_MAC_LEN]));
	show_bits("provides", attr_u32(tb[SECCOMM_A_TYPE_PROVIDES]),
		  property_words, N_PROPERTIES);
	show_bits("flags", attr_u32(tb[SECCOMM_A_TYPE_FLAGS]), flag_words,
		  N_FLAGS);
	out_array("options");
	attr_each(nlh, SECCOMM_A_TYPE_OPTION, show_option, NULL);
	out_close();
	show_runnable(tb);
	out_bool("retired", "    retired\n", tb[SECCOMM_A_TYPE_RETIRED]);
	out_close();
	return MNL_CB_OK;
}

/* Types come and go with modules; a dump of them never says that it changed. */
static void restart(void *arg)
{
}

static int type_show(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	int ret;

	if (argc > 1)
		return usage_error(usage);
	out_begin();
	nlh = nl_request(SECCOMM_CMD_TYPE_GET);
	if (argc) {
		mnl_attr_put_strz(nlh, SECCOMM_A_TYPE_NAME, argv[0]);
		ret = nl_do(nlh, on_type, NULL, 0);
	} else {
		ret = nl_dump(nlh, on_type, restart, NULL);
	}
	if (!ret)
		out_end();
	return ret;
}

static int type_retire(int argc, char **argv)
{
	struct nlmsghdr *nlh;

	if (argc != 1)
		return usage_error(usage);
	nlh = nl_request(SECCOMM_CMD_TYPE_RETIRE);
	mnl_attr_put_strz(nlh, SECCOMM_A_TYPE_NAME, argv[0]);
	return nl_do(nlh, NULL, NULL, 0);
}

int cmd_type(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "show", type_show },
		{ "retire", type_retire },
		{ "test", cmd_type_test },
		{},
	};

	return run_command(commands, usage, argc, argv);
}
