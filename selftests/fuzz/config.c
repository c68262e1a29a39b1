// SPDX-License-Identifier: GPL-2.0
/*
 * Stacks and secrets for the fuzzers: a few names, a few compositions that the
 * checker accepts, one secret for each slot, and the methods of some.
 */
#include <stdlib.h>

#include "checker/checker.h"
#include "fuzz.h"

#define LAYERS 3
#define METHODS 3

/* Keys that a stack takes, besides those of rsa(): the session secret, and two slots'. */
#define TAKES_SESSION 1
#define TAKES_SLOT_0 2
#define TAKES_SLOT_1 4
#define TAKES_PAIRS 8
#define TAKES_ALL 7

#define DH_NONE "dh(auth=none,group=x25519,sig=none)"
#define DH_PSK "dh(auth=psk,group=p256,sig=none)"
#define METHODS_OF(session, methods) \
	"WindowReplay(),ChaChaPolyPrivacy(0)|s:" session "|0:hkdf:" methods

/**
 * struct method - a method of slot 0
 * @kind: enum seccomm_method_kind; 0: there is none
 * @auth: of a dh, enum seccomm_dh_auth
 * @group: of a dh, enum seccomm_dh_group
 */
struct method {
	__u8 kind;
	__u8 auth;
	__u8 group;
};

/**
 * struct shape - a composition
 * @canonical: its canonical form, from which others derive its keys
 * @takes: which keys
 * @sessionless: it has no session secret
 * @provider: of slot 0, enum seccomm_source
 * @threshold: how many methods are needed; 0: all
 * @layer: its layers in downward order, up to the first without a type
 * @method: those of slot 0, up to the first without a kind
 */
static const struct shape {
	const char *canonical;
	unsigned int takes;
	bool sessionless;
	__u8 provider;
	__u8 threshold;
	struct {
		const char *type;
		int slot;
	} layer[LAYERS];
	struct method method[METHODS];
} shapes[FUZZ_SHAPES] = {
	{ .canonical = "WindowReplay(),ChaChaPolyPrivacy(0)|s:psk|0:hkdf:psk",
	  .takes = TAKES_ALL,
	  .layer = { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } } },
	{ .canonical =
		  "WindowReplay(),AESGCMPrivacy(0,bits=256)|s:psk|0:hkdf:psk",
	  .takes = TAKES_ALL,
	  .layer = { { "WindowReplay", -1 }, { "AESGCMPrivacy", 0 } } },
	{ .canonical =
		  "WindowReplay(),HMACSHA256Integrity(0),DESPrivacy(1)|s:psk|0:hkdf:psk|1:hkdf:psk",
	  .takes = TAKES_ALL,
	  .layer = { { "WindowReplay", -1 },
		     { "HMACSHA256Integrity", 0 },
		     { "DESPrivacy", 1 } } },
	{ .canonical = METHODS_OF("psk", DH_NONE),
	  .takes = TAKES_SESSION,
	  .provider = SECCOMM_SOURCE_METHOD,
	  .layer = { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } },
	  .method = { { SECCOMM_METHOD_DH, SECCOMM_AUTH_NONE,
			SECCOMM_GROUP_X25519 } } },
	{ .canonical = METHODS_OF("none", DH_PSK),
	  .takes = TAKES_SLOT_0,
	  .sessionless = true,
	  .provider = SECCOMM_SOURCE_METHOD,
	  .layer = { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } },
	  .method = { { SECCOMM_METHOD_DH, SECCOMM_AUTH_PSK,
			SECCOMM_GROUP_P256 } } },
	{ .canonical = METHODS_OF("psk", "kofn(2," DH_PSK ",psk," DH_NONE ")"),
	  .takes = TAKES_SESSION | TAKES_SLOT_0,
	  .provider = SECCOMM_SOURCE_ALL,
	  .threshold = 2,
	  .layer = { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } },
	  .method = { { SECCOMM_METHOD_DH, SECCOMM_AUTH_PSK,
			SECCOMM_GROUP_P256 },
		      { SECCOMM_METHOD_PSK },
		      { SECCOMM_METHOD_DH, SECCOMM_AUTH_NONE,
			SECCOMM_GROUP_X25519 } } },
	{ .canonical = METHODS_OF("psk", "all(" DH_NONE ",ext(kind=file))"),
	  .takes = TAKES_SESSION,
	  .provider = SECCOMM_SOURCE_ALL,
	  .layer = { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } },
	  .method = { { SECCOMM_METHOD_DH, SECCOMM_AUTH_NONE,
			SECCOMM_GROUP_X25519 },
		      { SECCOMM_METHOD_EXT } } },
	{ .canonical = METHODS_OF("psk", "rsa(bits=2048,sig=rsa2048)"),
	  .takes = TAKES_SESSION | TAKES_PAIRS,
	  .provider = SECCOMM_SOURCE_METHOD,
	  .layer = { { "WindowReplay", -1 }, { "ChaChaPolyPrivacy", 0 } },
	  .method = { { SECCOMM_METHOD_RSA } } },
	{ .canonical =
		  "WindowReplay(),SHAIntegrity(0),XORPrivacy(1)|s:psk|0:hkdf:psk|1:hkdf:psk",
	  .takes = TAKES_ALL,
	  .layer = { { "WindowReplay", -1 },
		     { "SHAIntegrity", 0 },
		     { "XORPrivacy", 1 } } },
	{ .canonical = "MD5Integrity(0)|s:psk|0:hkdf:psk",
	  .takes = TAKES_ALL,
	  .layer = { { "MD5Integrity", 0 } } },
	{ .canonical = "DESPrivacy(0)|s:psk|0:hkdf:psk",
	  .takes = TAKES_ALL,
	  .layer = { { "DESPrivacy", 0 } } },
};

const char *fuzz_canonical(unsigned int shape)
{
	return shapes[shape].canonical;
}

const char *fuzz_name(unsigned int i)
{
	static const char *const names[FUZZ_NAMES] = {
		"fuzz-0", "fuzz-1", "fuzz-2", "fuzz-3", "fuzz-4",  "fuzz-5",
		"fuzz-6", "fuzz-7", "fuzz-8", "fuzz-9", "fuzz-10",
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

static void put_method(struct nlmsghdr *nlh, const struct method *m)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_SLOT_METHOD);

	mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_KIND, m->kind);
	if (m->kind == SECCOMM_METHOD_DH) {
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_AUTH, m->auth);
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_GROUP, m->group);
	} else if (m->kind == SECCOMM_METHOD_RSA) {
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_SIG, SECCOMM_PK_RSA2048);
		mnl_attr_put_u16(nlh, SECCOMM_A_METHOD_BITS, 2048);
	} else if (m->kind == SECCOMM_METHOD_EXT) {
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_EXT, SECCOMM_EXT_FILE);
	}
	mnl_attr_nest_end(nlh, nest);
}

static void put_slot(struct nlmsghdr *nlh, const struct shape *s, int slot)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_SLOT);
	int i;

	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_INDEX, slot);
	if (s->provider)
		mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_PROVIDER, s->provider);
	for (i = 0; i < METHODS && s->method[i].kind; i++)
		put_method(nlh, &s->method[i]);
	if (s->threshold)
		mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_THRESHOLD, s->threshold);
	mnl_attr_nest_end(nlh, nest);
}

struct nlmsghdr *fuzz_stack_add(struct sc_nl *nl, const char *name,
				unsigned int shape)
{
	struct nlmsghdr *nlh = fuzz_named(nl, SECCOMM_CMD_STACK_ADD, name);
	const struct shape *s = &shapes[shape];
	int i;

	if (s->sessionless)
		mnl_attr_put(nlh, SECCOMM_A_STACK_SESSIONLESS, 0, NULL);
	for (i = 0; i < LAYERS && s->layer[i].type; i++)
		put_layer(nlh, s->layer[i].type, s->layer[i].slot, i);
	for (i = 0; i < LAYERS && s->layer[i].type; i++)
		if (s->layer[i].slot >= 0)
			put_slot(nlh, s, s->layer[i].slot);
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

struct nlmsghdr *fuzz_pair_set(struct sc_nl *nl, const char *stack,
			       enum seccomm_key_kind kind)
{
	struct nlmsghdr *nlh = key_request(nl, SECCOMM_CMD_KEY_SET, stack, 0);
	const struct fuzz_der *der = fuzz_der(kind);

	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_KIND, kind);
	mnl_attr_put(nlh, SECCOMM_A_KEY_DER, der->len, der->data);
	return nlh;
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
	const unsigned int takes = shapes[shape].takes;
	unsigned int kind;
	int slot;

	if (sc_nl_ask(nl, fuzz_stack_add(nl, name, shape)).error)
		return false;
	for (slot = -1; slot < 2; slot++)
		if (takes & TAKES_SESSION << (slot + 1) &&
		    sc_nl_ask(nl, fuzz_key_set(nl, name, slot)).error)
			return false;
	for (kind = SECCOMM_KEY_PRIVATE; kind <= SECCOMM_KEY_ENCRYPT; kind++)
		if (takes & TAKES_PAIRS &&
		    sc_nl_ask(nl, fuzz_pair_set(nl, name, kind)).error)
			return false;
	return true;
}
