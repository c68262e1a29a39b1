/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccommctl key: its usage.
 */
#ifndef SECCOMMCTL_CMD_KEY_H
#define SECCOMMCTL_CMD_KEY_H

extern const char key_usage[];

#endif /* SECCOMMCTL_CMD_KEY_H */
