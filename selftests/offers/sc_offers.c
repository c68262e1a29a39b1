// SPDX-License-Identifier: GPL-2.0
/*
 * What a key agent keeps of its offers, by a clock that the test sets: it is found by handshake,
 * slot and ordinal, any number of times, until its time is over; and of too many that goes whose
 * time is over first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "offers.h"

#define KEEP_MS 18000
/* More than are kept. */
#define MANY 1100

static long now;
static unsigned int wiped;
static char kept[MANY];

int64_t now_ms(void)
{
	return now;
}

static void wipe(void *kept)
{
	wiped++;
}

static struct question question(unsigned int handshake, uint8_t slot,
				uint8_t ordinal)
{
	struct question q = {
		.slot = slot,
		.ordinal = ordinal,
		.keep_ms = KEEP_MS,
	};

	memcpy(q.nonce_i, &handshake, sizeof(handshake));
	return q;
}

static void keep(unsigned int handshake, uint8_t slot, uint8_t ordinal,
		 char *what)
{
	const struct question q = question(handshake, slot, ordinal);

	offers_keep(&q, what, wipe);
}

static char *find(unsigned int handshake, uint8_t slot, uint8_t ordinal)
{
	const struct question q = question(handshake, slot, ordinal);

	return offers_find(&q);
}

static void expect(bool holds, int line)
{
	if (holds)
		return;
	printf("line %d does not hold\n", line);
	exit(1);
}

#define EXPECT(holds) expect(holds, __LINE__)

static void by_name(void)
{
	EXPECT(offers_timeout_ms() == -1);
	keep(1, 2, 3, &kept[0]);
	keep(1, 3, 2, &kept[1]);
	keep(2, 2, 3, &kept[2]);
	EXPECT(find(1, 2, 3) == &kept[0] && find(1, 2, 3) == &kept[0]);
	EXPECT(find(1, 3, 2) == &kept[1]);
	EXPECT(find(2, 2, 3) == &kept[2]);
	EXPECT(!find(2, 3, 2) && !find(3, 2, 3));
}

/* by_name() has kept three, at 0. */
static void by_time(void)
{
	now = 1000;
	keep(3, 0, 0, &kept[3]);
	EXPECT(offers_timeout_ms() == KEEP_MS - 1000);
	now = KEEP_MS - 1;
	offers_ready();
	EXPECT(!wiped && find(1, 2, 3));
	now = KEEP_MS;
	EXPECT(!offers_timeout_ms());
	offers_ready();
	EXPECT(wiped == 3 && !find(1, 2, 3) && find(3, 0, 0));
	EXPECT(offers_timeout_ms() == 1000);
	offers_end();
	EXPECT(wiped == 4 && !find(3, 0, 0) && offers_timeout_ms() == -1);
}

static void by_number(void)
{
	unsigned int i;

	wiped = 0;
	for (i = 0; i < MANY; i++) {
		now++;
		keep(i, 0, 0, &kept[i]);
	}
	EXPECT(wiped && wiped < MANY);
	for (i = 0; i < MANY; i++)
		EXPECT(find(i, 0, 0) == (i < wiped ? NULL : &kept[i]));
	offers_end();
	EXPECT(wiped == MANY);
}

int main(void)
{
	by_name();
	by_time();
	by_number();
	return 0;
}
