// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions ended by the administrator.
 */
#include "../lib/sc_nl.h"
#include "ends.h"

#define FOUND_MAX 256

struct found {
	int state;
	unsigned int n;
	__u32 index[FOUND_MAX];
};

static void find(const struct nlmsghdr *nlh, void *arg)
{
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	const struct nlattr *attr;
	struct found *found = arg;
	__u32 index = 0;
	int state = -1;

	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr)) {
		if (mnl_attr_get_type(attr) == SECCOMM_A_SESSION_INDEX)
			index = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == SECCOMM_A_SESSION_STATE)
			state = mnl_attr_get_u8(attr);
	}
	if ((found->state < 0 || state == found->state) && found->n < FOUND_MAX)
		found->index[found->n++] = index;
}

static struct sc_nl nl;

static struct found sessions(int state)
{
	struct found found = { .state = state };

	if (!nl.sock && !sc_nl_open(&nl))
		die("netlink");
	nl.data = find;
	nl.arg = &found;
	sc_nl_ask(&nl, sc_nl_dump(&nl, SECCOMM_CMD_SESSION_GET));
	nl.data = NULL;
	return found;
}

unsigned int count_sessions(void)
{
	return sessions(-1).n;
}

unsigned int end_sessions(int state)
{
	struct found found = sessions(state);
	struct nlmsghdr *nlh;
	unsigned int i;

	for (i = 0; i < found.n; i++) {
		nlh = sc_nl_req(&nl, SECCOMM_CMD_SESSION_DEL);
		mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, found.index[i]);
		sc_nl_ask(&nl, nlh);
	}
	return found.n;
}
