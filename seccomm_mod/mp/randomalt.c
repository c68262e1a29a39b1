// SPDX-License-Identifier: GPL-2.0
/*
 * RandomAltSecurity: a member at random for each message. Without a key the choice travels
 * behind what the member has made; with one both ends compute it from the message's number,
 * and who has not the key learns nothing of it from lengths and bytes.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/unaligned.h>
#include "keys/hash.h"
#include "mp/outside.h"
#include "mp/randomalt.h"
#include "mp/util.h"

/* The type's only option. */
#define RANDOMALT_KEYED 0

/**
 * struct randomalt_state - a layer's key
 * @key: for choosing, if the layer has a slot
 */
struct randomalt_state {
	u8 key[SECCOMM_SELECT_LEN];
};

int seccomm_randomalt_select(const u8 key[SECCOMM_SELECT_LEN], u64 number,
			     unsigned int n)
{
	u8 mac[SECCOMM_HASH_LEN], data[sizeof(number)];
	int ret;

	put_unaligned_be64(number, data);
	ret = seccomm_hmac(key, SECCOMM_SELECT_LEN, data, sizeof(data), mac);
	/* The high half of the product: a remainder would favour the first members. */
	if (likely(!ret))
		ret = mul_u64_u64_shr(get_unaligned_be64(mac), n, 64);
	memzero_explicit(mac, sizeof(mac));
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_randomalt_select);

static bool randomalt_keyed(const struct seccomm_layer *layer)
{
	return layer->info.values[RANDOMALT_KEYED];
}

/* The member that the key chooses for this message. */
static int randomalt_chosen(const struct sk_buff *skb,
			    const struct seccomm_layer *layer)
{
	const struct randomalt_state *st = seccomm_state(skb, layer);

	return seccomm_randomalt_select(st->key, CACTUS_CB(skb)->number,
					layer->n_events);
}

static int randomalt_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const bool keyed = randomalt_keyed(layer);
	int member, err;
	u8 *id;

	member = keyed ? randomalt_chosen(skb, layer) :
			 seccomm_random_below(layer->n_events);
	if (unlikely(member < 0))
		return member;
	if (keyed)
		return seccomm_pick_down(layer, member);
	err = cactus_raise_sync(skb, seccomm_member_down(layer, member));
	if (unlikely(err))
		return err;
	id = cactus_attr_push(skb, sizeof(*id));
	if (unlikely(!id))
		return -EMSGSIZE;
	*id = member;
	return CACTUS_CONTINUE;
}

static int randomalt_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const u8 *id;
	int member;

	if (randomalt_keyed(layer)) {
		member = randomalt_chosen(skb, layer);
		if (unlikely(member < 0))
			return member;
	} else {
		id = cactus_attr_pop(skb, sizeof(*id));
		if (unlikely(!id || *id >= layer->n_events))
			return seccomm_verify_failed(skb);
		member = *id;
	}
	return seccomm_pick_up(layer, member);
}

static int randomalt_arm(void *state, const struct seccomm_layer *layer,
			 const struct seccomm_arming *arming)
{
	struct randomalt_state *st = state;

	if (randomalt_keyed(layer))
		memcpy(st->key, arming->keys[0].bytes, sizeof(st->key));
	return 0;
}

const struct seccomm_mp_ops seccomm_random_alt_security = {
	.state_size = sizeof(struct randomalt_state),
	.down = randomalt_down,
	.up = randomalt_up,
	.arm = randomalt_arm,
};
