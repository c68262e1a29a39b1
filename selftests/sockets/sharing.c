// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors in several hands: forked, duplicated, passed; and io_uring.
 */
#include <linux/io_uring.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "conform.h"

static char buf[64];

static void child_ends(pid_t pid)
{
	int status;

	IS(pid, waitpid(pid, &status, 0));
	IS(0, status);
}

/* The socket lives as long as anybody has it. */
static void forked(void)
{
	int a, b;
	pid_t pid;

	pair(&a, &b);
	pid = fork();
	if (!pid) {
		IS(5, send(a, "child", 5, 0));
		OK(close(a));
		OK(close(b));
		_exit(0);
	}
	child_ends(pid);
	IS(5, receive(b, buf, sizeof(buf)));
	IS(6, send(a, "parent", 6, 0));
	pid = fork();
	if (!pid) {
		IS(6, receive(b, buf, sizeof(buf)));
		_exit(0);
	}
	child_ends(pid);
	GIVES(EAGAIN, recv(b, buf, sizeof(buf), MSG_DONTWAIT));
}

static void duplicated(void)
{
	int a, b, c;

	pair(&a, &b);
	c = dup(a);
	CHECK(c >= 0);
	OK(close(a));
	IS(1, send(c, "x", 1, 0));
	IS(1, receive(b, buf, sizeof(buf)));
	OK(shutdown(c, SHUT_WR));
	a = dup(c);
	GIVES(EPIPE, send(a, "x", 1, 0));
}

union passed {
	char buf[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static void passed(void)
{
	struct iovec iov = { "x", 1 };
	union passed u = { .align = { .cmsg_len = CMSG_LEN(sizeof(int)),
				      .cmsg_level = SOL_SOCKET,
				      .cmsg_type = SCM_RIGHTS } };
	struct msghdr m = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &u,
		.msg_controllen = sizeof(u),
	};
	struct addr to;
	int a, b, c, way[2];
	pid_t pid;

	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, way));
	pid = fork();
	if (!pid) {
		iov.iov_base = buf;
		IS(1, recvmsg(way[1], &m, 0));
		memcpy(&c, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(c));
		IS(6, receive(c, buf, sizeof(buf)));
		CHECK(!memcmp(buf, "queued", 6));
		IS(2, send(c, "ok", 2, 0));
		_exit(0);
	}
	pair(&a, &b);
	to = local_addr(a);
	OK(connect_to(b, &to));
	IS(6, send(a, "queued", 6, 0));
	memcpy(CMSG_DATA(&u.align), &b, sizeof(b));
	IS(1, sendmsg(way[0], &m, 0));
	OK(close(b));
	IS(2, receive(a, buf, sizeof(buf)));
	child_ends(pid);
}

/* A ring as the kernel gives it, without a library. */
struct ring {
	int fd;
	unsigned int *sq_tail, *sq_mask, *sq_array;
	unsigned int *cq_head, *cq_tail, *cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
};

static void *ring_map(int fd, size_t len, off_t what)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, fd, what);

	CHECK(p != MAP_FAILED);
	return p;
}

static void ring_open(struct ring *r)
{
	struct io_uring_params p = { 0 };
	char *sq, *cq;

	r->fd = syscall(SYS_io_uring_setup, 8, &p);
	CHECK(r->fd >= 0);
	sq = ring_map(r->fd, p.sq_off.array + p.sq_entries * sizeof(int),
		      IORING_OFF_SQ_RING);
	cq = ring_map(r->fd,
		      p.cq_off.cqes +
			      p.cq_entries * sizeof(struct io_uring_cqe),
		      IORING_OFF_CQ_RING);
	r->sqes = ring_map(r->fd, p.sq_entries * sizeof(*r->sqes),
			   IORING_OFF_SQES);
	r->sq_tail = (void *)(sq + p.sq_off.tail);
	r->sq_mask = (void *)(sq + p.sq_off.ring_mask);
	r->sq_array = (void *)(sq + p.sq_off.array);
	r->cq_head = (void *)(cq + p.cq_off.head);
	r->cq_tail = (void *)(cq + p.cq_off.tail);
	r->cq_mask = (void *)(cq + p.cq_off.ring_mask);
	r->cqes = (void *)(cq + p.cq_off.cqes);
}

static void ring_submit(struct ring *r, int op, int s, const void *addr,
			unsigned int len)
{
	unsigned int tail = *r->sq_tail, i = tail & *r->sq_mask;

	r->sqes[i] = (struct io_uring_sqe){
		.opcode = op,
		.fd = s,
		.addr = (unsigned long)addr,
		.len = len,
		.user_data = op,
	};
	r->sq_array[i] = i;
	__atomic_store_n(r->sq_tail, tail + 1, __ATOMIC_RELEASE);
	IS(1, syscall(SYS_io_uring_enter, r->fd, 1, 0, 0, NULL, 0));
}

/* Result of the operation, which is the next to end. */
static int ring_result(struct ring *r, int op)
{
	struct io_uring_cqe *c;

	while (__atomic_load_n(r->cq_tail, __ATOMIC_ACQUIRE) == *r->cq_head)
		OK(syscall(SYS_io_uring_enter, r->fd, 0, 1,
			   IORING_ENTER_GETEVENTS, NULL, 0));
	c = &r->cqes[*r->cq_head & *r->cq_mask];
	IS(op, c->user_data);
	__atomic_store_n(r->cq_head, *r->cq_head + 1, __ATOMIC_RELEASE);
	return c->res;
}

static void uring(void)
{
	struct addr from;
	struct iovec o = { "sendmsg", 7 }, i = { buf, sizeof(buf) };
	struct msghdr om = { .msg_iov = &o, .msg_iovlen = 1 };
	struct msghdr im = { .msg_iov = &i,
			     .msg_iovlen = 1,
			     .msg_name = &from,
			     .msg_namelen = sizeof(from) };
	struct addr local;
	struct ring r;
	int a, b;

	pair(&a, &b);
	ring_open(&r);
	ring_submit(&r, IORING_OP_SEND, a, "send", 4);
	IS(4, ring_result(&r, IORING_OP_SEND));
	IS(4, receive(b, buf, sizeof(buf)));
	/* A receive that has to wait. */
	ring_submit(&r, IORING_OP_RECV, b, buf, sizeof(buf));
	IS(2, send(a, "ab", 2, 0));
	IS(2, ring_result(&r, IORING_OP_RECV));
	ring_submit(&r, IORING_OP_RECVMSG, b, &im, 1);
	ring_submit(&r, IORING_OP_SENDMSG, a, &om, 1);
	IS(7, ring_result(&r, IORING_OP_SENDMSG));
	IS(7, ring_result(&r, IORING_OP_RECVMSG));
	local = local_addr(a);
	IS(addr_port(&local), addr_port(&from));
	/* Shut while one waits. */
	ring_submit(&r, IORING_OP_RECV, b, buf, sizeof(buf));
	GIVES(ENOTCONN, shutdown(b, SHUT_RD));
	IS(0, ring_result(&r, IORING_OP_RECV));
	OK(shutdown(a, SHUT_WR));
	ring_submit(&r, IORING_OP_SEND, a, "x", 1);
	IS(-EPIPE, ring_result(&r, IORING_OP_SEND));
}

const struct test sharing_tests[] = { { "forked", forked },
				      { "duplicated", duplicated },
				      { "passed", passed },
				      { "uring", uring },
				      { 0 } };
