// SPDX-License-Identifier: GPL-2.0
/*
 * cfb(cipher): cipher feedback mode, for kernels that no longer have it.
 * Feedback of a whole block; the last block may be short.
 */
#include <crypto/algapi.h>
#include <crypto/internal/cipher.h>
#include <crypto/internal/skcipher.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/string.h>
#include "cfb.h"

/* Encrypt or decrypt a request: each ciphertext block is the next block's IV. */
static int cfb_crypt(struct skcipher_request *req, bool encrypt)
{
	struct crypto_skcipher *tfm = crypto_skcipher_reqtfm(req);
	struct crypto_cipher *cipher = skcipher_cipher_simple(tfm);
	const unsigned int bsize = crypto_cipher_blocksize(cipher);
	u8 stream[MAX_CIPHER_BLOCKSIZE];
	struct skcipher_walk walk;
	int err;

	err = skcipher_walk_virt(&walk, req, false);
	while (walk.nbytes) {
		const u8 *src = walk.src.virt.addr;
		u8 *dst = walk.dst.virt.addr;
		unsigned int left = walk.nbytes;

		while (left) {
			const unsigned int n = min(left, bsize);

			/* Only the message's last block may be short. */
			if (n < bsize && walk.nbytes < walk.total)
				break;
			crypto_cipher_encrypt_one(cipher, stream, walk.iv);
			/* Decryption in place overwrites the ciphertext: copy it first. */
			if (!encrypt && n == bsize)
				memcpy(walk.iv, src, bsize);
			crypto_xor_cpy(dst, src, stream, n);
			if (encrypt && n == bsize)
				memcpy(walk.iv, dst, bsize);
			src += n;
			dst += n;
			left -= n;
		}
		err = skcipher_walk_done(&walk, left);
	}
	memzero_explicit(stream, sizeof(stream));
	return err;
}

static int cfb_encrypt(struct skcipher_request *req)
{
	return cfb_crypt(req, true);
}

static int cfb_decrypt(struct skcipher_request *req)
{
	return cfb_crypt(req, false);
}

static int cfb_create(struct crypto_template *tmpl, struct rtattr **tb)
{
	struct skcipher_instance *inst;
	struct crypto_alg *alg;
	int err;

	inst = skcipher_alloc_instance_simple(tmpl, tb);
	if (IS_ERR(inst))
		return PTR_ERR(inst);
	alg = skcipher_ialg_simple(inst);

	/* A stream cipher, walked in whole blocks. */
	inst->alg.base.cra_blocksize = 1;
	inst->alg.chunksize = alg->cra_blocksize;
	inst->alg.encrypt = cfb_encrypt;
	inst->alg.decrypt = cfb_decrypt;

	err = skcipher_register_instance(tmpl, inst);
	if (err)
		inst->free(inst);
	return err;
}

struct crypto_template seccomm_cfb = {
	.name = "cfb",
	.create = cfb_create,
	.module = THIS_MODULE,
};
