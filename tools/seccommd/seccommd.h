/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccommd: a key agent. What it is asked, what it answers, and what a kind of agent is.
 */
#ifndef SECCOMMD_H
#define SECCOMMD_H

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/seccomm_netlink.h>

#include "checker/checker.h"

#define HASH_LEN 32

/**
 * struct token - what one agent says to the other
 * @len: bytes
 * @bytes: the bytes
 */
struct token {
	size_t len;
	uint8_t bytes[SECCOMM_TOKEN_MAX];
};

/**
 * struct question - a request of the kernel's
 * @cookie: its number
 * @step: enum seccomm_agent_step
 * @slot: the slot
 * @ordinal: place of the method among the slot's
 * @stack: name of the stack
 * @peer: address of the peer
 * @binding: what both ends have alike
 * @nonce_i: the initiator's nonce
 * @nonce_r: the responder's, zero at step offer
 * @left_ms: milliseconds in which an answer is of use
 * @keep_ms: at step offer, milliseconds in which step finish may come
 * @token: the peer's token, at step verify its certificates
 * @own: ours, at step finish
 * @name: who the peer says it is, at step verify
 */
struct question {
	uint64_t cookie;
	uint8_t step;
	uint8_t slot;
	uint8_t ordinal;
	char stack[SECCOMM_NAME_LEN];
	struct in6_addr peer;
	uint8_t binding[HASH_LEN];
	uint8_t nonce_i[HASH_LEN];
	uint8_t nonce_r[HASH_LEN];
	uint32_t left_ms;
	uint32_t keep_ms;
	struct token token;
	struct token own;
	char name[SECCOMM_END_NAME_MAX + 1];
};

/**
 * struct answer - what the kernel is told
 * @refused: there is no key
 * @error: with @refused, the errno that says why, or 0
 * @token: our token, at steps offer and answer; at step verify the public key
 * @key_len: bytes of @key
 * @key: the key, at steps answer and finish
 * @identity: who the peer has proved to be, likewise; empty if that is not known
 */
struct answer {
	bool refused;
	uint8_t error;
	struct token token;
	size_t key_len;
	uint8_t key[SECCOMM_EXT_KEY_MAX];
	char identity[SECCOMM_END_NAME_MAX + 1];
};

struct config;
struct row;

/**
 * struct kind - a kind of agent
 * @name: its name
 * @number: enum seccomm_ext_kind
 * @verb: the word with which rows of its configuration begin
 * @words: how many words stand behind the peers in a row at least
 * @able: can it do its work here? False, having said why. NULL: yes
 * @load: make ready what a row says; false, having said why, if that is wrong
 * @unload: wipe and free what @load has made. NULL: it makes nothing
 * @ask: answer a question, having filled in @answer, or put that off: false
 * @fds: add what is to be waited for to @fds, at most @max; returns how many. NULL: nothing
 * @ready: something of that may be ready, or a child may have ended, or some time is over: answer
 *	what has been put off
 * @timeout_ms: milliseconds until @ready is to be called at the latest, or -1
 * @end: give up what has been put off
 */
struct kind {
	const char *name;
	uint8_t number;
	const char *verb;
	unsigned int words;
	bool (*able)(void);
	bool (*load)(struct row *row);
	void (*unload)(struct row *row);
	bool (*ask)(const struct config *config, const struct question *q,
		    struct answer *answer);
	unsigned int (*fds)(struct pollfd *fds, unsigned int max);
	void (*ready)(void);
	int (*timeout_ms)(void);
	void (*end)(void);
};

extern const struct kind kind_krb5, kind_file, kind_exec, kind_mlkem, kind_x509;

/* Say something of this priority, as syslog(3) numbers them, on standard error. */
void say(int priority, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same of a question that cannot be answered, which is named by stack, slot and ordinal. */
void say_of(const struct question *q, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Milliseconds of a clock that nobody sets. */
int64_t now_ms(void);

#endif /* SECCOMMD_H */
