// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions: those of the vectors, and those made here by the recomputer, which the vectors and
 * captures of the kernel's own packets hold to the format.
 */
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "ledger.h"
#include "scene.h"

#define M1_DIGEST 64
/* Where lengths of lists stand, which themselves are empty here. */
#define M2_PAYLOAD 56
#define M3_SEALED 16
#define SECRET 32

static struct rc_span keep(const __u8 *data, size_t len)
{
	__u8 *copy = malloc(len + 1);

	if (!copy)
		rc_die("no memory");
	memcpy(copy, data, len);
	return (struct rc_span){ copy, len };
}

static void add(struct scene *s, int dir, struct rc_span body,
		struct rc_span packet)
{
	const __u64 number = rc_get64(packet.data + 8);
	struct sent *sent;

	if (!dir && number >= s->next)
		s->next = number + 1;
	s->sent = realloc(s->sent, (s->nr + 1) * sizeof(*s->sent));
	if (!s->sent)
		rc_die("no memory");
	sent = &s->sent[s->nr++];
	sent->dir = dir;
	sent->body = keep(body.data, body.len);
	sent->packet = keep(packet.data, packet.len);
}

static struct scene *new_scene(void)
{
	struct scene *s = calloc(1, sizeof(*s));

	if (!s)
		rc_die("no memory");
	s->next = 1;
	return s;
}

/* A packet of the vectors, of which the ledger is told by sealing it again. */
static void add_vector(void *arg, int dir, struct rc_span body,
		       struct rc_span packet)
{
	static struct rc_drawn drawn;
	static struct rc_buf msg;
	struct scene *s = arg;

	rc_learn(&s->st, &s->keys, dir, packet, &drawn);
	msg.len = 0;
	rc_put(&msg, body.data, body.len);
	ledger_open();
	rc_down(&s->st, &s->keys, dir, packet.data, &drawn, &msg);
	ledger_close();
	if (msg.len != packet.len - RC_HDR ||
	    memcmp(msg.data, packet.data + RC_HDR, msg.len))
		rc_die("a packet is not that of the vectors");
	add(s, dir, body, packet);
}

struct scene *scene_of_case(const char *file, const char *name)
{
	struct scene *s = new_scene();

	rc_vectors_session(file, name, &s->st, &s->keys, add_vector, s);
	return s;
}

/* A raw slot has the key of its layers' cipher. */
static size_t secret_length(const struct rc_stack *st, int slot)
{
	const char *type;
	int i;

	if (!st->slot[slot].raw)
		return SECRET;
	for (i = 0; st->layer[i].slot != slot; i++)
		;
	type = st->layer[i].type;
	return rc_cipher_key_len(rc_cipher(type, strlen(type)));
}

static void make_secret(struct rc_secret *secret, size_t len)
{
	draw(secret->data, len);
	secret->len = len;
	secret->known = true;
}

struct scene *scene_open(const char *canonical)
{
	__u8 m1[RC_M1_LEN], m2[RC_M2_LEN], m3[RC_M3_LEN];
	struct scene *s = new_scene();
	struct rc_stack *st = &s->st;
	int i;

	rc_parse(st, canonical);
	make_secret(&st->session, SECRET);
	for (i = 0; i < RC_SLOTS; i++)
		make_secret(&st->slot[i].secret, secret_length(st, i));
	rc_id_name(&st->id[0], "alice");
	rc_id_name(&st->id[1], "bob");
	draw(m1, sizeof(m1));
	draw(m2, sizeof(m2));
	draw(m3, sizeof(m3));
	memcpy(m1 + M1_DIGEST, st->digest, RC_HASH);
	m2[0] = 1 << 4 | RC_ACCEPT;
	m3[0] = 1 << 4 | RC_CONFIRM;
	memset(m2 + M2_PAYLOAD, 0, 2 * sizeof(__u16));
	memset(m3 + M3_SEALED, 0, sizeof(__u16));
	rc_handshake(st, &s->keys, (struct rc_span){ m1, sizeof(m1) },
		     (struct rc_span){ m2, sizeof(m2) },
		     (struct rc_span){ m3, sizeof(m3) });
	return s;
}

void scene_header(const struct scene *s, __u8 hdr[RC_HDR])
{
	memset(hdr, 0, RC_HDR);
	hdr[0] = 1 << 4 | RC_DATA;
	hdr[7] = 1; /* the receiver's index */
	rc_set64(hdr + 8, s->next);
}

void scene_seal(struct scene *s, struct rc_span body, struct rc_buf *packet)
{
	static struct rc_drawn drawn;
	static struct rc_buf msg;
	__u8 hdr[RC_HDR];

	scene_header(s, hdr);
	s->next++;
	/* More than any of these layers draw. */
	drawn.random.len = 8 * body.len + 512;
	draw(drawn.random.data, drawn.random.len);
	drawn.times.len = 4 * RC_TIME;
	msg.len = 0;
	rc_put(&msg, body.data, body.len);
	ledger_open();
	rc_down(&s->st, &s->keys, 0, hdr, &drawn, &msg);
	ledger_close();
	packet->len = 0;
	rc_put(packet, hdr, sizeof(hdr));
	rc_put(packet, msg.data, msg.len);
}

void scene_send(struct scene *s, struct rc_span body)
{
	static struct rc_buf packet;

	scene_seal(s, body, &packet);
	add(s, 0, body, (struct rc_span){ packet.data, packet.len });
}

void scene_talk(struct scene *s, int messages, const char *body, size_t len)
{
	static struct rc_buf random;

	while (messages--) {
		if (!body)
			draw(random.data, len);
		scene_send(s, (struct rc_span){ body ? (const __u8 *)body :
						       random.data,
						len });
	}
}

void scene_free(struct scene *s)
{
	while (s->nr--) {
		free((void *)s->sent[s->nr].body.data);
		free((void *)s->sent[s->nr].packet.data);
	}
	free(s->sent);
	free(s);
}
