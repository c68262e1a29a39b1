// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink requests at random, in a namespace of their own: good ones, the same
 * spoilt, several in a datagram, dumps that nobody reads to their end. Now and
 * then a good request must be answered as ever.
 */
#include <stdlib.h>

#include "netlink.h"

#define MAX_BATCH 4
#define CHECK_EVERY 128 /* turns, from one look at a good answer to the next */
#define SWEEP_EVERY 4096 /* turns, after which all is deleted */
#define SWEPT 256
#define TRIES 1000 /* good requests of a kind until one must be honoured */

static struct fuzz fuzz;
static struct sc_nl *nl, *calm;
static unsigned long honoured[SECCOMM_CMD_MAX + 1], errors;

static bool open_socket(struct sc_nl **at)
{
	*at = calloc(1, sizeof(**at));
	return *at && sc_nl_open(*at);
}

/* Attributes of an answer fill it to its end. */
static bool well_formed(const struct nlmsghdr *nlh)
{
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	const struct nlattr *attr;

	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	while (mnl_attr_ok(attr, end - (const char *)attr))
		attr = mnl_attr_next(attr);
	return (const char *)attr >= end;
}

/* Sequence numbers are commands, for the answers to tell what was honoured. */
static void count_ack(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	if (err->error)
		errors++;
	else if (nlh->nlmsg_seq <= SECCOMM_CMD_MAX)
		honoured[nlh->nlmsg_seq]++;
}

/* All that has come already: a request is done when send() returns. */
static bool drain(void)
{
	int fd = mnl_socket_get_fd(nl->sock), len, n;
	unsigned int most = 1 + rng_below(&fuzz.rng, 64);
	const struct nlmsghdr *nlh;

	for (n = 0; n < most; n++) {
		len = recv(fd, nl->reply, nl->room, MSG_DONTWAIT);
		if (len < 0)
			return errno == EAGAIN || errno == ENOBUFS;
		nlh = (const void *)nl->reply;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			if (nlh->nlmsg_type == NLMSG_ERROR)
				count_ack(nlh);
			else if (nlh->nlmsg_type == nl->family &&
				 !well_formed(nlh))
				return false;
	}
	return true;
}

static size_t make_one(__u8 *to)
{
	static struct message m;

	message_make(&fuzz.rng, &m, nl->family,
		     &spec_ops[rng_below(&fuzz.rng, spec_n_ops)]);
	if (rng_one_in(&fuzz.rng, 2)) {
		message_spoil(&fuzz.rng, &m);
		m.header.nlmsg_seq = -1;
	}
	memcpy(to, m.data, m.len);
	memset(to + m.len, 0, MNL_ALIGN(m.len) - m.len);
	return MNL_ALIGN(m.len);
}

static unsigned int send_some(void)
{
	static __u8 batch[MAX_BATCH * (SC_NL_REQUEST + MNL_ALIGNTO)];
	unsigned int n = 1, i;
	size_t len = 0;

	if (rng_one_in(&fuzz.rng, 8))
		n += rng_below(&fuzz.rng, MAX_BATCH);
	for (i = 0; i < n && i < MAX_BATCH; i++)
		len += make_one(batch + len);
	send(mnl_socket_get_fd(nl->sock), batch, len, MSG_DONTWAIT);
	return n;
}

/* A dump may be under way on the old one, and much of it unread. The new one may
 * hear what it never reads: a group of ours is among those that there are.
 */
static bool another_socket(void)
{
	int group = 1 + rng_below(&fuzz.rng, 31);

	sc_nl_close(nl);
	if (!sc_nl_open(nl))
		return false;
	if (rng_one_in(&fuzz.rng, 2))
		mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP, &group,
				      sizeof(group));
	return true;
}

/* A stack of another name, made, found, deleted. */
static bool answers_as_ever(void)
{
	static const char name[] = "calm";
	bool good;

	good = !sc_nl_ask(calm, fuzz_stack_add(calm, name, 0)).error &&
	       sc_nl_ask(calm, fuzz_named(calm, SECCOMM_CMD_STACK_GET, name))
			       .data == 1;
	return good &
	       !sc_nl_ask(calm, fuzz_named(calm, SECCOMM_CMD_STACK_DEL, name))
			.error;
}

/**
 * struct sweep - objects that are to be deleted
 * @last: attribute up to which an object is named
 * @n: how many
 * @len: bytes of each one's attributes
 * @attrs: these
 */
struct sweep {
	__u16 last;
	unsigned int n;
	size_t len[SWEPT];
	__u8 attrs[SWEPT][128];
};

static void take_name(const struct nlmsghdr *nlh, void *arg)
{
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	const struct nlattr *attr;
	struct sweep *s = arg;
	size_t len;

	if (s->n == SWEPT)
		return;
	s->len[s->n] = 0;
	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr)) {
		len = MNL_ALIGN(attr->nla_len);
		if (mnl_attr_get_type(attr) > s->last ||
		    s->len[s->n] + len > sizeof(s->attrs[0]))
			continue;
		memcpy(s->attrs[s->n] + s->len[s->n], attr, len);
		s->len[s->n] += len;
	}
	s->n++;
}

/* What was spoilt has names of its own, and would pile up. */
static void delete_all(__u8 get, __u8 del, __u16 last)
{
	static struct sweep s;
	struct nlmsghdr *nlh;
	unsigned int i;

	s.n = 0;
	s.last = last;
	calm->data = take_name;
	calm->arg = &s;
	sc_nl_ask(calm, sc_nl_dump(calm, get));
	calm->data = NULL;
	for (i = 0; i < s.n; i++) {
		nlh = sc_nl_req(calm, del);
		memcpy(mnl_nlmsg_get_payload_tail(nlh), s.attrs[i], s.len[i]);
		nlh->nlmsg_len += s.len[i];
		sc_nl_ask(calm, nlh);
	}
}

static void sweep(void)
{
	delete_all(SECCOMM_CMD_POLICY_GET, SECCOMM_CMD_POLICY_DEL,
		   SECCOMM_A_POLICY_STACK);
	delete_all(SECCOMM_CMD_PEER_GET, SECCOMM_CMD_PEER_DEL,
		   SECCOMM_A_PEER_PREFIX_LEN);
	delete_all(SECCOMM_CMD_KEY_GET, SECCOMM_CMD_KEY_DEL,
		   SECCOMM_A_KEY_PREFIX_LEN);
	delete_all(SECCOMM_CMD_STACK_GET, SECCOMM_CMD_STACK_DEL,
		   SECCOMM_A_STACK_NAME);
}

static bool run(void)
{
	unsigned long requests = 0, turn = 0;

	while (fuzz_goes_on(&fuzz, requests, "requests")) {
		requests += send_some();
		traffic_step(&fuzz.rng);
		if (!drain()) {
			printf("# an answer is not well formed\n");
			return false;
		}
		if (rng_one_in(&fuzz.rng, 256) && !another_socket()) {
			printf("# no new socket\n");
			return false;
		}
		if (++turn % CHECK_EVERY)
			continue;
		n_sessions = fuzz_sessions(calm, sessions, SESSIONS_KNOWN);
		if (!(turn % SWEEP_EVERY))
			sweep();
		if (!answers_as_ever()) {
			printf("# a good request is not answered as ever\n");
			return false;
		}
	}
	printf("# %lu requests, %lu refused\n", requests, errors);
	return true;
}

static bool rule_for(const char *stack)
{
	struct nlmsghdr *nlh = sc_nl_req(calm, SECCOMM_CMD_POLICY_SET);

	mnl_attr_put_strz(nlh, SECCOMM_A_POLICY_STACK, stack);
	return !sc_nl_ask(calm, nlh).error;
}

/* Three stacks with their secrets: sockets use one, a rule another, and the third can
 * be deleted.
 */
static bool set_scene(void)
{
	int i;

	traffic_close();
	sweep();
	for (i = 0; i < 3; i++)
		if (!fuzz_configure(calm, fuzz_name(i), 0))
			return false;
	if (!traffic_session(fuzz_name(0)) || !rule_for(fuzz_name(1)))
		return false;
	n_sessions = fuzz_sessions(calm, sessions, SESSIONS_KNOWN);
	return n_sessions;
}

/* Good requests of one kind, in a scene in which there is something for each, until
 * one is honoured.
 */
static bool reach(const struct spec_op *op)
{
	static struct message m;
	unsigned int i;

	if (!set_scene()) {
		printf("# no stack, secret, rule or session for %s\n",
		       op->name);
		return false;
	}
	for (i = 0; i < TRIES && !honoured[op->cmd]; i++) {
		message_make(&fuzz.rng, &m, nl->family, op);
		send(mnl_socket_get_fd(nl->sock), m.data, m.len, MSG_DONTWAIT);
		if (!drain())
			return false;
	}
	return honoured[op->cmd];
}

/* Only another module's type can be retired, only a stack that keeps signatures has a log, and
 * only a session whose keys agents give asks them: there is none of these here.
 */
static bool may_be_honoured(__u8 cmd)
{
	return cmd != SECCOMM_CMD_TYPE_RETIRE &&
	       cmd != SECCOMM_CMD_AUDIT_ATTACH &&
	       cmd != SECCOMM_CMD_AUDIT_DETACH &&
	       cmd != SECCOMM_CMD_AGENT_ACCEPT && cmd != SECCOMM_CMD_AGENT_DONE;
}

/* A slow machine makes few requests in the time, and not all of them are lucky: what
 * was never honoured is tried alone.
 */
static bool each_was_honoured(void)
{
	bool good = true;
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++) {
		printf("# %s: honoured %lu times\n", spec_ops[i].name,
		       honoured[spec_ops[i].cmd]);
		if (!honoured[spec_ops[i].cmd] &&
		    may_be_honoured(spec_ops[i].cmd) && !reach(&spec_ops[i])) {
			printf("# %s: never honoured\n", spec_ops[i].name);
			good = false;
		}
	}
	return good;
}

int main(int argc, char **argv)
{
	fuzz_start(&fuzz, argc, argv);
	fuzz_ok(open_socket(&nl) && open_socket(&calm), "family");
	traffic_open();
	fuzz_ok(run(), "requests");
	fuzz_ok(each_was_honoured(), "each_was_honoured");
	traffic_close();
	return 0;
}
