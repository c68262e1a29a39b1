// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers out of range: of instances, and of slots and their methods.
 */
#include "check_rules.h"

bool argument_range(void)
{
	const char *text = "MultiSecurity(NullSecurity())";
	bool good = true;

	EXPECT(check_text(text));
	stack.n_instances = SECCOMM_MAX_INSTANCES + 1;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text(text));
	stack.n_slots = SECCOMM_MAX_SLOTS + 1;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text(text));
	stack.instances[1].n_options = SECCOMM_MAX_OPTIONS + 1;
	check();
	EXPECT(refused("argument-range", 1));
	EXPECT(check_text(text));
	stack.instances[0].n_up = SECCOMM_MAX_RAISED + 1;
	check();
	EXPECT(refused("argument-range", 0));
	EXPECT(check_text(text));
	stack.instances[0].n_down = 0xff;
	check();
	EXPECT(refused("argument-range", 0));
	EXPECT(check_text("key 0\nDESPrivacy(0)"));
	stack.slots[0].derive = SECCOMM_DERIVE_PK + 1;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text("key 0\nDESPrivacy(0)"));
	stack.slots[0].source = SECCOMM_SOURCE_ALL + 1;
	check();
	EXPECT(refused("argument-range", -1));
	return good;
}

/* The stack that @text makes is refused when @change was made to it. */
#define OUT_OF_RANGE(text, change)                     \
	do {                                           \
		EXPECT(check_text(text));              \
		change;                                \
		check();                               \
		EXPECT(refused("argument-range", -1)); \
	} while (0)

/* Key pairs are declared by all three members of a slot. */
bool pk_range(void)
{
	const char *text = "key 0 pk rsa4096\nNullSecurity()";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].pk = SECCOMM_PK_ALGS;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].derive = SECCOMM_DERIVE_HKDF);
	OUT_OF_RANGE(text, stack.slots[0].source = SECCOMM_SOURCE_PSK);
	OUT_OF_RANGE("key 0\nNullSecurity()",
		     stack.slots[0].pk = SECCOMM_PK_RSA2048);
	return good;
}

/* A slot has as many methods as its source wants, and all of them are some that there are. */
bool method_range(void)
{
	const char *text =
		"key 0 dh(auth=none, group=x25519)\nChaChaPolyPrivacy(0)";
	const char *all = "key 0 all(psk)\nChaChaPolyPrivacy(0)";
	const char *ext = "key 0 ext(kind=exec)\nChaChaPolyPrivacy(0)";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].group = SECCOMM_GROUPS;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].methods[0].auth = SECCOMM_AUTHS);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].sig = SECCOMM_PK_RSA2048);
	stack.slots[0].methods[0].auth = SECCOMM_AUTH_SIG;
	check();
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].sig = SECCOMM_PK_X25519;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text(text));
	stack.slots[0].methods[0].auth = SECCOMM_AUTH_STATIC;
	check();
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].group = SECCOMM_GROUP_P256;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].methods[0].kind =
				   SECCOMM_METHOD_MLKEM768 + 1);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].bits = 2048);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].ext = SECCOMM_EXT_FILE);
	EXPECT(check_text(ext));
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].ext = SECCOMM_EXT_KRB5 - 1;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(ext, stack.slots[0].methods[0].ext = SECCOMM_EXT_KINDS);
	OUT_OF_RANGE(ext, stack.slots[0].methods[0].group = SECCOMM_GROUP_P256);
	OUT_OF_RANGE(text, stack.slots[0].n_methods = 0);
	OUT_OF_RANGE(text, stack.slots[0].source = SECCOMM_SOURCE_PSK);
	EXPECT(check_text(all));
	EXPECT(checked.accepted);
	stack.slots[0].source = SECCOMM_SOURCE_METHOD;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(all, stack.slots[0].n_methods = SECCOMM_MAX_METHODS + 1);
	OUT_OF_RANGE(all, stack.slots[0].methods[0].auth = SECCOMM_AUTH_NONE);
	return good;
}

/* What encrypts by RSA has a size and what signs, and nothing of other methods. */
bool rsa_range(void)
{
	const char *text =
		"key 0 rsa(bits=2048, sig=rsa2048)\nChaChaPolyPrivacy(0)";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].bits = 2049;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].methods[0].bits = 0);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].sig = SECCOMM_PK_X25519);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].auth = SECCOMM_AUTH_SIG);
	OUT_OF_RANGE(text,
		     stack.slots[0].methods[0].group = SECCOMM_GROUP_P256);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].ext = SECCOMM_EXT_FILE);
	return good;
}

/* So many methods are needed as there are, and two at least; of one alone there is no choice. */
bool threshold_range(void)
{
	const char *text =
		"key 0 kofn(2, psk, ext(kind=file), ext(kind=exec))\nChaChaPolyPrivacy(0)";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].threshold = 3;
	check();
	EXPECT(checked.accepted);
	stack.slots[0].threshold = 4;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].threshold = 1);
	OUT_OF_RANGE(text, stack.slots[0].n_methods = 1);
	OUT_OF_RANGE("key 0 ext(kind=file)\nChaChaPolyPrivacy(0)",
		     stack.slots[0].threshold = 2);
	OUT_OF_RANGE("key 0\nNullSecurity()", stack.slots[0].threshold = 2);
	return good;
}
