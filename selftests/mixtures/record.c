// SPDX-License-Identifier: GPL-2.0
/*
 * A session as it must be on the wire: each message is computed again from the session's
 * secrets by OpenSSL and libgcrypt, and a ledger has the key and the nonce of each cipher in it.
 */
#include <stdio.h>
#include <string.h>

#include "../relay/relay.h"
#include "../survive/ledger.h"
#include "../wire/recompute.h"
#include "checker/pk.h"
#include "mixtures.h"

#define IP_SOURCE 12
#define IP6_SOURCE 8
#define N_HELLOS (RC_CONFIRM - RC_OPEN + 1)

/**
 * struct hello - a message of the handshake
 * @len: bytes
 * @bytes: the longest is M1
 */
struct hello {
	size_t len;
	__u8 bytes[RC_M1_LEN];
};

/**
 * struct record - a composition's session
 * @st: its stack, with its secrets
 * @keys: its keys
 * @hello: M1, M2 and M3
 * @body: what is sent
 * @len: bytes of it
 * @open: the keys are known
 * @good: all messages were as they must be
 */
static struct record {
	struct rc_stack st;
	struct rc_keys keys;
	struct hello hello[N_HELLOS];
	const void *body;
	size_t len;
	bool open;
	bool good;
} record;

static bool repeats;

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

void record_secret(const struct seccomm_slot *slot, const __u8 *secret,
		   size_t len)
{
	keep_secret(slot ? &record.st.slot[slot->index].secret :
			   &record.st.session,
		    secret, len);
}

void record_pair(const struct seccomm_slot *slot, const char *keys)
{
	static const char *const owner[] = { "alice", "bob" };
	static struct rc_pair pairs[SECCOMM_PK_RSA4096 + 1][ENDS];
	char name[256];
	enum end end;

	for (end = END_A; end < ENDS; end++) {
		struct rc_pair *pair = &pairs[slot->pk][end];

		snprintf(name, sizeof(name), "%s/%s.%s", keys,
			 seccomm_pk_name(slot->pk), owner[end]);
		if (!pair->known)
			rc_pair_file(pair, name);
		record.st.slot[slot->index].pair[end] = *pair;
	}
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

static void take_hello(const struct frame *f, int type)
{
	struct hello *h = &record.hello[type - RC_OPEN];

	/* What comes later is a repeat. */
	if (record.open)
		return;
	h->len = frame_message_len(f);
	if (h->len > sizeof(h->bytes))
		rc_die("a message of the handshake of %zu bytes", h->len);
	memcpy(h->bytes, f->data + f->msg, h->len);
	if (type != RC_OPEN)
		return;
	keep_address(&record.st.id[END_A], f, 0);
	keep_address(&record.st.id[END_B], f, 1);
}

static struct rc_span hello_span(int type)
{
	const struct hello *h = &record.hello[type - RC_OPEN];

	return (struct rc_span){ h->bytes, h->len };
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
		rc_handshake(&record.st, &record.keys, hello_span(RC_OPEN),
			     hello_span(RC_ACCEPT), hello_span(RC_CONFIRM));
	record.open = true;
	rc_learn(&record.st, &record.keys, from, packet, &drawn);
	seal(from, packet.data, &drawn, &msg);
	if (msg.len != packet.len - RC_HDR ||
	    memcmp(msg.data, packet.data + RC_HDR, msg.len))
		record.good = wrong("%zu bytes are not as their secrets say",
				    record.len);
	if (repeats)
		seal(from, packet.data, &drawn, &msg);
}

void record_packet(const struct frame *f, enum end from)
{
	const int type = frame_type(f);

	if (type >= RC_OPEN && type <= RC_CONFIRM)
		take_hello(f, type);
	else if (type == RC_DATA)
		take_data(f, from);
}
