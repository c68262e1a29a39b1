// SPDX-License-Identifier: GPL-2.0
/*
 * Requests whose frame is wrong: cut short, with a header that is not theirs; and
 * requests for dumps.
 */
#include "matrix.h"

/* The first @len bytes of a good request, which say that they are all. */
static bool cut_at(const struct spec_op *op, size_t len)
{
	struct node *top = message_new(op);
	struct nlmsghdr *nlh = message_put(nl, op, top, NLM_F_ACK);
	struct sc_answer a;

	nlh->nlmsg_len = len;
	tried++;
	a = sc_nl_ask(nl, nlh);
	if (!a.error)
		take_back(op, top);
	/* Less than the family's header is generic netlink's, which says no word. */
	if (len < NLMSG_HDRLEN + GENL_HDRLEN)
		return a.error == EINVAL ||
		       complain(op, "cut in the header", &a);
	if (a.error && !*a.text)
		return complain(op, "cut", &a);
	/* Only padding may be missed by none. */
	return a.error || complain(op, "cut and accepted", &a);
}

/* Where a request's value ends, behind which there is only padding. */
static size_t end_of(const struct spec_op *op)
{
	struct node *top = message_new(op);
	const struct nlmsghdr *nlh = message_put(nl, op, top, NLM_F_ACK);
	const struct node *last = top->n ? top->kids[top->n - 1] : NULL;

	while (last && last->n)
		last = last->kids[last->n - 1];
	return last ? last->offset + NLA_HDRLEN + last->len : nlh->nlmsg_len;
}

/* A datagram that ends before its message does is not looked at. */
static bool short_datagram(const struct spec_op *op)
{
	struct nlmsghdr *nlh = message_put(nl, op, message_new(op), NLM_F_ACK);
	size_t len = nlh->nlmsg_len;
	struct sc_answer a;

	nlh->nlmsg_seq = 1;
	nlh->nlmsg_len += 64;
	tried++;
	if (mnl_socket_sendto(nl->sock, nlh, len) < 0)
		return false;
	a = sc_nl_ask(nl, sc_nl_req(nl, SECCOMM_CMD_STATS_GET));
	return !a.error || complain(op, "short datagram", &a);
}

bool test_cut(void)
{
	bool good = true;
	unsigned int i;
	size_t len, end;

	for (i = 0; i < spec_n_ops; i++) {
		end = spec_ops[i].says_needs ? end_of(&spec_ops[i]) : 0;
		for (len = NLMSG_HDRLEN; len < end; len++)
			good &= cut_at(&spec_ops[i], len);
		good &= short_datagram(&spec_ops[i]);
	}
	return good;
}

/* Spoils a header and expects EINVAL with a word on it. */
static bool header(const struct spec_op *op, const char *what, __u16 reserved,
		   __u16 flags)
{
	struct node *top = message_new(op);
	struct nlmsghdr *nlh = message_put(nl, op, top, NLM_F_ACK | flags);
	struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct sc_answer a;

	genl->reserved = reserved;
	tried++;
	a = sc_nl_ask(nl, nlh);
	if (!a.error)
		take_back(op, top);
	return (a.error == EINVAL && *a.text) || complain(op, what, &a);
}

static bool no_operation(unsigned int cmd)
{
	const struct spec_op op = { .name = "no operation", .cmd = cmd };
	struct sc_answer a = sc_nl_ask(nl, sc_nl_req(nl, cmd));

	tried++;
	return a.error == EOPNOTSUPP || complain(&op, "", &a);
}

static bool is_operation(unsigned int cmd)
{
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++)
		if (spec_ops[i].cmd == cmd)
			return true;
	return false;
}

bool test_header(void)
{
	bool good = true;
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++) {
		good &= header(&spec_ops[i], "reserved bits", 1, 0);
		good &= header(&spec_ops[i], "flags", 0, NLM_F_CREATE);
	}
	for (i = 0; i < 256; i++)
		if (!is_operation(i))
			good &= no_operation(i);
	return good;
}

/* Every dump there is gives all, takes no attribute; nothing else is dumped. */
static bool dump_of(const struct spec_op *op)
{
	struct sc_answer a = sc_nl_ask(nl, sc_nl_dump(nl, op->cmd));
	bool good = true;

	tried += 2;
	if (a.error != (op->dump ? 0 : EOPNOTSUPP))
		good = complain(op, "dump", &a);
	if (!op->dump || !op->request.n)
		return good;
	a = sc_nl_ask(nl, message_put(nl, op, message_new(op), NLM_F_DUMP));
	if (a.error != EINVAL || !*a.text)
		good = complain(op, "dump with an attribute", &a);
	return good;
}

bool test_dump(void)
{
	bool good = true;
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++)
		good &= dump_of(&spec_ops[i]);
	return good;
}
