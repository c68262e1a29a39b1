// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of random lengths and bytes both ways, each compared with what was sent; and some
 * of which a bit is flipped on their way, each of which is dropped, and counted once, or comes
 * as far as the composition lets it.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "mixtures.h"

#define INTACT 2 /* messages each way, besides those of certain lengths */
#define SPOILT 6
#define SHORT 64 /* bytes */
/* Where key pairs are used for each message, or for each 190 bytes of it. */
#define INTACT_PAIR 0
#define SPOILT_PAIR 2
#define LONGEST_OAEP 400

/**
 * struct course - the messages of a composition
 * @longest: bytes of the longest message
 * @intact: messages each way, besides those of certain lengths
 * @spoilt: messages each way that are altered
 * @sound: of what is altered nothing may come but what was sent
 * @tidy: nothing may come at all
 * @rng: for bytes, lengths and places
 * @tally: what has become of them
 * @body: what is sent
 * @got: what comes
 * @dropped: data messages that each end has dropped
 */
struct course {
	size_t longest;
	unsigned int intact;
	unsigned int spoilt;
	bool sound;
	bool tidy;
	struct rng *rng;
	struct tally *tally;
	__u8 body[MIX_BODY];
	__u8 got[MIX_ROOM];
	__u64 dropped[ENDS];
};

static const char *const end_name[] = { "A", "B" };

static void course_init(struct course *course, const struct mixture *m,
			bool claim)
{
	const struct seccomm_checked *checked = &m->checked;
	unsigned int i;

	course->longest = checked->limit < MIX_BODY ? checked->limit : MIX_BODY;
	course->intact = INTACT;
	course->spoilt = SPOILT;
	for (i = 0; i < checked->n_layers; i++) {
		const struct seccomm_type_desc *type = checked->layers[i].type;

		if (!type->pk)
			continue;
		course->intact = INTACT_PAIR;
		course->spoilt = SPOILT_PAIR;
		if ((type->provides & SECCOMM_PRIVACY) &&
		    course->longest > LONGEST_OAEP)
			course->longest = LONGEST_OAEP;
	}
	course->sound = claim || checked->floors[SECCOMM_FLOOR_INTEGRITY].least;
	course->tidy = checked->floors[SECCOMM_FLOOR_PACKETS].least;
	memset(course->dropped, 0, sizeof(course->dropped));
}

static bool send_one(struct course *course, enum end from, size_t len)
{
	rng_fill(course->rng, course->body, len);
	record_body(course->body, len);
	if (host_send(from, course->body, len) == (ssize_t)len)
		return true;
	return wrong("%zu bytes from %s: %s", len, end_name[from],
		     strerror(errno));
}

/* Where the message that has come first differs from what was sent, or -1. */
static ssize_t differs(const struct course *course, size_t len, size_t got)
{
	size_t i;

	for (i = 0; i < len && i < got; i++)
		if (course->body[i] != course->got[i])
			return i;
	return got == len ? -1 : (ssize_t)i;
}

/* A message arrives as it was sent. */
static bool carry(struct course *course, enum end from, size_t len)
{
	const unsigned long last = host_ms() + MIX_PATIENCE_MS;
	const enum end to = !from;
	ssize_t got, at;

	if (!send_one(course, from, len))
		return false;
	while ((got = host_receive(to, course->got, MIX_ROOM)) < 0) {
		if (errno != EAGAIN)
			return wrong("%s: %s", end_name[to], strerror(errno));
		if (host_ms() > last)
			return wrong("%zu bytes from %s have not come", len,
				     end_name[from]);
		middle_copy(host_socket(to), POLLIN, MIX_LOOK_MS);
	}
	course->tally->intact++;
	course->tally->bytes += len;
	at = differs(course, len, got);
	return at < 0 || wrong("%zu bytes from %s came as %zd, unlike from %zd",
			       len, end_name[from], got, at);
}

/* Says what has become of a message, and which bit of it was flipped; false. */
static bool wrong_flip(enum end from, size_t len, const char *what)
{
	const struct flip *flip = middle_flip();

	return wrong("%zu bytes from %s %s: 0x%02x flipped at %zu of %zu", len,
		     end_name[from], what, flip->mask, flip->offset, flip->len);
}

/* What has come of a message in spite of the bit that was flipped. */
static bool judge(struct course *course, enum end from, size_t len, size_t got)
{
	ssize_t at = differs(course, len, got);

	if (at < 0)
		course->tally->as_sent++;
	else
		course->tally->altered++;
	if (!course->tidy && (at < 0 || !course->sound))
		return true;
	return wrong_flip(from, len, at < 0 ? "came as sent" : "came altered");
}

/* Has @to dropped the message? */
static bool dropped(struct course *course, enum end to,
		    const struct drops *before)
{
	struct drops now;

	if (!host_drops(to, &now))
		return false;
	if (middle_flip()->handshake)
		return now.handshake > before->handshake;
	if (now.data == before->data)
		return false;
	course->dropped[to]++;
	return true;
}

/* A message that is altered on its way is dropped, or comes. */
static bool spoil(struct course *course, enum end from, size_t len)
{
	const unsigned long last = host_ms() + MIX_PATIENCE_MS,
			    sent = middle_sent(from);
	const enum end to = !from;
	struct drops before;
	ssize_t got;

	if (!host_drops(to, &before) || !send_one(course, from, len))
		return false;
	middle_spoil(course->rng);
	while (middle_sent(from) == sent && host_ms() < last)
		middle_copy(-1, 0, MIX_LOOK_MS);
	middle_spoil(NULL);
	if (middle_sent(from) != sent + 1)
		return wrong("%zu bytes from %s went in %lu packets", len,
			     end_name[from], middle_sent(from) - sent);
	course->tally->spoilt++;
	do {
		got = host_receive(to, course->got, MIX_ROOM);
		if (got >= 0)
			return judge(course, from, len, got);
		if (dropped(course, to, &before)) {
			course->tally->dropped++;
			return true;
		}
		middle_copy(host_socket(to), POLLIN, MIX_LOOK_MS);
	} while (host_ms() < last);
	return wrong_flip(from, len, "neither came nor were counted");
}

static bool carry_both(struct course *course, size_t len)
{
	return carry(course, END_A, len) && carry(course, END_B, len);
}

/* The longest message and the shortest one, and others between them. */
static bool carry_all(struct course *course)
{
	unsigned int i;

	if (!carry_both(course, course->longest) || !carry_both(course, 0))
		return false;
	for (i = 0; i < course->intact; i++)
		if (!carry_both(course,
				rng_below(course->rng, course->longest + 1)))
			return false;
	return true;
}

static size_t short_length(struct course *course)
{
	size_t most = course->longest < SHORT ? course->longest : SHORT;

	return rng_below(course->rng, most + 1);
}

/* A long one first, of which the header is the smallest part. */
static bool spoil_all(struct course *course, enum end from)
{
	unsigned int i;

	for (i = 0; i < course->spoilt; i++)
		if (!spoil(course, from,
			   i ? short_length(course) : course->longest))
			return false;
	return true;
}

/* Was everything that was dropped counted once, and nothing else? */
static bool counted(const struct course *course, const struct drops *before)
{
	struct drops now;
	enum end end;

	for (end = END_A; end < ENDS; end++) {
		if (!host_drops(end, &now))
			return false;
		if (now.data - before[end].data != course->dropped[end])
			return wrong("%s: %llu dropped, %llu told of",
				     end_name[end], course->dropped[end],
				     now.data - before[end].data);
	}
	return true;
}

bool exchange(const struct mixture *m, bool claim, struct rng *rng,
	      struct tally *tally)
{
	static struct course course;
	struct drops before[ENDS];

	course.rng = rng;
	course.tally = tally;
	course_init(&course, m, claim);
	return host_drops(END_A, &before[END_A]) &&
	       host_drops(END_B, &before[END_B]) && carry_all(&course) &&
	       spoil_all(&course, END_A) && spoil_all(&course, END_B) &&
	       carry_both(&course, short_length(&course)) &&
	       counted(&course, before) && record_good();
}
