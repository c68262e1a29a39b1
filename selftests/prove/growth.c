// SPDX-License-Identifier: GPL-2.0
/*
 * The checker's growth of a stack: from what the layers so far make of a body, one
 * layer more. By induction over the layers what it says is exact, or it has
 * saturated and the stack is refused; and a stack that it lets pass leaves room for a
 * body of one byte.
 *
 * Bounded: the new layer's factor is one of the 16 smallest or the 16 largest of 32
 * bits, for CBMC multiplies slowly; all else has all of its bits.
 */
/* cbmc: --unwind 3 */
#include "prove.h"
#include "seccomm_mod/checker/properties.c"

static int errors;

void seccomm_report(struct seccomm_work *w, enum seccomm_severity severity,
		    int instance, const char *rule, const char *fmt, ...)
{
	errors++;
}

int main(void)
{
	static struct seccomm_checked out;
	struct seccomm_work w = { .out = &out };
	struct seccomm_type_desc type = {
		.grow_mul = ANY(u32),
		.grow_add = ANY(u32),
	};
	const u32 mul = ANY(u32), add = ANY(u32);
	u64 factor, now_mul, now_add;

	ASSUME(type.grow_mul < 16 || type.grow_mul >= U32_MAX - 15);
	out.n_layers = 1;
	out.layers[0].type = &type;
	out.grow_mul = mul;
	out.grow_add = add;
	check_growth(&w);

	/* f(n) = (mul + 1) * n + add, then g(f(n)) with g the layer's: the factors'
	 * product less one, written so that it fits.
	 */
	factor = 1ULL + type.grow_mul;
	now_mul = mul * factor + type.grow_mul;
	now_add = add * factor + type.grow_add;
	PROVE(out.grow_mul == min(now_mul, U32_MAX));
	PROVE(out.grow_add == min(now_add, U32_MAX));
	PROVE(!errors ==
	      (now_mul < SECCOMM_MAX_WIRE && now_add < SECCOMM_MAX_WIRE &&
	       1 + now_mul + now_add <= SECCOMM_MAX_WIRE));
	if (errors)
		REACHED("refused");
	else
		REACHED("passes");
	return 0;
}
