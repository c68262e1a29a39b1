// SPDX-License-Identifier: GPL-2.0
/*
 * Keyed choices: lengths and headers tell nothing, and the members, which who has all their keys
 * finds by trying, are chosen without bias and independently of the one before.
 */
#include <string.h>

#include "receiver.h"
#include "test.h"
#include "uniform.h"

#define MESSAGES 3000
#define MEMBERS 3
#define TWO_KEYS "|s:psk|0:hkdf:psk|1:hkdf:psk"
#define THREE_KEYS TWO_KEYS "|2:hkdf:psk"
#define ALIKE \
	"AESGCMPrivacy(0,bits=256),ChaChaPolyPrivacy(1),AEGIS128Privacy(2)"
#define UNLIKE "AESGCMPrivacy(0,bits=256),HMACSHA256Integrity(1)"

static const char body[] = "A body that is the same in every message.";

static struct scene *talk(const char *canonical)
{
	struct scene *s = scene_open(canonical);

	scene_talk(s, MESSAGES, body, strlen(body));
	return s;
}

/* All packets are as long as the first, with its header but for the number. */
static bool look_alike(const struct scene *s)
{
	const struct rc_span first = s->sent[0].packet;
	size_t i;

	for (i = 1; i < s->nr; i++) {
		const struct rc_span packet = s->sent[i].packet;

		if (packet.len != first.len ||
		    memcmp(packet.data, first.data, 8) ||
		    rc_get64(packet.data + 8) != i + 1)
			return false;
	}
	return true;
}

/* The member that verifies a packet; each has tags. */
static int member_of(const struct scene *s, const struct sent *sent)
{
	static struct rc_buf msg;
	static struct rc_drawn drawn;
	int at[RC_LAYERS], n = rc_members(&s->st, 0, at), i, found = -1;
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = &s->st,
		.msgno = rc_get64(sent->packet.data + 8),
		.aad = aad,
		.drawn = &drawn,
	};

	rc_aad(s->keys.sid, sent->packet.data, aad);
	for (i = 0; i < n; i++) {
		x.l = &s->st.layer[at[i]];
		msg.len = 0;
		rc_put(&msg, sent->packet.data + RC_HDR,
		       sent->packet.len - RC_HDR);
		rc_up_leaf(&x, &msg);
		rc_down_leaf(&x, &msg);
		if (msg.len != sent->packet.len - RC_HDR ||
		    memcmp(msg.data, sent->packet.data + RC_HDR, msg.len))
			continue;
		if (found >= 0)
			rc_die("two members verify a packet");
		found = i;
	}
	if (found < 0)
		rc_die("no member verifies a packet");
	return found;
}

static void count(const struct scene *s, unsigned int one[MEMBERS],
		  unsigned int pair[MEMBERS * MEMBERS])
{
	int last = member_of(s, &s->sent[0]), next;
	size_t i;

	memset(one, 0, MEMBERS * sizeof(*one));
	memset(pair, 0, MEMBERS * MEMBERS * sizeof(*pair));
	one[last]++;
	for (i = 1; i < s->nr; i++) {
		next = member_of(s, &s->sent[i]);
		one[next]++;
		pair[last * MEMBERS + next]++;
		last = next;
	}
}

void test_keyed_choice(void)
{
	unsigned int one[MEMBERS], pair[MEMBERS * MEMBERS];
	struct scene *s = talk("RandomAltSecurity(" ALIKE
			       ",3,keyed=1)" THREE_KEYS "|3:hkdf:psk");

	result(look_alike(s), "randomalt_keyed_look_alike", NULL);
	count(s, one, pair);
	result(uniform(one, MEMBERS), "randomalt_keyed_members", NULL);
	result(uniform(pair, MEMBERS * MEMBERS), "randomalt_keyed_pairs", NULL);
	scene_free(s);
	/* In turn each has its share, too, but who is next is no secret. */
	s = talk("AltSecurity(" ALIKE ")" THREE_KEYS);
	count(s, one, pair);
	result(!uniform(pair, MEMBERS * MEMBERS), "randomalt_pairs_in_turn",
	       NULL);
	scene_free(s);
	s = talk("RandomAltSecurity(" UNLIKE ",keyed=0)" TWO_KEYS);
	result(!look_alike(s), "randomalt_unlike_lengths", NULL);
	scene_free(s);
}
