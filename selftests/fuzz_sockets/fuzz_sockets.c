// SPDX-License-Identifier: GPL-2.0
/*
 * Socket calls at random, from several threads that share their sockets, between
 * two hosts whose stacks, secrets, policies, sessions, links and addresses come
 * and go, as do other network namespaces. What is received must have been sent,
 * and no call may last: those that may wait are interrupted, the others must end
 * by themselves.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "sockets.h"

#define TICK_US 100000
#define INTERRUPT_MS 300
/* Sessions have to have the time to open: at most so long between changes. */
#define CHANGE_US 200000
#define NAMESPACE_US 2000000
/* An open is given up after a second, as suite.sh sets it; machines may be busy. */
#define HANG_MS 60000

struct totals *totals;
int sockets[SOCKETS];
struct sockaddr_seccomm targets[TARGETS];
int family, epoll_fd;

static struct fuzz fuzz;
static struct caller callers[THREADS + 1];
static struct world worlds[WORLD_THREADS];
static pthread_t threads[THREADS + WORLD_THREADS];
static int stop;

void count(unsigned long *which)
{
	__atomic_add_fetch(which, 1, __ATOMIC_RELAXED);
}

void call_begin(struct caller *c, const char *what, bool waits)
{
	c->waits = waits;
	__atomic_store_n(&c->since, fuzz_ms(), __ATOMIC_RELAXED);
	__atomic_store_n(&c->what, what, __ATOMIC_RELEASE);
}

void call_end(struct caller *c)
{
	__atomic_store_n(&c->what, NULL, __ATOMIC_RELEASE);
}

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static void on_signal(int sig)
{
}

static void *call_thread(void *arg)
{
	struct caller *c = arg;

	setns(worlds[0].host[(c - callers) % HOSTS], CLONE_NEWNET);
	while (!stopped())
		call_any(c);
	return NULL;
}

static void *change_thread(void *arg)
{
	struct world *w = arg;

	while (!stopped()) {
		world_change(w);
		usleep(rng_below(&w->rng, CHANGE_US));
	}
	return NULL;
}

static void *link_thread(void *arg)
{
	while (!stopped())
		world_links(arg);
	return NULL;
}

static void *namespace_thread(void *arg)
{
	struct world *w = arg;

	while (!stopped()) {
		world_namespace(w, &callers[THREADS]);
		usleep(rng_below(&w->rng, NAMESPACE_US));
	}
	return NULL;
}

static void *(*const world_run[WORLD_THREADS])(void *arg) = {
	change_thread,
	link_thread,
	namespace_thread,
};

static bool start(char **names)
{
	int i;

	for (i = 0; i <= THREADS; i++)
		rng_seed(&callers[i].rng, rng_next(&fuzz.rng));
	for (i = 0; i < WORLD_THREADS; i++) {
		rng_seed(&worlds[i].rng, rng_next(&fuzz.rng));
		if (!world_open(&worlds[i], names))
			return false;
	}
	world_configure(&worlds[0]);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, call_thread, &callers[i]))
			return false;
	for (i = 0; i < WORLD_THREADS; i++)
		if (pthread_create(&threads[THREADS + i], NULL, world_run[i],
				   &worlds[i]))
			return false;
	return true;
}

/* The last caller belongs to the last of the threads. */
static pthread_t thread_of(int caller)
{
	return threads[caller < THREADS ? caller : THREADS + WORLD_THREADS - 1];
}

static bool watch(void)
{
	unsigned long now = fuzz_ms(), since;
	const char *what;
	int i;

	for (i = 0; i <= THREADS; i++) {
		what = __atomic_load_n(&callers[i].what, __ATOMIC_ACQUIRE);
		since = __atomic_load_n(&callers[i].since, __ATOMIC_RELAXED);
		if (!what || now < since)
			continue;
		if (now - since > HANG_MS) {
			printf("# %s has lasted for %lu ms\n", what,
			       now - since);
			return false;
		}
		if (callers[i].waits && now - since > INTERRUPT_MS)
			pthread_kill(thread_of(i), SIGUSR1);
	}
	return true;
}

static bool run(void)
{
	bool goes_on = true;

	while (goes_on) {
		usleep(TICK_US);
		goes_on = fuzz_goes_on(&fuzz, totals->calls, "calls");
		if (!watch())
			return false;
	}
	return true;
}

/* Threads that wait are woken until all have ended. */
static bool end(void)
{
	unsigned long from;
	int i;

	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	from = fuzz_ms();
	for (i = 0; i < THREADS + WORLD_THREADS; i++)
		while (pthread_tryjoin_np(threads[i], NULL)) {
			usleep(TICK_US);
			if (!watch() || fuzz_ms() - from > HANG_MS)
				return false;
		}
	for (i = 0; i < SOCKETS; i++)
		if (sockets[i] >= 0)
			close(sockets[i]);
	return true;
}

static void set_targets(void)
{
	static const char *const hosts[] = {
		"10.9.0.1", "10.9.0.2", "fd09::1",   "fd09::2",
		"10.9.0.1", "fd09::2",	"127.0.0.1", "::1",
		"::",	    "0.0.0.0",	"10.9.0.9",  "fe80::1",
	};
	int i;

	for (i = 0; i < TARGETS; i++)
		sc_addr(&targets[i], hosts[i], "0");
}

int main(int argc, char **argv)
{
	struct sigaction interrupt = { .sa_handler = on_signal };
	bool good;
	int i;

	if (argc < 1 + HOSTS) {
		fprintf(stderr, "usage: %s HOST HOST [OPTION...]\n", argv[0]);
		return 2;
	}
	fuzz_start(&fuzz, argc - HOSTS, argv + HOSTS);
	totals = mmap(NULL, sizeof(*totals), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sigaction(SIGUSR1, &interrupt, NULL);
	signal(SIGCHLD, SIG_IGN);
	family = seccomm_family();
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	for (i = 0; i < SOCKETS; i++)
		sockets[i] = -1;
	set_targets();
	fuzz_ok(totals != MAP_FAILED && start(argv + 1), "start");
	good = run();
	printf("# %lu calls, %lu connected, %lu sent, %lu received\n",
	       totals->calls, totals->connected, totals->sent,
	       totals->received);
	fuzz_ok(good, "no_call_hangs");
	fuzz_ok(end(), "threads_end");
	fuzz_ok(!totals->damaged, "nothing_damaged");
	fuzz_ok(totals->connected && totals->sent && totals->received,
		"messages_arrive");
	return 0;
}
