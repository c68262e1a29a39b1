/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the bench's parts share: two ends of a conversation, one for each
 * namespace, and the kinds of socket that they can talk over.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include <stdnoreturn.h>
#include <sys/socket.h>
#include <sys/types.h>

/* The longest message, and what a packet of any kind adds to it. */
#define BODY_MAX 1200
#define PACKET_MAX 2048
#define BATCH_MAX 64

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * struct options - what the command line says
 * @label: name of the row in the output
 * @stack: the stack of SecComm sockets
 * @cipher: of the kinds that have ciphers: "aes" or "chacha"; of TLS "psk" or "cert"
 * @before: a command to be run before each open, or NULL
 * @interface: where the client's packets are captured, or NULL
 * @ns: client's and server's namespace
 * @host: client's and server's address
 * @count: messages of a measurement
 * @repeats: measurements
 * @batch: messages of one system call in the stream
 * @bytes: of the messages of round trips
 * @cpu: where client and server run, or -1
 * @unconnected: also with an unconnected server
 * @idle: the stream's receiver has idle priority
 * @opens: measure how conversations begin, and nothing else
 * @rtt: measure round trips
 * @stream: measure the stream
 */
struct options {
	const char *label;
	const char *stack;
	const char *cipher;
	const char *before;
	const char *interface;
	const char *ns[2];
	const char *host[2];
	unsigned int count;
	unsigned int repeats;
	unsigned int batch;
	size_t bytes;
	int cpu[2];
	bool unconnected;
	bool idle;
	bool opens;
	bool rtt;
	bool stream;
};

struct kind;

/**
 * struct end - one side of a conversation
 * @kind: of the socket
 * @opt: the command line
 * @side: 0 the client, 1 the server
 * @connected: the socket is to be connected
 * @fd: the socket
 * @from: where the last message came from, if not connected
 * @from_len: length of @from
 * @state: the kind's own
 */
struct end {
	const struct kind *kind;
	const struct options *opt;
	int side;
	bool connected;
	int fd;
	struct sockaddr_storage from;
	socklen_t from_len;
	void *state;
};

/**
 * struct kind - how to talk over one kind of socket; any failure ends the program
 * @name: on the command line
 * @datagram: the server's socket may also stay unconnected
 * @open: make the socket and bind it; the server's then listens
 * @join: connect, accept, shake hands; both sides at a time
 * @send: one message
 * @recv: one message, or -1 with EINTR
 * @close: undo @open
 */
struct kind {
	const char *name;
	bool datagram;
	void (*open)(struct end *end);
	void (*join)(struct end *end);
	void (*send)(struct end *end, const void *data, size_t len);
	ssize_t (*recv)(struct end *end, void *data, size_t size);
	void (*close)(struct end *end);
};

extern const struct kind kind_seccomm, kind_udp, kind_raw, kind_tcp, kind_ktls;
extern const struct kind kind_evp, kind_dtls, kind_tls;

/* What the client asks of the server, a byte each; answered by the same. */
enum request {
	OPEN = 'o',
	JOIN = 'j',
	ECHO = 'e',
	FIRST = 'f', /* join, and then echo */
	SINK = 's',
	CLOSE = 'c',
};

/**
 * struct shared - the client's words to the server
 * @connected: for OPEN
 * @bytes: of each message
 * @count: messages
 * @batch: messages of one system call, for SINK
 * @received: messages that SINK has had
 * @ended: when SINK had the last one
 */
struct shared {
	bool connected;
	size_t bytes;
	unsigned int count;
	unsigned int batch;
	unsigned int received;
	__u64 ended;
};

/* sc_bench.c */
extern struct shared *shared;
noreturn void fail(const char *what);
void enter_ns(const char *name);
__u64 now(void);
/* The client's words to the server, and its answer to the last one. */
void ask(char request);
void answer(void);
/* Of a message, which is message_make()'s but for the number, to a server that echoes. */
void round_trip(struct end *end, __u8 *body, size_t bytes, __u64 number);

/* transport.c, for the other kinds and for sessions.c */
socklen_t end_address(const struct end *end, int side,
		      struct sockaddr_storage *a);
void datagram_open(struct end *end);
void datagram_join(struct end *end);
void datagram_send(struct end *end, const void *data, size_t len);
ssize_t datagram_recv(struct end *end, void *data, size_t size);
void plain_close(struct end *end);

/* opens.c */
void measure_opens(struct end *end);

/* message.c */
#define MARKER "SecComm bench: whoever reads this on the wire sees plaintext. "
void message_make(__u8 *body, size_t len, __u64 number);
void message_check(const __u8 *body, ssize_t len, size_t want, __u64 number);

/* capture.c */
struct capture;
struct capture *capture_start(const char *interface);
/* Prints members of a JSON object: what was seen. */
void capture_end(struct capture *c);

/* sessions.c */
__u64 slab_bytes(void);
int sessions_main(const struct options *opt);

#endif /* BENCH_H */
