/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What somebody with a service's key, as the KDC has it, makes of tokens that were recorded.
 */
#ifndef ARBITERS_KERBEROS_H
#define ARBITERS_KERBEROS_H

#include "heard.h"

/* The key of a session, of the tokens of both ends and their nonces; false: the key is that of
 * another service.
 */
bool kerberos_key(const struct heard *h, struct rc_span request,
		  struct rc_span reply, const char *keytab,
		  struct rc_member *key);

#endif /* ARBITERS_KERBEROS_H */
