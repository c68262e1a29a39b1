// SPDX-License-Identifier: GPL-2.0
/*
 * Who may open: entries in a table as the key store's, and how what a peer has proved fits them.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/seccomm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include "keys/peers.h"
#include "keys/table.h"
#include "netns.h"

/**
 * struct peers_entry - an entry
 * @node: in the namespace's table, under its @config mutex
 * @allowed: identities, a reference
 */
struct peers_entry {
	struct seccomm_key_node node;
	struct seccomm_proofs *allowed;
};

static void peers_free(struct peers_entry *entry)
{
	seccomm_proofs_put(entry->allowed);
	kfree(entry);
	seccomm_destroyed(SECCOMM_OBJ_PEERS);
}

static struct peers_entry *peers_entry(struct seccomm_key_node *node)
{
	return node ? container_of(node, struct peers_entry, node) : NULL;
}

/* Does a value stand for all that end as it does behind its first character? */
static bool peers_is_wild(const struct seccomm_identity *id)
{
	if (id->len < 3 || id->value[0] != '*')
		return false;
	return (id->kind == SECCOMM_ID_NAME && id->value[1] == '.') ||
	       (id->kind == SECCOMM_ID_PRINCIPAL && id->value[1] == '@');
}

bool seccomm_peers_id_valid(const struct seccomm_identity *id)
{
	const struct seccomm_identity suffix = {
		.kind = id->kind,
		.len = id->len - 1,
		.value = id->value + 1,
	};

	/* Addresses are what the entry's prefix says. */
	if (id->kind == SECCOMM_ID_ADDRESS)
		return false;
	if (id->kind == SECCOMM_ID_ANONYMOUS)
		return !id->len;
	return seccomm_identity_valid(peers_is_wild(id) ? &suffix : id);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_peers_id_valid);

static bool peers_id_fits(const struct seccomm_identity *allowed,
			  const struct seccomm_identity *id)
{
	const bool wild = peers_is_wild(allowed);

	if (allowed->kind != id->kind)
		return false;
	if (!wild)
		return id->len == allowed->len &&
		       !memcmp(id->value, allowed->value, id->len);
	return id->len >= allowed->len &&
	       !memcmp(id->value + id->len - (allowed->len - 1),
		       allowed->value + 1, allowed->len - 1);
}

/* Is one of these identities for @proof's method, and for who that says? */
static bool peers_allow(const struct seccomm_proofs *allowed,
			const struct seccomm_proof *proof)
{
	const struct seccomm_proof *a;
	unsigned int i;

	/* The peer's address is what the entry was found by. */
	if (proof->id.kind == SECCOMM_ID_ADDRESS)
		return true;
	for (i = 0; i < allowed->n; i++) {
		a = &allowed->list[i];
		if ((a->slot == SECCOMM_ANY_METHOD || a->slot == proof->slot) &&
		    (a->ordinal == SECCOMM_ANY_METHOD ||
		     a->ordinal == proof->ordinal) &&
		    peers_id_fits(&a->id, &proof->id))
			return true;
	}
	return false;
}

/* Is there any entry for a stack? */
static bool peers_name(const struct seccomm_key_table *t, const char *stack)
{
	const struct seccomm_key_node *node;
	struct rb_node *rb;

	for (rb = rb_first(&t->order); rb; rb = rb_next(rb)) {
		node = rb_entry(rb, struct seccomm_key_node, order);
		if (!strcmp(node->id.stack, stack))
			return true;
	}
	return false;
}

static struct peers_entry *peers_best(struct seccomm_key_table *t,
				      const struct seccomm_opener *opener)
{
	struct seccomm_key_id what = { .port = opener->port };
	struct seccomm_key_node *node;

	strscpy(what.stack, opener->stack, sizeof(what.stack));
	node = seccomm_key_table_best(t, &what, opener->addr);
	if (!node) {
		what.port = 0;
		node = seccomm_key_table_best(t, &what, opener->addr);
	}
	return peers_entry(node);
}

/* What of @opener an entry does not allow, or NULL: all is allowed. */
static const struct seccomm_proof *
peers_misfit(const struct seccomm_proofs *allowed,
	     const struct seccomm_opener *opener,
	     const struct seccomm_proof *end)
{
	const struct seccomm_proofs *proofs = opener->proofs;
	unsigned int i;

	/* Without identities it says where from, and leaves the end's name to the secret. */
	if (allowed->n && !peers_allow(allowed, end))
		return end;
	for (i = 0; proofs && i < proofs->n; i++)
		if (!peers_allow(allowed, &proofs->list[i]))
			return &proofs->list[i];
	return NULL;
}

bool seccomm_peers_admit(struct net *net, const struct seccomm_opener *opener,
			 struct seccomm_proof *misfit)
{
	const struct seccomm_proof end = {
		.slot = SECCOMM_ANY_METHOD,
		.ordinal = SECCOMM_ANY_METHOD,
		.id = *opener->end,
	};
	struct seccomm_net *snet = seccomm_net(net);
	const struct seccomm_proof *found = NULL;
	struct peers_entry *entry;

	mutex_lock(&snet->config);
	entry = peers_best(snet->peers, opener);
	if (entry)
		found = peers_misfit(entry->allowed, opener, &end);
	else if (peers_name(snet->peers, opener->stack))
		found = &end;
	mutex_unlock(&snet->config);
	if (found)
		*misfit = *found;
	return !found;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_peers_admit);

/* Is there a name among these identities, for a method of @slot? */
static bool peers_allow_name(const struct seccomm_proofs *allowed, u8 slot)
{
	const struct seccomm_proof *a;
	unsigned int i;

	for (i = 0; i < allowed->n; i++) {
		a = &allowed->list[i];
		if ((a->slot == SECCOMM_ANY_METHOD || a->slot == slot) &&
		    a->id.kind == SECCOMM_ID_NAME)
			return true;
	}
	return false;
}

bool seccomm_peers_name(struct net *net, const char *stack, u8 slot,
			const struct in6_addr *addr)
{
	struct seccomm_net *snet = seccomm_net(net);
	const struct seccomm_key_node *node;
	struct peers_entry *entry;
	struct rb_node *rb;
	bool ret = false;

	mutex_lock(&snet->config);
	for (rb = rb_first(&snet->peers->order); rb && !ret; rb = rb_next(rb)) {
		node = rb_entry(rb, struct seccomm_key_node, order);
		entry = container_of(node, struct peers_entry, node);
		ret = !strcmp(node->id.stack, stack) &&
		      ipv6_prefix_equal(&node->id.prefix.addr, addr,
					node->id.prefix.len) &&
		      peers_allow_name(entry->allowed, slot);
	}
	mutex_unlock(&snet->config);
	return ret;
}

/* Enter @entry, or exchange identities with the entry for the same id, which so keeps its place.
 * The caller frees what @entry then is, unless it was entered, which @entered tells.
 */
static int peers_enter(struct seccomm_net *snet, struct peers_entry *entry,
		       bool excl, bool *entered, struct netlink_ext_ack *extack)
{
	struct seccomm_key_node *old =
		seccomm_key_table_find(snet->peers, &entry->node.id);
	int err;

	*entered = false;
	if (old && excl) {
		NL_SET_ERR_MSG(extack, "peers are there: delete or replace them");
		return -EEXIST;
	}
	if (old) {
		swap(peers_entry(old)->allowed, entry->allowed);
		return 0;
	}
	if (snet->peers->n >= SECCOMM_MAX_PEERS) {
		NL_SET_ERR_MSG(extack,
			       "too many entries for peers in this namespace: delete some");
		return -ENOSPC;
	}
	err = seccomm_key_table_add(snet->peers, &entry->node);
	*entered = !err;
	return err;
}

int seccomm_peers_set(struct net *net, const struct seccomm_peers *peers,
		      bool excl, struct netlink_ext_ack *extack)
{
	struct peers_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);
	struct seccomm_net *snet = seccomm_net(net);
	bool entered;
	int err;

	if (!entry)
		return -ENOMEM;
	seccomm_created(SECCOMM_OBJ_PEERS);
	entry->node.id = peers->id;
	entry->allowed = seccomm_proofs_get(peers->allowed);
	mutex_lock(&snet->config);
	err = peers_enter(snet, entry, excl, &entered, extack);
	mutex_unlock(&snet->config);
	if (!entered)
		peers_free(entry);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_peers_set);

int seccomm_peers_del(struct net *net, const struct seccomm_key_id *id,
		      struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key_node *node;

	mutex_lock(&snet->config);
	node = seccomm_key_table_find(snet->peers, id);
	if (node)
		seccomm_key_table_del(snet->peers, node);
	mutex_unlock(&snet->config);
	if (!node) {
		NL_SET_ERR_MSG(extack, "no such peers: see seccommctl peer show");
		return -ENOENT;
	}
	peers_free(peers_entry(node));
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_peers_del);

struct seccomm_proofs *seccomm_peers_get(struct net *net,
					 const struct seccomm_key_id *id)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_proofs *allowed = NULL;
	struct seccomm_key_node *node;

	mutex_lock(&snet->config);
	node = seccomm_key_table_find(snet->peers, id);
	if (node)
		allowed = seccomm_proofs_get(peers_entry(node)->allowed);
	mutex_unlock(&snet->config);
	return allowed;
}

int seccomm_peers_for_each(struct net *net, unsigned long *pos,
			   int (*fn)(const struct seccomm_peers *peers,
				     void *arg),
			   void *arg)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key_node *node;
	struct seccomm_peers peers;
	int ret = 0;

	mutex_lock(&snet->config);
	while ((node = seccomm_key_table_from(snet->peers, *pos))) {
		peers.id = node->id;
		peers.allowed = peers_entry(node)->allowed;
		ret = fn(&peers, arg);
		if (ret)
			break;
		*pos = node->number + 1;
	}
	mutex_unlock(&snet->config);
	return ret;
}

int seccomm_peers_net_init(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);
	int err;

	snet->peers = kzalloc(sizeof(*snet->peers), GFP_KERNEL_ACCOUNT);
	if (!snet->peers)
		return -ENOMEM;
	err = seccomm_key_table_init(snet->peers);
	if (err)
		kfree(snet->peers);
	return err;
}

void seccomm_peers_net_exit(struct net *net)
{
	struct seccomm_key_table *peers = seccomm_net(net)->peers;
	struct seccomm_key_node *node;

	while ((node = seccomm_key_table_from(peers, 0))) {
		seccomm_key_table_del(peers, node);
		peers_free(peers_entry(node));
	}
	seccomm_key_table_exit(peers);
	kfree(peers);
}
