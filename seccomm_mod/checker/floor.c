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
 * the groups, what signs, ML-KEM, the kinds of key agents, the session secret, and the methods' key
 * pairs, of which a list has room for 40: of eight slots with two, and of 24 with one. So there are
 * 115 atoms at most, hence 1 + 115 + 6,555 + 246,905 = 253,576 sets, each tried on 32 layers at
 * most, for six properties: 48.7 million steps of a few instructions at worst, for 32 layers with
 * 32 families and 32 slots. Of a slot's methods the first that a set does not break ends a step,
 * but for those that a kofn can do without. The cascade of two takes 6 sets.
 *
 * An algorithm's atom is the index of the first layer that brings its family, or
 * GROUP_ATOM and the group, or one of SIGN_ATOM for a family that methods alone bring, or
 * MLKEM_ATOM. That of key agents is AGENT_ATOM and their kind. A key's is KEY_ATOM and the index
 * of the first layer that brings it, or SESSION_ATOM if no layer's slot comes from the session
 * secret, or PAIR_ATOM and the index for the key pairs by which a slot's methods sign or agree, or
 * OPENER_ATOM and the index for those to which they encrypt. Algorithms are tried before keys, so
 * a witness of algorithms wins.
 */
#define GROUP_ATOM SECCOMM_MAX_INSTANCES
#define SIGN_ATOM (GROUP_ATOM + SECCOMM_GROUPS)
#define SIGNS 2
#define MLKEM_ATOM (SIGN_ATOM + SIGNS)
#define AGENT_ATOM (MLKEM_ATOM + 1)
#define KEY_ATOM 64
#define SESSION_ATOM (KEY_ATOM + SECCOMM_MAX_INSTANCES)
#define PAIR_ATOM 128
#define OPENER_ATOM (PAIR_ATOM + SECCOMM_MAX_INSTANCES)
#define ATOMS (OPENER_ATOM + SECCOMM_MAX_INSTANCES)
#define NO_ATOM 0xff

#define ALL_LAYERS 0xffffffffU

/**
 * struct atoms - a set of atoms
 * @words: bitmap, by atom
 */
struct atoms {
	__u64 words[ATOMS / 64];
};

/**
 * struct undoing - what undoes a layer by itself
 * @standing: anything does at all; else the layer is always broken
 * @authenticates: its slot's methods authenticate the handshake
 * @open: its slot's methods protect nothing by themselves from who takes part in handshakes
 * @family: the atom of its family
 * @key: the atom of the secret that the slot was given
 * @pair: that of the key pairs by which its methods sign or agree
 * @signs: that of what these sign by, or @pair again
 * @opener: that of the key pairs to which its methods encrypt
 * @slot: the slot's declaration; NULL without a slot
 */
struct undoing {
	bool standing;
	bool authenticates;
	bool open;
	__u8 family;
	__u8 key;
	__u8 pair;
	__u8 signs;
	__u8 opener;
	const struct seccomm_slot *slot;
};

/**
 * struct formula - when a property is broken, over the tree of layers
 * @tree: how the layers' property depends on that of their members
 * @atoms: all atoms that occur
 * @packets: it is said of packets, not of messages
 * @takes_part: who attacks takes part in handshakes, and does not only listen
 * @session: the atom of the session secret, or NO_ATOM: there is none
 * @rsa: the atom of what methods encrypt by
 * @undo: what undoes each layer
 */
struct formula {
	struct seccomm_tree tree;
	struct atoms atoms;
	bool packets;
	bool takes_part;
	__u8 session;
	__u8 rsa;
	struct undoing undo[SECCOMM_MAX_INSTANCES];
};

static const char *const signing[SIGNS] = { "dsa", "rsa" };

/* Add an atom, unless it is none. */
static void atoms_add(struct atoms *to, unsigned int atom)
{
	if (atom != NO_ATOM)
		to->words[atom / 64] |= 1ULL << atom % 64;
}

static bool atoms_have(const struct atoms *set, unsigned int atom)
{
	return set->words[atom / 64] >> atom % 64 & 1;
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

/* The first layer that a slot belongs to. */
static unsigned int floor_first(const struct seccomm_checked *checked,
				unsigned int slot)
{
	unsigned int i;

	for (i = 0; checked->layers[i].slot != slot; i++)
		;
	return i;
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

/* What may give the secret of a slot away (Documentation/composition.md). */
static void floor_slot_atoms(const struct seccomm_checked *checked,
			     const struct seccomm_slot *slot,
			     struct undoing *undo)
{
	const unsigned int first = floor_first(checked, slot->index);
	const unsigned int alg = seccomm_slot_pk(slot);

	undo->slot = slot;
	undo->authenticates = seccomm_slot_authenticates(slot);
	undo->key = slot->source == SECCOMM_SOURCE_SESSION ?
			    floor_session_atom(checked) :
			    KEY_ATOM + first;
	undo->pair = PAIR_ATOM + first;
	undo->signs = alg >= SECCOMM_PK_X25519 ? undo->pair :
						 floor_sign_atom(checked, alg);
	undo->opener = OPENER_ATOM + first;
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

/* Is a method's secret known when all of @set is broken, to who listens? */
static bool floor_heard(const struct formula *f, const struct undoing *undo,
			const struct seccomm_method *method,
			const struct atoms *set)
{
	if (seccomm_method_takes_psk(method) && !atoms_have(set, undo->key))
		return false;
	switch (method->kind) {
	case SECCOMM_METHOD_DH:
		return atoms_have(set, GROUP_ATOM + method->group);
	case SECCOMM_METHOD_RSA:
		return atoms_have(set, f->rsa) || atoms_have(set, undo->opener);
	case SECCOMM_METHOD_EXT:
		return atoms_have(set, AGENT_ATOM + method->ext);
	case SECCOMM_METHOD_MLKEM768:
		return atoms_have(set, MLKEM_ATOM);
	default:
		return true;
	}
}

/* Can who takes part pose as an end towards a method? */
static bool floor_posed(const struct formula *f, const struct undoing *undo,
			const struct seccomm_method *method,
			const struct atoms *set)
{
	if (method->kind == SECCOMM_METHOD_MLKEM768 ||
	    (method->kind == SECCOMM_METHOD_DH &&
	     method->auth == SECCOMM_AUTH_NONE))
		return true;
	if (method->kind == SECCOMM_METHOD_DH &&
	    method->auth == SECCOMM_AUTH_PSK)
		return atoms_have(set, undo->key);
	if (seccomm_method_pk(method) < SECCOMM_PK_ALGS &&
	    (atoms_have(set, undo->pair) || atoms_have(set, undo->signs)))
		return true;
	return floor_heard(f, undo, method, set);
}

/* Are so many of a slot's methods broken, as @broken says, that its secret is known? */
static bool floor_enough(const struct formula *f, const struct undoing *undo,
			 const struct atoms *set,
			 bool (*broken)(const struct formula *f,
					const struct undoing *undo,
					const struct seccomm_method *method,
					const struct atoms *set))
{
	const struct seccomm_slot *slot = undo->slot;
	unsigned int i, spare = slot->n_methods - seccomm_slot_quorum(slot);

	for (i = 0; i < slot->n_methods; i++)
		if (!broken(f, undo, &slot->methods[i], set) && !spare--)
			return false;
	return true;
}

/* Add what it takes to know a method's secret, and to pose as an end towards it. */
static void floor_add_method(struct formula *f, const struct undoing *undo,
			     const struct seccomm_method *method)
{
	if (seccomm_method_takes_psk(method))
		atoms_add(&f->atoms, undo->key);
	if (method->kind == SECCOMM_METHOD_DH)
		atoms_add(&f->atoms, GROUP_ATOM + method->group);
	if (method->kind == SECCOMM_METHOD_EXT)
		atoms_add(&f->atoms, AGENT_ATOM + method->ext);
	if (method->kind == SECCOMM_METHOD_MLKEM768)
		atoms_add(&f->atoms, MLKEM_ATOM);
	if (method->kind == SECCOMM_METHOD_RSA) {
		atoms_add(&f->atoms, f->rsa);
		atoms_add(&f->atoms, undo->opener);
	}
	if (f->takes_part && seccomm_method_pk(method) < SECCOMM_PK_ALGS) {
		atoms_add(&f->atoms, undo->pair);
		atoms_add(&f->atoms, undo->signs);
	}
}

/* Add what gives the secret of a layer's slot away. */
static void floor_add_slot(struct formula *f, const struct undoing *undo)
{
	unsigned int i;

	if (!undo->slot->n_methods)
		atoms_add(&f->atoms, undo->key);
	for (i = 0; i < undo->slot->n_methods; i++)
		floor_add_method(f, undo, &undo->slot->methods[i]);
}

/* Add what undoes a layer that stands. */
static void floor_add(struct formula *f, const struct undoing *undo)
{
	unsigned int i;

	atoms_add(&f->atoms, undo->family);
	floor_add_slot(f, undo);
	if (!f->takes_part || !undo->slot->n_methods)
		return;
	atoms_add(&f->atoms, f->session);
	for (i = 0; undo->open && i < f->tree.n_layers; i++)
		if (f->undo[i].authenticates)
			floor_add_slot(f, &f->undo[i]);
}

/* Make the formula of @property, against who @takes_part in handshakes or does not: the layers
 * of the bitmap @counting count, the others are taken for broken.
 */
static void floor_formula(struct formula *f,
			  const struct seccomm_checked *checked, __u32 property,
			  __u32 counting, bool takes_part)
{
	const struct atoms nothing = { 0 };
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->tree = seccomm_tree_of(checked, property);
	f->takes_part = takes_part;
	f->session = checked->sessionless ? NO_ATOM :
					    floor_session_atom(checked);
	f->rsa = floor_sign_atom(checked, SECCOMM_PK_RSA2048);
	for (i = 0; i < checked->n_layers; i++) {
		const struct seccomm_layer_info *layer = &checked->layers[i];
		struct undoing *undo = &f->undo[i];

		if (layer->slot != SECCOMM_NO_SLOT) {
			floor_slot_atoms(checked, layer->declared, undo);
			undo->open =
				floor_enough(f, undo, &nothing, floor_posed);
		}
		if (counting >> i & 1)
			floor_layer_atoms(checked, i, property, undo);
	}
	for (i = 0; i < checked->n_layers; i++)
		if (f->undo[i].standing)
			floor_add(f, &f->undo[i]);
}

/* Is the slot's secret known when all of @set is broken, to who listens? */
static bool floor_known(const struct formula *f, const struct undoing *undo,
			const struct atoms *set)
{
	return undo->slot->n_methods ? floor_enough(f, undo, set, floor_heard) :
				       atoms_have(set, undo->key);
}

/* Can who takes part have the secret of a slot, whose methods make it? Where they protect
 * nothing, all those that authenticate do.
 */
static bool floor_taken(const struct formula *f, const struct undoing *undo,
			const struct atoms *set)
{
	unsigned int i;

	if (f->session != NO_ATOM && !atoms_have(set, f->session))
		return false;
	if (!undo->open)
		return floor_enough(f, undo, set, floor_posed);
	for (i = 0; i < f->tree.n_layers; i++)
		if (f->undo[i].authenticates &&
		    !floor_enough(f, &f->undo[i], set, floor_posed))
			return false;
	return true;
}

/* Is a layer broken when all of @set is? */
static bool floor_undone(const struct formula *f, const struct undoing *undo,
			 const struct atoms *set)
{
	return atoms_have(set, undo->family) || floor_known(f, undo, set) ||
	       (f->takes_part && undo->slot->n_methods &&
		floor_taken(f, undo, set));
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
	/* seccomm_check() is called where sleeping is allowed, by whoever adds a stack. */
	if (n == 1)
		cond_resched();
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
	if (atom < MLKEM_ATOM)
		return floor_family(signing[atom - SIGN_ATOM]);
	if (atom == MLKEM_ATOM)
		return floor_family("ML-KEM");
	if (atom < KEY_ATOM)
		return floor_named(SECCOMM_ATOM_AGENT,
				   seccomm_ext_name(atom - AGENT_ATOM));
	if (atom >= OPENER_ATOM)
		return (struct seccomm_atom){
			.kind = SECCOMM_ATOM_RECEIVER,
			.slot = f->tree.layers[atom - OPENER_ATOM].slot,
		};
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
