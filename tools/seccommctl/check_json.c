// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of seccommctl check as JSON.
 * Every list is there even when empty, so that scripts need no special cases.
 */
#include <jansson.h>
#include <stdlib.h>

#include "check_json.h"
#include "checker/growth.h"
#include "checker/valid.h"
#include "out.h"
#include "print_floor.h"
#include "print_stack.h"

static json_t *finding_json(const char *rule, const char *severity,
			    const char *remedy)
{
	return json_pack("{s:s, s:s, s:s}", "rule", rule, "severity", severity,
			 "remedy", remedy);
}

static void add_place(json_t *o, const struct check_request *req, int i)
{
	const char *type = req->stack.instances[i].type;

	json_object_set_new(o, "instance", json_integer(i + 1));
	json_object_set_new(o, "type", json_string(type));
	json_object_set_new(o, "line", json_integer(req->places.line[i]));
	json_object_set_new(o, "column", json_integer(req->places.column[i]));
}

static json_t *findings_json(const struct check_request *req)
{
	json_t *list = json_array(), *o;
	char remedy[REMEDY_LEN];
	int cannot;
	unsigned int i;

	if (*req->syntax) {
		o = finding_json("syntax", "error", req->syntax);
		json_array_append_new(list, o);
	}
	cannot = check_cannot_run(req, remedy, sizeof(remedy));
	if (cannot >= 0) {
		o = finding_json(CHECK_CANNOT_RUN, "error", remedy);
		add_place(o, req, cannot);
		json_array_append_new(list, o);
	}
	for (i = 0; i < req->checked.n_findings; i++) {
		const struct seccomm_finding *finding;
		bool error;

		finding = &req->checked.findings[i];
		error = finding->severity == SECCOMM_SEVERITY_ERROR;
		o = finding_json(finding->rule, error ? "error" : "warning",
				 finding->remedy);
		if (finding->instance >= 0)
			add_place(o, req, finding->instance);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *layer_json(const struct seccomm_layer_info *layer)
{
	json_t *path = json_array(), *options = json_object();
	json_t *slot = layer->slot == SECCOMM_NO_SLOT ?
			       json_null() :
			       json_integer(layer->slot);
	unsigned int i;

	for (i = 0; i < layer->path_len; i++)
		json_array_append_new(path, json_integer(layer->path[i]));
	for (i = 0; i < layer->type->n_options; i++) {
		const struct seccomm_option_desc *o = &layer->type->options[i];

		if (!seccomm_option_in_force(o, layer->values[i]))
			continue;
		json_object_set_new(options, o->name,
				    layer->texts[i] ?
					    json_string(layer->texts[i]) :
					    json_integer(layer->values[i]));
	}
	return json_pack("{s:s, s:o, s:b, s:i, s:i, s:o, s:o}", "type",
			 layer->type->name, "path", path, "swapped",
			 layer->swapped, "down_instance",
			 layer->down_instance + 1, "up_instance",
			 layer->up_instance + 1, "slot", slot, "options",
			 options);
}

static json_t *slots_json(const struct check_request *req)
{
	char methods[SECCOMM_METHODS_LEN];
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < req->stack.n_slots; i++) {
		const struct seccomm_slot *slot = &req->stack.slots[i];
		const char *derive = derive_word(slot->derive);
		const char *provider = source_words(slot, methods);

		json_array_append_new(list,
				      json_pack("{s:i, s:s, s:s}", "slot",
						slot->index, "derive", derive,
						"provider", provider));
	}
	return list;
}

enum form { FLAT, NESTED, DOT };

/* A form as one string, null where there is none. */
static json_t *form_json(const struct check_request *req, enum form form)
{
	json_t *string = NULL;
	char *text = NULL;
	bool any = true;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	if (form == NESTED)
		any = print_nested(f, &req->stack, &req->checked);
	else if (form == DOT)
		print_dot(f, "stack", &req->stack, &req->checked);
	else
		print_flat(f, &req->stack);
	if (!fclose(f))
		string = any ? json_string(text) : json_null();
	free(text);
	return string;
}

static json_t *unfragmented_json(const struct check_request *req)
{
	unsigned int ipv4 = check_unfragmented(req, CHECK_IPV4_HEADERS);
	unsigned int ipv6 = check_unfragmented(req, CHECK_IPV6_HEADERS);

	return json_pack("{s:i, s:i, s:i}", "mtu", req->mtu, "ipv4", ipv4,
			 "ipv6", ipv6);
}

static void add_accepted(json_t *o, const struct check_request *req)
{
	const struct seccomm_checked *checked = &req->checked;
	json_t *layers = json_array();
	unsigned int i;

	for (i = 0; i < checked->n_layers; i++)
		json_array_append_new(layers, layer_json(&checked->layers[i]));
	json_object_set_new(o, "canonical", json_string(checked->canonical));
	json_object_set_new(o, "grow_mul",
			    json_integer(seccomm_grow_mul(&checked->growth)));
	json_object_set_new(o, "grow_add", json_integer(checked->growth.add));
	json_object_set_new(o, "longest_body", json_integer(checked->limit));
	json_object_set_new(o, "unfragmented", unfragmented_json(req));
	json_object_set_new(o, "floor", floors_json(checked->floors));
	json_object_set_new(o, "kofn", quorums_json(&req->stack));
	json_object_set_new(o, "by_ca", authorities_json(&req->stack));
	json_object_set_new(o, "keys", slots_json(req));
	json_object_set_new(o, "layers", layers);
	json_object_set_new(o, "flat", form_json(req, FLAT));
	json_object_set_new(o, "nested", form_json(req, NESTED));
	if (req->dot)
		json_object_set_new(o, "dot", form_json(req, DOT));
}

bool check_json(FILE *f, const struct check_request *req)
{
	size_t flags = out_pretty ? JSON_INDENT(4) : JSON_COMPACT;
	json_t *o = json_pack("{s:b, s:o}", "accepted", check_accepted(req),
			      "findings", findings_json(req));
	bool good;

	if (o && check_accepted(req))
		add_accepted(o, req);
	good = o && !json_dumpf(o, f, flags) && fputc('\n', f) != EOF;
	json_decref(o);
	return good;
}
