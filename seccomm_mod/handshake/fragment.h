/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The form of fragments and of the short M1, which announces those of an M1: how they are read,
 * and how they are made.
 */
#ifndef SECCOMM_FRAGMENT_H
#define SECCOMM_FRAGMENT_H

#include "wire.h"

/**
 * seccomm_fragment_parse() - is this message a well-formed fragment?
 * @message: the message from its base header on, in linear memory
 * @len: its length
 *
 * Reads nothing but the message. Nothing that a fragment says of its whole message is
 * proved by this, not even the cookie. Fragments of CONTROL messages are refused, since
 * none is so long.
 * Context: any.
 * Return: @message, or NULL: to be counted as frag-drop.
 */
const struct seccomm_fragment *seccomm_fragment_parse(const void *message,
						      unsigned int len);

/**
 * seccomm_short_open_parse() - is this message a well-formed short M1?
 * @message: the message from its base header on, in linear memory
 * @len: its length
 *
 * The only answer to a short M1 is a COOKIE, of its initiator's index, @open.sender, and
 * the @hash in it.
 * Context: any.
 * Return: @message, or NULL.
 */
const struct seccomm_short_open *seccomm_short_open_parse(const void *message,
							  unsigned int len);

/**
 * seccomm_fragment_head() - make what the fragments of a message have alike
 * @message: the message from its base header on
 * @len: its length, more than SECCOMM_HS_MAX, SECCOMM_LARGE_MAX at most
 * @head: the result, whose sender, cookie and hash are zero: they are for the caller
 *
 * Context: any.
 */
void seccomm_fragment_head(const void *message, unsigned int len,
			   struct seccomm_fragment *head);

/**
 * seccomm_fragment_cut() - make one of the fragments of a message
 * @head: what they have alike
 * @message: the message
 * @offset: where the fragment begins: a multiple of SECCOMM_FRAGMENT_LEN, less than the length of
 *	the message
 * @part: the result, for which there are SECCOMM_FRAGMENT_MAX bytes
 *
 * Context: any.
 * Return: bytes of it.
 */
unsigned int seccomm_fragment_cut(const struct seccomm_fragment *head,
				  const void *message, unsigned int offset,
				  struct seccomm_fragment *part);

/**
 * seccomm_short_open_make() - make the short M1 of an M1
 * @m1: M1, whose flags are 0
 * @hash: of M1 with its cookie zero
 * @to: the result
 *
 * Context: any.
 */
void seccomm_short_open_make(const struct seccomm_open *m1,
			     const u8 hash[SECCOMM_HASH_LEN],
			     struct seccomm_short_open *to);

#endif /* SECCOMM_FRAGMENT_H */
