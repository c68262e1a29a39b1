/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The worker of a lane: its process lane.
 */
#ifndef CACTUS_WORKER_H
#define CACTUS_WORKER_H

struct work_struct;

/* The work item of a lane: runs what waits, in order. */
void cactus_lane_work(struct work_struct *work);

#endif /* CACTUS_WORKER_H */
