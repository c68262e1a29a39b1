// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets and addresses of the kind that is tested.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "conform.h"
#include "family.h"

struct addr addr_of(const char *v4, const char *v6, int port)
{
	struct addr a = { .len = 0 };
	__u8 *mapped = a.sc.ssc_addr.s6_addr;

	if (kind->seccomm) {
		a.len = sizeof(a.sc);
		a.sc.ssc_family = seccomm_family();
		a.sc.ssc_port = htons(port);
		if (kind->ip == 6) {
			CHECK(inet_pton(AF_INET6, v6, mapped) == 1);
		} else {
			mapped[10] = 0xff;
			mapped[11] = 0xff;
			CHECK(inet_pton(AF_INET, v4, mapped + 12) == 1);
		}
	} else if (kind->ip == 4) {
		a.len = sizeof(a.v4);
		a.v4.sin_family = AF_INET;
		a.v4.sin_port = htons(port);
		CHECK(inet_pton(AF_INET, v4, &a.v4.sin_addr) == 1);
	} else {
		a.len = sizeof(a.v6);
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons(port);
		CHECK(inet_pton(AF_INET6, v6, &a.v6.sin6_addr) == 1);
	}
	return a;
}

struct addr loopback(int port)
{
	return addr_of("127.0.0.1", "::1", port);
}

struct addr unspecified(int port)
{
	return addr_of("0.0.0.0", "::", port);
}

/* In the same place in all three. */
int addr_port(const struct addr *a)
{
	return ntohs(a->v4.sin_port);
}

/* A socket that nobody bound has no IP version yet. */
static bool addr_any(const struct addr *a)
{
	static const struct in6_addr v4 = { .s6_addr = { [10] = 0xff, 0xff } };
	struct in6_addr v6;

	if (!kind->seccomm && kind->ip == 4)
		return a->v4.sin_addr.s_addr == INADDR_ANY;
	memcpy(&v6,
	       kind->seccomm ? (void *)&a->sc.ssc_addr :
			       (void *)&a->v6.sin6_addr,
	       sizeof(v6));
	return IN6_IS_ADDR_UNSPECIFIED(&v6) || !memcmp(&v6, &v4, sizeof(v6));
}

bool addr_same_host(const struct addr *a, const struct addr *b)
{
	if (addr_any(a) || addr_any(b))
		return addr_any(a) && addr_any(b);
	if (kind->seccomm)
		return !memcmp(&a->sc.ssc_addr, &b->sc.ssc_addr,
			       sizeof(a->sc.ssc_addr));
	if (kind->ip == 4)
		return a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
	return !memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr,
		       sizeof(a->v6.sin6_addr));
}

struct addr local_addr(int s)
{
	struct addr a = { .len = sizeof(a) };

	OK(getsockname(s, &a.any, &a.len));
	return a;
}

struct addr peer_addr(int s)
{
	struct addr a = { .len = sizeof(a) };

	OK(getpeername(s, &a.any, &a.len));
	return a;
}

int plain_socket(int flags)
{
	int domain = kind->seccomm ? seccomm_family() :
		     kind->ip == 4 ? AF_INET :
				     AF_INET6;
	int s = socket(domain, SOCK_DGRAM | flags, 0);

	CHECK(s >= 0);
	return s;
}

int new_socket(void)
{
	int s = plain_socket(0);

	if (differs(STACK_NEEDED))
		OK(setsockopt(s, SOL_SECCOMM, SECCOMM_STACK, STACK,
			      sizeof(STACK)));
	return s;
}

int bound_socket(void)
{
	struct addr a = loopback(0);
	int s = new_socket();

	OK(bind_to(s, &a));
	return s;
}

int connect_to(int s, const struct addr *a)
{
	return connect(s, &a->any, a->len);
}

int bind_to(int s, const struct addr *a)
{
	return bind(s, &a->any, a->len);
}

int disconnect(int s)
{
	struct sockaddr a = { .sa_family = AF_UNSPEC };

	return connect(s, &a, sizeof(a));
}

ssize_t send_to(int s, const void *buf, size_t len, const struct addr *a)
{
	return sendto(s, buf, len, 0, &a->any, a->len);
}

void pair(int *a, int *b)
{
	struct addr to;

	*b = bound_socket();
	to = local_addr(*b);
	*a = new_socket();
	OK(connect_to(*a, &to));
}

void give_up_after(int seconds)
{
	FILE *f = fopen("/proc/sys/net/seccomm/give_up_seconds", "w");

	CHECK(f);
	CHECK(fprintf(f, "%d\n", seconds) > 0);
	CHECK(!fclose(f));
}

bool wait_for(int s, short events)
{
	struct pollfd p = { .fd = s, .events = events };

	return poll(&p, 1, PATIENCE) == 1 && p.revents & events;
}

ssize_t receive(int s, void *buf, size_t len)
{
	CHECK(wait_for(s, POLLIN));
	return recv(s, buf, len, MSG_DONTWAIT);
}

void barrier(void)
{
	int a, b;
	char c;

	pair(&a, &b);
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, &c, 1));
	close(a);
	close(b);
}

size_t longest(void)
{
	int s;
	size_t n;

	if (!differs(LONGEST))
		return kind->ip == 4 ? 65507 : 65527;
	s = new_socket();
	n = get_int(s, SOL_SECCOMM, SECCOMM_LIMIT);
	close(s);
	CHECK(n > 65000 && n <= 65499);
	return n;
}

void fill(void *buf, size_t len, unsigned int seed)
{
	unsigned char *p = buf;
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = seed + i * 31 + (i >> 8) * 17;
}

bool filled(const void *buf, size_t len, unsigned int seed)
{
	static unsigned char want[65536];

	fill(want, len, seed);
	return !memcmp(buf, want, len);
}

void set_int(int s, int level, int name, int val)
{
	OK(setsockopt(s, level, name, &val, sizeof(val)));
}

int get_int(int s, int level, int name)
{
	socklen_t len = sizeof(int);
	int val;

	OK(getsockopt(s, level, name, &val, &len));
	IS(sizeof(int), len);
	return val;
}
