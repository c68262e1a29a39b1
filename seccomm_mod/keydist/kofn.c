// SPDX-License-Identifier: GPL-2.0
/*
 * k of n methods. The initiator draws the slot's secret, and shares it out by a polynomial; each
 * share travels in a box that the secret of one method opens. The responder takes k shares that
 * give the secret that the initiator has committed itself to, and can tell then which methods
 * have given the two ends unlike secrets.
 */
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keydist/kofn.h"
#include "keydist/shamir.h"
#include "keys/hash.h"
#include "mp/outside.h"
#include "notify.h"

#define KOFN_COMMIT "SecComm-com1"
#define KOFN_BOX "seccomm1 box"

static_assert(SECCOMM_HASH_LEN == SECCOMM_KOFN_CHECK);
static_assert(SECCOMM_SHARE_LEN + SECCOMM_HASH_LEN == SECCOMM_KOFN_BOX);

/**
 * struct kofn_state - one end
 * @secret: the slot's secret, a reference; NULL until it is shared out or put together
 */
struct kofn_state {
	struct seccomm_secret *secret;
};

/**
 * struct kofn_keys - what the box of a member is sealed with
 * @pad: what the share is added to
 * @mac: key of the box's MAC
 */
struct kofn_keys {
	u8 pad[SECCOMM_SHARE_LEN];
	u8 mac[SECCOMM_HASH_LEN];
};

/**
 * struct kofn_shares - the shares whose boxes were good
 * @n: how many
 * @member: place of each one's method
 * @share: each
 */
struct kofn_shares {
	unsigned int n;
	u8 member[SECCOMM_MAX_METHODS];
	u8 share[SECCOMM_MAX_METHODS][SECCOMM_SHARE_LEN];
};

static int kofn_length(struct seccomm_keydist *kd)
{
	return SECCOMM_SHARE_LEN;
}

static void kofn_end(void *state)
{
	struct kofn_state *kofn = state;

	seccomm_secret_put(kofn->secret);
	kfree(kofn);
}

static int kofn_begin(struct seccomm_keydist *kd)
{
	struct kofn_state *kofn = kzalloc(sizeof(*kofn), GFP_KERNEL_ACCOUNT);

	if (!kofn)
		return -ENOMEM;
	kd->state = kofn;
	return 0;
}

/* What the commitment to @secret is. */
static int kofn_commit(const struct seccomm_keydist *kd,
		       const u8 secret[SECCOMM_SHARE_LEN],
		       u8 commitment[SECCOMM_HASH_LEN])
{
	const u8 terms[] = { kd->slot, kd->shared->threshold,
			     kd->shared->n_methods };
	struct seccomm_hmac_ctx h;

	seccomm_hmac_start(&h, secret, SECCOMM_SHARE_LEN);
	seccomm_hmac_add(&h, KOFN_COMMIT, strlen(KOFN_COMMIT));
	seccomm_hmac_add(&h, kd->transcript, SECCOMM_HASH_LEN);
	seccomm_hmac_add(&h, terms, sizeof(terms));
	return seccomm_hmac_final(&h, commitment);
}

/* Expand the key @k of a member's box to the one for @purpose, of three characters. */
static int kofn_expand(const struct seccomm_keydist *kd, unsigned int member,
		       const u8 k[SECCOMM_HASH_LEN], const char *purpose,
		       u8 key[SECCOMM_HASH_LEN])
{
	u8 info[sizeof(KOFN_BOX) - 1 + 2 * sizeof(u8) + sizeof(__be16) + 3];
	u8 *at = info;

	memcpy(at, KOFN_BOX, sizeof(KOFN_BOX) - 1);
	at += sizeof(KOFN_BOX) - 1;
	*at++ = kd->slot;
	*at++ = member;
	put_unaligned_be16(3, at);
	memcpy(at + sizeof(__be16), purpose, 3);
	return seccomm_hkdf_expand(k, info, sizeof(info), key,
				   SECCOMM_HASH_LEN);
}

/* The keys of a member's box, of the secret that the member has given, for this handshake. */
static int kofn_keys(const struct seccomm_keydist *kd, unsigned int member,
		     struct kofn_keys *keys)
{
	const struct seccomm_secret *secret = kd->members[member];
	u8 k[SECCOMM_HASH_LEN], len[sizeof(__be16)];
	struct seccomm_hmac_ctx h;
	int err;

	put_unaligned_be16(secret->len, len);
	seccomm_hmac_start(&h, kd->transcript, SECCOMM_HASH_LEN);
	seccomm_hmac_add(&h, len, sizeof(len));
	seccomm_hmac_add(&h, secret->bytes, secret->len);
	err = seccomm_hmac_final(&h, k);
	if (!err)
		err = kofn_expand(kd, member, k, "pad", keys->pad);
	if (!err)
		err = kofn_expand(kd, member, k, "mac", keys->mac);
	memzero_explicit(k, sizeof(k));
	return err;
}

/* The MAC of what a box holds. */
static int kofn_mac(const struct seccomm_keydist *kd,
		    const struct kofn_keys *keys,
		    const u8 sealed[SECCOMM_SHARE_LEN],
		    u8 mac[SECCOMM_HASH_LEN])
{
	const u8 terms[] = { kd->shared->threshold, kd->shared->n_methods };
	struct seccomm_hmac_ctx h;

	seccomm_hmac_start(&h, keys->mac, sizeof(keys->mac));
	seccomm_hmac_add(&h, terms, sizeof(terms));
	seccomm_hmac_add(&h, sealed, SECCOMM_SHARE_LEN);
	return seccomm_hmac_final(&h, mac);
}

/* Put @share into the box of a member. */
static int kofn_seal(const struct seccomm_keydist *kd, unsigned int member,
		     const u8 share[SECCOMM_SHARE_LEN],
		     u8 box[SECCOMM_KOFN_BOX])
{
	struct kofn_keys keys;
	int err;

	err = kofn_keys(kd, member, &keys);
	if (!err) {
		crypto_xor_cpy(box, share, keys.pad, SECCOMM_SHARE_LEN);
		err = kofn_mac(kd, &keys, box, box + SECCOMM_SHARE_LEN);
	}
	memzero_explicit(&keys, sizeof(keys));
	return err;
}

/* Take a member's share out of its box: 0, or -EBADMSG, or an errno of the hash. */
static int kofn_open(const struct seccomm_keydist *kd, unsigned int member,
		     const u8 box[SECCOMM_KOFN_BOX],
		     u8 share[SECCOMM_SHARE_LEN])
{
	u8 mac[SECCOMM_HASH_LEN];
	struct kofn_keys keys;
	int err;

	err = kofn_keys(kd, member, &keys);
	if (!err)
		err = kofn_mac(kd, &keys, box, mac);
	if (!err && crypto_memneq(mac, box + SECCOMM_SHARE_LEN, sizeof(mac)))
		err = -EBADMSG;
	if (!err)
		crypto_xor_cpy(share, box, keys.pad, SECCOMM_SHARE_LEN);
	memzero_explicit(&keys, sizeof(keys));
	return err;
}

/* Have the slot's secret be @secret. 0 or -ENOMEM. */
static int kofn_keep(struct kofn_state *kofn,
		     const u8 secret[SECCOMM_SHARE_LEN])
{
	struct seccomm_secret *made =
		seccomm_secret_new(secret, SECCOMM_SHARE_LEN);

	if (!made)
		return -ENOMEM;
	seccomm_secret_put(kofn->secret);
	kofn->secret = made;
	return 0;
}

/* Write the boxes of all members; of one that has failed the box is zero. */
static int kofn_seal_all(const struct seccomm_keydist *kd,
			 const u8 secret[SECCOMM_SHARE_LEN],
			 const u8 *coefficients, u8 *boxes)
{
	u8 share[SECCOMM_SHARE_LEN];
	unsigned int member;
	int err = 0;

	memset(boxes, 0, kd->shared->n_methods * SECCOMM_KOFN_BOX);
	for (member = 0; !err && member < kd->shared->n_methods; member++) {
		if (!kd->members[member])
			continue;
		seccomm_shamir_share(secret, coefficients,
				     kd->shared->threshold, member + 1, share);
		err = kofn_seal(kd, member, share,
				boxes + member * SECCOMM_KOFN_BOX);
	}
	memzero_explicit(share, sizeof(share));
	return err;
}

static int kofn_give(struct seccomm_keydist *kd, enum seccomm_list list,
		     u8 *body)
{
	u8 coefficients[(SECCOMM_MAX_METHODS - 1) * SECCOMM_SHARE_LEN];
	u8 secret[SECCOMM_SHARE_LEN];
	int err;

	seccomm_random(secret, sizeof(secret));
	seccomm_random(coefficients,
		       (kd->shared->threshold - 1) * SECCOMM_SHARE_LEN);
	err = kofn_commit(kd, secret, body);
	if (!err)
		err = kofn_seal_all(kd, secret, coefficients,
				    body + SECCOMM_KOFN_CHECK);
	if (!err)
		err = kofn_keep(kd->state, secret);
	memzero_explicit(coefficients, sizeof(coefficients));
	memzero_explicit(secret, sizeof(secret));
	return err ?: seccomm_kofn_body(kd->shared);
}

/* Tell that a member has given the two ends unlike secrets. */
static void kofn_tell(const struct seccomm_keydist *kd, unsigned int member)
{
	const struct seccomm_member_failure failure = {
		.kind = SECCOMM_EVENT_KEY_INCONSISTENT,
		.slot = kd->slot,
		.ordinal = member,
		.error = EKEYREJECTED,
		.stack = kd->stack,
		.peer = kd->peer,
	};

	seccomm_notify_member_failed(kd->net, &failure);
}

/* Open the box of a member that has not failed. 0, -ENODATA: there is none, or as kofn_open(). */
static int kofn_open_box(const struct seccomm_keydist *kd, unsigned int member,
			 const u8 box[SECCOMM_KOFN_BOX],
			 u8 share[SECCOMM_SHARE_LEN])
{
	int err;

	if (!memchr_inv(box, 0, SECCOMM_KOFN_BOX))
		return -ENODATA;
	err = kofn_open(kd, member, box, share);
	if (err == -EBADMSG)
		kofn_tell(kd, member);
	return err;
}

/* Open all boxes of members that have not failed. 0, or an errno of the hash. */
static int kofn_open_all(struct seccomm_keydist *kd, const u8 *boxes,
			 struct kofn_shares *good)
{
	unsigned int member;
	int err;

	good->n = 0;
	for (member = 0; member < kd->shared->n_methods; member++) {
		if (!kd->members[member])
			continue;
		err = kofn_open_box(kd, member,
				    boxes + member * SECCOMM_KOFN_BOX,
				    good->share[good->n]);
		if (!err)
			good->member[good->n++] = member;
		else if (err == -ENODATA || err == -EBADMSG)
			kd->lost |= BIT(member);
		else
			return err;
	}
	return 0;
}

/* Copy the shares that @chosen has, which are @k, and where they are values of the polynomial. */
static void kofn_choose(const struct kofn_shares *good, const u8 *chosen,
			unsigned int k, struct kofn_shares *out)
{
	unsigned int i;

	out->n = k;
	for (i = 0; i < k; i++) {
		out->member[i] = good->member[chosen[i]] + 1;
		memcpy(out->share[i], good->share[chosen[i]],
		       SECCOMM_SHARE_LEN);
	}
}

/* Go on to the next @k of @n, in ascending order. False: there are no more. */
static bool kofn_next(u8 *chosen, unsigned int k, unsigned int n)
{
	unsigned int i = k;

	while (i && chosen[i - 1] == n - k + i - 1)
		i--;
	if (!i)
		return false;
	chosen[i - 1]++;
	for (; i < k; i++)
		chosen[i] = chosen[i - 1] + 1;
	return true;
}

/* Name the members whose shares are not of the polynomial that @of determines. */
static void kofn_compare(const struct seccomm_keydist *kd,
			 const struct kofn_shares *good,
			 const struct kofn_shares *of)
{
	u8 value[SECCOMM_SHARE_LEN];
	unsigned int i;

	for (i = 0; i < good->n; i++) {
		seccomm_shamir_value(of->share[0], of->member, of->n,
				     good->member[i] + 1, value);
		if (crypto_memneq(value, good->share[i], sizeof(value)))
			kofn_tell(kd, good->member[i]);
	}
	memzero_explicit(value, sizeof(value));
}

/* Find k shares that give the secret of @commitment: 0 with the secret, -EDOM if none do, or an
 * errno of the hash.
 */
static int kofn_find(const struct seccomm_keydist *kd,
		     const u8 commitment[SECCOMM_HASH_LEN],
		     const struct kofn_shares *good, struct kofn_shares *of,
		     u8 secret[SECCOMM_SHARE_LEN])
{
	const unsigned int k = kd->shared->threshold;
	u8 chosen[SECCOMM_MAX_METHODS], made[SECCOMM_HASH_LEN];
	unsigned int i;
	int err;

	if (good->n < k)
		return -EDOM;
	for (i = 0; i < k; i++)
		chosen[i] = i;
	do {
		kofn_choose(good, chosen, k, of);
		seccomm_shamir_value(of->share[0], of->member, k, 0, secret);
		err = kofn_commit(kd, secret, made);
		if (err)
			return err;
		if (!crypto_memneq(made, commitment, sizeof(made)))
			return 0;
	} while (kofn_next(chosen, k, good->n));
	return -EDOM;
}

static int kofn_take(struct seccomm_keydist *kd, enum seccomm_list list,
		     const u8 *body, u16 len)
{
	u8 secret[SECCOMM_SHARE_LEN];
	struct kofn_shares *shares;
	int err;

	/* Those of good boxes, and those that are tried. */
	shares = kcalloc(2, sizeof(*shares), GFP_KERNEL);
	if (!shares)
		return -ENOMEM;
	err = kofn_open_all(kd, body + SECCOMM_KOFN_CHECK, &shares[0]);
	if (!err)
		err = kofn_find(kd, body, &shares[0], &shares[1], secret);
	if (!err) {
		kofn_compare(kd, &shares[0], &shares[1]);
		err = kofn_keep(kd->state, secret);
	}
	memzero_explicit(secret, sizeof(secret));
	kfree_sensitive(shares);
	return err;
}

static const struct seccomm_secret *kofn_item(struct seccomm_keydist *kd,
					      unsigned int stage)
{
	const struct kofn_state *kofn = kd->state;

	return stage == SECCOMM_STAGES - 1 ? kofn->secret : NULL;
}

static struct seccomm_secret *kofn_secret(struct seccomm_keydist *kd)
{
	const struct kofn_state *kofn = kd->state;

	return seccomm_secret_get(kofn->secret);
}

const struct seccomm_keydist_ops seccomm_kofn = {
	.name = "KofN",
	.length = kofn_length,
	.begin = kofn_begin,
	.give = kofn_give,
	.take = kofn_take,
	.item = kofn_item,
	.secret = kofn_secret,
	.end = kofn_end,
};
EXPORT_SYMBOL_IF_KUNIT(seccomm_kofn);
