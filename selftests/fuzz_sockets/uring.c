// SPDX-License-Identifier: GPL-2.0
/*
 * Calls through an io_uring, which is closed while they may still be under way.
 */
#include <linux/io_uring.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sockets.h"

#define ENTRIES 4

/* A message as body_fill() makes them, which no other call alters meanwhile. */
static const __u8 whole[] = { 0, 0, 4, 0 };

static void *ring_map(int fd, size_t len, off_t what)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, fd, what);

	return p == MAP_FAILED ? NULL : p;
}

static void put_entry(struct caller *c, struct io_uring_sqe *sqe, int s)
{
	static const __u8 ops[] = { IORING_OP_SEND, IORING_OP_RECV,
				    IORING_OP_CONNECT, IORING_OP_POLL_ADD };

	*sqe = (struct io_uring_sqe){
		.opcode = ops[rng_below(&c->rng, sizeof(ops))],
		.fd = s,
	};
	switch (sqe->opcode) {
	case IORING_OP_SEND:
		sqe->addr = (unsigned long)whole;
		sqe->len = sizeof(whole);
		sqe->msg_flags = MSG_NOSIGNAL;
		break;
	case IORING_OP_RECV:
		sqe->addr = (unsigned long)c->ring_room;
		sqe->len = sizeof(c->ring_room);
		break;
	case IORING_OP_CONNECT:
		c->to = some_address(c);
		sqe->addr = (unsigned long)&c->to;
		sqe->off = sizeof(c->to);
		break;
	default:
		sqe->poll32_events = POLLIN;
		break;
	}
}

/* What it receives is not checked: it may come when the caller is elsewhere. */
void call_uring(struct caller *c, int s)
{
	unsigned int n = 1 + rng_below(&c->rng, ENTRIES), i, *array, *tail;
	struct io_uring_params p = { 0 };
	struct io_uring_sqe *sqes;
	size_t len;
	char *ring;
	int fd;

	call_begin(c, "io_uring", false);
	fd = syscall(SYS_io_uring_setup, ENTRIES, &p);
	if (fd < 0)
		goto out;
	len = p.sq_off.array + p.sq_entries * sizeof(int);
	ring = ring_map(fd, len, IORING_OFF_SQ_RING);
	sqes = ring_map(fd, p.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
	if (!ring || !sqes)
		goto close;
	array = (void *)(ring + p.sq_off.array);
	tail = (void *)(ring + p.sq_off.tail);
	for (i = 0; i < n; i++) {
		put_entry(c, &sqes[i], s);
		array[i] = i;
	}
	__atomic_store_n(tail, n, __ATOMIC_RELEASE);
	syscall(SYS_io_uring_enter, fd, n, 0, 0, NULL, 0);
close:
	if (ring)
		munmap(ring, len);
	if (sqes)
		munmap(sqes, p.sq_entries * sizeof(*sqes));
	close(fd);
out:
	call_end(c);
}
