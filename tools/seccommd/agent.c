// SPDX-License-Identifier: GPL-2.0
/*
 * Talks to the kernel: one socket hears that requests wait, another takes and answers them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "agent.h"
#include "nl.h"

/* More than any request or answer has. */
#define ROOM 8192

static struct mnl_socket *requests, *heard;
static uint16_t family;
static uint32_t seq;
static char buffer[ROOM];
/* The request that agent_open() has taken, if it has. */
static struct question first;
static bool have_first;

/**
 * struct wanted - a multicast group that is looked for
 * @name: its name
 * @id: its number, 0 until found
 */
struct wanted {
	char name[GENL_NAMSIZ];
	uint32_t id;
};

static struct nlmsghdr *begin(uint16_t type, uint8_t cmd, uint8_t version)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	memset(buffer, 0, sizeof(buffer));
	nlh = mnl_nlmsg_put_header(buffer);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = ++seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

/* Send what is in the buffer, and have @cb called for each reply: 0, or an errno. */
static int transact(const struct nlmsghdr *nlh, mnl_cb_t cb, void *arg)
{
	const uint32_t portid = mnl_socket_get_portid(requests);
	ssize_t len = mnl_socket_sendto(requests, nlh, nlh->nlmsg_len);
	int ret;

	explicit_bzero(buffer, sizeof(buffer));
	if (len < 0)
		return errno;
	do {
		len = mnl_socket_recvfrom(requests, buffer, sizeof(buffer));
		if (len < 0)
			return errno;
		ret = mnl_cb_run(buffer, len, seq, portid, cb, arg);
	} while (ret == MNL_CB_OK);
	return ret < 0 ? errno : 0;
}

static void on_group(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1];
	struct wanted *wanted = arg;

	attr_parse_nested(nest, tb, CTRL_ATTR_MCAST_GRP_MAX);
	if (!strcmp(attr_str(tb[CTRL_ATTR_MCAST_GRP_NAME]), wanted->name))
		wanted->id = attr_u32(tb[CTRL_ATTR_MCAST_GRP_ID]);
}

static int on_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GROUPS + 1];

	attr_parse(nlh, tb, CTRL_ATTR_MCAST_GROUPS);
	family = attr_u16(tb[CTRL_ATTR_FAMILY_ID]);
	if (tb[CTRL_ATTR_MCAST_GROUPS])
		attr_each_nested(tb[CTRL_ATTR_MCAST_GROUPS], ATTR_ANY, on_group,
				 arg);
	return MNL_CB_OK;
}

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *sock =
		mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);

	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0)
		say(LOG_ERR, "netlink: %s", strerror(errno));
	else
		return sock;
	return NULL;
}

int agent_fd(void)
{
	return mnl_socket_get_fd(heard);
}

void agent_drain(void)
{
	ssize_t len;

	/* What was lost said the same as what was not. */
	do
		len = recv(agent_fd(), buffer, sizeof(buffer), 0);
	while (len >= 0 || errno == ENOBUFS || errno == EINTR);
}

static void get_token(const struct nlattr *attr, struct token *token)
{
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	if (len > sizeof(token->bytes))
		len = sizeof(token->bytes);
	token->len = len;
	attr_bytes(attr, token->bytes, len);
}

static int on_request(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_AGENT_MAX + 1];
	struct question *q = arg;

	attr_parse(nlh, tb, SECCOMM_A_AGENT_MAX);
	q->cookie = attr_u64(tb[SECCOMM_A_AGENT_COOKIE]);
	q->step = attr_u8(tb[SECCOMM_A_AGENT_STEP]);
	q->slot = attr_u8(tb[SECCOMM_A_AGENT_SLOT]);
	q->ordinal = attr_u8(tb[SECCOMM_A_AGENT_ORDINAL]);
	q->left_ms = attr_u32(tb[SECCOMM_A_AGENT_LEFT_MS]);
	q->keep_ms = attr_u32(tb[SECCOMM_A_AGENT_KEEP_MS]);
	snprintf(q->stack, sizeof(q->stack), "%s",
		 attr_str(tb[SECCOMM_A_AGENT_STACK]));
	attr_bytes(tb[SECCOMM_A_AGENT_PEER], &q->peer, sizeof(q->peer));
	attr_bytes(tb[SECCOMM_A_AGENT_BINDING], q->binding, HASH_LEN);
	attr_bytes(tb[SECCOMM_A_AGENT_NONCE_I], q->nonce_i, HASH_LEN);
	attr_bytes(tb[SECCOMM_A_AGENT_NONCE_R], q->nonce_r, HASH_LEN);
	get_token(tb[SECCOMM_A_AGENT_TOKEN], &q->token);
	get_token(tb[SECCOMM_A_AGENT_OWN_TOKEN], &q->own);
	snprintf(q->name, sizeof(q->name), "%s",
		 attr_str(tb[SECCOMM_A_AGENT_IDENTITY]));
	return MNL_CB_OK;
}

/* Take a request: 0, or an errno. */
static int take(const struct kind *kind, struct question *q)
{
	struct nlmsghdr *nlh =
		begin(family, SECCOMM_CMD_AGENT_ACCEPT, SECCOMM_FAMILY_VERSION);

	mnl_attr_put_u8(nlh, SECCOMM_A_AGENT_KIND, kind->number);
	return transact(nlh, on_request, q);
}

/* Become an agent by the first request, while there is privilege. One that waits is kept. */
static bool become(const struct kind *kind)
{
	int err = take(kind, &first);

	have_first = !err;
	if (!err || err == EAGAIN)
		return true;
	say(LOG_ERR, "cannot be an agent: %s", strerror(err));
	return false;
}

bool agent_open(const struct kind *kind)
{
	struct wanted wanted = { .id = 0 };
	struct nlmsghdr *nlh;
	int err;

	requests = open_socket();
	heard = requests ? open_socket() : NULL;
	if (!heard)
		return false;
	snprintf(wanted.name, sizeof(wanted.name), "agent-%s", kind->name);
	nlh = begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECCOMM_FAMILY_NAME);
	err = transact(nlh, on_family, &wanted);
	if (err || !wanted.id) {
		say(LOG_ERR,
		    "the kernel has no SecComm with key agents: modprobe seccomm (%s)",
		    strerror(err));
		return false;
	}
	if (mnl_socket_setsockopt(heard, NETLINK_ADD_MEMBERSHIP, &wanted.id,
				  sizeof(wanted.id))) {
		say(LOG_ERR,
		    "cannot be an agent: %s; CAP_NET_ADMIN in this network namespace is needed",
		    strerror(errno));
		return false;
	}
	fcntl(agent_fd(), F_SETFL, O_NONBLOCK);
	return become(kind);
}

bool agent_accept(const struct kind *kind, struct question *q)
{
	int err = 0;

	if (have_first) {
		*q = first;
		explicit_bzero(&first, sizeof(first));
		have_first = false;
	} else {
		err = take(kind, q);
	}
	if (err && err != EAGAIN)
		say(LOG_ERR, "cannot take a request: %s", strerror(err));
	/* A step that is not known was not asked for by this kernel's agents. */
	return !err && q->step <= SECCOMM_AGENT_VERIFY;
}

static int send_answer(uint64_t cookie, const struct answer *answer)
{
	struct nlmsghdr *nlh =
		begin(family, SECCOMM_CMD_AGENT_DONE, SECCOMM_FAMILY_VERSION);

	mnl_attr_put_u64(nlh, SECCOMM_A_AGENT_COOKIE, cookie);
	if (answer->refused)
		mnl_attr_put(nlh, SECCOMM_A_AGENT_REFUSE, 0, NULL);
	if (answer->refused && answer->error)
		mnl_attr_put_u8(nlh, SECCOMM_A_AGENT_ERROR, answer->error);
	if (answer->token.len)
		mnl_attr_put(nlh, SECCOMM_A_AGENT_TOKEN, answer->token.len,
			     answer->token.bytes);
	if (answer->key_len)
		mnl_attr_put(nlh, SECCOMM_A_AGENT_KEY, answer->key_len,
			     answer->key);
	if (answer->identity[0])
		mnl_attr_put_strz(nlh, SECCOMM_A_AGENT_IDENTITY,
				  answer->identity);
	return transact(nlh, NULL, NULL);
}

void agent_answer(uint64_t cookie, const struct answer *answer)
{
	static const struct answer refusal = { .refused = true };
	int err = send_answer(cookie, answer);

	if (err == ENOENT)
		say(LOG_WARNING, "an answer came too late");
	else if (err)
		say(LOG_WARNING, "the kernel takes no such answer: %s",
		    strerror(err));
	/* A program may say what is no answer to the step. */
	if (err == EINVAL)
		send_answer(cookie, &refusal);
}
