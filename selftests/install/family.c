// SPDX-License-Identifier: GPL-2.0
/*
 * Compiled against what is installed: prints the family's number, in the way
 * that any program would find it, and opens a socket of it.
 */
#include <seccomm/family.h>
#include <linux/seccomm_netlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	int family = seccomm_family();

	printf("%d\n", family);
	if (socket(family, SOCK_DGRAM, 0) < 0) {
		perror(SECCOMM_FAMILY_NAME);
		return 1;
	}
	return 0;
}
