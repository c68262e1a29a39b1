/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generic netlink family, by which configuration comes in and events go out; and
 * how its operations reply, dump, refuse and take names.
 */
#ifndef SECCOMM_NETLINK_FAMILY_H
#define SECCOMM_NETLINK_FAMILY_H

#include <linux/netlink.h>
#include <linux/stringify.h>
#include <net/genetlink.h>
#include <net/sock.h>
#include "netlink/gen.h"
#include "netns.h"

int __init seccomm_netlink_init(void);
void seccomm_netlink_exit(void);

extern struct genl_family seccomm_nl_family;

/**
 * struct seccomm_nl_dump - a dump under way
 * @skb: message being filled
 * @cb: the dump; its args[0] is the cursor
 */
struct seccomm_nl_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

/* A limit within a text: "a stack has" AT_MOST(SECCOMM_MAX_INSTANCES) "instances". */
#define AT_MOST(limit) " at most " __stringify(limit) " "

/* Refuse a request: @msg says what to do, @attr is at fault or NULL. Returns @err. */
static inline int nl_deny(struct netlink_ext_ack *extack,
			  const struct nlattr *attr, int err, const char *msg)
{
	do_trace_netlink_extack(msg);
	extack->_msg = msg;
	extack->bad_attr = attr;
	return err;
}

/* As nl_deny(), with -EINVAL, for want of the attribute @type of @nest, or of the
 * request if @nest is NULL.
 */
static inline int nl_missing(struct netlink_ext_ack *extack,
			     const struct nlattr *nest, int type,
			     const char *msg)
{
	NL_SET_ERR_ATTR_MISS(extack, nest, type);
	return nl_deny(extack, NULL, -EINVAL, msg);
}

/* A dump gives everything: refuse a request for it that has an attribute. 0 or -EINVAL. */
int seccomm_nl_dump_check(const struct netlink_callback *cb);
/* Begin and end an entry of a dump. seccomm_nl_entry_end() returns @err, which filling
 * the entry has returned, and removes the entry if that is not 0.
 */
void *seccomm_nl_entry(const struct seccomm_nl_dump *dump, u8 cmd);
int seccomm_nl_entry_end(const struct seccomm_nl_dump *dump, void *hdr,
			 int err);
/* A dump's return value after an iterator returned @err. */
int seccomm_nl_dumped(const struct sk_buff *skb, int err);

/* Reply to a request with what @fill puts. @fill is called again with more room as long
 * as it returns -EMSGSIZE. May sleep.
 */
int seccomm_nl_reply(struct genl_info *info,
		     int (*fill)(struct sk_buff *skb, const void *arg),
		     const void *arg);

/* Put a name of @len bytes as a string: 0 or -EMSGSIZE. Any context. */
int seccomm_nl_put_name(struct sk_buff *skb, int type, const u8 *name, u8 len);

/* Copy a name to SECCOMM_NAME_LEN bytes. -EINVAL, extended ack set, if it is
 * absent, empty or has other characters than letters, digits and "_-.:".
 */
int seccomm_nl_name(char *dst, const struct nlattr *attr,
		    struct netlink_ext_ack *extack);

/* As seccomm_nl_name(), for the attribute @type, which @tb must have; @nest is what @tb
 * was parsed from, NULL for the request.
 */
int seccomm_nl_needed_name(char *dst, struct nlattr *const *tb, int type,
			   const struct nlattr *nest,
			   struct netlink_ext_ack *extack);

struct seccomm_prefix;

/* Store the peers that address and prefix length in @tb name: one if there is no
 * length, all if neither is given. -EINVAL, extended ack set.
 */
int seccomm_nl_prefix(struct seccomm_prefix *dst, struct nlattr *const *tb,
		      int addr_type, int len_type,
		      struct netlink_ext_ack *extack);

/* The generation of stacks, keys and rules, by which a dump tells that it was
 * interrupted; seccomm_nl_changed() follows each change.
 */
static inline u32 seccomm_nl_generation(struct net *net)
{
	return (u32)atomic_read(&seccomm_net(net)->config_generation) + 1;
}

static inline void seccomm_nl_changed(struct net *net)
{
	atomic_inc(&seccomm_net(net)->config_generation);
}

#endif /* SECCOMM_NETLINK_FAMILY_H */
