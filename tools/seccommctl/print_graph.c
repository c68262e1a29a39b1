// SPDX-License-Identifier: GPL-2.0
/*
 * Draws a stack's event graph: each event with its handlers in order, those of
 * the events that a meta raises below it; first the way down, then the way up.
 */
#include <string.h>

#include "print_stack.h"

/* Room for the deepest nesting with the longest orders. */
#define PREFIX_LEN 256
#define LINE_LEN 96

enum direction { DOWN, UP };

/**
 * struct graph - a drawing in the making
 * @f: where to, or NULL while only measuring
 * @stack: the composition
 * @checked: its layers
 * @way: the direction that is drawn
 * @width: columns of the widest tree line so far
 * @prefix: the branches left of the line
 */
struct graph {
	FILE *f;
	const struct seccomm_composition *stack;
	const struct seccomm_checked *checked;
	enum direction way;
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

static unsigned int instance(const struct graph *g,
			     const struct seccomm_layer_info *layer)
{
	return g->way == DOWN ? layer->down_instance : layer->up_instance;
}

static const struct seccomm_instance *
handling(const struct graph *g, const struct seccomm_layer_info *layer)
{
	return &g->stack->instances[instance(g, layer)];
}

/* Is it the type's down handler that runs in this direction? */
static bool runs_down_handler(const struct graph *g,
			      const struct seccomm_layer_info *layer)
{
	return (g->way == DOWN) != layer->swapped;
}

static const char *bound_event(const struct graph *g,
			       const struct seccomm_layer_info *layer)
{
	const struct seccomm_instance *inst = handling(g, layer);

	return runs_down_handler(g, layer) ? inst->d_event : inst->u_event;
}

static int bound_order(const struct graph *g,
		       const struct seccomm_layer_info *layer)
{
	const struct seccomm_instance *inst = handling(g, layer);

	return runs_down_handler(g, layer) ? inst->d_order : inst->u_order;
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

static void describe(const struct graph *g,
		     const struct seccomm_layer_info *layer, char *facts,
		     size_t size)
{
	bool down = runs_down_handler(g, layer);
	bool raw = layer->derive == SECCOMM_RAW;
	bool session = layer->provider == SECCOMM_SESSION;
	char path[3 * SECCOMM_MAX_DEPTH + 1] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < layer->path_len; i++)
		used += snprintf(path + used, sizeof(path) - used, "%s%02x",
				 i ? " " : "", layer->path[i]);
	used = snprintf(facts, size, "%-8s  %8u  %s", path,
			instance(g, layer) + 1, down ? "down" : "up");
	if (layer->slot != SECCOMM_NO_SLOT)
		used += snprintf(facts + used, size - used, "%*skey %u %s %s",
				 down ? 5 : 7, "", layer->slot,
				 raw ? "raw" : "hkdf",
				 session ? "session" : "psk");
	for (i = 0; i < layer->type->n_options && used < size; i++)
		used += snprintf(facts + used, size - used, "  %s=%u",
				 layer->type->options[i].name,
				 layer->values[i]);
}

/* The next handler of an event behind a layer, in the order in which they run. */
static int next_handler(const struct graph *g, int parent, const char *event,
			int behind)
{
	int step = g->way == DOWN ? 1 : -1, i = behind;

	if (i < 0)
		i = g->way == DOWN ? -1 : g->checked->n_layers;
	for (i += step; i >= 0 && i < g->checked->n_layers; i += step)
		if (g->checked->layers[i].parent == parent &&
		    !strcmp(bound_event(g, &g->checked->layers[i]), event))
			return i;
	return -1;
}

static void draw_handlers(struct graph *g, int parent, const char *event);

/* The events that a meta raises, upward the last one first. */
static void draw_raised(struct graph *g, int index)
{
	const struct seccomm_instance *inst =
		handling(g, &g->checked->layers[index]);
	unsigned int n = g->way == DOWN ? inst->n_down : inst->n_up, i;

	for (i = 0; i < n; i++) {
		const char *event = g->way == DOWN ? inst->down[i] :
						     inst->up[n - 1 - i];
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
	int i = next_handler(g, parent, event, -1);

	while (i >= 0) {
		const struct seccomm_layer_info *layer = &g->checked->layers[i];
		int next = next_handler(g, parent, event, i);
		char line[LINE_LEN], order[16], facts[PREFIX_LEN];
		size_t len = snprintf(order, sizeof(order), "%d",
				      bound_order(g, layer));

		snprintf(line, sizeof(line), "%s %s ─ %s%s",
			 next < 0 ? "└─" : "├─", order,
			 layer->swapped ? "~" : "", layer->type->name);
		describe(g, layer, facts, sizeof(facts));
		draw_line(g, line, facts);
		len = indent(g, next < 0 ? " " : "│", len + 5);
		draw_raised(g, i);
		g->prefix[len] = '\0';
		i = next;
	}
}

static void draw_way(struct graph *g, enum direction way, const char *from,
		     const char *event, const char *to)
{
	char line[LINE_LEN];

	g->way = way;
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
	struct graph g = { .stack = stack, .checked = checked };
	int pass;

	/* Measure, then draw. */
	for (pass = 0; pass < 2; pass++) {
		g.f = pass ? f : NULL;
		draw_way(&g, DOWN, "application", "msgFromAbove", "network");
		if (g.f)
			fputc('\n', f);
		draw_way(&g, UP, "network", "dataMsgFromBelow", "application");
	}
}
