/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who may open: which identities the peers of a stack may prove, by the port that is opened and by
 * their address. A stack of which nothing is said here is open to whoever has its secrets.
 */
#ifndef SECCOMM_PEERS_H
#define SECCOMM_PEERS_H

#include <linux/netlink.h>
#include "keys/key_id.h"
#include "keys/proofs.h"

/* Entries that a namespace may hold, and identities that one may have. */
#define SECCOMM_MAX_PEERS 4096
#define SECCOMM_PEER_IDS_MAX 16
/* In an entry, in place of a slot or of an ordinal. */
#define SECCOMM_ANY_METHOD 0xff

/**
 * struct seccomm_peers - some peers of a stack
 * @id: the stack, the port, or 0: any, and the peers; no slot and no kind
 * @allowed: what the peers may prove: to the method of that slot and ordinal, to any of the slot,
 *	or to any, and then as ends of the session, too. A name may be `*.suffix`, a principal
 *	`*@REALM`, and anonymous lets a method pass that cannot tell.
 */
struct seccomm_peers {
	struct seccomm_key_id id;
	struct seccomm_proofs *allowed;
};

/**
 * struct seccomm_opener - who opens a session, or is opened to
 * @stack: name of the stack
 * @port: the port that is opened, network order: ours if we are opened to
 * @addr: the peer's address
 * @end: who the peer is as an end of the session
 * @proofs: what it has proved to methods, or NULL
 */
struct seccomm_opener {
	const char *stack;
	__be16 port;
	const struct in6_addr *addr;
	const struct seccomm_identity *end;
	const struct seccomm_proofs *proofs;
};

/* May an entry have @id? Any context. */
bool seccomm_peers_id_valid(const struct seccomm_identity *id);

/* All: process context.
 *
 * Enter @peers, whose identities get another reference, in place of the entry of the same id, or
 * -EEXIST if @excl. The stack need not exist. 0, -ENOSPC (too many), -ENOMEM.
 */
int seccomm_peers_set(struct net *net, const struct seccomm_peers *peers,
		      bool excl, struct netlink_ext_ack *extack);
/* Delete the entry of just this id: 0, or -ENOENT. */
int seccomm_peers_del(struct net *net, const struct seccomm_key_id *id,
		      struct netlink_ext_ack *extack);
/* The same's identities, a reference; NULL: there is no entry. */
struct seccomm_proofs *seccomm_peers_get(struct net *net,
					 const struct seccomm_key_id *id);
/* As seccomm_key_for_each(). */
int seccomm_peers_for_each(struct net *net, unsigned long *pos,
			   int (*fn)(const struct seccomm_peers *peers,
				     void *arg),
			   void *arg);
/* May @opener have its session? The entry for its port is asked, or if there is none one for any
 * port, of each kind that of the longest prefix. False: in @misfit is what does not fit, with
 * @opener's value, and with SECCOMM_ANY_METHOD as slot if that is who it is as an end.
 */
bool seccomm_peers_admit(struct net *net, const struct seccomm_opener *opener,
			 struct seccomm_proof *misfit);
/* Does an entry of @stack that covers @addr allow a name to a method of @slot? Then who has no key
 * that was set there may prove the name by certificates.
 */
bool seccomm_peers_name(struct net *net, const char *stack, u8 slot,
			const struct in6_addr *addr);
/* Make the empty table of a namespace: 0, or -ENOMEM. */
int seccomm_peers_net_init(struct net *net);
void seccomm_peers_net_exit(struct net *net);

#endif /* SECCOMM_PEERS_H */
