// SPDX-License-Identifier: GPL-2.0
/*
 * The ledger: how many objects of each kind were made and are gone,
 * by exported function and in debugfs, so that tests can compare.
 */
#include <linux/debugfs.h>
#include <linux/export.h>
#include <linux/seq_file.h>

#include "ledger.h"
#include "ledger_internal.h"

DEFINE_PER_CPU(struct cactus_ledger_pcpu, cactus_ledger_cpu);

static struct dentry *ledger_dir;

static const char *const ledger_names[] = {
	[CACTUS_OBJ_COMPOSITE] = "composite", [CACTUS_OBJ_PLAN] = "plan",
	[CACTUS_OBJ_LANE] = "lane",	      [CACTUS_OBJ_ASYNC] = "async",
	[CACTUS_OBJ_QUEUED] = "queued",	      [CACTUS_OBJ_DELAYED] = "delayed",
	[CACTUS_OBJ_COURSE] = "course",	      [CACTUS_OBJ_FORK] = "fork",
	[CACTUS_OBJ_HELD] = "held",
};

/**
 * cactus_ledger() - sum the ledger over all CPUs
 * @l: filled
 *
 * Exact when nothing runs. Destroyed is read first, so that it never exceeds
 * created by objects made meanwhile.
 *
 * Context: any.
 */
void cactus_ledger(struct cactus_ledger *l)
{
	const struct cactus_ledger_pcpu *p;
	unsigned int i;
	int cpu;

	BUILD_BUG_ON(ARRAY_SIZE(ledger_names) != CACTUS_N_OBJECTS);
	memset(l, 0, sizeof(*l));
	for (i = 0; i < CACTUS_N_OBJECTS; i++) {
		l->entry[i].name = ledger_names[i];
		for_each_possible_cpu(cpu) {
			p = per_cpu_ptr(&cactus_ledger_cpu, cpu);
			l->entry[i].destroyed += READ_ONCE(p->destroyed[i]);
		}
		for_each_possible_cpu(cpu) {
			p = per_cpu_ptr(&cactus_ledger_cpu, cpu);
			l->entry[i].created += READ_ONCE(p->created[i]);
		}
	}
}
EXPORT_SYMBOL_GPL(cactus_ledger);

static int ledger_show(struct seq_file *m, void *unused)
{
	struct cactus_ledger l;
	unsigned int i;

	cactus_ledger(&l);
	for (i = 0; i < CACTUS_N_OBJECTS; i++)
		seq_printf(m, "%s %llu %llu\n", l.entry[i].name,
			   l.entry[i].created, l.entry[i].destroyed);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ledger);

/**
 * cactus_ledger_init() - show the ledger in debugfs
 *
 * Without debugfs the engine works all the same, so nothing here is an error.
 *
 * Context: process.
 */
void cactus_ledger_init(void)
{
	ledger_dir = debugfs_create_dir("cactus", NULL);
	debugfs_create_file("ledger", 0444, ledger_dir, NULL, &ledger_fops);
}

/**
 * cactus_ledger_exit() - take the ledger out of debugfs
 *
 * Context: process.
 */
void cactus_ledger_exit(void)
{
	debugfs_remove_recursive(ledger_dir);
}
