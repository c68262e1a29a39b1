// SPDX-License-Identifier: GPL-2.0
/*
 * What it takes to begin a conversation: handshakes of all kinds, counted alike.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

#define BYTES 100
/* Guest microseconds, in which the server gets to where it waits. */
#define SETTLE 100000

/* What the first round trip of a new conversation takes more than its second. */
static __u64 open_once(struct end *end)
{
	__u64 start, first, second;
	__u8 body[BYTES];

	if (end->opt->before && system(end->opt->before))
		fail(end->opt->before);
	ask(OPEN);
	answer();
	end->kind->open(end);
	shared->bytes = sizeof(body);
	shared->count = 2;
	message_make(body, sizeof(body), 0);
	ask(FIRST);
	usleep(SETTLE);
	start = now();
	end->kind->join(end);
	round_trip(end, body, sizeof(body), 0);
	first = now();
	round_trip(end, body, sizeof(body), 1);
	second = now();
	answer();
	/* TCP keeps the address of who closes first: that is the server, whose port is
	 * to be had again all the same.
	 */
	ask(CLOSE);
	answer();
	end->kind->close(end);
	return (first - start) - (second - first);
}

/* The first one has all that happens but once in it, and does not count. */
void measure_opens(struct end *end)
{
	unsigned int i;

	end->connected = true;
	shared->connected = !end->kind->datagram;
	open_once(end);
	printf("{\"row\":\"%s\",\"figure\":\"open\",\"instructions\":[",
	       end->opt->label);
	for (i = 0; i < end->opt->count; i++)
		printf("%s%llu", i ? "," : "",
		       (unsigned long long)open_once(end));
	puts("]}");
}
