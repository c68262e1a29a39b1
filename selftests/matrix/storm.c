// SPDX-License-Identifier: GPL-2.0
/*
 * Many at once: dumps while what they tell of changes, and two hundred writers.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "matrix.h"

#define N_OBJECTS 200
/* The kernel's least. */
#define SMALL_ROOM 4096
#define N_WRITERS 200
#define N_ROUNDS 3

static void number(char *name, size_t len, const char *stem, int i)
{
	snprintf(name, len, "%s-%d", stem, i);
}

static int stack_ask(struct sc_nl *s, __u8 cmd, const char *name)
{
	struct nlmsghdr *nlh = sc_nl_req(s, cmd);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, name);
	if (cmd == SECCOMM_CMD_STACK_ADD || cmd == SECCOMM_CMD_CHECK) {
		nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_INSTANCE);
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_TYPE, "NullSecurity");
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_D_EVENT,
				  "msgFromAbove");
		mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_D_ORDER, 1);
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_U_EVENT,
				  "dataMsgFromBelow");
		mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_U_ORDER, 1);
		mnl_attr_nest_end(nlh, nest);
	}
	return sc_nl_ask(s, nlh).error;
}

static int key_ask(struct sc_nl *s, __u8 cmd, const char *name)
{
	struct nlmsghdr *nlh = sc_nl_req(s, cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, name);
	if (cmd == SECCOMM_CMD_KEY_SET)
		mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, 16, "0123456789abcdef");
	return sc_nl_ask(s, nlh).error;
}

/**
 * struct kind - something that is made, dumped and deleted by name
 * @get: the operation that dumps it
 * @make: the one that makes it
 * @del: the one that deletes it
 * @ask: one of these for a name
 */
struct kind {
	__u8 get, make, del;
	int (*ask)(struct sc_nl *s, __u8 cmd, const char *name);
};

static const struct kind kinds[] = {
	{ SECCOMM_CMD_STACK_GET, SECCOMM_CMD_STACK_ADD, SECCOMM_CMD_STACK_DEL,
	  stack_ask },
	{ SECCOMM_CMD_KEY_GET, SECCOMM_CMD_KEY_SET, SECCOMM_CMD_KEY_DEL,
	  key_ask },
};

static struct sc_nl *second(void)
{
	struct sc_nl *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->room = SMALL_ROOM;
	if (!sc_nl_open(s))
		abort();
	return s;
}

/* A dump, and after its first datagram a change. */
static struct sc_answer changed_dump(struct sc_nl *other, const struct kind *k)
{
	struct sc_answer a = sc_nl_answer();
	const struct nlmsghdr *nlh = sc_nl_dump(other, k->get);

	if (mnl_socket_sendto(other->sock, nlh, nlh->nlmsg_len) < 0)
		a.error = errno;
	else if (sc_nl_hear(other, &a))
		a.error = k->ask(nl, k->del, "many-0");
	while (!a.error && sc_nl_hear(other, &a))
		;
	return a;
}

static bool interrupted(const struct kind *k)
{
	struct sc_nl *other = second();
	struct sc_answer a;
	char name[32];
	bool good = true;
	int i;

	for (i = 0; i < N_OBJECTS; i++) {
		number(name, sizeof(name), "many", i);
		good &= !k->ask(nl, k->make, name);
	}
	a = changed_dump(other, k);
	if (a.error || !a.interrupted)
		good = complain(&spec_ops[0], "no word of the change", &a);
	a = sc_nl_ask(other, sc_nl_dump(other, k->get));
	if (a.error || a.interrupted || a.data != N_OBJECTS - 1)
		good = complain(&spec_ops[0], "not whole afterwards", &a);
	for (i = 1; i < N_OBJECTS; i++) {
		number(name, sizeof(name), "many", i);
		good &= !k->ask(nl, k->del, name);
	}
	sc_nl_close(other);
	free(other);
	return good;
}

bool test_interrupted(void)
{
	return interrupted(&kinds[0]) & interrupted(&kinds[1]);
}

static bool one_of(int error, int other)
{
	return !error || error == other;
}

/* Names of its own, which nobody touches, and one that all fight for. */
static bool write_once(const char *own)
{
	static const char all[] = "everybodys";
	bool good;

	good = !stack_ask(nl, SECCOMM_CMD_STACK_ADD, own) &&
	       !key_ask(nl, SECCOMM_CMD_KEY_SET, own);
	good &= one_of(stack_ask(nl, SECCOMM_CMD_STACK_ADD, all), EEXIST);
	good &= !key_ask(nl, SECCOMM_CMD_KEY_SET, all);
	good &= !stack_ask(nl, SECCOMM_CMD_CHECK, all);
	good &= !stack_ask(nl, SECCOMM_CMD_STACK_GET, own);
	good &= one_of(stack_ask(nl, SECCOMM_CMD_STACK_GET, all), ENOENT);
	good &= one_of(stack_ask(nl, SECCOMM_CMD_STACK_DEL, all), ENOENT);
	good &= one_of(key_ask(nl, SECCOMM_CMD_KEY_DEL, all), ENOENT);
	return good & !stack_ask(nl, SECCOMM_CMD_STACK_DEL, own) &
	       !key_ask(nl, SECCOMM_CMD_KEY_DEL, own);
}

static void writer(int i)
{
	char name[32];
	int round;

	sc_nl_close(nl);
	if (!sc_nl_open(nl))
		exit(1);
	number(name, sizeof(name), "writer", i);
	for (round = 0; round < N_ROUNDS; round++)
		if (!write_once(name))
			exit(1);
	exit(0);
}

/* All that is left of them is at most what all fought for. */
static bool nothing_left(void)
{
	struct sc_answer a;
	bool good = true;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		kinds[i].ask(nl, kinds[i].del, "everybodys");
		a = sc_nl_ask(nl, sc_nl_dump(nl, kinds[i].get));
		if (a.error || a.data)
			good = complain(&spec_ops[0], "left", &a);
	}
	return good;
}

bool test_writers(void)
{
	int i, status, left = 0, bad = 0;
	struct sc_answer a;
	pid_t pid;

	fflush(stdout);
	for (i = 0; i < N_WRITERS; i++) {
		pid = fork();
		if (!pid)
			writer(i);
		left += pid > 0;
	}
	if (left != N_WRITERS)
		printf("# only %d writers\n", left);
	bad = N_WRITERS - left;
	/* Meanwhile dumps go on, interrupted or not. */
	while (left) {
		pid = waitpid(-1, &status, WNOHANG);
		if (pid > 0) {
			left--;
			bad += status != 0;
			continue;
		}
		a = sc_nl_ask(nl, sc_nl_dump(nl, SECCOMM_CMD_STACK_GET));
		if (a.error) {
			complain(&spec_ops[0], "dump among writers", &a);
			bad++;
		}
	}
	if (bad)
		printf("# %d writers failed\n", bad);
	return nothing_left() && !bad;
}
