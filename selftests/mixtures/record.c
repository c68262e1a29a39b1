// SPDX-License-Identifier: GPL-2.0
/*
 * A session as it must be on the wire: each message is computed again from the session's
 * secrets by OpenSSL and libgcrypt, and a ledger has the key and the nonce of each cipher in it,
 * of all that its handshake seals and confirms, and of its control messages.
 */
#include <stdio.h>
#include <string.h>

#include "../relay/relay.h"
#include "../survive/ledger.h"
#include "checker/pk.h"
#include "mixtures.h"
#include "opening.h"

#define IP_SOURCE 12
#define IP6_SOURCE 8
#define HELLO_MAX 1232
/* Of a message's header, by byte offset; one of another session may have been on its way. */
#define HEADER_INDEX 4
#define HEADER_NUMBER 8

/**
 * struct hello - a message of the handshake
 * @len: bytes
 * @bytes: those
 */
struct hello {
	size_t len;
	__u8 bytes[HELLO_MAX];
};

/**
 * struct record - a composition's session
 * @st: its stack, with its secrets
 * @keys: its keys
 * @opening: its handshake, whose bytes are in @hello
 * @hello: M1 to M4
 * @body: what is sent
 * @len: bytes of it
 * @open: the keys are known
 * @good: all messages were as they must be
 */
static struct record {
	struct rc_stack st;
	struct rc_keys keys;
	struct opening opening;
	struct hello hello[OPENING_MESSAGES];
	const void *body;
	size_t len;
	bool open;
	bool good;
} record;

static bool repeats, reseals, recontrols;
static unsigned long controls;

void record_begin(const struct mixture *m)
{
	memset(&record, 0, sizeof(record));
	record.good = true;
	rc_parse(&record.st, m->checked.canonical);
}

static void keep_secret(struct rc_secret *to, const __u8 *secret, size_t len)
{
	memcpy(to->data, secret, len);
	to->len = len;
	to->known = true;
}

static void keep_member(struct rc_member *m, const __u8 *secret, size_t len)
{
	memcpy(m->secret, secret, len);
	m->len = len;
}

void record_secret(const struct seccomm_slot *slot, const __u8 *secret,
		   size_t len)
{
	struct rc_slot *s = slot ? &record.st.slot[slot->index] : NULL;
	int i;

	keep_secret(s ? &s->secret : &record.st.session, secret, len);
	for (i = 0; s && i < s->n_members; i++)
		if (s->member[i].method == RC_PSK)
			keep_member(&s->member[i], secret, len);
}

static struct rc_pair read_pair(unsigned int pk, enum end end, const char *keys)
{
	static const char *const owner[] = { "alice", "bob" };
	static struct rc_pair pairs[SECCOMM_PK_RSA4096 + 1][ENDS];
	struct rc_pair *pair = &pairs[pk][end];
	char name[256];

	snprintf(name, sizeof(name), "%s/%s.%s", keys, seccomm_pk_name(pk),
		 owner[end]);
	if (!pair->known)
		rc_pair_file(pair, name);
	return *pair;
}

void record_pair(const struct seccomm_slot *slot, const char *keys)
{
	enum end end;

	for (end = END_A; end < ENDS; end++)
		record.st.slot[slot->index].pair[end] =
			read_pair(slot->pk, end, keys);
}

/* B answers always. */
void record_receiver(unsigned int pk, const char *keys)
{
	record.opening.receiver = read_pair(pk, END_B, keys);
}

void record_body(const void *body, size_t len)
{
	record.body = body;
	record.len = len;
}

void record_repeat(void)
{
	repeats = true;
}

void record_reseal(void)
{
	reseals = true;
}

void record_recontrol(void)
{
	recontrols = true;
}

unsigned long record_controls(void)
{
	return controls;
}

bool record_good(void)
{
	return record.good;
}

/* The source of a frame, or its destination, which follows. */
static void keep_address(struct rc_id *id, const struct frame *f, int which)
{
	const __u8 *ip = f->data + f->ip;
	__u8 address[16] = { [10] = 0xff, [11] = 0xff };

	if (f->v6)
		memcpy(address, ip + IP6_SOURCE + 16 * which, 16);
	else
		memcpy(address + 12, ip + IP_SOURCE + 4 * which, 4);
	rc_id_address(id, address);
}

/* Who repeats a message that is sealed repeats its bytes; in M1 the cookie may be another. */
static bool is_repeat(const struct hello *h, const struct hello *before)
{
	return h->len == before->len &&
	       !memcmp(h->bytes, before->bytes, h->len);
}

static void take_hello(const struct frame *f, int type)
{
	struct hello *h = &record.hello[type - RC_OPEN];
	const struct hello before = *h;

	h->len = frame_message_len(f);
	if (h->len > sizeof(h->bytes))
		rc_die("a message of the handshake of %zu bytes", h->len);
	memcpy(h->bytes, f->data + f->msg, h->len);
	if (type != RC_OPEN && before.len && !is_repeat(h, &before))
		record.good = wrong("M%d came twice, unlike itself", type);
	if (type != RC_OPEN || record.open)
		return;
	keep_address(&record.st.id[END_A], f, 0);
	keep_address(&record.st.id[END_B], f, 1);
}

static struct rc_span hello_span(int type)
{
	const struct hello *h = &record.hello[type - RC_OPEN];

	return (struct rc_span){ h->bytes, h->len };
}

static void open_session(void)
{
	int type;

	for (type = RC_OPEN; type <= RC_FINISH; type++)
		record.opening.message[type - RC_OPEN] = hello_span(type);
	if (!opening_keys(&record.opening, &record.st, &record.keys, reseals))
		record.good = false;
	record.open = true;
}

static void seal(int dir, const __u8 *hdr, struct rc_drawn *drawn,
		 struct rc_buf *msg)
{
	msg->len = 0;
	rc_put(msg, record.body, record.len);
	ledger_open();
	rc_down(&record.st, &record.keys, dir, hdr, drawn, msg);
	ledger_close();
}

static void take_data(const struct frame *f, enum end from)
{
	const struct rc_span packet = { f->data + f->msg,
					frame_message_len(f) };
	static struct rc_drawn drawn;
	static struct rc_buf msg;

	if (!record.open)
		open_session();
	rc_learn(&record.st, &record.keys, from, packet, &drawn);
	seal(from, packet.data, &drawn, &msg);
	if (msg.len != packet.len - RC_HDR ||
	    memcmp(msg.data, packet.data + RC_HDR, msg.len))
		record.good = wrong("%zu bytes are not as their secrets say",
				    record.len);
	if (repeats)
		seal(from, packet.data, &drawn, &msg);
}

/* Is the message of this session, of which as much is known as its keys follow from? */
static bool is_of_session(const struct frame *f, enum end from)
{
	const __u8 *receiver =
		from == END_A ? hello_span(RC_ACCEPT).data + RC_M2_SENDER :
				hello_span(RC_OPEN).data + RC_M1_SENDER;

	return hello_span(RC_CONFIRM).len &&
	       !memcmp(f->data + f->msg + HEADER_INDEX, receiver,
		       sizeof(__u32));
}

static void note_control(const __u8 key[RC_HASH], const __u8 *number)
{
	__u8 nonce[12] = { 0 };

	memcpy(nonce + 4, number, sizeof(__u64));
	ledger_note("rfc7539(chacha20,poly1305)",
		    (struct rc_span){ key, RC_HASH },
		    (struct rc_span){ nonce, sizeof(nonce) });
}

static void take_control(const struct frame *f, enum end from)
{
	const __u8 *msg = f->data + f->msg;
	const size_t len = frame_message_len(f);
	static __u8 body[sizeof(f->data)];
	size_t body_len;

	if (!is_of_session(f, from))
		return;
	if (!record.open)
		open_session();
	controls++;
	note_control(record.keys.control[from], msg + HEADER_NUMBER);
	if (recontrols)
		note_control(record.keys.control[from], msg + HEADER_NUMBER);
	if (len < RC_HDR + RC_TAG ||
	    !rc_control_open(&record.keys, from, msg, len, body, &body_len))
		record.good = wrong("a control message does not open");
}

void record_packet(const struct frame *f, enum end from)
{
	const int type = frame_type(f);

	if (type >= RC_OPEN && type <= RC_FINISH)
		take_hello(f, type);
	else if (type == RC_DATA)
		take_data(f, from);
	else if (type == RC_CONTROL)
		take_control(f, from);
}
