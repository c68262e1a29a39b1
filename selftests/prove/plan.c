// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's growth of a message: two in sequence, two in the worse order, and the
 * longest body of a stack. Where no overflow is told, the result bounds what really
 * becomes of a message; where one is told, the result would not fit 32 bits. And what a
 * message costs: the sum is exact, or as much as can be said. And what two raises of a
 * binding do in all, for each way to combine them.
 *
 * Bounded: one of each two factors is less than 4, for CBMC multiplies slowly.
 */
/* cbmc: --unwind 3 */
#include "prove.h"
#include "cactus_core/freeze.c"

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
	ASSUME(growth.mul < 4 && growth.add < 4);
	/* For mul * n + add bytes. */
	message = was.message + (unsigned __int128)more.message;
	message += (unsigned __int128)more.byte * growth.add;
	byte = was.byte + (unsigned __int128)more.byte * growth.mul;
	cost_add(&sum, &more, &growth);
	PROVE(sum.message == min(message, U64_MAX));
	PROVE(sum.byte == min(byte, U64_MAX));
	if (message > U64_MAX && byte > U64_MAX)
		REACHED("too dear");
	else
		REACHED("dear");
}

static struct freeze_event any_event(void)
{
	struct freeze_event e = {
		.handlers = ANY(u16),
		.growth.mul = ANY(u32),
		.growth.add = ANY(u32),
		.cost.message = ANY(u64),
		.cost.byte = ANY(u64),
	};

	/* Freeze begins with the message itself, and has bounded the handlers. */
	ASSUME(e.growth.mul >= 1 && e.handlers <= CACTUS_MAX_HANDLERS);
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
	struct freeze_raises all = { .growth.mul = 1 };
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
		REACHED("each: too much");
	else
		REACHED("each");
}

static void one_of(const struct freeze_event *a, const struct freeze_event *b)
{
	struct freeze_raises all = { .growth.mul = 1 };
	const bool first = ANY(bool);
	const struct freeze_event *e = first ? a : b;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_ONE_OF) ||
		   raises_add(&all, b, CACTUS_ONE_OF);
	PROVE(!overflow);
	/* Whichever is raised. */
	PROVE(all.growth.mul >= e->growth.mul &&
	      all.growth.add >= e->growth.add);
	PROVE(all.handlers >= e->handlers);
	PROVE(all.cost.message >= e->cost.message);
	PROVE(all.cost.byte >= e->cost.byte);
	/* And no more than that. */
	PROVE(all.growth.mul == a->growth.mul ||
	      all.growth.mul == b->growth.mul);
	PROVE(all.growth.add == a->growth.add ||
	      all.growth.add == b->growth.add);
	PROVE(all.handlers == a->handlers || all.handlers == b->handlers);
	if (first)
		REACHED("the first one");
	else
		REACHED("the other one");
}

static void split(const struct freeze_event *a, const struct freeze_event *b)
{
	struct freeze_raises all = { .growth.mul = 0 };
	const u64 mul = a->growth.mul + 1ULL * b->growth.mul;
	const u64 add = a->growth.add + 1ULL * b->growth.add;
	bool overflow;

	overflow = raises_add(&all, a, CACTUS_SPLIT) ||
		   raises_add(&all, b, CACTUS_SPLIT);
	PROVE(overflow == (mul > U32_MAX || add > U32_MAX));
	PROVE(overflow || (all.growth.mul == mul && all.growth.add == add));
	sums(&all, a, b);
	if (overflow)
		REACHED("split: too much");
	else
		REACHED("split");
}

static void combined(void)
{
	const struct freeze_event a = any_event(), b = any_event();

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

int main(void)
{
	const struct cactus_growth a = {
		.mul = ANY(u32),
		.add = ANY(u32),
	};
	const struct cactus_growth b = {
		.mul = ANY(u32),
		.add = ANY(u32),
	};
	struct cactus_growth sum = a;
	bool overflow;

	if (ANY(bool)) {
		costs();
		return 0;
	}
	if (ANY(bool)) {
		combined();
		return 0;
	}
	ASSUME(b.mul < 4);
	if (ANY(bool)) {
		/* First a, then b: b(a(n)). */
		const u64 mul = a.mul * 1ULL * b.mul;
		const u64 add = a.add * 1ULL * b.mul + b.add;

		overflow = growth_then(&sum, &b);
		PROVE(overflow == (mul > U32_MAX || add > U32_MAX));
		PROVE(overflow || (sum.mul == mul && sum.add == add));
		if (overflow)
			REACHED("too much in sequence");
		else
			REACHED("in sequence");
	} else {
		/* Either order: b(a(n)) and a(b(n)). */
		const u64 mul = a.mul * 1ULL * b.mul;
		const u64 ab = a.add * 1ULL * b.mul + b.add;
		u64 ba;

		ASSUME(a.mul < 4 && a.mul >= 1 && b.mul >= 1);
		ba = b.add * 1ULL * a.mul + a.add;
		overflow = growth_with(&sum, &b);
		PROVE(overflow ||
		      (sum.mul == mul && sum.add >= ab && sum.add >= ba));
		if (overflow)
			REACHED("too much in any order");
		else
			REACHED("in any order");
	}
	return 0;
}
