/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic tells of a lack of memory since 6.12.
 */
#ifndef SECCOMM_COMPAT_LINUX_MPI_H
#define SECCOMM_COMPAT_LINUX_MPI_H

#include <linux/version.h>
#include_next <linux/mpi.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define mpi_add(w, u, v) ((mpi_add)(w, u, v), 0)
#define mpi_addm(w, u, v, m) ((mpi_addm)(w, u, v, m), 0)
#define mpi_mul(w, u, v) ((mpi_mul)(w, u, v), 0)
#define mpi_mulm(w, u, v, m) ((mpi_mulm)(w, u, v, m), 0)
#define mpi_subm(w, u, v, m) ((mpi_subm)(w, u, v, m), 0)
#endif

#endif /* SECCOMM_COMPAT_LINUX_MPI_H */
