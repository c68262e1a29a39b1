// SPDX-License-Identifier: GPL-2.0
/*
 * Keys of DSA, RSA and X25519, read from DER and checked.
 */
#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fips.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keys/hash.h"
#include "pk/der.h"
#include "pk/dsa.h"
#include "pk/key.h"
#include "pk/number.h"
#include "pk/rsa.h"
#include "pk/x25519.h"

#define DSA_P_BITS 2048
#define DSA_Q_BITS 256
#define RSA_E 65537

static const u8 oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
			      0x0d, 0x01, 0x01, 0x01 };
static const u8 oid_dsa[] = { 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01 };
static const u8 oid_x25519[] = { 0x2b, 0x65, 0x6e };

/* What an AlgorithmIdentifier says. */
enum pk_kind { PK_RSA, PK_DSA, PK_X25519 };

/**
 * struct pk_algorithm - an AlgorithmIdentifier
 * @whole: its bytes, tag and length included
 * @kind: what it says
 * @group: p, q and g, if it says DSA
 */
struct pk_algorithm {
	struct seccomm_der whole;
	enum pk_kind kind;
	struct seccomm_der group;
};

/* Take an AlgorithmIdentifier off the front. */
static int pk_take_algorithm(struct seccomm_der *in, struct pk_algorithm *alg,
			     struct netlink_ext_ack *extack)
{
	struct seccomm_der inner, oid, null;

	alg->whole.at = in->at;
	if (!seccomm_der_take(in, SECCOMM_DER_SEQUENCE, &inner) ||
	    !seccomm_der_take(&inner, SECCOMM_DER_OID, &oid))
		goto malformed;
	alg->whole.len = in->at - alg->whole.at;
	if (seccomm_der_equal(&oid, oid_dsa, sizeof(oid_dsa))) {
		alg->kind = PK_DSA;
		if (!seccomm_der_take(&inner, SECCOMM_DER_SEQUENCE,
				      &alg->group))
			goto malformed;
	} else if (seccomm_der_equal(&oid, oid_rsa, sizeof(oid_rsa))) {
		alg->kind = PK_RSA;
		if (!seccomm_der_take(&inner, SECCOMM_DER_NULL, &null) ||
		    null.len)
			goto malformed;
	} else if (seccomm_der_equal(&oid, oid_x25519, sizeof(oid_x25519))) {
		/* RFC 8410, section 3: there are no parameters. */
		alg->kind = PK_X25519;
	} else {
		NL_SET_ERR_MSG(extack,
			       "The key is of none of DSA, RSA and X25519: give one of these");
		return -EOPNOTSUPP;
	}
	if (inner.len)
		goto malformed;
	if (fips_enabled && alg->kind != PK_RSA) {
		NL_SET_ERR_MSG(extack,
			       "This kernel is in FIPS mode, which refuses DSA and X25519: give a key of RSA");
		return -EOPNOTSUPP;
	}
	return 0;

malformed:
	NL_SET_ERR_MSG(extack,
		       "The key's algorithm is malformed: write the key anew as DER");
	return -EBADMSG;
}

/* Read an integer from the front as a number. */
static MPI pk_take_number(struct seccomm_der *in)
{
	struct seccomm_der bytes;

	if (!seccomm_der_take_number(in, &bytes))
		return ERR_PTR(-EBADMSG);
	return mpi_read_raw_data(bytes.at, bytes.len) ?: ERR_PTR(-ENOMEM);
}

/* Read @n integers, all that there are, as numbers. On an error those read stay the caller's. */
static int pk_take_numbers(struct seccomm_der in, MPI *const to[],
			   unsigned int n, struct netlink_ext_ack *extack)
{
	unsigned int i;
	MPI number;

	for (i = 0; i < n; i++) {
		number = pk_take_number(&in);
		if (number == ERR_PTR(-ENOMEM))
			return -ENOMEM;
		if (IS_ERR(number))
			goto malformed;
		*to[i] = number;
	}
	if (!in.len)
		return 0;
malformed:
	NL_SET_ERR_MSG(extack,
		       "The key's numbers are malformed: write the key anew as DER");
	return -EBADMSG;
}

static int pk_read_dsa(struct seccomm_pk *pk, struct seccomm_der group,
		       struct netlink_ext_ack *extack)
{
	struct seccomm_pk_dsa *dsa = &pk->dsa;
	MPI *const to[] = { &dsa->p, &dsa->q, &dsa->g };
	int err;

	pk->alg = SECCOMM_PK_DSA2048;
	err = pk_take_numbers(group, to, ARRAY_SIZE(to), extack);
	if (err)
		return err;
	if (mpi_get_nbits(dsa->p) != DSA_P_BITS ||
	    mpi_get_nbits(dsa->q) != DSA_Q_BITS) {
		NL_SET_ERR_MSG(extack,
			       "A DSA key must have a p of 2048 bits and a q of 256: make one of these sizes");
		return -EOPNOTSUPP;
	}
	err = seccomm_dsa_check_group(dsa);
	if (err == -EKEYREJECTED)
		NL_SET_ERR_MSG(extack,
			       "The DSA key's p, q and g make no group: make the key with other parameters");
	return err;
}

static int pk_read_rsa(struct seccomm_pk *pk, struct seccomm_der key,
		       struct netlink_ext_ack *extack)
{
	struct seccomm_pk_rsa *rsa = &pk->rsa;
	MPI *const to[] = { &rsa->n, &rsa->e };
	unsigned int bits;
	int err;

	mutex_init(&rsa->lock);
	err = pk_take_numbers(key, to, ARRAY_SIZE(to), extack);
	if (err)
		return err;
	bits = mpi_get_nbits(rsa->n);
	for (pk->alg = SECCOMM_PK_RSA2048; pk->alg <= SECCOMM_PK_RSA4096;
	     pk->alg++)
		if (bits == seccomm_pk_rsa_len(pk->alg) * BITS_PER_BYTE)
			break;
	if (pk->alg > SECCOMM_PK_RSA4096) {
		NL_SET_ERR_MSG(extack,
			       "An RSA key must have 2048, 3072 or 4096 bits: make one of such a size");
		return -EOPNOTSUPP;
	}
	if (!mpi_test_bit(rsa->n, 0)) {
		NL_SET_ERR_MSG(extack,
			       "The RSA key's modulus is even, so it is none: make another key");
		return -EKEYREJECTED;
	}
	if (mpi_cmp_ui(rsa->e, RSA_E)) {
		NL_SET_ERR_MSG(extack,
			       "An RSA key must have the public exponent 65537: make one with it");
		return -EKEYREJECTED;
	}
	return 0;
}

static int pk_read_dsa_public(struct seccomm_pk *pk, struct seccomm_der group,
			      struct seccomm_der key,
			      struct netlink_ext_ack *extack)
{
	MPI *const y[] = { &pk->dsa.y };
	int err;

	err = pk_read_dsa(pk, group, extack);
	if (!err)
		err = pk_take_numbers(key, y, ARRAY_SIZE(y), extack);
	if (err)
		return err;
	err = seccomm_dsa_check_public(&pk->dsa);
	if (err == -EKEYREJECTED)
		NL_SET_ERR_MSG(extack,
			       "The DSA key's public number is not of its group: make another key");
	return err;
}

static int pk_read_x25519(struct seccomm_pk *pk, struct seccomm_der key,
			  struct netlink_ext_ack *extack)
{
	int err;

	pk->alg = SECCOMM_PK_X25519;
	if (key.len != CURVE25519_KEY_SIZE) {
		NL_SET_ERR_MSG(extack,
			       "An X25519 key must have 32 bytes: write the key anew as DER");
		return -EBADMSG;
	}
	memcpy(pk->x25519.public, key.at, key.len);
	err = seccomm_x25519_check_public(pk->x25519.public);
	if (err == -EKEYREJECTED)
		NL_SET_ERR_MSG(extack,
			       "The X25519 key is of small order, so that all agree with it: make another key");
	else if (err == -EOPNOTSUPP)
		NL_SET_ERR_MSG(extack,
			       "this kernel lacks CONFIG_CRYPTO_LIB_CURVE25519, which X25519 keys need");
	return err;
}

/* Read the SubjectPublicKeyInfo that @pk has. */
static int pk_read_spki(struct seccomm_pk *pk, struct netlink_ext_ack *extack)
{
	struct seccomm_der in = { pk->spki, pk->spki_len }, info, bits, key;
	struct pk_algorithm alg;
	int err;

	if (!seccomm_der_take(&in, SECCOMM_DER_SEQUENCE, &info) || in.len)
		goto malformed;
	err = pk_take_algorithm(&info, &alg, extack);
	if (err)
		return err;
	if (!seccomm_der_take_bits(&info, &bits) || info.len)
		goto malformed;
	if (alg.kind == PK_DSA)
		return pk_read_dsa_public(pk, alg.group, bits, extack);
	if (alg.kind == PK_X25519)
		return pk_read_x25519(pk, bits, extack);
	if (!seccomm_der_take(&bits, SECCOMM_DER_SEQUENCE, &key) || bits.len)
		goto malformed;
	return pk_read_rsa(pk, key, extack);

malformed:
	NL_SET_ERR_MSG(extack,
		       "This is no public key in DER: give a SubjectPublicKeyInfo, with nothing behind it");
	return -EBADMSG;
}

static struct seccomm_pk *pk_new(void)
{
	struct seccomm_pk *pk = kzalloc(sizeof(*pk), GFP_KERNEL_ACCOUNT);

	if (!pk)
		return NULL;
	refcount_set(&pk->ref, 1);
	mutex_init(&pk->rsa.lock);
	return pk;
}

static int pk_set_spki(struct seccomm_pk *pk, const u8 *der, size_t len)
{
	pk->spki = kmemdup(der, len, GFP_KERNEL_ACCOUNT);
	if (!pk->spki)
		return -ENOMEM;
	pk->spki_len = len;
	return seccomm_sha256(der, len, pk->id);
}

struct seccomm_pk *seccomm_pk_public(const u8 *der, size_t len,
				     struct netlink_ext_ack *extack)
{
	struct seccomm_pk *pk;
	int err;

	if (!len || len > SECCOMM_PK_DER_MAX) {
		NL_SET_ERR_MSG(extack,
			       "A public key has 1 to 4096 bytes of DER: give such a one");
		return ERR_PTR(-EBADMSG);
	}
	pk = pk_new();
	if (!pk)
		return ERR_PTR(-ENOMEM);
	err = pk_set_spki(pk, der, len);
	if (!err)
		err = pk_read_spki(pk, extack);
	if (!err)
		return pk;
	seccomm_pk_put(pk);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_pk_public);

/* Give @pk the SubjectPublicKeyInfo that says @alg and, as the key, the bytes from @key to
 * @end, before which there is room for what stands there.
 */
static int pk_make_spki(struct seccomm_pk *pk, const struct pk_algorithm *alg,
			u8 *key, const u8 *end)
{
	u8 *at = key;

	*--at = 0; /* bits that the bit string lacks of whole bytes */
	at = seccomm_der_put_head(at, SECCOMM_DER_BIT_STRING, end - at);
	at -= alg->whole.len;
	memcpy(at, alg->whole.at, alg->whole.len);
	at = seccomm_der_put_head(at, SECCOMM_DER_SEQUENCE, end - at);
	return pk_set_spki(pk, at, end - at);
}

/* Complete a private key of DSA by what PrivateKeyInfo says; @end is that of the room. */
static int pk_read_private_dsa(struct seccomm_pk *pk,
			       const struct pk_algorithm *alg,
			       struct seccomm_der key, u8 *end,
			       struct netlink_ext_ack *extack)
{
	struct seccomm_pk_dsa *dsa = &pk->dsa;
	MPI *const x[] = { &dsa->x };
	u8 *at = end - DSA_P_BITS / BITS_PER_BYTE;
	int err;

	err = pk_read_dsa(pk, alg->group, extack);
	if (!err)
		err = pk_take_numbers(key, x, ARRAY_SIZE(x), extack);
	if (!err)
		err = seccomm_dsa_make_public(dsa);
	if (err == -EKEYREJECTED)
		NL_SET_ERR_MSG(extack,
			       "The DSA key's private number is not below its q: make another key");
	if (err)
		return err;
	seccomm_number_write(dsa->y, at, end - at);
	while (!*at)
		at++;
	if (*at & BIT(7))
		*--at = 0;
	at = seccomm_der_put_head(at, SECCOMM_DER_INTEGER, end - at);
	return pk_make_spki(pk, alg, at, end);
}

/* The same of RSA. The public key is two of the private key's numbers, which follow each
 * other.
 */
static int pk_read_private_rsa(struct seccomm_pk *pk,
			       const struct pk_algorithm *alg,
			       struct seccomm_der key, u8 *end,
			       struct netlink_ext_ack *extack)
{
	struct seccomm_der in, number, public, d;
	unsigned int factors = 5;
	u8 *at;
	int err;

	if (!seccomm_der_take(&key, SECCOMM_DER_SEQUENCE, &in) || key.len ||
	    !seccomm_der_take_number(&in, &number) ||
	    !seccomm_der_equal(&number, "", 1))
		goto malformed;
	public.at = in.at;
	if (!seccomm_der_take_number(&in, &number) ||
	    !seccomm_der_take_number(&in, &number))
		goto malformed;
	public.len = in.at - public.at;
	if (!seccomm_der_take_number(&in, &d))
		goto malformed;
	/* The factors and what belongs to them: here they are not used. */
	while (factors--)
		if (!seccomm_der_take_number(&in, &number))
			goto malformed;
	if (in.len)
		goto malformed;
	at = end - public.len;
	memcpy(at, public.at, public.len);
	at = seccomm_der_put_head(at, SECCOMM_DER_SEQUENCE, public.len);
	err = pk_make_spki(pk, alg, at, end);
	if (!err)
		err = pk_read_spki(pk, extack);
	if (err)
		return err;
	pk->rsa.d = mpi_read_raw_data(d.at, d.len);
	if (!pk->rsa.d)
		return -ENOMEM;
	err = seccomm_rsa_check_private(&pk->rsa);
	if (err == -EKEYREJECTED)
		NL_SET_ERR_MSG(extack,
			       "The RSA key's private exponent is not that of its modulus: make another key");
	return err;

malformed:
	NL_SET_ERR_MSG(extack,
		       "The RSA key's numbers are malformed: write the key anew as DER, of two primes");
	return -EBADMSG;
}

/* The same of X25519, whose private key is a string in the string that has private keys. */
static int pk_read_private_x25519(struct seccomm_pk *pk,
				  const struct pk_algorithm *alg,
				  struct seccomm_der key, u8 *end,
				  struct netlink_ext_ack *extack)
{
	struct seccomm_der private;
	u8 *at = end - CURVE25519_KEY_SIZE;
	int err;

	if (!seccomm_der_take(&key, SECCOMM_DER_OCTET_STRING, &private) ||
	    key.len || private.len != CURVE25519_KEY_SIZE) {
		NL_SET_ERR_MSG(extack,
			       "An X25519 key must have 32 bytes: write the key anew as DER");
		return -EBADMSG;
	}
	memcpy(pk->x25519.private, private.at, private.len);
	err = seccomm_x25519_make_public(pk->x25519.private, at);
	if (!err)
		err = pk_make_spki(pk, alg, at, end);
	return err ?: pk_read_spki(pk, extack);
}

/* What the SubjectPublicKeyInfo may have more bytes than the PrivateKeyInfo: DSA's public
 * number and the heads before it.
 */
#define PK_PUBLIC_MORE (DSA_P_BITS / BITS_PER_BYTE + 4 * SECCOMM_DER_HEAD)

static int pk_read_private(struct seccomm_pk *pk, const u8 *der, size_t len,
			   struct netlink_ext_ack *extack)
{
	struct seccomm_der in = { der, len }, info, version, key;
	struct pk_algorithm alg;
	u8 *room;
	int err;

	if (!seccomm_der_take(&in, SECCOMM_DER_SEQUENCE, &info) || in.len ||
	    !seccomm_der_take_number(&info, &version) ||
	    !seccomm_der_equal(&version, "", 1))
		goto malformed;
	err = pk_take_algorithm(&info, &alg, extack);
	if (err)
		return err;
	if (!seccomm_der_take(&info, SECCOMM_DER_OCTET_STRING, &key) ||
	    info.len)
		goto malformed;
	len += PK_PUBLIC_MORE;
	room = kmalloc(len, GFP_KERNEL);
	if (!room)
		return -ENOMEM;
	if (alg.kind == PK_DSA)
		err = pk_read_private_dsa(pk, &alg, key, room + len, extack);
	else if (alg.kind == PK_X25519)
		err = pk_read_private_x25519(pk, &alg, key, room + len, extack);
	else
		err = pk_read_private_rsa(pk, &alg, key, room + len, extack);
	kfree(room);
	return err;

malformed:
	NL_SET_ERR_MSG(extack,
		       "This is no private key in DER: give a PKCS#8 PrivateKeyInfo, neither encrypted nor with attributes");
	return -EBADMSG;
}

struct seccomm_pk *seccomm_pk_private(const u8 *der, size_t len,
				      struct netlink_ext_ack *extack)
{
	struct seccomm_pk *pk;
	int err;

	if (!len || len > SECCOMM_PK_DER_MAX) {
		NL_SET_ERR_MSG(extack,
			       "A private key has 1 to 4096 bytes of DER: give such a one");
		return ERR_PTR(-EBADMSG);
	}
	pk = pk_new();
	if (!pk)
		return ERR_PTR(-ENOMEM);
	err = pk_read_private(pk, der, len, extack);
	if (err) {
		seccomm_pk_put(pk);
		return ERR_PTR(err);
	}
	pk->is_private = true;
	return pk;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_pk_private);

void seccomm_pk_put(struct seccomm_pk *pk)
{
	struct seccomm_pk_dsa *dsa;
	struct seccomm_pk_rsa *rsa;

	if (!pk || !refcount_dec_and_test(&pk->ref))
		return;
	dsa = &pk->dsa;
	rsa = &pk->rsa;
	/* The MPI wipes what it frees, and takes NULL for nothing. */
	mpi_free(dsa->p);
	mpi_free(dsa->q);
	mpi_free(dsa->g);
	mpi_free(dsa->y);
	mpi_free(dsa->x);
	mpi_free(rsa->n);
	mpi_free(rsa->e);
	mpi_free(rsa->d);
	mpi_free(rsa->period);
	mpi_free(rsa->blind);
	mpi_free(rsa->unblind);
	mutex_destroy(&rsa->lock);
	kfree(pk->spki);
	kfree_sensitive(pk);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_pk_put);
