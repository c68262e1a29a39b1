// SPDX-License-Identifier: GPL-2.0
/*
 * MGF1: a hash made as long as one wants.
 */
#include <crypto/utils.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "keys/hash.h"
#include "pk/mgf.h"

int seccomm_mgf_xor(u8 *to, size_t len, const u8 *seed, size_t seed_len)
{
	u8 block[SECCOMM_HASH_LEN];
	struct seccomm_hash h;
	__be32 counter;
	size_t done, n;
	u32 i = 0;
	int err = 0;

	for (done = 0; !err && done < len; done += n) {
		counter = cpu_to_be32(i++);
		n = min_t(size_t, len - done, sizeof(block));
		seccomm_hash_start(&h);
		seccomm_hash_add(&h, seed, seed_len);
		seccomm_hash_add(&h, &counter, sizeof(counter));
		err = seccomm_hash_final(&h, block);
		crypto_xor(to + done, block, n);
	}
	memzero_explicit(block, sizeof(block));
	return err;
}
