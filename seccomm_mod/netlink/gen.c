// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	uapi/seccomm.yaml */
/* YNL-GEN kernel source */
/* clang-format off */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink/gen.h"

#include <linux/seccomm_netlink.h>
#include <checker/checker.h>
#include <linux/seccomm.h>

/* Common nested types */
const struct nla_policy seccomm_id_nl_policy[SECCOMM_A_ID_ORDINAL + 1] = {
	[SECCOMM_A_ID_KIND] = NLA_POLICY_MAX(NLA_U8, 4),
	[SECCOMM_A_ID_VALUE] = { .type = NLA_BINARY, },
	[SECCOMM_A_ID_SLOT] = NLA_POLICY_MAX(NLA_U8, 31),
	[SECCOMM_A_ID_ORDINAL] = NLA_POLICY_MAX(NLA_U8, 7),
};

const struct nla_policy seccomm_instance_nl_policy[SECCOMM_A_INSTANCE_OPTION + 1] = {
	[SECCOMM_A_INSTANCE_TYPE] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_INSTANCE_D_EVENT] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_INSTANCE_D_ORDER] = { .type = NLA_S32, },
	[SECCOMM_A_INSTANCE_U_EVENT] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_INSTANCE_U_ORDER] = { .type = NLA_S32, },
	[SECCOMM_A_INSTANCE_DOWN_EVENT] = { .type = NLA_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_INSTANCE_UP_EVENT] = { .type = NLA_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_INSTANCE_SLOT] = NLA_POLICY_MAX(NLA_U8, 31),
	[SECCOMM_A_INSTANCE_OPTION] = NLA_POLICY_NESTED(seccomm_option_nl_policy),
};

const struct nla_policy seccomm_method_nl_policy[SECCOMM_A_METHOD_BITS + 1] = {
	[SECCOMM_A_METHOD_KIND] = NLA_POLICY_RANGE(NLA_U8, 1, 5),
	[SECCOMM_A_METHOD_AUTH] = NLA_POLICY_MAX(NLA_U8, 3),
	[SECCOMM_A_METHOD_GROUP] = NLA_POLICY_MAX(NLA_U8, 3),
	[SECCOMM_A_METHOD_SIG] = NLA_POLICY_MAX(NLA_U8, 3),
	[SECCOMM_A_METHOD_EXT] = NLA_POLICY_RANGE(NLA_U8, 1, 3),
	[SECCOMM_A_METHOD_BITS] = NLA_POLICY_RANGE(NLA_U16, 2048, 4096),
};

const struct nla_policy seccomm_option_nl_policy[SECCOMM_A_OPTION_TEXT + 1] = {
	[SECCOMM_A_OPTION_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_OPTION_VALUE] = { .type = NLA_U32, },
	[SECCOMM_A_OPTION_TEXT] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

const struct nla_policy seccomm_slot_nl_policy[SECCOMM_A_SLOT_THRESHOLD + 1] = {
	[SECCOMM_A_SLOT_INDEX] = NLA_POLICY_MAX(NLA_U8, 31),
	[SECCOMM_A_SLOT_DERIVE] = NLA_POLICY_MAX(NLA_U8, 2),
	[SECCOMM_A_SLOT_PROVIDER] = NLA_POLICY_MAX(NLA_U8, 4),
	[SECCOMM_A_SLOT_PK] = NLA_POLICY_MAX(NLA_U8, 3),
	[SECCOMM_A_SLOT_METHOD] = NLA_POLICY_NESTED(seccomm_method_nl_policy),
	[SECCOMM_A_SLOT_THRESHOLD] = NLA_POLICY_RANGE(NLA_U8, 2, 8),
};

/* SECCOMM_CMD_STACK_ADD - do */
const struct nla_policy seccomm_stack_add_nl_policy[SECCOMM_A_STACK_SESSIONLESS + 1] = {
	[SECCOMM_A_STACK_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_STACK_INSTANCE] = NLA_POLICY_NESTED(seccomm_instance_nl_policy),
	[SECCOMM_A_STACK_SLOT] = NLA_POLICY_NESTED(seccomm_slot_nl_policy),
	[SECCOMM_A_STACK_SESSIONLESS] = { .type = NLA_FLAG, },
};

/* SECCOMM_CMD_STACK_DEL - do */
const struct nla_policy seccomm_stack_del_nl_policy[SECCOMM_A_STACK_NAME + 1] = {
	[SECCOMM_A_STACK_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_STACK_GET - do */
const struct nla_policy seccomm_stack_get_nl_policy[SECCOMM_A_STACK_NAME + 1] = {
	[SECCOMM_A_STACK_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_KEY_SET - do */
const struct nla_policy seccomm_key_set_nl_policy[SECCOMM_A_KEY_CERTIFICATE + 1] = {
	[SECCOMM_A_KEY_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_KEY_SLOT] = NLA_POLICY_MAX(NLA_U8, 31),
	[SECCOMM_A_KEY_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_KEY_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_KEY_SECRET] = { .type = NLA_BINARY, },
	[SECCOMM_A_KEY_KEYRING] = { .type = NLA_NUL_STRING, .len = SECCOMM_KEYRING_MAX, },
	[SECCOMM_A_KEY_SERIAL] = NLA_POLICY_MIN(NLA_U32, 1),
	[SECCOMM_A_KEY_LOCAL_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_END_NAME_MAX, },
	[SECCOMM_A_KEY_REMOTE_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_END_NAME_MAX, },
	[SECCOMM_A_KEY_KIND] = NLA_POLICY_MAX(NLA_U8, 4),
	[SECCOMM_A_KEY_DER] = { .type = NLA_BINARY, },
	[SECCOMM_A_KEY_CERTIFICATE] = { .type = NLA_BINARY, },
};

/* SECCOMM_CMD_KEY_DEL - do */
const struct nla_policy seccomm_key_del_nl_policy[SECCOMM_A_KEY_KIND + 1] = {
	[SECCOMM_A_KEY_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_KEY_SLOT] = NLA_POLICY_MAX(NLA_U8, 31),
	[SECCOMM_A_KEY_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_KEY_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_KEY_KIND] = NLA_POLICY_MAX(NLA_U8, 4),
};

/* SECCOMM_CMD_KEY_GET - do */
const struct nla_policy seccomm_key_get_nl_policy[SECCOMM_A_KEY_KIND + 1] = {
	[SECCOMM_A_KEY_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_KEY_SLOT] = NLA_POLICY_MAX(NLA_U8, 31),
	[SECCOMM_A_KEY_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_KEY_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_KEY_KIND] = NLA_POLICY_MAX(NLA_U8, 4),
};

/* SECCOMM_CMD_SESSION_GET - do */
const struct nla_policy seccomm_session_get_nl_policy[SECCOMM_A_SESSION_INDEX + 1] = {
	[SECCOMM_A_SESSION_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* SECCOMM_CMD_SESSION_DEL - do */
const struct nla_policy seccomm_session_del_nl_policy[SECCOMM_A_SESSION_INDEX + 1] = {
	[SECCOMM_A_SESSION_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* SECCOMM_CMD_TYPE_GET - do */
const struct nla_policy seccomm_type_get_nl_policy[SECCOMM_A_TYPE_NAME + 1] = {
	[SECCOMM_A_TYPE_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_STATS_GET - do */
const struct nla_policy seccomm_stats_get_nl_policy[SECCOMM_A_STATS_NAME + 1] = {
	[SECCOMM_A_STATS_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_CHECK - do */
const struct nla_policy seccomm_check_nl_policy[SECCOMM_A_STACK_SESSIONLESS + 1] = {
	[SECCOMM_A_STACK_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_STACK_INSTANCE] = NLA_POLICY_NESTED(seccomm_instance_nl_policy),
	[SECCOMM_A_STACK_SLOT] = NLA_POLICY_NESTED(seccomm_slot_nl_policy),
	[SECCOMM_A_STACK_SESSIONLESS] = { .type = NLA_FLAG, },
};

/* SECCOMM_CMD_SESSION_TRACE - do */
const struct nla_policy seccomm_session_trace_nl_policy[SECCOMM_A_SESSION_TRACED + 1] = {
	[SECCOMM_A_SESSION_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SECCOMM_A_SESSION_TRACED] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* SECCOMM_CMD_TYPE_RETIRE - do */
const struct nla_policy seccomm_type_retire_nl_policy[SECCOMM_A_TYPE_NAME + 1] = {
	[SECCOMM_A_TYPE_NAME] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_POLICY_SET - do */
const struct nla_policy seccomm_policy_set_nl_policy[SECCOMM_A_POLICY_NEW + 1] = {
	[SECCOMM_A_POLICY_PORT] = { .type = NLA_U16, },
	[SECCOMM_A_POLICY_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_POLICY_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_POLICY_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_POLICY_GID] = { .type = NLA_U32, },
	[SECCOMM_A_POLICY_NEW] = { .type = NLA_FLAG, },
};

/* SECCOMM_CMD_POLICY_DEL - do */
const struct nla_policy seccomm_policy_del_nl_policy[SECCOMM_A_POLICY_STACK + 1] = {
	[SECCOMM_A_POLICY_PORT] = { .type = NLA_U16, },
	[SECCOMM_A_POLICY_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_POLICY_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_POLICY_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_POLICY_GET - do */
const struct nla_policy seccomm_policy_get_nl_policy[SECCOMM_A_POLICY_STACK + 1] = {
	[SECCOMM_A_POLICY_PORT] = { .type = NLA_U16, },
	[SECCOMM_A_POLICY_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_POLICY_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_POLICY_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
};

/* SECCOMM_CMD_AUDIT_ATTACH - do */
const struct nla_policy seccomm_audit_attach_nl_policy[SECCOMM_A_AUDIT_ROTATE + 1] = {
	[SECCOMM_A_AUDIT_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_AUDIT_PATH] = { .type = NLA_BINARY, },
	[SECCOMM_A_AUDIT_FD] = { .type = NLA_U32, },
	[SECCOMM_A_AUDIT_SIZE] = { .type = NLA_U64, },
	[SECCOMM_A_AUDIT_SEQUENCE] = { .type = NLA_U64, },
	[SECCOMM_A_AUDIT_LAST] = NLA_POLICY_EXACT_LEN(32),
	[SECCOMM_A_AUDIT_ROTATE] = { .type = NLA_FLAG, },
};

/* SECCOMM_CMD_AUDIT_DETACH - do */
const struct nla_policy seccomm_audit_detach_nl_policy[SECCOMM_A_AUDIT_PATH + 1] = {
	[SECCOMM_A_AUDIT_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_AUDIT_PATH] = { .type = NLA_BINARY, },
};

/* SECCOMM_CMD_AGENT_ACCEPT - do */
const struct nla_policy seccomm_agent_accept_nl_policy[SECCOMM_A_AGENT_KIND + 1] = {
	[SECCOMM_A_AGENT_KIND] = NLA_POLICY_RANGE(NLA_U8, 1, 5),
};

/* SECCOMM_CMD_AGENT_DONE - do */
const struct nla_policy seccomm_agent_done_nl_policy[SECCOMM_A_AGENT_ERROR + 1] = {
	[SECCOMM_A_AGENT_COOKIE] = { .type = NLA_U64, },
	[SECCOMM_A_AGENT_TOKEN] = { .type = NLA_BINARY, },
	[SECCOMM_A_AGENT_KEY] = { .type = NLA_BINARY, },
	[SECCOMM_A_AGENT_REFUSE] = { .type = NLA_FLAG, },
	[SECCOMM_A_AGENT_IDENTITY] = { .type = NLA_NUL_STRING, .len = SECCOMM_END_NAME_MAX, },
	[SECCOMM_A_AGENT_ERROR] = { .type = NLA_U8, },
};

/* SECCOMM_CMD_PEER_SET - do */
const struct nla_policy seccomm_peer_set_nl_policy[SECCOMM_A_PEER_NEW + 1] = {
	[SECCOMM_A_PEER_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_PEER_PORT] = { .type = NLA_U16, },
	[SECCOMM_A_PEER_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_PEER_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[SECCOMM_A_PEER_ID] = NLA_POLICY_NESTED(seccomm_id_nl_policy),
	[SECCOMM_A_PEER_NEW] = { .type = NLA_FLAG, },
};

/* SECCOMM_CMD_PEER_DEL - do */
const struct nla_policy seccomm_peer_del_nl_policy[SECCOMM_A_PEER_PREFIX_LEN + 1] = {
	[SECCOMM_A_PEER_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_PEER_PORT] = { .type = NLA_U16, },
	[SECCOMM_A_PEER_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_PEER_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
};

/* SECCOMM_CMD_PEER_GET - do */
const struct nla_policy seccomm_peer_get_nl_policy[SECCOMM_A_PEER_PREFIX_LEN + 1] = {
	[SECCOMM_A_PEER_STACK] = { .type = NLA_NUL_STRING, .len = SECCOMM_NAME_MAX, },
	[SECCOMM_A_PEER_PORT] = { .type = NLA_U16, },
	[SECCOMM_A_PEER_PEER] = NLA_POLICY_EXACT_LEN(16),
	[SECCOMM_A_PEER_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
};

/* Ops table for seccomm */
const struct genl_ops seccomm_nl_ops[23] = {
	{
		.cmd		= SECCOMM_CMD_STACK_ADD,
		.doit		= seccomm_nl_stack_add_doit,
		.policy		= seccomm_stack_add_nl_policy,
		.maxattr	= SECCOMM_A_STACK_SESSIONLESS,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_STACK_DEL,
		.doit		= seccomm_nl_stack_del_doit,
		.policy		= seccomm_stack_del_nl_policy,
		.maxattr	= SECCOMM_A_STACK_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_STACK_GET,
		.doit		= seccomm_nl_stack_get_doit,
		.dumpit		= seccomm_nl_stack_get_dumpit,
		.policy		= seccomm_stack_get_nl_policy,
		.maxattr	= SECCOMM_A_STACK_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_KEY_SET,
		.doit		= seccomm_nl_key_set_doit,
		.policy		= seccomm_key_set_nl_policy,
		.maxattr	= SECCOMM_A_KEY_CERTIFICATE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_KEY_DEL,
		.doit		= seccomm_nl_key_del_doit,
		.policy		= seccomm_key_del_nl_policy,
		.maxattr	= SECCOMM_A_KEY_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_KEY_GET,
		.doit		= seccomm_nl_key_get_doit,
		.dumpit		= seccomm_nl_key_get_dumpit,
		.policy		= seccomm_key_get_nl_policy,
		.maxattr	= SECCOMM_A_KEY_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_SESSION_GET,
		.doit		= seccomm_nl_session_get_doit,
		.dumpit		= seccomm_nl_session_get_dumpit,
		.policy		= seccomm_session_get_nl_policy,
		.maxattr	= SECCOMM_A_SESSION_INDEX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_SESSION_DEL,
		.doit		= seccomm_nl_session_del_doit,
		.policy		= seccomm_session_del_nl_policy,
		.maxattr	= SECCOMM_A_SESSION_INDEX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_TYPE_GET,
		.doit		= seccomm_nl_type_get_doit,
		.dumpit		= seccomm_nl_type_get_dumpit,
		.policy		= seccomm_type_get_nl_policy,
		.maxattr	= SECCOMM_A_TYPE_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_STATS_GET,
		.doit		= seccomm_nl_stats_get_doit,
		.policy		= seccomm_stats_get_nl_policy,
		.maxattr	= SECCOMM_A_STATS_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_CHECK,
		.doit		= seccomm_nl_check_doit,
		.policy		= seccomm_check_nl_policy,
		.maxattr	= SECCOMM_A_STACK_SESSIONLESS,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_SESSION_TRACE,
		.doit		= seccomm_nl_session_trace_doit,
		.policy		= seccomm_session_trace_nl_policy,
		.maxattr	= SECCOMM_A_SESSION_TRACED,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_TYPE_RETIRE,
		.doit		= seccomm_nl_type_retire_doit,
		.policy		= seccomm_type_retire_nl_policy,
		.maxattr	= SECCOMM_A_TYPE_NAME,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_POLICY_SET,
		.doit		= seccomm_nl_policy_set_doit,
		.policy		= seccomm_policy_set_nl_policy,
		.maxattr	= SECCOMM_A_POLICY_NEW,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_POLICY_DEL,
		.doit		= seccomm_nl_policy_del_doit,
		.policy		= seccomm_policy_del_nl_policy,
		.maxattr	= SECCOMM_A_POLICY_STACK,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_POLICY_GET,
		.doit		= seccomm_nl_policy_get_doit,
		.dumpit		= seccomm_nl_policy_get_dumpit,
		.policy		= seccomm_policy_get_nl_policy,
		.maxattr	= SECCOMM_A_POLICY_STACK,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_AUDIT_ATTACH,
		.doit		= seccomm_nl_audit_attach_doit,
		.policy		= seccomm_audit_attach_nl_policy,
		.maxattr	= SECCOMM_A_AUDIT_ROTATE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_AUDIT_DETACH,
		.doit		= seccomm_nl_audit_detach_doit,
		.policy		= seccomm_audit_detach_nl_policy,
		.maxattr	= SECCOMM_A_AUDIT_PATH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_AGENT_ACCEPT,
		.doit		= seccomm_nl_agent_accept_doit,
		.policy		= seccomm_agent_accept_nl_policy,
		.maxattr	= SECCOMM_A_AGENT_KIND,
	},
	{
		.cmd		= SECCOMM_CMD_AGENT_DONE,
		.doit		= seccomm_nl_agent_done_doit,
		.policy		= seccomm_agent_done_nl_policy,
		.maxattr	= SECCOMM_A_AGENT_ERROR,
	},
	{
		.cmd		= SECCOMM_CMD_PEER_SET,
		.doit		= seccomm_nl_peer_set_doit,
		.policy		= seccomm_peer_set_nl_policy,
		.maxattr	= SECCOMM_A_PEER_NEW,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_PEER_DEL,
		.doit		= seccomm_nl_peer_del_doit,
		.policy		= seccomm_peer_del_nl_policy,
		.maxattr	= SECCOMM_A_PEER_PREFIX_LEN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= SECCOMM_CMD_PEER_GET,
		.doit		= seccomm_nl_peer_get_doit,
		.dumpit		= seccomm_nl_peer_get_dumpit,
		.policy		= seccomm_peer_get_nl_policy,
		.maxattr	= SECCOMM_A_PEER_PREFIX_LEN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};
