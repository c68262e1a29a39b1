// SPDX-License-Identifier: GPL-2.0
/*
 * How the messages of a handshake are sent, whole or in fragments, and sent again. What a message
 * was cut into is not kept: it is cut anew each time.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "handshake/exchange.h"
#include "handshake/fragment.h"
#include "handshake/send.h"
#include "keys/hash.h"
#include "session/address.h"
#include "session/info.h"
#include "session/session.h"
#include "transport/output.h"

static_assert(SECCOMM_FRAGMENT_MAX <= SECCOMM_HS_MAX);

/* Send what fits a packet: 0 or a negative errno. */
static int send_packet(struct seccomm_session *s, const void *bytes, size_t len)
{
	struct in6_addr local;

	/* seccomm_hs_repeat() may change it. */
	seccomm_session_local(s, &local);
	return seccomm_output(s->snet->net, s->sk, 0, &local, &s->peer, bytes,
			      len);
}

/* Send the fragments of which @head says what they have alike, up to one that does not leave. */
static int send_pieces(struct seccomm_session *s, const void *message,
		       const struct seccomm_fragment *head)
{
	const unsigned int total = be16_to_cpu(head->total);
	struct seccomm_fragment *part =
		kmalloc(SECCOMM_FRAGMENT_MAX, GFP_KERNEL);
	unsigned int at, len;
	int err = 0;

	if (!part)
		return -ENOMEM;
	for (at = 0; at < total && !err; at += SECCOMM_FRAGMENT_LEN) {
		len = seccomm_fragment_cut(head, message, at, part);
		err = send_packet(s, part, len);
	}
	kfree(part);
	return err;
}

/* Send @message in fragments, which bear @cookie unless that is NULL. */
static int send_fragments(struct seccomm_session *s, const void *message,
			  size_t len, const u8 *cookie)
{
	struct seccomm_fragment head;
	int err;

	seccomm_fragment_head(message, len, &head);
	head.sender = cpu_to_be32(s->index);
	if (cookie)
		memcpy(head.cookie, cookie, sizeof(head.cookie));
	err = seccomm_sha256(message, len, head.hash);
	return err ?: send_pieces(s, message, &head);
}

/* Send the short M1 of @m1. */
static int send_short(struct seccomm_session *s, const struct seccomm_open *m1,
		      size_t len)
{
	struct seccomm_short_open announced;
	u8 hash[SECCOMM_HASH_LEN];
	int err;

	err = seccomm_sha256((const u8 *)m1, len, hash);
	if (err)
		return err;
	seccomm_short_open_make(m1, hash, &announced);
	return send_packet(s, &announced, sizeof(announced));
}

static void send_count(struct seccomm_session *s, int err)
{
	if (err)
		SECCOMM_INC(s->snet, HS_UNSENT);
	else
		SECCOMM_INC(s->snet, HS_SENT);
}

void seccomm_hs_send(struct seccomm_session *s, const void *message, size_t len)
{
	const struct seccomm_hdr *hdr = message;
	int err;

	if (len <= SECCOMM_HS_MAX)
		err = send_packet(s, message, len);
	else if (hdr->ver_type == seccomm_ver_type(SECCOMM_MSG_OPEN))
		err = send_short(s, message, len);
	else
		err = send_fragments(s, message, len, NULL);
	send_count(s, err);
}

void seccomm_hs_send_proved(struct seccomm_session *s,
			    const struct seccomm_open *m1, size_t len,
			    const u8 cookie[SECCOMM_COOKIE_LEN])
{
	send_count(s, send_fragments(s, m1, len, cookie));
}

/* What is to be sent again, @len bytes of it, or NULL: nothing. What fits a packet is copied to
 * @copy, since a cookie that comes changes M1; a longer message stays as it is.
 */
static const void *repeat_take(struct seccomm_exchange *ex,
			       u8 copy[SECCOMM_HS_MAX], size_t *len)
{
	struct seccomm_session *s = ex->session;
	const void *last = NULL;

	spin_lock_bh(&s->lock);
	if (!seccomm_state_is_over(s->state) && ex->last &&
	    (s->initiator ||
	     time_after_eq(jiffies, ex->answered + SECCOMM_HS_AGAIN))) {
		last = ex->last;
		*len = ex->last_len;
		if (*len <= SECCOMM_HS_MAX)
			last = memcpy(copy, last, *len);
		ex->answered = jiffies;
		ex->cookied = false;
	}
	spin_unlock_bh(&s->lock);
	return last;
}

/* Have a session that we open, and that no M2 has been good for, have the address that leads to its
 * peer now: the address is part of the transcript, so an M2 to the old one is stale, and behind a
 * good one the address stays.
 */
static void repeat_address(struct seccomm_session *s)
{
	struct in6_addr local;

	if (READ_ONCE(s->state) != SECCOMM_STATE_OPENING ||
	    !seccomm_address_changes(s, &local))
		return;
	spin_lock_bh(&s->lock);
	if (s->state == SECCOMM_STATE_OPENING && !s->proved)
		s->path.local = local;
	spin_unlock_bh(&s->lock);
}

void seccomm_hs_repeat(struct seccomm_session *s)
{
	struct seccomm_exchange *ex = seccomm_exchange_get(s);
	const void *last;
	size_t len;
	u8 *copy;

	if (!ex)
		return;
	/* Without memory the timer tries again. */
	copy = kmalloc(SECCOMM_HS_MAX, GFP_KERNEL);
	if (copy) {
		repeat_address(s);
		last = repeat_take(ex, copy, &len);
		if (last)
			seccomm_hs_send(s, last, len);
	}
	kfree(copy);
	seccomm_exchange_put(ex);
}
