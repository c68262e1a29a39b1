// SPDX-License-Identifier: GPL-2.0
/*
 * Sequences: all keys but one given, what is left is the ciphertext of the layer that remains.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "read.h"
#include "test.h"

#define BODY 45
#define TWO_KEYS "|s:psk|0:hkdf:psk|1:hkdf:psk"
#define FOUR_KEYS TWO_KEYS "|2:hkdf:psk|3:hkdf:psk"
#define RAW_KEY "|s:psk|0:hkdf:psk|1:raw:psk|2:hkdf:psk"
#define CIPHERS "CamelliaPrivacy(1),BlowfishPrivacy(2),TwofishPrivacy(3)"
#define INSIDE "MultiSecurity(TripleDESPrivacy(1),ChaChaPolyPrivacy(2))"

static const struct {
	const char *name, *canonical;
} sequences[] = {
	{ "two",
	  "MultiSecurity(ChaChaPolyPrivacy(0),AESGCMPrivacy(1,bits=256))" TWO_KEYS },
	{ "three",
	  "MultiSecurity(SerpentPrivacy(0),IDEAPrivacy(1),ChaChaPolyPrivacy(2))" RAW_KEY },
	{ "four", "MultiSecurity(AEGIS128Privacy(0)," CIPHERS ")" FOUR_KEYS },
	{ "nested", "MultiSecurity(AESGCMPrivacy(0,bits=128)," INSIDE
		    ",TwofishPrivacy(3))" FOUR_KEYS },
};

/* The layers that do something, in downward order. */
static int leaves(const struct rc_stack *st, int at[RC_LAYERS])
{
	int i, n = 0;

	for (i = 0; i < st->nr; i++)
		if (st->layer[i].slot >= 0)
			at[n++] = i;
	return n;
}

/* What a layer alone makes of @msg, by its key and OpenSSL or libgcrypt. */
static void lone(const struct scene *s, int layer, const __u8 *hdr,
		 struct rc_buf *msg)
{
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = &s->st,
		.l = &s->st.layer[layer],
		.msgno = rc_get64(hdr + 8),
		.aad = aad,
	};

	rc_aad(s->keys.sid, hdr, aad);
	rc_down_leaf(&x, msg);
}

static bool is(const struct reading *r, const __u8 *data, size_t len)
{
	return r->data.len == len && !memcmp(r->data.data, data, len);
}

static void give(struct given *g, const struct scene *s, int without)
{
	static struct key_ring ring;
	bool broken[RC_LAYERS];
	int i;

	ring_make(&ring, s);
	for (i = 0; i < RC_LAYERS; i++)
		broken[i] = i != without;
	given_make(g, s, &ring, broken);
}

static void listen(const struct given *g, const struct sent *sent,
		   struct reading *r)
{
	struct hand h;

	hand_take(&h, g, 0, sent->packet.data, 0);
	read_message(&h, sent->packet, r);
}

/* A program that asks for the key that it was not given ends. */
static bool key_is_not_there(const struct given *g, int layer,
			     const struct sent *sent)
{
	struct step step = { STEP_LEAF, layer, 0, 0, { NULL, NULL } };
	static struct rc_buf msg;
	struct draws draws;
	struct hand h;
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		fclose(stderr);
		hand_take(&h, g, 0, sent->packet.data, 0);
		msg.len = 0;
		rc_put(&msg, sent->packet.data + RC_HDR,
		       sent->packet.len - RC_HDR);
		step_up(&h, &step, &msg, &draws);
		_exit(0);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 2;
}

/* Layers that are broken by the key, and @one, the one that is not. */
static bool one_remains(const struct scene *s, const int at[], int n, int one)
{
	const struct sent *sent = &s->sent[0];
	static struct reading r;
	static struct rc_buf want;
	static struct given g;
	bool good;
	int i;

	want.len = 0;
	rc_put(&want, sent->body.data, sent->body.len);
	for (i = 0; i <= one; i++)
		lone(s, at[i], sent->packet.data, &want);
	give(&g, s, at[one]);
	listen(&g, sent, &r);
	good = expect(is(&r, want.data, want.len),
		      "what is left is what the layer makes");
	good &= expect(r.known.len && !r.known.data[0], "it is not read");
	good &= expect(key_is_not_there(&g, at[one], sent),
		       "the key is out of reach");
	/* A wrong key strips to something else. */
	if (one < n - 1) {
		g.layer[at[n - 1]][0].key[0].key[7] ^= 1;
		listen(&g, sent, &r);
		good &= expect(!is(&r, want.data, want.len),
			       "a wrong key leaves something else");
	}
	return good;
}

/* The same with the other ciphers replaced by one that does nothing. */
static bool one_alone(const struct scene *s, const int at[], int n, int one)
{
	static struct rc_buf want;
	static const char null[] = "NullSecurity";
	struct scene *alone = scene_open(s->st.canonical);
	const struct sent *sent;
	bool good;
	int i;

	for (i = 0; i < n; i++)
		if (i != one)
			memcpy(alone->st.layer[at[i]].type, null, sizeof(null));
	scene_send(alone, s->sent[0].body);
	sent = &alone->sent[0];
	want.len = 0;
	rc_put(&want, sent->body.data, sent->body.len);
	lone(alone, at[one], sent->packet.data, &want);
	good = sent->packet.len == RC_HDR + want.len &&
	       !memcmp(sent->packet.data + RC_HDR, want.data, want.len);
	expect(good, "the layer alone makes the packet");
	scene_free(alone);
	return good;
}

static bool all_given(const struct scene *s)
{
	static struct reading r;
	static struct given g;

	give(&g, s, -1);
	listen(&g, &s->sent[0], &r);
	return expect(is(&r, s->sent[0].body.data, s->sent[0].body.len) &&
			      r.known.data[0] == 0xff,
		      "with all keys it is read");
}

void test_multi(void)
{
	int at[RC_LAYERS], n, one;
	struct scene *s;
	size_t i;
	bool good;

	for (i = 0; i < sizeof(sequences) / sizeof(*sequences); i++) {
		s = scene_open(sequences[i].canonical);
		scene_talk(s, 1, NULL, BODY);
		n = leaves(&s->st, at);
		good = true;
		for (one = 0; one < n; one++) {
			good &= one_remains(s, at, n, one);
			good &= one_alone(s, at, n, one);
		}
		result(good, "multi_all_but_one", sequences[i].name);
		result(all_given(s), "multi_all", sequences[i].name);
		scene_free(s);
	}
}
