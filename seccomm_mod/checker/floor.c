// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The floor of each property (Documentation/composition.md): the least number of atoms,
 * that is of algorithm families and key sources, whose break loses the property.
 */
#include "checker/floor.h"
#include "checker/properties.h"
#include "checker/tree.h"
#include "checker/work.h"

/*
 * The floor is found by trying all sets of atoms, the smaller ones first, up to
 * SECCOMM_MAX_WITNESS of them. A layer brings a family and a key source at
 * most, so there are 64 atoms at most, hence 1 + 64 + 2,016 + 41,664 = 43,745
 * sets, each tried on 32 layers at most, for four properties: 5.6 million
 * steps of a few instructions at worst, for 32 layers with 32 families and 32
 * slots. The cascade of two takes 6 sets.
 *
 * An atom's bit is the index of the first layer that brings it, and 32 more for
 * a key source: families are tried before keys, so a witness of families wins.
 */
#define KEY_BIT 32

#define ALL_LAYERS 0xffffffffU

/**
 * struct formula - when a property is broken, over the tree of layers
 * @tree: how the layers' property depends on that of their members
 * @atoms: all atoms that occur
 * @undo: for each layer, the atoms any of which breaks it alone; none where
 *	it is always broken
 * @packets: it is said of packets, not of messages
 */
struct formula {
	struct seccomm_tree tree;
	__u64 atoms;
	__u64 undo[SECCOMM_MAX_INSTANCES];
	bool packets;
};

static __u64 floor_family_atom(const struct seccomm_layer_info *layers,
			       unsigned int layer)
{
	const char *family = layers[layer].type->family;
	unsigned int i;

	for (i = 0; strcmp(layers[i].type->family, family); i++)
		;
	return 1ULL << i;
}

static bool floor_same_source(const struct seccomm_layer_info *a,
			      const struct seccomm_layer_info *b)
{
	if (a->slot == SECCOMM_NO_SLOT || a->source != b->source)
		return false;
	return a->source == SECCOMM_SOURCE_SESSION || a->slot == b->slot;
}

static __u64 floor_key_atom(const struct seccomm_layer_info *layers,
			    unsigned int layer)
{
	unsigned int i;

	for (i = 0; !floor_same_source(&layers[i], &layers[layer]); i++)
		;
	return 1ULL << (KEY_BIT + i);
}

/*
 * The atoms any of which breaks a layer that should give @property. 0 if the layer is
 * always broken: it does not give the property, hides by a pattern only, has no key, or
 * has a type without a family, of which nobody knows what it shares with others.
 */
static __u64 floor_layer_atoms(const struct seccomm_layer_info *layers,
			       unsigned int i, __u32 property)
{
	const struct seccomm_type_desc *type = layers[i].type;

	if (!(seccomm_layer_provides(&layers[i]) & property) ||
	    type->strength <= SECCOMM_STRENGTH_OBFUSCATION ||
	    !type->family[0] || layers[i].slot == SECCOMM_NO_SLOT)
		return 0;
	return floor_family_atom(layers, i) | floor_key_atom(layers, i);
}

/* Make the formula of @property: the layers of the bitmap @counting count, the others are
 * taken for broken.
 */
static void floor_formula(struct formula *f,
			  const struct seccomm_checked *checked, __u32 property,
			  __u32 counting)
{
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->tree = seccomm_tree_of(checked, property);
	for (i = 0; i < checked->n_layers; i++) {
		if (!(counting >> i & 1))
			continue;
		f->undo[i] = floor_layer_atoms(checked->layers, i, property);
		f->atoms |= f->undo[i];
	}
}

/* The formula's value: is the property lost when all of @set is broken? */
static bool floor_broken(const struct formula *f, __u64 set)
{
	__u32 standing = 0;
	unsigned int i;

	for (i = 0; i < f->tree.n_layers; i++)
		if (f->undo[i] && !(f->undo[i] & set))
			standing |= 1U << i;
	if (f->packets)
		return !seccomm_tree_keeps(&f->tree, standing);
	return !(seccomm_tree_whole(&f->tree, standing) & SECCOMM_TREE_TOP);
}

/* Add @n atoms from number @from on to *@set so that the set breaks the property. */
static bool floor_find_set(const struct formula *f, unsigned int n,
			   unsigned int from, __u64 *set)
{
	const __u64 base = *set;
	unsigned int i;

	if (!n)
		return floor_broken(f, base);
	for (i = from; i < 2 * KEY_BIT; i++) {
		if (!(f->atoms >> i & 1))
			continue;
		*set = base | 1ULL << i;
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
	if (layer->source != SECCOMM_SOURCE_PK)
		return SECCOMM_ATOM_SLOT;
	return layer->type->provides & SECCOMM_AUTHENTICITY ?
		       SECCOMM_ATOM_SIGNER :
		       SECCOMM_ATOM_RECEIVER;
}

static struct seccomm_atom floor_atom(const struct formula *f, unsigned int bit)
{
	const struct seccomm_layer_info *layer = &f->tree.layers[bit % KEY_BIT];
	struct seccomm_atom family = { .kind = SECCOMM_ATOM_FAMILY };

	if (bit < KEY_BIT) {
		/* seccomm_type_valid() has seen that the family fits. */
		memcpy(family.family, layer->type->family,
		       strlen(layer->type->family));
		return family;
	}
	if (layer->source == SECCOMM_SOURCE_SESSION)
		return (struct seccomm_atom){ .kind = SECCOMM_ATOM_SESSION };
	return (struct seccomm_atom){ .kind = floor_slot_kind(layer),
				      .slot = layer->slot };
}

static void floor_find(const struct formula *f, struct seccomm_floor *floor)
{
	unsigned int i, n = 0;
	__u64 set = 0;

	while (!floor_find_set(f, floor->least, 0, &set)) {
		set = 0;
		if (++floor->least > SECCOMM_MAX_WITNESS)
			return;
	}
	for (i = 0; i < 2 * KEY_BIT; i++)
		if (set >> i & 1)
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

/* Evidence is lost with the signature that it is; of several that are kept, each is worth as
 * much.
 */
static void floor_evidence_formula(struct formula *f,
				   const struct seccomm_checked *checked)
{
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->tree = seccomm_tree_of(checked, SECCOMM_AUTHENTICITY);
	for (i = 0; i < checked->n_layers && !f->atoms; i++) {
		if (!checked->layers[i].kept)
			continue;
		f->undo[i] = floor_layer_atoms(checked->layers, i,
					       SECCOMM_AUTHENTICITY);
		f->atoms = f->undo[i];
	}
}

/**
 * seccomm_find_floors() - find the floor of each property, and a witness
 * @checked: the verdict: accepted, its layers placed
 *
 * Packets are safe from being altered by the layers that keep messages so, where one packet
 * alone carries what these hand on (seccomm_tree_keeps()): else who broke what stands behind
 * them can write the same message in another packet.
 */
void seccomm_find_floors(struct seccomm_checked *checked)
{
	struct formula f;

	floor_formula(&f, checked, SECCOMM_PRIVACY, ALL_LAYERS);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_PRIVACY]);
	floor_formula(&f, checked, SECCOMM_INTEGRITY, ALL_LAYERS);
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_INTEGRITY]);
	floor_formula(&f, checked, SECCOMM_INTEGRITY,
		      floor_behind_fresh(checked));
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_FRESHNESS]);
	floor_formula(&f, checked, SECCOMM_INTEGRITY, ALL_LAYERS);
	f.packets = true;
	floor_find(&f, &checked->floors[SECCOMM_FLOOR_PACKETS]);
	floor_evidence_formula(&f, checked);
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
