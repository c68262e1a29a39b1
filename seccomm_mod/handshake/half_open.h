/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many half-open sessions an origin has.
 */
#ifndef SECCOMM_HALF_OPEN_H
#define SECCOMM_HALF_OPEN_H

#include <linux/types.h>
#include "handshake/origin.h"

struct seccomm_net;
struct seccomm_peer;

#define SECCOMM_ORIGIN_HALF_OPEN 32 /* of an origin at a time */

/**
 * struct seccomm_half_open_node - a half-open session, where its origin's are counted
 * @link: in the namespace's table; zero, or unhashed, while it does not count
 * @origin: the origin that it counts for
 *
 * It is embedded in the object that stands for the half-open session, which is zeroed when
 * it is made, and must not count any more when it is freed.
 */
struct seccomm_half_open_node {
	struct hlist_node link;
	struct seccomm_origin origin;
};

/* The table of a namespace. Process context; 0 or -ENOMEM. */
int seccomm_half_open_net_init(struct seccomm_net *snet);
void seccomm_half_open_net_exit(struct seccomm_net *snet);

/* How many half-open sessions has the origin of @from, whose port does not count? Process
 * context or softirq; the lock that is taken is a leaf.
 */
unsigned int seccomm_half_open_count(struct seccomm_net *snet,
				     const struct seccomm_peer *from);
/* Count @node, which does not count yet, for the origin of @from. The caller has found that
 * the origin may have one more, and is the only one that adds. Context as above.
 */
void seccomm_half_open_add(struct seccomm_net *snet,
			   struct seccomm_half_open_node *node,
			   const struct seccomm_peer *from);
/* Count @node no more. If it does not count, nothing happens. Context as above. */
void seccomm_half_open_del(struct seccomm_net *snet,
			   struct seccomm_half_open_node *node);

#endif /* SECCOMM_HALF_OPEN_H */
