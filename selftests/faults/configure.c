// SPDX-License-Identifier: GPL-2.0
/*
 * Configuration while allocations fail: each operation of the netlink family.
 * A request's answer may be what fails: then it was done or not, and is taken
 * back in either case.
 */
#include <stdlib.h>

#include "faults.h"
#include "sc_nl.h"

#define NAME "faulty"

static struct sc_nl *nl;

bool configure_open(void)
{
	nl = calloc(1, sizeof(*nl));
	return nl && sc_nl_open(nl);
}

/* A fault may have hit the socket: what it still says must not answer the next. */
static int ask(const struct nlmsghdr *nlh)
{
	struct sc_answer a = sc_nl_ask(nl, nlh);
	int fd = mnl_socket_get_fd(nl->sock);

	while (a.error && (recv(fd, nl->reply, nl->room, MSG_DONTWAIT) >= 0 ||
			   errno != EAGAIN))
		;
	return a.error;
}

static struct nlmsghdr *named(__u8 cmd, int attr)
{
	struct nlmsghdr *nlh = sc_nl_req(nl, cmd);

	mnl_attr_put_strz(nlh, attr, NAME);
	return nlh;
}

static void put_instance(struct nlmsghdr *nlh, const char *type, int order,
			 int slot)
{
	struct nlattr *nest =
		mnl_attr_nest_start(nlh, SECCOMM_A_STACK_INSTANCE);

	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_TYPE, type);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_D_EVENT, "msgFromAbove");
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_D_ORDER, order);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_U_EVENT, "dataMsgFromBelow");
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_U_ORDER, 10 - order);
	if (slot >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, slot);
	mnl_attr_nest_end(nlh, nest);
}

static void put_slot(struct nlmsghdr *nlh, int index)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_SLOT);

	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_INDEX, index);
	mnl_attr_nest_end(nlh, nest);
}

static struct nlmsghdr *composition(__u8 cmd)
{
	struct nlmsghdr *nlh = named(cmd, SECCOMM_A_STACK_NAME);
	int i;

	put_instance(nlh, "WindowReplay", 1, -1);
	put_instance(nlh, "ChaChaPolyPrivacy", 2, 0);
	put_instance(nlh, "AESGCMPrivacy", 3, 1);
	put_instance(nlh, "DESPrivacy", 4, 2);
	put_instance(nlh, "HMACSHA256Integrity", 5, 3);
	for (i = 0; i < 4; i++)
		put_slot(nlh, i);
	return nlh;
}

static int stack_add(void)
{
	return ask(composition(SECCOMM_CMD_STACK_ADD));
}

static int stack_del(void)
{
	return ask(named(SECCOMM_CMD_STACK_DEL, SECCOMM_A_STACK_NAME));
}

static int check(void)
{
	return ask(composition(SECCOMM_CMD_CHECK));
}

static int stack_get(void)
{
	return ask(named(SECCOMM_CMD_STACK_GET, SECCOMM_A_STACK_NAME));
}

/* There is none afterwards, whether or not there was one. */
static int no_stack(int err)
{
	err = stack_del();
	return err && err != ENOENT ? -1 : 0;
}

/* One that a fault has kept from being deleted may be there still. */
static int a_stack(void)
{
	int err = stack_add();

	return err == EEXIST ? 0 : err;
}

static struct nlmsghdr *key(__u8 cmd)
{
	struct nlmsghdr *nlh = named(cmd, SECCOMM_A_KEY_STACK);
	static const __u8 peer[16] = { 0xfd, [15] = 1 };

	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, sizeof(peer), peer);
	return nlh;
}

static int key_set(void)
{
	struct nlmsghdr *nlh = key(SECCOMM_CMD_KEY_SET);

	mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, 16, "0123456789abcdef");
	return ask(nlh);
}

static int key_set_names(void)
{
	struct nlmsghdr *nlh = key(SECCOMM_CMD_KEY_SET);

	mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, 16, "0123456789abcdef");
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_LOCAL_NAME, "alpha");
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_REMOTE_NAME, "beta");
	return ask(nlh);
}

static int key_set_keyring(void)
{
	struct nlmsghdr *nlh = key(SECCOMM_CMD_KEY_SET);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "seccomm:faults");
	return ask(nlh);
}

static int key_del(void)
{
	return ask(key(SECCOMM_CMD_KEY_DEL));
}

static int key_get(void)
{
	return ask(key(SECCOMM_CMD_KEY_GET));
}

static int no_key(int err)
{
	err = key_del();
	return err && err != ENOENT ? -1 : 0;
}

static int dump(__u8 cmd)
{
	return ask(sc_nl_dump(nl, cmd));
}

static int key_dump(void)
{
	return dump(SECCOMM_CMD_KEY_GET);
}

static int stack_dump(void)
{
	return dump(SECCOMM_CMD_STACK_GET);
}

static int session_dump(void)
{
	return dump(SECCOMM_CMD_SESSION_GET);
}

static int type_dump(void)
{
	return dump(SECCOMM_CMD_TYPE_GET);
}

static int stats_get(void)
{
	return ask(sc_nl_req(nl, SECCOMM_CMD_STATS_GET));
}

#define MANY 200

const struct fault_case configure_cases[] = {
	{ "stack_add", IN_TASK, 2 * MANY, NULL, stack_add, no_stack },
	{ "stack_get", IN_TASK, MANY, a_stack, stack_get, no_stack },
	{ "stack_dump", IN_TASK, MANY, a_stack, stack_dump, no_stack },
	{ "stack_del", IN_TASK, MANY, a_stack, stack_del, no_stack },
	{ "check", IN_TASK, MANY, NULL, check, NULL },
	{ "stack_add_large", IN_TASK_LARGE, 8 * MANY, NULL, stack_add,
	  no_stack },
	{ "check_large", IN_TASK_LARGE, 8 * MANY, NULL, check, NULL },
	{ "key_set", IN_TASK, MANY, NULL, key_set, no_key },
	{ "key_set_names", IN_TASK, MANY, NULL, key_set_names, no_key },
	{ "key_set_keyring", IN_TASK, MANY, NULL, key_set_keyring, no_key },
	{ "key_replace", IN_TASK, MANY, key_set, key_set, no_key },
	{ "key_get", IN_TASK, MANY, key_set, key_get, no_key },
	{ "key_dump", IN_TASK, MANY, key_set, key_dump, no_key },
	{ "key_del", IN_TASK, MANY, key_set, key_del, no_key },
	{ "session_dump", IN_TASK, MANY, NULL, session_dump, NULL },
	{ "type_dump", IN_TASK, 5 * MANY, NULL, type_dump, NULL },
	{ "stats_get", IN_TASK, MANY, NULL, stats_get, NULL },
	{}
};
