// SPDX-License-Identifier: GPL-2.0
/*
 * One captured session against what the secrets and the known bodies say it
 * must be: the handshake, every data message in both directions, every close.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "recompute.h"

#define M1_DIGEST 64
#define CONTROL_CLOSE 1
#define CONTROL_PING 2
#define CONTROL_PONG 3

static void add_packet(void *arg, const __u8 src[16], const __u8 dst[16],
		       struct rc_span msg)
{
	struct rc_session *s = arg;
	struct rc_packet *p;
	__u8 *copy;

	if (msg.len < RC_HDR)
		rc_die("capture: a message shorter than its header");
	p = realloc(s->packet, (s->nr + 1) * sizeof(*p));
	copy = malloc(msg.len);
	if (!p || !copy)
		rc_die("no memory");
	s->packet = p;
	p = &s->packet[s->nr++];
	memcpy(p->src, src, sizeof(p->src));
	memcpy(p->dst, dst, sizeof(p->dst));
	memcpy(copy, msg.data, msg.len);
	p->msg.data = copy;
	p->msg.len = msg.len;
}

/* The only message of a type; repeats must be equal. */
static const struct rc_packet *only(struct rc_session *s, int type,
				    const char *name)
{
	const struct rc_packet *found = NULL;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		const struct rc_packet *p = &s->packet[i];

		if (p->msg.data[0] != (1 << 4 | type))
			continue;
		if (!found) {
			found = p;
		} else if (found->msg.len != p->msg.len ||
			   memcmp(found->msg.data, p->msg.data, p->msg.len)) {
			s->wrong++;
			printf("%s differs from an earlier one\n", name);
		}
	}
	if (!found)
		rc_die("capture: no %s", name);
	return found;
}

static void complain(struct rc_session *s, const char *what, __u64 number)
{
	s->wrong++;
	printf("%s, message number %llu\n", what, (unsigned long long)number);
}

static void header_is(struct rc_session *s, const struct rc_packet *p, int type,
		      __u32 index)
{
	__u8 want[8] = { 1 << 4 | type };

	want[4] = index >> 24;
	want[5] = index >> 16;
	want[6] = index >> 8;
	want[7] = index;
	if (memcmp(want, p->msg.data, sizeof(want)))
		complain(s, "a header is not as specified",
			 rc_get64(p->msg.data + 8));
}

static void handshake(struct rc_session *s, struct rc_stack *st)
{
	const struct rc_packet *m1 = only(s, RC_OPEN, "OPEN");
	const struct rc_packet *m2 = only(s, RC_ACCEPT, "ACCEPT");
	const struct rc_packet *m3 = only(s, RC_CONFIRM, "CONFIRM");

	if (!st->id[0].len && !st->id[1].len) {
		rc_id_address(&st->id[0], m1->src);
		rc_id_address(&st->id[1], m1->dst);
	}
	rc_handshake(st, &s->keys, m1->msg, m2->msg, m3->msg);
	s->index[1] = rc_get32(m1->msg.data + RC_M1_SENDER);
	s->index[0] = rc_get32(m2->msg.data + RC_M2_SENDER);
	memcpy(s->addr[0], m1->src, sizeof(s->addr[0]));
	memcpy(s->addr[1], m1->dst, sizeof(s->addr[1]));
	header_is(s, m1, RC_OPEN, 0);
	header_is(s, m2, RC_ACCEPT, s->index[1]);
	header_is(s, m3, RC_CONFIRM, s->index[0]);
	if (memcmp(m1->msg.data + M1_DIGEST, st->digest, RC_HASH))
		complain(s, "the stack digest of OPEN differs", 0);
	if (memcmp(m2->msg.data + m2->msg.len - RC_HASH, s->keys.conf_r,
		   RC_HASH))
		complain(s, "conf_R differs", 0);
	if (memcmp(m3->msg.data + m3->msg.len - RC_HASH, s->keys.conf_i,
		   RC_HASH))
		complain(s, "conf_I differs", 0);
}

/* The clocks of this machine are one, and a capture is not old. */
#define FAR_OFF (3600 * 1000000LL)

static void check_times(struct rc_session *s, const struct rc_buf *times,
			__u64 number)
{
	long long now = time(NULL) * 1000000LL;
	size_t i;

	for (i = 0; i < times->len; i += RC_TIME)
		if (llabs((long long)rc_get64(times->data + i) - now) > FAR_OFF)
			complain(s, "a time is far off", number);
}

static void check_data(struct rc_session *s, const struct rc_stack *st,
		       const struct rc_packet *p, int dir)
{
	__u64 number = rc_get64(p->msg.data + 8);
	struct rc_bodies *b = &s->bodies[dir];
	static struct rc_drawn drawn;
	static struct rc_buf msg;

	header_is(s, p, RC_DATA, s->index[dir]);
	if (!number || number > b->nr) {
		complain(s, "no known body", number);
		return;
	}
	msg.len = 0;
	rc_put(&msg, b->body[number - 1].data, b->body[number - 1].len);
	/* With what was drawn all bytes are told by the body. */
	rc_learn(st, &s->keys, dir, p->msg, &drawn);
	check_times(s, &drawn.times, number);
	rc_down(st, &s->keys, dir, p->msg.data, &drawn, &msg);
	if (msg.len != p->msg.len - RC_HDR ||
	    memcmp(msg.data, p->msg.data + RC_HDR, msg.len)) {
		complain(s, "data differs", number);
		rc_print_hex("  expected ", msg.data, msg.len);
		rc_print_hex("  captured ", p->msg.data + RC_HDR,
			     p->msg.len - RC_HDR);
		return;
	}
	b->seen[number - 1] = 1;
	s->data[dir]++;
}

static void check_control(struct rc_session *s, const struct rc_packet *p,
			  int dir)
{
	__u64 number = rc_get64(p->msg.data + 8);
	__u8 body[RC_TAG + RC_HDR];
	size_t len;

	header_is(s, p, RC_CONTROL, s->index[dir]);
	if (p->msg.len <= RC_HDR + RC_TAG || p->msg.len > RC_HDR + 5 + RC_TAG ||
	    !rc_control_open(&s->keys, dir, p->msg.data, p->msg.len, body,
			     &len))
		complain(s, "a control message does not open", number);
	else if (len == 1 && body[0] == CONTROL_CLOSE)
		s->control++;
	else if (len != 5 ||
		 (body[0] != CONTROL_PING && body[0] != CONTROL_PONG))
		complain(s, "a control message of no kind", number);
}

/* One end's close may come when the other has closed already, and is answered so. */
static bool answers_late_close(const struct rc_session *s,
			       const struct rc_packet *p)
{
	return p->msg.data[0] == (1 << 4 | RC_UNKNOWN) &&
	       p->msg.len == RC_HDR && s->control;
}

static void all_seen(struct rc_session *s, int dir)
{
	struct rc_bodies *b = &s->bodies[dir];
	size_t i;

	for (i = 0; i < b->nr; i++)
		if (!b->seen[i])
			complain(s, "never captured", i + 1);
}

int rc_session_check(struct rc_session *s, const char *file, int proto,
		     struct rc_stack *st)
{
	size_t i;

	rc_capture(file, proto, add_packet, s);
	handshake(s, st);
	for (i = 0; i < s->nr; i++) {
		const struct rc_packet *p = &s->packet[i];
		int dir = !!memcmp(p->src, s->addr[0], sizeof(p->src));

		if (memcmp(p->src, s->addr[dir], sizeof(p->src)) ||
		    memcmp(p->dst, s->addr[!dir], sizeof(p->dst)))
			complain(s, "from or to a stranger", 0);
		else if (p->msg.data[0] == (1 << 4 | RC_DATA))
			check_data(s, st, p, dir);
		else if (p->msg.data[0] == (1 << 4 | RC_CONTROL))
			check_control(s, p, dir);
		else if (p->msg.data[0] < (1 << 4 | RC_OPEN) ||
			 (p->msg.data[0] > (1 << 4 | RC_CONFIRM) &&
			  !answers_late_close(s, p)))
			complain(s, "a message that does not belong here", 0);
	}
	all_seen(s, 0);
	all_seen(s, 1);
	if (s->control < s->closes)
		complain(s, "too few closes", s->control);
	printf("handshake, %zu data messages down, %zu up, %zu closes recomputed; %zu differ\n",
	       s->data[0], s->data[1], s->control, s->wrong);
	return s->wrong != 0;
}
