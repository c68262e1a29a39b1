// SPDX-License-Identifier: GPL-2.0
/*
 * Tokens of Kerberos (RFC 4120, 4121) read after the fact: the ticket has the session's key, by
 * which the acceptor's answer has its subkey, of which GSS-API derives what it is asked for
 * (RFC 4402).
 */
#include <krb5.h>
#include <string.h>

#include "kerberos.h"

/* What a token begins with: a tag and its length, the mechanism, and two bytes of which is it. */
#define TAG_TOKEN 0x60
#define TAG_OID 0x06
#define TOKEN_ID 2

#define TAG_SEQUENCE 0x30
#define TAG_AP_REQ 0x6e
#define TAG_AP_REP 0x6f
#define TAG_AP_REP_PART 0x7b
#define TAG_FIELD(n) (0xa0 | (n))
#define USAGE_AP_REP_PART 12
#define LABEL "SecComm1"
#define KEY_LEN 32

/* Take an element of DER off @from; its content. */
static struct rc_span element(struct rc_span *from, int *tag)
{
	size_t len, more = 0, at = 2;

	if (from->len < 2)
		rc_die("a token is cut short");
	*tag = from->data[0];
	len = from->data[1];
	if (len & 0x80) {
		more = len & 0x7f;
		if (more > 2 || from->len < 2 + more)
			rc_die("a token is no DER");
		for (len = 0; at < 2 + more; at++)
			len = len << 8 | from->data[at];
	}
	if (from->len - at < len)
		rc_die("a token is cut short");
	from->data += at + len;
	from->len -= at + len;
	return (struct rc_span){ from->data - len, len };
}

/* The content of the first element with this tag. */
static struct rc_span inside(struct rc_span of, int wanted)
{
	struct rc_span content;
	int tag;

	do
		content = element(&of, &tag);
	while (tag != wanted);
	return content;
}

/* Field @n of a message, which is a sequence, and what is in it. */
static struct rc_span field(struct rc_span sequence, int n)
{
	return inside(inside(sequence, TAG_SEQUENCE), TAG_FIELD(n));
}

static int integer(struct rc_span content)
{
	int tag;

	content = element(&content, &tag);
	return content.len ? content.data[content.len - 1] : 0;
}

static krb5_data octets(struct rc_span content)
{
	int tag;

	content = element(&content, &tag);
	return (krb5_data){ .length = content.len,
			    .data = (char *)content.data };
}

/* The message in the body of an item, which has the kind, and the token behind its length. */
static struct rc_span message(struct rc_span body, int wanted)
{
	struct rc_span token = inside(rc_lp(body, 1), TAG_TOKEN);
	int tag;

	element(&token, &tag);
	if (tag != TAG_OID || token.len < TOKEN_ID)
		rc_die("no token");
	token.data += TOKEN_ID;
	token.len -= TOKEN_ID;
	return inside(token, wanted);
}

/* Decrypt the ticket of a request by what a keytab has. */
static krb5_ticket *ticket_of(krb5_context ctx, struct rc_span request,
			      const char *file)
{
	const struct rc_span content = field(message(request, TAG_AP_REQ), 3);
	const krb5_data der = { .length = content.len,
				.data = (char *)content.data };
	krb5_ticket *ticket;
	krb5_keytab keytab;

	if (krb5_decode_ticket(&der, &ticket) ||
	    krb5_kt_resolve(ctx, file, &keytab))
		rc_die("no ticket, or no keytab %s", file);
	if (krb5_server_decrypt_ticket_keytab(ctx, keytab, ticket)) {
		krb5_free_ticket(ctx, ticket);
		ticket = NULL;
	}
	krb5_kt_close(ctx, keytab);
	return ticket;
}

/* The acceptor's subkey, in @plain. */
static krb5_keyblock subkey_of(krb5_context ctx, const krb5_keyblock *session,
			       struct rc_span reply, __u8 *plain)
{
	const struct rc_span part = field(message(reply, TAG_AP_REP), 2);
	krb5_enc_data sealed = { .enctype = integer(field(part, 0)),
				 .ciphertext = octets(field(part, 2)) };
	krb5_data out = { .length = sealed.ciphertext.length,
			  .data = (char *)plain };
	struct rc_span subkey;
	krb5_data bytes;

	if (krb5_c_decrypt(ctx, session, USAGE_AP_REP_PART, NULL, &sealed,
			   &out))
		rc_die("the answer is not of this ticket");
	subkey = (struct rc_span){ plain, out.length };
	subkey = field(inside(subkey, TAG_AP_REP_PART), 2);
	bytes = octets(field(subkey, 1));
	return (krb5_keyblock){
		.enctype = integer(field(subkey, 0)),
		.length = bytes.length,
		.contents = (krb5_octet *)bytes.data,
	};
}

/* So many blocks as are needed, each of a number and what is asked for. */
static void derive(krb5_context ctx, const krb5_keyblock *subkey,
		   const struct heard *h, struct rc_member *key)
{
	static struct rc_buf seed;
	krb5_data in = { .data = (char *)seed.data }, out;
	size_t block;

	if (krb5_c_prf_length(ctx, subkey->enctype, &block))
		rc_die("no block of encryption type %d", subkey->enctype);
	for (key->len = 0; key->len < KEY_LEN; key->len += block) {
		seed.len = 0;
		rc_put_u16(&seed, 0);
		rc_put_u16(&seed, key->len / block);
		rc_put_str(&seed, LABEL);
		rc_put(&seed, rc_nonce(h->m1).data, RC_HASH);
		rc_put(&seed, rc_nonce(h->m2).data, RC_HASH);
		in.length = seed.len;
		out = (krb5_data){ .length = block,
				   .data = (char *)key->secret + key->len };
		if (krb5_c_prf(ctx, subkey, &in, &out))
			rc_die("no block");
	}
	key->len = KEY_LEN;
}

bool kerberos_key(const struct heard *h, struct rc_span request,
		  struct rc_span reply, const char *keytab,
		  struct rc_member *key)
{
	static __u8 plain[RC_SECRET];
	krb5_keyblock subkey;
	krb5_ticket *ticket;
	krb5_context ctx;

	if (krb5_init_context(&ctx))
		rc_die("no Kerberos");
	ticket = ticket_of(ctx, request, keytab);
	if (ticket) {
		subkey = subkey_of(ctx, ticket->enc_part2->session, reply,
				   plain);
		derive(ctx, &subkey, h, key);
		krb5_free_ticket(ctx, ticket);
	}
	krb5_free_context(ctx);
	return ticket;
}
