/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who an end of a session is.
 */
#ifndef SECCOMM_IDENTITY_H
#define SECCOMM_IDENTITY_H

#include <linux/in6.h>

/**
 * struct seccomm_identity - an end of a session
 * @addr: the address by which it is known, IPv6 or v4-mapped
 */
struct seccomm_identity {
	struct in6_addr addr;
};

#endif /* SECCOMM_IDENTITY_H */
