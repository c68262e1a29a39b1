// SPDX-License-Identifier: GPL-2.0
/*
 * Requests spoilt: bytes, lengths, types and attributes, at any depth.
 */
#include "netlink.h"

#define BODY (sizeof(struct nlmsghdr) + sizeof(struct genlmsghdr))
#define MAX_ATTRS 128
#define MAX_SPAN 64

/* Offsets of attributes, those within nests too. */
struct attrs {
	size_t at[MAX_ATTRS];
	unsigned int n;
};

static void find(struct attrs *a, const struct message *m, size_t at,
		 size_t end)
{
	struct nlattr attr;

	while (a->n < MAX_ATTRS && end - at >= sizeof(attr)) {
		memcpy(&attr, m->data + at, sizeof(attr));
		if (attr.nla_len < sizeof(attr) || attr.nla_len > end - at)
			return;
		a->at[a->n++] = at;
		if (attr.nla_type & NLA_F_NESTED)
			find(a, m, at + sizeof(attr), at + attr.nla_len);
		if (MNL_ALIGN(attr.nla_len) > end - at)
			return;
		at += MNL_ALIGN(attr.nla_len);
	}
}

static void set16(struct message *m, size_t at, __u16 value)
{
	if (at + sizeof(value) <= m->len)
		memcpy(m->data + at, &value, sizeof(value));
}

/* Moves what is behind @at, and fills the gap with what the message has. */
static void insert(struct rng *r, struct message *m, size_t at, size_t len)
{
	size_t from = rng_below(r, m->len - len);
	__u8 span[MAX_SPAN];

	memcpy(span, m->data + from, len);
	if (m->len + len > sizeof(m->data))
		return;
	memmove(m->data + at + len, m->data + at, m->len - at);
	memcpy(m->data + at, span, len);
	m->len += len;
}

static void spoil_bytes(struct rng *r, struct message *m)
{
	size_t at = sizeof(struct nlmsghdr) +
		    rng_below(r, m->len - sizeof(struct nlmsghdr));
	__u64 odd = rng_odd(r);
	size_t len = 1u << rng_below(r, 4);

	switch (rng_below(r, 3)) {
	case 0:
		m->data[at] ^= 1u << rng_below(r, 8);
		break;
	case 1:
		memcpy(m->data + at, &odd, len < m->len - at ? len : 1);
		break;
	default:
		insert(r, m, at, MNL_ALIGNTO * (1 + rng_below(r, 3)));
		break;
	}
}

static void spoil_attr(struct rng *r, struct message *m, size_t at)
{
	struct nlattr attr;

	memcpy(&attr, m->data + at, sizeof(attr));
	switch (rng_below(r, 4)) {
	case 0:
		set16(m, at, attr.nla_len + rng_below(r, 9) - 4);
		break;
	case 1:
		set16(m, at, rng_odd(r));
		break;
	case 2:
		set16(m, at + 2,
		      attr.nla_type ^ (NLA_F_NESTED >> rng_below(r, 2)));
		break;
	default:
		set16(m, at + 2, rng_below(r, 24));
		break;
	}
}

static void spoil_header(struct rng *r, struct message *m)
{
	struct genlmsghdr *genl = (void *)(m->data + sizeof(m->header));

	switch (rng_below(r, 5)) {
	case 0:
		m->header.nlmsg_flags = NLM_F_REQUEST | rng_next(r);
		break;
	case 1:
		genl->cmd = rng_below(r, SECCOMM_CMD_MAX + 3);
		break;
	case 2:
		genl->version = rng_next(r);
		genl->reserved = rng_next(r);
		break;
	case 3:
		m->header.nlmsg_len = m->len + rng_below(r, 9) - 4;
		break;
	default:
		m->len = BODY + rng_below(r, m->len - BODY + 1);
		break;
	}
}

void message_spoil(struct rng *r, struct message *m)
{
	unsigned int n = 1 + rng_below(r, 4);
	struct attrs a = { .n = 0 };

	find(&a, m, BODY, m->len);
	while (n--) {
		if (a.n && rng_one_in(r, 2))
			spoil_attr(r, m, a.at[rng_below(r, a.n)]);
		else if (m->len > BODY + 3 * MNL_ALIGNTO)
			spoil_bytes(r, m);
	}
	m->header.nlmsg_len = m->len;
	if (rng_one_in(r, 4))
		spoil_header(r, m);
}
