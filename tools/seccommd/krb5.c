// SPDX-License-Identifier: GPL-2.0
/*
 * The kind krb5: Kerberos by GSS-API (RFC 4121). Children ask the KDC, which may hang, and read
 * what peers say. This process makes the initiator's tokens, of tickets that a child has put
 * into the credential cache, and keeps their contexts, of which a child has a copy for each
 * answer of the peer's: a forged one spoils nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include <linux/seccomm_netlink.h>

#include "config.h"
#include "job.h"
#include "offers.h"

#define KEY_LEN 32
#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG)
#define NO_FLAGS (GSS_C_DELEG_FLAG | GSS_C_DCE_STYLE)
/* AES with SHA-1 (RFC 3962) and with SHA-2 (RFC 8009). */
#define ENCTYPE_FIRST 17
#define ENCTYPE_LAST 20

/* The words of a row. */
enum { WORD_PRINCIPAL, WORD_KEYTAB, WORD_CCACHE, WORDS };

/**
 * struct begun - what is kept of a token that was offered
 * @context: its context
 * @target: for whom it is
 */
struct begun {
	gss_ctx_id_t context;
	gss_name_t target;
};

/* Nothing is resolved by DNS, and no cipher is weaker than AES, whatever krb5.conf says. */
static const char profile[] =
	"[libdefaults]\n"
	"dns_canonicalize_hostname = false\n"
	"dns_lookup_kdc = false\n"
	"dns_lookup_realm = false\n"
	"dns_uri_lookup = false\n"
	"permitted_enctypes = aes256-sha2 aes128-sha2 aes256-cts aes128-cts\n";

/* What children have in KRB5_CONFIG: the profile, and behind it what the host has. */
static char children_config[2 * PATH_MAX];

/* Set KRB5_CONFIG to the profile alone, so that this process knows no KDC to wait for. */
static bool set_profile(void)
{
	const char *host = getenv("KRB5_CONFIG") ?: "/etc/krb5.conf";
	char path[32];
	int fd;

	if (children_config[0])
		return true;
	fd = memfd_create("krb5.conf", MFD_CLOEXEC);
	if (fd < 0 ||
	    write(fd, profile, sizeof(profile) - 1) != sizeof(profile) - 1) {
		say(LOG_ERR, "Kerberos: %s", strerror(errno));
		return false;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (snprintf(children_config, sizeof(children_config), "%s:%s", path,
		     host) >= (int)sizeof(children_config)) {
		say(LOG_ERR, "KRB5_CONFIG is too long");
		return false;
	}
	return !setenv("KRB5_CONFIG", path, 1);
}

static bool krb5_load(struct row *row)
{
	const char *at;
	bool good;
	int fd;

	if (row->n_words != WORDS) {
		say(LOG_ERR,
		    "line %u: wants `PRINCIPAL KEYTAB CCACHE` behind the peers",
		    row->line);
		return false;
	}
	at = strrchr(row->words[WORD_PRINCIPAL], '@');
	if (!at || at == row->words[WORD_PRINCIPAL] || !at[1]) {
		say(LOG_ERR,
		    "line %u: %s: neither seccomm/HOST@REALM nor *@REALM",
		    row->line, row->words[WORD_PRINCIPAL]);
		return false;
	}
	if (row->words[WORD_CCACHE][0] != '/') {
		say(LOG_ERR, "line %u: %s: not the whole path of a file",
		    row->line, row->words[WORD_CCACHE]);
		return false;
	}
	fd = open(row->words[WORD_KEYTAB], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		say(LOG_ERR, "%s: %s", row->words[WORD_KEYTAB],
		    strerror(errno));
		return false;
	}
	good = config_is_private(fd, row->words[WORD_KEYTAB]) && set_profile();
	close(fd);
	return good;
}

/* The text of a status, which is one of GSS-API's own or, by @type, of Kerberos'. */
static gss_buffer_desc status_text(OM_uint32 status, int type)
{
	gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
	OM_uint32 ignored, more = 0;

	gss_display_status(&ignored, status, type, (gss_OID)gss_mech_krb5,
			   &more, &text);
	return text;
}

/* Say why GSS-API fails. */
static void say_why(const struct question *q, const char *what, OM_uint32 major,
		    OM_uint32 minor)
{
	gss_buffer_desc text = status_text(major, GSS_C_GSS_CODE);
	gss_buffer_desc more = status_text(minor, GSS_C_MECH_CODE);
	OM_uint32 ignored;

	say_of(q, "%s: %.*s: %.*s", what, (int)text.length,
	       (const char *)text.value, (int)more.length,
	       (const char *)more.value);
	gss_release_buffer(&ignored, &text);
	gss_release_buffer(&ignored, &more);
}

/* What both ends bind their tokens to; it points into @q. */
static struct gss_channel_bindings_struct bindings(const struct question *q)
{
	return (struct gss_channel_bindings_struct){
		.initiator_addrtype = GSS_C_AF_UNSPEC,
		.acceptor_addrtype = GSS_C_AF_UNSPEC,
		.application_data = { HASH_LEN, (void *)q->binding },
	};
}

/* Acquire what @store has, for @name or, if that is NULL, for whom it has. */
static bool acquire(const struct question *q, gss_name_t name,
		    gss_cred_usage_t usage, const gss_key_value_set_desc *store,
		    gss_cred_id_t *cred)
{
	gss_OID_set_desc krb5 = { 1, (gss_OID)gss_mech_krb5 };
	OM_uint32 major, minor;

	major = gss_acquire_cred_from(&minor, name, 0, &krb5, usage, store,
				      cred, NULL, NULL);
	if (major == GSS_S_COMPLETE)
		return true;
	say_why(q, "no credentials", major, minor);
	return false;
}

static bool import(const struct question *q, const char *text, gss_OID type,
		   gss_name_t *name)
{
	gss_buffer_desc buffer = { strlen(text), (void *)text };
	OM_uint32 major, minor;

	major = gss_import_name(&minor, &buffer, type, name);
	if (major == GSS_S_COMPLETE)
		return true;
	say_why(q, text, major, minor);
	return false;
}

static bool put_token(const struct question *q, gss_buffer_t from,
		      struct token *to)
{
	OM_uint32 minor;
	bool fits = from->length && from->length <= sizeof(to->bytes);

	if (fits) {
		to->len = from->length;
		memcpy(to->bytes, from->value, from->length);
	} else {
		say_of(q, "a token of %zu bytes, %zu are the most",
		       from->length, sizeof(to->bytes));
	}
	gss_release_buffer(&minor, from);
	return fits;
}

static void forget(void *kept)
{
	struct begun *begun = kept;
	OM_uint32 minor;

	gss_delete_sec_context(&minor, &begun->context, GSS_C_NO_BUFFER);
	gss_release_name(&minor, &begun->target);
	free(begun);
}

/* Offer a token to @principal, of what @store has. */
static bool initiate(const struct question *q, const char *principal,
		     const gss_key_value_set_desc *store, struct begun *begun,
		     struct token *token)
{
	struct gss_channel_bindings_struct cb = bindings(q);
	gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
	gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
	OM_uint32 major, minor;

	/* A host-based name would be looked up in the DNS. */
	if (!import(q, principal, (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME,
		    &begun->target) ||
	    !acquire(q, GSS_C_NO_NAME, GSS_C_INITIATE, store, &cred))
		return false;
	major = gss_init_sec_context(&minor, cred, &begun->context,
				     begun->target, (gss_OID)gss_mech_krb5,
				     FLAGS, 0, &cb, GSS_C_NO_BUFFER, NULL, &out,
				     NULL, NULL);
	if (major != GSS_S_CONTINUE_NEEDED)
		say_why(q, principal, major, minor);
	gss_release_cred(&minor, &cred);
	return major == GSS_S_CONTINUE_NEEDED && put_token(q, &out, token);
}

/* Has a context the keys that it shall have? It is gone then. */
static bool has_subkey(gss_ctx_id_t *context)
{
	gss_krb5_lucid_context_v1_t *lucid;
	OM_uint32 minor;
	bool good;

	if (gss_krb5_export_lucid_sec_context(&minor, context, 1,
					      (void **)&lucid))
		return false;
	good = lucid->protocol == 1 && lucid->cfx_kd.have_acceptor_subkey &&
	       lucid->cfx_kd.acceptor_subkey.type >= ENCTYPE_FIRST &&
	       lucid->cfx_kd.acceptor_subkey.type <= ENCTYPE_LAST;
	gss_krb5_free_lucid_sec_context(&minor, lucid);
	return good;
}

/* Derive the key of a context that is complete, which is gone then. */
static bool derive(const struct question *q, gss_ctx_id_t *context,
		   OM_uint32 flags, struct answer *answer)
{
	static const char label[] = "SecComm1";
	uint8_t seed[sizeof(label) - 1 + 2 * HASH_LEN], *at = seed;
	gss_buffer_desc in = { sizeof(seed), seed }, out;
	OM_uint32 major, minor;

	if ((flags & (FLAGS | NO_FLAGS)) != FLAGS) {
		say_of(q, "flags 0x%x", flags);
		return false;
	}
	at = mempcpy(at, label, sizeof(label) - 1);
	at = mempcpy(at, q->nonce_i, HASH_LEN);
	memcpy(at, q->nonce_r, HASH_LEN);
	major = gss_pseudo_random(&minor, *context, GSS_C_PRF_KEY_FULL, &in,
				  KEY_LEN, &out);
	if (major != GSS_S_COMPLETE) {
		say_why(q, "no key", major, minor);
		return false;
	}
	answer->key_len = KEY_LEN;
	memcpy(answer->key, out.value, KEY_LEN);
	gss_release_buffer(&minor, &out);
	if (has_subkey(context))
		return true;
	say_of(q, "no subkey for AES of the acceptor");
	return false;
}

/* Is @name, which has no escaped characters, the principal of a row, or one of its realm? */
static bool is_principal(const char *principal, const char *name)
{
	const char *realm = strrchr(name, '@');

	if (strchr(name, '\\') || !realm)
		return false;
	return !strcmp(principal[0] == '*' ? realm : name,
		       principal + (principal[0] == '*'));
}

/* Tell who the peer is, unless it is not who it has to be. */
static bool identify(const struct question *q, const char *principal,
		     gss_name_t name, struct answer *answer)
{
	gss_buffer_desc text;
	OM_uint32 major, minor;
	bool good;

	major = gss_display_name(&minor, name, &text, NULL);
	if (major != GSS_S_COMPLETE) {
		say_why(q, "no name", major, minor);
		return false;
	}
	good = text.length < sizeof(answer->identity);
	if (good)
		memcpy(answer->identity, text.value, text.length);
	gss_release_buffer(&minor, &text);
	good = good && is_principal(principal, answer->identity);
	if (!good)
		say_of(q, "%s is not %s", answer->identity, principal);
	return good;
}

/* Step offer in a child: get the ticket, and tell for whom it is and where. */
static bool offer(const struct row *row, const struct question *q, int out)
{
	const char *principal = row->words[WORD_PRINCIPAL];
	gss_key_value_element_desc words[] = {
		{ "client_keytab", row->words[WORD_KEYTAB] },
		{ "ccache", row->words[WORD_CCACHE] },
	};
	const gss_key_value_set_desc store = { 2, words };
	struct begun unused = { 0 };
	struct token token;

	return initiate(q, principal, &store, &unused, &token) &&
	       dprintf(out, "%s %s", principal, row->words[WORD_CCACHE]) > 0;
}

/* Step offer in this process: by the ticket that is there now. */
static bool take_offer(const struct question *q, const char *said,
		       struct answer *answer)
{
	struct begun *begun = calloc(1, sizeof(*begun));
	char *principal = strdup(said), *ccache;
	gss_key_value_element_desc word = { .key = "ccache" };
	const gss_key_value_set_desc store = { 1, &word };
	bool good = false;

	if (principal && begun) {
		ccache = principal;
		strsep(&ccache, " ");
		word.value = ccache;
		good = initiate(q, principal, &store, begun, &answer->token);
	}
	if (good)
		offers_keep(q, begun, forget);
	else if (begun)
		forget(begun);
	free(principal);
	return good;
}

/* Step answer, in a child. */
static bool answer(const struct row *row, const struct question *q,
		   struct answer *answer)
{
	gss_key_value_element_desc word = { "keytab", row->words[WORD_KEYTAB] };
	const gss_key_value_set_desc store = { 1, &word };
	struct gss_channel_bindings_struct cb = bindings(q);
	gss_buffer_desc in = { q->token.len, (void *)q->token.bytes }, out;
	gss_ctx_id_t context = GSS_C_NO_CONTEXT;
	gss_name_t service, initiator;
	OM_uint32 major, minor, flags;
	gss_cred_id_t cred;

	/* Whatever the host's name is. */
	if (!import(q, "seccomm", GSS_C_NT_HOSTBASED_SERVICE, &service) ||
	    !acquire(q, service, GSS_C_ACCEPT, &store, &cred))
		return false;
	major = gss_accept_sec_context(&minor, &context, cred, &in, &cb,
				       &initiator, NULL, &out, &flags, NULL,
				       NULL);
	if (major != GSS_S_COMPLETE) {
		say_why(q, "the token is refused", major, minor);
		return false;
	}
	if (!(flags & GSS_C_CHANNEL_BOUND_FLAG)) {
		say_of(q, "the token is bound to nothing");
		return false;
	}
	return identify(q, row->words[WORD_PRINCIPAL], initiator, answer) &&
	       put_token(q, &out, &answer->token) &&
	       derive(q, &context, flags, answer);
}

/* Step finish, in a child, which has a copy of the contexts. */
static bool finish(const struct row *row, const struct question *q,
		   struct answer *answer)
{
	struct gss_channel_bindings_struct cb = bindings(q);
	gss_buffer_desc in = { q->token.len, (void *)q->token.bytes };
	gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
	struct begun *begun = offers_find(q);
	OM_uint32 major, minor, flags;

	if (!begun) {
		say_of(q, "nothing was offered");
		return false;
	}
	major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL,
				     &begun->context, begun->target,
				     (gss_OID)gss_mech_krb5, FLAGS, 0, &cb, &in,
				     NULL, &out, &flags, NULL);
	if (major == GSS_S_COMPLETE && !out.length)
		return identify(q, row->words[WORD_PRINCIPAL], begun->target,
				answer) &&
		       derive(q, &begun->context, flags, answer);
	say_why(q, "the answer is refused", major, minor);
	return false;
}

static void krb5_run(const struct row *row, const struct question *q, int out)
{
	struct answer told = { 0 };
	bool good;

	setenv("KRB5_CONFIG", children_config, 1);
	if (q->step == SECCOMM_AGENT_OFFER)
		_exit(!offer(row, q, out));
	if (q->step == SECCOMM_AGENT_ANSWER)
		good = answer(row, q, &told);
	else
		good = finish(row, q, &told);
	good = good && write(out, &told, sizeof(told)) == sizeof(told);
	explicit_bzero(&told, sizeof(told));
	_exit(!good);
}

static bool krb5_take(const struct question *q, const char *said, size_t len,
		      struct answer *answer)
{
	if (q->step == SECCOMM_AGENT_OFFER)
		return take_offer(q, said, answer);
	if (len != sizeof(*answer))
		return false;
	/* The child has read what a peer says, so that it is not believed. */
	memcpy(answer, said, len);
	return answer->token.len <= sizeof(answer->token.bytes) &&
	       answer->key_len <= sizeof(answer->key) &&
	       memchr(answer->identity, '\0', sizeof(answer->identity));
}

static const struct job_ops krb5_ops = {
	.run = krb5_run,
	.take = krb5_take,
};

static bool krb5_ask(const struct config *config, const struct question *q,
		     struct answer *answer)
{
	const struct row *row = config_next(config, NULL, q);

	answer->refused = !row || !job_start(&krb5_ops, row, q);
	return answer->refused;
}

static void krb5_ready(void)
{
	job_ready();
	offers_ready();
}

static int krb5_timeout_ms(void)
{
	const int job = job_timeout_ms(), offer = offers_timeout_ms();

	if (job < 0 || offer < 0)
		return job < 0 ? offer : job;
	return job < offer ? job : offer;
}

static void krb5_end(void)
{
	job_end();
	offers_end();
}

const struct kind kind_krb5 = {
	.name = "krb5",
	.number = SECCOMM_EXT_KRB5,
	.verb = "principal",
	.words = 1,
	.load = krb5_load,
	.ask = krb5_ask,
	.fds = job_fds,
	.ready = krb5_ready,
	.timeout_ms = krb5_timeout_ms,
	.end = krb5_end,
};
