// SPDX-License-Identifier: GPL-2.0
/*
 * Lengths that come by netlink: names, options' texts, peers' prefixes, and secrets, for
 * attributes of every length and content. Nothing is read outside an attribute nor written
 * outside its destination; what is refused is told why; a name or text that passes is
 * terminated and of the letters allowed, a text no number; a prefix has no bits behind its
 * length; of a secret all bytes are taken, 1 to 128. And a list's end: of the events that
 * an instance raises, one more than there may be is refused.
 *
 * Bounded: names', texts' and peers' attributes of up to 40 bytes, secrets of up to 140.
 */
/* cbmc: --unwind 42 --unwindset strchr.0:7 */
#include "prove.h"
#include "seccomm_mod/checker/name.c"
#include "seccomm_mod/netlink/family.c"
#include "seccomm_mod/netlink/key.c"
#include "seccomm_mod/keys/secret.c"
#include "seccomm_mod/netlink/composition.c"

static struct netlink_ext_ack ack;

/* An attribute with a body of any length up to @max, as a message holds it. */
static struct nlattr *any_attr(unsigned int least, unsigned int max)
{
	const unsigned int len = ANY(u8);
	struct nlattr *attr;

	ASSUME(len >= least && len <= max);
	attr = malloc(NLA_HDRLEN + len);
	ASSUME(attr);
	attr->nla_len = NLA_HDRLEN + len;
	return attr;
}

/* All that @attr gives, terminated, of the letters of names and @other. */
static void prove_taken(const char *text, const struct nlattr *attr, char other)
{
	unsigned int i;

	PROVE(text[0]);
	/* Nothing of what was given is left out. */
	for (i = 0; i < nla_len(attr) && ((char *)nla_data(attr))[i]; i++)
		PROVE(text[i] == ((char *)nla_data(attr))[i]);
	PROVE(i + 1 >= nla_len(attr));
	for (i = 0; i < SECCOMM_NAME_LEN && text[i]; i++)
		PROVE(isalnum(text[i]) || text[i] == '_' || text[i] == '-' ||
		      text[i] == '.' || text[i] == ':' || text[i] == other);
	PROVE(i < SECCOMM_NAME_LEN);
}

static void prove_name(void)
{
	const struct nlattr *attr = NULL;
	char *name = malloc(SECCOMM_NAME_LEN);
	int err;

	if (ANY(bool))
		attr = any_attr(0, 40);
	ASSUME(name);
	err = seccomm_nl_name(name, attr, &ack);
	PROVE(!err || (err == -EINVAL && ack._msg && ack.bad_attr == attr));
	if (err) {
		REACHED("a bad name");
		return;
	}
	REACHED("a good name");
	prove_taken(name, attr, '_');
}

static void prove_text(void)
{
	const struct nlattr *attr = any_attr(0, 40);
	char *text = malloc(SECCOMM_NAME_LEN);
	unsigned int i;
	int err;

	ASSUME(text);
	err = composition_get_text(text, attr, &ack);
	PROVE(!err || (err == -EINVAL && ack._msg && ack.bad_attr == attr));
	if (err) {
		REACHED("a bad text");
		return;
	}
	REACHED("a good text");
	prove_taken(text, attr, '/');
	for (i = text[0] == '-'; text[i] >= '0' && text[i] <= '9'; i++)
		;
	PROVE(text[i]);
}

static void prove_prefix(void)
{
	struct nlattr *tb[3] = { NULL };
	struct seccomm_prefix prefix;
	const unsigned int bit = ANY(u8);
	int err;

	/* The policy of the family has looked at both lengths, and at 128. */
	if (ANY(bool))
		tb[1] = any_attr(16, 16);
	if (ANY(bool)) {
		tb[2] = any_attr(1, 1);
		ASSUME(nla_get_u8(tb[2]) <= 128);
	}
	err = seccomm_nl_prefix(&prefix, tb, 1, 2, &ack);
	PROVE(!err || (err == -EINVAL && ack._msg));
	PROVE(!err || tb[1] || tb[2]);
	if (err) {
		REACHED("a bad prefix");
		return;
	}
	REACHED("a good prefix");
	PROVE(prefix.len <= 128);
	ASSUME(bit < 128 && bit >= prefix.len);
	PROVE(!(prefix.addr.s6_addr[bit / 8] >> (7 - bit % 8) & 1));
}

struct seccomm_stack *seccomm_stack_get(struct net *net, const char *name)
{
	return NULL;
}

void seccomm_stack_put(struct seccomm_stack *stack)
{
}

static struct nlattr *secret;
static bool stored;

int seccomm_key_set(struct net *net, const struct seccomm_key_id *id,
		    struct seccomm_secret *taken, struct key *key,
		    struct seccomm_names *names, u16 least,
		    struct netlink_ext_ack *extack)
{
	const unsigned int at = ANY(u8);

	stored = true;
	PROVE(taken->len == nla_len(secret));
	PROVE(taken->len >= 1 && taken->len <= SECCOMM_SECRET_MAX);
	ASSUME(at < taken->len);
	PROVE(taken->bytes[at] == ((u8 *)nla_data(secret))[at]);
	return ANY(int);
}

static void prove_secret(void)
{
	struct nlattr *attrs[SECCOMM_A_KEY_MAX + 1] = { NULL };
	struct genl_info info = { .attrs = attrs, .extack = &ack };
	static const struct seccomm_key_id id;
	int err;

	secret = any_attr(0, 140);
	attrs[SECCOMM_A_KEY_SECRET] = secret;
	err = nl_key_set_secret(&info, &id, NULL);
	PROVE((stored || err == -ENOMEM) ==
	      (nla_len(secret) >= 1 && nla_len(secret) <= 128));
	PROVE(stored || err == -EINVAL || err == -ENOMEM);
	if (stored)
		REACHED("stored");
	else if (err == -ENOMEM)
		REACHED("no memory");
	else
		REACHED("refused");
}

static void prove_raised(void)
{
	char(*names)[SECCOMM_NAME_LEN] =
		malloc(SECCOMM_MAX_RAISED * SECCOMM_NAME_LEN);
	struct nlattr *attr = any_attr(1, 1);
	u8 n = SECCOMM_MAX_RAISED;

	ASSUME(names);
	PROVE(composition_get_event(names, &n, attr, &ack) == -E2BIG);
	PROVE(n == SECCOMM_MAX_RAISED);
	REACHED("one event too many");
}

int main(void)
{
	switch (ANY(u8)) {
	case 0:
		prove_name();
		break;
	case 1:
		prove_prefix();
		break;
	case 2:
		prove_secret();
		break;
	case 3:
		prove_text();
		break;
	default:
		prove_raised();
	}
	return 0;
}
