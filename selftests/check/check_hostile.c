// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile input for the checker and the notation: random bytes, random and
 * mutated stacks, from fixed seeds. Built with the sanitizers.
 */
#include <stdlib.h>
#include <string.h>

#include "checker/builtin.h"
#include "checker/check.h"
#include "ktap.h"
#include "notation.h"
#include "print_stack.h"

#define ROUNDS 4000
#define EXPECT(what) (good &= ktap_expect(what, #what, __LINE__))
#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct seccomm_composition stack, again;
static struct seccomm_checked checked, rechecked;
static unsigned int n_accepted, n_refused;
static unsigned long long state;

static unsigned int any(unsigned int n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static const struct seccomm_type_desc *lookup(const char *name, void *ctx)
{
	(void)ctx;
	return seccomm_type_builtin(name);
}

static bool terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size);
}

/* Does a text read back as a stack with the canonical form of @checked? */
static bool same_again(const char *text, size_t len)
{
	char err[200];

	if (notation_parse(text, len, "again", &again, err, sizeof(err))) {
		printf("    # %s\n%.*s\n", err, (int)len, text);
		return false;
	}
	seccomm_check(&again, lookup, NULL, &rechecked);
	return rechecked.accepted &&
	       !strcmp(rechecked.canonical, checked.canonical);
}

/* The canonical form in words of the notation: its slots become keys. */
static bool canonical_again(void)
{
	char text[2 * SECCOMM_CANONICAL_LEN], *c, *end;
	const char *session = stack.sessionless ? "|session none" : "";

	snprintf(text, sizeof(text), "%s", checked.canonical);
	c = strstr(text, stack.sessionless ? "|s:none" : "|s:psk");
	if (!c)
		return false;
	end = c + (stack.sessionless ? 7 : 6);
	memmove(c + strlen(session), end, strlen(end) + 1);
	memcpy(c, session, strlen(session));
	for (c = text; (c = strchr(c, '|'));) {
		memmove(c + 4, c, strlen(c) + 1);
		memcpy(c, "\nkey ", 5);
	}
	for (c = strchr(text, '\n'); c && *c; c++)
		if (*c == ':')
			*c = ' ';
	return same_again(text, strlen(text));
}

static bool printed_again(bool nested)
{
	char *text = NULL;
	bool any, good;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return false;
	any = nested ? print_nested(f, &stack, &checked) : true;
	if (!nested)
		print_flat(f, &stack);
	if (fclose(f))
		return false;
	good = !any || same_again(text, len);
	free(text);
	return good;
}

static bool drawn(void)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return false;
	print_graph(f, &stack, &checked);
	if (fclose(f))
		return false;
	free(text);
	return len;
}

/* Each instance stands downward once and upward once. */
static bool all_placed(void)
{
	unsigned int down = 0, up = 0, i;

	for (i = 0; i < checked.n_layers; i++) {
		down |= 1U << checked.layers[i].down_instance;
		up |= 1U << checked.layers[i].up_instance;
	}
	return checked.n_layers == stack.n_instances && down == up &&
	       down == 0xffffffff >> (32 - stack.n_instances);
}

/* Checks @stack and what must hold of any verdict. */
static bool verdict_holds(void)
{
	bool good = true, error = false;
	unsigned int i;

	memset(&checked, 0xa5, sizeof(checked));
	seccomm_check(&stack, lookup, NULL, &checked);
	EXPECT(checked.n_findings <= SECCOMM_MAX_FINDINGS);
	for (i = 0; i < checked.n_findings; i++) {
		const struct seccomm_finding *finding = &checked.findings[i];

		error |= finding->severity == SECCOMM_SEVERITY_ERROR;
		EXPECT(finding->instance < SECCOMM_MAX_INSTANCES);
		EXPECT(terminated(finding->remedy, sizeof(finding->remedy)));
	}
	EXPECT(checked.accepted == !error);
	if (!checked.accepted) {
		n_refused++;
		EXPECT(!checked.n_layers && !*checked.canonical);
		return good;
	}
	n_accepted++;
	EXPECT(terminated(checked.canonical, sizeof(checked.canonical)));
	EXPECT(all_placed());
	EXPECT(canonical_again());
	EXPECT(printed_again(false));
	EXPECT(printed_again(true));
	EXPECT(drawn());
	return good;
}

static bool random_bytes(void)
{
	bool good = true;
	unsigned int i, k;

	for (i = 0; i < ROUNDS / 10 && good; i++) {
		for (k = 0; k < sizeof(stack); k++)
			((unsigned char *)&stack)[k] = any(256);
		/* Else the first look at the counts would be the last. */
		if (i & 1) {
			stack.n_instances %= SECCOMM_MAX_INSTANCES + 1;
			stack.n_slots %= SECCOMM_MAX_SLOTS + 1;
			for (k = 0; k < SECCOMM_MAX_INSTANCES; k++) {
				stack.instances[k].n_down %= 9;
				stack.instances[k].n_up %= 9;
				stack.instances[k].n_options %= 5;
			}
		}
		good &= verdict_holds();
	}
	return good;
}

static const char *const seeds[] = {
	"key 0\nkey 1\nWindowReplay(), MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))",
	"key 0\nkey 1\nDESPrivacy(msgFromAbove,1,dataMsgFromBelow,1,0)\nDESPrivacy(dataMsgFromBelow,2,msgFromAbove,2,1)\nDESPrivacy(msgFromAbove,3,dataMsgFromBelow,3,0)",
	"key 0; key 1; key 2 session; MultiSecurity(HMACSHA256Integrity(0), MultiSecurity(~DESPrivacy(1), AESGCMPrivacy(2, bits=128)), NullSecurity())",
	"key 0 kofn(2, rsa(bits=2048,sig=rsa2048), dh(auth=psk,group=p256), ext(kind=file))\nkey 1 all(psk, dh(auth=static,group=x25519))\nWindowReplay(), ChaChaPolyPrivacy(0), AESGCMPrivacy(1)",
	"key 0\nMultiSecurity(msgFromAbove,1,dataMsgFromBelow,1,{a},{f})\nMultiSecurity(msgFromAbove,2,dataMsgFromBelow,2,{b},{g})\nDESPrivacy(a,1,f,1,0)\nDESPrivacy(b,1,g,1,0)",
	"MultiSecurity(MultiSecurity(MultiSecurity(MultiSecurity(MultiSecurity(MultiSecurity(MultiSecurity(NullSecurity(), ~NullSecurity())))))))",
};

static bool read_seed(void)
{
	const char *text = seeds[any(N(seeds))];
	char err[200];

	return !notation_parse(text, strlen(text), "seed", &stack, err,
			       sizeof(err));
}

/* An event that occurs in the stack, or one that does not. */
static const char *some_event(void)
{
	struct seccomm_instance *inst;

	inst = &stack.instances[any(stack.n_instances)];
	switch (any(6)) {
	case 0:
		return inst->d_event;
	case 1:
		return inst->u_event;
	case 2:
		return inst->n_down ? inst->down[any(inst->n_down)] : "e";
	case 3:
		return inst->n_up ? inst->up[any(inst->n_up)] : "f";
	case 4:
		return any(2) ? "msgFromAbove" : "dataMsgFromBelow";
	default:
		return any(2) ? "g" : "keyMiss";
	}
}

static void rename_event(char *name)
{
	char event[SECCOMM_NAME_LEN];

	snprintf(event, sizeof(event), "%s", some_event());
	memset(name, 0, SECCOMM_NAME_LEN);
	snprintf(name, SECCOMM_NAME_LEN, "%s", event);
}

static void mutate_instance(void)
{
	unsigned int i = any(stack.n_instances);
	struct seccomm_instance *inst = &stack.instances[i], swap;
	unsigned int other = any(stack.n_instances);

	switch (any(10)) {
	case 0:
		rename_event(inst->d_event);
		break;
	case 1:
		rename_event(inst->u_event);
		break;
	case 2:
		inst->d_order += (int)any(5) - 2;
		break;
	case 3:
		inst->u_order += (int)any(5) - 2;
		break;
	case 4:
		inst->slot = any(4);
		break;
	case 5:
		rename_event(inst->down[any(SECCOMM_MAX_RAISED)]);
		break;
	case 6:
		rename_event(inst->up[any(SECCOMM_MAX_RAISED)]);
		break;
	case 7:
		inst->n_down = any(3);
		inst->n_up = any(3);
		break;
	case 8:
		snprintf(inst->type, sizeof(inst->type), "%s",
			 seccomm_types[any(seccomm_n_types)]->name);
		break;
	default:
		/* The order in which instances are written means nothing. */
		swap = *inst;
		*inst = stack.instances[other];
		stack.instances[other] = swap;
	}
}

static bool mutated_stacks(void)
{
	bool good = true;
	unsigned int i, k;

	n_accepted = 0;
	n_refused = 0;
	for (i = 0; i < ROUNDS && good; i++) {
		EXPECT(read_seed());
		for (k = any(4); k; k--)
			mutate_instance();
		good &= verdict_holds();
	}
	/* Both ways out were well used. */
	EXPECT(n_accepted > ROUNDS / 10);
	EXPECT(n_refused > ROUNDS / 10);
	return good;
}

/* Puts a random expression behind @text; false where there is no more room. */
static unsigned int put_expression(char *text, unsigned int depth)
{
	static const char *const leaves[] = {
		"NullSecurity()",	  "~NullSecurity()",
		"DESPrivacy(0)",	  "~DESPrivacy(1)",
		"ChaChaPolyPrivacy(2)",	  "AESGCMPrivacy(3, bits=128)",
		"HMACSHA256Integrity(4)",
	};
	unsigned int n = 1 + any(3), i, count = n;

	for (i = 0; i < n; i++) {
		strcat(text, i ? ", " : "");
		if (depth < SECCOMM_MAX_DEPTH && !any(4)) {
			strcat(text, "MultiSecurity(");
			count += put_expression(text, depth + 1);
			strcat(text, ")");
		} else {
			strcat(text, leaves[any(N(leaves))]);
		}
	}
	return count;
}

static bool random_trees(void)
{
	static const char keys[] =
		"key 0\nkey 1 raw\nkey 2 session\nkey 3\nkey 4\n";
	static char text[1 << 16], err[200];
	bool good = true;
	unsigned int i;

	for (i = 0; i < ROUNDS / 4 && good; i++) {
		snprintf(text, sizeof(text), "%s", keys);
		if (put_expression(text, 1) > SECCOMM_MAX_INSTANCES)
			continue;
		EXPECT(!notation_parse(text, strlen(text), "tree", &stack, err,
				       sizeof(err)));
		good &= verdict_holds();
		EXPECT(checked.accepted);
		/* A printed expression is the same stack to the last byte. */
		EXPECT(printed_again(true));
		EXPECT(!memcmp(&stack, &again, sizeof(stack)));
		EXPECT(printed_again(false));
		EXPECT(!memcmp(&stack, &again, sizeof(stack)));
	}
	return good;
}

static bool random_text(void)
{
	static const char *const words[] = {
		"key",
		"raw",
		"session",
		"(",
		")",
		"{",
		"}",
		",",
		";",
		"\n",
		"~",
		"=",
		"0",
		"-1",
		"99999999999",
		"#",
		" ",
		"$",
		"\xff",
		"NullSecurity",
		"MultiSecurity",
		"msgFromAbove",
		"NullSecurity()",
		"MultiSecurity(",
		"DESPrivacy(0)",
	};
	char text[1024], err[64];
	bool good = true;
	unsigned int i, k;

	for (i = 0; i < ROUNDS && good; i++) {
		*text = '\0';
		for (k = any(30); k; k--)
			strcat(text, words[any(N(words))]);
		*err = '\0';
		if (!notation_parse(text, strlen(text), "text", &stack, err,
				    1 + any(sizeof(err))))
			good &= verdict_holds();
		EXPECT(terminated(err, sizeof(err)));
	}
	return good;
}

static bool mutated_text(void)
{
	char text[1024], err[200];
	bool good = true;
	unsigned int i, k;

	for (i = 0; i < ROUNDS && good; i++) {
		size_t len;

		snprintf(text, sizeof(text), "%s", seeds[any(N(seeds))]);
		len = strlen(text);
		for (k = 1 + any(3); k; k--)
			text[any(len)] = any(3) ? (char)any(256) :
						  text[any(len)];
		if (!notation_parse(text, len - any(2) * any(len), "text",
				    &stack, err, sizeof(err)))
			good &= verdict_holds();
	}
	return good;
}

/* Texts that would be large in some way if nothing bounded them. */
static bool large_text(void)
{
	static const char *const parts[] = { "(",     "A(",   "A(){",
					     "~",     "\n",   "key 0\n",
					     "A(),",  "A(a,", "key 0 raw ",
					     "A({a,", "#" };
	size_t size = 1 << 21, i, len;
	char *text = malloc(size), err[200];
	bool good = text;

	for (i = 0; i < N(parts) && good; i++) {
		for (len = 0; len + 16 < size; len += strlen(parts[i]))
			memcpy(text + len, parts[i], strlen(parts[i]));
		EXPECT(notation_parse(text, len, "large", &stack, err,
				      sizeof(err)) < 0);
		EXPECT(!notation_parse(text, 1 << 19, "large", &stack, err,
				       sizeof(err)) ==
		       !strchr("(A~k", *parts[i]));
	}
	free(text);
	return good;
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "random_bytes", random_bytes },
		{ "mutated_stacks", mutated_stacks },
		{ "random_trees", random_trees },
		{ "random_text", random_text },
		{ "mutated_text", mutated_text },
		{ "large_text", large_text },
	};

	return ktap_run(tests, N(tests));
}
