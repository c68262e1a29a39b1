/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccommctl check, as main() calls it.
 * Arguments are those behind the word check.
 */
#ifndef SECCOMMCTL_CMD_CHECK_H
#define SECCOMMCTL_CMD_CHECK_H

int cmd_check(int argc, char **argv);

#endif /* SECCOMMCTL_CMD_CHECK_H */
