/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests to the kernel's generic netlink family, and attributes.
 */
#ifndef SECCOMMCTL_NL_H
#define SECCOMMCTL_NL_H

#include <libmnl/libmnl.h>
#include <linux/seccomm_netlink.h>
#include <stdbool.h>

#include "checker/checker.h"

/* The largest request: 32 instances with all that they may have. */
#define NL_ROOM 131072

#define ATTR_ANY (-1)

typedef int (*nl_handler)(const struct nlmsghdr *nlh, void *arg);

/* A new request in the one buffer that there is. The first one opens a socket and
 * finds the family; the program ends, saying what to do, if it is not there.
 */
struct nlmsghdr *nl_request(__u8 cmd);
/* Let the next request be of the network namespace that the program is then in. */
void nl_leave(void);
/* Send it and handle the reply, if any. An exit status; the kernel's refusal is
 * shown, with what it says, unless it is errno @quiet. The buffer is wiped.
 */
int nl_do(struct nlmsghdr *nlh, nl_handler handler, void *arg, int quiet);
/* Send it as a dump; @handler for each entry. Begins anew, having called
 * @restart, if what is dumped changed meanwhile.
 */
int nl_dump(struct nlmsghdr *nlh, nl_handler handler,
	    void (*restart)(void *arg), void *arg);
/* Join a multicast group by name, and hear what comes until told to stop: the
 * handler returns other than MNL_CB_OK.
 */
int nl_join(const char *group);
int nl_listen(nl_handler handler, void *arg);

__u8 nl_cmd(const struct nlmsghdr *nlh);
/* Attributes by type, the last of each; @tb has @max + 1 entries. */
void attr_parse(const struct nlmsghdr *nlh, const struct nlattr **tb, int max);
void attr_parse_nested(const struct nlattr *nest, const struct nlattr **tb,
		       int max);
/* Call @fn for each attribute of type @type, or ATTR_ANY, of a message, or in a nest. */
void attr_each(const struct nlmsghdr *nlh, int type,
	       void (*fn)(const struct nlattr *attr, void *arg), void *arg);
void attr_each_nested(const struct nlattr *nest, int type,
		      void (*fn)(const struct nlattr *attr, void *arg),
		      void *arg);
/* Values; 0, "" or zeros where the attribute is absent or too short. */
__u8 attr_u8(const struct nlattr *attr);
__u16 attr_u16(const struct nlattr *attr);
__u32 attr_u32(const struct nlattr *attr);
__u64 attr_u64(const struct nlattr *attr);
const char *attr_str(const struct nlattr *attr);
void attr_bytes(const struct nlattr *attr, void *bytes, size_t len);

/* A composition as attributes of a stack, put and read back. */
void put_composition(struct nlmsghdr *nlh, const struct seccomm_composition *c);
void get_composition(const struct nlmsghdr *nlh, struct seccomm_composition *c);
/* A stack's floors as the kernel tells them; their texts are the message's. */
void get_floors(const struct nlmsghdr *nlh, struct seccomm_floor *floors);

/* A session's line or object, from its attributes, which stand in @nest, or are the message's own
 * if that is NULL; in cmd_session.c.
 */
void show_session(const struct nlmsghdr *nlh, const struct nlattr *nest,
		  bool counters);

#endif /* SECCOMMCTL_NL_H */
