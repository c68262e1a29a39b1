// SPDX-License-Identifier: GPL-2.0
/*
 * Requests by the specification. Names, slots, peers and ports are few, so that
 * one request meets what another one made.
 */
#include <arpa/inet.h>
#include <linux/seccomm.h>

#include "netlink.h"

#define MAX_DEPTH 4
#define MAX_REPEAT 3
#define ROOM (SC_NL_REQUEST - 2048) /* the longest value fits behind it */

__u32 sessions[SESSIONS_KNOWN];
unsigned int n_sessions;

static const char *const types[] = {
	"WindowReplay",	 "ChaChaPolyPrivacy", "AESGCMPrivacy",
	"DESPrivacy",	 "XORPrivacy",	      "HMACSHA256Integrity",
	"SHAIntegrity",	 "MD5Integrity",      "NullSecurity",
	"MultiSecurity", "CMACIntegrity",     "Poly1305Integrity",
	"NoSuchType",
};

static const char *const events[] = {
	"msgFromAbove", "dataMsgFromBelow", "down1", "up1", "down2", "up2",
};

static const char *const ends[] = { "alpha@x", "beta/y", "gamma" };

static const struct {
	__u8 address[16];
	__u8 len;
} prefixes[] = {
	{ { [10] = 0xff, 0xff, 127, 0, 0, 1 }, 128 },
	{ { [10] = 0xff, 0xff, 10 }, 104 },
	{ { [15] = 1 }, 128 },
	{ { 0xfd, 9 }, 16 },
	{ { 0 }, 0 },
};

static void put(struct message *m, const void *data, size_t len)
{
	static const __u8 pad[MNL_ALIGNTO];

	memcpy(m->data + m->len, data, len);
	m->len += len;
	len = MNL_ALIGN(len) - len;
	memcpy(m->data + m->len, pad, len);
	m->len += len;
}

static void put_attr(struct message *m, unsigned int type, const void *data,
		     size_t len)
{
	struct nlattr attr = {
		.nla_len = MNL_ATTR_HDRLEN + len,
		.nla_type = type,
	};

	put(m, &attr, sizeof(attr));
	put(m, data, len);
}

static bool is_end(const struct spec_attr *attr)
{
	return !strcmp(attr->name, "local-name") ||
	       !strcmp(attr->name, "remote-name");
}

static const char *text_of(struct rng *r, const struct spec_set *set,
			   const struct spec_attr *attr)
{
	if (!strcmp(attr->name, "type") ||
	    (!strcmp(attr->name, "name") && !strcmp(set->name, "type")))
		return types[rng_below(r, sizeof(types) / sizeof(*types))];
	if (strstr(attr->name, "event"))
		return events[rng_below(r, sizeof(events) / sizeof(*events))];
	if (!strcmp(set->name, "option"))
		return strcmp(attr->name, "text") ? "bits" : "a/b";
	if (!strcmp(set->name, "stats"))
		return "rx-messages";
	if (!strcmp(attr->name, "keyring"))
		return "seccomm:fuzz";
	if (is_end(attr))
		return ends[rng_below(r, sizeof(ends) / sizeof(*ends))];
	return fuzz_name(rng_below(r, NAMES));
}

static void put_string(struct rng *r, struct message *m,
		       const struct spec_set *set, const struct spec_attr *attr)
{
	static const char odd[300] = "fuzz";
	const char *text = text_of(r, set, attr);

	if (rng_one_in(r, 64))
		put_attr(m, attr->value, odd, rng_below(r, sizeof(odd)));
	else
		put_attr(m, attr->value, text, strlen(text) + 1);
}

static __u64 number_of(struct rng *r, const struct spec_set *set,
		       const struct spec_attr *attr)
{
	if (rng_one_in(r, 64))
		return rng_odd(r);
	if (!strcmp(set->name, "session") && !strcmp(attr->name, "index") &&
	    n_sessions)
		return sessions[rng_below(r, n_sessions)];
	if (!strcmp(set->name, "id") && !strcmp(attr->name, "kind"))
		return rng_below(r, SECCOMM_ID_PRINCIPAL + 1);
	if (!strcmp(set->name, "option"))
		return rng_one_in(r, 2) ? 128 : 256;
	if (!strcmp(attr->name, "bits"))
		return 2048 + 1024 * rng_below(r, 3);
	if (!strcmp(attr->name, "port"))
		return htons(FUZZ_PORT + rng_below(r, 4));
	return (attr->has_min ? attr->min : 0) + rng_below(r, 4);
}

static void put_number(struct rng *r, struct message *m,
		       const struct spec_set *set, const struct spec_attr *attr)
{
	static const __u8 size[] = {
		[SPEC_U8] = 1, [SPEC_U16] = 2, [SPEC_U32] = 4, [SPEC_U64] = 8,
		[SPEC_S8] = 1, [SPEC_S16] = 2, [SPEC_S32] = 4, [SPEC_S64] = 8,
	};
	__u64 value = number_of(r, set, attr);

	put_attr(m, attr->value, &value, size[attr->type]);
}

/* Who a peer may prove to be: a name, all that end so, a principal, or a key. */
static void put_identity(struct rng *r, struct message *m,
			 const struct spec_attr *attr)
{
	static const char *const texts[] = { "alpha@x", "*.example",
					     "host/a@REALM", "*@REALM" };
	const char *text = texts[rng_below(r, 4)];
	const __u8 *secret;
	size_t len;

	if (rng_one_in(r, 2)) {
		put_attr(m, attr->value, text, strlen(text));
	} else {
		secret = fuzz_secret(0, &len);
		put_attr(m, attr->value, secret, len);
	}
}

static void put_binary(struct rng *r, struct message *m,
		       const struct spec_set *set, const struct spec_attr *attr,
		       unsigned int prefix)
{
	__u8 random[160];
	const struct fuzz_der *der;
	const __u8 *secret;
	size_t len;

	if (rng_one_in(r, 64)) {
		rng_fill(r, random, sizeof(random));
		put_attr(m, attr->value, random, rng_below(r, sizeof(random)));
	} else if (!strcmp(attr->name, "peer")) {
		put_attr(m, attr->value, prefixes[prefix].address, 16);
	} else if (!strcmp(set->name, "id")) {
		put_identity(r, m, attr);
	} else if (!strcmp(attr->name, "der")) {
		der = fuzz_der(SECCOMM_KEY_PRIVATE + rng_below(r, 4));
		put_attr(m, attr->value, der->data, der->len);
	} else {
		secret = fuzz_secret(rng_below(r, 3) - 1, &len);
		put_attr(m, attr->value, secret, len);
	}
}

static void put_set(struct rng *r, struct message *m,
		    const struct spec_set *set, int depth);

static void put_value(struct rng *r, struct message *m,
		      const struct spec_set *set, const struct spec_attr *attr,
		      int depth, unsigned int prefix)
{
	size_t at = m->len;
	struct nlattr nest = { .nla_type = attr->value | NLA_F_NESTED };

	if (attr->type <= SPEC_S64) {
		if (!strcmp(attr->name, "prefix-len"))
			put_attr(m, attr->value, &prefixes[prefix].len, 1);
		else
			put_number(r, m, set, attr);
	} else if (attr->type == SPEC_STRING) {
		put_string(r, m, set, attr);
	} else if (attr->type == SPEC_BINARY) {
		put_binary(r, m, set, attr, prefix);
	} else if (attr->type == SPEC_NEST) {
		put(m, &nest, sizeof(nest));
		put_set(r, m, attr->nest, depth + 1);
		nest.nla_len = m->len - at;
		memcpy(m->data + at, &nest, sizeof(nest));
	} else {
		put_attr(m, attr->value, NULL, 0);
	}
}

/* What the set needs, and of the others some: peers with their prefix, both ends' names. */
static void put_set(struct rng *r, struct message *m,
		    const struct spec_set *set, int depth)
{
	unsigned int prefix =
		rng_below(r, sizeof(prefixes) / sizeof(*prefixes));
	bool peers = rng_one_in(r, 4), named = rng_one_in(r, 4);
	unsigned int i, n;

	for (i = 0; i < set->n; i++) {
		const struct spec_attr *attr = &set->attrs[i];
		bool wanted = attr->needed ? !rng_one_in(r, 64) :
					     rng_one_in(r, 4);

		if (!strcmp(attr->name, "peer") ||
		    !strcmp(attr->name, "prefix-len"))
			wanted = peers;
		if (is_end(attr))
			wanted = named;
		n = attr->multi ? 1 + rng_below(r, MAX_REPEAT) : 1;
		while (wanted && n-- && depth < MAX_DEPTH && m->len < ROOM)
			put_value(r, m, set, attr, depth, prefix);
	}
}

static void message_start(struct rng *r, struct message *m, __u16 family,
			  __u8 cmd)
{
	struct genlmsghdr genl = {
		.cmd = cmd,
		.version = SECCOMM_FAMILY_VERSION,
	};

	memset(&m->header, 0, sizeof(m->header));
	m->header.nlmsg_type = family;
	m->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (rng_one_in(r, 8))
		m->header.nlmsg_flags |= NLM_F_DUMP;
	m->len = sizeof(m->header);
	put(m, &genl, sizeof(genl));
}

/* A composition by the specification alone is hardly ever accepted. */
static void make_stack(struct rng *r, struct message *m, __u16 family, __u8 cmd)
{
	static struct sc_nl nl;
	struct nlmsghdr *nlh;

	nl.family = family;
	nlh = fuzz_stack_add(&nl, fuzz_name(rng_below(r, NAMES)),
			     rng_below(r, FUZZ_SHAPES));
	((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd = cmd;
	m->len = nlh->nlmsg_len;
	memcpy(m->data, nlh, m->len);
}

void message_make(struct rng *r, struct message *m, __u16 family,
		  const struct spec_op *op)
{
	bool composed = op->cmd == SECCOMM_CMD_STACK_ADD ||
			op->cmd == SECCOMM_CMD_CHECK;

	if (composed && rng_one_in(r, 2)) {
		make_stack(r, m, family, op->cmd);
	} else {
		message_start(r, m, family, op->cmd);
		put_set(r, m, &op->request, 0);
	}
	m->header.nlmsg_len = m->len;
	m->header.nlmsg_seq = op->cmd;
}
