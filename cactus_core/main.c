// SPDX-License-Identifier: GPL-2.0
/*
 * The module: load, unload, and the workqueues: one on which all process lanes
 * run, one for delayed raises.
 */
#include <linux/module.h>

#include "ledger_internal.h"
#include "main.h"

struct workqueue_struct *cactus_wq;
struct workqueue_struct *cactus_delayed_wq;

static int __init cactus_init(void)
{
	/*
	 * Unbound: handlers may compute long or sleep, and the scheduler places
	 * them better than the CPU that took the packet. The order within a
	 * lane comes from its one work item, so the queue itself is unordered.
	 * No WQ_MEM_RECLAIM: a rescuer could promise nothing while handlers
	 * may allocate, and would forbid them to wait for ordinary queues.
	 */
	cactus_wq = alloc_workqueue("cactus", WQ_UNBOUND, 0);
	if (!cactus_wq)
		return -ENOMEM;
	/*
	 * A second queue: the handlers of delayed raises may wait for lanes, and
	 * a workqueue bounds how many works it runs at once.
	 */
	cactus_delayed_wq = alloc_workqueue("cactus_delayed", WQ_UNBOUND, 0);
	if (!cactus_delayed_wq) {
		destroy_workqueue(cactus_wq);
		return -ENOMEM;
	}
	cactus_ledger_init();
	return 0;
}

static void __exit cactus_exit(void)
{
	/*
	 * Users of the engine pin the module, so no lane is left. Plans are
	 * freed by kvfree_rcu(), which needs no code of ours.
	 */
	cactus_ledger_exit();
	destroy_workqueue(cactus_delayed_wq);
	destroy_workqueue(cactus_wq);
}

module_init(cactus_init);
module_exit(cactus_exit);

MODULE_DESCRIPTION("Cactus: composition of micro-protocols by events");
MODULE_LICENSE("GPL");
