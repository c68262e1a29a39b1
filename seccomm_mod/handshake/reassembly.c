// SPDX-License-Identifier: GPL-2.0
/*
 * Messages that come in fragments. All memory of a message is taken with the first of its
 * fragments, in softirq, where nobody can be charged for it: the bounds below are what
 * keeps it small, SECCOMM_LARGE_MAX bytes for each of REASSEMBLY_MAX messages.
 */
#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/ip.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include "handshake/origin.h"
#include "handshake/reassembly.h"
#include "keys/hash.h"
#include "netns.h"
#include "session/session.h"
#include "transport/packet.h"

/* How many messages may be incomplete: in a namespace, and of one source. Of a session it
 * is one.
 */
#define REASSEMBLY_MAX 64
#define REASSEMBLY_SOURCE_MAX 2
/* How long a message may be incomplete. */
#define REASSEMBLY_LIFE (3 * HZ)

/**
 * struct reassembly - a message of which a fragment is missing
 * @link: in @list of struct seccomm_reassemblies
 * @from: address and scope of its source
 * @origin: whom it counts for
 * @head: a fragment's header; all of them but for @offset and @cookie is in each one
 * @expires: jiffies when the message is given up
 * @missing: bit n is set while the fragment at n * SECCOMM_FRAGMENT_LEN is missing
 * @whole: the message, of which the bytes of missing fragments are not initialized
 */
struct reassembly {
	struct list_head link;
	struct seccomm_peer from;
	struct seccomm_origin origin;
	struct seccomm_fragment head;
	unsigned long expires;
	u16 missing;
	struct sk_buff *whole;
};

/**
 * struct seccomm_reassemblies - the incomplete messages of a namespace
 * @snet: the namespace
 * @lock: protects @list, @n and what is in the list
 * @list: list of struct reassembly, the one first that expires first
 * @n: how many there are
 * @work: gives up messages; runs as long as there is one
 */
struct seccomm_reassemblies {
	struct seccomm_net *snet;
	spinlock_t lock; /* see above */
	struct list_head list;
	unsigned int n;
	struct delayed_work work;
};

static_assert(SECCOMM_LARGE_MAX <= 16 * SECCOMM_FRAGMENT_LEN);

static void reassembly_free(struct reassembly *r)
{
	kfree_skb(r->whole);
	kfree(r);
	seccomm_destroyed(SECCOMM_OBJ_REASSEMBLY);
}

/* Is @part, of @from, a fragment of this message? */
static bool reassembly_is_of(const struct reassembly *r,
			     const struct seccomm_fragment *part,
			     const struct seccomm_peer *from)
{
	return r->head.sender == part->sender &&
	       !memcmp(&r->head.hdr, &part->hdr, sizeof(part->hdr)) &&
	       !memcmp(r->head.hash, part->hash, sizeof(part->hash)) &&
	       r->from.scope == from->scope &&
	       ipv6_addr_equal(&r->from.addr, &from->addr);
}

static struct reassembly *reassembly_new(const struct seccomm_fragment *part,
					 const struct seccomm_peer *from,
					 unsigned long now)
{
	unsigned int total = be16_to_cpu(part->total);
	unsigned int n = DIV_ROUND_UP(total, SECCOMM_FRAGMENT_LEN);
	struct reassembly *r = kmalloc(sizeof(*r), GFP_ATOMIC | __GFP_NOWARN);

	if (!r)
		return NULL;
	/* Room before the message for the header of IP, see reassembly_address(). */
	r->whole = alloc_skb(sizeof(struct ipv6hdr) + total,
			     GFP_ATOMIC | __GFP_NOWARN);
	if (!r->whole) {
		kfree(r);
		return NULL;
	}
	skb_reserve(r->whole, sizeof(struct ipv6hdr));
	skb_put(r->whole, total);
	r->from = *from;
	seccomm_origin_of(from, &r->origin);
	r->head = *part;
	r->expires = now + REASSEMBLY_LIFE;
	r->missing = GENMASK(n - 1, 0);
	seccomm_created(SECCOMM_OBJ_REASSEMBLY);
	return r;
}

/* The message that @part, of @from, is of: one that is known, or a new one. -EDQUOT if the
 * bounds refuse that, -ENOMEM. Under the lock.
 */
static struct reassembly *reassembly_get(struct seccomm_reassemblies *all,
					 const struct seccomm_fragment *part,
					 const struct seccomm_peer *from,
					 unsigned long now)
{
	struct seccomm_origin origin;
	unsigned int of_source = 0;
	bool of_session = false;
	struct reassembly *r;

	seccomm_origin_of(from, &origin);
	list_for_each_entry(r, &all->list, link) {
		if (reassembly_is_of(r, part, from))
			return r;
		of_source += seccomm_origin_equal(&r->origin, &origin);
		of_session |= part->hdr.index &&
			      r->head.hdr.index == part->hdr.index;
	}
	if (all->n >= REASSEMBLY_MAX || of_source >= REASSEMBLY_SOURCE_MAX ||
	    of_session)
		return ERR_PTR(-EDQUOT);
	r = reassembly_new(part, from, now);
	if (!r)
		return ERR_PTR(-ENOMEM);
	list_add_tail(&r->link, &all->list);
	all->n++;
	return r;
}

/* Copy the @len bytes of @part to their place. 0 if the message is complete, -EINPROGRESS if
 * not, -EBADMSG if @part contradicts what came before. Under the lock.
 */
static int reassembly_put(struct reassembly *r,
			  const struct seccomm_fragment *part, unsigned int len)
{
	unsigned int offset = be16_to_cpu(part->offset);
	u16 bit = BIT(offset / SECCOMM_FRAGMENT_LEN);
	u8 *place = r->whole->data + offset;
	const void *bytes = part + 1;

	if (part->total != r->head.total)
		return -EBADMSG;
	if (!(r->missing & bit))
		return memcmp(place, bytes, len) ? -EBADMSG : -EINPROGRESS;
	memcpy(place, bytes, len);
	r->missing &= ~bit;
	return r->missing ? -EINPROGRESS : 0;
}

/* Is the message what its fragments told? Nothing in it is secret. */
static bool reassembly_fits(const struct reassembly *r)
{
	const u8 type = be64_to_cpu(r->head.hdr.number);
	const struct seccomm_hdr *hdr = (const void *)r->whole->data;
	const struct seccomm_open *m1 = (const void *)r->whole->data;
	u8 hash[SECCOMM_HASH_LEN];

	if (hdr->ver_type != seccomm_ver_type(type) || hdr->flags ||
	    hdr->index != r->head.hdr.index)
		return false;
	/* The cookie was for that sender, and was in the fragments. */
	if (type == SECCOMM_MSG_OPEN &&
	    (m1->sender != r->head.sender ||
	     memchr_inv(m1->cookie, 0, sizeof(m1->cookie))))
		return false;
	return !seccomm_sha256(r->whole->data, r->whole->len, hash) &&
	       !memcmp(hash, r->head.hash, sizeof(hash));
}

/* Have @whole look as if it had come in the packet @skb. */
static void reassembly_address(struct sk_buff *whole, const struct sk_buff *skb)
{
	unsigned int n = ip_hdr(skb)->version == 4 ? sizeof(struct iphdr) :
						     sizeof(struct ipv6hdr);

	memcpy(skb_push(whole, n), skb_network_header(skb), n);
	skb_reset_network_header(whole);
	skb_pull(whole, n);
	skb_reset_transport_header(whole);
	memcpy(whole->cb, skb->cb, sizeof(whole->cb));
	skb_dst_copy(whole, skb);
	whole->dev = skb->dev;
	whole->skb_iif = skb->skb_iif;
	whole->protocol = skb->protocol;
	whole->pkt_type = skb->pkt_type;
}

/* Make @r, which has left the list, the message that its last packet @skb brings. NULL: it
 * does not fit.
 */
static struct sk_buff *reassembly_finish(struct reassembly *r,
					 const struct sk_buff *skb)
{
	struct sk_buff *whole = NULL;

	if (reassembly_fits(r)) {
		swap(whole, r->whole);
		reassembly_address(whole, skb);
	}
	reassembly_free(r);
	return whole;
}

/* Have the work run when the first message expires. Under the lock. */
static void reassembly_watch(struct seccomm_reassemblies *all)
{
	struct reassembly *r;

	r = list_first_entry_or_null(&all->list, struct reassembly, link);
	if (r)
		queue_delayed_work(seccomm_wq, &all->work,
				   max_t(long, r->expires - jiffies, 0));
}

struct sk_buff *seccomm_reassembly_add(struct seccomm_net *snet,
				       struct sk_buff *skb, unsigned long now)
{
	const struct seccomm_fragment *part = (const void *)skb->data;
	struct seccomm_reassemblies *all = snet->reassemblies;
	struct sk_buff *whole = NULL;
	struct seccomm_peer from;
	struct reassembly *r;
	int err;

	seccomm_packet_source(skb, &from);
	seccomm_reassembly_expire(snet, now);
	spin_lock_bh(&all->lock);
	r = reassembly_get(all, part, &from, now);
	err = PTR_ERR_OR_ZERO(r);
	if (!err) {
		err = reassembly_put(r, part, skb->len - sizeof(*part));
		if (err != -EINPROGRESS) {
			list_del(&r->link);
			all->n--;
		}
		reassembly_watch(all);
	}
	spin_unlock_bh(&all->lock);

	if (!err) {
		whole = reassembly_finish(r, skb);
		if (!whole)
			err = -EBADMSG;
	} else if (err == -EBADMSG) {
		reassembly_free(r);
	}
	if (!err || err == -EINPROGRESS) {
		consume_skb(skb);
		return whole;
	}
	if (err == -ENOMEM)
		SECCOMM_INC(snet, HS_MEMORY);
	else
		SECCOMM_INC(snet, FRAG_DROP);
	kfree_skb(skb);
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_reassembly_add);

void seccomm_reassembly_expire(struct seccomm_net *snet, unsigned long now)
{
	struct seccomm_reassemblies *all = snet->reassemblies;
	struct reassembly *r, *next;
	LIST_HEAD(expired);

	spin_lock_bh(&all->lock);
	list_for_each_entry_safe(r, next, &all->list, link) {
		if (time_before(now, r->expires))
			break;
		list_move_tail(&r->link, &expired);
		all->n--;
	}
	spin_unlock_bh(&all->lock);
	list_for_each_entry_safe(r, next, &expired, link) {
		SECCOMM_INC(snet, FRAG_DROP);
		reassembly_free(r);
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_reassembly_expire);

static void reassembly_work(struct work_struct *work)
{
	struct delayed_work *delayed = to_delayed_work(work);
	struct seccomm_reassemblies *all =
		container_of(delayed, struct seccomm_reassemblies, work);

	seccomm_reassembly_expire(all->snet, jiffies);
	spin_lock_bh(&all->lock);
	reassembly_watch(all);
	spin_unlock_bh(&all->lock);
}

int seccomm_reassembly_net_init(struct seccomm_net *snet)
{
	struct seccomm_reassemblies *all =
		kmalloc(sizeof(*all), GFP_KERNEL_ACCOUNT);

	if (!all)
		return -ENOMEM;
	all->snet = snet;
	spin_lock_init(&all->lock);
	INIT_LIST_HEAD(&all->list);
	all->n = 0;
	INIT_DELAYED_WORK(&all->work, reassembly_work);
	snet->reassemblies = all;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_reassembly_net_init);

void seccomm_reassembly_net_exit(struct seccomm_net *snet)
{
	struct seccomm_reassemblies *all = snet->reassemblies;
	struct reassembly *r, *next;

	cancel_delayed_work_sync(&all->work);
	list_for_each_entry_safe(r, next, &all->list, link)
		reassembly_free(r);
	kfree(all);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_reassembly_net_exit);
