// SPDX-License-Identifier: GPL-2.0
/*
 * A key agent that does what it is told, right or wrong: a command in each line of standard
 * input, of whose outcome one line tells.
 */
#include <arpa/inet.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../lib/sc_nl.h"
#include "checker/checker.h"

static const char usage[] =
	"usage: sc_agent { krb5 | file | exec | mlkem | x509 } [quiet], and in each line of standard input one of\n"
	"  wait                        until the kernel tells that a request waits\n"
	"  accept                      prints COOKIE STEP STACK SLOT ORDINAL PEER BINDING TOKEN KEEP_MS NAME\n"
	"  other                       accept, as of the other kind\n"
	"  done COOKIE [token HEX] [key HEX] [identity NAME] [error NUMBER]\n"
	"  refuse COOKIE [error NUMBER]\n"
	"  drop                        give up all capabilities\n"
	"quiet: not in the group of its kind, so that the kernel knows of no agent\n";

static const char *const steps[] = { "offer", "answer", "finish", "verify" };
static const char *const kinds[] = {
	"", "krb5", "file", "exec", "mlkem", "x509"
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))
#define BLANKS "\n "

static struct sc_nl requests, group;
static __u8 kind;

/**
 * struct wanted - a multicast group that is looked for
 * @name: its name
 * @id: its number, 0 until found
 */
struct wanted {
	char name[32];
	__u32 id;
};

static const struct nlattr *find(const void *at, const char *end, int type)
{
	const struct nlattr *attr = at;

	for (; mnl_attr_ok(attr, end - (const char *)attr);
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static const struct nlattr *find_in(const struct nlattr *nest, int type)
{
	return find(mnl_attr_get_payload(nest),
		    (const char *)nest + mnl_attr_get_len(nest), type);
}

static const struct nlattr *find_top(const struct nlmsghdr *nlh, int type)
{
	return find(mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
		    mnl_nlmsg_get_payload_tail(nlh), type);
}

static void take_group(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *all = find_top(nlh, CTRL_ATTR_MCAST_GROUPS);
	struct wanted *wanted = arg;
	const struct nlattr *one, *name, *id = NULL;

	if (!all)
		return;
	mnl_attr_for_each_nested(one, all) {
		name = find_in(one, CTRL_ATTR_MCAST_GRP_NAME);
		if (name && !strcmp(mnl_attr_get_str(name), wanted->name))
			id = find_in(one, CTRL_ATTR_MCAST_GRP_ID);
	}
	if (id)
		wanted->id = mnl_attr_get_u32(id);
}

static bool join(void)
{
	struct wanted wanted = { .id = 0 };
	struct nlmsghdr *nlh = sc_nl_start(&requests, GENL_ID_CTRL,
					   CTRL_CMD_GETFAMILY, NLM_F_ACK);

	snprintf(wanted.name, sizeof(wanted.name), "agent-%s", kinds[kind]);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECCOMM_FAMILY_NAME);
	requests.data = take_group;
	requests.arg = &wanted;
	sc_nl_ask(&requests, nlh);
	requests.data = NULL;
	return wanted.id &&
	       !mnl_socket_setsockopt(group.sock, NETLINK_ADD_MEMBERSHIP,
				      &wanted.id, sizeof(wanted.id));
}

static void tell(const struct sc_answer *a)
{
	if (!a->error)
		puts("ok");
	else
		printf("%s %s\n", strerrorname_np(a->error), a->text);
}

static void print_hex(const struct nlattr *attr)
{
	const __u8 *bytes = attr ? mnl_attr_get_payload(attr) : NULL;
	unsigned int i, len = attr ? mnl_attr_get_payload_len(attr) : 0;

	putchar(' ');
	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	if (!len)
		putchar('-');
}

static void show(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *keep;
	char peer[INET6_ADDRSTRLEN];
	const struct nlattr *name;
	__u64 cookie;

	memcpy(&cookie,
	       mnl_attr_get_payload(find_top(nlh, SECCOMM_A_AGENT_COOKIE)),
	       sizeof(cookie));
	inet_ntop(AF_INET6,
		  mnl_attr_get_payload(find_top(nlh, SECCOMM_A_AGENT_PEER)),
		  peer, sizeof(peer));
	printf("%llu %s %s %u %u %s", (unsigned long long)cookie,
	       steps[mnl_attr_get_u8(find_top(nlh, SECCOMM_A_AGENT_STEP))],
	       mnl_attr_get_str(find_top(nlh, SECCOMM_A_AGENT_STACK)),
	       mnl_attr_get_u8(find_top(nlh, SECCOMM_A_AGENT_SLOT)),
	       mnl_attr_get_u8(find_top(nlh, SECCOMM_A_AGENT_ORDINAL)), peer);
	print_hex(find_top(nlh, SECCOMM_A_AGENT_BINDING));
	print_hex(find_top(nlh, SECCOMM_A_AGENT_TOKEN));
	keep = find_top(nlh, SECCOMM_A_AGENT_KEEP_MS);
	if (keep)
		printf(" %u", mnl_attr_get_u32(keep));
	else
		fputs(" -", stdout);
	name = find_top(nlh, SECCOMM_A_AGENT_IDENTITY);
	printf(" %s\n", name ? mnl_attr_get_str(name) : "-");
}

static void accept_one(unsigned int kind)
{
	struct nlmsghdr *nlh = sc_nl_req(&requests, SECCOMM_CMD_AGENT_ACCEPT);
	struct sc_answer a;

	mnl_attr_put_u8(nlh, SECCOMM_A_AGENT_KIND, kind);
	requests.data = show;
	a = sc_nl_ask(&requests, nlh);
	requests.data = NULL;
	if (a.error)
		tell(&a);
}

static void put_hex(struct nlmsghdr *nlh, int type, const char *hex)
{
	__u8 bytes[SECCOMM_TOKEN_MAX + 1];
	unsigned int byte;
	size_t len;

	for (len = 0; len < sizeof(bytes) && sscanf(hex, "%2x", &byte) == 1;
	     len++, hex += 2)
		bytes[len] = byte;
	mnl_attr_put(nlh, type, len, bytes);
}

static void put_word(struct nlmsghdr *nlh, const char *word, const char *value)
{
	if (!strcmp(word, "identity"))
		mnl_attr_put_strz(nlh, SECCOMM_A_AGENT_IDENTITY, value);
	else if (!strcmp(word, "error"))
		mnl_attr_put_u8(nlh, SECCOMM_A_AGENT_ERROR, atoi(value));
	else
		put_hex(nlh,
			strcmp(word, "key") ? SECCOMM_A_AGENT_TOKEN :
					      SECCOMM_A_AGENT_KEY,
			value);
}

static void answer(bool refuse)
{
	struct nlmsghdr *nlh = sc_nl_req(&requests, SECCOMM_CMD_AGENT_DONE);
	const char *word = strtok(NULL, BLANKS);
	struct sc_answer a;

	mnl_attr_put_u64(nlh, SECCOMM_A_AGENT_COOKIE,
			 word ? strtoull(word, NULL, 10) : 0);
	if (refuse)
		mnl_attr_put(nlh, SECCOMM_A_AGENT_REFUSE, 0, NULL);
	while ((word = strtok(NULL, BLANKS)))
		put_word(nlh, word, strtok(NULL, BLANKS) ?: "");
	a = sc_nl_ask(&requests, nlh);
	tell(&a);
}

static void wait_ready(void)
{
	ssize_t len = mnl_socket_recvfrom(group.sock, group.reply,
					  sizeof(group.reply));

	puts(len > 0 ? "ready" : strerrorname_np(errno));
}

static void drop(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	puts(syscall(SYS_capset, &head, none) ? strerrorname_np(errno) : "ok");
}

static void obey(char *line)
{
	const char *word = strtok(line, BLANKS);

	if (!word)
		puts("EINVAL");
	else if (!strcmp(word, "wait"))
		wait_ready();
	else if (!strcmp(word, "accept"))
		accept_one(kind);
	else if (!strcmp(word, "other"))
		accept_one(kind == 2 ? 3 : 2);
	else if (!strcmp(word, "done") || !strcmp(word, "refuse"))
		answer(*word == 'r');
	else if (!strcmp(word, "drop"))
		drop();
	else
		puts("EINVAL");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char line[4 * SECCOMM_TOKEN_MAX];

	for (kind = 1; argc > 1 && kind < KINDS && strcmp(argv[1], kinds[kind]);
	     kind++)
		;
	if (argc < 2 || kind == KINDS) {
		fputs(usage, stderr);
		return 2;
	}
	if (!sc_nl_open(&requests) || !sc_nl_open(&group) ||
	    (argc == 2 && !join())) {
		printf("%s\n", strerrorname_np(errno));
		return 1;
	}
	puts("here");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	return 0;
}
