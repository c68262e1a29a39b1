// SPDX-License-Identifier: GPL-2.0
/*
 * The lists of items in M1 to M3 (Documentation/wire-format.md). Which items stand in a list,
 * and how long each may be, follows from the stack alone.
 */
#include <kunit/visibility.h>
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/length.h"
#include "checker/method.h"
#include "handshake/items.h"
#include "keydist/kofn.h"
#include "stack/stack.h"
#include "wire.h"

static_assert(sizeof(struct seccomm_accept) + SECCOMM_ACCEPT_LISTS_MAX ==
	      SECCOMM_LARGE_MAX);
static_assert(sizeof(struct seccomm_open) + SECCOMM_ITEMS_MAX <=
	      SECCOMM_LARGE_MAX);
static_assert(sizeof(struct seccomm_confirm) + SECCOMM_ITEMS_MAX +
		      SECCOMM_SEAL_MORE <=
	      SECCOMM_LARGE_MAX);
static_assert(SECCOMM_SEAL_MORE == SECCOMM_TAG_LEN);

/* Set @share to the first of the secrets of the first slot from @slot on. */
static bool share_from(const struct seccomm_stack *stack, unsigned int slot,
		       struct seccomm_share *share)
{
	const unsigned long slots = stack->slots;
	const struct seccomm_slot *declared;

	slot = find_next_bit(&slots, SECCOMM_MAX_SLOTS, slot);
	if (slot >= SECCOMM_MAX_SLOTS)
		return false;
	declared = stack->declared[slot];
	share->slot = slot;
	share->ordinal = 0;
	share->method = declared->n_methods ? declared->methods : NULL;
	share->shared = NULL;
	share->member = declared->threshold;
	return true;
}

bool seccomm_share_first(const struct seccomm_stack *stack,
			 struct seccomm_share *share)
{
	share->index = 0;
	return share_from(stack, 0, share);
}

bool seccomm_share_next(const struct seccomm_stack *stack,
			struct seccomm_share *share)
{
	const struct seccomm_slot *slot = stack->declared[share->slot];

	share->index++;
	if (share->ordinal + 1 < slot->n_methods) {
		share->ordinal++;
		share->method++;
		return true;
	}
	if (!share->member)
		return share_from(stack, share->slot + 1, share);
	share->ordinal = SECCOMM_KOFN_ORDINAL;
	share->method = NULL;
	share->shared = slot;
	share->member = false;
	return true;
}

unsigned int seccomm_shares(const struct seccomm_stack *stack)
{
	struct seccomm_share share;
	bool more;

	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share))
		;
	return share.index;
}

/* Bytes by which the credentials of a slot in a list may be longer than public keys. */
static unsigned int items_chains(const struct seccomm_stack *stack,
				 unsigned int slot, enum seccomm_list list)
{
	return stack->chain_room *
	       seccomm_slot_credentials(stack->declared[slot], list);
}

unsigned int seccomm_share_body(const struct seccomm_share *share,
				enum seccomm_list list)
{
	if (share->shared)
		return list == SECCOMM_LIST_B_I ?
			       seccomm_kofn_body(share->shared) :
			       0;
	return share->method ? seccomm_method_body(share->method, list) : 0;
}

unsigned int seccomm_items_len(const struct seccomm_stack *stack,
			       enum seccomm_list list)
{
	const unsigned long slots = stack->slots;
	unsigned int slot, len = 0;

	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS)
		len += seccomm_slot_items(stack->declared[slot], list) +
		       items_chains(stack, slot, list);
	return len;
}

unsigned int seccomm_sealed_len(const struct seccomm_stack *stack,
				enum seccomm_list list)
{
	const unsigned int len = seccomm_items_len(stack, list);

	return len ? len + SECCOMM_SEAL_MORE : 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_sealed_len);

unsigned int seccomm_accept_len(const struct seccomm_stack *stack)
{
	return sizeof(struct seccomm_accept) +
	       seccomm_items_len(stack, SECCOMM_LIST_M2) +
	       seccomm_sealed_len(stack, SECCOMM_LIST_B_R);
}

bool seccomm_sealed_fits(const struct seccomm_stack *stack,
			 enum seccomm_list list, unsigned int len)
{
	const unsigned int most = seccomm_sealed_len(stack, list);

	return most ? len > SECCOMM_SEAL_MORE && len <= most : !len;
}

bool seccomm_items_finish(const struct seccomm_stack *stack)
{
	const unsigned long slots = stack->slots;
	unsigned int slot;

	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS)
		if (seccomm_slot_needs_finish(stack->declared[slot]))
			return true;
	return false;
}

u8 *seccomm_item_head(const struct seccomm_share *share, bool present,
		      unsigned int len, u8 *at)
{
	at[0] = share->slot;
	at[1] = share->ordinal;
	at[2] = share->shared ? SECCOMM_KOFN_KIND : share->method->kind;
	at[3] = !present;
	put_unaligned_be16(len, at + 4);
	return at + SECCOMM_ITEM_HEAD;
}

bool seccomm_item_present(const u8 *item)
{
	return !item[3];
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_item_present);

u16 seccomm_item_body(const u8 *item)
{
	return get_unaligned_be16(item + 4);
}

/* Does an item of @share stand at @item, of whose list @len bytes are left? */
static bool item_fits(const struct seccomm_stack *stack,
		      const struct seccomm_share *share, enum seccomm_list list,
		      const u8 *item, unsigned int len)
{
	unsigned int most = seccomm_share_body(share, list);
	u8 head[SECCOMM_ITEM_HEAD];
	unsigned int body;
	bool present;

	if (len < sizeof(head))
		return false;
	body = seccomm_item_body(item);
	/* Only one of several methods that may fail may say that it is not there. */
	present = !share->member || seccomm_item_present(item);
	seccomm_item_head(share, present, body, head);
	if (memcmp(item, head, sizeof(head)) || body > len - sizeof(head))
		return false;
	if (!present)
		return !body;
	if (share->shared)
		return body == most;
	if (seccomm_method_shows(share->method, list))
		most += stack->chain_room;
	return body >= seccomm_method_body_least(share->method, list) &&
	       body <= most;
}

bool seccomm_items_fit(const struct seccomm_stack *stack,
		       enum seccomm_list list, const u8 *items,
		       unsigned int len)
{
	struct seccomm_share share;
	unsigned int item;
	bool more;

	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share)) {
		if (!seccomm_share_body(&share, list))
			continue;
		if (!item_fits(stack, &share, list, items, len))
			return false;
		item = SECCOMM_ITEM_HEAD + seccomm_item_body(items);
		items += item;
		len -= item;
	}
	return !len;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_items_fit);
