// SPDX-License-Identifier: GPL-2.0
/*
 * Rules that no text can break, since the notation would refuse it before:
 * malformed compositions, and types of other modules.
 */
#include <string.h>

#include "checker/builtin.h"
#include "checker/valid.h"
#include "check_rules.h"
#include "notation.h"
#include "rules_types.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

struct seccomm_composition stack;
struct seccomm_checked checked;

static const struct seccomm_type_desc *lookup(const char *name, void *ctx)
{
	unsigned int i;

	for (i = 0; i < N(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	/* A context stands for a module with malformed descriptors. */
	return ctx ? ctx : seccomm_type_builtin(name);
}

void check(void)
{
	seccomm_check(&stack, lookup, NULL, &checked);
}

/* Reads a stack and checks it; false if it cannot be read. */
bool check_text(const char *text)
{
	char err[200];

	if (notation_parse(text, strlen(text), "test", &stack, err,
			   sizeof(err))) {
		printf("    # %s\n", err);
		return false;
	}
	check();
	return true;
}

/* Is the n-th finding of this rule, on this instance? */
static bool is(unsigned int n, const char *rule, int instance)
{
	return n < checked.n_findings &&
	       !strcmp(checked.findings[n].rule, rule) &&
	       checked.findings[n].instance == instance;
}

bool refused(const char *rule, int instance)
{
	return !checked.accepted && !checked.n_layers && is(0, rule, instance);
}

/* A stack of these layers, with privacy and integrity behind them. */
bool check_sealed(const char *layers)
{
	char text[160];

	snprintf(text, sizeof(text), "key 0; %s, ChaChaPolyPrivacy(0)", layers);
	return check_text(text);
}

/* No meta that is built in may hand a message to some of its members only. */
static bool nested_fresh(void)
{
	bool good = check_sealed("Frame(WindowReplay())");
	const char *text;

	EXPECT(refused("nested-fresh", 1));
	EXPECT(check_sealed("Frame(MultiSecurity(TimestampReplay()))"));
	EXPECT(refused("nested-fresh", 2));
	text = "key 0; MultiSecurity(WindowReplay()), Frame(ChaChaPolyPrivacy(0))";
	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	return good;
}

static bool canonical_length(void)
{
	char text[64 * SECCOMM_MAX_INSTANCES] = "";
	bool good = true;
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_INSTANCES; i++)
		strcat(text, LONG_NAME "();");
	EXPECT(check_text(text));
	EXPECT(refused("canonical-length", -1));
	EXPECT(!*checked.canonical);
	*text = '\0';
	for (i = 0; i < 23; i++)
		strcat(text, LONG_NAME "();");
	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	EXPECT(strlen(checked.canonical) ==
	       23 * (31 + 2 + 4 * 33 + 3) + 22 + 6);
	return good;
}

static bool event_name(void)
{
	static const char *const bad[] = { "",	  "1e",	  ".e", "a b",
					   "e,f", "\x80", "e\n" };
	bool good = true;
	unsigned int i;

	for (i = 0; i < N(bad); i++) {
		EXPECT(check_text("NullSecurity()"));
		snprintf(stack.instances[0].u_event, SECCOMM_NAME_LEN, "%s",
			 bad[i]);
		check();
		EXPECT(refused("event-name", 0));
	}
	EXPECT(check_text("MultiSecurity(NullSecurity())"));
	memset(stack.instances[0].up[0], 'e', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("event-name", 0));
	return good;
}

static bool unterminated_names(void)
{
	bool good = check_text("key 0\nAESGCMPrivacy(0, bits=128)");

	memset(stack.instances[0].options[0].name, 'o', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("option-unknown", 0));
	memset(stack.instances[0].type, 't', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("type-unknown", 0));
	return good;
}

static bool malformed_types(void)
{
	bool good = check_text("Foreign()");
	unsigned int i;

	EXPECT(refused("type-unknown", 0));
	for (i = 0; i < N(malformed); i++) {
		EXPECT(!seccomm_type_valid(&malformed[i]));
		seccomm_check(&stack, lookup, (void *)&malformed[i], &checked);
		EXPECT(refused("type-unknown", 0));
	}
	for (i = 0; i < seccomm_n_types; i++)
		EXPECT(seccomm_type_valid(seccomm_types[i]));
	for (i = 0; i < seccomm_n_types; i++)
		EXPECT(seccomm_type_builtin(seccomm_types[i]->name) ==
		       seccomm_types[i]);
	return good;
}

static bool option_range(void)
{
	static const char out_of_range[] =
		"Give some of instance 1 (Ranges) a value from 16 to 4096; 15 is outside.";
	static const char mask[] =
		"ExpansionSecurity(NullSecurity(), NullSecurity(), mask=255)";
	bool good = check_text("Ranges()");

	EXPECT(checked.accepted);
	EXPECT(!strcmp(checked.canonical,
		       "Ranges(all=7,one=5,some=1024)|s:psk"));
	EXPECT(check_text("Ranges(all=0, some=16)"));
	EXPECT(checked.accepted);
	EXPECT(checked.layers[0].values[0] == 0);
	EXPECT(checked.layers[0].values[2] == 16);
	EXPECT(check_text("Ranges(all=4294967295, one=5, some=4096)"));
	EXPECT(!strcmp(checked.canonical,
		       "Ranges(all=4294967295,one=5,some=4096)|s:psk"));
	EXPECT(check_text("Ranges(some=15)"));
	EXPECT(refused("option-value", 0));
	EXPECT(!strcmp(checked.findings[0].remedy, out_of_range));
	EXPECT(check_text("Ranges(some=4097)"));
	EXPECT(refused("option-value", 0));
	EXPECT(check_text("Ranges(one=4)"));
	EXPECT(refused("option-value", 0));
	EXPECT(check_text("Ranges(one=6)"));
	EXPECT(refused("option-value", 0));
	EXPECT(check_text(mask));
	EXPECT(refused("option-value", 0));
	return good;
}

static bool option_text(void)
{
	static const char no_text[] =
		"key of instance 1 (Texts) a text: 1 to 31 letters, digits or '_-.:/'";
	static const char no_number[] =
		"Give some of instance 1 (Texts) a number, such as 1.";
	bool good = check_text("Texts()");

	EXPECT(checked.accepted);
	EXPECT(!strcmp(checked.canonical,
		       "Texts(key=" LONG_TEXT ",some=1)|s:psk"));
	EXPECT(check_text("Texts(some=2, key= /a-b:c.d_2 )"));
	EXPECT(checked.accepted);
	EXPECT(!strcmp(checked.canonical,
		       "Texts(key=/a-b:c.d_2,some=2)|s:psk"));
	EXPECT(!strcmp(checked.layers[0].texts[0], "/a-b:c.d_2"));
	EXPECT(checked.layers[0].values[1] == 2 && !checked.layers[0].texts[1]);
	EXPECT(check_text("Texts(key=2a)"));
	EXPECT(checked.accepted);
	EXPECT(check_text("Texts(key=a), Texts(key=b)"));
	EXPECT(checked.accepted);
	EXPECT(check_text("Texts(key=a, key=a)"));
	EXPECT(refused("option-duplicate", 0));
	EXPECT(check_text("Texts(key=12)"));
	EXPECT(refused("option-value", 0));
	EXPECT(strstr(checked.findings[0].remedy, no_text));
	EXPECT(check_text("Texts(some=a)"));
	EXPECT(refused("option-value", 0));
	EXPECT(!strcmp(checked.findings[0].remedy, no_number));
	EXPECT(check_text("Texts(other=a)"));
	EXPECT(refused("option-unknown", 0));
	EXPECT(check_text("Texts(msgFromAbove,1,dataMsgFromBelow,1,key=a)\n"
			  "Texts(msgFromAbove,2,dataMsgFromBelow,2,key=b)"));
	EXPECT(refused("order-inverse", 0));
	EXPECT(check_text("Texts(key=a)"));
	memset(stack.instances[0].options[0].text, 'a', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("option-value", 0));
	return good;
}

static bool raw_two_algorithms(void)
{
	bool good = check_text("key 0 raw\nRawCipher(0), RawCipher(0)");

	EXPECT(checked.accepted);
	EXPECT(check_text("key 0 raw\nRawCipher(0), RawOther(0)"));
	EXPECT(refused("raw-refused", 1));
	EXPECT(check_text("key 0\nRawCipher(0), RawOther(0)"));
	EXPECT(checked.accepted);
	return good;
}

/* Layers in downward order, each with the event of its parent that it hangs on. */
static bool members(void)
{
	static const __u8 member[] = { 0, 0, 0, 1, 0, 1 };
	static const __s16 parent[] = { -1, 0, 0, 0, 3, 0 };
	static const char text[] =
		"MultiSecurity(msgFromAbove,1,dataMsgFromBelow,1,{a,b},{f,g})\n"
		"NullSecurity(a,1,f,2)\nNullSecurity(a,2,f,1)\n"
		"MultiSecurity(b,1,g,2,{c},{h})\nNullSecurity(c,1,h,1)\n"
		"NullSecurity(g,1,b,2)";
	bool good = check_text(text);
	unsigned int i;

	EXPECT(checked.n_layers == N(member));
	for (i = 0; i < checked.n_layers; i++) {
		EXPECT(checked.layers[i].parent == parent[i]);
		EXPECT(checked.layers[i].member == member[i]);
	}
	EXPECT(checked.layers[N(member) - 1].swapped);
	return good;
}

static bool weak_properties(void)
{
	bool good = check_text("key 0; key 1\nWeakMac(0), WeakSign(1)");

	EXPECT(checked.accepted && checked.n_findings == 2);
	EXPECT(is(0, "weak-alone", 0));
	EXPECT(is(1, "weak-alone", 1));
	EXPECT(check_text("key 0; key 1\nWeakMac(0), HMACSHA256Integrity(1)"));
	EXPECT(checked.accepted && !checked.n_findings);
	return good;
}

static bool errors_come_first(void)
{
	bool good = check_text("key 0 raw session\nDESPrivacy(1)");

	EXPECT(refused("slot-undeclared", 0));
	EXPECT(checked.n_findings == 3);
	EXPECT(is(1, "raw-refused", -1));
	EXPECT(checked.findings[1].severity == SECCOMM_SEVERITY_ERROR);
	EXPECT(is(2, "slot-unused", -1));
	EXPECT(checked.findings[2].severity == SECCOMM_SEVERITY_WARNING);
	return good;
}

static bool findings_overflow(void)
{
	char text[48 * SECCOMM_MAX_INSTANCES] = "key 31\n";
	bool good = true;
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_INSTANCES - 1; i++)
		strcat(text, "DESPrivacy(1);");
	EXPECT(check_text(text));
	EXPECT(!checked.accepted);
	EXPECT(checked.n_findings == SECCOMM_MAX_FINDINGS);
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		EXPECT(is(i, "slot-undeclared", i));

	/* The warning is there first, and gives way. */
	snprintf(text, sizeof(text), "key 31\n");
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		strcat(text, "NullSecurity(e,1,dataMsgFromBelow,1);");
	EXPECT(check_text(text));
	EXPECT(checked.n_findings == SECCOMM_MAX_FINDINGS);
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		EXPECT(checked.findings[i].severity == SECCOMM_SEVERITY_ERROR);
	return good;
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "growth", whole_growth },
		{ "growth_by_a_fraction", growth_by_a_fraction },
		{ "growth_limit", growth_limit },
		{ "growth_of_options", growth_of_options },
		{ "growth_of_metas", growth_of_metas },
		{ "growth_alike", growth_alike },
		{ "room_in_metas", room_in_metas },
		{ "nested_fresh", nested_fresh },
		{ "canonical_length", canonical_length },
		{ "argument_range", argument_range },
		{ "pk_range", pk_range },
		{ "method_range", method_range },
		{ "rsa_range", rsa_range },
		{ "threshold_range", threshold_range },
		{ "event_name", event_name },
		{ "unterminated_names", unterminated_names },
		{ "malformed_types", malformed_types },
		{ "members", members },
		{ "option_range", option_range },
		{ "option_text", option_text },
		{ "raw_two_algorithms", raw_two_algorithms },
		{ "weak_properties", weak_properties },
		{ "errors_come_first", errors_come_first },
		{ "findings_overflow", findings_overflow },
	};

	return ktap_run(tests, N(tests));
}
