/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The form of fragments and of the short M1, which announces those of an M1.
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

#endif /* SECCOMM_FRAGMENT_H */
