// SPDX-License-Identifier: GPL-2.0
/*
 * Stacks and secrets for the fuzzers: a few names, a few compositions that the
 * checker accepts, and one secret for each slot.
 */
#include <stdlib.h>

#include "fuzz.h"

#define LAYERS 3

/**
 * struct shape - a composition
 * @canonical: its canonical form, from which others derive its keys
 * @layer: its layers in downward order, up to the first without a type
 */
static const struct shape {
	const char *canonical;
	struct {
		const char *type;
		int slot;
	} layer[LAYERS];
} shapes[FUZZ_SHAPES] = {
	{ "WindowReplay(),ChaChaPolyPrivacy(0)|s:psk|0:hkdf:psk",
	  { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } } },
	{ "WindowReplay(),AESGCMPrivacy(0,bits=256)|s:psk|0:hkdf:psk",
	  { { "WindowReplay", -1 }, { "AESGCMPrivacy", 0 } } },
	{ "WindowReplay(),HMACSHA256Integrity(0),DESPrivacy(1)|s:psk|0:hkdf:psk|1:hkdf:psk",
	  { { "WindowReplay", -1 },
	    { "HMACSHA256Integrity", 0 },
	    { "DESPrivacy", 1 } } },
	{ "WindowReplay(),SHAIntegrity(0),XORPrivacy(1)|s:psk|0:hkdf:psk|1:hkdf:psk",
	  { { "WindowReplay", -1 },
	    { "SHAIntegrity", 0 },
	    { "XORPrivacy", 1 } } },
	{ "MD5Integrity(0)|s:psk|0:hkdf:psk", { { "MD5Integrity", 0 } } },
	{ "DESPrivacy(0)|s:psk|0:hkdf:psk", { { "DESPrivacy", 0 } } },
};

const char *fuzz_canonical(unsigned int shape)
{
	return shapes[shape].canonical;
}

const char *fuzz_name(unsigned int i)
{
	static const char *const names[FUZZ_NAMES] = {
		"fuzz-0", "fuzz-1", "fuzz-2", "fuzz-3", "fuzz-4", "fuzz-5",
	};

	return names[i % FUZZ_NAMES];
}

static void put_layer(struct nlmsghdr *nlh, const char *type, int slot,
		      int rank)
{
	struct nlattr *nest =
		mnl_attr_nest_start(nlh, SECCOMM_A_STACK_INSTANCE);

	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_TYPE, type);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_D_EVENT, "msgFromAbove");
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_D_ORDER, rank);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_U_EVENT, "dataMsgFromBelow");
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_U_ORDER, LAYERS - rank);
	if (slot >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, slot);
	mnl_attr_nest_end(nlh, nest);
}

static void put_slot(struct nlmsghdr *nlh, int slot)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_SLOT);

	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_INDEX, slot);
	mnl_attr_nest_end(nlh, nest);
}

struct nlmsghdr *fuzz_stack_add(struct sc_nl *nl, const char *name,
				unsigned int shape)
{
	struct nlmsghdr *nlh = fuzz_named(nl, SECCOMM_CMD_STACK_ADD, name);
	const struct shape *s = &shapes[shape];
	int i;

	for (i = 0; i < LAYERS && s->layer[i].type; i++)
		put_layer(nlh, s->layer[i].type, s->layer[i].slot, i);
	for (i = 0; i < LAYERS && s->layer[i].type; i++)
		if (s->layer[i].slot >= 0)
			put_slot(nlh, s->layer[i].slot);
	return nlh;
}

struct nlmsghdr *fuzz_named(struct sc_nl *nl, __u8 cmd, const char *name)
{
	struct nlmsghdr *nlh = sc_nl_req(nl, cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, name);
	return nlh;
}

const __u8 *fuzz_secret(int slot, size_t *len)
{
	static const char secrets[3][33] = {
		"the secret of all fuzzed session",
		"the secret of the zeroth slot...",
		"the secret of the first slot....",
	};

	*len = 32;
	return (const __u8 *)secrets[slot + 1];
}

static struct nlmsghdr *key_request(struct sc_nl *nl, __u8 cmd,
				    const char *stack, int slot)
{
	struct nlmsghdr *nlh = sc_nl_req(nl, cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, stack);
	if (slot >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, slot);
	return nlh;
}

struct nlmsghdr *fuzz_key_set(struct sc_nl *nl, const char *stack, int slot)
{
	struct nlmsghdr *nlh =
		key_request(nl, SECCOMM_CMD_KEY_SET, stack, slot);
	const __u8 *secret;
	size_t len;

	secret = fuzz_secret(slot, &len);
	mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, len, secret);
	return nlh;
}

struct nlmsghdr *fuzz_key_del(struct sc_nl *nl, const char *stack, int slot)
{
	return key_request(nl, SECCOMM_CMD_KEY_DEL, stack, slot);
}

struct indexes {
	__u32 *index;
	unsigned int n, max;
};

static void take_index(const struct nlmsghdr *nlh, void *arg)
{
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	const struct nlattr *attr;
	struct indexes *x = arg;

	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == SECCOMM_A_SESSION_INDEX &&
		    x->n < x->max)
			x->index[x->n++] = mnl_attr_get_u32(attr);
}

unsigned int fuzz_sessions(struct sc_nl *nl, __u32 *index, unsigned int max)
{
	struct indexes x = { .index = index, .max = max };

	nl->data = take_index;
	nl->arg = &x;
	sc_nl_ask(nl, sc_nl_dump(nl, SECCOMM_CMD_SESSION_GET));
	nl->data = NULL;
	return x.n;
}

bool fuzz_configure(struct sc_nl *nl, const char *name, unsigned int shape)
{
	int slot;

	if (sc_nl_ask(nl, fuzz_stack_add(nl, name, shape)).error)
		return false;
	for (slot = -1; slot < 2; slot++)
		if (sc_nl_ask(nl, fuzz_key_set(nl, name, slot)).error)
			return false;
	return true;
}
