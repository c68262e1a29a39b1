// SPDX-License-Identifier: GPL-2.0
/*
 * The outer of two layers is broken: the ciphertext in it is altered in transit, and put into it
 * again. That is taken exactly where the checker says of what is left that nothing need be
 * broken to alter packets.
 */
#include <stdio.h>
#include <string.h>

#include "game.h"
#include "test.h"

#define MESSAGES 12
#define BODY 40

void test_translation(json_t *pairs)
{
	static struct key_ring ring;
	static struct given g;
	bool broken[RC_LAYERS];
	struct scene *s;
	int lost[2] = { 0, 0 }, k;
	json_t *c;
	size_t i;

	json_array_foreach(pairs, i, c) {
		const bool says = json_is_true(json_object_get(c, "lost"));
		const char *form =
			json_string_value(json_object_get(c, "canonical"));
		bool found;

		s = scene_open(form);
		scene_talk(s, MESSAGES, NULL, BODY);
		ring_make(&ring, s);
		memset(broken, 0, sizeof(broken));
		/* Only the outer layer has slot 9; a layer that counts for nothing is one. */
		for (k = 0; k < s->st.nr; k++)
			broken[k] = s->st.layer[k].slot == 9 ||
				    !strcmp(s->st.layer[k].type, "XORPrivacy");
		given_make(&g, s, &ring, broken);
		found = game_won(GAME_PACKETS, s, &g);
		lost[says]++;
		if (found != says)
			printf("# %s: the checker says %s, the adversary %s\n",
			       form, says ? "lost" : "kept",
			       found ? "wins" : "does not");
		result(found == says, "translation",
		       json_string_value(json_object_get(c, "name")));
		scene_free(s);
	}
	/* Else the comparison would say nothing. */
	result(lost[0] && lost[1], "translation_both_ways", NULL);
}
