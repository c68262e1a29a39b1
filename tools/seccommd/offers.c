// SPDX-License-Identifier: GPL-2.0
/*
 * What is kept of tokens that were offered.
 */
#include <limits.h>
#include <string.h>

#include "offers.h"

#define OFFERS 1024

/**
 * struct offer - a token that was offered
 * @kept: what its kind has kept of it, or NULL: this place is free
 * @wipe: wipes and frees @kept
 * @over_ms: when it is forgotten, by now_ms()
 * @nonce_i: the initiator's nonce
 * @slot: the slot
 * @ordinal: place of the method among the slot's
 */
struct offer {
	void *kept;
	void (*wipe)(void *kept);
	int64_t over_ms;
	uint8_t nonce_i[HASH_LEN];
	uint8_t slot;
	uint8_t ordinal;
};

static struct offer offers[OFFERS];

static void forget(struct offer *offer)
{
	if (offer->kept)
		offer->wipe(offer->kept);
	memset(offer, 0, sizeof(*offer));
}

void offers_keep(const struct question *q, void *kept, void (*wipe)(void *kept))
{
	struct offer *offer, *place = offers;

	/* A free place was over at 0. */
	for (offer = offers; offer < offers + OFFERS; offer++)
		if (offer->over_ms < place->over_ms)
			place = offer;
	forget(place);
	*place = (struct offer){
		.kept = kept,
		.wipe = wipe,
		.over_ms = now_ms() + q->keep_ms,
		.slot = q->slot,
		.ordinal = q->ordinal,
	};
	memcpy(place->nonce_i, q->nonce_i, HASH_LEN);
}

void *offers_find(const struct question *q)
{
	const struct offer *offer;

	for (offer = offers; offer < offers + OFFERS; offer++)
		if (offer->kept && offer->slot == q->slot &&
		    offer->ordinal == q->ordinal &&
		    !memcmp(offer->nonce_i, q->nonce_i, HASH_LEN))
			return offer->kept;
	return NULL;
}

void offers_ready(void)
{
	const int64_t now = now_ms();
	struct offer *offer;

	for (offer = offers; offer < offers + OFFERS; offer++)
		if (offer->kept && now >= offer->over_ms)
			forget(offer);
}

int offers_timeout_ms(void)
{
	const int64_t now = now_ms();
	const struct offer *offer;
	int64_t least = -1;

	for (offer = offers; offer < offers + OFFERS; offer++) {
		int64_t left = offer->over_ms - now;

		if (!offer->kept)
			continue;
		if (left < 0)
			left = 0;
		if (least < 0 || left < least)
			least = left;
	}
	return least < INT_MAX ? least : INT_MAX;
}

void offers_end(void)
{
	struct offer *offer;

	for (offer = offers; offer < offers + OFFERS; offer++)
		forget(offer);
}
