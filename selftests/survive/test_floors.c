// SPDX-License-Identifier: GPL-2.0
/*
 * The floors of compositions: the adversary wins with the checker's witness, and with no smaller
 * set of breaks.
 */
#include <stdio.h>
#include <string.h>

#include "atoms.h"
#include "game.h"
#include "test.h"

#define WITNESS 3 /* what the checker looks for at most */
#define MESSAGES 12
#define BODY 40

static bool wins(enum game game, struct scene *s, const struct key_ring *ring,
		 const struct atoms *a, __u32 set)
{
	static struct given g;
	bool broken[RC_LAYERS];

	atoms_broken(a, set, broken);
	given_make(&g, s, ring, broken);
	return game_won(game, s, &g);
}

/* The size of the least set that wins; over WITNESS: none that is as small. */
static int least(enum game game, struct scene *s, const struct key_ring *ring,
		 const struct atoms *a)
{
	int best = WITNESS + 1;
	__u32 set;

	for (set = 0; set < 1U << a->nr; set++)
		if (__builtin_popcount(set) < best &&
		    wins(game, s, ring, a, set))
			best = __builtin_popcount(set);
	return best;
}

static int number(json_t *object, const char *name)
{
	return (int)json_integer_value(json_object_get(object, name));
}

/* A floor for which the checker is known to say less than this adversary needs. */
static json_t *exception_of(json_t *c, const char *name)
{
	json_t *e;
	size_t i;

	json_array_foreach(json_object_get(c, "exceptions"), i, e)
		if (!strcmp(json_string_value(json_object_get(e, "floor")),
			    name))
			return e;
	return NULL;
}

static bool check_floor(enum game game, json_t *c, struct scene *s,
			const struct key_ring *ring, const struct atoms *a)
{
	const char *name = game_names[game];
	json_t *floor = json_object_get(json_object_get(c, "floor"), name);
	json_t *exception = exception_of(c, name);
	const int says = number(floor, "least");
	const int found = least(game, s, ring, a);
	const __u32 witness = atoms_of(a, json_object_get(floor, "witness"));
	bool good;

	if (exception) {
		printf("# %s of %s: %s\n", name,
		       json_string_value(json_object_get(c, "name")),
		       json_string_value(json_object_get(exception, "why")));
		good = expect(number(exception, "checker") == says,
			      "the exception is of this floor");
		good &= expect(number(exception, "adversary") == found,
			       "as much is needed as the exception says");
		good &= expect(found > says, "more is needed than the floor");
	} else {
		good = expect(found == says, "as much is needed as the floor");
		if (says <= WITNESS)
			good &= expect(wins(game, s, ring, a, witness),
				       "the witness is enough");
	}
	/* Else the adversary could win at nothing. */
	good &= expect(wins(game, s, ring, a, ~0U), "all is enough");
	if (!good)
		printf("# %s: the checker says %d, the adversary needs %d\n",
		       name, says, found);
	return good;
}

static struct scene *scene_of(const char *vectors, json_t *c)
{
	json_t *name = json_object_get(c, "case");
	struct scene *s;

	if (name)
		return scene_of_case(vectors, json_string_value(name));
	s = scene_open(json_string_value(json_object_get(c, "canonical")));
	scene_talk(s, MESSAGES, NULL, BODY);
	return s;
}

void test_floors(const char *vectors, json_t *floors)
{
	static struct key_ring ring;
	struct atoms a;
	struct scene *s;
	json_t *c;
	size_t i;
	bool good;
	int game;

	json_array_foreach(floors, i, c) {
		s = scene_of(vectors, c);
		ring_make(&ring, s);
		atoms_find(&a, &s->st);
		good = true;
		for (game = 0; game < N_GAMES; game++)
			good &= check_floor(game, c, s, &ring, &a);
		result(good, "floors",
		       json_string_value(json_object_get(c, "name")));
		scene_free(s);
	}
}
