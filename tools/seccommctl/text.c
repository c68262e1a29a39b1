// SPDX-License-Identifier: GPL-2.0
/*
 * Files read whole, without a copy that is left behind in a buffer of stdio;
 * hexadecimal digits; numbers.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "seccommctl.h"

static ssize_t read_all(int fd, char *text, size_t room)
{
	size_t len = 0;
	ssize_t n;

	while (len < room) {
		n = read(fd, text + len, room - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		len += n;
	}
	return len;
}

char *read_file(const char *name, size_t max, size_t *len)
{
	bool std = !strcmp(name, "-");
	int fd = std ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	char *text = malloc(max + 1);
	ssize_t n = -1;

	if (fd >= 0 && text)
		n = read_all(fd, text, max + 1);
	if (n < 0)
		fail("%s: %s", std ? "standard input" : name, strerror(errno));
	else if (n > (ssize_t)max)
		fail("%s: longer than %zu bytes", std ? "standard input" : name,
		     max);
	if (!std && fd >= 0)
		close(fd);
	if (n >= 0 && n <= (ssize_t)max) {
		*len = n;
		return text;
	}
	if (text)
		explicit_bzero(text, max + 1);
	free(text);
	return NULL;
}

static int digit(unsigned char c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

bool unhex(char *text, size_t *len)
{
	size_t i, digits = 0;

	for (i = 0; i < *len; i++) {
		unsigned char c = text[i];

		if (isspace(c))
			continue;
		if (digit(c) < 0)
			return false;
		if (digits % 2)
			text[digits / 2] |= digit(c);
		else
			text[digits / 2] = digit(c) << 4;
		digits++;
	}
	if (digits % 2)
		return false;
	*len = digits / 2;
	return true;
}

bool get_number(const char *text, const char *what, unsigned long min,
		unsigned long max, unsigned long *value)
{
	char *end;

	errno = 0;
	*value = strtoul(text, &end, 0);
	if (!errno && isdigit((unsigned char)*text) && !*end && *value >= min &&
	    *value <= max)
		return true;
	fail("\"%s\" is no %s: a number from %lu to %lu", text, what, min, max);
	return false;
}
