/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the operations with keys need of long numbers beside the kernel's MPI.
 */
#ifndef SECCOMM_PK_NUMBER_H
#define SECCOMM_PK_NUMBER_H

#include <linux/mpi.h>
#include <linux/types.h>

/* All: process context, may sleep. Freed numbers are wiped by the MPI. */

/* Make @n numbers, zero at first. 0 or -ENOMEM, with none made. */
int seccomm_numbers_new(MPI numbers[], unsigned int n);
/* Wipe and free @n numbers; NULL is none. */
void seccomm_numbers_free(MPI numbers[], unsigned int n);

/* The number 1, or NULL: no memory. */
MPI seccomm_number_one(void);
/* A number of @bits random bits, the first of which is set; at most SECCOMM_PK_MAX bytes of
 * them, all whole. NULL: no memory. It shows in no result, so tests do not give it.
 */
MPI seccomm_number_random(unsigned int bits);

/* @w = @u mod @m. 0 or -ENOMEM. */
int seccomm_number_mod(MPI w, MPI u, MPI m);

/* Write @a, which is below 256 to the power of @len, as @len bytes. How long that takes
 * depends on the number of its words alone.
 */
void seccomm_number_write(MPI a, u8 *to, size_t len);

#endif /* SECCOMM_PK_NUMBER_H */
