// SPDX-License-Identifier: GPL-2.0
/*
 * Has messages go through compositions: each ordered pair of types, or random nestings, of
 * those that the checker accepts and this kernel can run; or a cipher alone in sessions whose
 * handshakes have sealed lists.
 *
 *   sc_mixtures [-n COUNT] [-s SEED] [-l FILE]
 *               pairs|nestings|sealed|control|repeat|reseal|recontrol A B KEYS
 *   sc_mixtures -l FILE ledger
 *
 * A and B are namespaces that the interfaces ma and mb of this one lead to, KEYS a directory
 * with their key pairs. COUNT: so many compositions, chosen by the seed; without it all pairs.
 * control takes a cipher alone and claims that it verifies, repeat takes its message numbers
 * twice, reseal seals a handshake twice, and recontrol its control messages; all four must
 * fail. The ledger of a run is appended to FILE; that of all runs is looked at with ledger.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../compositions/throw.h"
#include "../survive/ledger.h"
#include "checker/builtin.h"
#include "checker/check.h"
#include "mixtures.h"
#include "print_stack.h"

#define FAILURES 10 /* then it ends */
#define V6_MORE 20 /* bytes of an IPv6 header over one of IPv4 */
#define TRIES 2000 /* compositions that are thrown for each that is taken */

static struct mixture mixture;
static struct tally tally;
static unsigned long taken, failed;

bool wrong(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("# ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	return false;
}

static const struct seccomm_type_desc *lookup(const char *name, void *ctx)
{
	return seccomm_type_builtin(name);
}

/* Does the checker accept it, and can this kernel run it? */
static bool accepted(void)
{
	unsigned int i;

	seccomm_check(&mixture.composition, lookup, NULL, &mixture.checked);
	for (i = 0; i < mixture.checked.n_layers; i++)
		if (!hosts_have(mixture.checked.layers[i].type->name))
			return false;
	return mixture.checked.accepted;
}

/* The composition as seccommctl reads it, on one line. */
static void show(__u64 seed)
{
	char *text = NULL, *end;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	print_nested(f, &mixture.composition, &mixture.checked);
	fclose(f);
	text[len - 1] = 0;
	while ((end = strchr(text, '\n')))
		*end = ';';
	printf("# seed %llu, IPv%d: %s\n", (unsigned long long)seed,
	       mixture.v6 ? 6 : 4, text);
	free(text);
}

/* Does the longest message fit a packet of IPv6, too? The limit is that of IPv4, whose header
 * is shorter, and no message may be in fragments here.
 */
static bool fits_v6(void)
{
	return mixture.checked.limit >= MIX_BODY + V6_MORE;
}

/* The mixture's composition at work; false if there have been too many failures. */
static bool take(__u64 seed, bool claim)
{
	struct rng rng;
	bool good;

	rng_seed(&rng, seed);
	mixture.v6 = rng_below(&rng, 2) && fits_v6();
	good = hosts_begin(&mixture, &rng) &&
	       exchange(&mixture, claim, &rng, &tally);
	/* Control messages come at the end of the session. */
	good = hosts_end() && record_good() && good;
	taken++;
	if (!good) {
		show(seed);
		failed++;
	}
	return failed < FAILURES;
}

/* In an order of the seed's, so that few are any of all. */
static void take_pairs(unsigned long count, __u64 seed)
{
	const unsigned int n = pairs_number();
	unsigned int *order = calloc(n, sizeof(*order)), i, k;
	struct rng rng;

	rng_seed(&rng, seed);
	for (i = 0; i < n; i++) {
		k = rng_below(&rng, i + 1);
		order[i] = order[k];
		order[k] = i;
	}
	for (i = 0; i < n && (!count || taken < count); i++) {
		pairs_compose(&mixture.composition, order[i]);
		if (accepted() && !take(seed + order[i], false))
			break;
	}
	free(order);
}

/* A second, which the throw may give a message, is not enough where signatures take one. */
static void give_time(void)
{
	unsigned int i, k;

	for (i = 0; i < mixture.composition.n_instances; i++) {
		struct seccomm_instance *inst =
			&mixture.composition.instances[i];

		for (k = 0; k < inst->n_options; k++)
			if (!strcmp(inst->options[k].name, "window"))
				inst->options[k].value = 3600;
	}
}

static void take_nestings(unsigned long count, __u64 seed)
{
	const __u64 last = seed + count * TRIES;

	for (; taken < count && seed < last; seed++) {
		throw_nesting(&mixture.composition, seed);
		give_time();
		if (accepted() && !take(seed, false))
			break;
	}
	if (!failed && taken < count)
		failed += !wrong("%lu compositions, not %lu", taken, count);
}

static void take_control(__u64 seed, bool claim)
{
	pairs_compose(&mixture.composition,
		      pairs_find(&seccomm_desc_aes_privacy,
				 &seccomm_desc_null_security));
	if (accepted())
		take(seed, claim);
}

/* Both ends seal something, and all keys follow from what both were given. */
static void take_sealed(unsigned long count, __u64 seed)
{
	struct seccomm_slot *slot = &mixture.composition.slots[0];

	pairs_compose(&mixture.composition,
		      pairs_find(&seccomm_desc_window_replay,
				 &seccomm_desc_chachapoly_privacy));
	slot->source = SECCOMM_SOURCE_ALL;
	slot->n_methods = 2;
	slot->methods[0].kind = SECCOMM_METHOD_PSK;
	slot->methods[1].kind = SECCOMM_METHOD_RSA;
	slot->methods[1].sig = SECCOMM_PK_RSA2048;
	slot->methods[1].bits = 3072;
	while (taken < count && accepted() && take(seed + taken, false))
		;
	if (!failed && taken < count)
		failed += !wrong("%lu sessions, not %lu", taken, count);
}

/* No cipher was used twice with one key and nonce. */
static bool ledger_holds(void)
{
	const size_t twice = ledger_twice();

	if (!ledger_entries())
		return wrong("the ledger is empty");
	printf("# ledger: %zu keys with nonces\n", ledger_entries());
	return !twice || wrong("%zu keys came twice with a nonce", twice);
}

static void take_repeat(__u64 seed)
{
	record_repeat();
	take_control(seed, false);
}

static void take_resealed(__u64 seed)
{
	record_reseal();
	take_sealed(1, seed);
}

static void take_recontrolled(__u64 seed)
{
	record_recontrol();
	take_control(seed, false);
}

static void take_kind(const char *kind, unsigned long count, __u64 seed)
{
	if (!strcmp(kind, "pairs"))
		take_pairs(count, seed);
	else if (!strcmp(kind, "nestings"))
		take_nestings(count, seed);
	else if (!strcmp(kind, "sealed"))
		take_sealed(count, seed);
	else if (!strcmp(kind, "control"))
		take_control(seed, true);
	else if (!strcmp(kind, "repeat"))
		take_repeat(seed);
	else if (!strcmp(kind, "reseal"))
		take_resealed(seed);
	else if (!strcmp(kind, "recontrol"))
		take_recontrolled(seed);
}

/* The ledger of all runs before, which were told of the same file. */
static int look_at_ledger(const char *file)
{
	if (!ledger_load(file))
		return !wrong("%s: %s", file, strerror(errno));
	return !ledger_holds();
}

int main(int argc, char **argv)
{
	const char *ledger = NULL;
	unsigned long count = 0;
	__u64 seed = 1;
	int c;

	while ((c = getopt(argc, argv, "l:n:s:")) != -1) {
		if (c == 'l')
			ledger = optarg;
		else if (c == 'n')
			count = strtoul(optarg, NULL, 10);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 10);
		else
			return 2;
	}
	argv += optind;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (ledger && argc - optind == 1 && !strcmp(argv[0], "ledger"))
		return look_at_ledger(ledger);
	if (argc - optind != 4)
		return 2;
	if (!middle_open() || !hosts_open(argv + 1, argv[3]))
		return 1;
	take_kind(argv[0], count, seed);
	if (ledger && !ledger_save(ledger))
		return !wrong("%s: %s", ledger, strerror(errno));
	printf("# seed %llu: %lu compositions, %lu failed\n",
	       (unsigned long long)seed, taken, failed);
	printf("# intact: %lu messages, %llu bytes; %lu control messages\n",
	       tally.intact, tally.bytes, record_controls());
	printf("# altered: %lu messages; %lu dropped, %lu came as sent, %lu came altered\n",
	       tally.spoilt, tally.dropped, tally.as_sent, tally.altered);
	if (!failed && record_controls() < taken)
		failed += !wrong("not each session was closed by a message");
	return !ledger_holds() || failed || !taken;
}
