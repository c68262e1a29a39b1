// SPDX-License-Identifier: GPL-2.0
/*
 * The words that drive the relay, a line each on stdin; every line is answered
 * by one on stdout that starts with "ok" or "error".
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "relay.h"

#define BLANKS "\n "

/*
 *   rule DIR TYPE { N | every | repeats } CHANGE
 *                                        for the N-th from now on, for all, or
 *                                        for those equal to an earlier one
 *   clear                                forget rules, counts and kept frames
 *   left                                 how many rules have not acted yet
 *   seen DIR TYPE                        how many have come since clear
 *   wait DIR TYPE N MS                   until N have come since clear, for MS of a
 *                                        quiet machine at most
 *   show DIR TYPE N                      the N-th that came, in hex
 *   replay DIR TYPE N [CHANGE]           send the N-th that came again
 *   inject DIR TYPE N HEX                HEX in the frame of the N-th
 * DIR: a (from the first interface to the second) or b
 * CHANGE: drop | dup | flip OFFSET [MASK] | set OFFSET HEX | cut BYTES | extend BYTES |
 *         reflect | source ADDRESS | destination ADDRESS
 */

static const char *const types[TYPES] = {
	"any",	   "open",   "accept", "confirm", "finish",   "data",
	"control", "cookie", "refuse", "unknown", "fragment",
};

static char *word(void)
{
	return strtok(NULL, BLANKS);
}

static bool parse_type(int *type)
{
	const char *name = word();

	for (*type = 0; name && *type < TYPES && types[*type]; ++*type)
		if (!strcmp(types[*type], name))
			return true;
	return false;
}

static bool parse_dir(int *dir)
{
	const char *name = word();

	*dir = name && *name == 'b';
	return name && (!strcmp(name, "a") || !strcmp(name, "b"));
}

static bool parse_number(unsigned long *n)
{
	const char *s = word();
	char *end;

	if (!s)
		return false;
	*n = strtoul(s, &end, 0);
	return *s && !*end;
}

static bool parse_hex(const char *s, __u8 *out, size_t max, size_t *len)
{
	int used;

	for (*len = 0; s && *s && *len < max; ++*len, s += used)
		if (sscanf(s, "%2hhx%n", &out[*len], &used) != 1 || used != 2)
			return false;
	return s && !*s;
}

static bool parse_address(struct change *c)
{
	const char *s = word();

	c->count = s && strchr(s, ':') ? sizeof(struct in6_addr) :
					 sizeof(struct in_addr);
	return s &&
	       inet_pton(strchr(s, ':') ? AF_INET6 : AF_INET, s, c->bytes) == 1;
}

static bool parse_change(const char *name, struct change *c)
{
	const char *s;

	memset(c, 0, sizeof(*c));
	if (!name)
		return false;
	if (!strcmp(name, "drop")) {
		c->action = ACT_DROP;
	} else if (!strcmp(name, "dup")) {
		c->action = ACT_DUP;
	} else if (!strcmp(name, "reflect")) {
		c->action = ACT_REFLECT;
	} else if (!strcmp(name, "source") || !strcmp(name, "destination")) {
		c->action = *name == 's' ? ACT_SOURCE : ACT_DESTINATION;
		return parse_address(c);
	} else if (!strcmp(name, "cut") || !strcmp(name, "extend")) {
		c->action = *name == 'c' ? ACT_CUT : ACT_EXTEND;
		return parse_number(&c->count);
	} else if (!strcmp(name, "flip") || !strcmp(name, "set")) {
		c->action = *name == 'f' ? ACT_FLIP : ACT_SET;
		s = word();
		if (!s)
			return false;
		c->offset = strtol(s, NULL, 0);
		s = word();
		return parse_hex(s ? s : "01", c->bytes, ACT_BYTES, &c->count);
	} else {
		return false;
	}
	return true;
}

static bool do_rule(void)
{
	enum which which = WHICH_NTH;
	unsigned long n = 0;
	struct change c;
	int dir, type;
	const char *s;

	if (!parse_dir(&dir) || !parse_type(&type))
		return false;
	s = word();
	if (!s)
		return false;
	if (!strcmp(s, "every")) {
		which = WHICH_EVERY;
	} else if (!strcmp(s, "repeats")) {
		which = WHICH_REPEATS;
	} else {
		n = strtoul(s, NULL, 10);
		if (!n)
			return false;
	}
	return parse_change(word(), &c) && rule_add(dir, type, which, n, &c);
}

static bool do_seen(void)
{
	int dir, type;

	if (!parse_dir(&dir) || !parse_type(&type))
		return false;
	printf("ok %lu\n", relay_seen(dir, type));
	return true;
}

static bool do_wait(void)
{
	unsigned long n, ms;
	int dir, type;

	return parse_dir(&dir) && parse_type(&type) && parse_number(&n) &&
	       parse_number(&ms) && relay_wait(dir, type, n, ms);
}

static const struct frame *parse_kept(int *dir)
{
	unsigned long n;
	int type;

	if (!parse_dir(dir) || !parse_type(&type) || !parse_number(&n))
		return NULL;
	return relay_kept(*dir, type, n);
}

static bool do_show(void)
{
	const struct frame *f;
	size_t i;
	int dir;

	f = parse_kept(&dir);
	if (!f)
		return false;
	printf("ok ");
	for (i = f->msg; i < f->len; i++)
		printf("%02x", f->data[i]);
	putchar('\n');
	return true;
}

static bool do_replay(void)
{
	static struct frame copy;
	const struct frame *f;
	const char *change;
	struct change c;
	int dir;

	f = parse_kept(&dir);
	if (!f)
		return false;
	copy = *f;
	change = word();
	if (!change) {
		relay_send(dir, &copy);
		return true;
	}
	return parse_change(change, &c) && relay_forward(dir, &copy, &c);
}

static bool do_inject(void)
{
	static struct frame copy;
	static __u8 msg[FRAME_MAX / 2];
	const struct frame *f;
	size_t len;
	int dir;

	f = parse_kept(&dir);
	if (!f || !parse_hex(word(), msg, sizeof(msg), &len))
		return false;
	copy = *f;
	frame_set_message(&copy, msg, len);
	relay_send(dir, &copy);
	return true;
}

/* Those that print their own answer are told apart by it. */
void command_line(char *line)
{
	const char *name = strtok(line, BLANKS);
	bool ok = true, answered = false;

	if (!name) {
		ok = false;
	} else if (!strcmp(name, "rule")) {
		ok = do_rule();
	} else if (!strcmp(name, "clear")) {
		rules_clear();
		relay_forget();
	} else if (!strcmp(name, "left")) {
		printf("ok %u\n", rules_left());
		answered = true;
	} else if (!strcmp(name, "seen")) {
		ok = do_seen();
		answered = ok;
	} else if (!strcmp(name, "wait")) {
		ok = do_wait();
	} else if (!strcmp(name, "show")) {
		ok = do_show();
		answered = ok;
	} else if (!strcmp(name, "replay")) {
		ok = do_replay();
	} else if (!strcmp(name, "inject")) {
		ok = do_inject();
	} else {
		ok = false;
	}
	if (!answered)
		puts(ok ? "ok" : "error");
	fflush(stdout);
}
