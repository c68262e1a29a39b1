// SPDX-License-Identifier: GPL-2.0
/*
 * Each attempt takes off the layers whose keys were given, alters what is there, and puts the
 * layers on again. Whether that was any good only the receiver can tell.
 */
#include <openssl/bn.h>
#include <stdlib.h>
#include <string.h>

#include "alter.h"
#include "kinds.h"

#define SHORT 8 /* what remains of a body that is cut */
#define LONG 200 /* such a body, and more than a block of RSAPrivacy takes */

/* The first @n of some steps, and the message as it stands behind them. */
struct at {
	struct hand *h;
	const struct steps *s;
	int n;
};

static const struct step *last(const struct at *a)
{
	return &a->s->step[a->n - 1];
}

static const struct rc_layer *layer(const struct at *a)
{
	return &a->h->g->st.layer[last(a)->layer];
}

static struct at before(const struct at *a)
{
	return (struct at){ a->h, a->s, a->n - 1 };
}

/* The last step alone, of which @one is made. */
static struct at alone(const struct at *a, struct steps *one)
{
	*one = (struct steps){ .nr = 1, .step = { *last(a) } };
	return (struct at){ a->h, one, 1 };
}

static struct at part(const struct at *a, int i)
{
	const struct steps *s = last(a)->part[i];

	return (struct at){ a->h, s, s->nr };
}

/* What an attempt does at the innermost place, and where it turns round. */
typedef bool (*change_fn)(struct at a, struct rc_buf *msg, void *arg);

/* Do @fn to what is before the last step, which is undone for that and done again. */
static bool inside(const struct at *a, struct rc_buf *msg, change_fn fn,
		   void *arg)
{
	struct draws draws;

	if (last(a)->kind == STEP_ID) {
		if (!msg->len || msg->data[--msg->len] != last(a)->member ||
		    !fn(before(a), msg, arg))
			return false;
		rc_put_u8(msg, last(a)->member);
		return true;
	}
	step_up(a->h, last(a), msg, &draws);
	if (!fn(before(a), msg, arg))
		return false;
	step_down(a->h, last(a), msg, &draws);
	return true;
}

static bool opens(const struct at *a)
{
	return last(a)->kind == STEP_ID ||
	       (last(a)->kind == STEP_LEAF && step_known(a->h, last(a)));
}

static void restore(struct rc_buf *msg, const struct rc_buf *copy)
{
	msg->len = 0;
	rc_put(msg, copy->data, copy->len);
}

/* Do @fn to one part of a split; if that fails, the message is as it was. */
static bool in_part(const struct at *a, struct rc_buf *msg, int i, change_fn fn,
		    void *arg)
{
	struct rc_buf *copy = buf_new(msg->data, msg->len);
	struct rc_buf *second = buf_split(msg);
	bool good = second && fn(part(a, i), i ? second : msg, arg);

	if (good)
		buf_join(msg, second);
	else
		restore(msg, copy);
	if (!good)
		free(second);
	free(copy);
	return good;
}

static void xor_into(struct rc_buf *msg, const struct rc_buf *delta)
{
	size_t i;

	for (i = 0; i < msg->len && i < delta->len; i++)
		msg->data[i] ^= delta->data[i];
}

/* Make the innermost data differ by exactly what @arg says. */
static bool shift(struct at a, struct rc_buf *msg, void *arg)
{
	const struct rc_buf *delta = arg;

	if (!a.n) {
		xor_into(msg, delta);
		return true;
	}
	if (opens(&a))
		return inside(&a, msg, shift, arg);
	if (last(&a)->kind == STEP_SPLIT)
		return in_part(&a, msg, 0, shift, arg) ||
		       in_part(&a, msg, 1, shift, arg);
	if (a.n > 1)
		return false;
	if (kind_of(layer(&a)) != KIND_STREAM &&
	    (kind_of(layer(&a)) != KIND_FEEDBACK ||
	     msg->len > kind_block(layer(&a))))
		return false;
	xor_into(msg, delta);
	return true;
}

/* Alter a byte as far inside as can be reached, come of it what may. */
static bool garble(struct at a, struct rc_buf *msg, void *arg)
{
	const enum attempt *attempt = arg;
	const size_t end = msg->len - 1;

	if (!msg->len)
		return false;
	if (a.n && opens(&a))
		return inside(&a, msg, garble, arg);
	if (a.n && last(&a)->kind == STEP_SPLIT)
		return in_part(&a, msg, *attempt == ATTEMPT_LAST, garble, arg);
	msg->data[*attempt == ATTEMPT_FIRST  ? 0 :
		  *attempt == ATTEMPT_MIDDLE ? end / 2 :
					       end] ^= 1;
	return true;
}

/* What becomes of a body, if all that does it is known and nothing is drawn. */
static bool forward(struct at a, struct rc_buf *msg)
{
	static const struct draws none;
	int i;

	for (i = 0; i < a.n; i++) {
		const struct step *step = &a.s->step[i];
		const char *type = a.h->g->st.layer[step->layer].type;

		if (step->kind == STEP_SPLIT)
			return false;
		if (step->kind == STEP_ID) {
			rc_put_u8(msg, step->member);
			continue;
		}
		if (!step_known(a.h, step) || !strcmp(type, "RandomPrefix") ||
		    !strcmp(type, "TimestampReplay"))
			return false;
		step_down(a.h, step, msg, &none);
	}
	return true;
}

/* Undo everything, and give back the innermost data; false: that cannot be done. */
static bool strip(struct at a, struct rc_buf *msg)
{
	struct rc_buf *second;
	struct draws draws;
	bool good;

	for (; a.n; a = before(&a)) {
		if (last(&a)->kind == STEP_ID) {
			if (!msg->len ||
			    msg->data[--msg->len] != last(&a)->member)
				return false;
		} else if (last(&a)->kind == STEP_SPLIT) {
			second = buf_split(msg);
			if (!second)
				return false;
			good = strip(part(&a, 0), msg) &&
			       strip(part(&a, 1), second);
			xor_into(msg, second);
			free(second);
			if (!good)
				return false;
		} else if (step_known(a.h, last(&a))) {
			step_up(a.h, last(&a), msg, &draws);
		} else {
			return false;
		}
	}
	return true;
}

static bool precise(struct at a, struct rc_buf *msg, void *arg);

/* What the data before the last step must differ by, for another body. */
static struct rc_buf *other_body(const struct at *a, const struct rc_buf *msg,
				 const struct rc_span *body)
{
	struct rc_buf *old = buf_new(body->data, body->len), *new;
	bool good = forward(before(a), old);
	struct steps one;

	if (good) {
		new = buf_new(body->data, body->len);
		new->data[0] ^= 1;
		good = forward(before(a), new);
	} else {
		/* Both parts of a split tell what was split. */
		old->len = 0;
		rc_put(old, msg->data, msg->len);
		good = strip(alone(a, &one), old);
		new = buf_new(old->data, old->len);
		good = good && precise(before(a), new, (void *)body);
	}
	good = good && old->len == new->len;
	xor_into(old, new);
	free(new);
	if (good)
		return old;
	free(old);
	return NULL;
}

/* Anyone encrypts to the receiver's public key. */
static bool encrypt_other(const struct at *a, struct rc_buf *msg,
			  const struct rc_span *body, __u8 flip)
{
	struct rc_buf *new = buf_new(body->data, body->len);
	static const struct draws none;
	bool good;

	new->data[0] ^= flip;
	good = forward(before(a), new);
	if (good) {
		step_down(a->h, last(a), new, &none);
		restore(msg, new);
	}
	free(new);
	return good;
}

/* If what stands in front is known, who knows nothing else can encrypt its blocks anew. */
static bool encrypt_first(const struct at *a, struct rc_buf *msg,
			  const struct rc_span *body)
{
	const size_t block = layer(a)->bits / 8, room = block - RC_OAEP;
	static const struct draws none;
	struct rc_buf *new;
	size_t i;

	if (body->len < room || msg->len < block)
		return false;
	new = buf_new(body->data, room);
	/* A block says how many there are. */
	for (i = room; i < msg->len / block * room; i++)
		rc_put_u8(new, 0);
	step_down(a->h, last(a), new, &none);
	memcpy(msg->data, new->data, block);
	free(new);
	return true;
}

/* Make it a message with another body, which must be exactly as the layers inside want it. */
static bool precise(struct at a, struct rc_buf *msg, void *arg)
{
	struct rc_buf *delta;
	struct steps one;
	bool good;

	if (!a.n) {
		if (msg->len)
			msg->data[0] ^= 1;
		return msg->len;
	}
	if (opens(&a))
		return inside(&a, msg, precise, arg);
	if (last(&a)->kind == STEP_LEAF && kind_of(layer(&a)) == KIND_PAIR)
		return encrypt_other(&a, msg, arg, 1);
	if (last(&a)->kind == STEP_LEAF && kind_of(layer(&a)) != KIND_STREAM &&
	    kind_of(layer(&a)) != KIND_FEEDBACK)
		return false;
	delta = other_body(&a, msg, arg);
	if (!delta)
		return false;
	if (last(&a)->kind == STEP_SPLIT)
		good = in_part(&a, msg, 0, shift, delta) ||
		       in_part(&a, msg, 1, shift, delta);
	else
		good = shift(alone(&a, &one), msg, delta);
	free(delta);
	return good;
}

/* Padding says itself how long it is. */
static bool pad_more(const struct rc_layer *l, struct rc_buf *msg)
{
	int more = l->to ? l->to : 1, i;
	size_t fill;

	if (msg->len < 2)
		return false;
	msg->len -= 2;
	fill = rc_get16(msg->data + msg->len);
	for (i = 0; i < more; i++)
		rc_put_u8(msg, 0);
	rc_put_u16(msg, fill + more);
	return true;
}

/* Do a leaf anew, so that another packet has the same inside. */
static bool leaf_again(const struct at *a, struct rc_buf *msg)
{
	struct draws draws;

	if (!strcmp(layer(a)->type, "Padding"))
		return pad_more(layer(a), msg);
	step_up(a->h, last(a), msg, &draws);
	if (draws.random_len)
		draws.random[0] ^= 1;
	else if (draws.times_len)
		draws.times[RC_TIME - 1] ^= 1;
	else
		return false;
	step_down(a->h, last(a), msg, &draws);
	return true;
}

/* The same by another member of a choice that the message tells. */
static bool member_again(const struct at *a, struct rc_buf *msg)
{
	const struct step *id = last(a);
	static const struct draws none;
	struct steps chosen = { 0 }, *other;
	int at[RC_LAYERS], n, i, k;
	bool good;

	if (!msg->len || msg->data[--msg->len] != id->member)
		return false;
	for (i = id->from; i < a->n - 1; i++)
		chosen.step[chosen.nr++] = a->s->step[i];
	if (!strip((struct at){ a->h, &chosen, chosen.nr }, msg))
		return false;
	n = rc_members(&a->h->g->st, id->layer, at);
	for (k = 0; k < n; k++) {
		if (k == id->member)
			continue;
		other = steps_of_member(a->h, id->layer, k);
		good = true;
		for (i = 0; i < other->nr; i++)
			good &= other->step[i].kind == STEP_LEAF &&
				step_known(a->h, &other->step[i]);
		for (i = 0; good && i < other->nr; i++)
			step_down(a->h, &other->step[i], msg, &none);
		steps_free(other);
		if (!good)
			continue;
		rc_put_u8(msg, k);
		return true;
	}
	return false;
}

/* Of the curves' DSA the negative of s is as good. */
static bool negate(const struct at *a, struct rc_buf *msg)
{
	const struct rc_slot *slot = &a->h->g->st.slot[layer(a)->slot];
	const BIGNUM *q = slot->pair[a->h->x.dir].q;
	__u8 *bytes = msg->data + msg->len - RC_HASH;
	BIGNUM *s;

	if (!q || msg->len < RC_HASH)
		return false;
	s = BN_bin2bn(bytes, RC_HASH, NULL);
	if (!s || !BN_sub(s, q, s) || BN_bn2binpad(s, bytes, RC_HASH) < 0)
		rc_die("no number");
	BN_free(s);
	return true;
}

static bool again(struct at a, struct rc_buf *msg, void *arg);

/* What is altered alike in both parts is not in their xor. */
static bool parts_again(const struct at *a, struct rc_buf *msg, void *arg)
{
	struct rc_buf *copy = buf_new(msg->data, msg->len);
	struct rc_buf *delta = buf_new((const __u8 *)"\1", 1);
	bool good = in_part(a, msg, 0, shift, delta) &&
		    in_part(a, msg, 1, shift, delta);

	if (!good)
		restore(msg, copy);
	free(delta);
	free(copy);
	return good || in_part(a, msg, 0, again, arg) ||
	       in_part(a, msg, 1, again, arg);
}

/* Another packet with the same body. */
static bool again(struct at a, struct rc_buf *msg, void *arg)
{
	struct rc_buf *copy;
	bool good;

	if (!a.n || !msg->len)
		return false;
	if (last(&a)->kind == STEP_SPLIT)
		return parts_again(&a, msg, arg);
	if (!opens(&a) && kind_of(layer(&a)) == KIND_SIGNATURE)
		return negate(&a, msg);
	if (!opens(&a))
		return kind_of(layer(&a)) == KIND_PAIR &&
		       (encrypt_other(&a, msg, arg, 0) ||
			encrypt_first(&a, msg, arg));
	copy = buf_new(msg->data, msg->len);
	good = last(&a)->kind == STEP_ID ? member_again(&a, msg) :
					   leaf_again(&a, msg);
	if (!good) {
		restore(msg, copy);
		good = inside(&a, msg, again, arg);
	}
	free(copy);
	return good;
}

/* The steps from the innermost on that the adversary can do. */
static struct at beginning(struct hand *h, const struct steps *s)
{
	struct at a = { h, s, 0 };

	while (a.n < s->nr && s->step[a.n].kind == STEP_LEAF &&
	       step_known(h, &s->step[a.n]))
		a.n++;
	return a;
}

/* What the innermost layers make of the short body that @body begins with. */
static struct rc_buf *short_of(struct hand *h, const struct steps *s,
			       struct rc_span body)
{
	struct rc_buf *b = buf_new(body.data, SHORT);

	if (forward(beginning(h, s), b))
		return b;
	free(b);
	return NULL;
}

/* A cipher without a tag makes the same of what comes first, whatever comes then. */
static bool cut(struct at a, struct rc_buf *msg, void *arg)
{
	const struct rc_buf *begin = arg;

	if (!a.n)
		return false;
	if (opens(&a))
		return inside(&a, msg, cut, arg);
	if (last(&a)->kind == STEP_SPLIT ||
	    (kind_of(layer(&a)) != KIND_STREAM &&
	     kind_of(layer(&a)) != KIND_FEEDBACK))
		return false;
	msg->len = begin->len;
	return true;
}

static bool cut_body(struct at a, struct rc_buf *msg, struct rc_span body)
{
	struct rc_buf *begin;
	bool good;

	if (body.len < LONG)
		return false;
	begin = short_of(a.h, a.s, body);
	good = begin && begin->len < body.len &&
	       !memcmp(begin->data, body.data, begin->len) &&
	       cut(a, msg, begin);
	free(begin);
	return good;
}

/* It begins with what a short one would be behind the innermost layers. */
void alter_wish(struct hand *h, struct rc_buf *body)
{
	struct steps *s = steps_of(h);
	struct rc_buf *begin;

	body->len = 0;
	while (body->len < LONG)
		rc_put_u8(body, 'x');
	begin = short_of(h, s, (struct rc_span){ body->data, body->len });
	if (begin && begin->len < LONG)
		memcpy(body->data, begin->data, begin->len);
	free(begin);
	steps_free(s);
}

bool alter(struct hand *h, enum attempt how, struct rc_span body,
	   struct rc_buf *msg)
{
	struct steps *s = steps_of(h);
	struct at a = { h, s, s->nr };
	bool good;

	if (how == ATTEMPT_BODY)
		good = body.len && precise(a, msg, &body);
	else if (how == ATTEMPT_CUT)
		good = cut_body(a, msg, body);
	else if (how == ATTEMPT_AGAIN)
		good = again(a, msg, &body);
	else
		good = garble(a, msg, &how);
	steps_free(s);
	return good;
}
