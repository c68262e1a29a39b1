// SPDX-License-Identifier: GPL-2.0
/*
 * Takes the session of a stack out of a capture, and apart.
 */
#include <stdlib.h>
#include <string.h>

#include "heard.h"

#define HDR_INDEX 4
#define M1_DIGEST 64
#define PROTO 253

static struct rc_span copied(struct rc_span m)
{
	__u8 *copy = malloc(m.len + 1);

	if (!copy)
		rc_die("no memory");
	memcpy(copy, m.data, m.len);
	return (struct rc_span){ copy, m.len };
}

static __u32 index_of(struct rc_span m)
{
	return rc_get32(m.data + HDR_INDEX);
}

/* The first M1 of the stack, and the first of each kind that answers, or follows. */
static void take(void *arg, const __u8 src[16], const __u8 dst[16],
		 struct rc_span msg)
{
	struct heard *h = arg;
	const int type = msg.len < RC_HDR ? 0 : msg.data[0] & 15;

	if (type == RC_OPEN && !h->m1.data && msg.len >= RC_M1_LEN &&
	    !memcmp(msg.data + M1_DIGEST, h->st.digest, RC_HASH)) {
		h->m1 = copied(msg);
		rc_id_address(&h->st.id[0], src);
		rc_id_address(&h->st.id[1], dst);
	} else if (type == RC_ACCEPT && !h->m2.data && h->m1.data &&
		   index_of(msg) == rc_get32(h->m1.data + RC_M1_SENDER)) {
		h->m2 = copied(msg);
	} else if (!h->m2.data ||
		   index_of(msg) != rc_get32(h->m2.data + RC_M2_SENDER)) {
		return;
	} else if (type == RC_CONFIRM && !h->m3.data) {
		h->m3 = copied(msg);
	} else if (type == RC_DATA && !h->data.data) {
		h->data = copied(msg);
	}
}

static struct rc_span message(json_t *c, const char *name)
{
	const char *hex = json_string_value(json_object_get(c, name));
	static __u8 bytes[RC_BUF];
	struct rc_span m = { bytes, 0 };

	if (!hex)
		rc_die("a case lacks \"%s\"", name);
	m.len = rc_unhex(hex, bytes, sizeof(bytes));
	return copied(m);
}

static void load_messages(struct heard *h, json_t *c)
{
	static const char *const ids[2] = { "id_I", "id_R" };
	struct rc_span id;
	int i;

	for (i = 0; i < 2; i++) {
		id = message(c, ids[i]);
		if (id.len > RC_ID)
			rc_die("an id of %zu bytes", id.len);
		memcpy(h->st.id[i].data, id.data, id.len);
		h->st.id[i].len = id.len;
		free((void *)id.data);
	}
	h->m1 = message(c, "M1");
	h->m2 = message(c, "M2");
	h->m3 = message(c, "M3");
	h->data = message(c, "data");
}

void heard_load(struct heard *h, json_t *c)
{
	const char *capture = json_string_value(json_object_get(c, "capture"));

	memset(h, 0, sizeof(*h));
	rc_parse(&h->st, json_string_value(json_object_get(c, "canonical")));
	if (capture)
		rc_capture(capture, PROTO, take, h);
	else
		load_messages(h, c);
	if (!h->m1.data || !h->m2.data || !h->m3.data || !h->data.data)
		rc_die("%s: no session of the stack", capture);
	if (!rc_lengths_fit(h->m1) || !rc_lengths_fit(h->m2) ||
	    !rc_lengths_fit(h->m3))
		rc_die("a message of the handshake is cut short");
	rc_transcripts(&h->st, &h->k, h->m1, h->m2, h->m3);
}
