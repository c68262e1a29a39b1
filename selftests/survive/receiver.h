/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The receiver: what it takes, and for what body.
 */
#ifndef SURVIVE_RECEIVER_H
#define SURVIVE_RECEIVER_H

#include "scene.h"

bool receiver_takes(const struct scene *s, int dir, struct rc_span packet,
		    struct rc_buf *body);

#endif /* SURVIVE_RECEIVER_H */
