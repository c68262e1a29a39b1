// SPDX-License-Identifier: GPL-2.0
/*
 * Files of logs in requests to attach them.
 */
#include <fcntl.h>
#include <sys/mman.h>

#include <linux/seccomm_netlink.h>

#include "audit_put.h"

void put_position(struct nlmsghdr *nlh, const char *stack,
		  const unsigned char *path, size_t len)
{
	mnl_attr_put_strz(nlh, SECCOMM_A_AUDIT_STACK, stack);
	mnl_attr_put(nlh, SECCOMM_A_AUDIT_PATH, len, path);
}

void put_log_file(struct nlmsghdr *nlh, int fd, const struct audit_end *end)
{
	mnl_attr_put_u32(nlh, SECCOMM_A_AUDIT_FD, fd);
	mnl_attr_put_u64(nlh, SECCOMM_A_AUDIT_SIZE, end->size);
	mnl_attr_put_u64(nlh, SECCOMM_A_AUDIT_SEQUENCE, end->sequence);
	mnl_attr_put(nlh, SECCOMM_A_AUDIT_LAST, sizeof(end->last), end->last);
}

int put_log_in_memory(struct nlmsghdr *nlh)
{
	const struct audit_end end = {};
	int fd = memfd_create("log", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFL, O_APPEND);
	put_log_file(nlh, fd, &end);
	return fd;
}
