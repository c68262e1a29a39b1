/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The methods of a kofn(): which of them have failed in a handshake, while the others go on.
 */
#ifndef SECCOMM_MEMBERS_H
#define SECCOMM_MEMBERS_H

#include <linux/types.h>

struct seccomm_exchange;
struct seccomm_keydist;
struct seccomm_share;
struct seccomm_stack;

/**
 * struct seccomm_members - what has become of the methods of a slot's kofn(), a bit for each
 * @dead: it has failed at either end
 * @told: one end has told the other so
 * @kept_dead: the same when our last message was made, which holds for whatever answers it
 * @kept_told: likewise
 * @error: negative errno of the one that has failed last
 */
struct seccomm_members {
	u8 dead;
	u8 told;
	u8 kept_dead;
	u8 kept_told;
	int error;
};

/* Make what @ex has of the methods of kofn()s, if @stack has one: 0 or -ENOMEM. Process context. */
int seccomm_members_make(struct seccomm_exchange *ex,
			 const struct seccomm_stack *stack);
/* Free that. Any context. */
void seccomm_members_free(struct seccomm_exchange *ex);

/* All: the exchange's work.
 *
 * Begin anew: none has failed.
 */
void seccomm_members_reset(struct seccomm_exchange *ex);
/* What has become of them so far holds whatever the peer's next message says. */
void seccomm_members_keep(struct seccomm_exchange *ex);
/* Go back to that, since another message of the peer's is taken in place of the last one. */
void seccomm_members_restore(struct seccomm_exchange *ex);
/* Are there enough of each kofn()? 0, or the errno of one that has failed. */
int seccomm_members_suffice(const struct seccomm_exchange *ex);

/* Has the method of @share failed? Only one of a kofn() has, and the handshake goes on. */
bool seccomm_member_is_dead(const struct seccomm_exchange *ex,
			    const struct seccomm_share *share);
/* The method of @share has failed with @err. 0 if the handshake goes on without it: the listeners
 * are told; else @err.
 */
int seccomm_member_fails(struct seccomm_exchange *ex,
			 const struct seccomm_share *share, int err);
/* The item of @share that we give is @present; or the peer's is, false if it may not be so, since
 * an item before it was not.
 */
void seccomm_member_gives(struct seccomm_exchange *ex,
			  const struct seccomm_share *share, bool present);
bool seccomm_member_takes(struct seccomm_exchange *ex,
			  const struct seccomm_share *share, bool present);
/* The methods @lost of those that @share is shared out among, a bit for each, have failed: the
 * peer has not shown that it has their secrets, whoever it has said that it is to them. Nobody is
 * told.
 */
void seccomm_members_lose(struct seccomm_exchange *ex,
			  const struct seccomm_share *share, u8 lost);
/* Get the secrets of all methods that a secret is shared out among, but of those that have failed,
 * for @kd, which is set up for @share. 0, or an errno of a method's.
 */
int seccomm_members_secrets(struct seccomm_exchange *ex,
			    const struct seccomm_share *share,
			    struct seccomm_keydist *kd);

#endif /* SECCOMM_MEMBERS_H */
