/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * AF_SECCOMM sockets: what an application includes.
 * Configuration is in seccomm_netlink.h, compositions in checker/checker.h.
 */
#ifndef _UAPI_LINUX_SECCOMM_H
#define _UAPI_LINUX_SECCOMM_H

#include <linux/in6.h>
#include <linux/socket.h>
#include <linux/types.h>

/* The slot borrowed by default (AF_ECONET, retired); a module parameter. */
#define AF_SECCOMM_DEFAULT 19
#ifndef AF_SECCOMM
#define AF_SECCOMM AF_SECCOMM_DEFAULT
#define PF_SECCOMM AF_SECCOMM
#endif

/* IP protocol number by default (RFC 3692 experiments); a module parameter. */
#define IPPROTO_SECCOMM_DEFAULT 253

/**
 * struct sockaddr_seccomm - an endpoint, IPv6 or v4-mapped IPv4
 * @ssc_family: AF_SECCOMM
 * @ssc_port: port, network order; 0 in bind: any free one
 * @ssc_flowinfo: IPv6 flow information, network order
 * @ssc_addr: address; IPv4 as ::ffff:a.b.c.d
 * @ssc_scope_id: interface of a link-local address
 */
struct sockaddr_seccomm {
	__kernel_sa_family_t ssc_family;
	__be16 ssc_port;
	__be32 ssc_flowinfo;
	struct in6_addr ssc_addr;
	__u32 ssc_scope_id;
};

#define SOL_SECCOMM 290

#define SECCOMM_STACK_LEN 32 /* longest stack name, NUL included */
#define SECCOMM_DIGEST_LEN 32

/* Options at level SOL_SECCOMM. */
enum {
	SECCOMM_STACK = 1, /* string, set and get: the stack by name */
	SECCOMM_DIGEST, /* 32 bytes, get: digest of the stack */
	SECCOMM_EPOCH, /* u32, get: key epoch; ENOTCONN without a session */
	SECCOMM_GROWTH, /* u32, get: most bytes that the stack adds */
	SECCOMM_LIMIT, /* u32, get: longest message in bytes */
};

#endif /* _UAPI_LINUX_SECCOMM_H */
