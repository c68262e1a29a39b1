/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a namespace, one for each thing that can become of a message, and the
 * ledger of objects, for the whole module.
 */
#ifndef SECCOMM_STATS_H
#define SECCOMM_STATS_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/types.h>

/* One for each thing that can become of a message. Each message that is not delivered
 * increments exactly one of the drop counters.
 */
enum seccomm_counter {
	SECCOMM_CNT_TX_MESSAGES, /* handed to IP, which has not dropped them */
	SECCOMM_CNT_TX_BYTES, /* bytes of TX_MESSAGES' bodies, as the application gave them */
	SECCOMM_CNT_TX_NUMBERS, /* message numbers issued */
	SECCOMM_CNT_TX_LAYER, /* a layer refused */
	SECCOMM_CNT_TX_CAP, /* a key's cap reached */
	SECCOMM_CNT_TX_ROUTE, /* no route, or IP refused */
	SECCOMM_CNT_TX_QDISC, /* the device's queueing discipline dropped it */
	SECCOMM_CNT_TX_PARK_FULL, /* parked or queued messages at bound */
	SECCOMM_CNT_TX_PARKED, /* parked, and the session gave up */
	SECCOMM_CNT_TX_MEMORY, /* no memory */
	SECCOMM_CNT_RX_MESSAGES, /* queued to a socket */
	SECCOMM_CNT_RX_BYTES, /* bytes of RX_MESSAGES' bodies */
	SECCOMM_CNT_RX_SHORT, /* shorter than its structure */
	SECCOMM_CNT_RX_VERSION, /* another version */
	SECCOMM_CNT_RX_TYPE, /* no such message type */
	SECCOMM_CNT_RX_RESERVED, /* a reserved bit was set */
	SECCOMM_CNT_RX_INDEX, /* nobody has that session index */
	SECCOMM_CNT_RX_EPOCH, /* a key epoch that is not in use */
	SECCOMM_CNT_RX_NUMBER, /* message number 0, or past the last */
	SECCOMM_CNT_RX_DUPLICATE, /* seen, within the window */
	SECCOMM_CNT_RX_STALE, /* older than the window */
	SECCOMM_CNT_RX_TIME, /* bears a time too far from ours */
	SECCOMM_CNT_RX_RATE, /* too many to verify or decrypt with key pairs */
	SECCOMM_CNT_RX_INTEGRITY, /* a layer did not verify */
	SECCOMM_CNT_RX_LAYER, /* a layer refused otherwise */
	SECCOMM_CNT_RX_PARK_FULL, /* parked messages at bound */
	SECCOMM_CNT_RX_UNPARKED, /* parked, and the session ended */
	SECCOMM_CNT_RX_BUFFER, /* receive buffer full */
	SECCOMM_CNT_RX_FILTER, /* socket filter or security module */
	SECCOMM_CNT_RX_MEMORY, /* no memory */
	SECCOMM_CNT_RX_CLOSED, /* socket shut for receiving */
	SECCOMM_CNT_RX_UNCONFIRMED, /* too much before the keys are confirmed */
	SECCOMM_CNT_RX_SOURCE, /* came not from the peer's address */
	SECCOMM_CNT_RX_DEVICE, /* came not by the socket's device (SO_BINDTODEVICE) */
	SECCOMM_CNT_RX_PEER, /* socket connected to another peer */
	SECCOMM_CNT_HS_QUEUE, /* handshake queue full */
	SECCOMM_CNT_HS_LENGTH, /* lengths do not add up */
	SECCOMM_CNT_HS_PORT, /* nobody accepts there */
	SECCOMM_CNT_HS_PAYLOAD, /* a list of items that the stack does not have */
	SECCOMM_CNT_HS_POLICY, /* the policy forbids it */
	SECCOMM_CNT_HS_DIGEST, /* another stack */
	SECCOMM_CNT_HS_SLOTS, /* slot bitmaps differ */
	SECCOMM_CNT_HS_KEY, /* no secret for this peer, or none that fits */
	SECCOMM_CNT_HS_RATE, /* too many OPENs of one origin, proved by a cookie */
	SECCOMM_CNT_HS_HALF_OPEN, /* too many half-open sessions, here or of one origin */
	SECCOMM_CNT_HS_LIMIT, /* too many sessions, or the socket closes */
	SECCOMM_CNT_HS_CONF, /* conf_R, conf_I or a seal wrong */
	SECCOMM_CNT_HS_SIGNATURE, /* a signature in a sealed list wrong */
	SECCOMM_CNT_HS_IDENTITY, /* the peer is not who it should be, or who may open */
	SECCOMM_CNT_HS_SHARES, /* no shares of a kofn() that fit together */
	SECCOMM_CNT_HS_COOKIE, /* OPENs that were answered with a cookie */
	SECCOMM_CNT_HS_REPEAT, /* a repeated message, answered again */
	SECCOMM_CNT_HS_STALE, /* fits no handshake of ours */
	SECCOMM_CNT_HS_GLARE, /* simultaneous open, ours goes on */
	SECCOMM_CNT_HS_REFLECTED, /* our own nonce came back */
	SECCOMM_CNT_HS_DAEMON, /* a key agent of ours gave no key */
	SECCOMM_CNT_HS_MEMORY, /* no memory */
	SECCOMM_CNT_HS_SENT, /* handshake messages sent, repeats too */
	SECCOMM_CNT_HS_UNSENT, /* handshake messages that did not leave */
	SECCOMM_CNT_HS_OPENED, /* sessions confirmed, either role */
	SECCOMM_CNT_HS_FAILED, /* sessions given up before they were confirmed */
	SECCOMM_CNT_FRAG_DROP, /* fragments refused, or given up with their message */
	SECCOMM_CNT_HINT_REFUSED, /* REFUSE and UNKNOWN messages taken as hints */
	SECCOMM_CNT_HINT_BOGUS, /* REFUSE or UNKNOWN that changes nothing */
	SECCOMM_CNT_CONTROL_RX, /* control messages accepted */
	SECCOMM_CNT_CONTROL_TX, /* control messages sent */
	SECCOMM_CNT_CONTROL_UNSENT, /* control messages that did not leave */
	SECCOMM_CNT_CONTROL_BAD, /* not authentic, or says what is unknown */
	SECCOMM_CNT_CONTROL_STALE, /* repeated, or older than the window */
	SECCOMM_CNT_ICMP, /* ICMP errors matched to a session */
	SECCOMM_CNT_ICMP_BOGUS, /* ICMP errors that match none */
	SECCOMM_CNT_AGENT_REQUESTS, /* requests to key agents */
	SECCOMM_CNT_AGENT_REFUSED, /* answers of theirs that no request waits for, or unfit */
	SECCOMM_CNT_AUDIT_MESSAGES, /* messages whose evidence is on stable storage */
	SECCOMM_CNT_AUDIT_SYNCS, /* times that evidence was synced */
	SECCOMM_CNT_IDLE, /* sessions collected for idleness */
	SECCOMM_CNT_UNDECLARED, /* refused raises */
	SECCOMM_CNT_MAX
};

/* Kinds of object in the ledger. */
enum seccomm_object {
	SECCOMM_OBJ_NET,
	SECCOMM_OBJ_STACK,
	SECCOMM_OBJ_KEY,
	SECCOMM_OBJ_SOCKET,
	SECCOMM_OBJ_SESSION,
	SECCOMM_OBJ_EPOCH,
	SECCOMM_OBJ_MESSAGE,
	SECCOMM_OBJ_RULE,
	SECCOMM_OBJ_REASSEMBLY,
	SECCOMM_OBJ_AGENT_REQUEST,
	SECCOMM_OBJ_PEERS,
	SECCOMM_OBJ_MAX
};

/**
 * struct seccomm_stats - a namespace's counters, one copy per CPU
 * @cnt: indexed by enum seccomm_counter; only ever added to
 */
struct seccomm_stats {
	unsigned long cnt[SECCOMM_CNT_MAX];
};

extern const char *const seccomm_counter_name[SECCOMM_CNT_MAX];
extern const char *const seccomm_object_name[SECCOMM_OBJ_MAX];

/* Sum of a counter over all CPUs. */
u64 seccomm_stats_read(const struct seccomm_stats __percpu *stats,
		       enum seccomm_counter c);

/**
 * struct seccomm_ledger - objects created and destroyed since the module was loaded
 * @created: indexed by enum seccomm_object
 * @destroyed: indexed by enum seccomm_object
 */
struct seccomm_ledger {
	unsigned long created[SECCOMM_OBJ_MAX];
	unsigned long destroyed[SECCOMM_OBJ_MAX];
};

DECLARE_PER_CPU(struct seccomm_ledger, seccomm_ledger_pcpu);

static inline void seccomm_created(enum seccomm_object o)
{
	this_cpu_inc(seccomm_ledger_pcpu.created[o]);
}

static inline void seccomm_destroyed(enum seccomm_object o)
{
	this_cpu_inc(seccomm_ledger_pcpu.destroyed[o]);
}

void seccomm_ledger_read(struct seccomm_ledger *sum);

#endif /* SECCOMM_STATS_H */
