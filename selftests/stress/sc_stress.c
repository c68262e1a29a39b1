// SPDX-License-Identifier: GPL-2.0
/*
 * Traffic for the stress suite: a hub, one bound socket with many sessions, and
 * spokes, many sockets that talk to it. Both send on their own; nobody waits.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/sc_addr.h"

#define MSG_MIN 4
#define MSG_MAX 3000
#define SPOKES_MAX 512
#define PEERS_MAX 1024
/* Every so many turns a spoke is closed and another one takes its place. */
#define CHURN 16
/* Messages of a turn, and its length: others have to have a turn, too, even on
 * a kernel that checks each access to memory.
 */
#define TURN_MESSAGES 4
#define TURN_US 200000

static const char usage_text[] =
	"usage: sc_stress hub STACK PORT           or\n"
	"       sc_stress spokes STACK N PORT HOST... (N sockets to each HOST)\n"
	"Until SIGTERM; then it says how much was sent and received.\n";

/* What may happen to a sender while all around it is torn down. */
static const int expected[] = {
	EAGAIN,	  EINPROGRESS,	EALREADY,     ECONNREFUSED,  ETIMEDOUT,
	ENOKEY,	  EKEYREJECTED, EHOSTUNREACH, ENETUNREACH,   EHOSTDOWN,
	ENETDOWN, ENOBUFS,	EINTR,	      EADDRNOTAVAIL, ENODEV,
	EPERM,	  EINVAL,	EACCES,
};

static const char *stack;
static struct pollfd spokes[SPOKES_MAX];
static struct sockaddr_seccomm targets[SPOKES_MAX];
static struct sockaddr_seccomm peers[PEERS_MAX];
static int nr_spokes, nr_peers;
static unsigned long sent, received;
static int stop;
static __u8 buf[MSG_MAX];

static void on_term(int sig)
{
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static noreturn void fail(const char *what)
{
	printf("sc_stress: %s: %s\n", what, strerrorname_np(errno));
	exit(1);
}

static void check_errno(const char *what)
{
	size_t i;

	for (i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		if (errno == expected[i])
			return;
	fail(what);
}

/* A message tells its length and the seed of its bytes. */
static size_t fill(void)
{
	size_t len = MSG_MIN + (size_t)rand() % (MSG_MAX - MSG_MIN), i;
	__u8 seed = (__u8)rand();

	buf[0] = len >> 8;
	buf[1] = len & 0xff;
	buf[2] = seed;
	for (i = 3; i < len; i++)
		buf[i] = (__u8)(seed + i * 7);
	return len;
}

static void check(size_t len)
{
	size_t i;

	if (len < MSG_MIN || buf[0] != len >> 8 || buf[1] != (len & 0xff))
		goto damaged;
	for (i = 3; i < len; i++)
		if (buf[i] != (__u8)(buf[2] + i * 7))
			goto damaged;
	received++;
	return;
damaged:
	errno = EBADMSG;
	fail("received");
}

/* False if the socket is not connected and there is no destination. */
static bool send_one(int fd, const struct sockaddr_seccomm *to)
{
	size_t len = fill();

	if (sendto(fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL,
		   (const struct sockaddr *)to, to ? sizeof(*to) : 0) >= 0) {
		sent++;
		return true;
	}
	if (!to && errno == EDESTADDRREQ)
		return false;
	check_errno("send");
	return true;
}

static void remember(const struct sockaddr_seccomm *from)
{
	int i;

	for (i = 0; i < nr_peers; i++)
		if (!memcmp(&peers[i], from, sizeof(*from)))
			return;
	/* The oldest are most likely gone. */
	peers[nr_peers < PEERS_MAX ? nr_peers++ : rand() % PEERS_MAX] = *from;
}

/* All that waits, but not for ever. */
static void drain(int fd, bool hub)
{
	struct sockaddr_seccomm from;
	socklen_t from_len;
	ssize_t len;
	int n;

	for (n = 0; n < 64; n++) {
		from_len = sizeof(from);
		len = recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT,
			       (struct sockaddr *)&from, &from_len);
		if (len < 0) {
			check_errno("receive");
			return;
		}
		check((size_t)len);
		if (hub)
			remember(&from);
	}
}

static int open_socket(void)
{
	int fd = socket(seccomm_family(), SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd < 0)
		fail("socket");
	if (setsockopt(fd, SOL_SECCOMM, SECCOMM_STACK, stack,
		       strlen(stack) + 1))
		fail("stack");
	return fd;
}

static void hub(const char *port)
{
	struct sockaddr_seccomm any;
	int fd = open_socket(), i;

	if (!sc_addr(&any, "::", port) ||
	    bind(fd, (struct sockaddr *)&any, sizeof(any)))
		fail("bind");
	puts("ready");
	while (!stopped()) {
		usleep(TURN_US);
		drain(fd, true);
		for (i = 0; i < TURN_MESSAGES && nr_peers; i++)
			send_one(fd, &peers[rand() % nr_peers]);
	}
}

/* Every other one is connected, which goes on in the background. */
static void connect_spoke(int i)
{
	if (i & 1 && connect(spokes[i].fd, (struct sockaddr *)&targets[i],
			     sizeof(targets[i])))
		check_errno("connect");
}

static void open_spoke(int i)
{
	spokes[i].fd = open_socket();
	spokes[i].events = POLLIN;
	connect_spoke(i);
}

/* A connect that failed, then or later, is tried again. */
static void spoke(int i)
{
	drain(spokes[i].fd, false);
	if (!send_one(spokes[i].fd, i & 1 ? NULL : &targets[i]))
		connect_spoke(i);
}

static void run_spokes(void)
{
	unsigned long turn;
	int i;

	for (i = 0; i < nr_spokes; i++) {
		open_spoke(i);
		spoke(i);
	}
	puts("ready");
	for (turn = 0; !stopped(); turn++) {
		usleep(TURN_US);
		poll(spokes, (nfds_t)nr_spokes, 0);
		for (i = 0; i < nr_spokes; i++)
			if (spokes[i].revents & POLLIN)
				drain(spokes[i].fd, false);
		for (i = 0; i < TURN_MESSAGES; i++)
			spoke(rand() % nr_spokes);
		if (turn % CHURN == CHURN - 1) {
			i = rand() % nr_spokes;
			close(spokes[i].fd);
			open_spoke(i);
		}
	}
}

int main(int argc, char **argv)
{
	int i, n;

	setvbuf(stdout, NULL, _IOLBF, 0);
	/* Whoever tears all this down is served first. */
	setpriority(PRIO_PROCESS, 0, 19);
	signal(SIGTERM, on_term);
	srand((unsigned int)getpid());
	if (argc == 4 && !strcmp(argv[1], "hub")) {
		stack = argv[2];
		hub(argv[3]);
	} else if (argc > 5 && !strcmp(argv[1], "spokes")) {
		stack = argv[2];
		n = atoi(argv[3]);
		nr_spokes = n * (argc - 5);
		if (n < 1 || nr_spokes > SPOKES_MAX)
			goto usage;
		for (i = 0; i < nr_spokes; i++)
			if (!sc_addr(&targets[i], argv[5 + i / n], argv[4]))
				goto usage;
		run_spokes();
	} else {
		goto usage;
	}
	printf("sent %lu received %lu\n", sent, received);
	return 0;
usage:
	fputs(usage_text, stderr);
	return 2;
}
