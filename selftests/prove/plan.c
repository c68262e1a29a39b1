// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's growth of a message: two in sequence, two in the worse order, and the
 * longest body of a stack. Where no overflow is told, the result bounds what really
 * becomes of a message; where one is told, the result would not fit 32 bits. And what a
 * message costs: the sum is exact, or as much as can be said.
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
