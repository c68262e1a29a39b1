// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a stack in the two forms of the notation.
 * What is written reads back as the same stack.
 */
#include "checker/pk.h"
#include "print_stack.h"

const char *derive_word(unsigned int derive)
{
	static const char *const words[] = {
		[SECCOMM_DERIVE_HKDF] = "hkdf",
		[SECCOMM_DERIVE_RAW] = "raw",
		[SECCOMM_DERIVE_PK] = "pk",
	};

	return words[derive];
}

const char *source_words(const struct seccomm_slot *slot,
			 char methods[SECCOMM_METHODS_LEN])
{
	if (slot->source == SECCOMM_SOURCE_PK)
		return seccomm_pk_name(slot->pk);
	if (slot->n_methods) {
		seccomm_methods_text(slot, methods);
		return methods;
	}
	return slot->source == SECCOMM_SOURCE_SESSION ? "session" : "psk";
}

static void print_keys(FILE *f, const struct seccomm_composition *stack)
{
	char methods[SECCOMM_METHODS_LEN];
	unsigned int i;

	if (stack->sessionless)
		fputs("key session none\n", f);
	for (i = 0; i < stack->n_slots; i++) {
		const struct seccomm_slot *slot = &stack->slots[i];

		fprintf(f, "key %u", slot->index);
		if (slot->derive != SECCOMM_DERIVE_HKDF)
			fprintf(f, " %s", derive_word(slot->derive));
		if (slot->source != SECCOMM_SOURCE_PSK)
			fprintf(f, " %s", source_words(slot, methods));
		fputc('\n', f);
	}
}

/* Slot and options, the first behind @before, the others behind @comma. */
static void print_rest(FILE *f, const struct seccomm_instance *inst,
		       const char *before, const char *comma)
{
	unsigned int i;

	if (inst->n_slots) {
		fprintf(f, "%s%u", before, inst->slot);
		before = comma;
	}
	for (i = 0; i < inst->n_options; i++) {
		const struct seccomm_option *o = &inst->options[i];

		fprintf(f, "%s%s=", before, o->name);
		if (o->text[0])
			fputs(o->text, f);
		else
			fprintf(f, "%u", o->value);
		before = comma;
	}
	fputc(')', f);
}

static void print_list(FILE *f, const char (*names)[SECCOMM_NAME_LEN],
		       unsigned int n)
{
	unsigned int i;

	fputs(",{", f);
	for (i = 0; i < n; i++)
		fprintf(f, "%s%s", i ? "," : "", names[i]);
	fputc('}', f);
}

void print_flat(FILE *f, const struct seccomm_composition *stack)
{
	unsigned int i;

	print_keys(f, stack);
	for (i = 0; i < stack->n_instances; i++) {
		const struct seccomm_instance *inst = &stack->instances[i];

		fprintf(f, "%s(%s,%d,%s,%d", inst->type, inst->d_event,
			inst->d_order, inst->u_event, inst->u_order);
		if (inst->n_down || inst->n_up) {
			print_list(f, inst->down, inst->n_down);
			print_list(f, inst->up, inst->n_up);
		}
		print_rest(f, inst, ",", ",");
		fputc('\n', f);
	}
}

static unsigned int n_children(const struct seccomm_checked *checked,
			       int parent)
{
	unsigned int i, n = 0;

	for (i = 0; i < checked->n_layers; i++)
		n += checked->layers[i].parent == parent;
	return n;
}

bool print_nested(FILE *f, const struct seccomm_composition *stack,
		  const struct seccomm_checked *checked)
{
	const struct seccomm_layer_info *layers = checked->layers;
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		if (n_children(checked, i) > SECCOMM_MAX_RAISED)
			return false;

	print_keys(f, stack);
	for (i = 0; i < checked->n_layers; i++) {
		const struct seccomm_layer_info *layer = &layers[i];
		bool last = i + 1U == checked->n_layers;
		int next_parent = last ? -1 : layers[i + 1].parent;
		const char *before = "";
		int open = i;

		fprintf(f, "%s%s%s(",
			layer->path[layer->path_len - 1] ? ", " : "",
			layer->swapped ? "~" : "", layer->type->name);
		/* Close all that does not hold the next layer. */
		while (open != next_parent) {
			unsigned int instance = layers[open].down_instance;

			print_rest(f, &stack->instances[instance], before,
				   ", ");
			before = ", ";
			open = layers[open].parent;
		}
	}
	fputc('\n', f);
	return true;
}
