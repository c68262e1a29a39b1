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
 * SECCOMM_MAX_WITNESS of them. A layer brings a family and a key source at most, and there are
 * the groups, what signs, the kinds of key agents, the session secret, and the key pairs of no
 * more than 14 slots, so that the handshake fits its packets. So there are 87 atoms at most,
 * hence 1 + 87 + 3,741 + 105,995 = 109,824 sets, each tried on 32 layers at most, for six
 * properties: 21.1 million steps of a few instructions at worst, for 32 layers with 32 families
 * and 32 slots. The cascade of two takes 6 sets.
 *
 * An algorithm's atom is the index of the first layer that brings its family, or
 * GROUP_ATOM and the group, or one of SIGN_ATOM for a family that methods alone bring. That of
 * key agents is AGENT_ATOM and their kind. A key's is KEY_ATOM and the index of the first layer
 * that brings it, or SESSION_ATOM if no layer's slot comes from the session secret, or PAIR_ATOM
 * and the index for the key pairs that a slot's methods take. Algorithms are tried before keys,
 * so a witness of algorithms wins.
 */
#define GROUP_ATOM SECCOMM_MAX_INSTANCES
#define SIGN_ATOM (GROUP_ATOM + SECCOMM_GROUPS)
#define SIGNS 2
#define AGENT_ATOM (SIGN_ATOM + SIGNS)
#define KEY_ATOM 64
#define SESSION_ATOM (KEY_ATOM + SECCOMM_MAX_INSTANCES)
#define PAIR_ATOM 128
#define ATOMS (PAIR_ATOM + SECCOMM_MAX_INSTANCES)
#define NO_ATOM 0xff

#define ALL_LAYERS 0xffffffffU

/**
 * struct atoms - a set of atoms
 * @words: bitmap, by atom
 */
struct atoms {
	__u64 words[PAIR_ATOM / 64 + 1];
};

/**
 * struct undoing - what undoes a layer by itself
 * @standing: anything does at all; else the layer is always broken
 * @agreed: methods make its slot's secret in the handshake
 * @authenticates: they authenticate the handshake
 * @family: the atom of its family
 * @groups: bitmap of the groups that have to be broken for the slot's secret
 * @agents: likewise of the kinds of key agents
 * @key: the key that has to be, or NO_ATOM
 * @pair: the key pairs that methods take, or NO_ATOM: they take none
 * @signs: what the key pairs sign by, or @pair again
 * @paired: bitmap of the groups of these methods, all of which may be broken in place of @pair
 *	or @signs
 */
struct undoing {
	bool standing;
	bool agreed;
	bool authenticates;
	__u8 family;
	__u8 groups;
	__u8 agents;
	__u8 key;
	__u8 pair;
	__u8 signs;
	__u8 paired;
};

/**
 * struct formula - when a property is broken, over the tree of layers
 * @tree: how the layers' property depends on that of their members
 * @atoms: all atoms that occur
 * @packets: it is said of packets, not of messages
 * @takes_part: who attacks takes part in handshakes, and does not only listen
 * @session: the atom of the session secret, or NO_ATOM: there is none
 * @undo: what undoes each layer
 */
struct formula {
	struct seccomm_tree tree;
	struct atoms atoms;
	bool packets;
	bool takes_part;
	__u8 session;
	struct undoing undo[SECCOMM_MAX_INSTANCES];
};

static const char *const signing[SIGNS] = { "dsa", "rsa" };

/* Add an atom, unless it is none. */
static void atoms_add(struct atoms *to, unsigned int atom)
{
	if (atom != NO_ATOM)
		to->words[atom / 64] |= 1ULL << atom % 64;
}

/* Add those of a bitmap of groups or agents, whose atoms begin at @first. */
static void atoms_add_bits(struct atoms *to, unsigned int first, __u8 bits)
{
	to->words[0] |= (__u64)bits << first;
}

static bool atoms_have(const struct atoms *set, unsigned int atom)
{
	return set->words[atom / 64] >> atom % 64 & 1;
}

/* Are all of such a bitmap in @set? */
static bool atoms_cover_bits(const struct atoms *set, unsigned int first,
			     __u8 bits)
{
	return !(bits & ~(set->words[0] >> first));
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

/* The algorithm that methods sign by. */
static unsigned int floor_sign_atom(const struct seccomm_checked *checked,
				    unsigned int alg)
{
	const unsigned int n = alg != SECCOMM_PK_DSA2048;
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		if (!strcmp(checked->layers[i].type->family, signing[n]))
			return i;
	return SIGN_ATOM + n;
}

/* What gives away the key pairs that a slot's methods take, of which they have one kind. */
static void floor_pair_atoms(const struct seccomm_checked *checked,
			     const struct seccomm_slot *slot,
			     struct undoing *undo)
{
	const unsigned int alg = seccomm_slot_pk(slot);
	unsigned int i;

	if (alg == SECCOMM_PK_ALGS)
		return;
	for (i = 0; i < slot->n_methods; i++)
		if (seccomm_method_pk(&slot->methods[i]) == alg)
			undo->paired |= 1U << slot->methods[i].group;
	undo->pair =
		PAIR_ATOM - KEY_ATOM + floor_slot_atom(checked, slot->index);
	undo->signs = alg == SECCOMM_PK_X25519 ? undo->pair :
						 floor_sign_atom(checked, alg);
}

/* What gives the secret of a slot away (Documentation/composition.md). */
static void floor_slot_atoms(const struct seccomm_checked *checked,
			     const struct seccomm_slot *slot,
			     struct undoing *undo)
{
	unsigned int i;

	undo->agreed = slot->n_methods;
	undo->authenticates = seccomm_slot_authenticates(slot);
	for (i = 0; i < slot->n_methods; i++) {
		const struct seccomm_method *method = &slot->methods[i];

		if (method->kind == SECCOMM_METHOD_DH)
			undo->groups |= 1U << method->group;
		if (method->kind == SECCOMM_METHOD_EXT)
			undo->agents |= 1U << method->ext;
	}
	if (slot->source == SECCOMM_SOURCE_SESSION)
		undo->key = floor_session_atom(checked);
	else if (!slot->n_methods || seccomm_slot_takes_psk(slot))
		undo->key = floor_slot_atom(checked, slot->index);
	if (slot->n_methods)
		floor_pair_atoms(checked, slot, undo);
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
}

/* Does @undo say of its own what it takes to pose as an end? */
static bool floor_poses_alone(const struct undoing *undo)
{
	return undo->key != NO_ATOM || undo->pair != NO_ATOM || undo->agents;
}

/* Add what it takes to pose as an end towards a slot's methods. */
static void floor_add_posing(struct atoms *to, const struct undoing *undo)
{
	atoms_add(to, undo->key);
	atoms_add(to, undo->pair);
	atoms_add(to, undo->signs);
	atoms_add_bits(to, GROUP_ATOM, undo->paired);
	atoms_add_bits(to, AGENT_ATOM, undo->agents);
}

/* Add what undoes a layer that stands. */
static void floor_add(struct formula *f, const struct undoing *undo)
{
	unsigned int i;

	atoms_add(&f->atoms, undo->family);
	atoms_add(&f->atoms, undo->key);
	atoms_add_bits(&f->atoms, GROUP_ATOM, undo->groups);
	atoms_add_bits(&f->atoms, AGENT_ATOM, undo->agents);
	if (!f->takes_part || !undo->agreed)
		return;
	atoms_add(&f->atoms, f->session);
	floor_add_posing(&f->atoms, undo);
	for (i = 0; i < f->tree.n_layers; i++)
		if (!floor_poses_alone(undo) && f->undo[i].authenticates)
			floor_add_posing(&f->atoms, &f->undo[i]);
}

/* Make the formula of @property, against who @takes_part in handshakes or does not: the layers
 * of the bitmap @counting count, the others are taken for broken.
 */
static void floor_formula(struct formula *f,
			  const struct seccomm_checked *checked, __u32 property,
			  __u32 counting, bool takes_part)
{
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->tree = seccomm_tree_of(checked, property);
	f->takes_part = takes_part;
	f->session = checked->sessionless ? NO_ATOM :
					    floor_session_atom(checked);
	for (i = 0; i < checked->n_layers; i++) {
		struct undoing *undo = &f->undo[i];

		undo->key = NO_ATOM;
		undo->pair = NO_ATOM;
		undo->signs = NO_ATOM;
		if (checked->layers[i].slot != SECCOMM_NO_SLOT)
			floor_slot_atoms(checked, checked->layers[i].declared,
					 undo);
		if (counting >> i & 1)
			floor_layer_atoms(checked, i, property, undo);
	}
	for (i = 0; i < checked->n_layers; i++)
		if (f->undo[i].standing)
			floor_add(f, &f->undo[i]);
}

/* Is the slot's secret known when all of @set is broken, to who listens? */
static bool floor_known(const struct undoing *undo, const struct atoms *set)
{
	return (undo->key == NO_ATOM || atoms_have(set, undo->key)) &&
	       atoms_cover_bits(set, GROUP_ATOM, undo->groups) &&
	       atoms_cover_bits(set, AGENT_ATOM, undo->agents);
}

/* Can who takes part pose as an end towards a slot's methods? */
static bool floor_poses(const struct undoing *undo, const struct atoms *set)
{
	if ((undo->key != NO_ATOM && !atoms_have(set, undo->key)) ||
	    !atoms_cover_bits(set, AGENT_ATOM, undo->agents))
		return false;
	return undo->pair == NO_ATOM || atoms_have(set, undo->pair) ||
	       atoms_have(set, undo->signs) ||
	       atoms_cover_bits(set, GROUP_ATOM, undo->paired);
}

/* Can who takes part have the secret of a slot, whose methods make it? Where they authenticate
 * nobody, all those that do protect it.
 */
static bool floor_taken(const struct formula *f, const struct undoing *undo,
			const struct atoms *set)
{
	unsigned int i;

	if (f->session != NO_ATOM && !atoms_have(set, f->session))
		return false;
	if (floor_poses_alone(undo))
		return floor_poses(undo, set);
	for (i = 0; i < f->tree.n_layers; i++)
		if (f->undo[i].authenticates && !floor_poses(&f->undo[i], set))
			return false;
	return true;
}

/* Is a layer broken when all of @set is? */
static bool floor_undone(const struct formula *f, const struct undoing *undo,
			 const struct atoms *set)
{
	return atoms_have(set, undo->family) || floor_known(undo, set) ||
	       (f->takes_part && undo->agreed && floor_taken(f, undo, set));
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

static struct seccomm_atom floor_named(enum seccomm_atom_kind kind,
				       const char *name)
{
	struct seccomm_atom atom = { .kind = kind };

	/* seccomm_type_valid() has seen that a type's family fits. */
	memcpy(atom.family, name, strlen(name));
	return atom;
}

static struct seccomm_atom floor_family(const char *family)
{
	return floor_named(SECCOMM_ATOM_FAMILY, family);
}

static struct seccomm_atom floor_atom(const struct formula *f,
				      unsigned int atom)
{
	const struct seccomm_layer_info *layer;

	if (atom < GROUP_ATOM)
		return floor_family(f->tree.layers[atom].type->family);
	if (atom < SIGN_ATOM)
		return floor_family(seccomm_group_name(atom - GROUP_ATOM));
	if (atom < AGENT_ATOM)
		return floor_family(signing[atom - SIGN_ATOM]);
	if (atom < KEY_ATOM)
		return floor_named(SECCOMM_ATOM_AGENT,
				   seccomm_ext_name(atom - AGENT_ATOM));
	if (atom >= PAIR_ATOM)
		return (struct seccomm_atom){
			.kind = SECCOMM_ATOM_PAIR,
			.slot = f->tree.layers[atom - PAIR_ATOM].slot,
		};
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
