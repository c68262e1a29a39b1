/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sc_probe does with a socket beyond plain calls.
 */
#ifndef PROBE_H
#define PROBE_H

/* Errors for MSG_ERRQUEUE, of both IP versions. */
int probe_recverr(int sock);
/* Prints one of them. */
int probe_errqueue(int sock);
/* Hops that its packets may live, of both IP versions. */
int probe_hops(int sock, int hops);
/* SO_BINDTODEVICE. */
int probe_device(int sock, const char *name);
/* Type of service and traffic class. */
int probe_class(int sock, int class);
/* Print the interface of its own address. */
int probe_get_scope(int sock);
/* Print who the peer has proved to be, and see that too little room is refused. */
int probe_get_ids(int sock);

#endif /* PROBE_H */
