// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl key set: certificates of private keys. Of a slot's keys it is the one that the
 * leaf shows, by its fingerprint, which the kernel tells.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cert_file.h"
#include "cmd_key_cert.h"
#include "nl.h"
#include "seccommctl.h"

static const char no_private[] =
	"%s: the first certificate is of no private key of the slot: set that first";

static struct nlmsghdr *about(__u8 cmd, const struct cert_args *a, __u8 kind)
{
	struct nlmsghdr *nlh = nl_request(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, a->stack);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, a->slot);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_KIND, kind);
	if (a->peer.len) {
		mnl_attr_put(nlh, SECCOMM_A_KEY_PEER, sizeof(a->peer.addr),
			     &a->peer.addr);
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_PREFIX_LEN, a->peer.len);
	}
	return nlh;
}

static int on_key(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_KEY_MAX + 1];

	attr_parse(nlh, tb, SECCOMM_A_KEY_MAX);
	attr_bytes(tb[SECCOMM_A_KEY_FINGERPRINT], arg, FINGERPRINT_LEN);
	return MNL_CB_OK;
}

/* Has the slot the private key of @kind that the leaf shows? */
static bool is_of(const struct cert_args *a, const struct cert_file *cert,
		  __u8 kind)
{
	unsigned char fingerprint[FINGERPRINT_LEN] = { 0 };

	return !nl_do(about(SECCOMM_CMD_KEY_GET, a, kind), on_key, fingerprint,
		      ENOENT) &&
	       !memcmp(fingerprint, cert->fingerprint, FINGERPRINT_LEN);
}

int key_certify(const struct cert_args *a)
{
	static const __u8 kinds[] = { SECCOMM_KEY_PRIVATE,
				      SECCOMM_KEY_DECRYPT };
	struct cert_file cert;
	struct nlmsghdr *nlh;
	unsigned int i = 0;

	if (!cert_file_read(a->file, a->name, &cert))
		return EXIT_OWN;
	while (i < MNL_ARRAY_SIZE(kinds) && !is_of(a, &cert, kinds[i]))
		i++;
	if (i == MNL_ARRAY_SIZE(kinds))
		return fail(no_private, a->file);
	nlh = about(SECCOMM_CMD_KEY_SET, a, kinds[i]);
	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_LOCAL_NAME, cert.name);
	mnl_attr_put(nlh, SECCOMM_A_KEY_CERTIFICATE, cert.len, cert.chain);
	return nl_do(nlh, NULL, NULL, 0);
}
