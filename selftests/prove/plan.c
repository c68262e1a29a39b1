// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's growth of a message: two in sequence, and two in any order. Where no
 * overflow is told, it is the checker's figure, of which the harness growth has more;
 * where one is told, the result would not fit 32 bits. And what a message costs behind
 * whole factors: the sum is exact, or as much as can be said. And what two raises of a
 * binding do in all, for each way to combine them.
 *
 * Bounded: five factors, for CBMC multiplies slowly.
 */
/* cbmc: --unwind 34 --unwindset gcd.0:9,growth_divisor.0:9 */
#include "prove.h"
#include "cactus_core/freeze.c"
#define growth_fit checker_fit
#define growth_carried checker_carried
#define growth_then checker_then
#define growth_with checker_with
#define growth_most checker_most
#define growth_sum checker_sum
#include "seccomm_mod/checker/growth.c"
#undef growth_fit
#undef growth_carried
#undef growth_then
#undef growth_with
#undef growth_most
#undef growth_sum

static void costs(void)
{
	unsigned __int128 message, byte;
	const struct cactus_cost was = {
		.message = ANY(u64),
		.byte = ANY(u64),
	};
	const struct cactus_cost more = {
		.message = ANY(u64),
		.byte = ANY(u64),
	};
	struct cactus_growth growth;
	struct cactus_cost sum = was;

	growth.mul = 3 & ANY(u8);
	growth.add = 3 & ANY(u8);
	growth.div = 1;
	/* For mul * n + add bytes. */
	message = was.message + (unsigned __int128)more.message;
	message += (unsigned __int128)more.byte * growth.add;
	byte = (unsigned __int128)more.byte * growth.mul;
	byte += was.byte;
	cost_add(&sum, &more, &growth);
	PROVE(sum.message == min(message, U64_MAX));
	PROVE(sum.byte == min(byte, U64_MAX));
	if (message > U64_MAX && byte > U64_MAX)
		REACHED("too dear");
	else
		REACHED("dear");
}

/* Whole factors, fractions, and one that overflows with itself. */
static const struct cactus_growth factors[] = {
	{ .mul = 1, .div = 1 },		 { .mul = 2, .div = 1 },
	{ .mul = 3, .div = 2 },		 { .mul = 4, .div = 3 },
	{ .mul = 0x80000000, .div = 1 },
};

static struct seccomm_growth as_checked(const struct cactus_growth *growth)
{
	return (struct seccomm_growth){
		.mul = growth->mul,
		.div = growth->div,
		.add = growth->add,
	};
}

static bool same(const struct cactus_growth *a, const struct seccomm_growth *b)
{
	return a->mul == b->mul && a->div == b->div && a->add == b->add;
}

static void prove_two(struct cactus_growth a, struct cactus_growth b)
{
	struct seccomm_growth more, checked;
	struct cactus_growth sum;
	bool overflow;

	a.add = ANY(u32);
	b.add = ANY(u32);
	more = as_checked(&b);
	checked = as_checked(&a);
	sum = a;
	if (ANY(bool)) {
		overflow = growth_then(&sum, &b);
		checker_then(&checked, &more);
	} else {
		overflow = growth_with(&sum, &b);
		checker_with(&checked, &more);
	}
	if (overflow) {
		PROVE(checked.mul == U32_MAX || checked.add == U32_MAX);
		REACHED("too much");
	} else {
		PROVE(same(&sum, &checked));
		REACHED("as the checker has it");
	}
}

static struct freeze_event any_event(struct cactus_growth growth)
{
	struct freeze_event e = {
		.handlers = ANY(u16),
		.growth = growth,
		.cost.message = ANY(u64),
		.cost.byte = ANY(u64),
	};

	e.growth.add = ANY(u32);
	/* Freeze has bounded them. */
	ASSUME(e.handlers <= CACTUS_MAX_HANDLERS);
	return e;
}

static void prove_sums(const struct freeze_raises *all,
		       const struct freeze_event *a,
		       const struct freeze_event *b)
{
	const unsigned __int128 message =
		a->cost.message + (unsigned __int128)b->cost.message;
	const unsigned __int128 byte =
		a->cost.byte + (unsigned __int128)b->cost.byte;

	PROVE(all->handlers == a->handlers + b->handlers);
	PROVE(all->cost.message == min(message, U64_MAX));
	PROVE(all->cost.byte == min(byte, U64_MAX));
}

/* Their growth is that of two in any order, see prove_two(). */
static void prove_each(const struct freeze_event *a,
		       const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 1, .div = 1 } };
	struct cactus_growth growth = a->growth;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_EACH, false) ||
		   raises_add(&all, b, CACTUS_EACH, false);
	PROVE(overflow == growth_with(&growth, &b->growth));
	if (overflow)
		return;
	PROVE(all.growth.mul == growth.mul && all.growth.div == growth.div &&
	      all.growth.add == growth.add);
	prove_sums(&all, a, b);
	REACHED("all of them");
}

static void prove_one_of(const struct freeze_event *a,
			 const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 1, .div = 1 } };
	const bool first = ANY(bool);
	const struct freeze_event *e = first ? a : b;

	PROVE(!raises_add(&all, a, CACTUS_ONE_OF, false));
	PROVE(!raises_add(&all, b, CACTUS_ONE_OF, false));
	/* Whichever is raised. */
	PROVE((u64)all.growth.mul * e->growth.div >=
	      (u64)e->growth.mul * all.growth.div);
	PROVE(all.growth.add >= e->growth.add);
	PROVE(all.handlers >= e->handlers);
	PROVE(all.cost.message >= e->cost.message);
	PROVE(all.cost.byte >= e->cost.byte);
	/* And no more than that. */
	PROVE(all.growth.add == a->growth.add ||
	      all.growth.add == b->growth.add);
	PROVE(all.handlers == a->handlers || all.handlers == b->handlers);
	REACHED("one of them");
}

static void prove_split(const struct freeze_event *a,
			const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 0, .div = 1 } };
	const u64 mul = (u64)a->growth.mul * b->growth.div +
			(u64)b->growth.mul * a->growth.div;
	const u64 div = (u64)a->growth.div * b->growth.div;
	const u64 add = a->growth.add + 1ULL * b->growth.add;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_SPLIT, false) ||
		   raises_add(&all, b, CACTUS_SPLIT, false);
	/* A whole factor of more than 32 bits, or such an addend. */
	PROVE(overflow == (mul > U32_MAX * div || add > U32_MAX));
	if (overflow) {
		REACHED("parts: too much");
		return;
	}
	PROVE(all.growth.mul * div == mul * all.growth.div);
	PROVE(all.growth.add == add);
	prove_sums(&all, a, b);
	REACHED("parts");
}

static void prove_combined(struct cactus_growth first,
			   struct cactus_growth second)
{
	const struct freeze_event a = any_event(first), b = any_event(second);

	switch (ANY(u8)) {
	case 0:
		prove_each(&a, &b);
		break;
	case 1:
		prove_one_of(&a, &b);
		break;
	default:
		prove_split(&a, &b);
	}
}

int main(void)
{
	const unsigned int n = ARRAY_SIZE(factors);
	unsigned int i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			prove_two(factors[i], factors[k]);
	costs();
	prove_combined(factors[2], factors[3]);
	prove_combined(factors[1], factors[2]);
	prove_combined(factors[4], factors[4]);
	return 0;
}
