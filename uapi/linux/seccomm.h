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
	SECCOMM_PEER_IDS, /* struct seccomm_id, one behind the other, get: who the peer of
			   * a connected socket proved to be; ENOTCONN without a session
			   * that is open; ERANGE, with the bytes needed, if there is too
			   * little room
			   */
};

/* Kinds of identity. */
enum seccomm_id_kind {
	SECCOMM_ID_ANONYMOUS, /* nobody */
	SECCOMM_ID_ADDRESS, /* 16 bytes, IPv6 or v4-mapped */
	SECCOMM_ID_NAME, /* 1 to 253 characters of A-Za-z0-9._@/- */
	SECCOMM_ID_KEY, /* 32 bytes, SHA-256 of a DER SubjectPublicKeyInfo */
	SECCOMM_ID_PRINCIPAL, /* 1 to 253 characters, a Kerberos principal */
	SECCOMM_ID_METHOD, /* 2 bytes, a slot and the place of a method among the slot's: the
			    * next identity is what the peer has proved to that method
			    */
};

/**
 * struct seccomm_id - an identity
 * @kind: enum seccomm_id_kind
 * @len: bytes of @value
 * @value: without a NUL
 */
struct seccomm_id {
	__u8 kind;
	__u8 len;
	__u8 value[];
};

#endif /* _UAPI_LINUX_SECCOMM_H */
