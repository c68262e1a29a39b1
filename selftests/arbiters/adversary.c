// SPDX-License-Identifier: GPL-2.0
/*
 * The key schedule (Documentation/wire-format.md) as far as what is known goes: what comes in at a
 * stage, the seals that this opens, what was in them, and in the end the slots' secrets.
 */
#include <string.h>

#include "adversary.h"
#include "kerberos.h"

/* What the ends agree on; no bytes: it is not known. */
struct agreed {
	size_t len;
	__u8 data[RC_AGREED];
};

static struct rc_span span_of(const struct rc_buf *b)
{
	return (struct rc_span){ b->data, b->len };
}

static void learn(struct rc_member *m, struct rc_span secret)
{
	if (secret.len > sizeof(m->secret))
		rc_die("a secret of %zu bytes", secret.len);
	if (!secret.len)
		return;
	memcpy(m->secret, secret.data, secret.len);
	m->len = secret.len;
}

static struct rc_member *member(struct adversary *a, int slot, int j)
{
	return &a->st.slot[slot].member[j];
}

/* What was given of a method that both ends have; no data: nothing. */
static struct rc_span piece(const struct adversary *a, const char *what,
			    int slot, int j)
{
	const struct loot_piece *p = loot_find(a->given, what, slot, j, 0);

	return p ? (struct rc_span){ p->value, p->len } : (struct rc_span){ 0 };
}

/* What an end's private value and the other's public one, an item of @list, give. */
static void agree(struct adversary *a, int slot, int j, const char *what,
		  int end, struct rc_span list, struct agreed *agreed)
{
	const struct loot_piece *p = loot_find(a->given, what, slot, j, end);
	const struct rc_span other = rc_item(list, slot, j);

	if (agreed->len || !p || !other.len)
		return;
	agreed->len = rc_dh_shared(member(a, slot, j)->text,
				   (struct rc_span){ p->value, p->len }, other,
				   agreed->data);
}

static void agree_ephemeral(struct adversary *a, int slot, int j,
			    struct agreed *ee)
{
	agree(a, slot, j, "e", 0, rc_payload(a->h->m2), ee);
	agree(a, slot, j, "e", 1, rc_payload(a->h->m1), ee);
}

static void take_dh(struct adversary *a, int slot, int j)
{
	struct rc_member *m = member(a, slot, j);
	struct rc_span psk = { 0 };
	struct agreed ee = { 0 };
	static struct rc_buf b;

	agree_ephemeral(a, slot, j, &ee);
	if (strstr(m->text, "auth=psk")) {
		psk = piece(a, "psk", slot, j);
		if (!psk.data)
			return;
	}
	if (!ee.len)
		return;
	b.len = 0;
	rc_put_lp(&b, psk.data, psk.len);
	rc_put_lp(&b, ee.data, ee.len);
	learn(m, span_of(&b));
}

/* The same, and each one's with what the other one keeps: as many as follow each other. */
static void take_static(struct adversary *a, int slot, int j)
{
	struct agreed part[STAGES] = { 0 };
	static struct rc_buf b;
	int i;

	agree_ephemeral(a, slot, j, &part[0]);
	agree(a, slot, j, "e", 0, span_of(&a->b_r), &part[1]);
	agree(a, slot, j, "s", 1, rc_payload(a->h->m1), &part[1]);
	agree(a, slot, j, "s", 0, rc_payload(a->h->m2), &part[2]);
	agree(a, slot, j, "e", 1, span_of(&a->b_i), &part[2]);
	b.len = 0;
	for (i = 0; i < STAGES && part[i].len; i++)
		rc_put_lp(&b, part[i].data, part[i].len);
	learn(member(a, slot, j), span_of(&b));
}

static void take_ext(struct adversary *a, int slot, int j)
{
	const struct rc_span key = piece(a, "key", slot, j);
	const struct rc_span file = piece(a, "file", slot, j);
	const struct rc_span keytab = piece(a, "keytab", slot, j);
	struct rc_member *m = member(a, slot, j);
	__u8 made[RC_HASH];

	if (key.data)
		learn(m, key);
	if (file.data) {
		rc_file_make(&a->st, file, "SecComm file1 key", a->h->m1,
			     a->h->m2, made);
		learn(m, (struct rc_span){ made, sizeof(made) });
	}
	if (keytab.data)
		kerberos_key(a->h, rc_item(rc_payload(a->h->m1), slot, j),
			     rc_item(rc_payload(a->h->m2), slot, j),
			     (const char *)keytab.data, m);
}

static void take_rsa(struct adversary *a, int slot, int j)
{
	const struct loot_piece *p = loot_find(a->given, "enc", slot, j, 1);

	if (p)
		rc_rsa_open(&p->pair, a->h->k.th2, slot, j,
			    rc_item(span_of(&a->b_i), slot, j),
			    member(a, slot, j));
}

static void take_method(struct adversary *a, int slot, int j)
{
	struct rc_member *m = member(a, slot, j);

	switch (m->method) {
	case RC_PSK:
		learn(m, piece(a, "psk", slot, j));
		break;
	case RC_EXT:
		take_ext(a, slot, j);
		break;
	case RC_RSA:
		take_rsa(a, slot, j);
		break;
	default:
		if (strstr(m->text, "auth=static"))
			take_static(a, slot, j);
		else
			take_dh(a, slot, j);
	}
}

/* What all methods give by what is known so far. */
static void take_all(struct adversary *a)
{
	int i, j;

	for (i = 0; i < RC_SLOTS; i++)
		for (j = 0; j < a->st.slot[i].n_members; j++)
			take_method(a, i, j);
}

/* Open what is sealed: nothing, where there is a session secret, or without what came before. */
static void open_lists(struct adversary *a)
{
	struct rc_keys k;

	if (!a->st.session.known || !rc_stage_complete(&a->st, 1))
		return;
	rc_first_stage(&a->st, &k, a->h->m1, a->h->m2);
	if (!rc_list_open(&k, a->h->m2, &a->b_r))
		rc_die("what is known does not open B_R");
	take_all(a);
	if (!rc_stage_complete(&a->st, 2))
		return;
	rc_second_stage(&a->st, &k, a->h->m2);
	if (!rc_list_open(&k, a->h->m3, &a->b_i))
		rc_die("what is known does not open B_I");
	take_all(a);
}

static void take_shares(struct adversary *a, int slot)
{
	struct rc_slot *s = &a->st.slot[slot];
	const struct rc_span body = rc_item(span_of(&a->b_i), slot, RC_SHARED);
	struct shares *shares = &a->shares[slot];
	int j;

	if (body.len != RC_HASH + s->n_members * RC_BOX)
		return;
	shares->by = (struct rc_sharing){ .s = s, .slot = slot };
	memcpy(shares->by.th2, a->h->k.th2, RC_HASH);
	shares->com = body.data;
	shares->box = body.data + RC_HASH;
	for (j = 0; j < s->n_members; j++)
		if (rc_is_known(&s->member[j]))
			shares_unbox(shares, j);
	s->secret.known = shares_join(shares, s->secret.data);
	s->secret.len = RC_HASH;
}

/* Is the secret known that a slot's methods give? */
static bool is_whole(const struct rc_slot *s)
{
	int j;

	for (j = 0; j < s->n_members && !s->threshold; j++)
		if (!rc_is_known(&s->member[j]))
			return false;
	return s->secret.known || !s->threshold;
}

void adversary_try(struct adversary *a, const struct heard *h,
		   const struct loot *given)
{
	int i;

	memset(a, 0, sizeof(*a));
	a->h = h;
	a->given = given;
	a->st = h->st;
	take_all(a);
	open_lists(a);
	for (i = 0; i < RC_SLOTS; i++) {
		struct rc_slot *s = &a->st.slot[i];

		if (!s->used)
			continue;
		if (!s->n_members)
			rc_die("slot %d has no method", i);
		if (s->threshold)
			take_shares(a, i);
		if (is_whole(s))
			rc_slot_root(s, &h->k);
	}
}

/* Tags are not looked at: what they cover has the session's id, which need not be known. */
bool adversary_reads(const struct adversary *a, struct rc_span body)
{
	static const __u8 aad[RC_AAD];
	static struct rc_drawn drawn;
	static struct rc_buf msg;
	struct layer_ctx x = {
		.st = &a->st,
		.msgno = rc_get64(a->h->data.data + 8),
		.aad = aad,
		.drawn = &drawn,
	};
	int i;

	for (i = 0; i < a->st.nr; i++)
		if (a->st.layer[i].slot >= 0 &&
		    !a->st.slot[a->st.layer[i].slot].secret.known)
			return false;
	msg.len = 0;
	rc_put(&msg, a->h->data.data + RC_HDR, a->h->data.len - RC_HDR);
	drawn.random.len = 0;
	drawn.times.len = 0;
	rc_up_layers(&x, -1, &msg);
	return msg.len == body.len && !memcmp(msg.data, body.data, body.len);
}
