/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets at random: what the files of fuzz_packets share.
 *
 * The fuzzer stands between two hosts, A and B, and copies what they send. It also
 * is a third one that B shares secrets with: there it does the whole protocol,
 * and can spoil what is behind a MAC.
 */
#ifndef FUZZ_PACKETS_H
#define FUZZ_PACKETS_H

#include "../fuzz/fuzz.h"
#include "../wire/recompute.h"

#define PEERS 24 /* sessions with the third host at a time */
#define STRANGERS 4 /* addresses of the third host, by IP version */
#define STRANGER 100 /* the last byte of the first one */
#define MTU 1500
#define PACKET_MAX 65000
#define KEPT 64 /* packets of A and B that are remembered */
#define MARK "FUZZ" /* bodies of the third host begin so */
#define ITEM_MAX 1024 /* bytes of an item of a list */
/* Bytes of a handshake message without fragments, in which an item is there twice. */
#define HELLO_MAX (1232 + ITEM_MAX)

enum host { HOST_A, HOST_B };

/**
 * struct packet - an IP packet
 * @v6: IPv6, not IPv4
 * @proto: IP protocol
 * @src: address, v4-mapped if IPv4
 * @dst: the same
 * @len: of @data
 * @data: what is behind the IP header
 */
struct packet {
	bool v6;
	__u8 proto;
	__u8 src[16], dst[16];
	size_t len;
	__u8 data[PACKET_MAX];
};

/* Lists of items, as they come in a handshake. */
enum hs_list { LIST_M1, LIST_M2, LIST_B_R, LIST_B_I };

/**
 * struct hello - a message of the handshake
 * @len: bytes
 * @data: those
 */
struct hello {
	size_t len;
	__u8 data[HELLO_MAX];
};

/**
 * struct handshake - one that the third host is an end of
 * @dir: of what the third host sends: 0 if it opened the session
 * @refused: one of its lists is such that the peer must not go on
 * @m1: as it went by
 * @m2: the same
 * @m3: the same
 * @m4: the same
 * @private: what its methods have drawn, by ordinal
 * @stack: with the roots of this session's keys
 * @keys: of the session
 */
struct handshake {
	int dir;
	bool refused;
	struct hello m1, m2, m3, m4;
	__u8 private[RC_MEMBERS][RC_HASH];
	struct rc_stack stack;
	struct rc_keys keys;
};

/**
 * enum state - how far a session is
 * @NONE: there is none
 * @ASKED: M1 is sent
 * @ANSWERED: M2 is sent
 * @CONFIRMING: M3 is sent, and M4 is to come
 * @OPEN: data may be sent
 */
enum state { NONE, ASKED, ANSWERED, CONFIRMING, OPEN };

/**
 * struct peer - a session of the third host with B
 * @state: how far it is
 * @shape: which stack
 * @v6: IP version
 * @last: last byte of its address
 * @index: its own index
 * @to: B's index
 * @number: of its last message
 * @control: of its last control message
 * @hs: its handshake
 */
struct peer {
	enum state state;
	unsigned int shape;
	bool v6;
	unsigned int last;
	__u32 index, to;
	__u64 number, control;
	struct handshake hs;
};

extern struct rng *rng;
/* What goes wrong must not; ends the program. */
void __printf(1, 2) wrong(const char *fmt, ...);

/* frame.c */
bool frames_open(void);
/* Copies what has come; packets to the third host go to stranger_hear(). */
void frames_pump(int ms);
/* In fragments if it is long. */
void packet_send(enum host to, const struct packet *p);
/* As IP would never send it. */
void packet_send_odd(enum host to, const struct packet *p);
/* Its IP header; the length of that. */
size_t packet_header(__u8 *ip, const struct packet *p);
void address_of(__u8 to[16], bool v6, unsigned int last);
/* One that A or B sent, or NULL; @to: who it was for. */
const struct packet *packet_kept(enum host *to);
void put16(__u8 *p, unsigned int v);
void put32(__u8 *p, __u32 v);
__u16 checksum(const __u8 *data, size_t len, __u32 sum);

/* stranger.c: the third host. */
void stranger_init(void);
/* A copy of the stack of a shape, with all secrets. */
void stranger_stack(unsigned int shape, struct rc_stack *to);
void stranger_hear(const struct packet *p);
/* Asks for a session, with any stack; often in a way that must be refused. */
void stranger_open(void);
/* Such a request alone, of RC_M1_LEN bytes. */
void stranger_make_open(__u8 *m1);
/* A session of its that carries messages, or might; NULL: none was found. */
struct peer *stranger_peer(void);
/* The start of a packet to B, and of a message. */
void stranger_start(struct packet *p, bool v6, unsigned int last);
void stranger_header(__u8 *msg, int type, __u32 index, __u64 number);
/* How many sessions were open with each stack. */
extern unsigned long opened[FUZZ_SHAPES];

/* message.c: messages of the third host's sessions, spoilt before or after they are enciphered. */
void message_data(void);
void message_control(void);

/* session.c: sessions of A and B, whose keys are known too. */
void overheard(enum host to, const struct packet *p);
/* A message under the right keys that must not be delivered. */
void overheard_forge(void);

/* fragment.c: handshakes of the third host that fit no packet. */
void fragment_open(void);
/* A COOKIE that has come: false if it answers none of these. */
bool fragment_cookie(const struct packet *p);
/* One that nobody asked for, in @p, whose addresses are the caller's. */
void fragment_forge(struct packet *p, const struct packet *heard);

/* attack.c */
void attack(void);
/* A few bytes of it, or its length. */
void spoil(__u8 *data, size_t *len, size_t max);

/* hosts.c: sockets of A and B. */
bool hosts_open(char **names);
/* A message each way between A and B: it must arrive, and nothing else. */
void hosts_talk(void);
/* Sockets of B that the third host may reach. */
void hosts_serve(void);
extern unsigned long talked, served;

#endif /* FUZZ_PACKETS_H */
