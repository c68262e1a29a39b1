// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel keys that requests name.
 */
#include <keys/user-type.h>
#include <linux/key-type.h>
#include "netlink/family.h"
#include "netlink/kernel_key.h"

static const char no_logon_key[] =
	"no logon key so described: see keyctl add logon";
static const char no_logon_type[] = "the key is not of type logon";
static const char asymmetric_key[] =
	"asymmetric keys do no PSS or OAEP: add the PKCS#8 DER as a logon key";

int seccomm_nl_kernel_key(struct genl_info *info, struct key **key)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_KEYRING];
	const char *text;
	key_ref_t ref;

	if (attr) {
		*key = request_key(&key_type_logon, nla_data(attr), NULL);
		if (!IS_ERR(*key))
			return 0;
		return nl_deny(info->extack, attr, PTR_ERR(*key), no_logon_key);
	}
	attr = info->attrs[SECCOMM_A_KEY_SERIAL];
	ref = lookup_user_key(nla_get_u32(attr), 0, KEY_NEED_SEARCH);
	if (IS_ERR(ref))
		return nl_deny(info->extack, attr, PTR_ERR(ref),
			       "no such key that the sender may search");
	*key = key_ref_to_ptr(ref);
	if ((*key)->type == &key_type_logon)
		return 0;
	text = strcmp((*key)->type->name, "asymmetric") ? no_logon_type :
							  asymmetric_key;
	key_put(*key);
	return nl_deny(info->extack, attr, -EKEYREJECTED, text);
}
