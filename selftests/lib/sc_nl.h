/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The family's netlink for the test programs: requests put together by hand, and
 * all that comes back, the extended ack's attributes among it.
 */
#ifndef SC_NL_H
#define SC_NL_H

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include <linux/seccomm_netlink.h>

#define SC_NL_ROOM 262144
/* More than any request of the tests takes. */
#define SC_NL_REQUEST 16384
/* Longer than any answer takes on a busy machine. */
#define SC_NL_SECONDS 30

/**
 * struct sc_nl - a socket of the family
 * @sock: the socket, or NULL
 * @family: the family's number
 * @room: how much is offered to the kernel, which fills a dump's messages up to
 *	it; less than all to be set before opening
 * @data: called for each message that is no ack, or NULL
 * @arg: its argument
 * @request: the request under construction
 * @reply: what came last
 */
struct sc_nl {
	struct mnl_socket *sock;
	__u16 family;
	size_t room;
	void (*data)(const struct nlmsghdr *nlh, void *arg);
	void *arg;
	char request[SC_NL_REQUEST];
	char reply[SC_NL_ROOM];
};

/**
 * struct sc_answer - what came back
 * @error: errno or 0
 * @text: extended ack, or empty
 * @offset: of the attribute at fault in the request, or -1
 * @missing: type of the attribute that is missing, or -1
 * @missing_nest: offset of the nest that it is missing in, or -1
 * @data: messages other than acks
 * @interrupted: one of them said NLM_F_DUMP_INTR
 */
struct sc_answer {
	int error;
	char text[256];
	long offset;
	long missing;
	long missing_nest;
	unsigned int data;
	bool interrupted;
};

static inline struct nlmsghdr *sc_nl_start(struct sc_nl *nl, __u16 type,
					   __u8 cmd, __u16 flags)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	/* Padding is not written by libmnl. */
	memset(nl->request, 0, sizeof(nl->request));
	nlh = mnl_nlmsg_put_header(nl->request);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = SECCOMM_FAMILY_VERSION;
	return nlh;
}

static inline struct nlmsghdr *sc_nl_req(struct sc_nl *nl, __u8 cmd)
{
	return sc_nl_start(nl, nl->family, cmd, NLM_F_ACK);
}

static inline struct nlmsghdr *sc_nl_dump(struct sc_nl *nl, __u8 cmd)
{
	return sc_nl_start(nl, nl->family, cmd, NLM_F_DUMP);
}

static inline void sc_nl_extack(const struct nlattr *attr, struct sc_answer *a)
{
	switch (mnl_attr_get_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		snprintf(a->text, sizeof(a->text), "%s",
			 mnl_attr_get_str(attr));
		break;
	case NLMSGERR_ATTR_OFFS:
		a->offset = mnl_attr_get_u32(attr);
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		a->missing = mnl_attr_get_u32(attr);
		break;
	case NLMSGERR_ATTR_MISS_NEST:
		a->missing_nest = mnl_attr_get_u32(attr);
		break;
	}
}

/* An ack, or the end of a dump; in both an errno comes first. */
static inline void sc_nl_end(const struct nlmsghdr *nlh, struct sc_answer *a)
{
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	const int *error = mnl_nlmsg_get_payload(nlh);
	const struct nlmsgerr *err = (const void *)error;
	size_t skip = sizeof(*error);
	const struct nlattr *attr;

	a->error = -*error;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		a->interrupted = true;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		skip = sizeof(*err);
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			skip += MNL_ALIGN(err->msg.nlmsg_len) -
				sizeof(err->msg);
	}
	attr = mnl_nlmsg_get_payload_offset(nlh, skip);
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		sc_nl_extack(attr, a);
}

/* One datagram; false when it was the last. */
static inline bool sc_nl_hear(struct sc_nl *nl, struct sc_answer *a)
{
	int len = mnl_socket_recvfrom(nl->sock, nl->reply, nl->room);
	const struct nlmsghdr *nlh = (void *)nl->reply;

	if (len < 0) {
		a->error = errno;
		return false;
	}
	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type == NLMSG_ERROR ||
		    nlh->nlmsg_type == NLMSG_DONE) {
			sc_nl_end(nlh, a);
			return false;
		}
		a->data++;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			a->interrupted = true;
		if (nl->data)
			nl->data(nlh, nl->arg);
	}
	return true;
}

static inline struct sc_answer sc_nl_answer(void)
{
	return (struct sc_answer){ .offset = -1,
				   .missing = -1,
				   .missing_nest = -1 };
}

static inline struct sc_answer sc_nl_ask(struct sc_nl *nl,
					 const struct nlmsghdr *nlh)
{
	struct sc_answer a = sc_nl_answer();

	if (mnl_socket_sendto(nl->sock, nlh, nlh->nlmsg_len) < 0) {
		a.error = errno;
		return a;
	}
	while (sc_nl_hear(nl, &a))
		;
	return a;
}

static inline void sc_nl_take_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	__u16 *family = arg;

	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			*family = mnl_attr_get_u16(attr);
}

static inline void sc_nl_close(struct sc_nl *nl)
{
	if (nl->sock)
		mnl_socket_close(nl->sock);
	nl->sock = NULL;
}

static inline bool sc_nl_open(struct sc_nl *nl)
{
	struct timeval tv = { .tv_sec = SC_NL_SECONDS };
	struct nlmsghdr *nlh;
	int on = 1;

	nl->sock = mnl_socket_open(NETLINK_GENERIC);
	if (!nl->sock)
		return false;
	/* The kernel remembers the most that was ever offered. */
	if (!nl->room)
		nl->room = sizeof(nl->reply);
	if (mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_setsockopt(nl->sock, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(mnl_socket_get_fd(nl->sock), SOL_SOCKET, SO_RCVTIMEO,
		       &tv, sizeof(tv)))
		goto fail;
	nlh = sc_nl_start(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECCOMM_FAMILY_NAME);
	nl->data = sc_nl_take_family;
	nl->arg = &nl->family;
	if (sc_nl_ask(nl, nlh).error || !nl->family)
		goto fail;
	nl->data = NULL;
	return true;
fail:
	sc_nl_close(nl);
	return false;
}

#endif /* SC_NL_H */
