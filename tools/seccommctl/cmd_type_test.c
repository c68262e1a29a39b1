// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl type test: messages of all lengths by each type, both ways, and packets with a bit
 * altered, in network namespaces that go when it is over.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nl.h"
#include "out.h"
#include "seccommctl.h"
#include "type_link.h"
#include "type_stack.h"

#define MAX_TYPES 256
#define MAX_MESSAGE 65536
#define ALL_TO 300
#define MAX_LENGTHS (ALL_TO + 16)
#define FIRST_PORT 7000
/* A type whose messages cost as much, in instructions, is tested with few of them. */
#define DEAR 1000000
/* The body of packets that are altered, and of how many bytes of a dear type's one is. */
#define FLIP_LEN 100
#define DEAR_STEP 17
#define WHY_LEN 320
/* The index in the base header: with another one a message is for another session. */
#define INDEX_AT 4
#define NUMBER_AT 8

/**
 * struct tested - a type and what came of its test
 * @name: its name
 * @runnable: this kernel can run it
 * @lacks: what it lacks otherwise, or ""
 * @lengths: lengths that passed both ways
 * @flipped: altered packets that were dropped
 * @why: what went wrong, or ""
 */
struct tested {
	char name[SECCOMM_NAME_LEN];
	bool runnable;
	char lacks[SECCOMM_ALGORITHM_LEN];
	unsigned int lengths;
	unsigned int flipped;
	char why[WHY_LEN];
};

/**
 * struct test - all of a run
 * @link: the hosts
 * @types: types to test
 * @n_types: number of @types
 * @current: the one that is tested
 * @stack: the stack with it
 * @dear: its messages cost much
 * @limit: the longest message
 * @sock: sockets, host by host
 * @port: both sockets'
 * @sent: the message on its way
 * @got: what came
 * @count: messages so far
 */
struct test {
	struct type_link link;
	struct tested types[MAX_TYPES];
	unsigned int n_types;
	struct tested *current;
	struct type_stack stack;
	bool dear;
	__u32 limit;
	int sock[2];
	unsigned short port;
	unsigned char sent[MAX_MESSAGE];
	unsigned char got[MAX_MESSAGE];
	unsigned int count;
};

/* Say what went wrong with the type; false. */
static bool __printf(2, 3) why(struct test *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(t->current->why, sizeof(t->current->why), fmt, args);
	va_end(args);
	return false;
}

static int on_type(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_TYPE_MAX + 1];
	struct test *t = arg;
	struct tested *type = &t->types[t->n_types];

	if (t->n_types == MAX_TYPES)
		return MNL_CB_OK;
	attr_parse(nlh, tb, SECCOMM_A_TYPE_MAX);
	snprintf(type->name, sizeof(type->name), "%s",
		 attr_str(tb[SECCOMM_A_TYPE_NAME]));
	snprintf(type->lacks, sizeof(type->lacks), "%s",
		 attr_str(tb[SECCOMM_A_TYPE_LACKS]));
	type->runnable = attr_u8(tb[SECCOMM_A_TYPE_RUNNABLE]);
	t->n_types++;
	return MNL_CB_OK;
}

/* A dump of types does not say that it changed: nothing is begun anew. */
static void restart(void *arg)
{
}

/* The types of the command line, or all that there are. */
static int find_types(struct test *t, int argc, char **argv)
{
	struct nlmsghdr *nlh;
	int ret = EXIT_OK;

	if (!argc)
		return nl_dump(nl_request(SECCOMM_CMD_TYPE_GET), on_type,
			       restart, t);
	for (; !ret && argc; argc--, argv++) {
		nlh = nl_request(SECCOMM_CMD_TYPE_GET);
		mnl_attr_put_strz(nlh, SECCOMM_A_TYPE_NAME, *argv);
		ret = nl_do(nlh, on_type, t, 0);
	}
	return ret;
}

/* At a terminal, how far the test of a type is; nothing of it stays. */
static void progress(const struct test *t, const char *what, unsigned int n)
{
	if (!isatty(STDERR_FILENO))
		return;
	if (what)
		fprintf(stderr, "\r\033[K%s: %s %u", t->current->name, what, n);
	else
		fputs("\r\033[K", stderr);
}

/* Send a message, no two of which are alike: 0 or an errno. */
static int send_bytes(struct test *t, unsigned int host, size_t len)
{
	struct sockaddr_seccomm to;
	ssize_t sent;
	size_t i;

	t->count++;
	for (i = 0; i < len; i++)
		t->sent[i] = t->count + (t->count >> 8) * 31 + i;
	link_address(!host, t->port, &to);
	sent = sendto(t->sock[host], t->sent, len, MSG_DONTWAIT,
		      (struct sockaddr *)&to, sizeof(to));
	return sent < 0 ? errno : 0;
}

static bool send_from(struct test *t, unsigned int host, size_t len)
{
	const int err = send_bytes(t, host, len);

	if (!err)
		return true;
	return why(t, "%zu bytes were not sent: %s", len, strerror(err));
}

/* What comes at a host next is what was sent last, of @len bytes. */
static bool receive_at(struct test *t, unsigned int host, size_t len)
{
	size_t got;

	switch (link_receive(&t->link, t->sock[host], t->got, sizeof(t->got),
			     &got)) {
	case LINK_RECEIVED:
		break;
	case LINK_SILENCE:
		return why(t, "%zu bytes did not arrive", len);
	default:
		return why(t, "%zu bytes could not be received", len);
	}
	if (got != len)
		return why(t, "%zu bytes became %zu", len, got);
	if (memcmp(t->got, t->sent, len))
		return why(t, "%zu bytes became others", len);
	return true;
}

/* All lengths that are tested; how many. */
static unsigned int find_lengths(const struct test *t, __u32 *lengths)
{
	static const __u32 others[] = { 1199, 1200, 1201,  4095,
					4096, 4097, 16383, 16384 };
	/* RSAPrivacy has chunks of 190 bytes. */
	static const __u32 few[] = { 0, 1, 190, 191, 300, 1200 };
	const __u32 limit = t->limit;
	unsigned int n = 0, i;

	for (i = 0; t->dear && i < MNL_ARRAY_SIZE(few); i++)
		if (few[i] <= limit)
			lengths[n++] = few[i];
	if (t->dear)
		return n;
	for (i = 0; i <= ALL_TO && i < limit; i++)
		lengths[n++] = i;
	for (i = 0; i < MNL_ARRAY_SIZE(others); i++)
		if (others[i] < limit)
			lengths[n++] = others[i];
	lengths[n++] = limit;
	return n;
}

static bool test_lengths(struct test *t)
{
	__u32 lengths[MAX_LENGTHS];
	unsigned int n = find_lengths(t, lengths), i;

	for (i = 0; i < n; i++) {
		if (i % 16 == 0)
			progress(t, "length", lengths[i]);
		if (!send_from(t, 0, lengths[i]) ||
		    !receive_at(t, 1, lengths[i]) ||
		    !send_from(t, 1, lengths[i]) ||
		    !receive_at(t, 0, lengths[i]))
			return false;
		t->current->lengths++;
	}
	return true;
}

/* One byte over the limit is no message. */
static bool test_limit(struct test *t)
{
	const size_t over = t->limit + 1;
	const int err = send_bytes(t, 0, over);

	if (err == EMSGSIZE)
		return true;
	return why(t, "%zu bytes are over the limit, and sending them gave: %s",
		   over, strerror(err));
}

/* A message with a bit altered, and one without: the second is what comes. */
static bool test_flip(struct test *t, unsigned int at)
{
	t->link.flip = true;
	t->link.flip_at = at;
	if (!send_from(t, 0, FLIP_LEN) || !send_from(t, 0, FLIP_LEN + 1))
		return false;
	if (!receive_at(t, 1, FLIP_LEN + 1))
		return why(t, "with a bit of byte %u altered a message passed",
			   at);
	t->current->flipped++;
	return true;
}

/* A bit of each byte of a packet but those of the index, or of every 17th. */
static bool test_flips(struct test *t)
{
	unsigned int at;
	size_t len;

	if (!type_stack_verifies(&t->stack))
		return true;
	if (!send_from(t, 0, FLIP_LEN) || !receive_at(t, 1, FLIP_LEN))
		return false;
	len = t->link.last;
	for (at = 0; at < len; at += t->dear ? DEAR_STEP : 1) {
		if (at >= INDEX_AT && at < NUMBER_AT)
			continue;
		progress(t, "altered byte", at);
		if (!test_flip(t, at))
			return false;
	}
	return true;
}

static bool open_sockets(struct test *t)
{
	socklen_t len = sizeof(t->limit);
	unsigned int host;

	for (host = 0; host < 2; host++) {
		t->sock[host] =
			link_socket(&t->link, host, t->stack.name, t->port);
		if (t->sock[host] < 0)
			return why(t, "there was no socket");
	}
	/* The kernel's word, since it does not tell all that a type makes of a message. */
	if (getsockopt(t->sock[0], SOL_SECCOMM, SECCOMM_LIMIT, &t->limit, &len))
		return why(t, "its limit is not told: %s", strerror(errno));
	return true;
}

static void close_sockets(struct test *t)
{
	unsigned int host;

	for (host = 0; host < 2; host++)
		if (t->sock[host] >= 0)
			close(t->sock[host]);
}

/* Stacks on both hosts; @add: else they go. */
static bool set_stacks(struct test *t, bool add)
{
	unsigned int host;

	for (host = 0; host < 2; host++) {
		if (!link_at(&t->link, host) ||
		    !(add ? type_stack_add(&t->stack) :
			    type_stack_del(&t->stack)))
			return why(t, "its stack was not %s",
				   add ? "added" : "deleted");
	}
	return true;
}

static void test_type(struct test *t, struct tested *type)
{
	const struct seccomm_type_desc *desc;

	t->current = type;
	t->sock[0] = -1;
	t->sock[1] = -1;
	t->port = FIRST_PORT + (type - t->types);
	desc = catalog_lookup(type->name, NULL);
	if (!desc) {
		why(t, "its descriptor is not known");
		return;
	}
	memset(&t->stack, 0, sizeof(t->stack));
	t->stack.name = type->name;
	if (!type_stack_make(&t->stack, desc, type->why, sizeof(type->why)))
		return;
	t->dear = desc->cost_message >= DEAR || t->stack.keeps;
	if (set_stacks(t, true) && open_sockets(t) && test_lengths(t) &&
	    test_limit(t))
		test_flips(t);
	progress(t, NULL, 0);
	close_sockets(t);
	/* What failed first is told. */
	if (!*type->why)
		set_stacks(t, false);
}

static void show_type(const struct tested *type)
{
	out_object(NULL);
	out_string("name", "%-24s", type->name);
	if (!type->runnable) {
		out_string("lacks", "cannot run here: the kernel lacks %s\n",
			   *type->lacks ? type->lacks : "what it needs");
		out_null("good");
		out_close();
		return;
	}
	out_uint("lengths", "lengths %lu", type->lengths);
	out_uint("flipped", "  flipped %lu", type->flipped);
	out_bool("good", "  good\n", !*type->why);
	if (*type->why)
		out_string("why", "  FAILED: %s\n", type->why);
	else
		out_null("why");
	out_close();
}

static int test_types(struct test *t)
{
	int ret = EXIT_OK;
	unsigned int i;

	out_begin();
	for (i = 0; i < t->n_types; i++) {
		struct tested *type = &t->types[i];

		if (type->runnable)
			test_type(t, type);
		if (*type->why)
			ret = EXIT_OWN;
		show_type(type);
		if (!out_json)
			fflush(stdout);
	}
	out_end();
	return ret;
}

int cmd_type_test(int argc, char **argv)
{
	struct test *t;
	int ret;

	if (argc > MAX_TYPES)
		return fail("more than %d types", MAX_TYPES);
	t = calloc(1, sizeof(*t));
	if (!t)
		return fail("out of memory");
	ret = link_make(&t->link);
	if (!ret)
		ret = find_types(t, argc, argv);
	if (!ret)
		ret = test_types(t);
	link_free(&t->link);
	free(t);
	return ret;
}
