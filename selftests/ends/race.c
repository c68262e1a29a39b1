// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions that end just when they open. A socket that went on pointing at one would
 * tell its address, and its memory is another's or none's.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/seccomm_netlink.h>

#include "ends.h"

static int sock;
static bool netlink;
static atomic_bool stop, wrong;
static atomic_uint connects, ends;

/* Everything that looks at the socket's session. */
static void look(const struct sockaddr_seccomm *bound)
{
	struct pollfd p = { .fd = sock, .events = POLLOUT };
	struct sockaddr_seccomm name;
	socklen_t len = sizeof(name), epoch_len = sizeof(__u32);
	__u32 epoch;

	if (getsockname(sock, (struct sockaddr *)&name, &len))
		die("getsockname");
	if (memcmp(&name.ssc_addr, &bound->ssc_addr, sizeof(name.ssc_addr))) {
		printf("# its address is %s\n", sc_host(&name));
		wrong = true;
	}
	getsockopt(sock, SOL_SECCOMM, SECCOMM_EPOCH, &epoch, &epoch_len);
	poll(&p, 1, 0);
	if (!netlink)
		send(sock, "x", 1, MSG_DONTWAIT);
}

static void *killer(void *arg)
{
	const struct sched_param fifo = { .sched_priority = 10 };

	/* It stops the handshake's worker anywhere in its work. */
	pthread_setschedparam(pthread_self(), SCHED_FIFO, &fifo);
	while (!stop) {
		usleep(100 + random() % 1500);
		if (netlink)
			ends += end_sessions(SECCOMM_SESSION_OPEN);
		else if (!disconnect(sock))
			ends++;
	}
	return NULL;
}

int ends_race(unsigned int seconds, bool by_netlink)
{
	const time_t until = time(NULL) + seconds;
	struct sockaddr_seccomm bound;
	pthread_t thread;
	int i, err;

	netlink = by_netlink;
	sock = new_socket();
	sc_addr(&bound, "10.9.0.1", "0");
	if (bind(sock, (struct sockaddr *)&bound, sizeof(bound)))
		die("bind");
	if (pthread_create(&thread, NULL, killer, NULL))
		die("thread");
	while (!wrong && time(NULL) < until) {
		err = connect_to(sock, &peer);
		if (err && err != ECONNABORTED && err != EALREADY &&
		    err != EISCONN)
			die("connect");
		connects++;
		for (i = 0; i < 3; i++) {
			look(&bound);
			usleep(by_netlink ? 20000 : 200);
		}
		disconnect(sock);
	}
	stop = true;
	pthread_join(thread, NULL);
	printf("# %u connects, %u ends\n", connects, ends);
	close(sock);
	return wrong || !connects || !ends;
}
