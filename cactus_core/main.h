/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The workqueues of the engine.
 */
#ifndef CACTUS_MAIN_H
#define CACTUS_MAIN_H

#include <linux/workqueue.h>

/* Runs the lanes' workers. */
extern struct workqueue_struct *cactus_wq;
/* Runs the delayed raises that are due. */
extern struct workqueue_struct *cactus_delayed_wq;

#endif /* CACTUS_MAIN_H */
