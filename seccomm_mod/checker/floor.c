// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The floor of each property (Documentation/composition.md): the least number of atoms,
 * that is of algorithm families and key sources, whose break loses the property.
 */
#include "checker/floor.h"
#include "checker/method.h"
#include "checker/properties.h"
#include "checker/tree.h"
#include "checker/work.h"

/*
 * The floor is found by trying all sets of atoms, the smaller ones first, up to
 * SECCOMM_MAX_WITNESS of them. A layer brings a family and a key source at most, and
 * there are the groups and the session secret, so there are 69 atoms at most while there are
 * 4 groups, hence 1 + 69 + 2,346 + 52,394 = 54,810 sets, each tried on 32 layers at most,
 * for five properties: 8.8 million steps of a few instructions at worst, for 32 layers with
 * 32 families and 32 slots. The cascade of two takes 6 sets.
 *
 * An algorithm's atom is the index of the first layer that brings its family, or
 * GROUP_ATOM and the group. A key's is KEY_ATOM and the index of the first layer that
 * brings it, or SESSION_ATOM if no layer's slot comes from the session secret. Algorithms are
 * tried before keys, so a witness of algorithms wins.
 */
#define GROUP_ATOM SECCOMM_MAX_INSTANCES
#define KEY_ATOM 64
#define SESSION_ATOM (KEY_ATOM + SECCOMM_MAX_INSTANCES)
#define ATOMS (SESSION_ATOM + 1)

#define ALL_LAYERS 0xffffffffU

/**
 * struct atoms - a set of atoms
 * @algorithms: bitmap of those below KEY_ATOM
 * @keys: bitmap of the others
 */
struct atoms {
	__u64 algorithms;
	__u64 keys;
};

/**
 * struct undoing - what undoes a layer by itself
 * @standing: anything does at all; else the layer is always broken
 * @agreed: methods make its slot's secret in the handshake
 * @family: the atom of its family
 * @groups: bitmap of the groups that have to be broken for the slot's secret
 * @keys: the keys that have to be, as in struct atoms
 */
struct undoing {
	bool standing;
	bool agreed;
	__u8 family;
	__u8 groups;
	__u64 keys;
};

/**
 * struct formula - when a property is broken, over the tree of layers
 * @tree: how the layers' property depends on that of their members
 * @atoms: all atoms that occur
 * @packets: it is said of packets, not of messages
 * @takes_part: who attacks takes part in handshakes, and does not only listen
 * @session: the session secret, as in struct atoms
 * @others: the keys that authenticate the handshake for a slot whose methods take none
 * @undo: what undoes each layer
 */
struct formula {
	struct seccomm_tree tree;
	struct atoms atoms;
	bool packets;
	bool takes_part;
	__u64 session;
	__u64 others;
	struct undoing undo[SECCOMM_MAX_INSTANCES];
};

static void atoms_add(struct atoms *to, unsigned int atom)
{
	if (atom < KEY_ATOM)
		to->algorithms |= 1ULL << atom;
	else
		to->keys |= 1ULL << (atom - KEY_ATOM);
}

static bool atoms_have(const struct atoms *set, unsigned int atom)
{
	return atom < KEY_ATOM ? set->algorithms >> atom & 1 :
				 set->keys >> (atom - KEY_ATOM) & 1;
}

/* Are all of @part in @set? */
static bool atoms_cover(const struct atoms *set, const struct atoms *part)
{
	return !(part->algorithms & ~set->algorithms) &&
	       !(part->keys & ~set->keys);
}

static unsigned int floor_family_atom(const struct seccomm_layer_info *layers,
				      unsigned int layer)
{
	const char *family = layers[layer].type->family;
	unsigned int i;

	for (i = 0; strcmp(layers[i].type->family, family); i++)
		;
	return i;
}

static bool floor_from_session(const struct seccomm_layer_info *layer)
{
	return layer->slot != SECCOMM_NO_SLOT &&
	       layer->declared->source == SECCOMM_SOURCE_SESSION;
}

/* The session secret. */
static unsigned int floor_session_atom(const struct seccomm_checked *checked)
{
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		if (floor_from_session(&checked->layers[i]))
			return KEY_ATOM + i;
	return SESSION_ATOM;
}

/* What the ends were given for a slot. */
static unsigned int floor_slot_atom(const struct seccomm_checked *checked,
				    unsigned int slot)
{
	unsigned int i;

	for (i = 0; checked->layers[i].slot != slot; i++)
		;
	return KEY_ATOM + i;
}

/* The pre-shared secrets by which methods of any slot authenticate the handshake. */
static __u64 floor_authenticate(const struct seccomm_checked *checked)
{
	struct atoms set = { 0 };
	unsigned int i, k;

	for (i = 0; i < checked->n_layers; i++) {
		const struct seccomm_slot *slot = checked->layers[i].declared;

		for (k = 0; slot && k < slot->n_methods; k++)
			if (seccomm_method_authenticates(&slot->methods[k]))
				atoms_add(&set, floor_slot_atom(checked,
								slot->index));
	}
	return set.keys;
}

/* What gives the secret of a layer's slot away (Documentation/composition.md). */
static void floor_slot_atoms(const struct seccomm_checked *checked,
			     const struct seccomm_layer_info *layer,
			     struct undoing *undo)
{
	const struct seccomm_slot *slot = layer->declared;
	struct atoms own = { 0 };
	unsigned int i;

	undo->agreed = slot->n_methods;
	for (i = 0; i < slot->n_methods; i++)
		if (slot->methods[i].kind == SECCOMM_METHOD_DH)
			undo->groups |= 1U << slot->methods[i].group;
	if (slot->source == SECCOMM_SOURCE_SESSION)
		atoms_add(&own, floor_session_atom(checked));
	else if (!slot->n_methods || seccomm_slot_takes_psk(slot))
		atoms_add(&own, floor_slot_atom(checked, layer->slot));
	undo->keys = own.keys;
}

/*
 * What undoes a layer that should give @property. Nothing stands if the layer does not give the
 * property, hides by a pattern only, has no key, or has a type without a family, of which
 * nobody knows what it shares with others.
 */
static void floor_layer_atoms(const struct seccomm_checked *checked,
			      unsigned int i, __u32 property,
			      struct undoing *undo)
{
	const struct seccomm_layer_info *layer = &checked->layers[i];

	if (!(seccomm_layer_provides(layer) & property) ||
	    layer->type->strength <= SECCOMM_STRENGTH_OBFUSCATION ||
	    !layer->type->family[0] || layer->slot == SECCOMM_NO_SLOT)
		return;
	undo->standing = true;
	undo->family = floor_family_atom(checked->layers, i);
	floor_slot_atoms(checked, layer, undo);
}

/* What an attacker who listens has to break for the slot's secret. */
static struct atoms floor_passive(const struct undoing *undo)
{
	return (struct atoms){
		.algorithms = (__u64)undo->groups << GROUP_ATOM,
		.keys = undo->keys,
	};
}

/* The keys that one who takes part in the handshake has to know for it. */
static __u64 floor_active(const struct formula *f, const struct undoing *undo)
{
	return f->session | (undo->keys ?: f->others);
}

/* Make the formula of @property, against who @takes_part in handshakes or does not: the layers
 * of the bitmap @counting count, the others are taken for broken.
 */
static void floor_formula(struct formula *f,
			  const struct seccomm_checked *checked, __u32 property,
			  __u32 counting, bool takes_part)
{
	struct atoms session = { 0 }, passive;
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->tree = seccomm_tree_of(checked, property);
	f->takes_part = takes_part;
	atoms_add(&session, floor_session_atom(checked));
	f->session = session.keys;
	f->others = floor_authenticate(checked);
	for (i = 0; i < checked->n_layers; i++) {
		struct undoing *undo = &f->undo[i];

		if (counting >> i & 1)
			floor_layer_atoms(checked, i, property, undo);
		if (!undo->standing)
			continue;
		passive = floor_passive(undo);
		atoms_add(&f->atoms, undo->family);
		f->atoms.algorithms |= passive.algorithms;
		f->atoms.keys |= passive.keys;
		if (takes_part && undo->agreed)
			f->atoms.keys |= floor_active(f, undo);
	}
}

/* Is a layer broken when all of @set is? */
static bool floor_undone(const struct formula *f, const struct undoing *undo,
			 const struct atoms *set)
{
	const struct atoms passive = floor_passive(undo);

	return atoms_have(set, undo->family) || atoms_cover(set, &passive) ||
	       (f->takes_part && undo->agreed &&
		!(floor_active(f, undo) & ~set->keys));
}

/* The formula's value: is the property lost when all of @set is broken? */
static bool floor_broken(const struct formula *f, const struct atoms *set)
{
	__u32 standing = 0;
	unsigned int i;

	for (i = 0; i < f->tree.n_layers; i++)
		if (f->undo[i].standing && !floor_undone(f, &f->undo[i], set))
			standing |= 1U << i;
	if (f->packets)
		return !seccomm_tree_keeps(&f->tree, standing);
	return !(seccomm_tree_whole(&f->tree, standing) & SECCOMM_TREE_TOP);
}

/* Add @n atoms from number @from on to *@set so that the set breaks the property. */
static bool floor_find_set(const struct formula *f, unsigned int n,
			   unsigned int from, struct atoms *set)
{
	const struct atoms base = *set;
	unsigned int i;

	if (!n)
		return floor_broken(f, set);
	for (i = from; i < ATOMS; i++) {
		if (!atoms_have(&f->atoms, i))
			continue;
		*set = base;
		atoms_add(set, i);
		if (floor_find_set(f, n - 1, i + 1, set))
			return true;
	}
	return false;
}

/*
 * What of a slot an attacker breaks. Of key pairs it is that of one end: a message is signed
 * by the sender's and encrypted to the receiver's, and a property is lost when it is lost in
 * one direction. Both directions have the same floor, so they need no formula each.
 */
static __u8 floor_slot_kind(const struct seccomm_layer_info *layer)
{
	if (layer->declared->source != SECCOMM_SOURCE_PK)
		return SECCOMM_ATOM_SLOT;
	return layer->type->provides & SECCOMM_AUTHENTICITY ?
		       SECCOMM_ATOM_SIGNER :
		       SECCOMM_ATOM_RECEIVER;
}

static struct seccomm_atom floor_family(const char *family)
{
	struct seccomm_atom atom = { .kind = SECCOMM_ATOM_FAMILY };

	/* seccomm_type_valid() has seen that a type's family fits. */
	memcpy(atom.family, family, strlen(family));
	return atom;
}

static struct seccomm_atom floor_atom(const struct formula *f,
				      unsigned int atom)
{
	const struct seccomm_layer_info *layer;

	if (atom < GROUP_ATOM)
		return floor_family(f->tree.layers[atom].type->family);
	if (atom < KEY_ATOM)
		return floor_family(seccomm_group_name(atom - GROUP_ATOM));
	if (atom == SESSION_ATOM)
		return (struct seccomm_atom){ .kind = SECCOMM_ATOM_SESSION };
	layer = &f->tree.layers[atom - KEY_ATOM];
	if (floor_from_session(layer))
		return (struct seccomm_atom){ .kind = SECCOMM_ATOM_SESSION };
	return (struct seccomm_atom){ .kind = floor_slot_kind(layer),
				      .slot = layer->slot };
}

static void floor_find(const struct formula *f, struct seccomm_floor *floor)
{
	unsigned int i, n = 0;
	struct atoms set = { 0 };

	while (!floor_find_set(f, floor->least, 0, &set)) {
		set = (struct atoms){ 0 };
		if (++floor->least > SECCOMM_MAX_WITNESS)
			return;
	}
	for (i = 0; i < ATOMS; i++)
		if (atoms_have(&set, i))
			floor->witness[n++] = floor_atom(f, i);
}

/*
 * The layers behind the first freshness layer. Upward they run before it: what they verify is
 * verified before it commits its replay state.
 */
static __u32 floor_behind_fresh(const struct seccomm_checked *checked)
{
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		if (seccomm_layer_provides(&checked->layers[i]) &
		    SECCOMM_FRESHNESS)
			return ALL_LAYERS << i << 1;
	return 0;
}

/* The layer whose signature is kept, as a bitmap: of several that are, each is worth as much. */
static __u32 floor_kept(const struct seccomm_checked *checked)
{
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		if (checked->layers[i].kept)
			return 1U << i;
	return 0;
}

/**
 * seccomm_find_floors() - find the floor of each property, and a witness
 * @checked: the verdict: accepted, its layers placed
 *
 * Packets are safe from being altered by the layers that keep messages so, where one packet
 * alone carries what these hand on (seccomm_tree_keeps()): else who broke what stands behind
 * them can write the same message in another packet.
 *
 * Privacy has two floors: who listens can break things later, who takes part in the handshake
 * needs them then, and others. Who alters messages takes part.
 */
void seccomm_find_floors(struct seccomm_checked *checked)
{
	struct formula f;

	floor_formula(&f, checked, SECCOMM_PRIVACY, ALL_LAYERS, false);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_PRIVACY]);
	floor_formula(&f, checked, SECCOMM_PRIVACY, ALL_LAYERS, true);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_ACTIVE]);
	floor_formula(&f, checked, SECCOMM_INTEGRITY, ALL_LAYERS, true);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_INTEGRITY]);
	floor_formula(&f, checked, SECCOMM_INTEGRITY,
		      floor_behind_fresh(checked), true);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_FRESHNESS]);
	floor_formula(&f, checked, SECCOMM_INTEGRITY, ALL_LAYERS, true);
	f.packets = true;
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_PACKETS]);
	floor_formula(&f, checked, SECCOMM_AUTHENTICITY, floor_kept(checked),
		      true);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_NONREPUDIATION]);
}

const char *const seccomm_assumed[SECCOMM_N_ASSUMED] = {
	"HKDF-SHA256",
	"the random generator",
	"this handshake",
};

/**
 * seccomm_passive_beyond() - from where on does privacy hold against listeners only?
 * @floors: a stack's floors
 *
 * When as much is broken as integrity takes, messages can be altered unseen, and an attacker
 * who can do so learns what is in them from what becomes of the altered ones.
 *
 * Return: the floor of integrity, 0 if there is none; -1 if privacy is lost with it.
 */
int seccomm_passive_beyond(const struct seccomm_floor *floors)
{
	const unsigned int integrity = floors[SECCOMM_FLOOR_INTEGRITY].least;

	return floors[SECCOMM_FLOOR_PRIVACY].least > integrity ?
		       (int)integrity :
		       -1;
}
