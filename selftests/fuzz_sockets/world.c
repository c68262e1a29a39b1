// SPDX-License-Identifier: GPL-2.0
/*
 * What an administrator does meanwhile. All is there again soon after it went, so
 * that sessions open time and again.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sockets.h"

#define SESSIONS_KNOWN 64

static bool enter(int host)
{
	return !setns(host, CLONE_NEWNET);
}

/* Netlink sockets stay in the namespace that they were opened in. */
bool world_open(struct world *w, char **names)
{
	char path[128];
	int i;

	for (i = 0; i < HOSTS; i++) {
		snprintf(path, sizeof(path), "/run/netns/%s", names[i]);
		w->host[i] = open(path, O_RDONLY | O_CLOEXEC);
		w->nl[i] = calloc(1, sizeof(*w->nl[i]));
		if (w->host[i] < 0 || !w->nl[i] || !enter(w->host[i]) ||
		    !sc_nl_open(w->nl[i]))
			return false;
		w->route[i] = mnl_socket_open(NETLINK_ROUTE);
		if (!w->route[i] ||
		    mnl_socket_bind(w->route[i], 0, MNL_SOCKET_AUTOPID) < 0)
			return false;
	}
	return true;
}

void world_configure(struct world *w)
{
	int i, k;

	for (i = 0; i < HOSTS; i++)
		for (k = 0; k < STACKS; k++)
			fuzz_configure(w->nl[i], fuzz_name(k), k);
}

static void change_stack(struct world *w, struct sc_nl *nl)
{
	unsigned int k = rng_below(&w->rng, STACKS);

	sc_nl_ask(nl, fuzz_named(nl, SECCOMM_CMD_STACK_DEL, fuzz_name(k)));
	sc_nl_ask(nl, fuzz_stack_add(nl, fuzz_name(k), k));
	sc_nl_ask(nl, fuzz_named(nl, SECCOMM_CMD_STACK_GET, fuzz_name(k)));
}

static void change_key(struct world *w, struct sc_nl *nl)
{
	const char *stack = fuzz_name(rng_below(&w->rng, STACKS));
	int slot = rng_below(&w->rng, 3) - 1;

	sc_nl_ask(nl, fuzz_key_del(nl, stack, slot));
	if (rng_one_in(&w->rng, 2))
		usleep(rng_below(&w->rng, 50000));
	sc_nl_ask(nl, fuzz_key_set(nl, stack, slot));
}

static struct nlmsghdr *policy(struct sc_nl *nl, __u8 cmd, unsigned int port,
			       unsigned int stack)
{
	struct nlmsghdr *nlh = sc_nl_req(nl, cmd);

	mnl_attr_put_u16(nlh, SECCOMM_A_POLICY_PORT, htons(FUZZ_PORT + port));
	mnl_attr_put_strz(nlh, SECCOMM_A_POLICY_STACK, fuzz_name(stack));
	return nlh;
}

static void change_policy(struct world *w, struct sc_nl *nl)
{
	unsigned int port = rng_below(&w->rng, STACKS);
	unsigned int stack = rng_below(&w->rng, STACKS);

	sc_nl_ask(nl, policy(nl, SECCOMM_CMD_POLICY_SET, port, stack));
	usleep(rng_below(&w->rng, 50000));
	sc_nl_ask(nl, policy(nl, SECCOMM_CMD_POLICY_DEL, port, stack));
}

static void end_sessions(struct world *w, struct sc_nl *nl)
{
	__u32 index[SESSIONS_KNOWN];
	unsigned int n = fuzz_sessions(nl, index, SESSIONS_KNOWN), i;
	struct nlmsghdr *nlh;

	for (i = 0; i < n; i++) {
		if (!rng_one_in(&w->rng, 4))
			continue;
		nlh = sc_nl_req(nl, SECCOMM_CMD_SESSION_DEL);
		mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, index[i]);
		sc_nl_ask(nl, nlh);
	}
}

static void trace_session(struct world *w, struct sc_nl *nl)
{
	__u32 index[SESSIONS_KNOWN];
	unsigned int n = fuzz_sessions(nl, index, SESSIONS_KNOWN);
	struct nlmsghdr *nlh;

	if (!n)
		return;
	nlh = sc_nl_req(nl, SECCOMM_CMD_SESSION_TRACE);
	mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX,
			 index[rng_below(&w->rng, n)]);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_TRACED, rng_below(&w->rng, 2));
	sc_nl_ask(nl, nlh);
}

/* In the thread's namespace. How long an open lasts is left alone: connect() is
 * held to it.
 */
static void change_setting(struct world *w)
{
	static const struct {
		const char *name;
		unsigned int least, range;
	} settings[] = {
		{ "idle_seconds", 1, 20 },	  { "retry_min_ms", 10, 500 },
		{ "retry_max_ms", 10, 500 },	  { "park_messages", 1, 64 },
		{ "park_bytes", 196608, 70000 },  { "max_half_open", 0, 40 },
		{ "max_socket_sessions", 1, 40 },
	};
	unsigned int i =
		rng_below(&w->rng, sizeof(settings) / sizeof(*settings));
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/seccomm/%s",
		 settings[i].name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	dprintf(fd, "%u\n",
		settings[i].least + rng_below(&w->rng, settings[i].range));
	close(fd);
}

void world_change(struct world *w)
{
	unsigned int host = rng_below(&w->rng, HOSTS);
	struct sc_nl *nl = w->nl[host];

	switch (rng_below(&w->rng, 8)) {
	case 0:
		change_stack(w, nl);
		break;
	case 1:
		change_key(w, nl);
		break;
	case 2:
		change_policy(w, nl);
		break;
	case 3:
	case 4:
		end_sessions(w, nl);
		break;
	case 5:
		trace_session(w, nl);
		break;
	case 6:
		if (enter(w->host[host]))
			change_setting(w);
		break;
	default:
		sc_nl_ask(nl, sc_nl_dump(nl, SECCOMM_CMD_STATS_GET));
		break;
	}
}

/* The sockets outlive the thread's stay in it, and keep it alive. */
void world_namespace(struct world *w, struct caller *c)
{
	static struct sc_nl nl;
	int i;

	if (unshare(CLONE_NEWNET))
		return;
	memset(&nl, 0, sizeof(nl));
	if (sc_nl_open(&nl)) {
		for (i = 0; i < STACKS; i++)
			fuzz_configure(&nl, fuzz_name(i), i);
		sc_nl_close(&nl);
	}
	change_setting(w);
	for (i = 0; i < 4; i++)
		call_socket(c);
	for (i = 0; i < 16; i++)
		call_any(c);
	enter(w->host[0]);
}
