// SPDX-License-Identifier: GPL-2.0
/*
 * Talks to the kernel's generic netlink family and shows what it refuses.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nl.h"
#include "seccommctl.h"

/* A dump that changes each time is taken as it is after so many tries. */
#define MAX_TRIES 10
#define MAX_GROUPS 8

struct group {
	char name[GENL_NAMSIZ];
	__u32 id;
};

static struct mnl_socket *sock;
static __u16 family;
static struct group groups[MAX_GROUPS];
static unsigned int n_groups;
static __u32 seq;
static char request[NL_ROOM];
static char reply[NL_ROOM];

/**
 * struct exchange - a request's answers
 * @handler: for each
 * @arg: for @handler
 * @interrupted: what is dumped has changed meanwhile
 * @error: errno of the kernel's refusal, or 0
 * @text: what it says to that
 */
struct exchange {
	nl_handler handler;
	void *arg;
	bool interrupted;
	int error;
	char text[256];
};

/* What the kernel says, from the attributes behind its error. */
static void read_ack(const struct nlmsghdr *nlh, const struct nlmsgerr *err,
		     size_t fixed, struct exchange *x)
{
	const struct nlattr *attr;
	size_t skip = fixed;
	const char *end;

	x->error = err->error < 0 ? -err->error : err->error;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (nlh->nlmsg_type == NLMSG_ERROR &&
	    !(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += MNL_ALIGN(err->msg.nlmsg_len) - sizeof(err->msg);
	if (mnl_nlmsg_get_payload_len(nlh) < skip)
		return;
	attr = mnl_nlmsg_get_payload_offset(nlh, skip);
	end = mnl_nlmsg_get_payload_tail(nlh);
	while (mnl_attr_ok(attr, end - (const char *)attr)) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			snprintf(x->text, sizeof(x->text), "%s",
				 attr_str(attr));
		attr = mnl_attr_next(attr);
	}
}

static int on_error(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(*err))
		read_ack(nlh, err, sizeof(*err), data);
	return MNL_CB_STOP;
}

/* The end of a dump has its error alone, and what is said of it behind. */
static int on_done(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(err->error))
		read_ack(nlh, err, sizeof(err->error), data);
	return MNL_CB_STOP;
}

static int on_data(const struct nlmsghdr *nlh, void *data)
{
	struct exchange *x = data;

	return x->handler ? x->handler(nlh, x->arg) : MNL_CB_OK;
}

static mnl_cb_t control[] = {
	[NLMSG_ERROR] = on_error,
	[NLMSG_DONE] = on_done,
};

/* libmnl ends at a message that says so, with others yet to come. */
static void note_interrupted(ssize_t len, struct exchange *x)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)reply;
	int left = len;

	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			x->interrupted = true;
		nlh->nlmsg_flags &= ~NLM_F_DUMP_INTR;
	}
}

/* Send what is in the buffer and hear all answers; false on our own trouble. */
static bool exchange(struct nlmsghdr *nlh, struct exchange *x)
{
	unsigned int portid = mnl_socket_get_portid(sock);
	ssize_t len;
	int ret;

	nlh->nlmsg_seq = ++seq;
	len = mnl_socket_sendto(sock, nlh, nlh->nlmsg_len);
	explicit_bzero(request, nlh->nlmsg_len);
	if (len < 0)
		return false;
	do {
		len = mnl_socket_recvfrom(sock, reply, sizeof(reply));
		if (len < 0)
			return false;
		note_interrupted(len, x);
		ret = mnl_cb_run2(reply, len, seq, portid, on_data, x, control,
				  MNL_ARRAY_SIZE(control));
	} while (ret == MNL_CB_OK);
	return ret == MNL_CB_STOP;
}

static int show_refusal(const struct exchange *x)
{
	if (*x->text)
		fail("%s (%s)", x->text, strerror(x->error));
	else if (x->error == EPERM)
		fail("needs CAP_NET_ADMIN in this network namespace (%s)",
		     strerror(x->error));
	else
		fail("the kernel answers: %s", strerror(x->error));
	return EXIT_REFUSED;
}

int nl_do(struct nlmsghdr *nlh, nl_handler handler, void *arg, int quiet)
{
	struct exchange x = { .handler = handler, .arg = arg };

	nlh->nlmsg_flags |= NLM_F_ACK;
	if (!exchange(nlh, &x))
		return fail("netlink: %s", strerror(errno));
	if (!x.error)
		return EXIT_OK;
	return x.error == quiet ? EXIT_REFUSED : show_refusal(&x);
}

int nl_dump(struct nlmsghdr *nlh, nl_handler handler,
	    void (*restart)(void *arg), void *arg)
{
	char again[MNL_NLMSG_HDRLEN + GENL_HDRLEN];
	struct timespec pause = { .tv_nsec = 10000000 };
	struct exchange x;
	int try;

	nlh->nlmsg_flags |= NLM_F_DUMP;
	memcpy(again, nlh, sizeof(again));
	for (try = 0; try < MAX_TRIES; try++) {
		x = (struct exchange){ .handler = handler, .arg = arg };
		memcpy(nlh, again, sizeof(again));
		if (!exchange(nlh, &x))
			return fail("netlink: %s", strerror(errno));
		if (x.error)
			return show_refusal(&x);
		if (!x.interrupted)
			return EXIT_OK;
		if (try + 1 < MAX_TRIES) {
			restart(arg);
			nanosleep(&pause, NULL);
		}
	}
	fprintf(stderr,
		"Warning: changes all the time, the list may be incomplete\n");
	return EXIT_OK;
}

static void start(struct nlmsghdr *nlh, __u16 type, __u8 cmd, __u8 version)
{
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
}

static void on_group(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1];
	struct group *g = &groups[n_groups];

	attr_parse_nested(nest, tb, CTRL_ATTR_MCAST_GRP_MAX);
	if (n_groups == MAX_GROUPS)
		return;
	snprintf(g->name, sizeof(g->name), "%s",
		 attr_str(tb[CTRL_ATTR_MCAST_GRP_NAME]));
	g->id = attr_u32(tb[CTRL_ATTR_MCAST_GRP_ID]);
	n_groups++;
}

static int on_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GROUPS + 1];

	attr_parse(nlh, tb, CTRL_ATTR_MCAST_GROUPS);
	family = attr_u16(tb[CTRL_ATTR_FAMILY_ID]);
	if (tb[CTRL_ATTR_MCAST_GROUPS])
		attr_each_nested(tb[CTRL_ATTR_MCAST_GROUPS], ATTR_ANY, on_group,
				 NULL);
	return MNL_CB_OK;
}

static const char no_family[] =
	"the kernel has no SecComm: load it with modprobe seccomm";

static int nl_open(void)
{
	struct exchange x = { .handler = on_family };
	struct nlmsghdr *nlh;
	int on = 1;

	if (family)
		return EXIT_OK;
	sock = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0)
		return fail("netlink: %s", strerror(errno));
	mnl_socket_setsockopt(sock, NETLINK_EXT_ACK, &on, sizeof(on));
	/* A refusal need not quote the request, which may hold a secret. */
	mnl_socket_setsockopt(sock, NETLINK_CAP_ACK, &on, sizeof(on));
	nlh = mnl_nlmsg_put_header(request);
	start(nlh, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	nlh->nlmsg_flags |= NLM_F_ACK;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECCOMM_FAMILY_NAME);
	if (!exchange(nlh, &x))
		return fail("netlink: %s", strerror(errno));
	if (x.error == ENOENT)
		return fail("%s", no_family);
	return x.error ? show_refusal(&x) : EXIT_OK;
}

/* Without the family there is nothing to do. */
static void open_or_exit(void)
{
	int ret = nl_open();

	if (ret)
		exit(ret);
}

void nl_leave(void)
{
	if (sock)
		mnl_socket_close(sock);
	sock = NULL;
	family = 0;
	n_groups = 0;
}

struct nlmsghdr *nl_request(__u8 cmd)
{
	struct nlmsghdr *nlh;

	open_or_exit();
	nlh = mnl_nlmsg_put_header(request);
	start(nlh, family, cmd, SECCOMM_FAMILY_VERSION);
	return nlh;
}

int nl_join(const char *group)
{
	unsigned int i;

	open_or_exit();
	for (i = 0; i < n_groups; i++) {
		if (strcmp(groups[i].name, group))
			continue;
		if (!mnl_socket_setsockopt(sock, NETLINK_ADD_MEMBERSHIP,
					   &groups[i].id, sizeof(groups[i].id)))
			return EXIT_OK;
		fail("cannot listen to %s: %s", group, strerror(errno));
		return EXIT_REFUSED;
	}
	return fail("this kernel has no multicast group %s", group);
}

int nl_listen(nl_handler handler, void *arg)
{
	ssize_t len;
	int ret = MNL_CB_OK;

	while (ret == MNL_CB_OK) {
		len = mnl_socket_recvfrom(sock, reply, sizeof(reply));
		if (len < 0 && errno == ENOBUFS) {
			fprintf(stderr, "Warning: messages were lost\n");
			continue;
		}
		if (len < 0)
			return fail("netlink: %s", strerror(errno));
		ret = mnl_cb_run(reply, len, 0, 0, handler, arg);
	}
	return EXIT_OK;
}
