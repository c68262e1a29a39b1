// SPDX-License-Identifier: GPL-2.0
/*
 * The checker's growth of a stack, and its limit. Put together of two growths, what it
 * says bounds what really becomes of a body, in sequence and in any order, or it has
 * saturated; a factor that is cut to 32 bits becomes no less; a stack passes if a body
 * of one byte fits, and its limit is the longest that does.
 *
 * Bounded: three factors, four for the limit, and bodies of 8 bits behind addends of 16,
 * for CBMC divides slowly; all else has all of its bits.
 */
/* cbmc: --unwind 34 --unwindset growth_divisor.0:9 */
#include "prove.h"
#include "seccomm_mod/checker/growth.c"
#include "seccomm_mod/checker/properties.c"

static int errors;

void seccomm_report(struct seccomm_work *w, enum seccomm_severity severity,
		    int instance, const char *rule, const char *fmt, ...)
{
	errors++;
}

/* Whole factors, and fractions that have divisors in common with others or have none. */
static const struct seccomm_growth factors[] = {
	{ .mul = 2, .div = 1 },
	{ .mul = 3, .div = 2 },
	{ .mul = 4, .div = 3 },
	{ .mul = 256, .div = 190 },
};

/* First @a, then @b; and in any order. */
/* A type has no options here, or one, a number that is in force. */
bool seccomm_option_in_force(const struct seccomm_option_desc *option,
			     __u32 value)
{
	return true;
}

static void prove_sequence(struct seccomm_growth a, struct seccomm_growth b)
{
	struct seccomm_growth sum, ba, any;
	const u32 len = ANY(u8);

	a.add = ANY(u16);
	b.add = ANY(u16);
	sum = a;
	ba = b;
	any = a;
	growth_then(&sum, &b);
	growth_then(&ba, &a);
	growth_with(&any, &b);
	PROVE(seccomm_grown(&sum, len) >=
	      seccomm_grown(&a, len) * b.mul / b.div + b.add);
	PROVE(any.mul == sum.mul && any.div == sum.div);
	PROVE(any.add >= sum.add && any.add >= ba.add);
	REACHED("two growths");
}

static void prove_saturates(void)
{
	struct seccomm_growth a = {
		.mul = 1,
		.div = 1,
		.add = ANY(u32),
	};
	const struct seccomm_growth b = {
		.mul = 2,
		.div = 1,
		.add = ANY(u32),
	};
	const u64 add = 2ULL * a.add + b.add;

	growth_then(&a, &b);
	PROVE(a.add == min(add, U32_MAX));
	if (add > U32_MAX)
		REACHED("too much");
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

static void prove_limit(struct seccomm_growth growth)
{
	static struct seccomm_checked out;
	struct seccomm_type_desc type = {};
	struct seccomm_work w = { .out = &out };

	growth.add = ANY(u32);
	type.growth = growth;
	type.n_options = 0;
	out.n_layers = 1;
	out.layers[0].parent = -1;
	out.layers[0].type = &type;
	errors = 0;
	properties_growth(&w);
	PROVE(out.growth.mul == growth.mul && out.growth.div == growth.div &&
	      out.growth.add == growth.add);
	PROVE(!errors == (seccomm_grown(&growth, 1) <= SECCOMM_MAX_WIRE));
	PROVE(!errors == !!out.limit);
	if (errors) {
		REACHED("refused");
		return;
	}
	REACHED("passes");
	PROVE(seccomm_grown(&growth, out.limit) <= SECCOMM_MAX_WIRE);
	PROVE(seccomm_grown(&growth, out.limit + 1) > SECCOMM_MAX_WIRE);
}

/* A layer that takes no more bytes than an option says, behind none or one that adds some. */
static void prove_room(void)
{
	static struct seccomm_checked out;
	const struct seccomm_option_desc option = {
		.grow_mul = 1,
		.grow_add = ANY(u8),
		.reserve = 2,
	};
	struct seccomm_type_desc before = {
		.growth.add = ANY(u8),
	};
	struct seccomm_type_desc type = { .options = &option, .n_options = 1 };
	const __u32 value = ANY(u16);
	struct seccomm_growth growth;

	out.n_layers = 2;
	out.layers[0].parent = -1;
	out.layers[0].type = &before;
	out.layers[1].parent = -1;
	out.layers[1].type = &type;
	out.layers[1].values[0] = value;
	growth = seccomm_layer_growth(&out.layers[1]);
	PROVE(growth.mul == 1 && growth.div == 1);
	PROVE(growth.add == value + option.grow_add);
	out.growth = seccomm_find_growth(&out);
	out.limit = seccomm_find_limit(&out);
	if (!out.limit)
		return;
	REACHED("passes");
	PROVE(out.limit + before.growth.add + 2 <= value);
	PROVE(seccomm_grown(&out.growth, out.limit) <= SECCOMM_MAX_WIRE);
	if (seccomm_grown(&out.growth, out.limit + 1) <= SECCOMM_MAX_WIRE) {
		REACHED("bounded by the layer");
		PROVE(out.limit + before.growth.add + 3 > value);
	}
}

int main(void)
{
	const unsigned int n = ARRAY_SIZE(factors);
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		/* The last one is for the limit alone. */
		for (k = 0; i < n - 1 && k < n - 1; k++)
			prove_sequence(factors[i], factors[k]);
		prove_limit(factors[i]);
	}
	prove_saturates();
	prove_room();
	prove_fit();
	return 0;
}
