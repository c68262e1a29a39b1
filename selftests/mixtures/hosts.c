// SPDX-License-Identifier: GPL-2.0
/*
 * A and B: their stacks, keys, sockets and counters. No call ever waits, since what it would
 * wait for is copied here.
 */
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "audit_put.h"
#include "checker/method.h"
#include "checker/pk.h"
#include "mixtures.h"
#include "nl.h"
#include "sc_addr.h"
#include "sc_netns.h"
#include "sc_nl.h"

#define STACK "mixture"
#define PORT "7000"
#define SECRET 32 /* bytes, where the slot is not raw */
#define BUFFER (4 * 1024 * 1024)
#define DER_MAX 4096
#define TYPES_MAX 64

/**
 * struct der - a key of a key pair
 * @len: bytes
 * @bytes: in DER
 */
struct der {
	size_t len;
	__u8 bytes[DER_MAX];
};

/**
 * struct host - A or B
 * @netns: name of its namespace
 * @nl: its netlink socket
 * @sock: its socket, or -1
 * @to: whom it sends to
 */
static struct host {
	const char *netns;
	struct sc_nl nl;
	int sock;
	struct sockaddr_seccomm to;
} hosts[ENDS];

static const char *keys_dir;
/* Of all algorithms that slots of kind pk may have. */
static struct der private_keys[SECCOMM_PK_RSA4096 + 1][ENDS];
static struct der public_keys[SECCOMM_PK_RSA4096 + 1][ENDS];
static char lacking[TYPES_MAX][SECCOMM_NAME_LEN];
static unsigned int n_lacking;

unsigned long host_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ul + ts.tv_nsec / 1000000;
}

static bool read_der(struct der *der, const char *keys, unsigned int alg,
		     enum end end, const char *more)
{
	static const char *const owner[] = { "alice", "bob" };
	char name[256];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%s.%s%s.der", keys,
		 seccomm_pk_name(alg), owner[end], more);
	f = fopen(name, "r");
	if (!f)
		return wrong("%s: %s", name, strerror(errno));
	der->len = fread(der->bytes, 1, sizeof(der->bytes), f);
	fclose(f);
	return der->len;
}

static bool read_keys(const char *keys)
{
	unsigned int alg;
	enum end end;

	for (alg = 0; alg <= SECCOMM_PK_RSA4096; alg++)
		for (end = END_A; end < ENDS; end++)
			if (!read_der(&private_keys[alg][end], keys, alg, end,
				      "") ||
			    !read_der(&public_keys[alg][end], keys, alg, end,
				      ".pub"))
				return false;
	return true;
}

static void take_type(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_TYPE_MAX + 1];

	attr_parse(nlh, tb, SECCOMM_A_TYPE_MAX);
	if (attr_u8(tb[SECCOMM_A_TYPE_RUNNABLE]) || n_lacking == TYPES_MAX)
		return;
	snprintf(lacking[n_lacking++], SECCOMM_NAME_LEN, "%s",
		 attr_str(tb[SECCOMM_A_TYPE_NAME]));
	printf("# left out: %s, for want of %s\n",
	       attr_str(tb[SECCOMM_A_TYPE_NAME]),
	       attr_str(tb[SECCOMM_A_TYPE_LACKS]));
}

static bool ask_types(struct sc_nl *nl)
{
	struct sc_answer a;

	nl->data = take_type;
	a = sc_nl_ask(nl, sc_nl_dump(nl, SECCOMM_CMD_TYPE_GET));
	nl->data = NULL;
	return !a.error || wrong("types: %s", strerror(a.error));
}

bool hosts_have(const char *type)
{
	unsigned int i;

	for (i = 0; i < n_lacking; i++)
		if (!strcmp(lacking[i], type))
			return false;
	return true;
}

bool hosts_open(char **names, const char *keys)
{
	enum end end;

	for (end = END_A; end < ENDS; end++) {
		hosts[end].netns = names[end];
		hosts[end].sock = -1;
		if (!sc_netns_enter(names[end]) || !sc_nl_open(&hosts[end].nl))
			return wrong("%s: %s", names[end], strerror(errno));
	}
	keys_dir = keys;
	return read_keys(keys) && ask_types(&hosts[END_A].nl);
}

static bool ask(enum end end, const char *what, const struct nlmsghdr *nlh)
{
	struct sc_answer a = sc_nl_ask(&hosts[end].nl, nlh);

	return !a.error || wrong("%s: %s %s", what, strerror(a.error), a.text);
}

static bool add_stack(enum end end, const struct mixture *m)
{
	struct nlmsghdr *nlh = sc_nl_req(&hosts[end].nl, SECCOMM_CMD_STACK_ADD);

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, STACK);
	put_composition(nlh, &m->composition);
	return ask(end, "stack", nlh);
}

static struct nlmsghdr *key_request(enum end end)
{
	struct nlmsghdr *nlh = sc_nl_req(&hosts[end].nl, SECCOMM_CMD_KEY_SET);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, STACK);
	return nlh;
}

/* The same secret at both ends; @slot: NULL for the session's. */
static bool set_secret(const struct seccomm_slot *slot, const __u8 *secret,
		       size_t len)
{
	struct nlmsghdr *nlh;
	enum end end;

	record_secret(slot, secret, len);
	for (end = END_A; end < ENDS; end++) {
		nlh = key_request(end);
		if (slot)
			mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, slot->index);
		mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, len, secret);
		if (!ask(end, "secret", nlh))
			return false;
	}
	return true;
}

static bool set_key(enum end end, const struct seccomm_slot *slot,
		    enum seccomm_key_kind kind, const struct der *der)
{
	struct nlmsghdr *nlh = key_request(end);

	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, slot->index);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_KIND, kind);
	mnl_attr_put(nlh, SECCOMM_A_KEY_DER, der->len, der->bytes);
	return ask(end, "key", nlh);
}

static bool set_pair(const struct seccomm_slot *slot)
{
	enum end end;

	record_pair(slot, keys_dir);
	for (end = END_A; end < ENDS; end++)
		if (!set_key(end, slot, SECCOMM_KEY_PRIVATE,
			     &private_keys[slot->pk][end]) ||
		    !set_key(end, slot, SECCOMM_KEY_PUBLIC,
			     &public_keys[slot->pk][!end]))
			return false;
	return true;
}

/* Keys by which the methods of a slot sign, and others to which they encrypt. */
static bool set_receivers(const struct seccomm_slot *slot,
			  const struct seccomm_method *method)
{
	const unsigned int to = seccomm_method_enc_pk(method);
	enum end end;

	record_receiver(to, keys_dir);
	for (end = END_A; end < ENDS; end++)
		if (!set_key(end, slot, SECCOMM_KEY_PRIVATE,
			     &private_keys[method->sig][end]) ||
		    !set_key(end, slot, SECCOMM_KEY_PUBLIC,
			     &public_keys[method->sig][!end]) ||
		    !set_key(end, slot, SECCOMM_KEY_DECRYPT,
			     &private_keys[to][end]) ||
		    !set_key(end, slot, SECCOMM_KEY_ENCRYPT,
			     &public_keys[to][!end]))
			return false;
	return true;
}

/* A raw slot holds the key of the one cipher that uses it. */
static size_t secret_len(const struct mixture *m,
			 const struct seccomm_slot *slot)
{
	unsigned int i;

	for (i = 0; i < m->checked.n_layers; i++) {
		const struct seccomm_layer_info *layer = &m->checked.layers[i];

		if (slot->derive == SECCOMM_DERIVE_RAW &&
		    layer->slot == slot->index)
			return layer->type->keys[0].len;
	}
	return SECRET;
}

static bool set_slot(const struct mixture *m, const struct seccomm_slot *slot,
		     struct rng *rng)
{
	__u8 secret[SECCOMM_KEY_LEN];
	unsigned int i;

	rng_fill(rng, secret, sizeof(secret));
	if (slot->source == SECCOMM_SOURCE_PK)
		return set_pair(slot);
	for (i = 0; i < slot->n_methods; i++)
		if (slot->methods[i].kind == SECCOMM_METHOD_RSA &&
		    !set_receivers(slot, &slot->methods[i]))
			return false;
	return !seccomm_slot_takes_psk(slot) ||
	       set_secret(slot, secret, secret_len(m, slot));
}

static bool set_keys(const struct mixture *m, struct rng *rng)
{
	__u8 secret[SECCOMM_KEY_LEN];
	unsigned int i;

	rng_fill(rng, secret, sizeof(secret));
	if (!set_secret(NULL, secret, SECRET))
		return false;
	for (i = 0; i < m->composition.n_slots; i++)
		if (!set_slot(m, &m->composition.slots[i], rng))
			return false;
	return true;
}

/* Have a layer of non-repudiation write to a file that goes with the stack. */
static bool attach_log(enum end end, const struct seccomm_layer_info *layer)
{
	struct nlmsghdr *nlh =
		sc_nl_req(&hosts[end].nl, SECCOMM_CMD_AUDIT_ATTACH);
	bool good;
	int fd;

	put_position(nlh, STACK, layer->path, layer->path_len);
	fd = put_log_in_memory(nlh);
	if (fd < 0)
		return wrong("a file in memory: %s", strerror(errno));
	good = ask(end, "log", nlh);
	close(fd);
	return good;
}

static bool attach_logs(const struct mixture *m)
{
	unsigned int i;

	for (i = 0; i < m->checked.n_layers; i++) {
		const struct seccomm_layer_info *layer = &m->checked.layers[i];

		if (layer->type->provides & SECCOMM_NONREPUDIATION &&
		    (!attach_log(END_A, layer) || !attach_log(END_B, layer)))
			return false;
	}
	return true;
}

static bool open_socket(struct host *h)
{
	const int size = BUFFER;

	if (!sc_netns_enter(h->netns))
		return wrong("%s: %s", h->netns, strerror(errno));
	h->sock = socket(seccomm_family(),
			 SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (h->sock < 0 ||
	    setsockopt(h->sock, SOL_SECCOMM, SECCOMM_STACK, STACK,
		       sizeof(STACK)) ||
	    setsockopt(h->sock, SOL_SOCKET, SO_SNDBUFFORCE, &size,
		       sizeof(size)) ||
	    setsockopt(h->sock, SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)))
		return wrong("socket: %s", strerror(errno));
	return true;
}

static bool connected(struct host *h)
{
	const unsigned long end = host_ms() + MIX_PATIENCE_MS;
	struct pollfd p = { .fd = h->sock, .events = POLLOUT };
	socklen_t len = sizeof(int);
	int error = 0;

	while (!poll(&p, 1, 0)) {
		if (host_ms() > end)
			return wrong("no session");
		middle_copy(h->sock, POLLOUT, MIX_LOOK_MS);
	}
	getsockopt(h->sock, SOL_SOCKET, SO_ERROR, &error, &len);
	return !error || wrong("connect: %s", strerror(error));
}

static bool limit_is(int sock, __u32 limit)
{
	socklen_t len = sizeof(__u32);
	__u32 told = 0;

	if (getsockopt(sock, SOL_SECCOMM, SECCOMM_LIMIT, &told, &len))
		return wrong("limit: %s", strerror(errno));
	return told == limit || wrong("limit %u, not %u", told, limit);
}

static bool open_session(const struct mixture *m)
{
	struct host *a = &hosts[END_A], *b = &hosts[END_B];

	sc_addr(&a->to, m->v6 ? "fd09::2" : "10.9.0.2", PORT);
	if (!open_socket(b) || !open_socket(a))
		return false;
	if (bind(b->sock, (struct sockaddr *)&a->to, sizeof(a->to)))
		return wrong("bind: %s", strerror(errno));
	if (connect(a->sock, (struct sockaddr *)&a->to, sizeof(a->to)) &&
	    errno != EINPROGRESS)
		return wrong("connect: %s", strerror(errno));
	return connected(a) && limit_is(a->sock, m->checked.limit);
}

bool hosts_begin(const struct mixture *m, struct rng *rng)
{
	record_begin(m);
	return add_stack(END_A, m) && add_stack(END_B, m) && set_keys(m, rng) &&
	       attach_logs(m) && open_session(m);
}

/* It is in use until the session has ended, which is told to the peer. */
static bool delete_stack(enum end end)
{
	const unsigned long last = host_ms() + MIX_PATIENCE_MS;
	struct nlmsghdr *nlh;
	struct sc_answer a;

	do {
		middle_copy(-1, 0, MIX_LOOK_MS);
		nlh = sc_nl_req(&hosts[end].nl, SECCOMM_CMD_STACK_DEL);
		mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, STACK);
		a = sc_nl_ask(&hosts[end].nl, nlh);
	} while (a.error == EBUSY && host_ms() < last);
	return !a.error || a.error == ENOENT ||
	       wrong("stack: %s", strerror(a.error));
}

bool hosts_end(void)
{
	enum end end;

	for (end = END_A; end < ENDS; end++) {
		if (hosts[end].sock >= 0)
			close(hosts[end].sock);
		hosts[end].sock = -1;
	}
	return delete_stack(END_A) && delete_stack(END_B);
}

int host_socket(enum end end)
{
	return hosts[end].sock;
}

ssize_t host_send(enum end end, const void *body, size_t len)
{
	const struct host *h = &hosts[end];

	return sendto(h->sock, body, len, MSG_NOSIGNAL,
		      (const struct sockaddr *)&h->to, sizeof(h->to));
}

ssize_t host_receive(enum end end, void *body, size_t room)
{
	struct host *h = &hosts[end];
	socklen_t len = sizeof(h->to);

	return recvfrom(h->sock, body, room, 0, (struct sockaddr *)&h->to,
			&len);
}

static void take_counter(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_COUNTER_MAX + 1];
	struct drops *drops = arg;
	const char *name;

	attr_parse_nested(nest, tb, SECCOMM_A_COUNTER_MAX);
	name = attr_str(tb[SECCOMM_A_COUNTER_NAME]);
	if (!strncmp(name, "rx-drop-", 8))
		drops->data += attr_u64(tb[SECCOMM_A_COUNTER_VALUE]);
	else if (!strncmp(name, "hs-drop-", 8))
		drops->handshake += attr_u64(tb[SECCOMM_A_COUNTER_VALUE]);
}

static void take_counters(const struct nlmsghdr *nlh, void *arg)
{
	attr_each(nlh, SECCOMM_A_STATS_COUNTER, take_counter, arg);
}

bool host_drops(enum end end, struct drops *drops)
{
	struct sc_nl *nl = &hosts[end].nl;
	struct sc_answer a;

	memset(drops, 0, sizeof(*drops));
	nl->data = take_counters;
	nl->arg = drops;
	a = sc_nl_ask(nl, sc_nl_req(nl, SECCOMM_CMD_STATS_GET));
	nl->data = NULL;
	return !a.error || wrong("counters: %s", strerror(a.error));
}
