// SPDX-License-Identifier: GPL-2.0
/*
 * The checker's growth of a stack, and its limit. Put together of two growths, what it
 * says bounds what really becomes of a body, in sequence and in any order, or it has
 * saturated; a factor that is cut to 32 bits becomes no less; a stack passes if a body
 * of one byte fits, and its limit is the longest that does.
 *
 * Bounded: two growths of factors less than 8 and bodies of 8 bits, one growth of a
 * factor of 16 bits, for CBMC divides slowly; all else has all of its bits.
 */
/* cbmc: --unwind 34 */
#include "prove.h"
#include "seccomm_mod/checker/growth.c"
#include "seccomm_mod/checker/properties.c"

static int errors;

void seccomm_report(struct seccomm_work *w, enum seccomm_severity severity,
		    int instance, const char *rule, const char *fmt, ...)
{
	errors++;
}

/* seccomm_type_growth() sees to it that a factor is no less than one. */
static struct seccomm_growth any_growth(u32 most)
{
	struct seccomm_growth growth = {
		.mul = ANY(u32),
		.div = ANY(u32),
		.add = ANY(u32),
	};

	ASSUME(growth.div && growth.div <= growth.mul && growth.mul <= most);
	return growth;
}

static void prove_sequence(void)
{
	const struct seccomm_growth a = any_growth(7), b = any_growth(7);
	struct seccomm_growth sum = a, ba = b, any = a;
	const u32 len = ANY(u8);

	growth_then(&sum, &b);
	PROVE(sum.div && sum.div <= sum.mul);
	if (sum.add == U32_MAX) {
		REACHED("too much");
		return;
	}
	REACHED("in sequence");
	PROVE(seccomm_grown(&sum, len) >=
	      seccomm_grown(&a, len) * b.mul / b.div + b.add);
	growth_then(&ba, &a);
	growth_with(&any, &b);
	PROVE(any.mul == sum.mul && any.div == sum.div);
	PROVE(any.add >= sum.add && any.add >= ba.add);
}

static void prove_fit(void)
{
	const u64 mul = ANY(u64), div = ANY(u64);
	struct seccomm_growth growth;
	unsigned int halved;

	/* Products of two factors of 32 bits. */
	ASSUME(div && div <= mul && mul <= (u64)U32_MAX * U32_MAX);
	growth_fit(&growth, mul, div);
	for (halved = 0; mul >> halved > U32_MAX || div >> halved > U32_MAX;
	     halved++)
		;
	/* Rounding up may take one more. */
	if ((u64)growth.mul << halved < mul && growth.mul != U32_MAX)
		halved++;
	PROVE(growth.mul == U32_MAX || (u64)growth.mul << halved >= mul);
	PROVE(growth.mul == U32_MAX || (u64)growth.div << halved <= div);
	PROVE(growth.div);
	if (halved == 32)
		REACHED("all of 64 bits");
}

static void prove_limit(void)
{
	static struct seccomm_checked out;
	struct seccomm_type_desc type = { .growth = any_growth(U16_MAX) };
	struct seccomm_work w = { .out = &out };

	out.n_layers = 1;
	out.layers[0].parent = -1;
	out.layers[0].type = &type;
	check_growth(&w);
	PROVE(out.growth.mul == type.growth.mul &&
	      out.growth.div == type.growth.div &&
	      out.growth.add == type.growth.add);
	PROVE(!errors == (seccomm_grown(&out.growth, 1) <= SECCOMM_MAX_WIRE));
	PROVE(!errors == !!out.limit);
	if (errors) {
		REACHED("refused");
		return;
	}
	REACHED("passes");
	PROVE(seccomm_grown(&out.growth, out.limit) <= SECCOMM_MAX_WIRE);
	PROVE(seccomm_grown(&out.growth, out.limit + 1) > SECCOMM_MAX_WIRE);
}

int main(void)
{
	switch (ANY(u8)) {
	case 0:
		prove_sequence();
		break;
	case 1:
		prove_fit();
		break;
	default:
		prove_limit();
	}
	return 0;
}
