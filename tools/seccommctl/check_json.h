/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of seccommctl check, and its verdict as JSON.
 * The text form is in cmd_check.c.
 */
#ifndef SECCOMMCTL_CHECK_JSON_H
#define SECCOMMCTL_CHECK_JSON_H

#include <stdbool.h>
#include <stdio.h>

#include "catalog_file.h"
#include "notation.h"

/**
 * struct check_request - a stack's text and what became of it
 * @name: what the text is called
 * @text: the text
 * @len: its length
 * @places: where its instances are written
 * @syntax: why it could not be read, or empty
 * @stack: what it says
 * @catalog: the types of the kernel meant, or NULL for those built in
 * @dot: the event graph is wanted for Graphviz
 * @mtu: bytes of the packets that a body should fit whole
 * @checked: the verdict
 */
struct check_request {
	const char *name;
	const char *text;
	size_t len;
	struct notation_places places;
	char syntax[512];
	struct seccomm_composition stack;
	struct catalog *catalog;
	bool dot;
	unsigned int mtu;
	struct seccomm_checked checked;
};

/* Room for a remedy that names a type and an algorithm. */
#define REMEDY_LEN 256

/* The kernel's answer to an instance whose type it cannot run: the rule's id. */
#define CHECK_CANNOT_RUN "cannot-run"

/* Why the catalog's kernel cannot run an accepted stack: the first such instance,
 * with the remedy in @remedy; -1 if it can.
 */
int check_cannot_run(const struct check_request *req, char *remedy,
		     size_t size);
/* Would the kernel add it? */
bool check_accepted(const struct check_request *req);

/* The IP header without options, and ours of 16 bytes. */
enum { CHECK_IPV4_HEADERS = 20 + 16, CHECK_IPV6_HEADERS = 40 + 16 };

/* The longest body that goes as one packet of the MTU, not in fragments, behind @headers
 * bytes of headers.
 */
unsigned int check_unfragmented(const struct check_request *req,
				unsigned int headers);

/* Writes the verdict; false if memory or the output failed. */
bool check_json(FILE *f, const struct check_request *req);

#endif /* SECCOMMCTL_CHECK_JSON_H */
