// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's rules on evidence: which signature a layer of non-repudiation keeps, and
 * whether what was signed can be read.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/evidence.h"
#include "checker/properties.h"

/* The remedies of the findings. */
static const char evidence_missing[] =
	"Put a signature right behind instance %u (%s), or replay prevention and then it.";
static const char evidence_hidden[] =
	"Put instance %u (%s) behind instance %u (%s): what is kept would be ciphertext.";

static bool evidence_signs(const struct seccomm_layer_info *layer)
{
	return layer->type->pk &&
	       (seccomm_layer_provides(layer) & SECCOMM_AUTHENTICITY);
}

/* May a layer stand between a signature and who keeps it? It leaves messages as they were
 * signed, or takes off what was signed with them. What privacy does there is told by
 * evidence_hides().
 */
static bool evidence_passes(const struct seccomm_layer_info *layer)
{
	return (layer->type->provides &
		(SECCOMM_FRESHNESS | SECCOMM_PRIVACY)) ||
	       !strcmp(layer->type->name, "NullSecurity");
}

/* The signature that layer number @keeper keeps, which stands in the same list; NULL if there
 * is none.
 */
static struct seccomm_layer_info *evidence_kept(const struct seccomm_work *w,
						unsigned int keeper)
{
	struct seccomm_layer_info *layers = w->out->layers;
	unsigned int i;

	for (i = keeper + 1; i < w->out->n_layers; i++) {
		if (layers[i].parent != layers[keeper].parent)
			break;
		if (evidence_signs(&layers[i]))
			return &layers[i];
		if (!evidence_passes(&layers[i]))
			break;
	}
	return NULL;
}

/* Metas around a signature that is kept are sequences (rule nested-fresh), so that a message
 * passes all layers that stand before the signature.
 */
static void evidence_hides(struct seccomm_work *w,
			   const struct seccomm_layer_info *kept)
{
	const struct seccomm_layer_info *layer;

	for (layer = w->out->layers; layer < kept; layer++) {
		if (!(layer->type->provides & SECCOMM_PRIVACY))
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, layer->down_instance,
			       "evidence-hidden", evidence_hidden,
			       layer->down_instance + 1, layer->type->name,
			       kept->down_instance + 1, kept->type->name);
		return;
	}
}

/**
 * seccomm_check_evidence() - the rules on evidence; which layers' signatures are kept
 * @w: the run, its layers placed
 */
void seccomm_check_evidence(struct seccomm_work *w)
{
	const struct seccomm_layer_info *layers = w->out->layers;
	struct seccomm_layer_info *kept;
	unsigned int i;

	for (i = 0; i < w->out->n_layers; i++) {
		const unsigned int at = layers[i].down_instance;

		if (!(layers[i].type->provides & SECCOMM_NONREPUDIATION))
			continue;
		kept = evidence_kept(w, i);
		if (kept) {
			kept->kept = true;
			evidence_hides(w, kept);
		} else {
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, at,
				       "evidence-missing", evidence_missing,
				       at + 1, layers[i].type->name);
		}
	}
}
