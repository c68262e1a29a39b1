/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sc_probe does with a socket beyond plain calls.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>

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
/* Print @what: an option that is a number. */
int probe_get_u32(int sock, const char *what, int opt);
/* Print @what: the bytes that the ioctl() @request tells of. */
int probe_get_queue(int sock, const char *what, unsigned long request);
/* Print @what: the stack or its digest. */
int probe_get_bytes(int sock, const char *what, int opt);
/* Print @what: the peer's address or the own one. */
int probe_get_address(int sock, const char *what, bool peer);
/* Print @what: the hops that IPv6 packets may live. */
int probe_get_hops6(int sock, const char *what);
/* Print the interface of its own address. */
int probe_get_scope(int sock);
/* Print who the peer has proved to be, and see that too little room is refused. */
int probe_get_ids(int sock);

#endif /* PROBE_H */
