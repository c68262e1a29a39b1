// SPDX-License-Identifier: GPL-2.0
/*
 * Splits: either part alone is as good as random bytes if the mask is, and is not if the mask is
 * fixed.
 */
#include <stdlib.h>
#include <string.h>

#include "steps.h"
#include "test.h"
#include "uniform.h"

#define MESSAGES 2000

#define SPLIT(mask) \
	"ExpansionSecurity(AESPrivacy(0),ChaChaPolyPrivacy(1),mask=" mask ")"
#define KEYS "|s:psk|0:hkdf:psk|1:hkdf:psk"

static const char body[] =
	"A body that is the same in every message, and all of it letters.";

/* What a part has in it, for who has its key alone. */
static void count_part(const struct scene *s, int i, unsigned int counts[256])
{
	static struct key_ring ring;
	static struct given g;
	bool broken[RC_LAYERS] = { false };
	struct draws draws;
	struct hand h;
	size_t k, b;

	ring_make(&ring, s);
	broken[1 + i] = true;
	given_make(&g, s, &ring, broken);
	memset(counts, 0, 256 * sizeof(*counts));
	for (k = 0; k < s->nr; k++) {
		const struct rc_span packet = s->sent[k].packet;
		struct rc_buf *first =
			buf_new(packet.data + RC_HDR, packet.len - RC_HDR);
		struct rc_buf *second = buf_split(first);
		struct rc_buf *mine = i ? second : first;
		struct steps *steps;

		if (!second)
			rc_die("a split that has no parts");
		hand_take(&h, &g, 0, packet.data, 0);
		steps = steps_of(&h);
		step_up(&h, &steps->step[0].part[i]->step[0], mine, &draws);
		for (b = 0; b < mine->len; b++)
			counts[mine->data[b]]++;
		steps_free(steps);
		free(first);
		free(second);
	}
}

static struct scene *talk(const char *canonical)
{
	struct scene *s = scene_open(canonical);

	scene_talk(s, MESSAGES, body, strlen(body));
	return s;
}

void test_expansion(void)
{
	struct scene *s = talk(SPLIT("0") KEYS);
	unsigned int counts[256];

	count_part(s, 0, counts);
	result(uniform(counts, 256), "expansion_first_part", NULL);
	count_part(s, 1, counts);
	result(uniform(counts, 256), "expansion_second_part", NULL);
	scene_free(s);
	s = talk(SPLIT("85") KEYS);
	count_part(s, 0, counts);
	result(!uniform(counts, 256), "expansion_fixed_mask_first_part", NULL);
	count_part(s, 1, counts);
	result(!uniform(counts, 256), "expansion_fixed_mask_second_part", NULL);
	scene_free(s);
}
