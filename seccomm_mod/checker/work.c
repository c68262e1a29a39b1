// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * One run of the checker: its list of findings, and what several steps ask.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/work.h"

/* Is the same finding there already? */
static bool work_has(const struct seccomm_checked *out,
		     const struct seccomm_finding *finding)
{
	unsigned int i;

	for (i = 0; i < out->n_findings; i++)
		if (out->findings[i].instance == finding->instance &&
		    !strcmp(out->findings[i].rule, finding->rule) &&
		    !strcmp(out->findings[i].remedy, finding->remedy))
			return true;
	return false;
}

/**
 * seccomm_report() - add a finding
 * @w: the run
 * @severity: an error refuses the composition
 * @instance: the instance at fault, or -1
 * @rule: rule id
 * @fmt: the remedy, a whole sentence
 *
 * A finding that holds in both directions is added once. Errors are kept before
 * warnings; without room the last finding is dropped.
 */
void seccomm_report(struct seccomm_work *w, enum seccomm_severity severity,
		    int instance, const char *rule, const char *fmt, ...)
{
	struct seccomm_finding finding = {
		.rule = rule,
		.severity = severity,
		.instance = instance,
	};
	struct seccomm_checked *out = w->out;
	unsigned int at = out->n_findings, last = out->n_findings;
	va_list args;

	va_start(args, fmt);
	vsnprintf(finding.remedy, sizeof(finding.remedy), fmt, args);
	va_end(args);

	if (severity == SECCOMM_SEVERITY_ERROR)
		at = w->n_errors;
	if (at == SECCOMM_MAX_FINDINGS || work_has(out, &finding))
		return;
	if (last == SECCOMM_MAX_FINDINGS)
		last--;
	memmove(&out->findings[at + 1], &out->findings[at],
		(last - at) * sizeof(finding));
	out->findings[at] = finding;
	out->n_findings = last + 1;
	if (severity == SECCOMM_SEVERITY_ERROR)
		w->n_errors++;
}

/**
 * seccomm_is_swapped() - does an instance stand with its events swapped?
 * @w: the run, its events looked up
 * @instance: the instance
 *
 * Return: true if its down handler is on the upward path.
 */
bool seccomm_is_swapped(const struct seccomm_work *w, unsigned int instance)
{
	return w->swapped >> instance & 1;
}

/* What an instance is given for an option, or NULL. */
static const struct seccomm_option *work_given(const struct seccomm_work *w,
					       unsigned int instance,
					       const char *name)
{
	const struct seccomm_instance *inst = &w->in->instances[instance];
	unsigned int i;

	for (i = 0; i < inst->n_options; i++)
		if (!strcmp(inst->options[i].name, name))
			return &inst->options[i];
	return NULL;
}

/* Is an option given that stands in the place of the one called @name? */
static bool work_replaced(const struct seccomm_work *w, unsigned int instance,
			  const char *name)
{
	const struct seccomm_type_desc *type = w->type[instance];
	unsigned int i;

	for (i = 0; i < type->n_options; i++) {
		const struct seccomm_option_desc *other = &type->options[i];

		if (other->instead && !strcmp(other->instead, name) &&
		    work_given(w, instance, other->name))
			return true;
	}
	return false;
}

/**
 * seccomm_option_value() - an option's value, given or preset
 * @w: the run
 * @instance: whose option
 * @option: index in its type's options
 *
 * Return: the value; 0 if the option takes a text, or is not in force.
 */
__u32 seccomm_option_value(const struct seccomm_work *w, unsigned int instance,
			   unsigned int option)
{
	const struct seccomm_option_desc *desc =
		&w->type[instance]->options[option];
	const struct seccomm_option *o = work_given(w, instance, desc->name);

	if (desc->kind == SECCOMM_OPTION_TEXT ||
	    work_replaced(w, instance, desc->name))
		return 0;
	return o ? o->value : desc->preset;
}

/**
 * seccomm_option_text() - an option's text, given or preset
 * @w: the run
 * @instance: whose option
 * @option: index in its type's options
 *
 * Return: the text; NULL if the option takes a value.
 */
const char *seccomm_option_text(const struct seccomm_work *w,
				unsigned int instance, unsigned int option)
{
	const struct seccomm_option_desc *desc =
		&w->type[instance]->options[option];
	const struct seccomm_option *o = work_given(w, instance, desc->name);

	if (desc->kind != SECCOMM_OPTION_TEXT)
		return NULL;
	return o ? o->text : desc->preset_text;
}

/**
 * seccomm_slots_taken() - how many slots does an instance take?
 * @w: the run
 * @instance: an instance whose type is known
 *
 * Return: as many as its type, but none if the type takes one by its option keyed, and that
 * is 0.
 */
unsigned int seccomm_slots_taken(const struct seccomm_work *w,
				 unsigned int instance)
{
	const struct seccomm_type_desc *type = w->type[instance];
	unsigned int i;

	for (i = 0; (type->flags & SECCOMM_TYPE_KEYED) && i < type->n_options;
	     i++)
		if (!strcmp(type->options[i].name, "keyed") &&
		    !seccomm_option_value(w, instance, i))
			return 0;
	return type->slots;
}
