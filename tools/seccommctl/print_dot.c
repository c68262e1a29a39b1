// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a stack's event graph for Graphviz: events are ellipses, handlers are
 * boxes. An edge to a handler bears its order, a dashed one is a raise.
 */
#include "checker/valid.h"
#include "event_graph.h"
#include "print_stack.h"

/* A node's name: the names of handlers and events cannot be the same. */
static void put_handler(FILE *f, const struct event_graph *g, int layer)
{
	fprintf(f, "\"%s #%u\"", graph_runs_down(g, layer) ? "down" : "up",
		graph_instance(g, layer) + 1);
}

static void put_label(FILE *f, const struct event_graph *g, int layer)
{
	const struct seccomm_layer_info *info = &g->checked->layers[layer];
	char methods[SECCOMM_METHODS_LEN];
	unsigned int i;

	fprintf(f, "%s%s\\nposition", info->swapped ? "~" : "",
		info->type->name);
	for (i = 0; i < info->path_len; i++)
		fprintf(f, " %02x", info->path[i]);
	if (info->slot != SECCOMM_NO_SLOT)
		fprintf(f, "\\nkey %u %s %s", info->slot,
			derive_word(info->declared->derive),
			source_words(info->declared, methods));
	for (i = 0; i < info->type->n_options; i++) {
		const struct seccomm_option_desc *o = &info->type->options[i];

		if (!seccomm_option_in_force(o, info->values[i]))
			continue;
		fprintf(f, "\\n%s=", o->name);
		if (info->texts[i])
			fputs(info->texts[i], f);
		else
			fprintf(f, "%u", info->values[i]);
	}
}

/* An event's handlers and all that they raise; depth is that of the layers. */
static void put_event(FILE *f, const struct event_graph *g, int parent,
		      const char *event)
{
	unsigned int k;
	int i;

	fprintf(f, "\t\t\"%s\" [shape=ellipse]\n", event);
	for (i = graph_next(g, parent, event, -1); i >= 0;
	     i = graph_next(g, parent, event, i)) {
		fputs("\t\t", f);
		put_handler(f, g, i);
		fputs(" [label=\"", f);
		put_label(f, g, i);
		fprintf(f, "\"]\n\t\t\"%s\" -> ", event);
		put_handler(f, g, i);
		fprintf(f, " [label=\"%d\"]\n", graph_order(g, i));
		for (k = 0; k < graph_n_raised(g, i); k++) {
			const char *raised = graph_raised(g, i, k);

			put_event(f, g, i, raised);
			fputs("\t\t", f);
			put_handler(f, g, i);
			fprintf(f, " -> \"%s\" [style=dashed, label=\"%u\"]\n",
				raised, k + 1);
		}
	}
}

void print_dot(FILE *f, const char *name,
	       const struct seccomm_composition *stack,
	       const struct seccomm_checked *checked)
{
	static const char *const ways[] = { [DOWN] = "down", [UP] = "up" };
	struct event_graph g = { .stack = stack, .checked = checked };

	fprintf(f, "digraph \"%s\" {\n\tnode [shape=box]\n", name);
	for (g.way = DOWN; g.way <= UP; g.way++) {
		fprintf(f, "\tsubgraph \"cluster_%s\" {\n\t\tlabel=\"%s\"\n",
			ways[g.way], ways[g.way]);
		put_event(f, &g, -1, graph_entry(&g));
		fputs("\t}\n", f);
	}
	fputs("}\n", f);
}
