/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters: one for each thing that can become of a message, per namespace.
 * And the ledger of objects, for the whole module.
 */
#ifndef SECCOMM_STATS_H
#define SECCOMM_STATS_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/types.h>

/* X(enumerator, name as shown): every message that is not delivered moves
 * exactly one of the drop counters by one.
 */
#define SECCOMM_COUNTERS(X)                                                    \
	X(TX_MESSAGES, "tx-messages") /* handed to IP */                       \
	X(TX_BYTES, "tx-bytes") /* bodies of these, as the application gave */ \
	X(TX_NUMBERS, "tx-numbers") /* message numbers issued */               \
	X(TX_LAYER, "tx-drop-layer") /* a layer refused */                     \
	X(TX_CAP, "tx-drop-key-cap") /* a key's cap reached */                 \
	X(TX_ROUTE, "tx-drop-route") /* no route, or IP refused */             \
	X(TX_PARKED, "tx-drop-unparked") /* parked, and the session gave up */ \
	X(TX_MEMORY, "tx-drop-memory") /* no memory */                         \
	X(RX_MESSAGES, "rx-messages") /* queued to a socket */                 \
	X(RX_BYTES, "rx-bytes") /* bodies of these */                          \
	X(RX_SHORT, "rx-drop-short") /* shorter than its structure */          \
	X(RX_VERSION, "rx-drop-version") /* another version */                 \
	X(RX_TYPE, "rx-drop-type") /* no such message type */                  \
	X(RX_RESERVED, "rx-drop-reserved") /* a reserved bit was set */        \
	X(RX_INDEX, "rx-drop-index") /* nobody has that session index */       \
	X(RX_EPOCH, "rx-drop-epoch") /* a key epoch that is not in use */      \
	X(RX_NUMBER, "rx-drop-number") /* message number 0 */                  \
	X(RX_DUPLICATE, "rx-drop-duplicate") /* seen, within the window */     \
	X(RX_STALE, "rx-drop-stale") /* older than the window */               \
	X(RX_INTEGRITY, "rx-drop-integrity") /* a layer did not verify */      \
	X(RX_LAYER, "rx-drop-layer") /* a layer refused otherwise */           \
	X(RX_PARK_FULL, "rx-drop-park-full") /* parked messages at bound */    \
	X(RX_UNPARKED, "rx-drop-unparked") /* parked, and the session ended */ \
	X(RX_BUFFER, "rx-drop-buffer") /* receive buffer full */               \
	X(RX_FILTER, "rx-drop-filter") /* socket filter or security module */  \
	X(RX_MEMORY, "rx-drop-memory") /* no memory */                         \
	X(RX_CLOSED, "rx-drop-closed") /* socket shut for receiving */         \
	X(HS_QUEUE, "hs-drop-queue") /* handshake queue full */                \
	X(HS_LENGTH, "hs-drop-length") /* lengths do not add up */             \
	X(HS_PORT, "hs-drop-port") /* nobody accepts there */                  \
	X(HS_DIGEST, "hs-drop-digest") /* another stack */                     \
	X(HS_SLOTS, "hs-drop-slots") /* slot bitmaps differ */                 \
	X(HS_KEY, "hs-drop-no-key") /* no secret for this peer */              \
	X(HS_LIMIT, "hs-drop-limit") /* too many half-open or sessions */      \
	X(HS_CONF, "hs-drop-confirmation") /* conf_R or conf_I wrong */        \
	X(HS_REPEAT, "hs-repeat") /* a repeated message, answered again */     \
	X(HS_STALE, "hs-drop-stale") /* fits no handshake of ours */           \
	X(HS_GLARE, "hs-drop-glare") /* simultaneous open, ours goes on */     \
	X(HS_REFLECTED, "hs-drop-reflected") /* our own nonce came back */     \
	X(HS_MEMORY, "hs-drop-memory") /* no memory */                         \
	X(HS_SENT, "hs-sent") /* handshake messages sent, repeats too */       \
	X(HS_OPENED, "hs-opened") /* sessions confirmed, either role */        \
	X(HS_FAILED, "hs-gave-up") /* sessions given up before that */         \
	X(HINT_REFUSED, "hint-refused") /* REFUSE messages taken as hints */   \
	X(HINT_BOGUS, "hint-drop-bogus") /* REFUSE that fits nothing */        \
	X(CONTROL_RX, "control-rx") /* control messages accepted */            \
	X(CONTROL_TX, "control-tx") /* control messages sent */                \
	X(CONTROL_BAD, "control-drop") /* not authentic, repeated, unknown */  \
	X(ICMP, "icmp") /* ICMP errors matched to a session */                 \
	X(ICMP_BOGUS, "icmp-drop") /* ICMP errors that match none */           \
	X(IDLE, "idle-collected") /* sessions collected for idleness */        \
	X(UNDECLARED, "undeclared-raise") /* refused raises */

enum seccomm_counter {
#define X(sym, name) SECCOMM_CNT_##sym,
	SECCOMM_COUNTERS(X)
#undef X
		SECCOMM_CNT_MAX
};

/* Kinds of object in the ledger. */
#define SECCOMM_OBJECTS(X) \
	X(NET, "net")      \
	X(STACK, "stack")  \
	X(KEY, "key")      \
	X(SOCKET, "socket") \
	X(SESSION, "session") \
	X(MESSAGE, "message")

enum seccomm_object {
#define X(sym, name) SECCOMM_OBJ_##sym,
	SECCOMM_OBJECTS(X)
#undef X
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

/* Sum over CPUs. */
u64 seccomm_stats_read(const struct seccomm_stats __percpu *stats,
		       enum seccomm_counter c);

/**
 * struct seccomm_ledger - objects made and unmade since the module was loaded
 * @created: indexed by enum seccomm_object
 * @destroyed: the same
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
