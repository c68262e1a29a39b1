/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether an adversary wins: what it read is compared with what was sent, and what it made is
 * shown to the receiver.
 */
#ifndef SURVIVE_GAME_H
#define SURVIVE_GAME_H

#include "given.h"

enum game {
	GAME_PRIVACY, /* some bits of a body are read */
	GAME_INTEGRITY, /* a body is taken that was not sent */
	GAME_PACKETS, /* a packet is taken that was not sent */
	N_GAMES,
};

extern const char *const game_names[N_GAMES];

/* May have the sender send what the adversary wishes. */
bool game_won(enum game game, struct scene *s, const struct given *g);

#endif /* SURVIVE_GAME_H */
