// SPDX-License-Identifier: GPL-2.0
/*
 * The smallest stack with a type, and secrets for it, which both ends share; of key pairs one
 * for both.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audit_put.h"
#include "checker/check.h"
#include "nl.h"
#include "notation.h"
#include "seccommctl.h"
#include "type_key.h"
#include "type_stack.h"

/* Stands behind a type that wants privacy or integrity there, and in metas. */
#define OTHER "ChaChaPolyPrivacy"
/* Stands behind a type that keeps signatures. */
#define SIGNATURE "DSAAuthenticity"
/* The key pairs that types with a choice take by preset. */
#define PK_BITS 2048
#define SECRET_LEN 32
/* Tries, ten milliseconds apart. */
#define MAX_TRIES 500

/* Must there be privacy or integrity behind the type, nearer to the network? */
static bool wants(const struct seccomm_type_desc *type)
{
	const __u32 flags = SECCOMM_TYPE_IN_PRIVACY | SECCOMM_TYPE_IN_INTEGRITY;

	return type->flags & flags || type->provides & SECCOMM_FRESHNESS ||
	       (type->pk && type->provides & SECCOMM_PRIVACY);
}

/* The next slot's declaration, and the slot as an argument; "" if it takes none. */
static unsigned int declare(struct type_stack *s, FILE *f, unsigned int *slots)
{
	if (s->pk && !*slots)
		fprintf(f, "key 0 pk %s%d; ", s->pk, PK_BITS);
	else
		fprintf(f, "key %u; ", *slots);
	return (*slots)++;
}

static void write_text(struct type_stack *s,
		       const struct seccomm_type_desc *type, FILE *f)
{
	const bool slot = type->slots && !(type->flags & SECCOMM_TYPE_KEYED);
	const bool meta = type->flags & SECCOMM_TYPE_META;
	const unsigned int others = meta ? 2 : wants(type);
	unsigned int first, i, slots = 0;

	if (slot || s->keeps)
		declare(s, f, &slots);
	first = slots;
	for (i = 0; i < others; i++)
		declare(s, f, &slots);
	fprintf(f, "%s(", type->name);
	if (meta)
		fprintf(f, OTHER "(%u), " OTHER "(%u)", first, first + 1);
	else if (slot)
		fputc('0', f);
	fputc(')', f);
	if (s->keeps)
		fputs("; " SIGNATURE "(0)", f);
	if (others == 1)
		fprintf(f, "; " OTHER "(%u)", first);
	s->slots = slots;
}

bool type_stack_make(struct type_stack *s, const struct seccomm_type_desc *type,
		     char *why, size_t size)
{
	const struct seccomm_finding *finding = &s->checked.findings[0];
	FILE *f = fmemopen(s->text, sizeof(s->text), "w");

	if (!f) {
		snprintf(why, size, "out of memory");
		return false;
	}
	s->keeps = type->provides & SECCOMM_NONREPUDIATION;
	s->pk = s->keeps ? "dsa" : type->pk;
	write_text(s, type, f);
	fclose(f);
	if (notation_parse(s->text, strlen(s->text), "stack", &s->composition,
			   why, size))
		return false;
	*why = '\0';
	seccomm_check(&s->composition, catalog_lookup, NULL, &s->checked);
	if (!s->checked.accepted)
		snprintf(why, size, "no stack: %s [%s]", finding->remedy,
			 finding->rule);
	return s->checked.accepted;
}

bool type_stack_verifies(const struct type_stack *s)
{
	return s->checked.floors[SECCOMM_FLOOR_INTEGRITY].least;
}

static struct nlmsghdr *about_key(const struct type_stack *s)
{
	struct nlmsghdr *nlh = nl_request(SECCOMM_CMD_KEY_SET);

	mnl_attr_put_strz(nlh, SECCOMM_A_KEY_STACK, s->name);
	return nlh;
}

/* The secret of a slot, or that of the session if @slot is SECCOMM_NO_SLOT. */
static bool set_secret(const struct type_stack *s, unsigned int slot)
{
	struct nlmsghdr *nlh = about_key(s);
	unsigned char secret[SECRET_LEN];

	memset(secret, 1 + slot, sizeof(secret));
	if (slot != SECCOMM_NO_SLOT)
		mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, slot);
	mnl_attr_put(nlh, SECCOMM_A_KEY_SECRET, sizeof(secret), secret);
	return !nl_do(nlh, NULL, NULL, 0);
}

static bool set_half(const struct type_stack *s, unsigned int kind,
		     const unsigned char *der, int len)
{
	struct nlmsghdr *nlh = about_key(s);

	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_SLOT, 0);
	mnl_attr_put_u8(nlh, SECCOMM_A_KEY_KIND, kind);
	mnl_attr_put(nlh, SECCOMM_A_KEY_DER, len, der);
	return !nl_do(nlh, NULL, NULL, 0);
}

static bool set_pair(const struct type_stack *s)
{
	const struct type_key *key = type_key(s->pk, PK_BITS);

	return key &&
	       set_half(s, SECCOMM_KEY_PRIVATE, key->private,
			key->private_len) &&
	       set_half(s, SECCOMM_KEY_PUBLIC, key->public, key->public_len);
}

/* Have the kernel write what the type keeps to a file that goes with the stack. */
static bool attach_log(const struct type_stack *s)
{
	struct nlmsghdr *nlh = nl_request(SECCOMM_CMD_AUDIT_ATTACH);
	const unsigned char first = 0;
	bool good;
	int fd;

	put_position(nlh, s->name, &first, sizeof(first));
	fd = put_log_in_memory(nlh);
	if (fd < 0) {
		fail("a file in memory: %s", strerror(errno));
		return false;
	}
	good = !nl_do(nlh, NULL, NULL, 0);
	close(fd);
	return good;
}

bool type_stack_add(const struct type_stack *s)
{
	struct nlmsghdr *nlh = nl_request(SECCOMM_CMD_STACK_ADD);
	unsigned int slot;
	bool good;

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, s->name);
	put_composition(nlh, &s->composition);
	good = !nl_do(nlh, NULL, NULL, 0) && set_secret(s, SECCOMM_NO_SLOT);
	if (good && s->pk)
		good = set_pair(s);
	for (slot = s->pk ? 1 : 0; good && slot < s->slots; slot++)
		good = set_secret(s, slot);
	if (good && s->keeps)
		good = attach_log(s);
	return good;
}

bool type_stack_del(const struct type_stack *s)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	struct nlmsghdr *nlh;
	unsigned int i;

	for (i = 0; i < MAX_TRIES; i++) {
		nlh = nl_request(SECCOMM_CMD_STACK_DEL);
		mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, s->name);
		if (!nl_do(nlh, NULL, NULL, i + 1 < MAX_TRIES ? EBUSY : 0))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}
