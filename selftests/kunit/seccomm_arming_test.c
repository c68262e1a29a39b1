// SPDX-License-Identifier: GPL-2.0
/*
 * What a type is asked for its layers: set up with the stack, armed for each direction,
 * each undone in turn; and what it is told then.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/seccomm.h>
#include "seccomm_stack.h"

#define LOG_LEN 64
#define PRIV_LEN 24
#define STATE_LEN 40

/**
 * struct asked - what a type was told when a layer was armed
 * @arming: by value; what it points at is gone
 * @keys: the keys
 * @us: this end
 * @peer: the other end
 */
struct asked {
	struct seccomm_arming arming;
	struct seccomm_layer_key keys[SECCOMM_MAX_KEYS];
	struct seccomm_identity us;
	struct seccomm_identity peer;
};

/* What was called, in order: "s0" for setup of layer 0, then t, a and d for the others. */
static char called[LOG_LEN];
static struct seccomm_setup set_up_for;
static struct asked asked;
/* The call that is to fail, as it stands in @called, and how. */
static const char *fails;
static int fails_with;
/* References on this module while no stack has any. */
static int idle_refs;

static int call(char what, const struct seccomm_layer *layer)
{
	char one[8];

	snprintf(one, sizeof(one), "%c%u", what, layer->index);
	strlcat(called, one, sizeof(called));
	return fails && !strcmp(fails, one) ? fails_with : 0;
}

static int test_setup(const struct seccomm_layer *layer,
		      const struct seccomm_setup *setup)
{
	int err = call('s', layer);

	set_up_for = *setup;
	if (err)
		return err;
	if (memchr_inv(layer->priv, 0, PRIV_LEN))
		return -EUCLEAN;
	memset(layer->priv, 0xa0 + layer->index, PRIV_LEN);
	return 0;
}

static void test_teardown(const struct seccomm_layer *layer)
{
	call(memchr_inv(layer->priv, 0xa0 + layer->index, PRIV_LEN) ? '!' : 't',
	     layer);
}

static int test_arm(void *state, const struct seccomm_layer *layer,
		    const struct seccomm_arming *arming)
{
	int err = call('a', layer);

	asked.arming = *arming;
	memcpy(asked.keys, arming->keys, sizeof(asked.keys));
	asked.us = *arming->us;
	asked.peer = *arming->peer;
	if (err)
		return err;
	if (memchr_inv(state, 0, STATE_LEN))
		return -EUCLEAN;
	memset(state, 0xb0 + layer->index, STATE_LEN);
	return 0;
}

static void test_disarm(void *state, const struct seccomm_layer *layer)
{
	call(memchr_inv(state, 0xb0 + layer->index, STATE_LEN) ? '!' : 'd',
	     layer);
}

static int pass(struct sk_buff *skb, void *arg)
{
	return CACTUS_CONTINUE;
}

static const struct seccomm_mp_ops test_ops = {
	.layer_size = PRIV_LEN,
	.state_size = STATE_LEN,
	.down = pass,
	.up = pass,
	.setup = test_setup,
	.teardown = test_teardown,
	.arm = test_arm,
	.disarm = test_disarm,
};

static const struct seccomm_type_desc plain_desc = {
	.name = "TestPlain",
	.version = 1,
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_REENTRANT,
};

static const __u32 key_bits[] = { 64, 192 };

static const struct seccomm_option_desc keyed_options[] = {
	{
		.name = "bits",
		.values = key_bits,
		.n_values = ARRAY_SIZE(key_bits),
		.preset = 64,
	},
};

static const struct seccomm_type_desc keyed_desc = {
	.name = "TestKeyed",
	.version = 1,
	.algorithm = "test",
	.family = "test",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "cipher", 0 }, { "mac", SECCOMM_KEY_LEN } },
	.options = keyed_options,
	.n_options = ARRAY_SIZE(keyed_options),
};

static const struct seccomm_type_desc raw_desc = {
	.name = "TestRaw",
	.version = 1,
	.algorithm = "test",
	.family = "test",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_RAW_KEY,
	.slots = 1,
	.keys = { { "cipher", 8 }, { "iv", 8 } },
};

#define TEST_TYPE(d)                                                  \
	{                                                             \
		.desc = &(d), .ops = &test_ops, .owner = THIS_MODULE, \
	}

static struct seccomm_mp_type test_types[] = {
	TEST_TYPE(plain_desc),
	TEST_TYPE(keyed_desc),
	TEST_TYPE(raw_desc),
};

/* Types of one stack, one behind the other; the slot of each that takes one is 3. */
static struct seccomm_composition *sequence(struct kunit *test,
					    const char *const *types,
					    unsigned int n, u8 derive)
{
	struct seccomm_composition *c =
		kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->n_instances = n;
	for (i = 0; i < n; i++) {
		struct seccomm_instance *inst = &c->instances[i];

		strscpy(inst->type, types[i], sizeof(inst->type));
		strscpy(inst->d_event, "msgFromAbove", sizeof(inst->d_event));
		strscpy(inst->u_event, "dataMsgFromBelow",
			sizeof(inst->u_event));
		inst->d_order = i;
		inst->u_order = n - i;
		inst->n_slots = strcmp(types[i], "TestPlain") ? 1 : 0;
		inst->slot = 3;
	}
	c->n_slots = 1;
	c->slots[0].index = 3;
	c->slots[0].derive = derive;
	return c;
}

static struct seccomm_stack *composed(struct kunit *test,
				      const char *const *types, unsigned int n,
				      u8 derive, int expect)
{
	return test_stack(test, sequence(test, types, n, derive), expect);
}

static const char *const plain_keyed[] = { "TestPlain", "TestKeyed" };
static const char *const three[] = { "TestPlain", "TestKeyed", "TestPlain" };
static const char *const raw_only[] = { "TestPlain", "TestRaw" };

/* Slot 3 has a root of one byte over and over, and a secret of @raw_len bytes. */
static struct seccomm_roots *roots(struct kunit *test, u16 raw_len)
{
	struct seccomm_roots *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	u8 bytes[16];

	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_ASSERT_LE(test, (size_t)raw_len, sizeof(bytes));
	r->slots = BIT(3);
	memset(r->root[3], 0x33, SECCOMM_HASH_LEN);
	memset(bytes, 0x44, sizeof(bytes));
	r->raw[3] = test_secret(test, bytes, raw_len);
	return r;
}

static const struct seccomm_identity end_us = {
	.kind = SECCOMM_ID_NAME,
	.len = 2,
	.value = "us",
};

static const struct seccomm_identity end_peer = {
	.kind = SECCOMM_ID_NAME,
	.len = 4,
	.value = "peer",
};

static int arm(const struct seccomm_stack *stack, const struct seccomm_roots *r,
	       u8 dir, u16 epoch, void *state)
{
	const struct seccomm_arming arming = {
		.roots = r,
		.epoch = epoch,
		.dir = dir,
		.sending = !dir,
		.digest = stack->digest,
		.us = &end_us,
		.peer = &end_peer,
		.net = &init_net,
	};

	memset(state, 0, stack->state_size);
	return seccomm_layers_arm(stack, state, &arming);
}

static void *state_of(struct kunit *test, const struct seccomm_stack *stack)
{
	void *state = kunit_kzalloc(test, stack->state_size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, state);
	return state;
}

static void set_up_and_torn_down(struct kunit *test)
{
	struct seccomm_stack *stack =
		composed(test, three, 3, SECCOMM_DERIVE_HKDF, 0);

	KUNIT_EXPECT_STREQ(test, called, "s0s1s2");
	KUNIT_EXPECT_PTR_EQ(test, set_up_for.net, &init_net);
	KUNIT_EXPECT_PTR_EQ(test, set_up_for.digest, (const u8 *)stack->digest);
	KUNIT_EXPECT_GT(test, module_refcount(THIS_MODULE), idle_refs);
	test_stack_free(stack);
	KUNIT_EXPECT_STREQ(test, called, "s0s1s2t2t1t0");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), idle_refs);
}

/* What was set up before is torn down, and nothing else. */
static void setup_fails(struct kunit *test)
{
	struct seccomm_stack *stack;

	fails = "s1";
	fails_with = -EIO;
	stack = composed(test, three, 3, SECCOMM_DERIVE_HKDF, -EIO);
	KUNIT_EXPECT_NULL(test, stack->plan);
	KUNIT_EXPECT_STREQ(test, called, "s0s1");
	test_stack_free(stack);
	KUNIT_EXPECT_STREQ(test, called, "s0s1t0");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), idle_refs);
}

static void retired_types(struct kunit *test)
{
	struct seccomm_stack *stack;

	WRITE_ONCE(test_types[1].retired, true);
	stack = composed(test, plain_keyed, 2, SECCOMM_DERIVE_HKDF, -ENOENT);
	KUNIT_EXPECT_STREQ(test, called, "s0");
	test_stack_free(stack);
	KUNIT_EXPECT_STREQ(test, called, "s0t0");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), idle_refs);
}

static void armed_for(struct kunit *test)
{
	struct seccomm_stack *stack =
		composed(test, plain_keyed, 2, SECCOMM_DERIVE_HKDF, 0);
	struct seccomm_roots *r = roots(test, 16);
	void *state = state_of(test, stack);

	called[0] = '\0';
	KUNIT_ASSERT_EQ(test, arm(stack, r, 1, 7, state), 0);
	KUNIT_EXPECT_STREQ(test, called, "a0a1");
	KUNIT_EXPECT_EQ(test, asked.arming.dir, 1);
	KUNIT_EXPECT_FALSE(test, asked.arming.sending);
	KUNIT_EXPECT_EQ(test, asked.arming.epoch, 7);
	KUNIT_EXPECT_PTR_EQ(test, asked.arming.digest,
			    (const u8 *)stack->digest);
	KUNIT_EXPECT_PTR_EQ(test, asked.arming.net, &init_net);
	KUNIT_EXPECT_MEMEQ(test, &asked.us, &end_us, sizeof(end_us));
	KUNIT_EXPECT_MEMEQ(test, &asked.peer, &end_peer, sizeof(end_peer));
	seccomm_layers_disarm(stack, state);
	KUNIT_EXPECT_STREQ(test, called, "a0a1d1d0");
	test_stack_free(stack);
}

/* The descriptor's keys, of its lengths, and others for each direction and epoch. */
static void keys_of_the_layer(struct kunit *test)
{
	struct seccomm_composition *c =
		sequence(test, plain_keyed, 2, SECCOMM_DERIVE_HKDF);
	static struct seccomm_layer_key seen[3][SECCOMM_MAX_KEYS];
	struct seccomm_roots *r = roots(test, 16);
	static const u8 dirs[] = { 0, 1, 0 };
	static const u16 epochs[] = { 0, 0, 1 };
	struct seccomm_stack *stack;
	unsigned int i, k;
	void *state;

	c->instances[1].n_options = 1;
	strscpy(c->instances[1].options[0].name, "bits", SECCOMM_NAME_LEN);
	c->instances[1].options[0].value = 192;
	stack = test_stack(test, c, 0);
	state = state_of(test, stack);
	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		KUNIT_ASSERT_EQ(test, arm(stack, r, dirs[i], epochs[i], state),
				0);
		seccomm_layers_disarm(stack, state);
		memcpy(seen[i], asked.keys, sizeof(seen[i]));
		KUNIT_EXPECT_EQ(test, seen[i][0].len, 192 / 8);
		KUNIT_EXPECT_EQ(test, seen[i][1].len, SECCOMM_KEY_LEN);
		KUNIT_EXPECT_NE(test,
				memcmp(seen[i][0].bytes, seen[i][1].bytes,
				       seen[i][0].len),
				0);
		for (k = 0; k < i; k++)
			KUNIT_EXPECT_NE(test,
					memcmp(seen[i][0].bytes,
					       seen[k][0].bytes,
					       seen[i][0].len),
					0);
	}
	test_stack_free(stack);
}

/* What was armed before is disarmed, and nothing else. */
static void arm_fails(struct kunit *test)
{
	struct seccomm_stack *stack =
		composed(test, three, 3, SECCOMM_DERIVE_HKDF, 0);
	struct seccomm_roots *r = roots(test, 16);
	void *state = state_of(test, stack);

	called[0] = '\0';
	fails = "a2";
	fails_with = -EIO;
	KUNIT_EXPECT_EQ(test, arm(stack, r, 0, 0, state), -EIO);
	KUNIT_EXPECT_STREQ(test, called, "a0a1a2d1d0");
	/* Without its slot's root there are no keys, and the type is not asked. */
	called[0] = '\0';
	r->slots = 0;
	KUNIT_EXPECT_EQ(test, arm(stack, r, 0, 0, state), -ENOKEY);
	KUNIT_EXPECT_STREQ(test, called, "a0d0");
	test_stack_free(stack);
}

/* A raw slot's bytes are the cipher key if they are as long, and nothing else. */
static void raw_slot(struct kunit *test)
{
	struct seccomm_stack *stack =
		composed(test, raw_only, 2, SECCOMM_DERIVE_RAW, 0);
	struct seccomm_roots *r = roots(test, 8);
	void *state = state_of(test, stack);

	KUNIT_ASSERT_EQ(test, arm(stack, r, 0, 0, state), 0);
	seccomm_layers_disarm(stack, state);
	KUNIT_EXPECT_MEMEQ(test, asked.keys[0].bytes, r->raw[3]->bytes, 8);
	KUNIT_EXPECT_EQ(test, asked.keys[1].len, 8);
	KUNIT_EXPECT_NE(test, memcmp(asked.keys[1].bytes, r->raw[3]->bytes, 8),
			0);
	called[0] = '\0';
	KUNIT_EXPECT_EQ(test, arm(stack, roots(test, 9), 0, 0, state),
			-EKEYREJECTED);
	KUNIT_EXPECT_STREQ(test, called, "a0d0");
	test_stack_free(stack);
}

static int arming_test_init(struct kunit *test)
{
	unsigned int i;
	int err;

	called[0] = '\0';
	fails = NULL;
	idle_refs = module_refcount(THIS_MODULE);
	memset(&asked, 0, sizeof(asked));
	for (i = 0; i < ARRAY_SIZE(test_types); i++) {
		err = seccomm_mp_register(&test_types[i]);
		if (err) {
			while (i--)
				seccomm_mp_unregister(&test_types[i]);
			return err;
		}
	}
	return 0;
}

static void arming_test_exit(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(test_types); i++)
		seccomm_mp_unregister(&test_types[i]);
}

static struct kunit_case seccomm_arming_cases[] = {
	KUNIT_CASE(set_up_and_torn_down),
	KUNIT_CASE(setup_fails),
	KUNIT_CASE(retired_types),
	KUNIT_CASE(armed_for),
	KUNIT_CASE(keys_of_the_layer),
	KUNIT_CASE(arm_fails),
	KUNIT_CASE(raw_slot),
	{},
};

static struct kunit_suite seccomm_arming_suite = {
	.name = "seccomm_arming",
	.init = arming_test_init,
	.exit = arming_test_exit,
	.test_cases = seccomm_arming_cases,
};

kunit_test_suite(seccomm_arming_suite);

MODULE_DESCRIPTION("Tests of setting up and arming layers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
