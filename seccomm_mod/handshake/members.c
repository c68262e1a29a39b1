// SPDX-License-Identifier: GPL-2.0
/*
 * The methods of a kofn(): what fails of one, and what the peer says of it, is kept apart from
 * what fails the handshake.
 */
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "handshake/exchange.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "notify.h"
#include "session/session.h"

static_assert(SECCOMM_MAX_METHODS <= BITS_PER_BYTE);

/* What has become of the methods of a slot's kofn(). */
static struct seccomm_members *members_of(const struct seccomm_exchange *ex,
					  const struct seccomm_share *share)
{
	return &ex->late->members[share->slot];
}

/* That of all slots; NULL: there is no kofn(). */
static struct seccomm_members *members_all(const struct seccomm_exchange *ex)
{
	return ex->late ? ex->late->members : NULL;
}

int seccomm_members_make(struct seccomm_exchange *ex,
			 const struct seccomm_stack *stack)
{
	unsigned long slots = stack->slots;
	unsigned int slot, n = 0;

	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS)
		n += stack->declared[slot]->threshold;
	if (!n)
		return 0;
	ex->late->members = kcalloc(SECCOMM_MAX_SLOTS,
				    sizeof(*ex->late->members),
				    GFP_KERNEL_ACCOUNT);
	return ex->late->members ? 0 : -ENOMEM;
}

void seccomm_members_free(struct seccomm_exchange *ex)
{
	kfree(members_all(ex));
}

void seccomm_members_reset(struct seccomm_exchange *ex)
{
	struct seccomm_members *m = members_all(ex);

	if (m)
		memset(m, 0, SECCOMM_MAX_SLOTS * sizeof(*m));
}

void seccomm_members_keep(struct seccomm_exchange *ex)
{
	struct seccomm_members *m = members_all(ex);
	unsigned int slot;

	for (slot = 0; m && slot < SECCOMM_MAX_SLOTS; slot++) {
		m[slot].kept_dead = m[slot].dead;
		m[slot].kept_told = m[slot].told;
	}
}

void seccomm_members_restore(struct seccomm_exchange *ex)
{
	struct seccomm_members *m = members_all(ex);
	unsigned int slot;

	for (slot = 0; m && slot < SECCOMM_MAX_SLOTS; slot++) {
		m[slot].dead = m[slot].kept_dead;
		m[slot].told = m[slot].kept_told;
	}
}

int seccomm_members_suffice(const struct seccomm_exchange *ex)
{
	const struct seccomm_stack *stack = ex->session->stack;
	const struct seccomm_members *m = members_all(ex);
	const unsigned long slots = stack->slots;
	const struct seccomm_slot *declared;
	unsigned int slot;

	if (!m)
		return 0;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		declared = stack->declared[slot];
		if (declared->n_methods - hweight8(m[slot].dead) <
		    declared->threshold)
			return m[slot].error;
	}
	return 0;
}

bool seccomm_member_is_dead(const struct seccomm_exchange *ex,
			    const struct seccomm_share *share)
{
	return share->member &&
	       members_of(ex, share)->dead & BIT(share->ordinal);
}

/* What is told of a method's errno: who the peer is not, and what is not signed, is no errno of a
 * caller's.
 */
static int member_error(int err)
{
	return err == -EREMCHG || err == -EBADE ? EKEYREJECTED : -err;
}

int seccomm_member_fails(struct seccomm_exchange *ex,
			 const struct seccomm_share *share, int err)
{
	const struct seccomm_session *s = ex->session;
	const struct seccomm_member_failure failure = {
		.kind = SECCOMM_EVENT_MEMBER_FAILED,
		.slot = share->slot,
		.ordinal = share->ordinal,
		.error = member_error(err),
		.stack = s->stack->name,
		.peer = &s->peer.addr,
	};

	if (!share->member || err == -ENOMEM)
		return err;
	members_of(ex, share)->dead |= BIT(share->ordinal);
	members_of(ex, share)->error = err;
	seccomm_notify_member_failed(s->snet->net, &failure);
	return 0;
}

void seccomm_member_gives(struct seccomm_exchange *ex,
			  const struct seccomm_share *share, bool present)
{
	if (!present)
		members_of(ex, share)->told |= BIT(share->ordinal);
}

bool seccomm_member_takes(struct seccomm_exchange *ex,
			  const struct seccomm_share *share, bool present)
{
	if (!share->member)
		return present;
	if (present)
		return !(members_of(ex, share)->told & BIT(share->ordinal));
	members_of(ex, share)->told |= BIT(share->ordinal);
	if (!seccomm_member_is_dead(ex, share))
		seccomm_member_fails(ex, share, -EACCES);
	return true;
}

void seccomm_members_lose(struct seccomm_exchange *ex,
			  const struct seccomm_share *share, u8 lost)
{
	members_of(ex, share)->dead |= lost;
}

/* Get the secret of a method, unless it has failed. One that gives nothing has its secret from
 * the beginning.
 */
static int member_secret(struct seccomm_exchange *ex,
			 const struct seccomm_share *share)
{
	struct seccomm_secret **place = &ex->secrets[1 + share->index];
	struct seccomm_secret *secret = NULL;
	struct seccomm_keydist kd;

	seccomm_hs_ask(&kd, ex, share);
	if (!seccomm_member_is_dead(ex, share)) {
		if (!kd.state)
			return 0;
		secret = kd.ops->secret(&kd);
		if (IS_ERR(secret))
			return PTR_ERR(secret);
	}
	seccomm_secret_put(*place);
	*place = secret;
	return 0;
}

int seccomm_members_secrets(struct seccomm_exchange *ex,
			    const struct seccomm_share *share,
			    struct seccomm_keydist *kd)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share member;
	bool more;
	int err;

	for (more = seccomm_share_first(stack, &member); more;
	     more = seccomm_share_next(stack, &member)) {
		if (!member.member || member.slot != share->slot)
			continue;
		err = member_secret(ex, &member);
		if (err)
			return err;
	}
	kd->members = &ex->secrets[1 + share->index - share->shared->n_methods];
	return 0;
}
