// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets without cryptography in the application: SecComm, UDP, raw IP, TCP,
 * and TCP with the kernel's TLS.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/tls.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "bench.h"

/* A protocol number that no one else here has: no copies go to SecComm. */
#define RAW_PROTOCOL 254
#define CLIENT_PORT "4000"
#define SERVER_PORT "5000"
#define BUFFER (32 * 1024 * 1024)

/* The address of one side, as the kind of socket wants it. */
socklen_t end_address(const struct end *end, int side,
		      struct sockaddr_storage *a)
{
	const char *port = side ? SERVER_PORT : CLIENT_PORT;
	struct sockaddr_in *in = (struct sockaddr_in *)a;

	memset(a, 0, sizeof(*a));
	if (end->kind == &kind_seccomm) {
		if (!sc_addr((struct sockaddr_seccomm *)a, end->opt->host[side],
			     port))
			fail(end->opt->host[side]);
		return sizeof(struct sockaddr_seccomm);
	}
	in->sin_family = AF_INET;
	in->sin_port = htons(atoi(port));
	if (inet_pton(AF_INET, end->opt->host[side], &in->sin_addr) != 1)
		fail(end->opt->host[side]);
	return sizeof(*in);
}

static void buffers(int fd)
{
	int size = BUFFER;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		fail("buffers");
}

static void open_as(struct end *end, int family, int type, int protocol)
{
	struct sockaddr_storage a;
	int yes = 1;
	socklen_t len;

	end->fd = socket(family, type, protocol);
	if (end->fd < 0)
		fail("socket");
	if (type != SOCK_STREAM)
		buffers(end->fd);
	if (end->kind == &kind_seccomm &&
	    setsockopt(end->fd, SOL_SECCOMM, SECCOMM_STACK, end->opt->stack,
		       strlen(end->opt->stack) + 1))
		fail(end->opt->stack);
	if (setsockopt(end->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)))
		fail("SO_REUSEADDR");
	len = end_address(end, end->side, &a);
	if (bind(end->fd, (struct sockaddr *)&a, len))
		fail("bind");
}

void datagram_open(struct end *end)
{
	open_as(end, AF_INET, SOCK_DGRAM, 0);
}

static void seccomm_open(struct end *end)
{
	open_as(end, seccomm_family(), SOCK_DGRAM, 0);
}

static void raw_open(struct end *end)
{
	open_as(end, AF_INET, SOCK_RAW, RAW_PROTOCOL);
}

static void join_peer(struct end *end)
{
	struct sockaddr_storage a;
	socklen_t len = end_address(end, !end->side, &a);

	if (connect(end->fd, (struct sockaddr *)&a, len))
		fail("connect");
}

void datagram_join(struct end *end)
{
	if (end->connected)
		join_peer(end);
}

void datagram_send(struct end *end, const void *data, size_t len)
{
	ssize_t n;

	if (end->connected)
		n = send(end->fd, data, len, 0);
	else
		n = sendto(end->fd, data, len, 0, (struct sockaddr *)&end->from,
			   end->from_len);
	if (n != (ssize_t)len)
		fail("send");
}

ssize_t datagram_recv(struct end *end, void *data, size_t size)
{
	if (end->connected)
		return recv(end->fd, data, size, 0);
	end->from_len = sizeof(end->from);
	return recvfrom(end->fd, data, size, 0, (struct sockaddr *)&end->from,
			&end->from_len);
}

void plain_close(struct end *end)
{
	close(end->fd);
}

/* A raw socket's messages come with their IP header. */
static ssize_t raw_recv(struct end *end, void *data, size_t size)
{
	__u8 packet[PACKET_MAX];
	ssize_t n = datagram_recv(end, packet, sizeof(packet));

	if (n < (ssize_t)sizeof(struct iphdr))
		return -1;
	n -= sizeof(struct iphdr);
	if ((size_t)n > size)
		fail("message too long");
	memcpy(data, packet + sizeof(struct iphdr), n);
	return n;
}

static void tcp_open(struct end *end)
{
	open_as(end, AF_INET, SOCK_STREAM, 0);
	if (end->side && listen(end->fd, 1))
		fail("listen");
}

static void tcp_join(struct end *end)
{
	int yes = 1, fd;

	if (end->side) {
		fd = accept(end->fd, NULL, NULL);
		if (fd < 0)
			fail("accept");
		close(end->fd);
		end->fd = fd;
	} else {
		join_peer(end);
	}
	if (setsockopt(end->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)))
		fail("TCP_NODELAY");
}

static void tcp_send(struct end *end, const void *data, size_t len)
{
	if (send(end->fd, data, len, 0) != (ssize_t)len)
		fail("send");
}

/* The caller's size is that of the message. */
static ssize_t tcp_recv(struct end *end, void *data, size_t size)
{
	return recv(end->fd, data, size, MSG_WAITALL);
}

union tls_info {
	struct tls_crypto_info info;
	struct tls12_crypto_info_aes_gcm_256 aes;
	struct tls12_crypto_info_chacha20_poly1305 chacha;
};

static socklen_t tls_keys(const char *cipher, int side, union tls_info *keys)
{
	memset(keys, 0, sizeof(*keys));
	keys->info.version = TLS_1_2_VERSION;
	if (!strcmp(cipher, "aes")) {
		keys->info.cipher_type = TLS_CIPHER_AES_GCM_256;
		memset(keys->aes.key, 1 + side, sizeof(keys->aes.key));
		return sizeof(keys->aes);
	}
	keys->info.cipher_type = TLS_CIPHER_CHACHA20_POLY1305;
	memset(keys->chacha.key, 1 + side, sizeof(keys->chacha.key));
	return sizeof(keys->chacha);
}

static void ktls_join(struct end *end)
{
	union tls_info keys;
	socklen_t len;

	tcp_join(end);
	if (setsockopt(end->fd, SOL_TCP, TCP_ULP, "tls", sizeof("tls")))
		fail("TCP_ULP tls");
	len = tls_keys(end->opt->cipher, end->side, &keys);
	if (setsockopt(end->fd, SOL_TLS, TLS_TX, &keys, len))
		fail("TLS_TX");
	len = tls_keys(end->opt->cipher, !end->side, &keys);
	if (setsockopt(end->fd, SOL_TLS, TLS_RX, &keys, len))
		fail("TLS_RX");
}

const struct kind kind_seccomm = {
	.name = "seccomm",
	.datagram = true,
	.open = seccomm_open,
	.join = datagram_join,
	.send = datagram_send,
	.recv = datagram_recv,
	.close = plain_close,
};

const struct kind kind_udp = {
	.name = "udp",
	.datagram = true,
	.open = datagram_open,
	.join = datagram_join,
	.send = datagram_send,
	.recv = datagram_recv,
	.close = plain_close,
};

const struct kind kind_raw = {
	.name = "raw",
	.datagram = true,
	.open = raw_open,
	.join = datagram_join,
	.send = datagram_send,
	.recv = raw_recv,
	.close = plain_close,
};

const struct kind kind_tcp = {
	.name = "tcp",
	.open = tcp_open,
	.join = tcp_join,
	.send = tcp_send,
	.recv = tcp_recv,
	.close = plain_close,
};

const struct kind kind_ktls = {
	.name = "ktls",
	.open = tcp_open,
	.join = ktls_join,
	.send = tcp_send,
	.recv = tcp_recv,
	.close = plain_close,
};
