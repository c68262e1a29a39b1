/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of seccat share: one connection, its two directions, and the
 * socket of the SecComm session that carries it just now.
 */
#ifndef SECCAT_H
#define SECCAT_H

#include <stdnoreturn.h>
#include <sys/socket.h>

#include <linux/seccomm.h>

#include "protocol.h"

#define __printf(a, b) __attribute__((format(printf, a, b)))

#define MSG_MAX 65536 /* longest message that can come */
#define PAYLOAD_DEFAULT 1200 /* fits a path of 1500 bytes */
#define TIMEOUT_DEFAULT 60 /* seconds without a word from the peer */

#define MSEC 1000ull /* times are in microseconds */
#define SEC 1000000ull

struct options {
	bool listen;
	bool verbose;
	int family; /* AF_INET, AF_INET6 or AF_UNSPEC */
	const char *stack;
	const char *host;
	const char *port; /* remote; the local one with -l */
	const char *local_port;
	unsigned long payload;
	unsigned long timeout;
};

/* Jacobson's and Karels' estimate of the round trip. */
struct rtt {
	__u64 srtt; /* 0: nothing measured yet */
	__u64 rttvar;
	__u64 rto; /* before backoff */
	unsigned int backoff; /* doublings */
};

/* A segment that was sent or waits for it. */
struct out_seg {
	__u8 *data;
	size_t len;
	bool fin;
	bool arrived; /* selectively acknowledged */
	bool lost; /* to be sent again */
	unsigned int sent; /* times */
	__u64 sent_at;
};

/* From stdin to the peer. Segments una <= s < end are in the ring. */
struct outgoing {
	struct out_seg ring[SC_WINDOW];
	__u64 una; /* lowest not acknowledged */
	__u64 next; /* lowest never sent */
	__u64 end; /* lowest not read from stdin */
	__u64 limit; /* lowest that the peer cannot take */
	__u64 highest; /* highest that is known to have arrived */
	unsigned int in_flight;
	unsigned int cwnd;
	unsigned int growth; /* acknowledged since cwnd grew */
	__u64 recover; /* no second cut before this is acknowledged */
	bool eof; /* the FIN segment is in the ring */
	__u64 bytes; /* acknowledged */
	__u64 again; /* segments sent more than once */
};

struct in_seg {
	__u8 *data;
	size_t len;
	bool present;
};

/* From the peer to stdout. Segments written <= s < next are in order. */
struct incoming {
	struct in_seg ring[SC_WINDOW];
	__u64 written; /* lowest not completely written */
	size_t offset; /* what is written of it */
	__u64 next; /* lowest not arrived */
	__u64 fin; /* sequence number of FIN; 0: not seen */
	bool ack_due;
	bool window_shut; /* last told window was 0 */
	__u64 bytes; /* written */
};

struct progress {
	bool on;
	bool tty;
	__u64 started;
	__u64 shown_at;
};

struct conn {
	const struct options *opt;
	int sock;
	int signals;
	bool connecting;
	bool sock_full; /* EAGAIN: wait until it is writable */
	struct sockaddr_seccomm peer;
	bool have_peer;
	bool heard; /* the peer has answered on this connection */
	__u16 session;
	__u64 id;
	size_t payload; /* longest that a segment carries */
	__u8 buf[MSG_MAX];

	struct rtt rtt;
	struct outgoing out;
	struct incoming in;

	__u64 now;
	__u64 last_heard;
	__u64 probe_gap;
	__u64 probe_at;
	unsigned int probes; /* unanswered */
	__u64 opened_at;
	__u64 reopen_gap;
	__u64 reopen_at; /* 0: no need */
	bool peer_done;
	bool done;
	__u64 done_at; /* next DONE */
	struct progress progress;
};

/* main.c */
bool in_background(int fd);
noreturn void __printf(1, 2) fail(const char *fmt, ...);

/* net.c */
void net_resolve(const struct options *opt, struct sockaddr_seccomm *addr,
		 const char *host, const char *port);
int net_socket(const struct options *opt);
size_t net_payload(int sock, const struct options *opt);
noreturn void net_fail(const char *what, int err);
__u64 net_random(void);

/* rtt.c */
__u64 now_us(void);
void rtt_init(struct rtt *r);
void rtt_sample(struct rtt *r, __u64 us);
void rtt_backoff(struct rtt *r);
__u64 rtt_timeout(const struct rtt *r);

/* send.c */
void out_init(struct outgoing *o);
bool out_wants_input(const struct outgoing *o);
void out_read(struct conn *c);
void out_acked(struct conn *c, const struct sc_msg *m);
void out_transmit(struct conn *c);
__u64 out_deadline(const struct conn *c);
void out_resend(struct conn *c);
void out_timeout(struct conn *c);
bool out_finished(const struct outgoing *o);
bool send_segment(struct conn *c, __u8 flags, __u64 seq, const __u8 *payload,
		  size_t len);

/* receive.c */
void in_init(struct incoming *in);
void in_segment(struct conn *c, const struct sc_msg *m);
bool in_wants_output(const struct incoming *in);
void in_write(struct conn *c);
bool in_finished(const struct incoming *in);
__u16 in_window(const struct incoming *in);
void in_sack(const struct incoming *in, __u8 sack[SC_SACK_LEN]);

/* session.c */
void session_open(struct conn *c);
void session_connected(struct conn *c);
void session_error(struct conn *c, int err);
void session_tick(struct conn *c);
void session_heard(struct conn *c, bool news);
void session_take(struct conn *c, const struct sc_msg *m,
		  const struct sockaddr_seccomm *from);
__u64 session_deadline(const struct conn *c);

/* transfer.c */
void transfer(const struct options *opt);
void transfer_abort(void);

/* progress.c */
void progress_start(struct conn *c);
void progress_show(struct conn *c, bool last);

#endif /* SECCAT_H */
