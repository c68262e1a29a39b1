/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Extended acks copy text since 6.3; those of older kernels only point to constant
 * text.
 */
#ifndef SECCOMM_COMPAT_LINUX_NETLINK_H
#define SECCOMM_COMPAT_LINUX_NETLINK_H

#include_next <linux/netlink.h>
#include <linux/string.h>

/* Set @extack to @text, as far as it fits, or to @constant where text cannot be copied. */
static inline void netlink_ext_ack_copy(struct netlink_ext_ack *extack,
					const char *constant, const char *text)
{
#ifdef NL_SET_ERR_MSG_FMT
	strscpy(extack->_msg_buf, text, sizeof(extack->_msg_buf));
	constant = extack->_msg_buf;
#endif
	do_trace_netlink_extack(constant);
	extack->_msg = constant;
}

#endif /* SECCOMM_COMPAT_LINUX_NETLINK_H */
