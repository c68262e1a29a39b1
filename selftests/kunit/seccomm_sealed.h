/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sealed lists of the vectors, opened.
 */
#ifndef SECCOMM_TEST_SEALED_H
#define SECCOMM_TEST_SEALED_H

#include <kunit/test.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keys/list_seal.h"
#include "seccomm_test.h"

/**
 * struct vt_sealed - a sealed list of a case, opened, with one item
 * @list: which
 * @bound: what it is bound to
 * @bound_len: bytes of @bound
 * @body: the item's body
 * @len: bytes of @body
 */
struct vt_sealed {
	enum seccomm_list list;
	u8 bound[SECCOMM_HASH_LEN + SECCOMM_CONF_LEN];
	unsigned int bound_len;
	u8 *body;
	unsigned int len;
};

/* Open the list that an end of a case gives; false: it gives none. */
static inline bool vt_sealed_open(struct kunit *test, const struct vt_case *c,
				  bool initiator, struct vt_sealed *out)
{
	struct seccomm_accept *m2 = (void *)c->m2;
	struct seccomm_confirm *m3 = (void *)c->m3;
	unsigned int len = initiator ? be16_to_cpu(m3->sealed_len) :
				       seccomm_accept_sealed_len(m2);
	u8 key[SECCOMM_HASH_LEN], *items;
	int err;

	if (!len)
		return false;
	out->list = initiator ? SECCOMM_LIST_B_I : SECCOMM_LIST_B_R;
	out->bound_len = initiator ? sizeof(out->bound) : SECCOMM_HASH_LEN;
	memcpy(out->bound, initiator ? c->th2 : c->th1, SECCOMM_HASH_LEN);
	memcpy(out->bound + SECCOMM_HASH_LEN, c->conf_r, SECCOMM_CONF_LEN);
	err = initiator ? seccomm_seal_key_i(c->k2, key) :
			  seccomm_seal_key_r(c->k1, key);
	KUNIT_ASSERT_EQ(test, err, 0);
	items = kunit_kzalloc(test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, items);
	memcpy(items,
	       initiator ? seccomm_confirm_sealed(m3) :
			   seccomm_accept_sealed(m2),
	       len);
	len -= SECCOMM_TAG_LEN;
	KUNIT_ASSERT_EQ(test,
			seccomm_list_open(key, out->bound, out->bound_len,
					  items, len),
			0);
	out->body = items + SECCOMM_ITEM_HEAD;
	out->len = len - SECCOMM_ITEM_HEAD;
	return true;
}

#endif /* SECCOMM_TEST_SEALED_H */
