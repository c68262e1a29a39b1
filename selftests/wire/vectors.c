// SPDX-License-Identifier: GPL-2.0
/*
 * The committed vectors: every value of every case that this program can compute,
 * recomputed and compared, and a case's stack and secrets handed to the scripts
 * that set it up.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recompute.h"

#define MSG_MAX 4096

static json_t *keys; /* by name */

static json_t *load(const char *file)
{
	json_error_t err;
	json_t *v = json_load_file(file, 0, &err);

	if (!v)
		rc_die("%s:%d: %s", file, err.line, err.text);
	keys = json_object_get(v, "keys");
	v = json_object_get(v, "cases");
	if (!json_is_array(v))
		rc_die("%s: no list of cases", file);
	return v;
}

static const char *text(json_t *obj, const char *name)
{
	const char *s = json_string_value(json_object_get(obj, name));

	if (!s)
		rc_die("a case lacks \"%s\"", name);
	return s;
}

static struct rc_span bytes(json_t *obj, const char *name, __u8 *buf,
			    size_t max)
{
	struct rc_span s = { buf, rc_unhex(text(obj, name), buf, max) };

	return s;
}

/* Whether all layers are known here, and no method stands in the form: a type and a
 * method have their arguments in parentheses.
 */
static bool known(const char *canonical)
{
	const char *p = canonical, *start = canonical;

	for (; *p; p++) {
		if (*p == '(' && !rc_knows_type(start, p - start) &&
		    strncmp(start, "pk(", 3))
			return false;
		if (!isalnum((unsigned char)*p))
			start = p + 1;
	}
	return true;
}

static void load_secret(json_t *obj, const char *name, struct rc_secret *s)
{
	s->len = rc_unhex(text(obj, name), s->data, sizeof(s->data));
	s->known = true;
}

static void load_id(json_t *c, const char *name, struct rc_id *id)
{
	id->len = rc_unhex(text(c, name), id->data, sizeof(id->data));
	if (!id->len)
		rc_die("a case's \"%s\" is empty", name);
}

/* Names are the secrets' own; addresses are those that a capture has. */
static void load_names(json_t *c, struct rc_id id[2])
{
	static const char *const names[2] = { "id_I", "id_R" };
	int i;

	for (i = 0; i < 2; i++) {
		id[i].len = 0;
		if (!json_object_get(c, names[i]))
			continue;
		load_id(c, names[i], &id[i]);
		if (id[i].data[0] != RC_NAME)
			id[i].len = 0;
	}
}

/* The key pairs of a slot, if the case has them; they may come from elsewhere. */
static void load_pairs(json_t *c, const char *slot, struct rc_slot *s)
{
	json_t *names = json_object_get(json_object_get(c, "pk"), slot);
	__u8 spki[RC_SPKI];
	json_t *name, *key;
	size_t i;

	json_array_foreach(names, i, name) {
		key = json_object_get(keys, json_string_value(name));
		if (!key || i > 1)
			rc_die("no key \"%s\"", json_string_value(name));
		rc_pair_numbers(&s->pair[i],
				bytes(key, "spki", spki, sizeof(spki)),
				json_string_value(json_object_get(key, "x")),
				json_string_value(json_object_get(key, "p")),
				json_string_value(json_object_get(key, "q")));
	}
}

static void load_case(json_t *c, struct rc_stack *st)
{
	json_t *secrets = json_object_get(c, "slot_secrets");
	char name[8];
	int i;

	rc_parse(st, text(c, "canonical"));
	load_secret(c, "session_secret", &st->session);
	for (i = 0; i < RC_SLOTS; i++) {
		if (!st->slot[i].used || st->slot[i].session)
			continue;
		snprintf(name, sizeof(name), "%d", i);
		if (st->slot[i].pk[0])
			load_pairs(c, name, &st->slot[i]);
		else
			load_secret(secrets, name, &st->slot[i].secret);
	}
}

static bool same(const char *what, const __u8 *got, size_t len,
		 struct rc_span want)
{
	if (len == want.len && !memcmp(got, want.data, len))
		return true;
	printf("# %s differs\n", what);
	rc_print_hex("#   expected   ", want.data, want.len);
	rc_print_hex("#   recomputed ", got, len);
	return false;
}

/* What layers drew for a message, in the order of drawing, and when that was. */
static void load_drawn(const struct rc_stack *st, json_t *p,
		       struct rc_drawn *drawn)
{
	__u64 time = json_integer_value(json_object_get(p, "time"));
	struct rc_buf *random = &drawn->random;
	__u8 bytes_of_time[RC_TIME];
	json_t *draw;
	size_t i;
	int k;

	random->len = 0;
	json_array_foreach(json_object_get(p, "random"), i, draw)
		random->len += bytes(draw, "bytes", random->data + random->len,
				     MSG_MAX)
				       .len;
	rc_set64(bytes_of_time, time);
	drawn->times.len = 0;
	for (k = 0; k < st->nr; k++)
		if (!strcmp(st->layer[k].type, "TimestampReplay"))
			rc_put(&drawn->times, bytes_of_time, RC_TIME);
}

static bool check_packet(const struct rc_stack *st, const struct rc_keys *k,
			 json_t *p)
{
	static __u8 plain[MSG_MAX], packet[MSG_MAX];
	struct rc_span body = bytes(p, "plain", plain, sizeof(plain));
	struct rc_span want = bytes(p, "packet", packet, sizeof(packet));
	int dir = (int)json_integer_value(json_object_get(p, "dir"));
	__u64 msgno = json_integer_value(json_object_get(p, "msgno"));
	static struct rc_drawn drawn, learnt;
	static struct rc_buf msg;

	if (want.len < RC_HDR || (dir != 0 && dir != 1) ||
	    rc_get64(want.data + 8) != msgno)
		return false;
	load_drawn(st, p, &drawn);
	rc_learn(st, k, dir, want, &learnt);
	if (!same("random", learnt.random.data, learnt.random.len,
		  (struct rc_span){ drawn.random.data, drawn.random.len }) ||
	    !same("time", learnt.times.data, learnt.times.len,
		  (struct rc_span){ drawn.times.data, drawn.times.len }))
		return false;
	msg.len = 0;
	rc_put(&msg, body.data, body.len);
	rc_down(st, k, dir, want.data, &drawn, &msg);
	want.data += RC_HDR;
	want.len -= RC_HDR;
	return same("packet", msg.data, msg.len, want);
}

static bool check_control(const struct rc_keys *k, json_t *p)
{
	static __u8 packet[MSG_MAX];
	struct rc_span want = bytes(p, "packet", packet, sizeof(packet));
	int dir = (int)json_integer_value(json_object_get(p, "dir"));
	__u64 number = json_integer_value(json_object_get(p, "number"));
	static struct rc_buf msg;

	if (want.len < RC_HDR || (dir != 0 && dir != 1) ||
	    rc_get64(want.data + 8) != number)
		return false;
	msg.len = bytes(p, "body", msg.data, MSG_MAX).len;
	rc_control_seal(k, dir, want.data, &msg);
	want.data += RC_HDR;
	want.len -= RC_HDR;
	return same("control", msg.data, msg.len, want);
}

static bool check_roots(const struct rc_stack *st, json_t *c)
{
	json_t *roots = json_object_get(c, "roots");
	json_t *secrets = json_object_get(c, "slot_secrets");
	__u8 buf[RC_SECRET];
	bool ok = true;
	char name[8];
	int i;

	for (i = 0; i < RC_SLOTS; i++) {
		const struct rc_slot *s = &st->slot[i];

		if (!s->used)
			continue;
		snprintf(name, sizeof(name), "%d", i);
		if (!s->pk[0])
			ok &= same("slot secret", s->secret.data, s->secret.len,
				   bytes(secrets, name, buf, sizeof(buf)));
		ok &= same("root", s->root, RC_HASH,
			   bytes(roots, name, buf, sizeof(buf)));
	}
	return ok;
}

static bool same_as(json_t *c, const char *name, const __u8 *got, size_t len)
{
	__u8 buf[RC_HASH];

	return same(name, got, len, bytes(c, name, buf, sizeof(buf)));
}

/* Longer than this, or rc_handshake() had ended the program. */
static bool ends_with(const char *what, struct rc_span msg,
		      const __u8 conf[RC_HASH])
{
	struct rc_span end = { msg.data + msg.len - RC_HASH, RC_HASH };

	return same(what, conf, RC_HASH, end);
}

/* Load a case and go through its handshake, of which @m is M1, M2 and M3. */
static void open_case(json_t *c, struct rc_stack *st, struct rc_keys *k,
		      struct rc_span m[3])
{
	static const char *const names[3] = { "M1", "M2", "M3" };
	static __u8 buf[3][MSG_MAX];
	int i;

	for (i = 0; i < 3; i++)
		m[i] = bytes(c, names[i], buf[i], sizeof(buf[i]));
	load_case(c, st);
	load_id(c, "id_I", &st->id[0]);
	load_id(c, "id_R", &st->id[1]);
	rc_handshake(st, k, m[0], m[1], m[2]);
}

static bool check_case(json_t *c)
{
	static struct rc_stack st;
	struct rc_span m[3];
	struct rc_keys k;
	json_t *p;
	size_t i;
	bool ok;

	open_case(c, &st, &k, m);
	ok = same_as(c, "digest", st.digest, RC_HASH);
	ok &= same_as(c, "th1", k.th1, RC_HASH);
	ok &= check_roots(&st, c);
	ok &= same_as(c, "th2", k.th2, RC_HASH);
	ok &= same_as(c, "th3", k.th3, RC_HASH);
	ok &= same_as(c, "K1", k.k1, RC_HASH);
	ok &= same_as(c, "K2", k.k2, RC_HASH);
	ok &= same_as(c, "K3", k.k3, RC_HASH);
	ok &= same_as(c, "sid", k.sid, RC_SID);
	ok &= same_as(c, "confirm_i", k.confirm_i, RC_HASH);
	ok &= same_as(c, "confirm_r", k.confirm_r, RC_HASH);
	ok &= same_as(c, "control_i", k.control[0], RC_HASH);
	ok &= same_as(c, "control_r", k.control[1], RC_HASH);
	ok &= same_as(c, "conf_R", k.conf_r, RC_HASH);
	ok &= same_as(c, "conf_I", k.conf_i, RC_HASH);
	ok &= ends_with("M2", m[1], k.conf_r);
	ok &= ends_with("M3", m[2], k.conf_i);
	json_array_foreach(json_object_get(c, "control"), i, p)
		ok &= check_control(&k, p);
	json_array_foreach(json_object_get(c, "packets"), i, p)
		ok &= check_packet(&st, &k, p);
	return ok && i > 0;
}

int rc_vectors(const char *file)
{
	json_t *cases = load(file), *c;
	int n = 0, failed = 0;
	size_t i;

	puts("TAP version 13");
	json_array_foreach(cases, i, c) {
		bool ok;

		if (!known(text(c, "canonical")))
			continue;
		ok = check_case(c);
		printf("%s %d recompute_vector_%s\n", ok ? "ok" : "not ok", ++n,
		       text(c, "name"));
		failed += !ok;
	}
	printf("1..%d\n", n);
	printf("# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:0 error:0\n",
	       n - failed, failed);
	return failed || !n;
}

static void print_names(const struct rc_id id[2])
{
	if (id[0].len)
		printf("%.*s,%.*s", (int)id[0].len - 1, id[0].data + 1,
		       (int)id[1].len - 1, id[1].data + 1);
}

int rc_vectors_list(const char *file)
{
	json_t *cases = load(file), *c, *value;
	struct rc_id id[2];
	const char *slot;
	size_t i;

	json_array_foreach(cases, i, c) {
		if (!known(text(c, "canonical")))
			continue;
		load_names(c, id);
		printf("%s %s session=%s names=", text(c, "name"),
		       text(c, "canonical"), text(c, "session_secret"));
		print_names(id);
		json_object_foreach(json_object_get(c, "slot_secrets"), slot,
				    value)
			printf(" %s=%s", slot, json_string_value(value));
		putchar('\n');
	}
	return 0;
}

static json_t *find_case(const char *file, const char *name)
{
	json_t *cases = load(file), *c;
	size_t i;

	json_array_foreach(cases, i, c)
		if (!strcmp(text(c, "name"), name))
			return c;
	rc_die("%s: no case \"%s\"", file, name);
}

int rc_vectors_case(const char *file, const char *name, struct rc_stack *st)
{
	json_t *c = find_case(file, name);

	load_case(c, st);
	load_names(c, st->id);
	return 0;
}

void rc_vectors_session(const char *file, const char *name, struct rc_stack *st,
			struct rc_keys *k, rc_vector_fn fn, void *arg)
{
	json_t *c = find_case(file, name), *p;
	static __u8 plain[MSG_MAX], packet[MSG_MAX];
	struct rc_span m[3];
	size_t i;

	open_case(c, st, k, m);
	json_array_foreach(json_object_get(c, "packets"), i, p)
		fn(arg, (int)json_integer_value(json_object_get(p, "dir")),
		   bytes(p, "plain", plain, sizeof(plain)),
		   bytes(p, "packet", packet, sizeof(packet)));
}
