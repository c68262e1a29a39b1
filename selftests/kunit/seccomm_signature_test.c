// SPDX-License-Identifier: GPL-2.0
/*
 * Signatures that come out wrong, as after a fault in the processor or in memory: neither a
 * message nor a credential with one is given out, since it could tell the key, and an event says
 * whose it was.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keydist/keydist.h"
#include "notify.h"
#include "seccomm_dh.h"
#include "seccomm_smallest.h"

/* What is drawn for salts. */
static const u8 salts[2 * SECCOMM_HASH_LEN];

/**
 * struct fault - a private key in which another number stands for a while
 * @listener: hears of events
 * @pk: the key
 * @number: its private number, or the other one when that is not in the key any more
 * @stack: name of the stack whose key it is
 * @slot: its slot
 * @told: events that told of the key
 */
struct fault {
	struct notifier_block listener;
	struct seccomm_pk *pk;
	MPI number;
	const char *stack;
	u8 slot;
	unsigned int told;
};

static int fault_told(struct notifier_block *nb, unsigned long notice,
		      void *arg)
{
	struct fault *fault = container_of(nb, struct fault, listener);
	const struct seccomm_event *event = arg;

	if (notice == SECCOMM_NOTICE_EVENT &&
	    event->kind == SECCOMM_EVENT_SIGN_FAILED &&
	    event->error == ECANCELED && !strcmp(event->stack, fault->stack) &&
	    event->sign->slot == fault->slot &&
	    event->sign->alg == fault->pk->alg)
		fault->told++;
	return NOTIFY_OK;
}

static void fault_swap(struct fault *fault)
{
	struct seccomm_pk *pk = fault->pk;

	swap(fault->number,
	     *(pk->alg == SECCOMM_PK_DSA2048 ? &pk->dsa.x : &pk->rsa.d));
}

static void fault_begin(struct kunit *test, struct fault *fault)
{
	fault->number = mpi_read_raw_data("\x05", 1);
	KUNIT_ASSERT_NOT_NULL(test, fault->number);
	fault->listener.notifier_call = fault_told;
	seccomm_notify_register(&fault->listener);
	fault_swap(fault);
	vt_outside.random = salts;
	vt_outside.left = sizeof(salts);
}

static void fault_end(struct fault *fault)
{
	seccomm_notify_unregister(&fault->listener);
	mpi_free(fault->number);
}

static const void *signing_types(const void *prev, char *desc)
{
	const struct smallest *s = prev ? (const struct smallest *)prev + 1 :
					  smallest;

	if (s == smallest + n_smallest)
		return NULL;
	smallest_name(s, desc);
	return s;
}

static void message(struct kunit *test)
{
	struct smallest_case *sc = smallest_case(test, test->param_value);
	struct seccomm_stack *stack = vt_compose(test, &sc->c);
	struct vt_half *tx = vt_open(test, stack, &sc->c, 0, false);
	const struct seccomm_hdr hdr = {
		.ver_type = seccomm_ver_type(SECCOMM_MSG_DATA),
		.index = sc->m2.sender,
		.number = cpu_to_be64(1),
	};
	struct fault fault = {
		.pk = vt_key(test, sc->slots[0].initiator, true),
		.stack = stack->name,
		.slot = sc->slots[0].slot,
	};

	fault_begin(test, &fault);
	KUNIT_EXPECT_EQ(test, vt_run(tx, &hdr, "body", 4), -ECANCELED);
	fault_swap(&fault);
	KUNIT_EXPECT_EQ(test, vt_run(tx, &hdr, "body", 4), 0);
	vt_free_out(tx);
	fault_end(&fault);
	KUNIT_EXPECT_EQ(test, fault.told, 1);
	vt_close(tx);
	test_stack_free(stack);
}

static const void *signing_methods(const void *prev, char *desc)
{
	const struct vt_dh *dh = prev ? (const struct vt_dh *)prev + 1 : vt_dhs;

	for (; dh < vt_dhs + ARRAY_SIZE(vt_dhs); dh++) {
		const struct seccomm_method *method = &dh->slot->methods[0];

		if (method->auth != SECCOMM_AUTH_SIG ||
		    method->sig == SECCOMM_PK_RSA4096)
			continue;
		strscpy(desc, dh->c->name, KUNIT_PARAM_DESC_SIZE);
		return dh;
	}
	return NULL;
}

static void credential(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;
	struct fault fault = {
		.pk = vt_key(test, dh->pairs[0], true),
		.stack = VT_DH_STACK,
		.slot = dh->slot->slot,
	};
	struct seccomm_keydist kd;
	u8 *body;

	vt_dh_set(test, dh, true);
	kd = vt_dh_begin(test, dh, true);
	vt_dh_del(test, dh);
	body = kunit_kzalloc(test,
			     seccomm_method_body(kd.method, SECCOMM_LIST_B_I),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, body);
	kd.transcript = dh->c->th2;
	kd.transcript_len = SECCOMM_HASH_LEN;
	fault_begin(test, &fault);
	KUNIT_EXPECT_EQ(test, kd.ops->give(&kd, SECCOMM_LIST_B_I, body),
			-ECANCELED);
	fault_swap(&fault);
	KUNIT_EXPECT_GT(test, kd.ops->give(&kd, SECCOMM_LIST_B_I, body), 0);
	fault_end(&fault);
	KUNIT_EXPECT_EQ(test, fault.told, 1);
	kd.ops->end(kd.state);
}

static int signature_init(struct kunit_suite *suite)
{
	return smallest_add("DSAAuthenticity", NULL, 0) ?:
		       smallest_add("RSAAuthenticity", NULL, 0);
}

static void signature_exit(struct kunit_suite *suite)
{
	smallest_put();
	vt_keys_put(suite);
}

static struct kunit_case seccomm_signature_cases[] = {
	KUNIT_CASE_PARAM(message, signing_types),
	KUNIT_CASE_PARAM(credential, signing_methods),
	{},
};

static struct kunit_suite seccomm_signature_suite = {
	.name = "seccomm_signature",
	.suite_init = signature_init,
	.suite_exit = signature_exit,
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.test_cases = seccomm_signature_cases,
};

kunit_test_suite(seccomm_signature_suite);

MODULE_DESCRIPTION("Tests of signatures that come out wrong");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
