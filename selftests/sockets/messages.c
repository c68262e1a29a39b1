// SPDX-License-Identifier: GPL-2.0
/*
 * Messages: their boundaries, lengths, pieces, and what looks at them.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#include "conform.h"

#define LENGTHS 12

static unsigned char out[70000], in[70000];

/* Each length arrives whole, those included that IP fragments. */
static void lengths(void)
{
	size_t len[LENGTHS] = { 1,    2,    100,   1200,  1440, 1500,
				4095, 9000, 16384, 65000, 0,	longest() };
	size_t i;
	int a, b;

	pair(&a, &b);
	for (i = 0; i < LENGTHS; i++) {
		fill(out, len[i], i);
		IS(len[i], send(a, out, len[i], 0));
		IS(len[i], receive(b, in, sizeof(in)));
		CHECK(filled(in, len[i], i));
	}
	GIVES(EMSGSIZE, send(a, out, longest() + 1, 0));
	GIVES(EMSGSIZE, send(a, out, sizeof(out), 0));
}

static void boundaries(void)
{
	int a, b, i, n;

	pair(&a, &b);
	for (i = 0; i < 10; i++)
		IS(i, send(a, "0123456789", i, 0));
	for (i = 0; i < 10; i++) {
		CHECK(wait_for(b, POLLIN));
		OK(ioctl(b, FIONREAD, &n));
		IS(i, n);
		IS(i, receive(b, in, sizeof(in)));
	}
	GIVES(EAGAIN, recv(b, in, sizeof(in), MSG_DONTWAIT));
}

static void empty(void)
{
	struct msghdr none = { 0 };
	int a, b, n = -1;

	pair(&a, &b);
	IS(0, send(a, NULL, 0, 0));
	CHECK(wait_for(b, POLLIN));
	OK(ioctl(b, FIONREAD, &n));
	IS(0, n);
	IS(0, recv(b, in, sizeof(in), MSG_DONTWAIT));
	GIVES(EAGAIN, recv(b, in, sizeof(in), MSG_DONTWAIT));
	IS(0, sendmsg(a, &none, 0));
	CHECK(wait_for(b, POLLIN));
	IS(0, recv(b, NULL, 0, MSG_DONTWAIT));
	GIVES(EAGAIN, recv(b, in, sizeof(in), MSG_DONTWAIT));
	/* write() of nothing is a message too. */
	IS(0, write(a, NULL, 0));
	IS(1, send(a, "x", 1, 0));
	IS(0, receive(b, in, sizeof(in)));
	IS(1, receive(b, in, sizeof(in)));
}

static void truncation(void)
{
	struct iovec iov = { in, 4 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	int a, b;

	pair(&a, &b);
	IS(10, send(a, "0123456789", 10, 0));
	IS(5, send(a, "01234", 5, 0));
	IS(4, send(a, "0123", 4, 0));
	CHECK(wait_for(b, POLLIN));
	IS(4, recvmsg(b, &m, 0));
	IS(MSG_TRUNC, m.msg_flags);
	CHECK(!memcmp(in, "0123", 4));
	CHECK(wait_for(b, POLLIN));
	IS(5, recv(b, in, 2, MSG_TRUNC));
	CHECK(wait_for(b, POLLIN));
	IS(4, recvmsg(b, &m, 0));
	IS(0, m.msg_flags);
	GIVES(EAGAIN, recv(b, in, 4, MSG_DONTWAIT));
}

static void peek(void)
{
	int a, b;

	pair(&a, &b);
	IS(3, send(a, "abc", 3, 0));
	IS(2, send(a, "de", 2, 0));
	CHECK(wait_for(b, POLLIN));
	IS(3, recv(b, in, sizeof(in), MSG_PEEK));
	IS(1, recv(b, in, 1, MSG_PEEK));
	IS(3, recv(b, in, 1, MSG_PEEK | MSG_TRUNC));
	IS(3, recv(b, in, sizeof(in), MSG_DONTWAIT));
	CHECK(!memcmp(in, "abc", 3));
	IS(2, receive(b, in, sizeof(in)));
}

/* Peeking goes on where it was; reading takes from the front. */
static void peek_offset(void)
{
	int a, b;

	pair(&a, &b);
	set_int(b, SOL_SOCKET, SO_PEEK_OFF, 0);
	IS(6, send(a, "abcdef", 6, 0));
	IS(3, send(a, "ghi", 3, 0));
	IS(2, recv(b, in, 2, MSG_PEEK));
	CHECK(!memcmp(in, "ab", 2));
	IS(2, get_int(b, SOL_SOCKET, SO_PEEK_OFF));
	IS(4, recv(b, in, 9, MSG_PEEK));
	CHECK(!memcmp(in, "cdef", 4));
	IS(3, recv(b, in, 9, MSG_PEEK));
	CHECK(!memcmp(in, "ghi", 3));
	GIVES(EAGAIN, recv(b, in, 9, MSG_PEEK | MSG_DONTWAIT));
	IS(6, recv(b, in, 9, MSG_DONTWAIT));
	IS(3, get_int(b, SOL_SOCKET, SO_PEEK_OFF));
	set_int(b, SOL_SOCKET, SO_PEEK_OFF, -1);
	IS(3, recv(b, in, 9, MSG_PEEK));
	IS(3, recv(b, in, 9, MSG_DONTWAIT));
}

static void pieces(void)
{
	struct iovec o[4] = {
		{ "ab", 2 }, { NULL, 0 }, { "cde", 3 }, { "f", 1 }
	};
	struct iovec i[4] = {
		{ in, 1 }, { in + 1, 0 }, { in + 1, 4 }, { in + 5, 9 }
	};
	static struct iovec many[UIO_MAXIOV + 1];
	struct msghdr m = { .msg_iov = many, .msg_iovlen = UIO_MAXIOV };
	int a, b, n;

	pair(&a, &b);
	IS(6, writev(a, o, 4));
	CHECK(wait_for(b, POLLIN));
	IS(6, readv(b, i, 4));
	CHECK(!memcmp(in, "abcdef", 6));
	for (n = 0; n <= UIO_MAXIOV; n++)
		many[n] = (struct iovec){ out + n, 1 };
	fill(out, UIO_MAXIOV, 7);
	IS(UIO_MAXIOV, sendmsg(a, &m, 0));
	IS(UIO_MAXIOV, receive(b, in, sizeof(in)));
	CHECK(filled(in, UIO_MAXIOV, 7));
	m.msg_iovlen++;
	GIVES(EMSGSIZE, sendmsg(a, &m, 0));
}

/* A bad pointer costs the message that was to be read, and nothing else. */
static void bad_pointers(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	socklen_t len = sizeof(int);
	struct addr to;
	int a, b;

	CHECK(map != MAP_FAILED);
	OK(munmap(map + page, page));
	pair(&a, &b);
	GIVES(EFAULT, send(a, (void *)1, 10, 0));
	GIVES(EFAULT, send(a, map + page - 5, 10, 0));
	GIVES(EFAULT, sendmsg(a, (void *)1, 0));
	to = peer_addr(a);
	GIVES(EFAULT, send_to(a, map + page - 5, 10, &to));
	IS(10, send(a, "0123456789", 10, 0));
	IS(2, send(a, "ok", 2, 0));
	CHECK(wait_for(b, POLLIN));
	GIVES(EFAULT, recv(b, map + page - 5, 10, 0));
	IS(2, receive(b, in, sizeof(in)));
	GIVES(EFAULT, setsockopt(a, SOL_SOCKET, SO_RCVBUF, (void *)1, 4));
	GIVES(EFAULT, getsockopt(a, SOL_SOCKET, SO_RCVBUF, map + page, &len));
	GIVES(EFAULT, recvmsg(b, (void *)1, MSG_DONTWAIT));
}

static void many_at_once(void)
{
	struct mmsghdr o[8] = { 0 }, i[8] = { 0 };
	struct iovec ov[8], iv[8];
	struct addr from[8];
	int a, b, n, got = 0;

	pair(&a, &b);
	for (n = 0; n < 8; n++) {
		fill(out + n * 100, 100, n);
		ov[n] = (struct iovec){ out + n * 100, n * 10 };
		iv[n] = (struct iovec){ in + n * 100, 100 };
		o[n].msg_hdr.msg_iov = &ov[n];
		o[n].msg_hdr.msg_iovlen = 1;
		i[n].msg_hdr.msg_iov = &iv[n];
		i[n].msg_hdr.msg_iovlen = 1;
		i[n].msg_hdr.msg_name = &from[n];
		i[n].msg_hdr.msg_namelen = sizeof(from[n]);
	}
	IS(8, sendmmsg(a, o, 8, 0));
	while (got < 8) {
		n = recvmmsg(b, i + got, 8 - got, MSG_WAITFORONE, NULL);
		CHECK(n > 0);
		got += n;
	}
	for (n = 0; n < 8; n++) {
		IS(n * 10, o[n].msg_len);
		IS(n * 10, i[n].msg_len);
		CHECK(filled(in + n * 100, n * 10, n));
		IS(peer_addr(a).len, i[n].msg_hdr.msg_namelen);
	}
	/* What goes wrong ends it; it is told if nothing went before. */
	ov[2].iov_base = (void *)1;
	IS(2, sendmmsg(a, o, 8, 0));
	GIVES(EFAULT, sendmmsg(a, o + 2, 6, 0));
	IS(0, receive(b, in, sizeof(in)));
	IS(10, receive(b, in, sizeof(in)));
	GIVES(EAGAIN, recvmmsg(b, i, 8, MSG_DONTWAIT, NULL));
}

static void control_messages(void)
{
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} u = { .align = { .cmsg_len = CMSG_LEN(sizeof(int)) } };
	struct iovec iov = { "x", 1 };
	struct msghdr m = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &u,
		.msg_controllen = sizeof(u.buf),
	};
	int a, b, value = 7;

	pair(&a, &b);
	u.align.cmsg_level = kind->ip == 4 ? SOL_IP : SOL_IPV6;
	u.align.cmsg_type = kind->ip == 4 ? IP_TTL : IPV6_HOPLIMIT;
	memcpy(CMSG_DATA(&u.align), &value, sizeof(value));
	GIVES(differs(SEND_CONTROL) ? EINVAL : 0, sendmsg(a, &m, 0));
	u.align.cmsg_level = SOL_SOCKET;
	u.align.cmsg_type = 9999;
	GIVES(EINVAL, sendmsg(a, &m, 0));
}

/* From the page cache, which nothing may be written into. */
static void from_file(void)
{
	int file = memfd_create("file", 0), a, b;
	off_t at = 0;

	fill(out, 3000, 3);
	IS(3000, write(file, out, 3000));
	pair(&a, &b);
	IS(3000, sendfile(a, file, &at, 3000));
	IS(3000, receive(b, in, sizeof(in)));
	CHECK(filled(in, 3000, 3));
	IS(3000, pread(file, in, sizeof(in), 0));
	CHECK(filled(in, 3000, 3));
}

static void after_shut_rd(void)
{
	int a, b;

	pair(&a, &b);
	/* A bound, unconnected socket is shut all the same. */
	IS(1, send(a, "1", 1, 0));
	CHECK(wait_for(b, POLLIN));
	GIVES(ENOTCONN, shutdown(b, SHUT_RD));
	IS(2, send(a, "22", 2, 0));
	barrier();
	IS(1, recv(b, in, sizeof(in), 0));
	IS(differs(SHUT_RD_DELIVERS) ? 0 : 2, recv(b, in, sizeof(in), 0));
	IS(0, recv(b, in, sizeof(in), 0));
}

const struct test message_tests[] = { { "lengths", lengths },
				      { "boundaries", boundaries },
				      { "empty", empty },
				      { "truncation", truncation },
				      { "peek", peek },
				      { "peek_offset", peek_offset },
				      { "pieces", pieces },
				      { "bad_pointers", bad_pointers },
				      { "many_at_once", many_at_once },
				      { "control_messages", control_messages },
				      { "from_file", from_file },
				      { "after_shut_rd", after_shut_rd },
				      { 0 } };
