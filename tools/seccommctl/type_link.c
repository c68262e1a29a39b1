// SPDX-License-Identifier: GPL-2.0
/*
 * Two hosts for a test: each a network namespace with a TUN device, between which packets go
 * through this program.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/family.h"
#include "nl.h"
#include "seccommctl.h"
#include "type_link.h"

#define DEVICE "seccomm-test"
/* No message of ours needs IP fragments. */
#define MTU 65535
#define HOST_ADDRESS(host) (0x0a090001 + (host)) /* 10.9.0.1 and .2 */
#define NETMASK 0xffffff00
/* Where a data message's base header says that it is one. */
#define DATA_MESSAGE 0x15
#define BUFFER 4194304
/* Milliseconds that a message may take, the opening of a session included. */
#define PATIENCE 30000

/* The hosts' own settings, by a socket of the namespace that the program is in. */
static bool configure(unsigned int host)
{
	struct ifreq ifr = { .ifr_name = DEVICE };
	struct sockaddr_in *in = (struct sockaddr_in *)&ifr.ifr_addr;
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good;

	if (sock < 0)
		return false;
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(HOST_ADDRESS(host));
	good = !ioctl(sock, SIOCSIFADDR, &ifr);
	in->sin_addr.s_addr = htonl(NETMASK);
	good = good && !ioctl(sock, SIOCSIFNETMASK, &ifr);
	ifr.ifr_mtu = MTU;
	good = good && !ioctl(sock, SIOCSIFMTU, &ifr);
	ifr.ifr_flags = IFF_UP;
	good = good && !ioctl(sock, SIOCSIFFLAGS, &ifr);
	close(sock);
	return good;
}

static int make_host(struct type_link *link, unsigned int host)
{
	struct ifreq ifr = { .ifr_name = DEVICE,
			     .ifr_flags = IFF_TUN | IFF_NO_PI };

	if (unshare(CLONE_NEWNET))
		return fail("needs root, to make network namespaces: %s",
			    strerror(errno));
	link->net[host] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	link->tun[host] = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (link->net[host] < 0)
		return fail("/proc/self/ns/net: %s", strerror(errno));
	if (link->tun[host] < 0)
		return fail("needs TUN devices, as modprobe tun brings: %s",
			    strerror(errno));
	if (ioctl(link->tun[host], TUNSETIFF, &ifr) || !configure(host))
		return fail("TUN device: %s", strerror(errno));
	return EXIT_OK;
}

int link_make(struct type_link *link)
{
	unsigned int host;
	int ret = EXIT_OK;

	*link = (struct type_link){
		.home = -1,
		.net = { -1, -1 },
		.tun = { -1, -1 },
	};
	link->home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (link->home < 0)
		return fail("/proc/self/ns/net: %s", strerror(errno));
	for (host = 0; !ret && host < 2; host++)
		ret = make_host(link, host);
	return ret;
}

static void shut(int fd)
{
	if (fd >= 0)
		close(fd);
}

void link_free(struct type_link *link)
{
	unsigned int host;

	nl_leave();
	/* With no host the program has not left. */
	if (link->net[0] >= 0 && setns(link->home, CLONE_NEWNET))
		fail("network namespace: %s", strerror(errno));
	for (host = 0; host < 2; host++) {
		shut(link->tun[host]);
		shut(link->net[host]);
	}
	shut(link->home);
}

bool link_at(const struct type_link *link, unsigned int host)
{
	nl_leave();
	if (!setns(link->net[host], CLONE_NEWNET))
		return true;
	fail("network namespace: %s", strerror(errno));
	return false;
}

void link_address(unsigned int host, unsigned short port,
		  struct sockaddr_seccomm *to)
{
	const uint32_t address = htonl(HOST_ADDRESS(host));

	memset(to, 0, sizeof(*to));
	to->ssc_family = seccomm_family();
	to->ssc_port = htons(port);
	memset(&to->ssc_addr.s6_addr[10], 0xff, 2);
	memcpy(&to->ssc_addr.s6_addr[12], &address, sizeof(address));
}

int link_socket(const struct type_link *link, unsigned int host,
		const char *stack, unsigned short port)
{
	const int size = BUFFER;
	struct sockaddr_seccomm us;
	int sock;

	if (!link_at(link, host))
		return -1;
	sock = socket(seccomm_family(),
		      SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	link_address(host, port, &us);
	if (sock >= 0 &&
	    !setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &size,
			sizeof(size)) &&
	    !setsockopt(sock, SOL_SOCKET, SO_SNDBUFFORCE, &size,
			sizeof(size)) &&
	    !setsockopt(sock, SOL_SECCOMM, SECCOMM_STACK, stack,
			strlen(stack) + 1) &&
	    !bind(sock, (struct sockaddr *)&us, sizeof(us)))
		return sock;
	fail("socket: %s", strerror(errno));
	shut(sock);
	return -1;
}

/* Note how long a data message is, and alter it if that was asked for. */
static void look(struct type_link *link, unsigned char *packet, size_t len)
{
	const size_t header = (packet[0] & 0xf) * 4;
	unsigned int at;

	if (packet[0] >> 4 != 4 || len <= header ||
	    packet[header] != DATA_MESSAGE)
		return;
	link->last = len - header;
	if (!link->flip)
		return;
	link->flip = false;
	at = link->flip_at % link->last;
	packet[header + at] ^= 0x80 >> at % 8;
}

/* Carry what has come from a host to the other one. */
static void carry(struct type_link *link, unsigned int from)
{
	static unsigned char packet[MTU];
	ssize_t len;

	while ((len = read(link->tun[from], packet, sizeof(packet))) > 0) {
		look(link, packet, len);
		if (write(link->tun[!from], packet, len) < 0)
			return;
	}
}

static long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

enum link_answer link_receive(struct type_link *link, int sock, void *message,
			      size_t size, size_t *len)
{
	struct pollfd fds[] = { { sock, POLLIN, 0 },
				{ link->tun[0], POLLIN, 0 },
				{ link->tun[1], POLLIN, 0 } };
	const long until = now() + PATIENCE;
	ssize_t got;
	long left;

	while ((left = until - now()) > 0) {
		if (poll(fds, 3, left) < 0)
			break;
		if (fds[1].revents)
			carry(link, 0);
		if (fds[2].revents)
			carry(link, 1);
		got = recv(sock, message, size, MSG_DONTWAIT);
		if (got >= 0) {
			*len = got;
			return LINK_RECEIVED;
		}
		if (errno != EAGAIN && errno != EINTR) {
			fail("a message: %s", strerror(errno));
			return LINK_TROUBLE;
		}
	}
	return LINK_SILENCE;
}
