// SPDX-License-Identifier: GPL-2.0
/*
 * A stack's event graph, walked in one direction: which events there are, who
 * handles them and in which order. print_graph.c and print_dot.c draw it.
 */
#include <string.h>

#include "event_graph.h"

static const struct seccomm_instance *handling(const struct event_graph *g,
					       int layer)
{
	return &g->stack->instances[graph_instance(g, layer)];
}

static const char *bound_event(const struct event_graph *g, int layer)
{
	const struct seccomm_instance *inst = handling(g, layer);

	return graph_runs_down(g, layer) ? inst->d_event : inst->u_event;
}

const char *graph_entry(const struct event_graph *g)
{
	return g->way == DOWN ? "msgFromAbove" : "dataMsgFromBelow";
}

unsigned int graph_instance(const struct event_graph *g, int layer)
{
	const struct seccomm_layer_info *info = &g->checked->layers[layer];

	return g->way == DOWN ? info->down_instance : info->up_instance;
}

bool graph_runs_down(const struct event_graph *g, int layer)
{
	return (g->way == DOWN) != g->checked->layers[layer].swapped;
}

int graph_order(const struct event_graph *g, int layer)
{
	const struct seccomm_instance *inst = handling(g, layer);

	return graph_runs_down(g, layer) ? inst->d_order : inst->u_order;
}

int graph_next(const struct event_graph *g, int parent, const char *event,
	       int behind)
{
	int step = g->way == DOWN ? 1 : -1, i = behind;

	if (i < 0)
		i = g->way == DOWN ? -1 : g->checked->n_layers;
	for (i += step; i >= 0 && i < g->checked->n_layers; i += step)
		if (g->checked->layers[i].parent == parent &&
		    !strcmp(bound_event(g, i), event))
			return i;
	return -1;
}

unsigned int graph_n_raised(const struct event_graph *g, int layer)
{
	const struct seccomm_instance *inst = handling(g, layer);

	return g->way == DOWN ? inst->n_down : inst->n_up;
}

/* Upward the last one is raised first. */
const char *graph_raised(const struct event_graph *g, int layer, unsigned int i)
{
	const struct seccomm_instance *inst = handling(g, layer);

	return g->way == DOWN ? inst->down[i] : inst->up[inst->n_up - 1 - i];
}
