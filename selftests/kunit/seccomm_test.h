/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites of micro-protocols share: a case of vectors.json, and its
 * layers composed into a real plan with a lane for each direction.
 */
#ifndef SECCOMM_TEST_H
#define SECCOMM_TEST_H

#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "mp/registry.h"

#define VT_LAYERS 8
/* Room before a body: what handlers may use, and the base header within it. */
#define VT_HEADROOM 80
#define VT_TAILROOM 128

struct vt_layer {
	const char *type;
	const void *path;
	u8 path_len;
	s16 parent;
	u8 swapped;
	u8 slot;
	u8 raw;
	u32 value;
};

struct vt_slot {
	u8 slot;
	u8 session;
	u16 len;
	const void *secret;
	const void *root;
};

struct vt_packet {
	u8 dir;
	u64 number;
	u16 plain_len;
	u16 packet_len;
	const void *plain;
	const void *packet;
};

struct vt_case {
	const char *name;
	const char *canonical;
	unsigned int n_layers, n_slots, n_packets;
	const struct vt_layer *layers;
	const struct vt_slot *slots;
	const struct vt_packet *packets;
	u16 secret_len;
	const void *secret, *digest, *m1, *m2, *m3, *th1, *sid;
	const void *confirm_i, *confirm_r, *control_i, *control_r, *conf_r,
		*conf_i;
};

/**
 * struct vt_stack - a case's layers and their plan
 * @test: KUnit's
 * @n: how many layers
 * @layers: the layers
 * @plan: the plan
 * @ev_down: its entry downward
 * @ev_up: its entry upward
 * @state_size: bytes of all layers' state
 */
struct vt_stack {
	struct kunit *test;
	unsigned int n;
	struct seccomm_layer layers[VT_LAYERS];
	struct cactus_plan *plan;
	u16 ev_down;
	u16 ev_up;
	size_t state_size;
};

/**
 * struct vt_half - one direction: a lane whose owner is the test
 * @half: as the family has it
 * @stack: what runs
 * @out: the message that came through last, or NULL
 * @err: why the last one did not
 */
struct vt_half {
	struct seccomm_half half;
	struct vt_stack *stack;
	struct sk_buff *out;
	int err;
};

static inline int vt_gate(struct cactus_lane *lane, struct sk_buff *skb)
{
	return CACTUS_GO;
}

static inline int vt_enter(struct cactus_lane *lane, struct sk_buff *skb)
{
	return 0;
}

static inline struct vt_half *vt_half(struct cactus_lane *lane)
{
	return container_of(lane, struct vt_half, half.lane);
}

static inline int vt_done(struct cactus_lane *lane, struct sk_buff *skb)
{
	vt_half(lane)->out = skb;
	return 0;
}

static inline void vt_drop(struct cactus_lane *lane, struct sk_buff *skb,
			   const struct cactus_binding *by, int err)
{
	vt_half(lane)->err = err;
	kfree_skb(skb);
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
	const struct seccomm_mp_ops *ops = seccomm_mp_get(type);

	if (!ops)
		return NULL;
	seccomm_mp_put(ops);
	return ops->desc;
}

static inline void vt_secret_put(void *secret)
{
	seccomm_secret_put(secret);
}

/* A secret that goes with the test. */
static inline struct seccomm_secret *vt_secret(struct kunit *test,
					       const void *bytes, u16 len)
{
	struct seccomm_secret *secret = seccomm_secret_new(bytes, len);

	KUNIT_ASSERT_NOT_NULL(test, secret);
	KUNIT_ASSERT_EQ(test,
			kunit_add_action_or_reset(test, vt_secret_put, secret),
			0);
	return secret;
}

/* Are all of a case's types there? */
static inline bool vt_runs(const struct vt_case *c)
{
	unsigned int i;

	for (i = 0; i < c->n_layers; i++)
		if (!vt_desc(c->layers[i].type))
			return false;
	return true;
}

static inline u16 vt_event(struct vt_stack *s, struct cactus_composite *c,
			   const char *prefix, unsigned int i,
			   enum cactus_dir dir)
{
	char name[CACTUS_NAME_LEN];
	int event;

	snprintf(name, sizeof(name), "%s%u", prefix, i);
	event = cactus_event_declare(c, name, dir);
	KUNIT_ASSERT_GE(s->test, event, 0);
	return event;
}

/* Bind one direction of a layer; a meta declares the events of its members. */
static inline void vt_bind(struct vt_stack *s, struct cactus_composite *c,
			   struct seccomm_layer *layer, u16 event, int order,
			   bool down)
{
	const struct seccomm_type_desc *desc = layer->info.type;
	struct cactus_raise raises[SECCOMM_MAX_RAISED];
	struct cactus_bind bind = {
		.name = desc->name,
		.event = event,
		.order = order,
		.handler = down != layer->info.swapped ? layer->ops->down :
							 layer->ops->up,
		.arg = layer,
		.flags = desc->flags & SECCOMM_TYPE_REENTRANT ?
				 CACTUS_REENTRANT :
				 0,
		.growth = { .mul = 1, .add = down ? desc->grow_add : 0 },
		.raises = raises,
		.n_raises = layer->n_events,
	};
	unsigned int i;

	for (i = 0; i < layer->n_events; i++)
		raises[i] = (struct cactus_raise){
			.event = down ? layer->down[i] : layer->up[i],
			.mode = CACTUS_SYNC,
		};
	if (bind.handler)
		KUNIT_ASSERT_EQ(s->test, cactus_bind(c, &bind), 0);
}

/* Layers of @c: types, positions, and the events that metas raise. */
static inline void vt_layers(struct vt_stack *s, const struct vt_case *c)
{
	unsigned int i;

	KUNIT_ASSERT_LE(s->test, c->n_layers, (unsigned int)VT_LAYERS);
	s->n = c->n_layers;
	for (i = 0; i < s->n; i++) {
		const struct vt_layer *from = &c->layers[i];
		struct seccomm_layer *layer = &s->layers[i];

		layer->ops = seccomm_mp_get(from->type);
		KUNIT_ASSERT_NOT_NULL(s->test, layer->ops);
		layer->index = i;
		layer->offset = s->state_size;
		s->state_size += ALIGN(layer->ops->state_size, 8);
		layer->info.type = layer->ops->desc;
		memcpy(layer->info.path, from->path, from->path_len);
		layer->info.path_len = from->path_len;
		layer->info.swapped = from->swapped;
		layer->info.parent = from->parent;
		layer->info.slot = from->slot;
		layer->info.derive = from->raw ? SECCOMM_RAW : SECCOMM_HKDF;
		layer->info.values[0] = from->value;
	}
}

/* Events of members are raised in order downward, in reverse upward. */
static inline void vt_compose(struct vt_stack *s)
{
	struct cactus_composite *c = cactus_composite_create();
	u16 down[VT_LAYERS], up[VT_LAYERS];
	struct cactus_fault fault;
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(s->test, c);
	s->ev_down = vt_event(s, c, "down", VT_LAYERS, CACTUS_DOWN);
	s->ev_up = vt_event(s, c, "up", VT_LAYERS, CACTUS_UP);
	for (i = 0; i < s->n; i++) {
		const int parent = s->layers[i].info.parent;

		down[i] = s->ev_down;
		up[i] = s->ev_up;
		if (parent < 0)
			continue;
		down[i] = vt_event(s, c, "down", i, CACTUS_DOWN);
		up[i] = vt_event(s, c, "up", i, CACTUS_UP);
		s->layers[parent].down[s->layers[parent].n_events++] = down[i];
	}
	for (i = s->n; i-- > 0;) {
		const int parent = s->layers[i].info.parent;

		if (parent < 0)
			continue;
		for (j = 0; s->layers[parent].up[j]; j++)
			;
		s->layers[parent].up[j] = up[i];
	}
	for (i = 0; i < s->n; i++) {
		vt_bind(s, c, &s->layers[i], down[i], i, true);
		vt_bind(s, c, &s->layers[i], up[i], s->n - i, false);
	}
	s->plan = cactus_freeze(c, &fault);
	cactus_composite_destroy(c);
	KUNIT_ASSERT_FALSE(s->test, IS_ERR(s->plan));
}

static inline struct vt_stack *vt_stack(struct kunit *test,
					const struct vt_case *c)
{
	struct vt_stack *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->test = test;
	vt_layers(s, c);
	vt_compose(s);
	return s;
}

static inline void vt_stack_free(struct vt_stack *s)
{
	unsigned int i;

	cactus_plan_put(s->plan);
	for (i = 0; i < s->n; i++)
		seccomm_mp_put(s->layers[i].ops);
}

/* One direction of a session whose secrets and transcript are the case's. */
static inline struct vt_half *
vt_open(struct vt_stack *s, const struct vt_case *c, u8 dir, bool receiving)
{
	struct seccomm_keyring *keys;
	struct vt_half *h;
	unsigned int i;
	int err;

	h = kunit_kzalloc(s->test, sizeof(*h), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(s->test, h);
	keys = kunit_kzalloc(s->test, sizeof(*keys), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(s->test, keys);
	h->stack = s;
	h->half.state = kunit_kzalloc(s->test, max_t(size_t, s->state_size, 8),
				      GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(s->test, h->half.state);
	memcpy(h->half.sid, c->sid, SECCOMM_SID_LEN);

	keys->dir = dir;
	keys->receiving = receiving;
	for (i = 0; i < c->n_slots; i++) {
		const struct vt_slot *slot = &c->slots[i];

		keys->slots |= BIT(slot->slot);
		memcpy(keys->root[slot->slot], slot->root, SECCOMM_HASH_LEN);
		keys->raw[slot->slot] =
			vt_secret(s->test, slot->secret, slot->len);
	}
	for (i = 0; i < s->n; i++) {
		const struct seccomm_layer *layer = &s->layers[i];

		if (!layer->ops->init)
			continue;
		err = layer->ops->init(h->half.state + layer->offset, layer,
				       keys);
		KUNIT_ASSERT_EQ(s->test, err, 0);
	}
	cactus_lane_init(&h->half.lane, s->plan,
			 receiving ? s->ev_up : s->ev_down, CACTUS_NO_EVENT,
			 &vt_lane_ops, 16, 1 << 20);
	KUNIT_EXPECT_TRUE(s->test, h->half.lane.softirq);
	return h;
}

static inline void vt_close(struct vt_half *h)
{
	struct vt_stack *s = h->stack;
	unsigned int i;

	cactus_lane_close(&h->half.lane);
	cactus_lane_fini(&h->half.lane);
	for (i = 0; i < s->n; i++)
		if (s->layers[i].ops->exit)
			s->layers[i].ops->exit(h->half.state +
						       s->layers[i].offset,
					       &s->layers[i]);
}

/* What the family does before a plan runs: is it a replay? */
static inline int vt_early(struct vt_half *h, const struct sk_buff *skb)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < h->stack->n; i++) {
		const struct seccomm_layer *layer = &h->stack->layers[i];

		if (layer->ops->early)
			err = layer->ops->early(h->half.state + layer->offset,
						skb);
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
	struct kunit *test = h->stack->test;
	struct sk_buff *skb;
	u8 *room;
	int err;

	skb = alloc_skb(VT_HEADROOM + len + VT_TAILROOM, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	room = skb_put(skb, VT_HEADROOM);
	memset(room, 0x5a, VT_HEADROOM - SECCOMM_HDR_LEN);
	memcpy(room + VT_HEADROOM - SECCOMM_HDR_LEN, hdr, SECCOMM_HDR_LEN);
	__skb_pull(skb, VT_HEADROOM);
	skb_put_data(skb, body, len);
	memset(skb->cb, 0, sizeof(skb->cb));
	CACTUS_CB(skb)->number = get_unaligned_be64(hdr + 8);
	err = h->half.lane.entry == h->stack->ev_up ? vt_early(h, skb) : 0;
	if (err) {
		kfree_skb(skb);
		return err;
	}
	h->out = NULL;
	h->err = 0;
	err = cactus_lane_submit(&h->half.lane, skb);
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

static inline void vt_free_out(struct vt_half *h)
{
	kfree_skb(h->out);
	h->out = NULL;
}

#endif /* SECCOMM_TEST_H */
