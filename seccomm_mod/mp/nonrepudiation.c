// SPDX-License-Identifier: GPL-2.0
/*
 * NonRepudiation: keeps what the signature behind it has verified, in a log that the
 * administrator attaches. A message goes on when its evidence is on stable storage; with
 * delayed=1 at once. A number is taken once, since a log has no message twice: a layer that
 * refuses replays may stand before this one, or nowhere.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include "audit/log.h"
#include "hold.h"
#include "mp/mp.h"
#include "mp/signature.h"
#include "mp/window.h"

static bool nonrepudiation_delayed(const struct seccomm_layer *layer)
{
	return layer->info.values[0];
}

static int nonrepudiation_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	struct seccomm_evidence *evidence = seccomm_evidence_take(skb);
	struct cactus_held *held;
	int err;

	if (!evidence)
		return -EBADMSG;
	err = seccomm_window_up(skb, arg);
	if (err) {
		seccomm_evidence_free(evidence);
		return err;
	}
	if (nonrepudiation_delayed(layer))
		return seccomm_log_append(layer->priv, evidence, NULL);
	held = cactus_hold(skb);
	if (IS_ERR(held)) {
		seccomm_evidence_free(evidence);
		return PTR_ERR(held);
	}
	err = seccomm_log_append(layer->priv, evidence, held);
	if (err)
		cactus_give_back(held, err);
	return CACTUS_HELD;
}

static int nonrepudiation_setup(const struct seccomm_layer *layer,
				const struct seccomm_setup *setup)
{
	seccomm_log_init(layer->priv, setup->net,
			 nonrepudiation_delayed(layer));
	return 0;
}

static void nonrepudiation_teardown(const struct seccomm_layer *layer)
{
	seccomm_log_destroy(layer->priv);
}

const struct seccomm_mp_ops seccomm_non_repudiation = {
	.layer_size = sizeof(struct seccomm_log),
	.state_size = sizeof(struct seccomm_window),
	.up = nonrepudiation_up,
	.early = seccomm_window_early,
	.arm = seccomm_window_arm,
	.disarm = seccomm_window_disarm,
	.setup = nonrepudiation_setup,
	.teardown = nonrepudiation_teardown,
};
EXPORT_SYMBOL_IF_KUNIT(seccomm_non_repudiation);
