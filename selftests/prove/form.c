// SPDX-License-Identifier: GPL-2.0
/*
 * The canonical form's buffer. From every state of the writer, and for a piece of any
 * length: nothing is written outside, the text stays terminated, and the length that
 * would have been needed is counted, so that by induction over the pieces a form that
 * did not fit is an error and no other is. And the tree's walk: of each layer that is
 * opened, which is each once, one is closed, and no layer is looked at that is not there.
 * What is in the text is for the vectors to say.
 *
 * Bounded: pieces and texts of up to 16 times the buffer; the walk over LAYERS layers.
 */
/* cbmc: --unwind 6 --unwindset canonical_slots.1:33 --unsigned-overflow-check */
#include "prove.h"
#include "seccomm_mod/checker/canonical.c"

#define LAYERS 3
#define SESSION 6 /* bytes of |s:psk */

static char *text;
static size_t size;
static int len;
static unsigned int opened, closed;

/* The contract of lib/vsprintf.c: at most @n bytes, the last of them the NUL; how
 * many it would have been is what it returns.
 */
int vsnprintf(char *to, size_t n, const char *fmt, va_list args)
{
	if (fmt[0] == ')')
		closed++;
	else
		opened++;
	if (!text)
		return fmt[0] == '|' ? SESSION : len;
	PROVE(n && n <= size && to >= text && to <= text + size - n);
	to[min((size_t)len, n - 1)] = '\0';
	return len;
}

static int errors;

void seccomm_report(struct seccomm_work *w, enum seccomm_severity severity,
		    int instance, const char *rule, const char *fmt, ...)
{
	PROVE(severity == SECCOMM_SEVERITY_ERROR);
	errors++;
}

static void prove_put(void)
{
	static char buffer[SECCOMM_CANONICAL_LEN];
	const size_t used = ANY(size_t);
	struct writer out = { .text = buffer, .size = sizeof(buffer) };
	const size_t end = sizeof(buffer) - 1;

	text = buffer;
	size = sizeof(buffer);
	len = ANY(int);
	out.used = used;
	/* There are at most 32 layers, each with names of 31 letters. */
	ASSUME(len >= 0 && len <= 16 * SECCOMM_CANONICAL_LEN);
	ASSUME(used <= 16 * SECCOMM_CANONICAL_LEN);
	/* As the piece before has left it. */
	buffer[min(used, end)] = '\0';

	canonical_put(&out, "");

	PROVE(out.used == used + len);
	PROVE(!buffer[min(out.used, end)]);
	if (out.used > end)
		REACHED("too long");
	else
		REACHED("fits");
}

/* One layer, whose two pieces have any length, and no slot. */
static void prove_limit(void)
{
	static const struct seccomm_type_desc type;
	static const struct seccomm_composition in;
	static struct seccomm_checked out;
	struct seccomm_work w = { .in = &in, .out = &out };

	out.n_layers = 1;
	out.layers[0].type = &type;
	out.layers[0].path_len = 1;
	out.layers[0].parent = -1;
	out.layers[0].slot = SECCOMM_NO_SLOT;
	len = ANY(int);
	ASSUME(len >= 0 && len <= SECCOMM_CANONICAL_LEN);

	seccomm_write_canonical(&w);

	PROVE(errors == (2 * len + SESSION > SECCOMM_CANONICAL_LEN - 1));
	if (errors)
		REACHED("an error");
	else
		REACHED("no error");
}

/* @keep: how many of the layers around the one before contain this one, too, and
 * that itself perhaps; as seccomm_check_positions() places layers, depth first.
 */
static void walk(const unsigned int keep[LAYERS])
{
	static const struct seccomm_type_desc type;
	static struct seccomm_checked checked;
	char none[1];
	struct writer out = { .text = none, .size = sizeof(none) };
	int open[LAYERS];
	unsigned int i, depth = 0;

	checked.n_layers = LAYERS;
	for (i = 0; i < LAYERS; i++) {
		struct seccomm_layer_info *layer = &checked.layers[i];

		if (keep[i] > depth)
			return;
		depth = keep[i];
		layer->parent = depth ? open[depth - 1] : -1;
		open[depth++] = i;
		layer->type = &type;
		layer->path_len = depth;
		layer->slot = SECCOMM_NO_SLOT;
	}
	opened = 0;
	closed = 0;
	canonical_layers(&out, &checked);
	PROVE(opened == LAYERS && closed == LAYERS);
	if (depth == LAYERS)
		REACHED("each in the other");
	if (depth == 1)
		REACHED("back at the top");
}

/* One tree after the other, so that each is walked with numbers that are known. */
static void prove_walk(void)
{
	unsigned int keep[LAYERS] = { 0 };

	for (keep[1] = 0; keep[1] <= 1; keep[1]++)
		for (keep[2] = 0; keep[2] <= 2; keep[2]++)
			walk(keep);
}

int main(void)
{
	switch (ANY(u8)) {
	case 0:
		prove_put();
		break;
	case 1:
		prove_limit();
		break;
	default:
		prove_walk();
	}
	return 0;
}
