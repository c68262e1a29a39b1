/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device of the device mapper whose writes are logged (dm-log-writes).
 */
#ifndef POWER_MAPPER_H
#define POWER_MAPPER_H

/* All: 0, or -1 with errno. */

/* Make a device @name of the first @sectors of @device, its writes logged on @log; its number
 * is then *@minor.
 */
int mapper_create(const char *name, unsigned long sectors, const char *device,
		  const char *log, unsigned int *minor);
/* Remove it; the log ends with what was written and not flushed. */
int mapper_remove(const char *name);
/* Have the log say @text here, which has no blanks. */
int mapper_mark(const char *name, const char *text);

#endif /* POWER_MAPPER_H */
