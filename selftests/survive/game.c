// SPDX-License-Identifier: GPL-2.0
/*
 * The three games. Of each packet that was captured, all guesses and all attempts are made.
 */
#include <string.h>

#include "alter.h"
#include "game.h"
#include "read.h"
#include "receiver.h"

/* Shorter bodies could be met by chance. */
#define READ_AT_LEAST 16

const char *const game_names[N_GAMES] = { "privacy", "integrity", "packets" };

static bool right(const struct reading *r, struct rc_span body)
{
	bool some = false;
	size_t i;

	/* What is longer may have padding, of which not enough is known to cut it off. */
	if (r->data.len < body.len || r->known.len < body.len)
		return false;
	for (i = 0; i < body.len; i++) {
		if ((r->data.data[i] ^ body.data[i]) & r->known.data[i])
			return false;
		some |= r->known.data[i];
	}
	return some;
}

static bool reads(const struct sent *sent, const struct given *g,
		  unsigned int guess)
{
	static struct reading r;
	struct hand h;

	if (sent->body.len < READ_AT_LEAST)
		return false;
	hand_take(&h, g, sent->dir, sent->packet.data, guess);
	read_message(&h, sent->packet, &r);
	return right(&r, sent->body);
}

static bool makes(enum game game, const struct scene *s,
		  const struct sent *sent, const struct given *g,
		  unsigned int guess, enum attempt attempt)
{
	static struct rc_buf msg, packet, body;
	struct hand h;

	hand_take(&h, g, sent->dir, sent->packet.data, guess);
	msg.len = 0;
	rc_put(&msg, sent->packet.data + RC_HDR, sent->packet.len - RC_HDR);
	if (!alter(&h, attempt, sent->body, &msg))
		return false;
	packet.len = 0;
	rc_put(&packet, sent->packet.data, RC_HDR);
	rc_put(&packet, msg.data, msg.len);
	if (packet.len == sent->packet.len &&
	    !memcmp(packet.data, sent->packet.data, packet.len))
		return false;
	if (!receiver_takes(s, sent->dir,
			    (struct rc_span){ packet.data, packet.len }, &body))
		return false;
	return game == GAME_PACKETS || body.len != sent->body.len ||
	       memcmp(body.data, sent->body.data, body.len);
}

/* Of what the sender sends because the adversary would have it. */
static bool makes_of_wish(enum game game, struct scene *s,
			  const struct given *g, unsigned int guess)
{
	static struct rc_buf body, packet;
	struct sent sent = { 0 };
	__u8 hdr[RC_HDR];
	struct hand h;
	int attempt;

	scene_header(s, hdr);
	hand_take(&h, g, 0, hdr, guess);
	alter_wish(&h, &body);
	sent.body = (struct rc_span){ body.data, body.len };
	scene_seal(s, sent.body, &packet);
	sent.packet = (struct rc_span){ packet.data, packet.len };
	for (attempt = 0; attempt < N_ATTEMPTS; attempt++)
		if (makes(game, s, &sent, g, guess, attempt))
			return true;
	return false;
}

bool game_won(enum game game, struct scene *s, const struct given *g)
{
	const unsigned int guesses = hand_guesses(g);
	unsigned int guess;
	int attempt;
	size_t i;

	for (i = 0; i < s->nr; i++)
		for (guess = 0; guess < guesses; guess++) {
			if (game == GAME_PRIVACY) {
				if (reads(&s->sent[i], g, guess))
					return true;
				continue;
			}
			for (attempt = 0; attempt < N_ATTEMPTS; attempt++)
				if (makes(game, s, &s->sent[i], g, guess,
					  attempt))
					return true;
		}
	for (guess = 0; game != GAME_PRIVACY && guess < guesses; guess++)
		if (makes_of_wish(game, s, g, guess))
			return true;
	return false;
}
