// SPDX-License-Identifier: GPL-2.0
/*
 * Draws a stack's event graph: each event with its handlers in order, those of
 * the events that a meta raises below it; first the way down, then the way up.
 */
#include <string.h>

#include "checker/valid.h"
#include "event_graph.h"
#include "print_stack.h"

/* Room for the deepest nesting with the longest orders. */
#define PREFIX_LEN 256
#define LINE_LEN 96
/* Room for what stands right of a line. */
#define FACTS_LEN (PREFIX_LEN + SECCOMM_METHODS_LEN)

/**
 * struct graph - a drawing in the making
 * @f: where to, or NULL while only measuring
 * @events: what is drawn
 * @width: columns of the widest tree line so far
 * @prefix: the branches left of the line
 */
struct graph {
	FILE *f;
	struct event_graph events;
	int width;
	char prefix[PREFIX_LEN];
};

/* Columns of a UTF-8 text whose characters are all one column wide. */
static int columns(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

/* One line: the tree on the left, what is known of the layer on the right. */
static void draw_line(struct graph *g, const char *tree, const char *facts)
{
	int used = columns(g->prefix) + columns(tree);

	if (used > g->width)
		g->width = used;
	if (!g->f)
		return;
	fprintf(g->f, "%s%s", g->prefix, tree);
	if (*facts)
		fprintf(g->f, "%*s  %s", g->width - used, "", facts);
	fputc('\n', g->f);
}

/* Lengthens the prefix and gives its length before, for cutting it back. */
static size_t indent(struct graph *g, const char *branch, int blanks)
{
	size_t len = strlen(g->prefix);

	snprintf(g->prefix + len, sizeof(g->prefix) - len, "%s%*s", branch,
		 blanks, "");
	return len;
}

static void describe(const struct event_graph *g, int index, char *facts,
		     size_t size)
{
	const struct seccomm_layer_info *layer = &g->checked->layers[index];
	bool down = graph_runs_down(g, index);
	char path[3 * SECCOMM_MAX_DEPTH + 1] = "";
	char methods[SECCOMM_METHODS_LEN];
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < layer->path_len; i++)
		used += snprintf(path + used, sizeof(path) - used, "%s%02x",
				 i ? " " : "", layer->path[i]);
	used = snprintf(facts, size, "%-8s  %8u  %s", path,
			graph_instance(g, index) + 1, down ? "down" : "up");
	if (layer->slot != SECCOMM_NO_SLOT)
		used += snprintf(facts + used, size - used, "%*skey %u %s %s",
				 down ? 5 : 7, "", layer->slot,
				 derive_word(layer->declared->derive),
				 source_words(layer->declared, methods));
	for (i = 0; i < layer->type->n_options && used < size; i++) {
		const struct seccomm_option_desc *o = &layer->type->options[i];
		const char *name = o->name;

		if (!seccomm_option_in_force(o, layer->values[i]))
			continue;
		if (layer->texts[i])
			used += snprintf(facts + used, size - used, "  %s=%s",
					 name, layer->texts[i]);
		else
			used += snprintf(facts + used, size - used, "  %s=%u",
					 name, layer->values[i]);
	}
}

static void draw_handlers(struct graph *g, int parent, const char *event);

static void draw_raised(struct graph *g, int index)
{
	unsigned int n = graph_n_raised(&g->events, index), i;

	for (i = 0; i < n; i++) {
		const char *event = graph_raised(&g->events, index, i);
		bool last = i + 1 == n;
		char line[LINE_LEN];
		size_t len;

		snprintf(line, sizeof(line), "%s● %s", last ? "└─" : "├─",
			 event);
		draw_line(g, line, "");
		len = indent(g, last ? " " : "│", 1);
		draw_handlers(g, index, event);
		g->prefix[len] = '\0';
	}
}

/* Depth is that of the layers, at most SECCOMM_MAX_DEPTH. */
static void draw_handlers(struct graph *g, int parent, const char *event)
{
	const struct seccomm_layer_info *layers = g->events.checked->layers;
	int i = graph_next(&g->events, parent, event, -1);

	while (i >= 0) {
		int next = graph_next(&g->events, parent, event, i);
		char line[LINE_LEN], order[16], facts[FACTS_LEN];
		size_t len = snprintf(order, sizeof(order), "%d",
				      graph_order(&g->events, i));

		snprintf(line, sizeof(line), "%s %s ─ %s%s",
			 next < 0 ? "└─" : "├─", order,
			 layers[i].swapped ? "~" : "", layers[i].type->name);
		describe(&g->events, i, facts, sizeof(facts));
		draw_line(g, line, facts);
		len = indent(g, next < 0 ? " " : "│", len + 5);
		draw_raised(g, i);
		g->prefix[len] = '\0';
		i = next;
	}
}

static void draw_way(struct graph *g, enum direction way, const char *from,
		     const char *to)
{
	char line[LINE_LEN];
	const char *event;

	g->events.way = way;
	event = graph_entry(&g->events);
	draw_line(g, from, "position  instance  handler  key");
	snprintf(line, sizeof(line), "▼ %s", event);
	draw_line(g, line, "");
	draw_handlers(g, -1, event);
	draw_line(g, "▼", "");
	draw_line(g, to, "");
}

void print_graph(FILE *f, const struct seccomm_composition *stack,
		 const struct seccomm_checked *checked)
{
	struct graph g = { .events = { .stack = stack, .checked = checked } };
	int pass;

	/* Measure, then draw. */
	for (pass = 0; pass < 2; pass++) {
		g.f = pass ? f : NULL;
		draw_way(&g, DOWN, "application", "network");
		if (g.f)
			fputc('\n', f);
		draw_way(&g, UP, "network", "application");
	}
}
