// SPDX-License-Identifier: GPL-2.0
/*
 * The messages: a number, then words that would be known again on the wire.
 * Every message is compared in full where it arrives.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static __u8 template[BODY_MAX];

static void template_make(void)
{
	static const char words[] = MARKER;
	size_t i;

	for (i = 0; i < sizeof(template); i++)
		template[i] = words[i % (sizeof(words) - 1)];
}

void message_make(__u8 *body, size_t len, __u64 number)
{
	if (!template[0])
		template_make();
	memcpy(body, &number, sizeof(number));
	memcpy(body + sizeof(number), template, len - sizeof(number));
}

void message_check(const __u8 *body, ssize_t len, size_t want, __u64 number)
{
	if (!template[0])
		template_make();
	if (len < 0)
		fail("receive");
	if ((size_t)len != want || memcmp(body, &number, sizeof(number)) ||
	    memcmp(body + sizeof(number), template, want - sizeof(number))) {
		fprintf(stderr,
			"sc_bench: message %llu of %zu bytes is wrong (%zd bytes came)\n",
			(unsigned long long)number, want, len);
		exit(1);
	}
}
