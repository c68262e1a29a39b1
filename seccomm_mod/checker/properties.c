// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's rules on what a stack gives: growth, freshness, strength.
 */
#include "checker/growth.h"
#include "checker/metas.h"
#include "checker/properties.h"
#include "checker/tree.h"
#include "checker/work.h"

/* The remedies of the findings. */
static const char growth_limit[] =
	"Drop layers that grow the message: one byte becomes %llu, and %d is the most.";
static const char growth_room[] =
	"Let the layers take longer messages: one of them takes none of one byte.";
static const char behind_integrity[] =
	"Put a layer with integrity behind instance %u (%s), nearer to the network.";
static const char behind_privacy[] =
	"Put a layer with privacy behind instance %u (%s), nearer to the network.";
static const char no_integrity[] =
	"Add a layer with integrity: without, anyone can alter and forge messages unseen.";
static const char mac_then_encrypt[] =
	"Put integrity behind all privacy: now bytes are decrypted before they are verified.";
static const char signature_exposed[] =
	"Put a layer with integrity by a secret behind instance %u (%s): anyone has it verify.";
static const char weak_alone[] =
	"Add a modern type: %s rests on instance %u (%s) and its like, which can be broken today.";
static const char redundancy_shared[] =
	"Let instance %u (%s) share no %s%s%s with instance %u: one break undoes both.";

/**
 * seccomm_layer_provides() - what a layer really provides
 * @layer: the layer
 *
 * Return: a bitmap; 0 for a swapped layer, whose type's work is undone on the way down
 * and protects nothing.
 */
__u32 seccomm_layer_provides(const struct seccomm_layer_info *layer)
{
	return layer->swapped ? 0 : layer->type->provides;
}

static void properties_growth(struct seccomm_work *w)
{
	struct seccomm_checked *out = w->out;

	out->growth = seccomm_find_growth(out);
	out->limit = seccomm_find_limit(out);
	if (out->limit)
		return;
	if (seccomm_grown(&out->growth, 1) > SECCOMM_MAX_WIRE)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "growth-limit",
			       growth_limit,
			       (unsigned long long)seccomm_grown(&out->growth,
								 1),
			       SECCOMM_MAX_WIRE);
	else
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "growth-limit",
			       growth_room);
}

/* Has the stack @property? */
static bool properties_stand(const struct seccomm_work *w, __u32 property)
{
	const struct seccomm_tree tree = seccomm_tree_of(w->out, property);

	return seccomm_tree_whole(&tree,
				  seccomm_tree_giving(w->out, property)) &
	       SECCOMM_TREE_TOP;
}

/* Is there @property over all that layer number @i hands on? */
static bool properties_behind(const struct seccomm_work *w, unsigned int i,
			      __u32 property)
{
	const struct seccomm_tree tree = seccomm_tree_of(w->out, property);
	const __u32 giving = seccomm_tree_giving(w->out, property);

	return seccomm_tree_behind(&tree, seccomm_tree_whole(&tree, giving), i);
}

/* Does a type decrypt by key pairs, whose answers to made-up ciphertexts would tell of them? */
static bool properties_is_oracle(const struct seccomm_type_desc *type)
{
	return type->pk && (type->provides & SECCOMM_PRIVACY);
}

/* Upward the last layer runs first: what verifies must stand behind a layer that commits
 * replay state or looks at padding, and what hides behind one that has something to be hidden.
 */
static void properties_wanted(struct seccomm_work *w)
{
	unsigned int i = w->out->n_layers;

	while (i--) {
		const struct seccomm_type_desc *type = w->out->layers[i].type;
		const unsigned int at = w->out->layers[i].up_instance;
		const bool verified =
			properties_behind(w, i, SECCOMM_INTEGRITY);

		if ((type->provides & SECCOMM_FRESHNESS) && !verified)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, at,
				       "freshness-unverified", behind_integrity,
				       at + 1, type->name);
		if ((type->flags & SECCOMM_TYPE_IN_INTEGRITY) && !verified)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, at,
				       "padding-unverified", behind_integrity,
				       at + 1, type->name);
		if (properties_is_oracle(type) && !verified)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, at,
				       "rsa-unverified", behind_integrity,
				       at + 1, type->name);
		if ((type->flags & SECCOMM_TYPE_IN_PRIVACY) &&
		    !properties_behind(w, i, SECCOMM_PRIVACY))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, at,
				       "prefix-outside-privacy", behind_privacy,
				       at + 1, type->name);
	}
}

/* Has the stack integrity by layers that nothing hides, so that what came is verified before
 * it is decrypted?
 */
static bool properties_outside(const struct seccomm_work *w)
{
	const struct seccomm_tree tree =
		seccomm_tree_of(w->out, SECCOMM_INTEGRITY);
	__u32 giving = seccomm_tree_giving(w->out, SECCOMM_INTEGRITY);
	unsigned int i;

	for (i = 0; i < w->out->n_layers; i++)
		if (properties_behind(w, i, SECCOMM_PRIVACY))
			giving &= ~(1U << i);
	return seccomm_tree_whole(&tree, giving) & SECCOMM_TREE_TOP;
}

/* Warn of signatures that are verified for whoever sends something: it is dear, and no layer
 * behind has refused what comes from others than the peer.
 */
static void properties_exposed(struct seccomm_work *w)
{
	const struct seccomm_tree tree =
		seccomm_tree_of(w->out, SECCOMM_INTEGRITY);
	struct seccomm_layer_info *layers = w->out->layers;
	__u32 symmetric = seccomm_tree_giving(w->out, SECCOMM_INTEGRITY);
	unsigned int i;
	__u64 whole;

	for (i = 0; i < w->out->n_layers; i++)
		if (layers[i].type->pk)
			symmetric &= ~(1U << i);
	whole = seccomm_tree_whole(&tree, symmetric);
	for (i = 0; i < w->out->n_layers; i++) {
		const unsigned int at = layers[i].up_instance;

		layers[i].exposed =
			layers[i].type->pk &&
			(layers[i].type->provides & SECCOMM_AUTHENTICITY) &&
			!seccomm_tree_behind(&tree, whole, i);
		if (layers[i].exposed)
			seccomm_report(w, SECCOMM_SEVERITY_WARNING, at,
				       "signature-exposed", signature_exposed,
				       at + 1, layers[i].type->name);
	}
}

static void properties_integrity(struct seccomm_work *w)
{
	if (!properties_stand(w, SECCOMM_INTEGRITY))
		seccomm_report(w, SECCOMM_SEVERITY_WARNING, -1, "no-integrity",
			       no_integrity);
	else if (!properties_outside(w))
		seccomm_report(w, SECCOMM_SEVERITY_WARNING, -1,
			       "mac-then-encrypt", mac_then_encrypt);
}

/* Does a property fall with the types that can be broken today? */
static void properties_weak(struct seccomm_work *w, __u32 property,
			    const char *name)
{
	const struct seccomm_tree tree = seccomm_tree_of(w->out, property);
	const struct seccomm_layer_info *layers = w->out->layers, *first = NULL;
	const __u32 giving = seccomm_tree_giving(w->out, property);
	__u32 modern = 0;
	unsigned int i;

	for (i = 0; i < w->out->n_layers; i++) {
		if (!(giving >> i & 1))
			continue;
		if (layers[i].type->strength == SECCOMM_STRENGTH_MODERN)
			modern |= 1U << i;
		else if (!first)
			first = &layers[i];
	}
	/* What the stack does not have anyway rests on nothing. */
	if (first && properties_stand(w, property) &&
	    !(seccomm_tree_whole(&tree, modern) & SECCOMM_TREE_TOP))
		seccomm_report(w, SECCOMM_SEVERITY_WARNING,
			       first->down_instance, "weak-alone", weak_alone,
			       name, first->down_instance + 1,
			       first->type->name);
}

/* Are two layers in two members of a choice, so that they protect no message together? */
static bool properties_apart(const struct seccomm_layer_info *layers,
			     unsigned int a, unsigned int b)
{
	const int around = seccomm_layer_around(layers, a, b);

	return around >= 0 &&
	       (layers[around].type->flags & SECCOMM_TYPE_ONE_OF);
}

/* Warn of the first earlier layer that falls by the same attack. */
static void properties_shared(struct seccomm_work *w,
			      const struct seccomm_layer_info *layer)
{
	const struct seccomm_layer_info *other;

	for (other = w->out->layers; other < layer; other++) {
		bool slot = other->slot == layer->slot &&
			    layer->slot != SECCOMM_NO_SLOT;
		bool family = layer->type->family[0] &&
			      !strcmp(other->type->family, layer->type->family);

		if (!(other->type->provides & layer->type->provides) ||
		    !(slot || family) ||
		    properties_apart(w->out->layers, other - w->out->layers,
				     layer - w->out->layers))
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_WARNING,
			       layer->down_instance, "redundancy-shared",
			       redundancy_shared, layer->down_instance + 1,
			       layer->type->name, slot ? "slot" : "",
			       slot && family ? " and no " : "",
			       family ? "family" : "",
			       other->down_instance + 1);
		return;
	}
}

/**
 * seccomm_check_properties() - the rules on what the stack gives
 * @w: the run, its layers placed
 */
void seccomm_check_properties(struct seccomm_work *w)
{
	unsigned int i;

	properties_growth(w);
	properties_wanted(w);
	properties_integrity(w);
	properties_weak(w, SECCOMM_PRIVACY, "privacy");
	properties_weak(w, SECCOMM_INTEGRITY, "integrity");
	properties_weak(w, SECCOMM_AUTHENTICITY, "authenticity");
	for (i = 0; i < w->out->n_layers; i++)
		properties_shared(w, &w->out->layers[i]);
	properties_exposed(w);
}
