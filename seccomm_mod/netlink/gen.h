/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	uapi/seccomm.yaml */
/* YNL-GEN kernel header */
/* clang-format off */

#ifndef _LINUX_SECCOMM_GEN_H
#define _LINUX_SECCOMM_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <linux/seccomm_netlink.h>
#include <checker/checker.h>
#include <linux/seccomm.h>

/* Common nested types */
extern const struct nla_policy seccomm_id_nl_policy[SECCOMM_A_ID_ORDINAL + 1];
extern const struct nla_policy seccomm_instance_nl_policy[SECCOMM_A_INSTANCE_OPTION + 1];
extern const struct nla_policy seccomm_method_nl_policy[SECCOMM_A_METHOD_BITS + 1];
extern const struct nla_policy seccomm_option_nl_policy[SECCOMM_A_OPTION_TEXT + 1];
extern const struct nla_policy seccomm_slot_nl_policy[SECCOMM_A_SLOT_THRESHOLD + 1];

extern const struct nla_policy seccomm_stack_add_nl_policy[SECCOMM_A_STACK_SESSIONLESS + 1];

extern const struct nla_policy seccomm_stack_del_nl_policy[SECCOMM_A_STACK_NAME + 1];

extern const struct nla_policy seccomm_stack_get_nl_policy[SECCOMM_A_STACK_NAME + 1];

extern const struct nla_policy seccomm_key_set_nl_policy[SECCOMM_A_KEY_CERTIFICATE + 1];

extern const struct nla_policy seccomm_key_del_nl_policy[SECCOMM_A_KEY_KIND + 1];

extern const struct nla_policy seccomm_key_get_nl_policy[SECCOMM_A_KEY_KIND + 1];

extern const struct nla_policy seccomm_session_get_nl_policy[SECCOMM_A_SESSION_INDEX + 1];

extern const struct nla_policy seccomm_session_del_nl_policy[SECCOMM_A_SESSION_INDEX + 1];

extern const struct nla_policy seccomm_type_get_nl_policy[SECCOMM_A_TYPE_NAME + 1];

extern const struct nla_policy seccomm_stats_get_nl_policy[SECCOMM_A_STATS_NAME + 1];

extern const struct nla_policy seccomm_check_nl_policy[SECCOMM_A_STACK_SESSIONLESS + 1];

extern const struct nla_policy seccomm_session_trace_nl_policy[SECCOMM_A_SESSION_TRACED + 1];

extern const struct nla_policy seccomm_type_retire_nl_policy[SECCOMM_A_TYPE_NAME + 1];

extern const struct nla_policy seccomm_policy_set_nl_policy[SECCOMM_A_POLICY_NEW + 1];

extern const struct nla_policy seccomm_policy_del_nl_policy[SECCOMM_A_POLICY_STACK + 1];

extern const struct nla_policy seccomm_policy_get_nl_policy[SECCOMM_A_POLICY_STACK + 1];

extern const struct nla_policy seccomm_audit_attach_nl_policy[SECCOMM_A_AUDIT_ROTATE + 1];

extern const struct nla_policy seccomm_audit_detach_nl_policy[SECCOMM_A_AUDIT_PATH + 1];

extern const struct nla_policy seccomm_agent_accept_nl_policy[SECCOMM_A_AGENT_KIND + 1];

extern const struct nla_policy seccomm_agent_done_nl_policy[SECCOMM_A_AGENT_ERROR + 1];

extern const struct nla_policy seccomm_peer_set_nl_policy[SECCOMM_A_PEER_NEW + 1];

extern const struct nla_policy seccomm_peer_del_nl_policy[SECCOMM_A_PEER_PREFIX_LEN + 1];

extern const struct nla_policy seccomm_peer_get_nl_policy[SECCOMM_A_PEER_PREFIX_LEN + 1];

/* Ops table for seccomm */
extern const struct genl_ops seccomm_nl_ops[23];

int seccomm_nl_stack_add_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_stack_del_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_stack_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_stack_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int seccomm_nl_key_set_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_key_del_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_key_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_key_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int seccomm_nl_session_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_session_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int seccomm_nl_session_del_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_type_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_type_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int seccomm_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_check_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_session_trace_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_type_retire_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_policy_set_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_policy_del_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_policy_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_policy_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int seccomm_nl_audit_attach_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_audit_detach_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_agent_accept_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_agent_done_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_peer_set_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_peer_del_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_peer_get_doit(struct sk_buff *skb, struct genl_info *info);
int seccomm_nl_peer_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);

enum {
	SECCOMM_NLGRP_EVENTS,
	SECCOMM_NLGRP_KEY_REQUESTS,
	SECCOMM_NLGRP_AGENT_KRB5,
	SECCOMM_NLGRP_AGENT_FILE,
	SECCOMM_NLGRP_AGENT_EXEC,
	SECCOMM_NLGRP_AGENT_MLKEM,
	SECCOMM_NLGRP_AGENT_X509,
};

#endif /* _LINUX_SECCOMM_GEN_H */
