// SPDX-License-Identifier: GPL-2.0
/*
 * The signature types, which differ in their algorithm: DSAAuthenticity, the paper's, and
 * RSAAuthenticity, by PSS. A signature stands behind the data. It covers who has signed,
 * whom it is for, and where the layer stands, so that it serves for nothing else.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "keys/hash.h"
#include "mp/sign.h"
#include "mp/signature.h"
#include "mp/util.h"
#include "netns.h"
#include "notify.h"

#define SIGNATURE_CONTEXT "SecComm-sig1"
/* The kind of an id that is the hash of a public key. */
#define SIGNATURE_ID_KEY 3

/**
 * struct signature_state - whose signatures these are
 * @snet: the namespace
 * @stack: name of the stack
 * @signer: the signer's key, private on the sending side
 * @receiver: the receiver's key
 * @dir: direction
 * @digest: digest of the stack
 */
struct signature_state {
	struct seccomm_net *snet;
	const char *stack;
	struct seccomm_pk *signer;
	struct seccomm_pk *receiver;
	u8 dir;
	u8 digest[SECCOMM_HASH_LEN];
};

/* Hash bytes and, before them, how many they are. */
static void signature_add(struct seccomm_hash *h, const void *bytes, u16 len)
{
	u8 be[sizeof(len)];

	put_unaligned_be16(len, be);
	seccomm_hash_add(h, be, sizeof(be));
	seccomm_hash_add(h, bytes, len);
}

static void signature_add_id(struct seccomm_hash *h,
			     const struct seccomm_pk *pk)
{
	u8 id[1 + SECCOMM_HASH_LEN] = { SIGNATURE_ID_KEY };

	memcpy(id + 1, pk->id, SECCOMM_HASH_LEN);
	signature_add(h, id, sizeof(id));
}

/* The hash of all that the signature of the first @len bytes covers. */
static int signature_hash(const struct sk_buff *skb,
			  const struct seccomm_layer *layer, unsigned int len,
			  u8 hash[SECCOMM_HASH_LEN])
{
	const struct signature_state *st = seccomm_state(skb, layer);
	const struct seccomm_type_desc *type = layer->info.type;
	u8 aad[SECCOMM_AAD_LEN], data[SECCOMM_HASH_LEN];
	struct seccomm_hash h;
	int err;

	err = seccomm_sha256(skb->data, len, data);
	if (unlikely(err))
		return err;
	seccomm_aad(skb, aad);
	seccomm_sign_start(&h, SIGNATURE_CONTEXT);
	seccomm_hash_add(&h, aad, sizeof(aad));
	seccomm_hash_add(&h, &st->dir, sizeof(st->dir));
	signature_add(&h, layer->info.path, layer->info.path_len);
	signature_add(&h, type->name, strlen(type->name));
	signature_add(&h, type->algorithm, strlen(type->algorithm));
	signature_add_id(&h, st->signer);
	signature_add_id(&h, st->receiver);
	seccomm_hash_add(&h, st->digest, sizeof(st->digest));
	seccomm_hash_add(&h, data, sizeof(data));
	return seccomm_hash_final(&h, hash);
}

static int signature_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const struct signature_state *st = seccomm_state(skb, layer);
	const unsigned int len = skb->len;
	u8 hash[SECCOMM_HASH_LEN];
	u8 *signature;
	int err;

	signature = cactus_attr_push(skb,
				     seccomm_pk_signature_len(st->signer->alg));
	if (unlikely(!signature))
		return -EMSGSIZE;
	err = signature_hash(skb, layer, len, hash);
	if (likely(!err))
		err = seccomm_sign(st->signer, hash, signature);
	if (unlikely(err == -ECANCELED))
		seccomm_notify_sign_failed(st->snet->net, st->stack,
					   layer->info.slot, st->signer->alg);
	return err;
}

void seccomm_evidence_leave(const struct sk_buff *skb,
			    struct seccomm_evidence *evidence)
{
	struct seccomm_course *course = seccomm_course(skb);

	seccomm_evidence_free(course->evidence);
	course->evidence = evidence;
}

struct seccomm_evidence *seccomm_evidence_take(const struct sk_buff *skb)
{
	struct seccomm_course *course = seccomm_course(skb);
	struct seccomm_evidence *evidence = course->evidence;

	if (!evidence || evidence->number != CACTUS_CB(skb)->number)
		return NULL;
	course->evidence = NULL;
	return evidence;
}

void seccomm_evidence_free(struct seccomm_evidence *evidence)
{
	size_t len;

	if (!evidence)
		return;
	len = evidence->data_len + evidence->signature_len;
	seccomm_pk_put(evidence->signer);
	seccomm_pk_put(evidence->receiver);
	kvfree_sensitive(evidence, struct_size(evidence, bytes, len));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_evidence_free);

/* Leave what proves the message, whose signature stands behind its end. */
static int signature_leave(const struct sk_buff *skb,
			   const struct seccomm_layer *layer,
			   const u8 *signature)
{
	const struct signature_state *st = seccomm_state(skb, layer);
	const unsigned int len = seccomm_pk_signature_len(st->signer->alg);
	struct seccomm_evidence *evidence;

	/* The signature follows the data in the message, and in the copy, too. */
	evidence = kvmalloc(struct_size(evidence, bytes, skb->len + len),
			    GFP_KERNEL_ACCOUNT);
	if (!evidence)
		return -ENOMEM;
	memcpy(evidence->bytes, skb->data, skb->len);
	memcpy(evidence->bytes + skb->len, signature, len);
	evidence->data = evidence->bytes;
	evidence->data_len = skb->len;
	evidence->signature = evidence->bytes + skb->len;
	evidence->signature_len = len;
	evidence->number = CACTUS_CB(skb)->number;
	seccomm_aad(skb, evidence->aad);
	evidence->dir = st->dir;
	evidence->path_len = layer->info.path_len;
	memcpy(evidence->path, layer->info.path, sizeof(evidence->path));
	evidence->type = layer->info.type->name;
	evidence->algorithm = layer->info.type->algorithm;
	evidence->signer = seccomm_pk_get(st->signer);
	evidence->receiver = seccomm_pk_get(st->receiver);
	memcpy(evidence->digest, st->digest, SECCOMM_HASH_LEN);
	seccomm_evidence_leave(skb, evidence);
	return 0;
}

static int signature_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const struct signature_state *st = seccomm_state(skb, layer);
	u8 hash[SECCOMM_HASH_LEN];
	const u8 *signature;
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	signature =
		cactus_attr_pop(skb, seccomm_pk_signature_len(st->signer->alg));
	if (unlikely(!signature))
		return seccomm_verify_failed(skb);
	if (layer->info.exposed && !__ratelimit(&st->snet->verifications))
		return -EDQUOT;
	err = signature_hash(skb, layer, skb->len, hash);
	if (unlikely(err))
		return err;
	err = seccomm_sign_verify(st->signer, hash, signature);
	if (unlikely(err == -EBADMSG))
		return seccomm_verify_failed(skb);
	if (unlikely(err) || !layer->info.kept)
		return err;
	return signature_leave(skb, layer, signature);
}

static int signature_arm(void *state, const struct seccomm_layer *layer,
			 const struct seccomm_arming *arming)
{
	const struct seccomm_pk_pair *pk = arming->pk;
	struct signature_state *st = state;

	st->snet = seccomm_net(arming->net);
	st->stack = arming->stack;
	st->signer = seccomm_pk_get(arming->sending ? pk->own : pk->peer);
	st->receiver = seccomm_pk_get(arming->sending ? pk->peer : pk->own);
	st->dir = arming->dir;
	memcpy(st->digest, arming->digest, sizeof(st->digest));
	return 0;
}

static void signature_disarm(void *state, const struct seccomm_layer *layer)
{
	struct signature_state *st = state;

	seccomm_pk_put(st->signer);
	seccomm_pk_put(st->receiver);
}

/* The operations of the type @name. */
#define SIGNATURE(name)                                       \
	const struct seccomm_mp_ops seccomm_##name = {        \
		.state_size = sizeof(struct signature_state), \
		.down = signature_down,                       \
		.up = signature_up,                           \
		.arm = signature_arm,                         \
		.disarm = signature_disarm,                   \
	}

SIGNATURE(dsa_authenticity);
SIGNATURE(rsa_authenticity);
