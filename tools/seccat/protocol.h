/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccat's own protocol inside AF_SECCOMM messages: one header for all, so
 * that a byte stream each way survives loss, reordering and duplication.
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+---------------+---------------+
 *  |      'S'      |      'C'      |    Version    |     Flags     |
 *  +---------------+---------------+---------------+---------------+
 *  |            Session            |            Window             |
 *  +-------------------------------+-------------------------------+
 *  |                                                               |
 *  +                         Connection id                         +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                                                               |
 *  +                        Sequence number                        +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                                                               |
 *  +                        Acknowledgment                         +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                                                               |
 *  +                                                               +
 *  |                                                               |
 *  +                   Selective acknowledgment                    +
 *  |                                                               |
 *  +                                                               +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |  Payload ...
 *
 * All integers are big-endian.
 *
 * Session: how many SecComm sessions the initiator has opened for this
 *   connection, from 1. The listener echoes the highest that it has seen and
 *   answers to the address that it came from.
 * Window: segments from Acknowledgment on that the sender can take, at most
 *   SC_WINDOW.
 * Connection id: random, chosen by the initiator; it outlives sessions.
 * Sequence number: of this segment, from 1; 0 in a message that carries none.
 * Acknowledgment: every segment below it has arrived.
 * Selective acknowledgment: bit 0x80 >> i % 8 of byte i / 8: the segment
 *   Acknowledgment + 1 + i has arrived.
 *
 * A segment without FIN has a payload of at least one byte. FIN stands in the
 * last segment of a direction. A message with sequence number 0 has no
 * payload, but for ABORT, which has one byte: enum sc_abort.
 *
 * The initiator sets HELLO until it has heard the listener; a listener takes
 * the first connection that says HELLO. PROBE asks for an answer at once. Who
 * has everything and is acknowledged everything says DONE, and ends when it
 * hears DONE or nothing any more.
 */
#ifndef SECCAT_PROTOCOL_H
#define SECCAT_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/types.h>

#define SC_VERSION 1
#define SC_HDR_LEN 48
#define SC_WINDOW 128 /* segments; as many bits below */
#define SC_SACK_LEN (SC_WINDOW / 8)

enum sc_flag {
	SC_FIN = 1 << 0,
	SC_HELLO = 1 << 1,
	SC_PROBE = 1 << 2,
	SC_DONE = 1 << 3,
	SC_ABORT = 1 << 4,
};

#define SC_FLAGS (SC_FIN | SC_HELLO | SC_PROBE | SC_DONE | SC_ABORT)

enum sc_abort {
	SC_ABORT_LOCAL = 1, /* the sender failed or was interrupted */
	SC_ABORT_BUSY, /* a listener that serves another connection */
	SC_ABORT_UNKNOWN, /* a listener that does not know the connection */
};

/* A header in host order, and the payload that stands behind it. */
struct sc_msg {
	__u8 flags;
	__u16 session;
	__u16 window;
	__u64 id;
	__u64 seq;
	__u64 ack;
	__u8 sack[SC_SACK_LEN];
	const __u8 *payload;
	size_t len;
};

void sc_encode(__u8 out[SC_HDR_LEN], const struct sc_msg *m);
bool sc_decode(struct sc_msg *m, const __u8 *data, size_t len);

#endif /* SECCAT_PROTOCOL_H */
