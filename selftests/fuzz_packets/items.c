// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of items that are well formed but for one thing.
 */
#include "methods.h"

#define SLOT 0
#define ORDINAL 1
#define METHOD 2
#define STATUS 3
#define LENGTH 4
#define BODY RC_ITEM_HEAD
#define ABSENT 1 /* status: its end cannot do the method */
#define ITEMS (RC_MEMBERS + 1)

/**
 * struct items - a list apart
 * @n: items
 * @item: each, with its head
 */
struct items {
	int n;
	struct {
		size_t len;
		__u8 data[ITEM_MAX];
	} item[2 * ITEMS];
};

static void take_apart(struct items *x, const struct rc_buf *list)
{
	size_t at = 0, len;

	for (x->n = 0; at < list->len; at += len) {
		len = BODY + rc_get16(list->data + at + LENGTH);
		memcpy(x->item[x->n].data, list->data + at, len);
		x->item[x->n++].len = len;
	}
}

static void put_together(const struct items *x, struct rc_buf *list)
{
	int i;

	list->len = 0;
	for (i = 0; i < x->n; i++)
		rc_put(list, x->item[i].data, x->item[i].len);
}

static void add_item(struct items *x)
{
	size_t body = rng_below(rng, 100);
	int i = x->n++;

	rng_fill(rng, x->item[i].data, BODY + body);
	put16(x->item[i].data + LENGTH, body);
	x->item[i].len = BODY + body;
}

static void swap_items(struct items *x, int a, int b)
{
	static struct items other;

	other.item[0] = x->item[a];
	x->item[a] = x->item[b];
	x->item[b] = other.item[0];
}

static void drop_item(struct items *x, int i)
{
	x->n--;
	for (; i < x->n; i++)
		x->item[i] = x->item[i + 1];
}

/* Which items there are, and where. */
static void spoil_order(struct items *x)
{
	int i = rng_below(rng, x->n), way = rng_below(rng, 4);

	if (!x->n || way == 0)
		add_item(x);
	else if (way == 1)
		x->item[x->n++] = x->item[i];
	else if (way == 2 && x->n > 1)
		swap_items(x, i, (i + 1) % x->n);
	else
		drop_item(x, i);
}

/* Its end says that it cannot do the method, and has no body. */
static void make_absent(struct items *x, int i)
{
	x->item[i].data[STATUS] = ABSENT;
	put16(x->item[i].data + LENGTH, 0);
	x->item[i].len = BODY;
}

/* A byte of the body more or less, which the length says. */
static void resize(struct items *x, int i)
{
	if (rng_one_in(rng, 2))
		x->item[i].data[x->item[i].len++] = rng_next(rng);
	else
		x->item[i].len--;
	put16(x->item[i].data + LENGTH, x->item[i].len - BODY);
}

/* False: it may be good all the same. */
static bool spoil_item(struct items *x, int i, bool members)
{
	const unsigned int bit = 1 << rng_below(rng, 8);
	__u8 *item = x->item[i].data;

	switch (rng_below(rng, 8)) {
	case 0:
		item[SLOT] ^= bit;
		return true;
	case 1:
		item[ORDINAL] ^= bit;
		return true;
	case 2:
		item[METHOD] ^= bit;
		return true;
	case 3:
		item[STATUS] ^= bit;
		return true;
	case 4:
		item[LENGTH + rng_below(rng, 2)] ^= bit;
		return true;
	case 5:
		resize(x, i);
		return true;
	case 6:
		make_absent(x, i);
		return !members || item[ORDINAL] == RC_SHARED;
	default:
		item[BODY + rng_below(rng, x->item[i].len - BODY)] ^= bit;
		return false;
	}
}

bool items_spoil(struct rc_buf *list, bool members)
{
	static struct items x;
	bool refused = true;

	take_apart(&x, list);
	if (!x.n || rng_one_in(rng, 3))
		spoil_order(&x);
	else
		refused = spoil_item(&x, rng_below(rng, x.n), members);
	put_together(&x, list);
	return refused;
}
