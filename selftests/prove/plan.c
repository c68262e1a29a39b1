// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's growth of a message: two in sequence, and two in any order. Where no
 * overflow is told, it is the checker's figure, of which the harness growth has more;
 * where one is told, the result would not fit 32 bits. And what a message costs: the
 * sum is exact but for a fraction that is rounded up, or as much as can be said. And
 * what two raises of a binding do in all, for each way to combine them.
 *
 * Bounded: factors less than 8, or whole ones, one of them less than 4, for CBMC
 * multiplies slowly.
 */
/* cbmc: --unwind 34 */
#include "prove.h"
#include "cactus_core/freeze.c"
#define growth_carried checker_carried
#define growth_then checker_then
#define growth_with checker_with
#include "seccomm_mod/checker/growth.c"
#undef growth_carried
#undef growth_then
#undef growth_with

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

	growth.mul = ANY(u32);
	growth.add = ANY(u32);
	growth.div = ANY(bool) ? 3 : 1;
	ASSUME(growth.mul < 4 && growth.add < 4);
	/* For mul * n / div + add bytes. */
	message = was.message + (unsigned __int128)more.message;
	message += (unsigned __int128)more.byte * growth.add;
	byte = (unsigned __int128)more.byte * growth.mul;
	/* What takes more than 64 bits before it is divided has saturated. */
	if (byte <= U64_MAX)
		byte = ((u64)byte + growth.div - 1ULL) / growth.div;
	byte += was.byte;
	cost_add(&sum, &more, &growth);
	PROVE(sum.message == min(message, U64_MAX));
	PROVE(sum.byte == min(byte, U64_MAX));
	if (message > U64_MAX && byte > U64_MAX)
		REACHED("too dear");
	else
		REACHED("dear");
}

static struct cactus_growth any_growth(void)
{
	struct cactus_growth growth = {
		.mul = ANY(u32),
		.add = ANY(u32),
		.div = ANY(u32),
	};

	/* cactus_bind() and cactus_freeze() see to it. */
	ASSUME(growth.div && growth.div <= growth.mul);
	return growth;
}

static struct freeze_event any_event(void)
{
	struct freeze_event e = {
		.handlers = ANY(u16),
		.growth = any_growth(),
		.cost.message = ANY(u64),
		.cost.byte = ANY(u64),
	};

	/* Freeze has bounded them. */
	ASSUME(e.handlers <= CACTUS_MAX_HANDLERS);
	return e;
}

static void sums(const struct freeze_raises *all, const struct freeze_event *a,
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

static void each(const struct freeze_event *a, const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 1, .div = 1 } };
	const u64 mul = a->growth.mul * 1ULL * b->growth.mul;
	const u64 ab = a->growth.add * 1ULL * b->growth.mul + b->growth.add;
	const u64 ba = b->growth.add * 1ULL * a->growth.mul + a->growth.add;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_EACH) ||
		   raises_add(&all, b, CACTUS_EACH);
	PROVE(overflow || (all.growth.mul == mul && all.growth.add >= ab &&
			   all.growth.add >= ba));
	sums(&all, a, b);
	if (overflow)
		REACHED("all of them: too much");
	else
		REACHED("all of them");
}

static void one_of(const struct freeze_event *a, const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 1, .div = 1 } };
	const bool first = ANY(bool);
	const struct freeze_event *e = first ? a : b;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_ONE_OF) ||
		   raises_add(&all, b, CACTUS_ONE_OF);
	PROVE(!overflow);
	/* Whichever is raised. */
	PROVE(all.growth.mul * 1ULL * e->growth.div >=
	      e->growth.mul * 1ULL * all.growth.div);
	PROVE(all.growth.add >= e->growth.add);
	PROVE(all.handlers >= e->handlers);
	PROVE(all.cost.message >= e->cost.message);
	PROVE(all.cost.byte >= e->cost.byte);
	/* And no more than that. */
	PROVE((all.growth.mul == a->growth.mul &&
	       all.growth.div == a->growth.div) ||
	      (all.growth.mul == b->growth.mul &&
	       all.growth.div == b->growth.div));
	PROVE(all.growth.add == a->growth.add ||
	      all.growth.add == b->growth.add);
	PROVE(all.handlers == a->handlers || all.handlers == b->handlers);
	if (first)
		REACHED("the first one");
	else
		REACHED("the other one");
}

/* Of whole factors. */
static void split(const struct freeze_event *a, const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 0, .div = 1 } };
	const u64 mul = a->growth.mul + 1ULL * b->growth.mul;
	const u64 add = a->growth.add + 1ULL * b->growth.add;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_SPLIT) ||
		   raises_add(&all, b, CACTUS_SPLIT);
	PROVE(overflow == (mul > U32_MAX || add > U32_MAX));
	PROVE(overflow || (all.growth.mul == mul && all.growth.add == add));
	sums(&all, a, b);
	if (overflow)
		REACHED("parts: too much");
	else
		REACHED("parts");
}

static void split_fractions(const struct freeze_event *a,
			    const struct freeze_event *b)
{
	struct freeze_raises all = { .growth = { .mul = 0, .div = 1 } };
	const u32 div = a->growth.div * b->growth.div;
	const u32 mul =
		a->growth.mul * b->growth.div + b->growth.mul * a->growth.div;

	if (raises_add(&all, a, CACTUS_SPLIT) ||
	    raises_add(&all, b, CACTUS_SPLIT))
		return;
	PROVE(all.growth.mul * div == mul * all.growth.div);
	REACHED("parts of fractions");
}

static void combined(void)
{
	const struct freeze_event a = any_event(), b = any_event();

	if (ANY(bool)) {
		ASSUME(a.growth.mul < 8 && b.growth.mul < 8);
		if (ANY(bool))
			one_of(&a, &b);
		else
			split_fractions(&a, &b);
		return;
	}
	ASSUME(a.growth.div == 1 && b.growth.div == 1);
	switch (ANY(u8)) {
	case 0:
		ASSUME(a.growth.mul < 4 && b.growth.mul < 4);
		each(&a, &b);
		break;
	case 1:
		one_of(&a, &b);
		break;
	default:
		split(&a, &b);
	}
}

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

/* The engine's @sum of @a and @b, where the checker has @checked. */
static void compare(bool overflow, const struct cactus_growth *sum,
		    const struct seccomm_growth *checked)
{
	if (overflow) {
		PROVE(checked->mul == U32_MAX || checked->add == U32_MAX);
		REACHED("too much");
	} else {
		PROVE(same(sum, checked));
		REACHED("as the checker has it");
	}
}

static void prove_two(const struct cactus_growth *a,
		      const struct cactus_growth *b)
{
	const struct seccomm_growth more = as_checked(b);
	struct seccomm_growth checked = as_checked(a);
	struct cactus_growth sum = *a;
	bool overflow;

	if (ANY(bool)) {
		overflow = growth_then(&sum, b);
		checker_then(&checked, &more);
		compare(overflow, &sum, &checked);
	} else {
		overflow = growth_with(&sum, b);
		checker_with(&checked, &more);
		compare(overflow, &sum, &checked);
	}
}

int main(void)
{
	const struct cactus_growth a = any_growth(), b = any_growth();

	switch (ANY(u8)) {
	case 0:
		costs();
		break;
	case 1:
		combined();
		break;
	case 2:
		ASSUME(a.mul < 8 && b.mul < 8);
		prove_two(&a, &b);
		break;
	default:
		ASSUME(a.div == 1 && b.div == 1 && b.mul < 4);
		prove_two(&a, &b);
	}
	return 0;
}
