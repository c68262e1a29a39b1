/* SPDX-License-Identifier: GPL-2.0 */
/*
 * In which order the handlers of a plan run.
 */
#ifndef CACTUS_STEPS_H
#define CACTUS_STEPS_H

struct cactus_plan;

/* Fill in the steps of all events of @p, which has its bindings and raises. */
void cactus_plan_set_steps(struct cactus_plan *p);

#endif /* CACTUS_STEPS_H */
