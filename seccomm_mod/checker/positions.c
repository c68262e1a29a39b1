// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's positions: the tree of layers, and the rule order-inverse.
 * Downward rank r pairs with upward rank n + 1 - r; the two must be each other's inverse.
 */
#include "checker/positions.h"
#include "checker/work.h"

/* The remedies of the findings. */
static const char not_undone[] =
	"Reverse the upward orders: instance %u does not undo instance %u at rank %u of %u.";
static const char top_unequal[] =
	"Bind as many handlers at the top upward as downward, not %u and %u.";
static const char member_unequal[] =
	"Bind as many handlers in instance %u (%s) upward as downward, not %u and %u.";

/* Does instance @a run before its sibling @b? The orders on one event all differ. */
static bool position_before(const struct seccomm_work *w, unsigned int a,
			    unsigned int b, enum seccomm_dir dir)
{
	const struct seccomm_instance *x = &w->in->instances[a],
				      *y = &w->in->instances[b];
	unsigned int x_index = w->at[a][dir].index,
		     y_index = w->at[b][dir].index;
	bool x_down = (dir == SECCOMM_DIR_DOWN) != seccomm_is_swapped(w, a);
	bool y_down = (dir == SECCOMM_DIR_DOWN) != seccomm_is_swapped(w, b);

	if (x_index != y_index)
		return dir == SECCOMM_DIR_DOWN ? x_index < y_index :
						 x_index > y_index;
	return (x_down ? x->d_order : x->u_order) <
	       (y_down ? y->d_order : y->u_order);
}

static void position_rank(struct seccomm_work *w, enum seccomm_dir dir)
{
	unsigned int i, k;

	for (i = 0; i < w->in->n_instances; i++)
		for (k = 0; k < w->in->n_instances; k++)
			if (w->at[k][dir].raiser == w->at[i][dir].raiser &&
			    position_before(w, k, i, dir))
				w->at[i][dir].rank++;
}

static unsigned int position_count(const struct seccomm_work *w, int raiser,
				   enum seccomm_dir dir)
{
	unsigned int i, n = 0;

	for (i = 0; i < w->in->n_instances; i++)
		n += w->at[i][dir].raiser == raiser;
	return n;
}

/* The child of @raiser at @rank, which exists. */
static unsigned int position_child(const struct seccomm_work *w, int raiser,
				   enum seccomm_dir dir, unsigned int rank)
{
	unsigned int i;

	for (i = 0; i < w->in->n_instances - 1U; i++)
		if (w->at[i][dir].raiser == raiser &&
		    w->at[i][dir].rank == rank)
			break;
	return i;
}

static bool position_same_option(const struct seccomm_work *w, unsigned int a,
				 unsigned int b, unsigned int option)
{
	const char *text = seccomm_option_text(w, a, option);

	if (text)
		return !strcmp(text, seccomm_option_text(w, b, option));
	return seccomm_option_value(w, a, option) ==
	       seccomm_option_value(w, b, option);
}

static bool position_undoes(const struct seccomm_work *w, unsigned int up,
			    unsigned int down)
{
	unsigned int k;

	if (w->type[up] != w->type[down] ||
	    seccomm_is_swapped(w, up) != seccomm_is_swapped(w, down))
		return false;
	if (seccomm_slots_taken(w, down) &&
	    w->in->instances[up].slot != w->in->instances[down].slot)
		return false;
	for (k = 0; k < w->type[up]->n_options; k++)
		if (!position_same_option(w, up, down, k))
			return false;
	return true;
}

static void position_fill_slot(const struct seccomm_work *w,
			       struct seccomm_layer_info *layer)
{
	unsigned int i;

	layer->slot = SECCOMM_NO_SLOT;
	if (!seccomm_slots_taken(w, layer->down_instance))
		return;
	layer->slot = w->in->instances[layer->down_instance].slot;
	for (i = 0; i < w->in->n_slots; i++)
		if (w->in->slots[i].index == layer->slot)
			layer->declared = &w->in->slots[i];
}

static void position_add(struct seccomm_work *w, int parent, unsigned int rank,
			 unsigned int down, unsigned int up)
{
	struct seccomm_layer_info *layer = &w->out->layers[w->out->n_layers++];
	unsigned int k;

	layer->type = w->type[down];
	layer->parent = parent;
	if (parent >= 0) {
		const struct seccomm_layer_info *above =
			&w->out->layers[parent];

		memcpy(layer->path, above->path, above->path_len);
		layer->path_len = above->path_len;
	}
	layer->path[layer->path_len++] = rank;
	layer->member = w->at[down][SECCOMM_DIR_DOWN].index;
	layer->n_members = w->in->instances[down].n_down;
	layer->swapped = seccomm_is_swapped(w, down);
	layer->down_instance = down;
	layer->up_instance = up;
	position_fill_slot(w, layer);
	for (k = 0; k < layer->type->n_options; k++) {
		layer->values[k] = seccomm_option_value(w, down, k);
		layer->texts[k] = seccomm_option_text(w, down, k);
	}
}

/* The instance that raises the events below @layer, -1 standing for the top. */
static int position_raiser(const struct seccomm_work *w, int layer,
			   enum seccomm_dir dir)
{
	if (layer < 0)
		return SECCOMM_TOP;
	return dir == SECCOMM_DIR_DOWN ? w->out->layers[layer].down_instance :
					 w->out->layers[layer].up_instance;
}

/* Add the layer at @rank below @parent, which has @n children, if the upward instance
 * undoes the downward one.
 */
static bool position_add_child(struct seccomm_work *w, int parent,
			       unsigned int rank, unsigned int n)
{
	unsigned int down =
		position_child(w, position_raiser(w, parent, SECCOMM_DIR_DOWN),
			       SECCOMM_DIR_DOWN, rank);
	unsigned int up =
		position_child(w, position_raiser(w, parent, SECCOMM_DIR_UP),
			       SECCOMM_DIR_UP, n - 1 - rank);

	if (position_undoes(w, up, down)) {
		position_add(w, parent, rank, down, up);
		return true;
	}
	seccomm_report(w, SECCOMM_SEVERITY_ERROR, down, "order-inverse",
		       not_undone, up + 1, down + 1, rank + 1, n);
	return false;
}

/* How many children @layer has, or -1 if not as many upward as downward. */
static int position_paired(struct seccomm_work *w, int layer)
{
	unsigned int down, up;

	down = position_count(w, position_raiser(w, layer, SECCOMM_DIR_DOWN),
			      SECCOMM_DIR_DOWN);
	up = position_count(w, position_raiser(w, layer, SECCOMM_DIR_UP),
			    SECCOMM_DIR_UP);
	if (down == up)
		return down;
	if (layer < 0)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "order-inverse",
			       top_unequal, up, down);
	else
		seccomm_report(w, SECCOMM_SEVERITY_ERROR,
			       w->out->layers[layer].down_instance,
			       "order-inverse", member_unequal,
			       w->out->layers[layer].down_instance + 1,
			       w->out->layers[layer].type->name, up, down);
	return -1;
}

/**
 * seccomm_check_positions() - place the layers and see that up undoes down
 * @w: the run, its events found good
 *
 * Walks the tree depth first without a stack: a layer's path tells its rank,
 * its parent the way back. Each instance is one layer downward, so the walk
 * ends after as many steps as there are instances.
 */
void seccomm_check_positions(struct seccomm_work *w)
{
	int parent = -1, rank = 0, n;

	position_rank(w, SECCOMM_DIR_DOWN);
	position_rank(w, SECCOMM_DIR_UP);
	n = position_paired(w, parent);
	while (rank < n || parent >= 0) {
		if (rank < n) {
			if (!position_add_child(w, parent, rank, n))
				return;
			parent = w->out->n_layers - 1;
			rank = 0;
		} else {
			const struct seccomm_layer_info *done =
				&w->out->layers[parent];

			rank = done->path[done->path_len - 1] + 1;
			parent = done->parent;
		}
		n = position_paired(w, parent);
		if (n < 0)
			return;
	}
}
