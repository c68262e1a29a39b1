// SPDX-License-Identifier: GPL-2.0
/*
 * RSA without padding and without the factors of the modulus.
 *
 * How long the MPI takes depends on the numbers, and it takes other ways for an exponent's ones
 * than for its zeros. So the base is multiplied with a random number, and a random
 * multiple of the period is added to the exponent: no two operations are alike.
 * mpi_powm() is never given its result as an operand, too: it would overrun it.
 */
#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/string.h>
#include "pk/number.h"
#include "pk/rsa.h"

/* Operations that a random number and its squares blind. */
#define RSA_BLIND_USES 32
/* Bits of the random factor of the period. */
#define RSA_FACTOR_BITS 64

/* Blind the next operations by another random number r: make r^e, and by the period
 * r^-1 = r^(e * d - 2). -EKEYREJECTED if the period is none.
 */
static int rsa_blind_anew(struct seccomm_pk_rsa *rsa)
{
	MPI r = seccomm_number_random(mpi_get_nbits(rsa->n));
	MPI t[2], exponent, one;
	int err;

	if (!r)
		return -ENOMEM;
	err = seccomm_numbers_new(t, ARRAY_SIZE(t));
	if (err)
		goto free;
	exponent = t[0];
	one = t[1];
	err = seccomm_number_mod(r, r, rsa->n)			  ?:
		      mpi_sub_ui(exponent, rsa->period, 1)	  ?:
		      mpi_powm(rsa->blind, r, rsa->e, rsa->n)	  ?:
		      mpi_powm(rsa->unblind, r, exponent, rsa->n) ?:
		      mpi_mulm(one, r, rsa->unblind, rsa->n);
	if (!err && mpi_cmp_ui(one, 1))
		err = -EKEYREJECTED;
	if (!err)
		rsa->uses = RSA_BLIND_USES;
	seccomm_numbers_free(t, ARRAY_SIZE(t));
free:
	mpi_free(r);
	return err;
}

int seccomm_rsa_check_private(struct seccomm_pk_rsa *rsa)
{
	MPI t[3];
	int err;

	if (mpi_cmp_ui(rsa->d, 1) <= 0 || mpi_cmp(rsa->d, rsa->n) >= 0)
		return -EKEYREJECTED;
	err = seccomm_numbers_new(t, ARRAY_SIZE(t));
	if (err)
		return err;
	rsa->period = t[0];
	rsa->blind = t[1];
	rsa->unblind = t[2];
	err = mpi_mul(rsa->period, rsa->e, rsa->d) ?:
		      mpi_sub_ui(rsa->period, rsa->period, 1);
	if (err)
		return err;
	mutex_lock(&rsa->lock);
	err = rsa_blind_anew(rsa);
	mutex_unlock(&rsa->lock);
	return err;
}

/* Blind @base, and make @unblind what the result is to be multiplied with. A pair serves once:
 * its squares are the next one.
 */
static int rsa_blind(struct seccomm_pk_rsa *rsa, MPI base, MPI unblind)
{
	MPI zero = mpi_alloc(0);
	int err = 0;

	if (!zero)
		return -ENOMEM;
	mutex_lock(&rsa->lock);
	if (!rsa->uses)
		err = rsa_blind_anew(rsa);
	if (!err)
		err = mpi_mulm(base, base, rsa->blind, rsa->n) ?:
			      mpi_add(unblind, rsa->unblind, zero);
	/* After an error the two would not be a pair. */
	rsa->uses = err ? 0 : rsa->uses - 1;
	if (rsa->uses) {
		err = mpi_mulm(rsa->blind, rsa->blind, rsa->blind, rsa->n) ?:
			      mpi_mulm(rsa->unblind, rsa->unblind, rsa->unblind,
				       rsa->n);
		if (err)
			rsa->uses = 0;
	}
	mutex_unlock(&rsa->lock);
	mpi_free(zero);
	return err;
}

/* @exponent = d, and a random multiple of the period. */
static int rsa_exponent(const struct seccomm_pk_rsa *rsa, MPI exponent)
{
	MPI factor = seccomm_number_random(RSA_FACTOR_BITS);
	int err = -ENOMEM;

	if (factor)
		err = mpi_mul(exponent, rsa->period, factor) ?:
			      mpi_add(exponent, exponent, rsa->d);
	mpi_free(factor);
	return err;
}

/* @out = @in to the power of d. Of that the power of e must be @in. */
static int rsa_compute(struct seccomm_pk_rsa *rsa, MPI in, MPI out)
{
	MPI t[4], base, exponent, unblind, again;
	int err;

	err = seccomm_numbers_new(t, ARRAY_SIZE(t));
	if (err)
		return err;
	base = t[0];
	exponent = t[1];
	unblind = t[2];
	again = t[3];
	err = seccomm_number_mod(base, in, rsa->n)	    ?:
		      rsa_blind(rsa, base, unblind)	    ?:
		      rsa_exponent(rsa, exponent)	    ?:
		      mpi_powm(out, base, exponent, rsa->n) ?:
		      mpi_mulm(out, out, unblind, rsa->n)   ?:
		      mpi_powm(again, out, rsa->e, rsa->n);
	if (!err && mpi_cmp(again, in))
		err = -ECANCELED;
	seccomm_numbers_free(t, ARRAY_SIZE(t));
	return err;
}

int seccomm_rsa_private(struct seccomm_pk *pk, const u8 *in, u8 *out)
{
	const unsigned int len = seccomm_pk_rsa_len(pk->alg);
	MPI number = mpi_read_raw_data(in, len);
	MPI result = mpi_alloc(0);
	int err = -ENOMEM;

	if (number && result)
		err = mpi_cmp(number, pk->rsa.n) < 0 ? 0 : -EBADMSG;
	if (!err)
		err = rsa_compute(&pk->rsa, number, result);
	if (err)
		memzero_explicit(out, len);
	else
		seccomm_number_write(result, out, len);
	mpi_free(number);
	mpi_free(result);
	return err;
}

int seccomm_rsa_public(const struct seccomm_pk *pk, const u8 *in, u8 *out)
{
	const unsigned int len = seccomm_pk_rsa_len(pk->alg);
	MPI number = mpi_read_raw_data(in, len);
	MPI result = mpi_alloc(0);
	int err = -ENOMEM;

	if (number && result)
		err = mpi_cmp(number, pk->rsa.n) < 0 ? 0 : -EBADMSG;
	if (!err)
		err = mpi_powm(result, number, pk->rsa.e, pk->rsa.n);
	if (!err)
		seccomm_number_write(result, out, len);
	mpi_free(number);
	mpi_free(result);
	return err;
}
