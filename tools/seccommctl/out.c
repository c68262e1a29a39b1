// SPDX-License-Identifier: GPL-2.0
/*
 * Output as text or JSON. JSON is built up and written when it is complete, so
 * that what fails half way leaves nothing half written.
 */
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"
#include "seccommctl.h"

#define MAX_DEPTH 8
#define MAX_HEX 64

bool out_json;
bool out_pretty;
bool out_stats;
bool out_details;

/* Containers that are open, the outermost first. */
static json_t *open_containers[MAX_DEPTH];
static unsigned int depth;

static void no_memory(void)
{
	fputs("Error: out of memory\n", stderr);
	exit(1);
}

static void add(const char *key, json_t *value)
{
	json_t *in = depth ? open_containers[depth - 1] : NULL;
	int err = -1;

	if (json_is_object(in))
		err = json_object_set_new(in, key, value);
	else if (json_is_array(in))
		err = json_array_append_new(in, value);
	if (err)
		no_memory();
}

static void push(json_t *container)
{
	if (!container || depth == MAX_DEPTH)
		no_memory();
	open_containers[depth++] = container;
}

static void write_out(void)
{
	size_t flags = out_pretty ? JSON_INDENT(4) : JSON_COMPACT;

	if (json_dumpf(open_containers[0], stdout, flags) && !ferror(stdout))
		no_memory();
	putchar('\n');
	json_decref(open_containers[0]);
	depth = 0;
}

void out_begin(void)
{
	if (out_json)
		push(json_array());
}

bool out_flush(void)
{
	static bool told;
	bool lost = ferror(stdout);

	if (!fflush(stdout) && !lost)
		return true;
	if (!told)
		fail("standard output: %s",
		     lost ? "what was said is not all written" :
			    strerror(errno));
	told = true;
	return false;
}

void out_end(void)
{
	if (out_json)
		write_out();
	out_flush();
}

void out_message(void)
{
	if (out_json)
		push(json_object());
}

void out_message_end(void)
{
	out_end();
}

static void open_container(const char *key, json_t *container)
{
	add(key, container);
	push(container);
}

void out_object(const char *key)
{
	if (out_json)
		open_container(key, json_object());
}

void out_array(const char *key)
{
	if (out_json)
		open_container(key, json_array());
}

void out_close(void)
{
	if (out_json)
		depth--;
}

/* The formats are this program's own, each for one value of the type given. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

void out_string(const char *key, const char *fmt, const char *value)
{
	if (out_json && key)
		add(key, json_string(value));
	else if (!out_json && fmt)
		printf(fmt, value);
}

void out_uint(const char *key, const char *fmt, __u64 value)
{
	if (out_json && key)
		add(key, json_integer(value));
	else if (!out_json && fmt)
		printf(fmt, value);
}

#pragma GCC diagnostic pop

void out_cost(__u64 message, __u64 byte)
{
	out_uint("cost_message", " cost %lu", message);
	out_uint("cost_byte", NULL, byte);
	out_text("+%llu", byte / 1000);
	if (byte % 1000)
		out_text(".%llu", byte % 1000 / 100);
	out_text("*n");
}

void out_bool(const char *key, const char *text, bool value)
{
	if (out_json && key)
		add(key, json_boolean(value));
	else if (!out_json && text && value)
		fputs(text, stdout);
}

void out_value(const char *key, struct json_t *value)
{
	if (out_json)
		add(key, value);
	else
		json_decref(value);
}

void out_null(const char *key)
{
	if (out_json)
		add(key, json_null());
}

void out_hex(const char *key, const char *fmt, const void *data,
	     unsigned int len)
{
	const unsigned char *bytes = data;
	char text[2 * MAX_HEX + 1] = "";
	unsigned int i;

	for (i = 0; i < len && i < MAX_HEX; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	out_string(key, fmt, text);
}

void out_text(const char *fmt, ...)
{
	va_list args;

	if (out_json)
		return;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}
