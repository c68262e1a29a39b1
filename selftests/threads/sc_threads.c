// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that use a socket at the same time, each something else of it, for the kernel
 * that looks for data races: what calls return is no matter here.
 */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/sc_addr.h"

#define SECONDS 15
#define PORT 4242

static int sock;
static atomic_bool stop;

static struct sockaddr_seccomm address(const struct in6_addr *addr, int port)
{
	return (struct sockaddr_seccomm){
		.ssc_family = seccomm_family(),
		.ssc_port = htons(port),
		.ssc_addr = *addr,
	};
}

static int new_socket(void)
{
	int s = socket(seccomm_family(), SOCK_DGRAM, 0);

	if (s < 0) {
		perror("# socket");
		exit(1);
	}
	return s;
}

/* Nobody allows it a stack: each connect() is undone at once. */
static void *connects(void *arg)
{
	struct sockaddr_seccomm to = address(&in6addr_loopback, 77);
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	while (!stop) {
		connect(sock, (struct sockaddr *)&to, sizeof(to));
		connect(sock, &nobody, sizeof(nobody));
	}
	return NULL;
}

static void *asks_names(void *arg)
{
	struct sockaddr_seccomm name;
	socklen_t len;

	while (!stop) {
		len = sizeof(name);
		getpeername(sock, (struct sockaddr *)&name, &len);
		len = sizeof(name);
		getsockname(sock, (struct sockaddr *)&name, &len);
		shutdown(sock, SHUT_RD);
		send(sock, "x", 1, MSG_DONTWAIT);
	}
	return NULL;
}

static const int options[] = { IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT,
			       IPV6_RECVTCLASS, IPV6_V6ONLY, IPV6_DONTFRAG };

static void *sets_options(void *arg)
{
	unsigned int i;
	int val = 0;

	while (!stop) {
		for (i = 0; i < sizeof(options) / sizeof(*options); i++)
			setsockopt(sock, SOL_IPV6, options[i], &val,
				   sizeof(val));
		val = !val;
	}
	return NULL;
}

static void *asks_options(void *arg)
{
	socklen_t len;
	unsigned int i;
	int val;

	while (!stop)
		for (i = 0; i < sizeof(options) / sizeof(*options); i++) {
			len = sizeof(val);
			getsockopt(sock, SOL_IPV6, options[i], &val, &len);
		}
	return NULL;
}

/* Others look at these when they bind. */
static void *shares_port(void *arg)
{
	struct sockaddr_seccomm any = address(&in6addr_any, PORT);
	int val = 1;

	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &val, sizeof(val));
	bind(sock, (struct sockaddr *)&any, sizeof(any));
	while (!stop) {
		val = !val;
		setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &val, sizeof(val));
		val = val ? 0 : 1;
		setsockopt(sock, SOL_SOCKET, SO_BINDTOIFINDEX, &val,
			   sizeof(val));
		val = val ? 0 : 1;
	}
	return NULL;
}

static void *binds(void *arg)
{
	struct sockaddr_seccomm any = address(&in6addr_any, PORT);
	int val = 1, s;

	while (!stop) {
		s = new_socket();
		setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &val, sizeof(val));
		bind(s, (struct sockaddr *)&any, sizeof(any));
		close(s);
	}
	return NULL;
}

struct use {
	const char *name;
	void *(*one)(void *arg);
	void *(*other)(void *arg);
};

static const struct use uses[] = {
	{ "names", connects, asks_names },
	{ "options", sets_options, asks_options },
	{ "ports", shares_port, binds },
};

static int run(const struct use *use)
{
	pthread_t one, other;

	sock = new_socket();
	if (pthread_create(&one, NULL, use->one, NULL) ||
	    pthread_create(&other, NULL, use->other, NULL))
		return 1;
	sleep(SECONDS);
	stop = true;
	pthread_join(one, NULL);
	pthread_join(other, NULL);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; i < sizeof(uses) / sizeof(*uses); i++)
		if (argc == 2 && !strcmp(argv[1], uses[i].name))
			return run(&uses[i]);
	fprintf(stderr, "usage: sc_threads names|options|ports\n");
	return 2;
}
