// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about secrets, of which nothing may be left over, and dumps of them.
 */
#include "requests.h"

#define N_KEYS 300

static struct nlmsghdr *key(__u8 cmd)
{
	struct nlmsghdr *nlh = req(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, "nl-keys");
	return nlh;
}

static void put_secret(struct nlmsghdr *nlh, size_t len)
{
	unsigned char secret[256];

	memset(secret, MARK, sizeof(secret));
	mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, len, secret);
}

static struct nlmsghdr *secret_of(size_t len)
{
	struct nlmsghdr *nlh = key(SECCOMM_CMD_KEY_SET);

	put_secret(nlh, len);
	return nlh;
}

static void put_peer(struct nlmsghdr *nlh, __u16 last, int prefix)
{
	__u8 addr[16] = { 0xfd, [14] = last >> 8, [15] = last };

	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, sizeof(addr), addr);
	if (prefix >= 0)
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, prefix);
}

void test_key_values(void)
{
	struct nlmsghdr *nlh;

	refused(key(SECCOMM_CMD_KEY_SET), EINVAL, "exactly one",
		"key_from_nothing");
	nlh = secret_of(32);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "a:b");
	refused(nlh, EINVAL, "exactly one", "key_from_two");
	refused(secret_of(0), EINVAL, "1 to 128", "secret_empty");
	refused(secret_of(129), EINVAL, "1 to 128", "secret_of_129");
	refused(secret_of(15), EINVAL, "16 to 128", "session_secret_of_15");
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 32);
	refused(nlh, ERANGE, "range", "key_slot_32");
	nlh = secret_of(32);
	put_peer(nlh, 0, 129);
	refused(nlh, ERANGE, "range", "prefix_129");
	nlh = secret_of(32);
	put_peer(nlh, 1, 64);
	refused(nlh, EINVAL, "behind the prefix", "bits_behind_prefix");
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, 8);
	refused(nlh, EINVAL, "needs its address", "prefix_without_address");
	nlh = secret_of(32);
	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, 4, "abcd");
	refused(nlh, ERANGE, "size out of range", "peer_of_4_bytes");
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put_u32(nlh, SECCOMM_A_KEY_SERIAL, 0);
	refused(nlh, ERANGE, "range", "serial_0");
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put_u32(nlh, SECCOMM_A_KEY_SERIAL, 2000000000);
	refused(nlh, ENOKEY, "no such key", "serial_unknown");
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "seccomm:none");
	refused(nlh, ENOKEY, "logon", "keyring_unknown");
	refused(key(SECCOMM_CMD_KEY_GET), ENOENT, "key show",
		"key_get_unknown");
	refused(key(SECCOMM_CMD_KEY_DEL), ENOENT, "key show",
		"key_del_unknown");
	nlh = req(SECCOMM_CMD_KEY_SET);
	put_secret(nlh, 32);
	refused(nlh, EINVAL, "missing", "key_without_stack");
}

/* A session secret with the names of both ends; NULL leaves one out. */
static struct nlmsghdr *named(const char *local, const char *remote)
{
	struct nlmsghdr *nlh = secret_of(32);

	if (local)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_LOCAL_NAME, local);
	if (remote)
		mnl_attr_put_strz(nlh, SECCOMM_A_KEY_REMOTE_NAME, remote);
	return nlh;
}

void test_key_names(void)
{
	char longest[SECCOMM_END_NAME_MAX + 2];
	struct nlmsghdr *nlh;
	struct answer a;

	refused(named("a", NULL), EINVAL, "both ends or neither",
		"name_without_remote");
	refused(named(NULL, "b"), EINVAL, "both ends or neither",
		"name_without_local");
	refused(named("a", "a"), EINVAL, "same name", "names_equal");
	refused(named("", "b"), EINVAL, "1 to 253", "name_local_empty");
	refused(named("a", ""), EINVAL, "1 to 253", "name_remote_empty");
	refused(named("a b", "b"), EINVAL, "1 to 253", "end_name_with_space");
	refused(named("a", "\xe4"), EINVAL, "1 to 253", "name_beyond_ascii");
	refused(named("a", "a:b"), EINVAL, "1 to 253", "name_with_colon");
	nlh = named("a", NULL);
	mnl_attr_put(nlh, SECCOMM_A_KEY_REMOTE_NAME, 4, "b\0c");
	refused(nlh, EINVAL, "1 to 253", "name_goes_on_behind_nul");
	nlh = named("a", "b");
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 3);
	refused(nlh, EINVAL, "session secret", "names_with_a_slot");
	memset(longest, 'n', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	refused(named(longest, "b"), EINVAL, "policy", "name_of_254");
	longest[sizeof(longest) - 2] = '\0';
	a = ask(named("a", longest));
	result(!a.a.error, "name_of_253", &a);
	a = ask(key(SECCOMM_CMD_KEY_DEL));
	result(!a.a.error, "named_key_deleted", &a);
}

/* An ack without NETLINK_CAP_ACK quotes the request, by then without secret. */
void test_wiped(void)
{
	unsigned char secret[32];
	struct nlmsghdr *nlh;
	struct answer a;

	a = ask(secret_of(15));
	result(a.a.error && !a.marks, "refused_secret_is_wiped", &a);
	a = ask(secret_of(129));
	result(a.a.error && !a.marks, "long_secret_is_wiped", &a);
	nlh = secret_of(32);
	put_secret(nlh, 32);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_KEYRING, "a:b");
	a = ask(nlh);
	result(a.a.error && !a.marks, "doubled_secret_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, 8);
	a = ask(nlh);
	result(a.a.error && !a.marks, "unused_secret_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 32);
	a = ask(nlh);
	result(a.a.error && !a.marks, "secret_beside_bad_slot_is_wiped", &a);
	nlh = secret_of(32);
	mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, 4, "abcd");
	a = ask(nlh);
	result(a.a.error && !a.marks, "secret_beside_bad_peer_is_wiped", &a);
	a = ask(named("a", "a"));
	result(a.a.error && !a.marks, "secret_beside_bad_names_is_wiped", &a);
	memset(secret, MARK, sizeof(secret));
	nlh = key(SECCOMM_CMD_KEY_SET);
	mnl_attr_put(nlh, SECCOMM_A_KEY_SERIAL, sizeof(secret), secret);
	a = ask(nlh);
	result(a.a.error && !a.marks, "secret_as_serial_is_wiped", &a);
}

/* A dump of more than one datagram, changed after the first. */
void test_interrupted(void)
{
	static struct sc_nl other = { .room = SMALL_ROOM };
	struct answer a = { .accepted = -1 };
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < N_KEYS; i++) {
		nlh = secret_of(32);
		put_peer(nlh, i, -1);
		a = ask(nlh);
		if (a.a.error)
			break;
	}
	result(!a.a.error, "many_keys", &a);
	a = ask(sc_nl_dump(&nl, SECCOMM_CMD_KEY_GET));
	result(a.a.data == N_KEYS && !a.a.interrupted, "dump_is_whole", &a);

	memset(&a, 0, sizeof(a));
	if (sc_nl_open(&other)) {
		nlh = sc_nl_dump(&other, SECCOMM_CMD_KEY_GET);
		mnl_socket_sendto(other.sock, nlh, nlh->nlmsg_len);
		sc_nl_hear(&other, &a.a);
		nlh = key(SECCOMM_CMD_KEY_DEL);
		put_peer(nlh, 0, -1);
		ask(nlh);
		while (sc_nl_hear(&other, &a.a))
			;
		sc_nl_close(&other);
	}
	result(a.a.interrupted, "dump_tells_of_change", &a);
	for (i = 1; i < N_KEYS; i++) {
		nlh = key(SECCOMM_CMD_KEY_DEL);
		put_peer(nlh, i, -1);
		a = ask(nlh);
	}
	result(!a.a.error, "all_keys_deleted", &a);
}
