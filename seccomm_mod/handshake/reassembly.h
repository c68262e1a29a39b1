/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages that come in fragments.
 */
#ifndef SECCOMM_REASSEMBLY_H
#define SECCOMM_REASSEMBLY_H

struct seccomm_net;
struct sk_buff;

/* Make and free what a namespace keeps of fragments. Process context, may sleep; no
 * fragment may come before the first or after the second of them. 0 or -ENOMEM.
 */
int seccomm_reassembly_net_init(struct seccomm_net *snet);
void seccomm_reassembly_net_exit(struct seccomm_net *snet);

/**
 * seccomm_reassembly_add() - keep a fragment, and give back its message if it is complete
 * @snet: the namespace
 * @skb: a fragment, at skb->data, in linear memory; owned by this function
 * @now: jiffies
 *
 * The caller has had seccomm_fragment_parse() look at the fragment, and has verified that
 * memory may be taken for it: with an M1's, that the cookie is right for the sender's
 * index and the hash in the fragment; with others, that the session of the receiver's
 * index waits for a message of that type, or answers it again, and that the fragment comes
 * from its peer.
 *
 * A message that is given back is in linear memory, from its base header on, and fits the
 * hash; its type, the receiver's index, and of M1 the sender's are those that its fragments
 * told. Everything else in it is as unproved as if it had come whole. An M1's cookie is
 * zero: the caller is to remember that the cookie of the fragments was verified. Addresses,
 * device, control buffer and route are those of the packet that completed the message,
 * without the options and extensions of IP.
 *
 * Counted once each, as frag-drop: a fragment that the bounds refuse (64 messages in a
 * namespace, 2 of a source, 1 of a session); a message two of whose fragments contradict
 * each other, or that does not fit its hash, or of which a fragment is missing after 3 s.
 * A fragment that comes twice is not counted.
 * Context: softirq or process context.
 * Return: the message, which the caller then owns, or NULL.
 */
struct sk_buff *seccomm_reassembly_add(struct seccomm_net *snet,
				       struct sk_buff *skb, unsigned long now);

/* Give up the messages whose time is over at @now, in jiffies. Any context but hardirq. */
void seccomm_reassembly_expire(struct seccomm_net *snet, unsigned long now);

#endif /* SECCOMM_REASSEMBLY_H */
