/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The methods of an exchange.
 */
#ifndef SECCOMM_HANDSHAKE_METHODS_H
#define SECCOMM_HANDSHAKE_METHODS_H

#include <linux/types.h>
#include "checker/checker.h"
#include "keydist/keydist.h"

struct in6_addr;
struct net;
struct seccomm_exchange;
struct seccomm_share;
struct seccomm_stack;

/* All: process context, may sleep, unless another one is named. */

/* Set @kd up for the secret @share of @stack towards @peer. Any context. */
void seccomm_hs_method_init(struct seccomm_keydist *kd, struct net *net,
			    const struct seccomm_stack *stack,
			    const struct seccomm_share *share,
			    const struct in6_addr *peer);
/* Set @kd up to ask for the secret @share of @ex. Any context. */
void seccomm_hs_ask(struct seccomm_keydist *kd, struct seccomm_exchange *ex,
		    const struct seccomm_share *share);
/* Has what the methods have asked others for come? 0; -EINPROGRESS: not yet, and the work of
 * @ex runs when it has; or an errno of a method's.
 */
int seccomm_hs_wait(struct seccomm_exchange *ex);
/* Have the methods write our items of a list at @items, in a sealed one with signatures over
 * @transcript. Bytes of the list, or an errno of a method's, none in a clear list.
 */
int seccomm_hs_give(struct seccomm_exchange *ex, enum seccomm_list list,
		    const u8 *transcript, u16 transcript_len, u8 *items);
/* Have the methods take the peer's items of a list, which has @len bytes. 0, -EBADMSG (other
 * items than the stack has, or a value that may not be given), -ELOOP (one of ours), -EINPROGRESS
 * (of a sealed list: take it again when the work of @ex runs), or another errno of a method's.
 */
int seccomm_hs_take(struct seccomm_exchange *ex, enum seccomm_list list,
		    const u8 *transcript, u16 transcript_len, const u8 *items,
		    unsigned int len);
/* Get the secrets of the methods that have given and taken. 0, or an errno of a method's. */
int seccomm_hs_complete(struct seccomm_exchange *ex);
/* End what the methods keep. */
void seccomm_hs_end_methods(struct seccomm_exchange *ex);

#endif /* SECCOMM_HANDSHAKE_METHODS_H */
