/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages through many compositions: what the files of mixtures share.
 *
 * The program stands between two hosts, A and B, and copies what they send. For each
 * composition it adds a stack at both, opens a session, has messages go both ways, and some
 * altered by a bit on their way.
 */
#ifndef MIXTURES_H
#define MIXTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <linux/types.h>

#include "checker/checker.h"
#include "sc_rng.h"

#define __printf(a, b) __attribute__((format(printf, a, b)))

#define MIX_BODY 16384 /* bytes of the longest message that is sent */
#define MIX_ROOM 65536 /* bytes of the longest that may come */
#define MIX_LOOK_MS 2 /* between two looks at what is waited for */
#define MIX_PATIENCE_MS \
	120000 /* longer than anything takes on a busy machine */

struct frame;

enum end { END_A, END_B, ENDS };

/**
 * struct mixture - a composition under test
 * @composition: as it is added
 * @checked: what the checker says of it, which is: accepted
 * @v6: the session is over IPv6
 */
struct mixture {
	struct seccomm_composition composition;
	struct seccomm_checked checked;
	bool v6;
};

/**
 * struct flip - which bit of a message was flipped
 * @len: bytes of the message, with its header
 * @offset: of the byte
 * @mask: the bit
 * @handshake: what came of it is a message of the handshake
 */
struct flip {
	size_t len;
	size_t offset;
	__u8 mask;
	bool handshake;
};

/**
 * struct drops - what an end has dropped
 * @data: data messages, or what was taken for one
 * @handshake: messages of the handshake
 */
struct drops {
	__u64 data;
	__u64 handshake;
};

/**
 * struct tally - what went through all compositions
 * @intact: messages that were left alone
 * @bytes: of their bodies
 * @spoilt: messages that were altered
 * @dropped: those of them that were dropped
 * @as_sent: those that came as they were sent, all the same
 * @altered: those that came, but not as sent
 */
struct tally {
	unsigned long intact;
	unsigned long long bytes;
	unsigned long spoilt;
	unsigned long dropped;
	unsigned long as_sent;
	unsigned long altered;
};

/* Says what is wrong, as a comment of KTAP; false. */
bool __printf(1, 2) wrong(const char *fmt, ...);

/* pairs.c: two types, each ordered pair of all that there are. */
unsigned int pairs_number(void);
unsigned int pairs_find(const struct seccomm_type_desc *first,
			const struct seccomm_type_desc *second);
void pairs_compose(struct seccomm_composition *c, unsigned int pair);

/* middle.c: between the hosts. */
bool middle_open(void);
/* Copies what comes, until there is @events at @fd, if that is not -1, or nothing has come
 * for @ms.
 */
void middle_copy(int fd, short events, int ms);
/* Data messages that an end has sent since the program began. */
unsigned long middle_sent(enum end from);
/* From here on a bit of each data message is flipped, chosen by @rng; NULL: of none. */
void middle_spoil(struct rng *rng);
/* The last one that was. */
const struct flip *middle_flip(void);

/* record.c: the session on the wire, computed again from its secrets, while a ledger has the
 * keys and nonces of its ciphers, of what its handshake seals and confirms, and of its control
 * messages.
 */
void record_begin(const struct mixture *m);
/* @slot: NULL for the session's. */
void record_secret(const struct seccomm_slot *slot, const __u8 *secret,
		   size_t len);
/* The pairs of both ends in the directory @keys; or that of the end that answers, of algorithm
 * @pk, to which a method encrypts.
 */
void record_pair(const struct seccomm_slot *slot, const char *keys);
void record_receiver(unsigned int pk, const char *keys);
/* The next data message has this body, which stays until it has gone by. */
void record_body(const void *body, size_t len);
/* A message of either end, as it was sent. */
void record_packet(const struct frame *f, enum end from);
/* Was each message of this session as it must be? */
bool record_good(void);
/* Control messages of all sessions. */
unsigned long record_controls(void);
/* From here on the ledger has each message twice, as if its number had been taken again; or
 * all that a handshake seals and confirms, as if that had been done anew; or each control
 * message.
 */
void record_repeat(void);
void record_reseal(void);
void record_recontrol(void);

/* hosts.c: stacks, keys, sockets and counters of A and B. */
bool hosts_open(char **names, const char *keys);
/* Can this kernel run the type? */
bool hosts_have(const char *type);
/* The stack at both ends with all its keys, and a session. Keys are random. */
bool hosts_begin(const struct mixture *m, struct rng *rng);
/* The session and the stack are gone, whatever there was of them. */
bool hosts_end(void);
int host_socket(enum end end);
/* From A first: B answers who has sent to it. */
ssize_t host_send(enum end end, const void *body, size_t len);
ssize_t host_receive(enum end end, void *body, size_t room);
bool host_drops(enum end end, struct drops *drops);
/* Milliseconds by a clock that is never set. */
unsigned long host_ms(void);

/* exchange.c: messages both ways. With @claim nothing that was altered may come, whatever
 * the composition is.
 */
bool exchange(const struct mixture *m, bool claim, struct rng *rng,
	      struct tally *tally);

#endif /* MIXTURES_H */
