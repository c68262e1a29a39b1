// SPDX-License-Identifier: GPL-2.0
/*
 * The checker's list of findings, and its grammar of names.
 *
 * From every list of findings that may be there, one finding more: the list stays in
 * its bounds, errors stay before warnings, no error is lost to a warning, and nothing is
 * said twice. Names: exactly letters, digits, '_' and '.', the first no digit and no
 * '.', terminated within SECCOMM_NAME_LEN; not a byte is read beyond.
 *
 * Bounded: a list of 2 findings in place of 16, whose texts have one letter.
 */
/* cbmc: --unwind 34 --unwindset strcmp.0:4 */
#include "prove.h"
#include "seccomm_mod/checker/work.h"

#undef SECCOMM_MAX_FINDINGS
#define SECCOMM_MAX_FINDINGS 2

#include "seccomm_mod/checker/check.c"
#include "seccomm_mod/checker/name.c"
#include "seccomm_mod/checker/work.c"

static char said;

int vsnprintf(char *to, size_t n, const char *fmt, va_list args)
{
	PROVE(n == sizeof(((struct seccomm_finding *)NULL)->remedy));
	to[0] = said;
	to[1] = '\0';
	return 1;
}

static bool errors_first(const struct seccomm_checked *out, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < out->n_findings; i++)
		if (out->findings[i].severity !=
		    (i < n ? SECCOMM_SEVERITY_ERROR : SECCOMM_SEVERITY_WARNING))
			return false;
	return n <= out->n_findings;
}

/* One finding more, where there are @had of which @had_errors are errors. */
static void report(unsigned int had, unsigned int had_errors,
		   enum seccomm_severity severity)
{
	static struct seccomm_checked out;
	struct seccomm_work w = { .out = &out, .n_errors = had_errors };
	bool twice = false;
	unsigned int i;

	out.n_findings = had;
	for (i = 0; i < had; i++) {
		/* seccomm_report() alone adds: as it has left the list. */
		out.findings[i].severity = i < had_errors ?
						   SECCOMM_SEVERITY_ERROR :
						   SECCOMM_SEVERITY_WARNING;
		out.findings[i].rule = "r";
		out.findings[i].instance = ANY(bool);
		out.findings[i].remedy[0] = ANY(char);
		ASSUME(out.findings[i].remedy[0]);
		out.findings[i].remedy[1] = '\0';
	}
	said = ANY(char);
	ASSUME(said);

	seccomm_report(&w, severity, 1, "r", "");

	PROVE(out.n_findings <= SECCOMM_MAX_FINDINGS);
	PROVE(out.n_findings == had || out.n_findings == had + 1);
	PROVE(errors_first(&out, w.n_errors));
	PROVE(w.n_errors == had_errors || (severity == SECCOMM_SEVERITY_ERROR &&
					   w.n_errors == had_errors + 1));
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		if (i < out.n_findings && out.findings[i].remedy[0] == said &&
		    out.findings[i].instance == 1)
			twice = true;
	/* It is left out only where the list is full, an error only where it is full
	 * of errors.
	 */
	PROVE(twice || had == SECCOMM_MAX_FINDINGS);
	PROVE(twice || severity == SECCOMM_SEVERITY_WARNING ||
	      had_errors == SECCOMM_MAX_FINDINGS);
	if (had == SECCOMM_MAX_FINDINGS && w.n_errors > had_errors)
		REACHED("a warning makes room for an error");
	if (out.n_findings == had + 1)
		REACHED("one more");
}

static void prove_report(void)
{
	unsigned int had, errors;

	for (had = 0; had <= SECCOMM_MAX_FINDINGS; had++)
		for (errors = 0; errors <= had; errors++) {
			report(had, errors, SECCOMM_SEVERITY_ERROR);
			report(had, errors, SECCOMM_SEVERITY_WARNING);
		}
}

static void prove_names(void)
{
	char name[SECCOMM_NAME_LEN];
	bool valid = true, ended = false;
	unsigned int i;

	for (i = 0; i < SECCOMM_NAME_LEN; i++) {
		name[i] = ANY(char);
		if (ended)
			continue;
		if (!name[i])
			ended = true;
		else if (!((name[i] >= 'A' && name[i] <= 'Z') ||
			   (name[i] >= 'a' && name[i] <= 'z') ||
			   name[i] == '_' ||
			   (i && (name[i] == '.' ||
				  (name[i] >= '0' && name[i] <= '9')))))
			valid = false;
	}
	PROVE(seccomm_name_valid(name) == (valid && ended && name[0]));
	if (seccomm_name_valid(name))
		REACHED("a good name");
	else
		REACHED("a bad name");
}

int main(void)
{
	if (ANY(bool))
		prove_report();
	else
		prove_names();
	return 0;
}
