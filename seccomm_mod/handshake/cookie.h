/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cookies: who sends one back receives at the address that the M1 came from.
 */
#ifndef SECCOMM_HANDSHAKE_COOKIE_H
#define SECCOMM_HANDSHAKE_COOKIE_H

#include <linux/in6.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include "wire.h"

struct seccomm_net;

#define SECCOMM_COOKIE_SECRET_LEN 32

/**
 * struct seccomm_cookies - the secrets that a namespace's cookies are made from
 * @lock: protects the other members
 * @since: when the period of the first secret began, nanoseconds since boot
 * @secret: the one that cookies are made from, and the one before, whose cookies are
 *	accepted as well
 */
struct seccomm_cookies {
	spinlock_t lock; /* see above */
	u64 since;
	u8 secret[2][SECCOMM_COOKIE_SECRET_LEN];
};

/**
 * struct seccomm_cookie_claim - the sender that a cookie is for, and its M1
 * @from: its address, IPv6 or v4-mapped
 * @udp_port: its UDP port, network order; 0: without UDP
 * @index: its session index, as in M1
 * @hash: of M1, as seccomm_cookie_hash() makes it
 */
struct seccomm_cookie_claim {
	struct in6_addr from;
	__be16 udp_port;
	__be32 index;
	u8 hash[SECCOMM_HASH_LEN];
};

/* The secrets of a namespace. Process context; 0 or -ENOMEM. */
int seccomm_cookie_net_init(struct seccomm_net *snet);
void seccomm_cookie_net_exit(struct seccomm_net *snet);

/**
 * seccomm_cookie_hash() - hash an M1 as if its cookie and its flags were zero
 * @m1: the message
 * @len: its length, at least that of the structure
 * @hash: the result
 *
 * Context: process or softirq.
 * Return: 0, or a negative errno of the crypto API.
 */
int seccomm_cookie_hash(const struct seccomm_open *m1, size_t len,
			u8 hash[SECCOMM_HASH_LEN]);

/**
 * seccomm_cookie_make() - make the cookie that @claim is answered with
 * @snet: the namespace
 * @claim: the sender and its M1
 * @cookie: the result
 *
 * Context: process or softirq.
 * Return: 0, or a negative errno of the crypto API, with @cookie zeroed.
 */
int seccomm_cookie_make(struct seccomm_net *snet,
			const struct seccomm_cookie_claim *claim,
			u8 cookie[SECCOMM_COOKIE_LEN]);

/**
 * seccomm_cookie_valid() - was @claim answered with @cookie a short time ago?
 * @snet: the namespace
 * @claim: the sender and its M1
 * @cookie: what M1 has; zero is no cookie
 *
 * A cookie is valid for at least 120 s and for less than 240 s.
 *
 * Context: process or softirq.
 * Return: true if it was. An error of the crypto API is told as false.
 */
bool seccomm_cookie_valid(struct seccomm_net *snet,
			  const struct seccomm_cookie_claim *claim,
			  const u8 cookie[SECCOMM_COOKIE_LEN]);

/* The two above at the time @now, nanoseconds since boot: what they are made of, and
 * what tests call.
 */
int seccomm_cookie_make_at(struct seccomm_net *snet, u64 now,
			   const struct seccomm_cookie_claim *claim,
			   u8 cookie[SECCOMM_COOKIE_LEN]);
bool seccomm_cookie_valid_at(struct seccomm_net *snet, u64 now,
			     const struct seccomm_cookie_claim *claim,
			     const u8 cookie[SECCOMM_COOKIE_LEN]);

#endif /* SECCOMM_HANDSHAKE_COOKIE_H */
