// SPDX-License-Identifier: GPL-2.0
/*
 * A socket's owner holds its lock: setsockopt() copies from memory that userfaultfd
 * provides, and does not until it is told. An OPEN to that socket must not hold up
 * those to others.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ends.h"

static int held;
static void *page;

static void *holder(void *arg)
{
	struct sock_fprog p = { .len = 1, .filter = page };

	setsockopt(held, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof(p));
	return NULL;
}

static int server(const char *port)
{
	struct sockaddr_seccomm a;
	int s = new_socket();

	sc_addr(&a, "127.0.0.1", port);
	if (bind(s, (struct sockaddr *)&a, sizeof(a)))
		die("bind");
	return s;
}

static int open_to(const char *port, int seconds)
{
	const struct timeval tv = { .tv_sec = seconds, .tv_usec = !seconds };
	struct sockaddr_seccomm a;
	int err, s = new_socket();

	sc_addr(&a, "127.0.0.1", port);
	if (setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)))
		die("SO_SNDTIMEO");
	err = connect_to(s, &a);
	/* One that goes on must go on. */
	if (!err || seconds)
		close(s);
	return err;
}

/* Faults of the page's first access wait for us. */
static int guard_page(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int u = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	long size = sysconf(_SC_PAGESIZE);

	page = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	reg.range.start = (unsigned long)page;
	reg.range.len = size;
	if (u < 0 || page == MAP_FAILED || ioctl(u, UFFDIO_API, &api) ||
	    ioctl(u, UFFDIO_REGISTER, &reg))
		die("userfaultfd");
	return u;
}

int ends_stall(void)
{
	struct uffdio_zeropage zero = { 0 };
	int u = guard_page(), other = server("7101"), err;
	struct uffd_msg fault;
	pthread_t thread;

	held = server("7100");
	if (pthread_create(&thread, NULL, holder, NULL))
		die("thread");
	while (read(u, &fault, sizeof(fault)) != sizeof(fault))
		usleep(10000);
	open_to("7100", 0);
	err = open_to("7101", 8);
	printf("# another's connect while it is held: %s\n",
	       err ? strerrorname_np(err) : "0");
	zero.range.start = (unsigned long)page;
	zero.range.len = sysconf(_SC_PAGESIZE);
	ioctl(u, UFFDIO_ZEROPAGE, &zero);
	pthread_join(thread, NULL);
	close(held);
	close(other);
	return err != 0;
}
