// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Writes a stack's canonical form (Documentation/wire-format.md), whose digest both
 * ends compare. A layer's head is written on the way in, its slot and options on the
 * way out.
 */
#include "checker/canonical.h"
#include "checker/method.h"
#include "checker/pk.h"
#include "checker/valid.h"
#include "checker/work.h"

/* The remedies of the findings. */
static const char canonical_length[] =
	"Use fewer layers: the canonical form has %u bytes, and %u is the most.";

/**
 * struct writer - the text as far as it is written
 * @text: buffer of the text, always terminated
 * @size: room at @text
 * @used: bytes needed so far; more than @size if the text does not fit
 */
struct writer {
	char *text;
	size_t size;
	size_t used;
};

__printf(2, 3) static void canonical_put(struct writer *out, const char *fmt,
					 ...)
{
	size_t at = out->used < out->size ? out->used : out->size - 1;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(out->text + at, out->size - at, fmt, args);
	va_end(args);
	out->used += len;
}

static void canonical_open(struct writer *out,
			   const struct seccomm_layer_info *layer)
{
	bool first = !layer->path[layer->path_len - 1];

	canonical_put(out, "%s%s%s(", first ? "" : ",",
		      layer->swapped ? "~" : "", layer->type->name);
}

static void canonical_close(struct writer *out,
			    const struct seccomm_layer_info *layer, bool leaf)
{
	const char *comma = leaf ? "" : ",";
	unsigned int k;

	if (layer->slot != SECCOMM_NO_SLOT) {
		canonical_put(out, "%s%u", comma, layer->slot);
		comma = ",";
	}
	for (k = 0; k < layer->type->n_options; k++) {
		const struct seccomm_option_desc *option =
			&layer->type->options[k];

		if (option->local ||
		    !seccomm_option_in_force(option, layer->values[k]))
			continue;
		canonical_put(out, "%s%s=", comma, option->name);
		if (layer->texts[k])
			canonical_put(out, "%s", layer->texts[k]);
		else
			canonical_put(out, "%u", layer->values[k]);
		comma = ",";
	}
	canonical_put(out, ")");
}

static void canonical_layers(struct writer *out,
			     const struct seccomm_checked *checked)
{
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++) {
		const struct seccomm_layer_info *layers = checked->layers;
		int next_parent =
			i + 1U < checked->n_layers ? layers[i + 1].parent : -1;
		int open = i;

		canonical_open(out, &layers[i]);
		/* Close each layer that does not contain the next one. */
		while (open != next_parent) {
			canonical_close(out, &layers[open], open == (int)i);
			open = layers[open].parent;
		}
	}
}

static void canonical_slot(struct writer *out, const struct seccomm_slot *slot)
{
	static const char *const derives[] = { "hkdf", "raw", "pk" };
	static const char *const sources[] = { "psk", "session" };
	char methods[SECCOMM_METHODS_LEN];

	canonical_put(out, "|%u:%s:", slot->index, derives[slot->derive]);
	if (slot->source == SECCOMM_SOURCE_PK) {
		canonical_put(out, "pk(%s)", seccomm_pk_name(slot->pk));
	} else if (slot->n_methods) {
		seccomm_methods_text(slot, methods);
		canonical_put(out, "%s", methods);
	} else {
		canonical_put(out, "%s", sources[slot->source]);
	}
}

static void canonical_slots(struct writer *out, const struct seccomm_work *w)
{
	unsigned int i, index;

	canonical_put(out, "|s:%s", w->in->sessionless ? "none" : "psk");
	for (index = 0; index < SECCOMM_MAX_SLOTS; index++) {
		if (!(w->out->slots_used >> index & 1))
			continue;
		for (i = 0; i < w->in->n_slots; i++)
			if (w->in->slots[i].index == index)
				canonical_slot(out, &w->in->slots[i]);
	}
}

/**
 * seccomm_write_canonical() - write the canonical form
 * @w: the run, its layers placed
 */
void seccomm_write_canonical(struct seccomm_work *w)
{
	struct writer out = { .text = w->out->canonical,
			      .size = sizeof(w->out->canonical) };

	canonical_layers(&out, w->out);
	canonical_slots(&out, w);
	if (out.used >= out.size)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
			       "canonical-length", canonical_length,
			       (unsigned int)out.used,
			       (unsigned int)out.size - 1);
}
