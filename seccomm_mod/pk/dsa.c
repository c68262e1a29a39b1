// SPDX-License-Identifier: GPL-2.0
/*
 * DSA, with the secret number of a signature by RFC 6979.
 *
 * How long the MPI takes depends on the numbers. So a secret exponent has one length always,
 * and a number that is secret is multiplied with a random one before it is inverted.
 * mpi_powm() is never given its result as an operand, too: it would overrun it.
 */
#include <kunit/visibility.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/string.h>
#include "keys/hash.h"
#include "pk/dsa.h"
#include "pk/number.h"

/* Bits of a secret exponent, to which q is added once or twice. */
#define DSA_EXPONENT_BITS 257
/* Bits of the number that blinds. */
#define DSA_BLIND_BITS 320

/* @w = @base to the power of @secret, a number below q. */
static int dsa_power(const struct seccomm_pk_dsa *dsa, MPI w, MPI base,
		     MPI secret)
{
	MPI once_twice[2];
	bool short_of;
	int err;

	err = seccomm_numbers_new(once_twice, ARRAY_SIZE(once_twice));
	if (err)
		return err;
	err = mpi_add(once_twice[0], secret, dsa->q) ?:
		      mpi_add(once_twice[1], once_twice[0], dsa->q);
	if (!err) {
		short_of = mpi_get_nbits(once_twice[0]) < DSA_EXPONENT_BITS;
		err = mpi_powm(w, base, once_twice[short_of], dsa->p);
	}
	seccomm_numbers_free(once_twice, ARRAY_SIZE(once_twice));
	return err;
}

/* @w = the inverse of @u mod q, which is prime. */
static int dsa_invert(const struct seccomm_pk_dsa *dsa, MPI w, MPI u)
{
	MPI exponent = mpi_alloc(0);
	int err = -ENOMEM;

	if (exponent)
		err = mpi_sub_ui(exponent, dsa->q, 2) ?:
			      mpi_powm(w, u, exponent, dsa->q);
	mpi_free(exponent);
	return err;
}

/* Is 2 <= @u <= p - 2, and @u to the power of q 1? */
static int dsa_check_member(const struct seccomm_pk_dsa *dsa, MPI u)
{
	MPI t = mpi_alloc(0);
	int err = -ENOMEM;

	if (!t)
		return err;
	err = mpi_sub_ui(t, dsa->p, 1);
	if (!err && (mpi_cmp_ui(u, 2) < 0 || mpi_cmp(u, t) >= 0))
		err = -EKEYREJECTED;
	if (!err)
		err = mpi_powm(t, u, dsa->q, dsa->p);
	if (!err && mpi_cmp_ui(t, 1))
		err = -EKEYREJECTED;
	mpi_free(t);
	return err;
}

int seccomm_dsa_check_group(const struct seccomm_pk_dsa *dsa)
{
	MPI t = mpi_alloc(0);
	int err = -ENOMEM;

	if (!t)
		return err;
	/* The MPI divides by odd numbers and by even ones, but a modulus is none. */
	if (mpi_test_bit(dsa->p, 0) && mpi_test_bit(dsa->q, 0))
		err = seccomm_number_mod(t, dsa->p, dsa->q);
	else
		err = -EKEYREJECTED;
	if (!err && mpi_cmp_ui(t, 1))
		err = -EKEYREJECTED;
	mpi_free(t);
	return err ?: dsa_check_member(dsa, dsa->g);
}

int seccomm_dsa_check_public(const struct seccomm_pk_dsa *dsa)
{
	return dsa_check_member(dsa, dsa->y);
}

int seccomm_dsa_make_public(struct seccomm_pk_dsa *dsa)
{
	if (mpi_cmp_ui(dsa->x, 1) < 0 || mpi_cmp(dsa->x, dsa->q) >= 0)
		return -EKEYREJECTED;
	dsa->y = mpi_alloc(0);
	return dsa->y ? dsa_power(dsa, dsa->y, dsa->g, dsa->x) : -ENOMEM;
}

/**
 * struct dsa_generator - RFC 6979, section 3.2: a generator with key K and value V
 * @key: K
 * @value: V
 */
struct dsa_generator {
	u8 key[SECCOMM_HASH_LEN];
	u8 value[SECCOMM_HASH_LEN];
};

/* K = HMAC(K, V || @step || @seed), V = HMAC(K, V). */
static int dsa_generator_step(struct dsa_generator *gen, u8 step,
			      const u8 *seed, size_t len)
{
	struct seccomm_hmac_ctx h;
	int err;

	seccomm_hmac_start(&h, gen->key, sizeof(gen->key));
	seccomm_hmac_add(&h, gen->value, sizeof(gen->value));
	seccomm_hmac_add(&h, &step, sizeof(step));
	seccomm_hmac_add(&h, seed, len);
	err = seccomm_hmac_final(&h, gen->key);
	return err   ?:
		       seccomm_hmac(gen->key, sizeof(gen->key), gen->value,
				    sizeof(gen->value), gen->value);
}

/* The secret number for @h, the hash mod q: from 1 to q - 1. ERR_PTR on an error. */
static MPI dsa_secret(const struct seccomm_pk_dsa *dsa, MPI h)
{
	struct dsa_generator gen;
	u8 seed[2 * SECCOMM_DSA_LEN];
	MPI k = NULL;
	int err;

	memset(gen.key, 0, sizeof(gen.key));
	memset(gen.value, 1, sizeof(gen.value));
	seccomm_number_write(dsa->x, seed, SECCOMM_DSA_LEN);
	seccomm_number_write(h, seed + SECCOMM_DSA_LEN, SECCOMM_DSA_LEN);
	err = dsa_generator_step(&gen, 0, seed, sizeof(seed)) ?:
		      dsa_generator_step(&gen, 1, seed, sizeof(seed));
	/* Every other number is below q at the worst. */
	while (!err) {
		err = seccomm_hmac(gen.key, sizeof(gen.key), gen.value,
				   sizeof(gen.value), gen.value);
		if (err)
			break;
		k = mpi_read_raw_data(gen.value, sizeof(gen.value));
		if (!k)
			err = -ENOMEM;
		else if (mpi_cmp_ui(k, 1) >= 0 && mpi_cmp(k, dsa->q) < 0)
			break;
		mpi_free(k);
		k = NULL;
		if (!err)
			err = dsa_generator_step(&gen, 0, NULL, 0);
	}
	memzero_explicit(seed, sizeof(seed));
	memzero_explicit(&gen, sizeof(gen));
	return err ? ERR_PTR(err) : k;
}

/* The hash as a number mod q, or NULL: no memory. */
static MPI dsa_hash(const struct seccomm_pk_dsa *dsa,
		    const u8 hash[SECCOMM_HASH_LEN])
{
	MPI h = mpi_read_raw_data(hash, SECCOMM_HASH_LEN);

	if (h && seccomm_number_mod(h, h, dsa->q)) {
		mpi_free(h);
		h = NULL;
	}
	return h;
}

/* r = g^k mod p mod q; s = (h + x * r) / k mod q. Both parts of the quotient are multiplied
 * with @blind.
 */
static int dsa_compute(const struct seccomm_pk_dsa *dsa, MPI h, MPI k,
		       MPI blind, u8 signature[SECCOMM_DSA_SIGNATURE])
{
	MPI t[4], r, s, inverse, part, q = dsa->q;
	int err;

	err = seccomm_numbers_new(t, ARRAY_SIZE(t));
	if (err)
		return err;
	r = t[0];
	s = t[1];
	inverse = t[2];
	part = t[3];
	err = dsa_power(dsa, r, dsa->g, k) ?: seccomm_number_mod(r, r, q);
	if (!err)
		err = mpi_mulm(part, k, blind, q) ?:
			      dsa_invert(dsa, inverse, part);
	if (!err)
		err = mpi_mulm(s, dsa->x, blind, q)	  ?:
			      mpi_mulm(s, s, r, q)	  ?:
			      mpi_mulm(part, h, blind, q) ?:
			      mpi_addm(s, s, part, q)	  ?:
			      mpi_mulm(s, s, inverse, q);
	if (!err) {
		seccomm_number_write(r, signature, SECCOMM_DSA_LEN);
		seccomm_number_write(s, signature + SECCOMM_DSA_LEN,
				     SECCOMM_DSA_LEN);
	}
	seccomm_numbers_free(t, ARRAY_SIZE(t));
	return err;
}

int seccomm_dsa_sign(const struct seccomm_pk *pk,
		     const u8 hash[SECCOMM_HASH_LEN],
		     u8 signature[SECCOMM_DSA_SIGNATURE])
{
	const struct seccomm_pk_dsa *dsa = &pk->dsa;
	MPI blind = seccomm_number_random(DSA_BLIND_BITS);
	MPI h = dsa_hash(dsa, hash), k = NULL;
	int err = -ENOMEM;

	if (h && blind) {
		k = dsa_secret(dsa, h);
		err = PTR_ERR_OR_ZERO(k);
	}
	if (!err)
		err = dsa_compute(dsa, h, k, blind, signature);
	if (!err && seccomm_dsa_verify(pk, hash, signature))
		err = -ECANCELED;
	if (err)
		memzero_explicit(signature, SECCOMM_DSA_SIGNATURE);
	if (!IS_ERR(k))
		mpi_free(k);
	mpi_free(h);
	mpi_free(blind);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_dsa_sign);

/* Is g^(h / s) * y^(r / s) mod p mod q = r? */
static int dsa_verify_numbers(const struct seccomm_pk_dsa *dsa, MPI h, MPI r,
			      MPI s)
{
	MPI t[4], inverse, v, w, u, q = dsa->q;
	int err;

	if (mpi_cmp_ui(r, 1) < 0 || mpi_cmp(r, q) >= 0 ||
	    mpi_cmp_ui(s, 1) < 0 || mpi_cmp(s, q) >= 0)
		return -EBADMSG;
	err = seccomm_numbers_new(t, ARRAY_SIZE(t));
	if (err)
		return err;
	inverse = t[0];
	v = t[1];
	w = t[2];
	u = t[3];
	err = dsa_invert(dsa, inverse, s)	     ?:
		      mpi_mulm(u, h, inverse, q)     ?:
		      mpi_powm(v, dsa->g, u, dsa->p) ?:
		      mpi_mulm(u, r, inverse, q)     ?:
		      mpi_powm(w, dsa->y, u, dsa->p) ?:
		      mpi_mulm(v, v, w, dsa->p)	     ?:
		      seccomm_number_mod(v, v, q);
	if (!err && mpi_cmp(v, r))
		err = -EBADMSG;
	seccomm_numbers_free(t, ARRAY_SIZE(t));
	return err;
}

int seccomm_dsa_verify(const struct seccomm_pk *pk,
		       const u8 hash[SECCOMM_HASH_LEN],
		       const u8 signature[SECCOMM_DSA_SIGNATURE])
{
	const struct seccomm_pk_dsa *dsa = &pk->dsa;
	MPI h = dsa_hash(dsa, hash);
	MPI r = mpi_read_raw_data(signature, SECCOMM_DSA_LEN);
	MPI s = mpi_read_raw_data(signature + SECCOMM_DSA_LEN, SECCOMM_DSA_LEN);
	int err = -ENOMEM;

	if (h && r && s)
		err = dsa_verify_numbers(dsa, h, r, s);
	mpi_free(h);
	mpi_free(r);
	mpi_free(s);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_dsa_verify);
