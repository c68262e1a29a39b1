// SPDX-License-Identifier: GPL-2.0
/*
 * What the bench's floors are made of: the bare cost of cryptographic operations
 * and of the engine's raise; and of finding a secret. debugfs seccomm_bench measures as it
 * is read.
 */
#include <crypto/aead.h>
#include <crypto/blake2s.h>
#include <crypto/chacha20poly1305.h>
#include <crypto/hash.h>
#include <crypto/skcipher.h>
#include <kunit/visibility.h>
#include <linux/bottom_half.h>
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/scatterlist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "cactus.h"

/* ChaCha20-Poly1305 as stacks compute it, and the key store's table: copies, for they are
 * not exported.
 */
#undef EXPORT_SYMBOL_IF_KUNIT
#define EXPORT_SYMBOL_IF_KUNIT(symbol) \
	static_assert(sizeof(typeof(symbol) *) > 0)
#include "../../seccomm_mod/keys/aead.c"
#include "../../seccomm_mod/keys/table.c"

#define ROUNDS 500
#define WARM_UP 50
#define BODY 256 /* where the message begins in its memory */
#define LONGEST 1200
#define KEY_MAX 64
#define IV_MAX 16

/**
 * struct work - what the operations work on
 * @area: memory with a message at BODY
 * @len: its length
 * @sealed: a copy of the sealed message, tag included
 * @iv: nonce
 * @chacha: key
 * @raw: the same as the library takes it
 * @aead: transform of the kind that runs now
 * @skcipher: same
 * @shash: same
 * @keys: table of secrets
 * @n_keys: secrets that it has
 * @peer: number of the peer that is looked for next
 */
struct work {
	u8 *area;
	unsigned int len;
	u8 *sealed;
	u8 iv[IV_MAX];
	struct seccomm_chachapoly_key chacha;
	const u8 *raw;
	struct crypto_aead *aead;
	struct crypto_sync_skcipher *skcipher;
	struct crypto_shash *shash;
	struct seccomm_key_table *keys;
	unsigned int n_keys;
	unsigned int peer;
};

/* One round: 0 or a negative errno. */
typedef int (*round_fn)(struct work *w);

static struct dentry *file;

/* Nanoseconds of @rounds calls; negative errno of the first that fails. */
static s64 timed(struct work *w, round_fn fn, unsigned int rounds)
{
	unsigned int i;
	u64 start;
	int err = 0;

	local_bh_disable();
	start = ktime_get_ns();
	for (i = 0; i < rounds && !err; i++)
		err = fn(w);
	start = ktime_get_ns() - start;
	local_bh_enable();
	return err ?: (s64)start;
}

static int nothing(struct work *w)
{
	return 0;
}

/* What opening is given: the sealed message anew. */
static int restore(struct work *w)
{
	memcpy(w->area + BODY, w->sealed, w->len + SECCOMM_TAG_LEN);
	return 0;
}

static void show(struct seq_file *m, const char *name, const char *what,
		 unsigned int bytes, s64 ns)
{
	seq_printf(m, "{\"operation\":\"%s%s\",\"bytes\":%u,", name, what,
		   bytes);
	if (ns < 0)
		seq_printf(m, "\"error\":%lld}\n", ns);
	else
		seq_printf(m, "\"instructions\":%lld.%lld}\n", ns / ROUNDS,
			   ns % ROUNDS * 10 / ROUNDS);
}

/* One operation; what @less does alone is not counted. */
static void measure(struct seq_file *m, struct work *w, const char *name,
		    const char *what, round_fn fn, round_fn less)
{
	s64 ns = timed(w, fn, WARM_UP), base;

	if (ns >= 0)
		ns = timed(w, fn, ROUNDS);
	base = timed(w, less, ROUNDS);
	show(m, name, what, w->len, ns < 0 ? ns : ns - base);
}

static int xor_apply(struct work *w)
{
	const u64 pad = get_unaligned_le64(w->iv);
	const unsigned int len = w->len;
	u8 *body = w->area + BODY;
	unsigned int i;

	for (i = 0; i + sizeof(pad) <= len; i += sizeof(pad))
		put_unaligned_le64(get_unaligned_le64(body + i) ^ pad,
				   body + i);
	for (; i < len; i++)
		body[i] ^= w->iv[i % sizeof(pad)];
	return 0;
}

static int chacha_seal(struct work *w)
{
	seccomm_chachapoly_seal(&w->chacha, w->iv, w->area, w->area + BODY,
				w->len);
	return 0;
}

static int chacha_open(struct work *w)
{
	restore(w);
	return seccomm_chachapoly_open(&w->chacha, w->iv, w->area,
				       w->area + BODY, w->len, true);
}

/* In place, as one call of lib/crypto does it. */
static int library_seal(struct work *w)
{
	chacha20poly1305_encrypt(w->area + BODY, w->area + BODY, w->len,
				 w->area, SECCOMM_AAD_LEN,
				 get_unaligned_le64(w->iv), w->raw);
	return 0;
}

static int library_open(struct work *w)
{
	restore(w);
	return chacha20poly1305_decrypt(w->area + BODY, w->area + BODY,
					w->len + SECCOMM_TAG_LEN, w->area,
					SECCOMM_AAD_LEN,
					get_unaligned_le64(w->iv), w->raw) ?
		       0 :
		       -EBADMSG;
}

static int aead_run(struct work *w, bool seal)
{
	struct aead_request req;
	struct scatterlist sg;

	sg_init_one(&sg, w->area + BODY - SECCOMM_AAD_LEN,
		    SECCOMM_AAD_LEN + w->len + SECCOMM_TAG_LEN);
	aead_request_set_tfm(&req, w->aead);
	aead_request_set_callback(&req, 0, NULL, NULL);
	aead_request_set_ad(&req, SECCOMM_AAD_LEN);
	aead_request_set_crypt(&req, &sg, &sg,
			       w->len + (seal ? 0 : SECCOMM_TAG_LEN), w->iv);
	return seal ? crypto_aead_encrypt(&req) : crypto_aead_decrypt(&req);
}

static int aead_seal(struct work *w)
{
	return aead_run(w, true);
}

static int aead_open(struct work *w)
{
	restore(w);
	return aead_run(w, false);
}

static int skcipher_run(struct work *w, bool encrypt)
{
	SYNC_SKCIPHER_REQUEST_ON_STACK(req, w->skcipher);
	struct scatterlist sg;

	sg_init_one(&sg, w->area + BODY, w->len);
	skcipher_request_set_sync_tfm(req, w->skcipher);
	skcipher_request_set_callback(req, 0, NULL, NULL);
	skcipher_request_set_crypt(req, &sg, &sg, w->len, w->iv);
	return encrypt ? crypto_skcipher_encrypt(req) :
			 crypto_skcipher_decrypt(req);
}

static int skcipher_encrypt(struct work *w)
{
	return skcipher_run(w, true);
}

static int skcipher_decrypt(struct work *w)
{
	return skcipher_run(w, false);
}

static int shash_digest(struct work *w)
{
	return crypto_shash_tfm_digest(w->shash, w->area + BODY, w->len,
				       w->sealed);
}

/* Both ways of an AEAD: what seal made is what open gets. */
static void measure_aead(struct seq_file *m, struct work *w, const char *name,
			 round_fn seal, round_fn open)
{
	measure(m, w, name, " seal", seal, nothing);
	memset(w->area + BODY, 0, w->len);
	seal(w);
	memcpy(w->sealed, w->area + BODY, w->len + SECCOMM_TAG_LEN);
	measure(m, w, name, " open", open, restore);
}

/* The implementation of @name that is internal to the crypto API's SIMD wrapper, where there is
 * one: fast, synchronous, and what stacks take.
 */
static void aead(struct seq_file *m, struct work *w, const char *name,
		 const u8 *key, unsigned int key_len)
{
	char bare[CRYPTO_MAX_ALG_NAME];

	snprintf(bare, sizeof(bare), "__%s", name);
	w->aead = crypto_alloc_aead(bare, CRYPTO_ALG_INTERNAL,
				    CRYPTO_ALG_INTERNAL | CRYPTO_ALG_ASYNC);
	if (IS_ERR(w->aead))
		w->aead = crypto_alloc_aead(name, 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(w->aead))
		return;
	/* A request of no more than its struct can stand on the stack. */
	if (!crypto_aead_reqsize(w->aead) &&
	    !crypto_aead_setkey(w->aead, key, key_len) &&
	    !crypto_aead_setauthsize(w->aead, SECCOMM_TAG_LEN))
		measure_aead(m, w, name, aead_seal, aead_open);
	crypto_free_aead(w->aead);
}

static void skcipher(struct seq_file *m, struct work *w, const char *name,
		     const u8 *key, unsigned int key_len)
{
	char bare[CRYPTO_MAX_ALG_NAME];

	snprintf(bare, sizeof(bare), "__%s", name);
	w->skcipher = crypto_alloc_sync_skcipher(bare, CRYPTO_ALG_INTERNAL,
						 CRYPTO_ALG_INTERNAL);
	if (IS_ERR(w->skcipher))
		w->skcipher = crypto_alloc_sync_skcipher(name, 0, 0);
	if (IS_ERR(w->skcipher))
		return;
	if (!crypto_sync_skcipher_setkey(w->skcipher, key, key_len)) {
		measure(m, w, name, " seal", skcipher_encrypt, nothing);
		measure(m, w, name, " open", skcipher_decrypt, nothing);
	}
	crypto_free_sync_skcipher(w->skcipher);
}

static void shash(struct seq_file *m, struct work *w, const char *name,
		  const u8 *key, unsigned int key_len)
{
	w->shash = crypto_alloc_shash(name, 0, 0);
	if (IS_ERR(w->shash))
		return;
	if (!crypto_shash_setkey(w->shash, key, key_len)) {
		measure(m, w, name, " seal", shash_digest, nothing);
		measure(m, w, name, " open", shash_digest, nothing);
	}
	crypto_free_shash(w->shash);
}

static int copy(struct work *w)
{
	memcpy(w->sealed, w->area + BODY, w->len);
	return 0;
}

static int fill_random(struct work *w)
{
	get_random_bytes(w->sealed, w->len);
	return 0;
}

static int poly1305_tag(struct work *w)
{
	seccomm_chachapoly_tag(&w->chacha, w->iv, w->area + BODY, w->len,
			       w->sealed);
	return 0;
}

static int blake2s_tag(struct work *w)
{
	blake2s(w->raw, BLAKE2S_KEY_SIZE, w->area + BODY, w->len, w->sealed,
		BLAKE2S_HASH_SIZE);
	return 0;
}

static void ciphers(struct seq_file *m, struct work *w, const u8 *key)
{
	measure(m, w, "xor", " seal", xor_apply, nothing);
	measure(m, w, "xor", " open", xor_apply, nothing);
	measure_aead(m, w, "chacha20poly1305", chacha_seal, chacha_open);
	measure_aead(m, w, "chacha20poly1305 of lib/crypto", library_seal,
		     library_open);
	aead(m, w, "gcm(aes)", key, 32);
	aead(m, w, "aegis128", key, 16);
	skcipher(m, w, "cfb(des)", key, 8);
	skcipher(m, w, "cfb(des3_ede)", key, 24);
	skcipher(m, w, "cfb(blowfish)", key, 56);
	skcipher(m, w, "cfb(idea)", key, 16);
	skcipher(m, w, "ctr(aes)", key, 32);
	skcipher(m, w, "ctr(camellia)", key, 32);
	skcipher(m, w, "ctr(serpent)", key, 32);
	skcipher(m, w, "ctr(twofish)", key, 32);
}

static void macs(struct seq_file *m, struct work *w, const u8 *key)
{
	shash(m, w, "hmac(md5)", key, 32);
	shash(m, w, "hmac(sha1)", key, 32);
	shash(m, w, "hmac(sha256)", key, 32);
	shash(m, w, "hmac(sha3-256)", key, 32);
	shash(m, w, "cmac(aes)", key, 32);
	measure(m, w, "blake2s", " seal", blake2s_tag, nothing);
	measure(m, w, "blake2s", " open", blake2s_tag, nothing);
	measure(m, w, "poly1305", " seal", poly1305_tag, nothing);
	measure(m, w, "poly1305", " open", poly1305_tag, nothing);
}

static void operations(struct seq_file *m, struct work *w, const u8 *key)
{
	w->raw = key;
	seccomm_chachapoly_setkey(&w->chacha, key);
	ciphers(m, w, key);
	macs(m, w, key);
	measure(m, w, "copy", " seal", copy, nothing);
	measure(m, w, "copy", " open", copy, nothing);
	/* The receiver draws none. */
	measure(m, w, "random", " seal", fill_random, nothing);
	measure(m, w, "random", " open", nothing, nothing);
}

/**
 * struct engine - events with some handlers each, and one that raises them
 * @event: the events
 * @ns: spent in each raise, and in two readings of the clock
 */
struct engine {
	u16 event[3];
	u64 ns[4];
};

static const unsigned int engine_handlers[3] = { 1, 4, 16 };

static int null_handler(struct sk_buff *skb, void *arg)
{
	return CACTUS_CONTINUE;
}

static int raiser(struct sk_buff *skb, void *arg)
{
	struct engine *e = arg;
	unsigned int i;
	u64 start;
	int err;

	for (i = 0; i < ARRAY_SIZE(e->event); i++) {
		start = ktime_get_ns();
		err = cactus_raise_sync(skb, e->event[i]);
		e->ns[i] += ktime_get_ns() - start;
		if (err)
			return err;
	}
	start = ktime_get_ns();
	e->ns[i] += ktime_get_ns() - start;
	return CACTUS_CONTINUE;
}

static int engine_bind(struct cactus_composite *c, u16 top, struct engine *e)
{
	struct cactus_raise raises[ARRAY_SIZE(e->event)];
	struct cactus_bind b = { .name = "raiser",
				 .event = top,
				 .handler = raiser,
				 .arg = e,
				 .flags = CACTUS_REENTRANT,
				 .raises = raises,
				 .n_raises = ARRAY_SIZE(raises) };
	char name[CACTUS_NAME_LEN];
	unsigned int i, j;
	int err;

	for (i = 0; i < ARRAY_SIZE(e->event); i++) {
		snprintf(name, sizeof(name), "handlers%u", engine_handlers[i]);
		err = cactus_event_declare(c, name, CACTUS_SIDE);
		if (err < 0)
			return err;
		e->event[i] = err;
		raises[i] = (struct cactus_raise){ .event = err,
						   .mode = CACTUS_SYNC };
	}
	err = cactus_bind(c, &b);
	for (i = 0; i < ARRAY_SIZE(e->event) && !err; i++)
		for (j = 0; j < engine_handlers[i] && !err; j++) {
			b = (struct cactus_bind){ .name = "null",
						  .event = e->event[i],
						  .order = j,
						  .handler = null_handler,
						  .flags = CACTUS_REENTRANT };
			err = cactus_bind(c, &b);
		}
	return err;
}

static int engine(struct seq_file *m)
{
	struct cactus_composite *c = cactus_composite_create();
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);
	struct cactus_plan *plan = NULL;
	struct engine e = {};
	struct cactus_fault fault;
	int top = -ENOMEM, err;
	unsigned int i;

	if (c && skb)
		top = cactus_event_declare(c, "top", CACTUS_SIDE);
	err = top < 0 ? top : engine_bind(c, top, &e);
	if (!err) {
		plan = cactus_freeze(c, &fault);
		err = PTR_ERR_OR_ZERO(plan);
	}
	if (!err) {
		for (i = 0; i < WARM_UP + ROUNDS && !err; i++) {
			if (i == WARM_UP)
				memset(e.ns, 0, sizeof(e.ns));
			memset(skb->cb, 0, sizeof(skb->cb));
			err = cactus_plan_raise(plan, top, skb);
		}
		for (i = 0; i < ARRAY_SIZE(e.event) && !err; i++) {
			seq_printf(m,
				   "{\"operation\":\"raise\",\"handlers\":%u,",
				   engine_handlers[i]);
			seq_printf(m, "\"instructions\":%llu}\n",
				   (e.ns[i] - e.ns[3]) / ROUNDS);
		}
		cactus_plan_put(plan);
	}
	cactus_composite_destroy(c);
	kfree_skb(skb);
	return err;
}

#define MANY_KEYS 65536

static struct in6_addr peer_address(unsigned int number)
{
	struct in6_addr addr = { .s6_addr = { 0xfd, 9 } };

	addr.s6_addr32[3] = cpu_to_be32(number);
	return addr;
}

/* What an M1 does for each of its secrets, each time for another peer. */
static int key_look(struct work *w)
{
	static const struct seccomm_key_id id = {
		.stack = "bench",
		.slot = SECCOMM_SESSION_SECRET,
	};
	struct in6_addr peer = peer_address(w->peer++ % w->n_keys);

	return seccomm_key_table_best(w->keys, &id, &peer) ? 0 : -ENOKEY;
}

/* Finding one of @n secrets, of which each is for one peer. */
static int keys_of(struct seq_file *m, struct work *w,
		   struct seccomm_key_node *nodes, unsigned int n)
{
	int err = seccomm_key_table_init(w->keys);
	s64 ns;

	if (err)
		return err;
	for (w->n_keys = 0; w->n_keys < n && !err; w->n_keys++) {
		struct seccomm_key_id *id = &nodes[w->n_keys].id;

		strscpy(id->stack, "bench", sizeof(id->stack));
		id->slot = SECCOMM_SESSION_SECRET;
		id->prefix.addr = peer_address(w->n_keys);
		id->prefix.len = 128;
		err = seccomm_key_table_add(w->keys, &nodes[w->n_keys]);
		cond_resched();
	}
	/* The table's worker has made it as large as it becomes. */
	flush_work(&w->keys->hash.run_work);
	ns = err ?: timed(w, key_look, WARM_UP);
	if (ns >= 0)
		ns = timed(w, key_look, ROUNDS);
	while (w->keys->n)
		seccomm_key_table_del(w->keys,
				      seccomm_key_table_from(w->keys, 0));
	seccomm_key_table_exit(w->keys);
	if (ns < 0)
		return ns;
	seq_printf(m, "{\"operation\":\"key store\",\"secrets\":%u,", n);
	seq_printf(m, "\"instructions\":%lld}\n", ns / ROUNDS);
	return 0;
}

static int keys(struct seq_file *m, struct work *w)
{
	struct seccomm_key_node *nodes =
		kvcalloc(MANY_KEYS, sizeof(*nodes), GFP_KERNEL);
	int err = -ENOMEM;

	w->keys = kzalloc(sizeof(*w->keys), GFP_KERNEL);
	if (nodes && w->keys)
		err = keys_of(m, w, nodes, 1) ?:
						keys_of(m, w, nodes, MANY_KEYS);
	kfree(w->keys);
	kvfree(nodes);
	return err;
}

static int bench_show(struct seq_file *m, void *unused)
{
	static const unsigned int lengths[] = { 100, LONGEST };
	struct work w = {};
	u8 key[KEY_MAX];
	unsigned int i;
	int err;

	for (i = 0; i < sizeof(key); i++)
		key[i] = 37 * i + 11;
	w.area = kzalloc(BODY + LONGEST + SECCOMM_CHACHAPOLY_TAIL, GFP_KERNEL);
	w.sealed = kzalloc(LONGEST + SECCOMM_TAG_LEN, GFP_KERNEL);
	if (w.area && w.sealed) {
		for (i = 0; i < ARRAY_SIZE(lengths); i++) {
			w.len = lengths[i];
			operations(m, &w, key);
		}
	}
	kfree(w.area);
	kfree(w.sealed);
	err = keys(m, &w);
	return err ?: engine(m);
}
DEFINE_SHOW_ATTRIBUTE(bench);

static int __init bench_init(void)
{
	file = debugfs_create_file("seccomm_bench", 0400, NULL, NULL,
				   &bench_fops);
	return 0;
}

static void __exit bench_exit(void)
{
	debugfs_remove(file);
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("SecComm bench: bare operations and the engine");
MODULE_LICENSE("GPL");
