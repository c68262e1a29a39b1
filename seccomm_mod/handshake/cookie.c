// SPDX-License-Identifier: GPL-2.0
/*
 * Cookies: who sends one back receives at the address that the M1 came from. A cookie is
 * made from a secret of the namespace and kept nowhere. The secret is renewed by who uses
 * it, so an idle namespace has no timer.
 */
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/slab.h>
#include "handshake/cookie.h"
#include "keys/hash.h"
#include "netns.h"

/* How long cookies are made from a secret. */
#define SECRET_PERIOD (120LL * NSEC_PER_SEC)

static const char cookie_label[] = "SecComm-cookie1";

int seccomm_cookie_net_init(struct seccomm_net *snet)
{
	struct seccomm_cookies *c = kmalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);

	if (!c)
		return -ENOMEM;
	spin_lock_init(&c->lock);
	c->since = ktime_get_coarse_boottime_ns();
	get_random_bytes(c->secret, sizeof(c->secret));
	snet->cookies = c;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cookie_net_init);

void seccomm_cookie_net_exit(struct seccomm_net *snet)
{
	kfree_sensitive(snet->cookies);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cookie_net_exit);

/* Copy the secrets that are good at @now to @secret, which the caller wipes. */
static void cookie_secrets(struct seccomm_cookies *c, u64 now,
			   u8 secret[2][SECCOMM_COOKIE_SECRET_LEN])
{
	s64 age;

	spin_lock_bh(&c->lock);
	/* Below zero if another processor, with a later @now, came first. */
	age = now - c->since;
	if (age >= 2 * SECRET_PERIOD) {
		get_random_bytes(c->secret, sizeof(c->secret));
		c->since = now;
	} else if (age >= SECRET_PERIOD) {
		memcpy(c->secret[1], c->secret[0], sizeof(c->secret[1]));
		get_random_bytes(c->secret[0], sizeof(c->secret[0]));
		c->since += SECRET_PERIOD;
	}
	memcpy(secret, c->secret, sizeof(c->secret));
	spin_unlock_bh(&c->lock);
}

static int cookie_from(const u8 secret[SECCOMM_COOKIE_SECRET_LEN],
		       const struct seccomm_cookie_claim *claim,
		       u8 cookie[SECCOMM_COOKIE_LEN])
{
	u8 mac[SECCOMM_HASH_LEN];
	struct seccomm_hmac_ctx h;
	int err;

	seccomm_hmac_start(&h, secret, SECCOMM_COOKIE_SECRET_LEN);
	seccomm_hmac_add(&h, cookie_label, sizeof(cookie_label) - 1);
	seccomm_hmac_add(&h, &claim->from, sizeof(claim->from));
	seccomm_hmac_add(&h, &claim->udp_port, sizeof(claim->udp_port));
	seccomm_hmac_add(&h, &claim->index, sizeof(claim->index));
	seccomm_hmac_add(&h, claim->hash, sizeof(claim->hash));
	err = seccomm_hmac_final(&h, mac);
	memcpy(cookie, mac, SECCOMM_COOKIE_LEN);
	memzero_explicit(mac, sizeof(mac));
	return err;
}

int seccomm_cookie_hash(const struct seccomm_open *m1, size_t len,
			u8 hash[SECCOMM_HASH_LEN])
{
	const size_t cookie_end = offsetofend(struct seccomm_open, cookie);
	struct seccomm_open head = *m1;
	struct seccomm_hash h;

	head.hdr.flags = 0;
	memset(head.cookie, 0, sizeof(head.cookie));
	seccomm_hash_start(&h);
	seccomm_hash_add(&h, &head, cookie_end);
	seccomm_hash_add(&h, (const u8 *)m1 + cookie_end, len - cookie_end);
	return seccomm_hash_final(&h, hash);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cookie_hash);

int seccomm_cookie_make_at(struct seccomm_net *snet, u64 now,
			   const struct seccomm_cookie_claim *claim,
			   u8 cookie[SECCOMM_COOKIE_LEN])
{
	u8 secret[2][SECCOMM_COOKIE_SECRET_LEN];
	int err;

	cookie_secrets(snet->cookies, now, secret);
	err = cookie_from(secret[0], claim, cookie);
	memzero_explicit(secret, sizeof(secret));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cookie_make_at);

bool seccomm_cookie_valid_at(struct seccomm_net *snet, u64 now,
			     const struct seccomm_cookie_claim *claim,
			     const u8 cookie[SECCOMM_COOKIE_LEN])
{
	u8 secret[2][SECCOMM_COOKIE_SECRET_LEN];
	u8 due[SECCOMM_COOKIE_LEN];
	bool valid = false;
	unsigned int i;

	if (!memchr_inv(cookie, 0, SECCOMM_COOKIE_LEN))
		return false;
	cookie_secrets(snet->cookies, now, secret);
	for (i = 0; i < ARRAY_SIZE(secret) && !valid; i++)
		valid = !cookie_from(secret[i], claim, due) &&
			!crypto_memneq(due, cookie, sizeof(due));
	memzero_explicit(due, sizeof(due));
	memzero_explicit(secret, sizeof(secret));
	return valid;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cookie_valid_at);

int seccomm_cookie_make(struct seccomm_net *snet,
			const struct seccomm_cookie_claim *claim,
			u8 cookie[SECCOMM_COOKIE_LEN])
{
	return seccomm_cookie_make_at(snet, ktime_get_coarse_boottime_ns(),
				      claim, cookie);
}

bool seccomm_cookie_valid(struct seccomm_net *snet,
			  const struct seccomm_cookie_claim *claim,
			  const u8 cookie[SECCOMM_COOKIE_LEN])
{
	return seccomm_cookie_valid_at(snet, ktime_get_coarse_boottime_ns(),
				       claim, cookie);
}
