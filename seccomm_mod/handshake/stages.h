/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The key schedule of an exchange, stage by stage, and the sealed lists between the stages.
 */
#ifndef SECCOMM_STAGES_H
#define SECCOMM_STAGES_H

#include "checker/checker.h"
#include "keys/schedule.h"
#include "wire.h"

struct in6_addr;
struct seccomm_exchange;

/**
 * struct seccomm_stage - how far the key schedule of an exchange has come; wiped by whoever has
 *	it
 * @th: transcript of the stage
 * @k: key of the stage
 */
struct seccomm_stage {
	u8 th[SECCOMM_HASH_LEN];
	u8 k[SECCOMM_HASH_LEN];
};

/* All: process context, may sleep; 0, or an errno of the crypto API.
 *
 * The first stage, of M1, the clear part of @m2, our address @local, and the secrets that both
 * bring. The exchange has th1 then.
 */
int seccomm_stage_first(struct seccomm_exchange *ex,
			const struct seccomm_accept *m2,
			const struct in6_addr *local, struct seccomm_stage *st);
/* The second one, of B_R, and what that brings. */
int seccomm_stage_second(struct seccomm_exchange *ex, const u8 *sealed, u16 len,
			 struct seccomm_stage *st);
/* The third one, of @conf_r and B_I, and what that brings. The exchange has th3, if it wants it,
 * and K3 then.
 */
int seccomm_stage_third(struct seccomm_exchange *ex,
			const u8 conf_r[SECCOMM_CONF_LEN], const u8 *sealed,
			u16 len, struct seccomm_stage *st);

/* Have the methods write our items of a sealed list at @at, where there is room for
 * seccomm_sealed_len(), and seal them. @st is the stage before the list; @conf_r is NULL unless
 * the list is B_I. Bytes of the sealed list, 0 if there is none, or an errno of a method's.
 */
int seccomm_stage_seal(struct seccomm_exchange *ex, enum seccomm_list list,
		       const struct seccomm_stage *st,
		       const u8 conf_r[SECCOMM_CONF_LEN], u8 *at);
/* Open the peer's sealed list of @len bytes, which seccomm_sealed_fits(), and have the methods
 * take its items; the rest likewise. 0, -EILSEQ: the seal does not verify, or an errno of a
 * method's.
 */
int seccomm_stage_open(struct seccomm_exchange *ex, enum seccomm_list list,
		       const struct seccomm_stage *st,
		       const u8 conf_r[SECCOMM_CONF_LEN], const u8 *sealed,
		       unsigned int len);

/* What ties something that is said elsewhere to the handshake: a hash of who the ends are and of
 * M1 without its items.
 */
int seccomm_stage_binding(struct seccomm_exchange *ex,
			  u8 hash[SECCOMM_HASH_LEN]);
/* The roots of the slots, when all secrets are there. 0, -ENOMEM, or an errno of the crypto API. */
int seccomm_stage_roots(const struct seccomm_exchange *ex,
			struct seccomm_roots *roots);

#endif /* SECCOMM_STAGES_H */
