// SPDX-License-Identifier: GPL-2.0
/*
 * The sockets of A and B. None ever waits, since what they send is copied here.
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "packets.h"
#include "sc_netns.h"

#define ARRIVE_MS 60000
#define BODY_MAX 400
#define BODY_MIN 8
#define PAIR "PAIR"

unsigned long talked, served;

static int client[2], server[2]; /* by IP version */
static struct sockaddr_seccomm client_at[2];
static int servers[FUZZ_SHAPES], clients[FUZZ_SHAPES];
static __u8 buf[PACKET_MAX];

static int open_socket(unsigned int shape)
{
	int s = socket(seccomm_family(),
		       SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const char *stack = fuzz_name(shape);

	if (s < 0 ||
	    setsockopt(s, SOL_SECCOMM, SECCOMM_STACK, stack, strlen(stack) + 1))
		wrong("no socket with stack %s: %s", stack, strerror(errno));
	return s;
}

static int open_server(unsigned int shape, const char *host, unsigned int port)
{
	struct sockaddr_seccomm a;
	int s = open_socket(shape);
	char text[8];

	snprintf(text, sizeof(text), "%u", port);
	sc_addr(&a, host, text);
	if (bind(s, (struct sockaddr *)&a, sizeof(a)))
		wrong("bind to %s: %s", host, strerror(errno));
	return s;
}

static bool enter(const char *name)
{
	static struct sc_nl nl;
	int i;

	if (!sc_netns_enter(name))
		return false;
	memset(&nl, 0, sizeof(nl));
	if (!sc_nl_open(&nl))
		return false;
	for (i = 0; i < FUZZ_SHAPES; i++)
		if (!fuzz_configure(&nl, fuzz_name(i), i))
			return false;
	sc_nl_close(&nl);
	return true;
}

static void connect_client(int v, const char *host)
{
	socklen_t len = sizeof(client_at[v]);
	struct pollfd p = { .events = POLLOUT };
	unsigned long from = fuzz_ms();
	struct sockaddr_seccomm a;
	int error = 0;
	socklen_t error_len = sizeof(error);

	sc_addr(&a, host, "7000");
	p.fd = client[v];
	connect(client[v], (struct sockaddr *)&a, sizeof(a));
	while (!poll(&p, 1, 0)) {
		frames_pump(10);
		if (fuzz_ms() - from > ARRIVE_MS)
			wrong("no session with %s", host);
	}
	getsockopt(client[v], SOL_SOCKET, SO_ERROR, &error, &error_len);
	if (error)
		wrong("connect to %s: %s", host, strerror(error));
	getsockname(client[v], (struct sockaddr *)&client_at[v], &len);
}

bool hosts_open(char **names)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), i;

	if (!enter(names[HOST_A]))
		return false;
	client[0] = open_socket(0);
	client[1] = open_socket(0);
	if (!enter(names[HOST_B]))
		return false;
	server[0] = open_server(0, "10.9.0.2", FUZZ_PORT);
	server[1] = open_server(0, "fd09::2", FUZZ_PORT);
	for (i = 0; i < FUZZ_SHAPES; i++) {
		servers[i] = open_server(i, "::", FUZZ_PORT + 1 + i);
		clients[i] = open_socket(i);
	}
	if (setns(home, CLONE_NEWNET))
		return false;
	close(home);
	connect_client(0, "10.9.0.2");
	connect_client(1, "fd09::2");
	return true;
}

static size_t fill(__u32 number)
{
	size_t len = BODY_MIN + rng_below(rng, BODY_MAX - BODY_MIN), i;

	memcpy(buf, PAIR, 4);
	put32(buf + 4, number);
	for (i = BODY_MIN; i < len; i++)
		buf[i] = number + i * 7;
	return len;
}

static void check(ssize_t len, size_t sent, __u32 number)
{
	ssize_t i;

	if (len >= 4 && !memcmp(buf, MARK, 4))
		wrong("A and B got a message that was forged");
	if ((size_t)len != sent || memcmp(buf, PAIR, 4))
		wrong("A and B got a message of %zd bytes that was not sent",
		      len);
	if (rc_get32(buf + 4) != number)
		wrong("message %u came when %u was to come", rc_get32(buf + 4),
		      number);
	for (i = BODY_MIN; i < len; i++)
		if (buf[i] != (__u8)(number + i * 7))
			wrong("message %u is damaged", number);
}

/* An ICMP error that was forged is told once, by the next call. */
static void send_all(int s, const struct sockaddr_seccomm *to, size_t len)
{
	unsigned long from = fuzz_ms();

	while (sendto(s, buf, len, MSG_NOSIGNAL, (const struct sockaddr *)to,
		      to ? sizeof(*to) : 0) < 0) {
		if (fuzz_ms() - from > ARRIVE_MS)
			wrong("a message cannot be sent: %s", strerror(errno));
		frames_pump(10);
	}
}

static void nothing_else(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (recv(client[i], buf, sizeof(buf), 0) >= 0 ||
		    recv(server[i], buf, sizeof(buf), 0) >= 0)
			wrong("A or B got a message that nobody sent: %.4s",
			      buf);
	}
}

void hosts_talk(void)
{
	static __u32 number;
	int v = rng_below(rng, 2);
	bool up = talked > 4 && rng_one_in(rng, 2);
	int from = up ? server[v] : client[v], to = up ? client[v] : server[v];
	size_t len = fill(++number);
	unsigned long start;
	ssize_t got;

	nothing_else();
	fill(number);
	len = fill(number);
	send_all(from, up ? &client_at[v] : NULL, len);
	start = fuzz_ms();
	while ((got = recv(to, buf, sizeof(buf), 0)) < 0) {
		if (fuzz_ms() - start > ARRIVE_MS)
			wrong("message %u, IPv%d, %s, has not arrived", number,
			      v ? 6 : 4, up ? "up" : "down");
		frames_pump(10);
	}
	check(got, len, number);
	talked++;
}

static void serve_one(int shape)
{
	struct sockaddr_seccomm from;
	socklen_t from_len = sizeof(from);
	ssize_t len = recvfrom(servers[shape], buf, sizeof(buf), 0,
			       (struct sockaddr *)&from, &from_len);

	if (len < 0)
		return;
	served++;
	if (shape < FUZZ_SOUND && len >= 4 && memcmp(buf, MARK, 4))
		wrong("stack %s let an altered message through",
		      fuzz_name(shape));
	if (rng_one_in(rng, 8))
		sendto(servers[shape], buf, len, MSG_NOSIGNAL,
		       (struct sockaddr *)&from, from_len);
}

void hosts_serve(void)
{
	int shape = rng_below(rng, FUZZ_SHAPES), i;
	struct sockaddr_seccomm a = { .ssc_family = seccomm_family() };

	for (i = 0; i < 8; i++)
		serve_one(rng_below(rng, FUZZ_SHAPES));
	while (recv(clients[shape], buf, sizeof(buf), 0) >= 0)
		served++;
	if (!rng_one_in(rng, 4))
		return;
	address_of(a.ssc_addr.s6_addr, rng_one_in(rng, 2),
		   STRANGER + rng_below(rng, STRANGERS));
	a.ssc_port = htons(FUZZ_PORT + rng_below(rng, 4));
	sendto(clients[shape], MARK, 4, MSG_NOSIGNAL, (struct sockaddr *)&a,
	       sizeof(a));
}
