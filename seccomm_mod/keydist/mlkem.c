// SPDX-License-Identifier: GPL-2.0
/*
 * ML-KEM-768 (FIPS 203), which the key agents of both hosts compute: the initiator's makes a key
 * pair, the responder's encapsulates a secret to the encapsulation key, and the initiator's
 * decapsulates it. The decapsulation key stays with the agent. Nobody is authenticated.
 */
#include <linux/string.h>
#include "keydist/consult.h"
#include "keydist/mlkem.h"

/* What the coefficients in an encapsulation key are below, and the bytes of all of them, two in
 * three bytes each. A seed stands behind them.
 */
#define MLKEM_Q 3329
#define MLKEM_COEFFICIENTS 1152

/* Are an encapsulation key's coefficients reduced (FIPS 203, 7.2)? The key is public. */
static bool mlkem_reduced(const u8 ek[SECCOMM_MLKEM_EK])
{
	unsigned int i;

	for (i = 0; i < MLKEM_COEFFICIENTS; i += 3)
		if ((ek[i] | (ek[i + 1] & 0xf) << 8) >= MLKEM_Q ||
		    (ek[i + 1] >> 4 | ek[i + 2] << 4) >= MLKEM_Q)
			return false;
	return true;
}

static int mlkem_take(struct seccomm_keydist *kd, enum seccomm_list list,
		      const u8 *body, u16 len)
{
	if (list == SECCOMM_LIST_M1 && !mlkem_reduced(body))
		return -EBADMSG;
	return seccomm_consult_take(kd, body, len);
}

static int mlkem_give(struct seccomm_keydist *kd, enum seccomm_list list,
		      u8 *body)
{
	const struct seccomm_consult *mlkem = kd->state;

	memcpy(body, mlkem->own.bytes, mlkem->own.len);
	return mlkem->own.len;
}

const struct seccomm_keydist_ops seccomm_mlkem = {
	.name = "MLKEM768",
	.length = seccomm_consult_length,
	.begin = seccomm_consult_begin,
	.give = mlkem_give,
	.take = mlkem_take,
	.wait = seccomm_consult_wait,
	.item = seccomm_consult_item,
	.secret = seccomm_consult_secret,
	.end = seccomm_consult_end,
};
