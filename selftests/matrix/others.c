// SPDX-License-Identifier: GPL-2.0
/*
 * Who asks: without privilege, from a child user namespace, and from one's own.
 */
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "matrix.h"

#define NOBODY 65534

/**
 * struct group - a multicast group that is looked for
 * @name: its name
 * @id: its number, 0 until found
 */
struct group {
	const char *name;
	unsigned int id;
};

static const struct nlattr *find(const struct nlattr *attr, const char *end,
				 int type)
{
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static void take_group(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *all, *one, *name, *id;
	struct group *group = arg;
	const char *end;

	all = find(mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
		   mnl_nlmsg_get_payload_tail(nlh), CTRL_ATTR_MCAST_GROUPS);
	if (!all)
		return;
	end = (const char *)all + mnl_attr_get_len(all);
	for (one = mnl_attr_get_payload(all);
	     mnl_attr_ok(one, end - (const char *)one);
	     one = mnl_attr_next(one)) {
		const char *last = (const char *)one + mnl_attr_get_len(one);

		name = find(mnl_attr_get_payload(one), last,
			    CTRL_ATTR_MCAST_GRP_NAME);
		id = find(mnl_attr_get_payload(one), last,
			  CTRL_ATTR_MCAST_GRP_ID);
		if (name && id && !strcmp(mnl_attr_get_str(name), group->name))
			group->id = mnl_attr_get_u32(id);
	}
}

/* errno of joining a group, 0 if it went well. */
static int join(const char *name)
{
	struct group group = { .name = name };
	struct nlmsghdr *nlh =
		sc_nl_start(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	int err = ENOENT;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECCOMM_FAMILY_NAME);
	nl->data = take_group;
	nl->arg = &group;
	sc_nl_ask(nl, nlh);
	nl->data = NULL;
	if (group.id)
		err = mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP,
					    &group.id, sizeof(group.id)) ?
			      errno :
			      0;
	if (!err)
		mnl_socket_setsockopt(nl->sock, NETLINK_DROP_MEMBERSHIP,
				      &group.id, sizeof(group.id));
	return err;
}

/* All is refused with EPERM, or nothing is. */
static bool all_operations(bool permitted)
{
	const struct spec_op *op = spec_ops;
	struct sc_answer a = {};
	struct node *top;
	bool good = true;
	unsigned int i;
	bool allowed;

	for (; op < spec_ops + spec_n_ops; op++) {
		top = message_new(op);
		a = send_message(op, top);
		allowed = permitted && !op->host;
		if (allowed ? !may_answer(op, a.error) : a.error != EPERM)
			good = complain(op, "do", &a);
		if (allowed)
			take_back(op, top);
		if (!op->dump)
			continue;
		tried++;
		a = sc_nl_ask(nl, sc_nl_dump(nl, op->cmd));
		if (a.error != (permitted ? 0 : EPERM))
			good = complain(op, "dump", &a);
	}
	for (i = 0; spec_groups[i]; i++) {
		a.error = join(spec_groups[i]);
		if (a.error != (permitted ? 0 : EPERM)) {
			printf("# group %s: %s\n", spec_groups[i],
			       strerror(a.error));
			good = false;
		}
	}
	return good;
}

/* In a child: @prepare, then a socket of its own and all operations. */
static bool in_child(bool (*prepare)(void), bool permitted)
{
	pid_t pid = fork();
	int status;

	if (pid)
		return waitpid(pid, &status, 0) == pid && !status;
	if (!prepare()) {
		printf("# cannot prepare: %s\n", strerror(errno));
		exit(1);
	}
	sc_nl_close(nl);
	if (!sc_nl_open(nl)) {
		printf("# cannot open: %s\n", strerror(errno));
		exit(1);
	}
	exit(all_operations(permitted) ? 0 : 1);
}

static bool be_nobody(void)
{
	return !setresgid(NOBODY, NOBODY, NOBODY) &&
	       !setresuid(NOBODY, NOBODY, NOBODY);
}

static bool new_userns(void)
{
	return !unshare(CLONE_NEWUSER);
}

static bool new_userns_and_netns(void)
{
	return !unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

bool test_unprivileged(void)
{
	fflush(stdout);
	return in_child(be_nobody, false);
}

/* All capabilities there are none in the namespace that owns the network's. */
bool test_child_userns(void)
{
	fflush(stdout);
	return in_child(new_userns, false);
}

bool test_own_userns(void)
{
	fflush(stdout);
	return in_child(new_userns_and_netns, true);
}
