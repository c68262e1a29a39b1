/* SPDX-License-Identifier: GPL-2.0 */
/* Programs that leave nothing of theirs in memory. */
#ifndef FORGET_H
#define FORGET_H

/**
 * forget_run() - run a program, and overwrite its memory before the kernel has it back
 * @argv: the program and its arguments
 *
 * Return: the program's status; ends with 2 if it cannot be run so.
 */
int forget_run(char **argv);

#endif /* FORGET_H */
