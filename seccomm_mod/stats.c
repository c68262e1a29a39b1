// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of what became of each message, and the ledger of objects.
 */
#include "stats.h"

DEFINE_PER_CPU(struct seccomm_ledger, seccomm_ledger_pcpu);

const char *const seccomm_counter_name[SECCOMM_CNT_MAX] = {
#define X(sym, name) [SECCOMM_CNT_##sym] = name,
	SECCOMM_COUNTERS(X)
#undef X
};

const char *const seccomm_object_name[SECCOMM_OBJ_MAX] = {
#define X(sym, name) [SECCOMM_OBJ_##sym] = name,
	SECCOMM_OBJECTS(X)
#undef X
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
