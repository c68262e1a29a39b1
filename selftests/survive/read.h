/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The listener: what the keys that were given tell of a captured message.
 */
#ifndef SURVIVE_READ_H
#define SURVIVE_READ_H

#include "steps.h"

/* What was read, and which bits of it are known. */
struct reading {
	struct rc_buf data, known;
	int left; /* steps that are left, from the last that could not be undone to the first */
};

/* Undo what the adversary can. */
void read_message(struct hand *h, struct rc_span packet, struct reading *r);

#endif /* SURVIVE_READ_H */
