// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about who may use a stack: rules, and the peers that it takes.
 */
#include <arpa/inet.h>

#include "requests.h"

/* A request about rules for these peers. */
static struct nlmsghdr *policy(__u8 cmd, const char *name, int port,
			       unsigned char last_byte, int prefix_len)
{
	unsigned char peer[16] = { 0xfd, [15] = last_byte };
	struct nlmsghdr *nlh = req(cmd);

	if (port >= 0)
		mnl_attr_put_u16(nlh, SECCOMM_A_POLICY_PORT, htons(port));
	if (last_byte)
		mnl_attr_put(nlh, SECCOMM_A_POLICY_PEER, sizeof(peer), peer);
	if (prefix_len >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_POLICY_PREFIX_LEN, prefix_len);
	if (name)
		mnl_attr_put_strz(nlh, SECCOMM_A_POLICY_STACK, name);
	return nlh;
}

void test_policy(void)
{
	const __u8 set = SECCOMM_CMD_POLICY_SET, get = SECCOMM_CMD_POLICY_GET;
	struct nlmsghdr *nlh;
	struct answer a;
	int i;

	refused(policy(set, NULL, 1, 1, 128), EINVAL, "missing",
		"rule_without_stack");
	refused(policy(set, "none", 1, 1, 128), ENOENT, "add it first",
		"rule_of_no_stack");
	refused(policy(set, "none", 0, 1, 128), EINVAL, "1 to 65535",
		"rule_for_port_0");
	refused(policy(set, "none", 1, 0, 64), EINVAL, "needs its address",
		"rule_of_a_prefix_alone");
	refused(policy(set, "none", 1, 1, 64), EINVAL, "clear them",
		"rule_with_bits_behind_prefix");
	refused(policy(set, "none", 1, 1, 129), ERANGE, "range",
		"rule_of_prefix_129");
	refused(policy(get, "none", 1, 1, 128), ENOENT, "policy show",
		"rule_unknown");
	refused(policy(get, NULL, 1, 1, 128), EINVAL, "missing",
		"rule_get_without_stack");
	refused(policy(SECCOMM_CMD_POLICY_DEL, NULL, 1, 1, 128), ENOENT,
		"policy show", "rule_del_unknown");
	nlh = policy(set, "none", 1, 1, 128);
	for (i = 0; i < 9; i++)
		mnl_attr_put_u32(nlh, SECCOMM_A_POLICY_GID, i);
	refused(nlh, E2BIG, "8 groups", "rule_of_9_groups");
	nlh = policy(set, "none", 1, 1, 128);
	mnl_attr_put_u32(nlh, SECCOMM_A_POLICY_GID, ~0u);
	refused(nlh, EINVAL, "no such group", "rule_of_no_group");

	a = ask(stack(SECCOMM_CMD_STACK_ADD, "ruled", 1));
	result(!a.a.error, "rule_stack_added", &a);
	a = ask(policy(set, "ruled", 1, 1, 128));
	result(!a.a.error, "rule_set", &a);
	a = ask(policy(get, "ruled", 1, 1, 128));
	result(!a.a.error && a.a.data == 1, "rule_got", &a);
	a = ask(policy(set, "ruled", 1, 1, 128));
	result(!a.a.error, "rule_set_again", &a);
	nlh = policy(set, "ruled", 1, 1, 128);
	mnl_attr_put(nlh, SECCOMM_A_POLICY_NEW, 0, NULL);
	refused(nlh, EEXIST, "replace", "rule_exists");
	refused(stack(SECCOMM_CMD_STACK_DEL, "ruled", 0), EBUSY, "rules",
		"stack_of_a_rule_is_busy");
	a = ask(policy(SECCOMM_CMD_POLICY_DEL, NULL, 1, 1, 128));
	result(!a.a.error, "rule_deleted", &a);
	a = ask(stack(SECCOMM_CMD_STACK_DEL, "ruled", 0));
	result(!a.a.error, "rule_stack_deleted", &a);
}

/* A request about peers of a stack. */
static struct nlmsghdr *peer(__u8 cmd, const char *name, int port)
{
	struct nlmsghdr *nlh = req(cmd);

	if (name)
		mnl_attr_put_strz(nlh, SECCOMM_A_PEER_STACK, name);
	if (port >= 0)
		mnl_attr_put_u16(nlh, SECCOMM_A_PEER_PORT, htons(port));
	return nlh;
}

/* An identity in it, whose attributes are given unless negative or NULL. */
static void put_id(struct nlmsghdr *nlh, int kind, const void *value,
		   size_t len, int slot, int ordinal)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_PEER_ID);

	if (kind >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_KIND, kind);
	if (value)
		mnl_attr_put(nlh, SECCOMM_A_ID_VALUE, len, value);
	if (slot >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_SLOT, slot);
	if (ordinal >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_ID_ORDINAL, ordinal);
	mnl_attr_nest_end(nlh, nest);
}

/* A request to set one. */
static struct nlmsghdr *peer_id(int kind, const void *value, size_t len,
				int slot, int ordinal)
{
	struct nlmsghdr *nlh = peer(SECCOMM_CMD_PEER_SET, "none", 1);

	put_id(nlh, kind, value, len, slot, ordinal);
	return nlh;
}

/* A dump has an entry that is longer than what was offered to receive it until then. */
void test_longest_peers(void)
{
	static struct sc_nl other = { .room = SMALL_ROOM };
	struct nlmsghdr *nlh;
	struct answer a = {};
	char value[253];
	int i;

	memset(value, 'a', sizeof(value));
	nlh = peer(SECCOMM_CMD_PEER_SET, "none", 1);
	for (i = 0; i < 16; i++)
		put_id(nlh, SECCOMM_ID_NAME, value, sizeof(value), 31, 7);
	a = ask(nlh);
	result(!a.a.error, "longest_peers_set", &a);
	memset(&a, 0, sizeof(a));
	if (sc_nl_open(&other)) {
		nlh = sc_nl_dump(&other, SECCOMM_CMD_PEER_GET);
		mnl_socket_sendto(other.sock, nlh, nlh->nlmsg_len);
		other.room = sizeof(other.reply);
		while (sc_nl_hear(&other, &a.a))
			;
		sc_nl_close(&other);
	}
	result(!a.a.error && a.a.data == 1, "longest_peers_dumped", &a);
	a = ask(peer(SECCOMM_CMD_PEER_DEL, "none", 1));
	result(!a.a.error, "longest_peers_deleted", &a);
}

void test_peers(void)
{
	const __u8 set = SECCOMM_CMD_PEER_SET, get = SECCOMM_CMD_PEER_GET;
	static const char value[300] = "a name";
	struct nlmsghdr *nlh;
	struct answer a;
	int i;

	refused(peer(set, NULL, 1), EINVAL, "missing", "peers_without_stack");
	refused(peer(set, "none", 0), EINVAL, "1 to 65535", "peers_of_port_0");
	refused(peer(get, "none", 1), ENOENT, "peer show", "peers_unknown");
	refused(peer(get, NULL, 1), EINVAL, "missing",
		"peers_get_without_stack");
	refused(peer(SECCOMM_CMD_PEER_DEL, "none", 1), ENOENT, "peer show",
		"peers_del_unknown");
	refused(peer_id(-1, "a", 1, -1, -1), EINVAL, "its kind",
		"peers_id_without_kind");
	refused(peer_id(5, "a", 1, -1, -1), ERANGE, "range", "peers_id_kind");
	refused(peer_id(SECCOMM_ID_ADDRESS, value, 16, -1, -1), EINVAL,
		"prefix-len", "peers_id_address");
	refused(peer_id(SECCOMM_ID_NAME, NULL, 0, -1, -1), EINVAL, "a name has",
		"peers_id_without_value");
	refused(peer_id(SECCOMM_ID_NAME, value, 6, -1, -1), EINVAL,
		"a name has", "peers_id_letters");
	refused(peer_id(SECCOMM_ID_NAME, value, sizeof(value), -1, -1), EINVAL,
		"a name has", "peers_id_long");
	refused(peer_id(SECCOMM_ID_KEY, value, 31, -1, -1), EINVAL,
		"a name has", "peers_id_key_short");
	refused(peer_id(SECCOMM_ID_NAME, "a", 1, 32, -1), ERANGE, "range",
		"peers_id_slot");
	refused(peer_id(SECCOMM_ID_NAME, "a", 1, 0, 8), ERANGE, "range",
		"peers_id_ordinal");
	refused(peer_id(SECCOMM_ID_NAME, "a", 1, -1, 0), EINVAL, "its slot",
		"peers_id_ordinal_alone");
	nlh = peer(set, "none", 1);
	for (i = 0; i < 17; i++)
		put_id(nlh, SECCOMM_ID_ANONYMOUS, NULL, 0, -1, -1);
	refused(nlh, E2BIG, "16 identities", "peers_of_17_ids");

	a = ask(peer_id(SECCOMM_ID_NAME, "a", 1, 0, 0));
	result(!a.a.error, "peers_set", &a);
	a = ask(peer(get, "none", 1));
	result(!a.a.error && a.a.data == 1, "peers_got", &a);
	a = ask(peer(set, "none", 1));
	result(!a.a.error, "peers_set_again", &a);
	nlh = peer(set, "none", 1);
	mnl_attr_put(nlh, SECCOMM_A_PEER_NEW, 0, NULL);
	refused(nlh, EEXIST, "replace", "peers_exist");
	a = ask(sc_nl_dump(&nl, get));
	result(!a.a.error && a.a.data == 1, "peers_dumped", &a);
	a = ask(peer(SECCOMM_CMD_PEER_DEL, "none", 1));
	result(!a.a.error, "peers_deleted", &a);
}
