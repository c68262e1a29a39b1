/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stack's event graph, walked in one direction: which events there are, who
 * handles them and in which order. print_graph.c and print_dot.c draw it.
 */
#ifndef SECCOMMCTL_EVENT_GRAPH_H
#define SECCOMMCTL_EVENT_GRAPH_H

#include <stdbool.h>

#include "checker/checker.h"

enum direction { DOWN, UP };

/**
 * struct event_graph - a stack's events and handlers in one direction
 * @stack: the composition
 * @checked: its layers: accepted
 * @way: the direction
 */
struct event_graph {
	const struct seccomm_composition *stack;
	const struct seccomm_checked *checked;
	enum direction way;
};

/* The event that starts the direction. */
const char *graph_entry(const struct event_graph *g);
/* The instance that handles a layer. */
unsigned int graph_instance(const struct event_graph *g, int layer);
/* Is it the type's down handler that runs? */
bool graph_runs_down(const struct event_graph *g, int layer);
/* The order at which its handler is bound. */
int graph_order(const struct event_graph *g, int layer);
/* The next handler of an event behind a layer, in the order in which they run;
 * the first where @behind is negative, negative behind the last.
 */
int graph_next(const struct event_graph *g, int parent, const char *event,
	       int behind);
/* The events that a layer raises, in the order in which it does. */
unsigned int graph_n_raised(const struct event_graph *g, int layer);
const char *graph_raised(const struct event_graph *g, int layer,
			 unsigned int i);

#endif /* SECCOMMCTL_EVENT_GRAPH_H */
