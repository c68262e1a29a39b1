// SPDX-License-Identifier: GPL-2.0
/*
 * What a handshake seals and confirms, computed again from the secrets, with an entry of the
 * ledger for each key: it has one plaintext and one nonce.
 */
#include <string.h>

#include "../survive/ledger.h"
#include "mixtures.h"
#include "opening.h"

static struct rc_span message(const struct opening *o, int type)
{
	return o->message[type - RC_OPEN];
}

static bool is_sealed(const struct opening *o, int type)
{
	return rc_sealed(message(o, type)).len;
}

static void note_list(const struct opening *o, int type,
		      const __u8 key[RC_HASH])
{
	static const __u8 nonce[12];

	if (is_sealed(o, type))
		ledger_note("rfc7539(chacha20,poly1305)",
			    (struct rc_span){ key, RC_HASH },
			    (struct rc_span){ nonce, sizeof(nonce) });
}

static void note_confirmation(const __u8 key[RC_HASH])
{
	ledger_note("hmac(sha256)", (struct rc_span){ key, RC_HASH },
		    (struct rc_span){ 0 });
}

static void note_all(const struct opening *o, const struct rc_keys *k)
{
	note_list(o, RC_ACCEPT, k->seal_r);
	note_confirmation(k->confirm_r);
	note_list(o, RC_CONFIRM, k->seal_i);
	note_confirmation(k->confirm_i);
	if (message(o, RC_FINISH).len)
		note_confirmation(k->confirm_f);
}

/* The list that M2 or M3 has sealed, which may be none. */
static bool open_list(const struct opening *o, int type,
		      const struct rc_keys *k, struct rc_buf *list)
{
	return rc_list_open(k, message(o, type), list) ||
	       wrong("M%d is not sealed as its secrets say", type);
}

/* A confirmation ends its message. */
static bool confirms(const struct opening *o, int type,
		     const __u8 confirmation[RC_HASH])
{
	const struct rc_span m = message(o, type);

	return (m.len > RC_HASH &&
		!memcmp(m.data + m.len - RC_HASH, confirmation, RC_HASH)) ||
	       wrong("M%d does not confirm what its secrets say", type);
}

/* The keys that M3 brings. */
static bool open_keys(const struct opening *o, struct rc_stack *st,
		      const struct rc_keys *k)
{
	static struct rc_buf list;
	struct rc_span items;
	int slot, i;

	if (!open_list(o, RC_CONFIRM, k, &list))
		return false;
	items = (struct rc_span){ list.data, list.len };
	for (slot = 0; slot < RC_SLOTS; slot++) {
		for (i = 0; i < st->slot[slot].n_members; i++) {
			struct rc_member *m = &st->slot[slot].member[i];

			if (m->method == RC_RSA &&
			    !rc_rsa_open(&o->receiver, k->th2, slot, i,
					 rc_item(items, slot, i), m))
				return wrong("an item has no key for the pair");
		}
	}
	return true;
}

bool opening_keys(const struct opening *o, struct rc_stack *st,
		  struct rc_keys *k, bool again)
{
	static struct rc_buf list;

	rc_first_stage(st, k, message(o, RC_OPEN), message(o, RC_ACCEPT));
	if (!open_list(o, RC_ACCEPT, k, &list))
		return false;
	rc_second_stage(st, k, message(o, RC_ACCEPT));
	if (!confirms(o, RC_ACCEPT, k->conf_r) || !open_keys(o, st, k))
		return false;
	rc_third_stage(st, k, message(o, RC_CONFIRM));
	note_all(o, k);
	if (again)
		note_all(o, k);
	return confirms(o, RC_CONFIRM, k->conf_i) &&
	       (!rc_is_late(st) || confirms(o, RC_FINISH, k->conf_f));
}
