// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of what became of each message, and the ledger of objects.
 */
#include <kunit/visibility.h>
#include "stats.h"

DEFINE_PER_CPU(struct seccomm_ledger, seccomm_ledger_pcpu);

const char *const seccomm_counter_name[SECCOMM_CNT_MAX] = {
	[SECCOMM_CNT_TX_MESSAGES] = "tx-messages",
	[SECCOMM_CNT_TX_BYTES] = "tx-bytes",
	[SECCOMM_CNT_TX_NUMBERS] = "tx-numbers",
	[SECCOMM_CNT_TX_LAYER] = "tx-drop-layer",
	[SECCOMM_CNT_TX_CAP] = "tx-drop-key-cap",
	[SECCOMM_CNT_TX_ROUTE] = "tx-drop-route",
	[SECCOMM_CNT_TX_QDISC] = "tx-drop-qdisc",
	[SECCOMM_CNT_TX_PARK_FULL] = "tx-drop-park-full",
	[SECCOMM_CNT_TX_PARKED] = "tx-drop-unparked",
	[SECCOMM_CNT_TX_MEMORY] = "tx-drop-memory",
	[SECCOMM_CNT_RX_MESSAGES] = "rx-messages",
	[SECCOMM_CNT_RX_BYTES] = "rx-bytes",
	[SECCOMM_CNT_RX_SHORT] = "rx-drop-short",
	[SECCOMM_CNT_RX_VERSION] = "rx-drop-version",
	[SECCOMM_CNT_RX_TYPE] = "rx-drop-type",
	[SECCOMM_CNT_RX_RESERVED] = "rx-drop-reserved",
	[SECCOMM_CNT_RX_INDEX] = "rx-drop-index",
	[SECCOMM_CNT_RX_EPOCH] = "rx-drop-epoch",
	[SECCOMM_CNT_RX_NUMBER] = "rx-drop-number",
	[SECCOMM_CNT_RX_DUPLICATE] = "rx-drop-duplicate",
	[SECCOMM_CNT_RX_STALE] = "rx-drop-stale",
	[SECCOMM_CNT_RX_TIME] = "rx-drop-time",
	[SECCOMM_CNT_RX_RATE] = "rx-drop-rate",
	[SECCOMM_CNT_RX_INTEGRITY] = "rx-drop-integrity",
	[SECCOMM_CNT_RX_LAYER] = "rx-drop-layer",
	[SECCOMM_CNT_RX_PARK_FULL] = "rx-drop-park-full",
	[SECCOMM_CNT_RX_UNPARKED] = "rx-drop-unparked",
	[SECCOMM_CNT_RX_BUFFER] = "rx-drop-buffer",
	[SECCOMM_CNT_RX_FILTER] = "rx-drop-filter",
	[SECCOMM_CNT_RX_MEMORY] = "rx-drop-memory",
	[SECCOMM_CNT_RX_CLOSED] = "rx-drop-closed",
	[SECCOMM_CNT_RX_UNCONFIRMED] = "rx-drop-unconfirmed",
	[SECCOMM_CNT_RX_SOURCE] = "rx-drop-source",
	[SECCOMM_CNT_RX_DEVICE] = "rx-drop-device",
	[SECCOMM_CNT_RX_PEER] = "rx-drop-peer",
	[SECCOMM_CNT_HS_QUEUE] = "hs-drop-queue",
	[SECCOMM_CNT_HS_LENGTH] = "hs-drop-length",
	[SECCOMM_CNT_HS_PORT] = "hs-drop-port",
	[SECCOMM_CNT_HS_PAYLOAD] = "hs-drop-payload",
	[SECCOMM_CNT_HS_POLICY] = "hs-drop-policy",
	[SECCOMM_CNT_HS_DIGEST] = "hs-drop-digest",
	[SECCOMM_CNT_HS_SLOTS] = "hs-drop-slots",
	[SECCOMM_CNT_HS_KEY] = "hs-drop-no-key",
	[SECCOMM_CNT_HS_RATE] = "hs-drop-rate",
	[SECCOMM_CNT_HS_HALF_OPEN] = "hs-drop-half-open",
	[SECCOMM_CNT_HS_LIMIT] = "hs-drop-limit",
	[SECCOMM_CNT_HS_CONF] = "hs-drop-confirm",
	[SECCOMM_CNT_HS_SIGNATURE] = "hs-drop-signature",
	[SECCOMM_CNT_HS_IDENTITY] = "hs-drop-identity",
	[SECCOMM_CNT_HS_SHARES] = "hs-drop-shares",
	[SECCOMM_CNT_HS_COOKIE] = "hs-cookie",
	[SECCOMM_CNT_HS_REPEAT] = "hs-repeat",
	[SECCOMM_CNT_HS_STALE] = "hs-drop-stale",
	[SECCOMM_CNT_HS_GLARE] = "hs-drop-glare",
	[SECCOMM_CNT_HS_REFLECTED] = "hs-drop-reflected",
	[SECCOMM_CNT_HS_DAEMON] = "hs-drop-daemon",
	[SECCOMM_CNT_HS_MEMORY] = "hs-drop-memory",
	[SECCOMM_CNT_HS_SENT] = "hs-sent",
	[SECCOMM_CNT_HS_UNSENT] = "hs-drop-unsent",
	[SECCOMM_CNT_HS_OPENED] = "hs-opened",
	[SECCOMM_CNT_HS_FAILED] = "hs-gave-up",
	[SECCOMM_CNT_FRAG_DROP] = "frag-drop",
	[SECCOMM_CNT_HINT_REFUSED] = "hint-refused",
	[SECCOMM_CNT_HINT_BOGUS] = "hint-drop-bogus",
	[SECCOMM_CNT_CONTROL_RX] = "control-rx",
	[SECCOMM_CNT_CONTROL_TX] = "control-tx",
	[SECCOMM_CNT_CONTROL_UNSENT] = "control-drop-unsent",
	[SECCOMM_CNT_CONTROL_BAD] = "control-bad",
	[SECCOMM_CNT_CONTROL_STALE] = "control-stale",
	[SECCOMM_CNT_ICMP] = "icmp",
	[SECCOMM_CNT_ICMP_BOGUS] = "icmp-drop",
	[SECCOMM_CNT_AGENT_REQUESTS] = "agent-requests",
	[SECCOMM_CNT_AGENT_REFUSED] = "agent-refused",
	[SECCOMM_CNT_AUDIT_MESSAGES] = "audit-messages",
	[SECCOMM_CNT_AUDIT_SYNCS] = "audit-syncs",
	[SECCOMM_CNT_IDLE] = "idle-collected",
	[SECCOMM_CNT_UNDECLARED] = "undeclared-raise",
};
EXPORT_SYMBOL_IF_KUNIT(seccomm_counter_name);

const char *const seccomm_object_name[SECCOMM_OBJ_MAX] = {
	[SECCOMM_OBJ_NET] = "net",
	[SECCOMM_OBJ_STACK] = "stack",
	[SECCOMM_OBJ_KEY] = "key",
	[SECCOMM_OBJ_SOCKET] = "socket",
	[SECCOMM_OBJ_SESSION] = "session",
	[SECCOMM_OBJ_EPOCH] = "epoch",
	[SECCOMM_OBJ_MESSAGE] = "message",
	[SECCOMM_OBJ_RULE] = "rule",
	[SECCOMM_OBJ_REASSEMBLY] = "reassembly",
	[SECCOMM_OBJ_AGENT_REQUEST] = "agent-request",
	[SECCOMM_OBJ_PEERS] = "peers",
};

u64 seccomm_stats_read(const struct seccomm_stats __percpu *stats,
		       enum seccomm_counter c)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(stats, cpu)->cnt[c]);
	return sum;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stats_read);

void seccomm_ledger_read(struct seccomm_ledger *sum)
{
	int cpu, i;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct seccomm_ledger *l =
			per_cpu_ptr(&seccomm_ledger_pcpu, cpu);

		for (i = 0; i < SECCOMM_OBJ_MAX; i++) {
			sum->created[i] += READ_ONCE(l->created[i]);
			sum->destroyed[i] += READ_ONCE(l->destroyed[i]);
		}
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_ledger_read);
