/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counting in the ledger, for the sources that make and free objects.
 */
#ifndef CACTUS_LEDGER_INTERNAL_H
#define CACTUS_LEDGER_INTERNAL_H

#include <linux/percpu.h>
#include "ledger.h"

/**
 * struct cactus_ledger_pcpu - one CPU's part of the ledger
 * @created: by enum cactus_object
 * @destroyed: by enum cactus_object; an object may die on another CPU
 */
struct cactus_ledger_pcpu {
	u64 created[CACTUS_N_OBJECTS];
	u64 destroyed[CACTUS_N_OBJECTS];
};

DECLARE_PER_CPU(struct cactus_ledger_pcpu, cactus_ledger_cpu);

static inline void cactus_created(enum cactus_object obj)
{
	this_cpu_inc(cactus_ledger_cpu.created[obj]);
}

static inline void cactus_destroyed(enum cactus_object obj)
{
	this_cpu_inc(cactus_ledger_cpu.destroyed[obj]);
}

/* For module init and exit. */
void cactus_ledger_init(void);
void cactus_ledger_exit(void);

#endif /* CACTUS_LEDGER_INTERNAL_H */
