/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random bytes from a fixed seed, the same in every run.
 */
#ifndef SURVIVE_DRAW_H
#define SURVIVE_DRAW_H

#include <stddef.h>

#include <linux/types.h>

void draw(__u8 *out, size_t len);

#endif /* SURVIVE_DRAW_H */
