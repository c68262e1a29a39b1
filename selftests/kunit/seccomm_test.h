/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A case of vectors.json: its stack, and a lane for each direction.
 */
#ifndef SECCOMM_TEST_H
#define SECCOMM_TEST_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/ip.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "checker/growth.h"
#include "keydist/keydist.h"
#include "mp/signature.h"
#include "netns.h"
#include "seccomm_case.h"
#include "seccomm_outside.h"
#include "seccomm_stack.h"
#include "stats.h"
#include "transport/transport.h"

/* Room before a body: what handlers may use, and the base header within it. */
#define VT_HEADROOM 80

/* RSA of 4096 bits takes long under the sanitizers. */
#define VT_PATIENCE (120 * HZ)

/* Has the receiver's clock been set back? Before that it was so far ahead that what came was
 * refused, which tells the layer the time all the same.
 */
static inline bool vt_ahead(const struct vt_negative *n)
{
	return n->before_now > n->now;
}

/* The counter that a rule names. A layer's errno has one, too. */
static inline enum seccomm_counter vt_counter(struct kunit *test,
					      const char *rule)
{
	unsigned int c;

	if (!strcmp(rule, "EBADMSG"))
		return SECCOMM_CNT_RX_INTEGRITY;
	for (c = 0; c < SECCOMM_CNT_MAX; c++)
		if (!strcmp(rule, seccomm_counter_name[c]))
			return c;
	KUNIT_FAIL(test, "no counter is named %s", rule);
	return SECCOMM_CNT_MAX;
}

/* Note a namespace's counters. */
static inline void vt_counts(const struct seccomm_net *snet,
			     u64 before[SECCOMM_CNT_MAX])
{
	unsigned int c;

	for (c = 0; c < SECCOMM_CNT_MAX; c++)
		before[c] = seccomm_stats_read(snet->stats, c);
}

/* Of all counters @rule alone has moved, by one. */
static inline void vt_expect_moved(struct kunit *test,
				   const struct seccomm_net *snet,
				   const u64 before[SECCOMM_CNT_MAX],
				   enum seccomm_counter rule)
{
	unsigned int c;
	u64 moved;

	for (c = 0; c < SECCOMM_CNT_MAX; c++) {
		moved = seccomm_stats_read(snet->stats, c) - before[c];
		KUNIT_EXPECT_EQ_MSG(test, moved, c == rule, "%s",
				    seccomm_counter_name[c]);
	}
}

/**
 * struct vt_half - one direction: a lane whose owner is the test
 * @test: KUnit's
 * @half: as the family has it
 * @course: of the one key epoch
 * @stack: what runs
 * @gate: where messages run: CACTUS_GO, in softirq if the plan lets them, or CACTUS_PROCESS
 * @submit: how they enter the lane; NULL: from the test's task
 * @out: the message that came through last, or NULL
 * @in_process: it ran on the process lane
 * @err: why the last one did not
 * @by: name of the binding that refused the last one that was
 * @wiped: nothing but zeros was left of its body
 * @over: the last one came through, or did not
 */
struct vt_half {
	struct kunit *test;
	struct seccomm_half half;
	struct seccomm_course course;
	struct seccomm_stack *stack;
	enum cactus_gate gate;
	int (*submit)(struct vt_half *h, struct sk_buff *skb);
	struct sk_buff *out;
	bool in_process;
	int err;
	const char *by;
	bool wiped;
	struct completion over;
};

static inline struct vt_half *vt_half(struct cactus_lane *lane)
{
	return container_of(lane, struct vt_half, half.lane);
}

static inline int vt_gate(struct cactus_lane *lane, struct sk_buff *skb,
			  struct cactus_course **course)
{
	return vt_half(lane)->gate;
}

static inline int vt_enter(struct cactus_course *course, struct sk_buff *skb)
{
	return 0;
}

static inline int vt_done(struct cactus_course *course, struct sk_buff *skb)
{
	struct vt_half *h = vt_half(course->lane);

	h->out = skb;
	h->in_process = CACTUS_CB(skb)->in_process;
	complete(&h->over);
	return 0;
}

static inline void vt_drop(struct cactus_lane *lane, struct sk_buff *skb,
			   const struct cactus_binding *by, int err)
{
	struct vt_half *h = vt_half(lane);

	h->err = err;
	h->by = by ? cactus_binding_name(by) : NULL;
	h->wiped = !memchr_inv(skb->data, 0, skb->len);
	kfree_skb(skb);
	complete(&h->over);
}

static const struct cactus_lane_ops vt_lane_ops = {
	.gate = vt_gate,
	.enter = vt_enter,
	.done = vt_done,
	.drop = vt_drop,
};

/* A type's descriptor; NULL if it is not built in. Those stay for good. */
static inline const struct seccomm_type_desc *vt_desc(const char *type)
{
	const struct seccomm_mp_type *mp = seccomm_mp_get(type);

	if (!mp)
		return NULL;
	seccomm_mp_put(mp);
	return mp->desc;
}

/* May a layer of the case sleep, so that its messages run in process context? */
static inline bool vt_sleeps(const struct vt_case *c)
{
	unsigned int i;

	for (i = 0; i < c->n_layers; i++)
		if (vt_desc(c->layers[i].type)->flags & SECCOMM_TYPE_MAY_SLEEP)
			return true;
	return false;
}

/* Are all of a case's types there, and what its methods need? */
static inline bool vt_runs(const struct vt_case *c)
{
	unsigned int i, k;

	for (i = 0; i < c->n_layers; i++)
		if (!vt_desc(c->layers[i].type))
			return false;
	for (i = 0; i < c->n_slots; i++)
		for (k = 0; k < c->slots[i].n_methods; k++)
			if (seccomm_keydist_lacks(&c->slots[i].methods[k]))
				return false;
	return true;
}

/* Where a layer stands: members of a meta have an event of their own each. Downward they
 * run in the order of the case, upward the other way round.
 */
static inline void vt_bind(struct seccomm_composition *to,
			   const struct vt_case *c, unsigned int i)
{
	const struct vt_layer *layer = &c->layers[i];
	struct seccomm_instance *inst = &to->instances[i], *parent;
	char *down = layer->swapped ? inst->u_event : inst->d_event;
	char *up = layer->swapped ? inst->d_event : inst->u_event;

	inst->d_order = layer->swapped ? c->n_layers - i : i;
	inst->u_order = layer->swapped ? i : c->n_layers - i;
	if (layer->parent < 0) {
		strscpy(down, "msgFromAbove", SECCOMM_NAME_LEN);
		strscpy(up, "dataMsgFromBelow", SECCOMM_NAME_LEN);
		return;
	}
	snprintf(down, SECCOMM_NAME_LEN, "down%u", i);
	snprintf(up, SECCOMM_NAME_LEN, "up%u", i);
	parent = &to->instances[layer->parent];
	strscpy(parent->down[parent->n_down++], down, SECCOMM_NAME_LEN);
	strscpy(parent->up[parent->n_up++], up, SECCOMM_NAME_LEN);
}

static inline void vt_instance(struct seccomm_composition *to,
			       const struct vt_case *c, unsigned int i)
{
	const struct vt_layer *layer = &c->layers[i];
	struct seccomm_instance *inst = &to->instances[i];

	strscpy(inst->type, layer->type, sizeof(inst->type));
	vt_bind(to, c, i);
	if (layer->slot != SECCOMM_NO_SLOT) {
		inst->n_slots = 1;
		inst->slot = layer->slot;
	}
	if (layer->option) {
		inst->n_options = 1;
		strscpy(inst->options[0].name, layer->option,
			sizeof(inst->options[0].name));
		inst->options[0].value = layer->value;
	}
}

/* The keys that were read, until vt_keys_put(). */
static struct vt_key_pair *vt_keys_read;

/* A key of the vectors, which is read when it is first wanted, since that takes long. */
static inline struct seccomm_pk *vt_key(struct kunit *test,
					struct vt_key_pair *key, bool private)
{
	struct netlink_ext_ack extack = {};
	struct seccomm_pk **pk = private ? &key->private : &key->public;
	const bool first = !key->private && !key->public;

	if (*pk)
		return *pk;
	*pk = private ?
		      seccomm_pk_private(key->private_der.data,
					 key->private_der.len, &extack) :
		      seccomm_pk_public(key->spki.data, key->spki.len, &extack);
	if (IS_ERR(*pk))
		*pk = NULL;
	KUNIT_ASSERT_NOT_NULL_MSG(test, *pk, "%s: %s", key->name, extack._msg);
	if (first) {
		key->next = vt_keys_read;
		vt_keys_read = key;
	}
	return *pk;
}

static inline void vt_keys_put(struct kunit_suite *suite)
{
	struct vt_key_pair *key;

	while ((key = vt_keys_read)) {
		vt_keys_read = key->next;
		seccomm_pk_put(key->public);
		seccomm_pk_put(key->private);
		key->next = NULL;
		key->public = NULL;
		key->private = NULL;
	}
}

static inline void vt_declare(struct kunit *test, struct seccomm_slot *to,
			      const struct vt_slot *slot)
{
	to->index = slot->slot;
	to->derive = slot->raw ? SECCOMM_DERIVE_RAW : SECCOMM_DERIVE_HKDF;
	to->source = slot->session ? SECCOMM_SOURCE_SESSION : slot->source;
	to->threshold = slot->threshold;
	to->n_methods = slot->n_methods;
	memcpy(to->methods, slot->methods, sizeof(to->methods));
	if (!slot->initiator)
		return;
	to->derive = SECCOMM_DERIVE_PK;
	to->source = SECCOMM_SOURCE_PK;
	to->pk = vt_key(test, slot->initiator, false)->alg;
}

/* A stack of the case's layers and slots. */
static inline struct seccomm_stack *vt_compose(struct kunit *test,
					       const struct vt_case *c)
{
	struct seccomm_composition *to;
	struct seccomm_stack *stack;
	unsigned int i;

	to = kunit_kzalloc(test, sizeof(*to), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, to);
	to->sessionless = c->sessionless;
	to->n_instances = c->n_layers;
	for (i = 0; i < c->n_layers; i++)
		vt_instance(to, c, i);
	to->n_slots = c->n_slots;
	for (i = 0; i < c->n_slots; i++)
		vt_declare(test, &to->slots[i], &c->slots[i]);
	stack = test_stack(test, to, 0);
	KUNIT_ASSERT_NOT_NULL(test, stack->plan);
	return stack;
}

/* The case's stack, whose canonical form is the case's. */
static inline struct seccomm_stack *vt_stack(struct kunit *test,
					     const struct vt_case *c)
{
	struct seccomm_stack *stack = vt_compose(test, c);

	KUNIT_EXPECT_STREQ(test, stack->canonical, c->canonical);
	KUNIT_EXPECT_MEMEQ(test, stack->digest, c->digest, SECCOMM_HASH_LEN);
	return stack;
}

/* The roots of the case's slots. */
static inline struct seccomm_roots *vt_roots(struct kunit *test,
					     const struct vt_case *c)
{
	struct seccomm_roots *roots;
	unsigned int i;

	roots = kunit_kzalloc(test, sizeof(*roots), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, roots);
	for (i = 0; i < c->n_slots; i++) {
		const struct vt_slot *slot = &c->slots[i];

		roots->slots |= BIT(slot->slot);
		memcpy(roots->root[slot->slot], slot->root, SECCOMM_HASH_LEN);
		roots->raw[slot->slot] =
			test_secret(test, slot->secret, slot->len);
	}
	return roots;
}

/* The same, with the keys that an end has. */
static inline struct seccomm_roots *
vt_roots_of(struct kunit *test, const struct vt_case *c, bool initiator)
{
	struct seccomm_roots *roots = vt_roots(test, c);
	unsigned int i;

	for (i = 0; i < c->n_slots; i++) {
		const struct vt_slot *slot = &c->slots[i];
		struct seccomm_pk_pair *pair = &roots->pairs[slot->slot];
		struct vt_key_pair *own = slot->initiator;
		struct vt_key_pair *peer = slot->responder;

		if (!own)
			continue;
		if (!initiator)
			swap(own, peer);
		pair->own = vt_key(test, own, true);
		pair->peer = vt_key(test, peer, false);
	}
	return roots;
}

/* One direction of a session whose secrets and transcript are the case's. */
static inline struct vt_half *vt_open(struct kunit *test,
				      struct seccomm_stack *stack,
				      const struct vt_case *c, u8 dir,
				      bool receiving)
{
	static const struct seccomm_identity us, peer;
	struct seccomm_arming arming = {
		.dir = dir,
		.sending = !receiving,
		.stack = stack->name,
		.digest = stack->digest,
		.us = &us,
		.peer = &peer,
		.net = &init_net,
	};
	struct vt_half *h;

	h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, h);
	h->test = test;
	h->stack = stack;
	init_completion(&h->over);
	h->course.state =
		kunit_kzalloc(test, max(stack->state_size, 1U), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, h->course.state);
	memcpy(h->course.sid, c->sid, SECCOMM_SID_LEN);
	arming.roots = vt_roots_of(test, c, !dir != receiving);
	KUNIT_ASSERT_EQ(test,
			seccomm_layers_arm(stack, h->course.state, &arming), 0);
	cactus_course_init(&h->course.course, stack->plan,
			   receiving ? stack->ev_up : stack->ev_down,
			   CACTUS_NO_EVENT, NULL);
	cactus_lane_init(&h->half.lane, &h->course.course, &vt_lane_ops, 16,
			 1 << 20);
	return h;
}

static inline void vt_close(struct vt_half *h)
{
	cactus_lane_close(&h->half.lane);
	cactus_course_put(&h->course.course);
	cactus_lane_fini(&h->half.lane);
	seccomm_evidence_free(h->course.evidence);
	seccomm_layers_disarm(h->stack, h->course.state);
}

/* What the family does before a plan runs: is it a replay? */
static inline int vt_early(struct vt_half *h, const struct sk_buff *skb)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < h->stack->n_layers; i++) {
		const struct seccomm_layer *layer = &h->stack->layers[i];

		if (layer->ops->early)
			err = layer->ops->early(h->course.state + layer->offset,
						skb);
	}
	return err;
}

/* Make a message of an empty @skb, with room to borrow and the base header before its body. */
static inline void vt_fill(struct sk_buff *skb, const void *hdr,
			   const void *body, unsigned int len)
{
	u8 *room = skb_put(skb, VT_HEADROOM);

	memset(room, 0x5a, VT_HEADROOM - SECCOMM_HDR_LEN);
	memcpy(room + VT_HEADROOM - SECCOMM_HDR_LEN, hdr, SECCOMM_HDR_LEN);
	__skb_pull(skb, VT_HEADROOM);
	skb_put_data(skb, body, len);
	memset(skb->cb, 0, sizeof(skb->cb));
	CACTUS_CB(skb)->number = get_unaligned_be64(hdr + 8);
}

/* A message for @h, its base header before the body. */
static inline struct sk_buff *vt_message(struct vt_half *h, const void *hdr,
					 const void *body, unsigned int len)
{
	struct sk_buff *skb;

	/* The room that seccomm_stack_add() has told of. */
	skb = alloc_skb(VT_HEADROOM + seccomm_grown(&h->stack->growth, len),
			GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(h->test, skb);
	vt_fill(skb, hdr, body, len);
	return skb;
}

/**
 * vt_run_message() - a message that there is goes through a half
 * @h: the half; its @out is the message afterwards
 * @skb: the message, of vt_fill(); the half's from here on
 * @hdr: its base header
 * Return: 0 or the errno it was dropped with.
 */
static inline int vt_run_message(struct vt_half *h, struct sk_buff *skb,
				 const void *hdr)
{
	struct kunit *test = h->test;
	const u8 *room = skb->data - VT_HEADROOM;
	unsigned long left;
	int err;

	err = h->course.course.entry == h->stack->ev_up ? vt_early(h, skb) : 0;
	if (err) {
		kfree_skb(skb);
		return err;
	}
	h->out = NULL;
	h->err = 0;
	reinit_completion(&h->over);
	if (h->submit)
		err = h->submit(h, skb);
	else
		err = cactus_lane_submit(&h->half.lane, skb);
	left = wait_for_completion_timeout(&h->over, VT_PATIENCE);
	KUNIT_ASSERT_NE(test, left, 0);
	/* Nobody has told of a message that had to wait for the process lane. */
	err = err ?: h->err;
	KUNIT_EXPECT_EQ(test, err, h->err);
	KUNIT_EXPECT_EQ(test, !err, !!h->out);
	if (h->out) {
		/* Handlers gave back what is not theirs. */
		KUNIT_EXPECT_EQ(test, h->out->data - h->out->head,
				room + VT_HEADROOM - h->out->head);
		KUNIT_EXPECT_MEMEQ(test, h->out->data - SECCOMM_HDR_LEN, hdr,
				   SECCOMM_HDR_LEN);
		KUNIT_EXPECT_NULL(test,
				  memchr_inv(room, 0x5a,
					     VT_HEADROOM - SECCOMM_HDR_LEN));
	}
	return err;
}

/**
 * vt_run() - a message goes through a half
 * @h: the half; its @out is the message afterwards
 * @hdr: base header
 * @body: body
 * @len: bytes of it
 * Return: 0 or the errno it was dropped with.
 */
static inline int vt_run(struct vt_half *h, const void *hdr, const void *body,
			 unsigned int len)
{
	return vt_run_message(h, vt_message(h, hdr, body, len), hdr);
}

/* A packet as IPv4 hands it on. It was not sent to this host alone, so no hint answers it. */
static inline struct sk_buff *vt_received(struct kunit *test, __be32 from,
					  __be32 to,
					  const struct vt_bytes *packet)
{
	const struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.saddr = from,
		.daddr = to,
	};
	struct sk_buff *skb;

	skb = alloc_skb(SECCOMM_HEADROOM + packet->len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, SECCOMM_HEADROOM - sizeof(ip));
	skb_reset_network_header(skb);
	skb_put_data(skb, &ip, sizeof(ip));
	__skb_pull(skb, sizeof(ip));
	skb_put_data(skb, packet->data, packet->len);
	skb->dev = init_net.loopback_dev;
	skb->pkt_type = PACKET_OTHERHOST;
	return skb;
}

static inline void vt_free_out(struct vt_half *h)
{
	kfree_skb(h->out);
	h->out = NULL;
}

#endif /* SECCOMM_TEST_H */
