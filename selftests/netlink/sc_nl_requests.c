// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that seccommctl would never send: each must be refused with the
 * right errno and a word on what to do; and what replies and dumps promise.
 */
#include "requests.h"

struct sc_nl nl;
static unsigned int number, failed;

void result(bool good, const char *name, const struct answer *a)
{
	number++;
	if (!good) {
		failed++;
		printf("# errno %d (%s), text \"%s\", %u replies\n", a->a.error,
		       strerror(a->a.error), a->a.text, a->a.data);
	}
	printf("%s %u %s\n", good ? "ok" : "not ok", number, name);
	fflush(stdout);
}

struct nlmsghdr *req(__u8 cmd)
{
	return sc_nl_req(&nl, cmd);
}

static unsigned int longest_run(const unsigned char *at, size_t len)
{
	unsigned int run = 0, best = 0;

	for (; len--; at++) {
		run = *at == MARK ? run + 1 : 0;
		if (run > best)
			best = run;
	}
	return best;
}

static void take_floor(const struct nlattr *floor, struct answer *a)
{
	const struct nlattr *atom, *attr;

	a->floors++;
	mnl_attr_for_each_nested(atom, floor) {
		if (mnl_attr_get_type(atom) != SECCOMM_A_FLOOR_ATOM)
			continue;
		mnl_attr_for_each_nested(attr, atom) {
			if (mnl_attr_get_type(attr) == SECCOMM_A_ATOM_FAMILY)
				snprintf(a->family, sizeof(a->family), "%s",
					 mnl_attr_get_str(attr));
		}
	}
}

static void take_data(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const char *end = mnl_nlmsg_get_payload_tail(nlh);
	struct answer *a = arg;

	a->instances = 0;
	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr)) {
		if (mnl_attr_get_type(attr) == SECCOMM_A_STACK_ACCEPTED)
			a->accepted = mnl_attr_get_u8(attr);
		if (mnl_attr_get_type(attr) == SECCOMM_A_STACK_FLOOR)
			take_floor(attr, a);
		a->instances += mnl_attr_get_type(attr) ==
				SECCOMM_A_STACK_INSTANCE;
	}
}

struct answer ask(struct nlmsghdr *nlh)
{
	const struct nlmsghdr *ack = (const void *)nl.reply;
	struct answer a = { .accepted = -1 };

	nl.data = take_data;
	nl.arg = &a;
	a.a = sc_nl_ask(&nl, nlh);
	a.marks = longest_run((const unsigned char *)ack, ack->nlmsg_len);
	return a;
}

/* Refused with @error, and @text somewhere in what the kernel says. */
void refused(struct nlmsghdr *nlh, int error, const char *text,
	     const char *name)
{
	struct answer a = ask(nlh);

	result(a.a.error == error && strstr(a.a.text, text) && !a.a.data, name,
	       &a);
}

static struct nlmsghdr *session(__u8 cmd, __u32 index)
{
	struct nlmsghdr *nlh = req(cmd);

	mnl_attr_put_u32(nlh, SECCOMM_A_SESSION_INDEX, index);
	return nlh;
}

static void test_sessions(void)
{
	struct nlmsghdr *nlh;

	refused(req(SECCOMM_CMD_SESSION_GET), EINVAL, "index",
		"session_without_index");
	refused(req(SECCOMM_CMD_SESSION_DEL), EINVAL, "index",
		"session_del_without_index");
	refused(session(SECCOMM_CMD_SESSION_GET, 0), ERANGE, "range",
		"session_0");
	refused(session(SECCOMM_CMD_SESSION_GET, 1), ENOENT, "session show",
		"session_unknown");
	refused(session(SECCOMM_CMD_SESSION_DEL, 1), ENOENT, "session show",
		"session_del_unknown");
	nlh = req(SECCOMM_CMD_SESSION_GET);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_INDEX, 1);
	refused(nlh, EINVAL, "length", "session_index_of_a_byte");
	refused(req(SECCOMM_CMD_SESSION_TRACE), EINVAL, "index",
		"session_trace_without_index");
	refused(session(SECCOMM_CMD_SESSION_TRACE, 1), EINVAL, "traced",
		"session_trace_neither_on_nor_off");
	nlh = session(SECCOMM_CMD_SESSION_TRACE, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_TRACED, 2);
	refused(nlh, ERANGE, "range", "session_trace_2");
	nlh = session(SECCOMM_CMD_SESSION_TRACE, 1);
	mnl_attr_put_u8(nlh, SECCOMM_A_SESSION_TRACED, 1);
	refused(nlh, ENOENT, "session show", "session_trace_unknown");
	refused(req(SECCOMM_CMD_TYPE_RETIRE), EINVAL, "name",
		"type_retire_without_name");
}

int main(void)
{
	printf("KTAP version 1\n");
	if (!sc_nl_open(&nl)) {
		printf("1..1\nnot ok 1 family\n");
		return 1;
	}
	test_names();
	test_instances();
	test_texts();
	test_slots();
	test_large();
	test_floors();
	test_key_values();
	test_key_names();
	test_wiped();
	test_interrupted();
	test_sessions();
	test_policy();
	test_peers();
	test_longest_peers();
	printf("1..%u\n", number);
	return failed ? 1 : 0;
}
