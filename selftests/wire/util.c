// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes in and out of buffers, big-endian, and hex. A program whose input is
 * wrong says what is wrong and ends with status 2.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recompute.h"

void rc_die(const char *fmt, ...)
{
	va_list ap;

	fputs("recompute: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

void rc_put(struct rc_buf *b, const void *data, size_t len)
{
	if (len > sizeof(b->data) - b->len)
		rc_die("a message grew over %zu bytes", sizeof(b->data));
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
}

void rc_put_before(struct rc_buf *b, const void *data, size_t len)
{
	if (len > sizeof(b->data) - b->len)
		rc_die("a message grew over %zu bytes", sizeof(b->data));
	memmove(b->data + len, b->data, b->len);
	memcpy(b->data, data, len);
	b->len += len;
}

void rc_put_u8(struct rc_buf *b, __u8 v)
{
	rc_put(b, &v, 1);
}

void rc_put_u16(struct rc_buf *b, __u16 v)
{
	rc_put_u8(b, v >> 8);
	rc_put_u8(b, v & 0xff);
}

void rc_put_lp(struct rc_buf *b, const void *data, size_t len)
{
	if (len > 0xffff)
		rc_die("%zu bytes do not fit a length prefix", len);
	rc_put_u16(b, len);
	rc_put(b, data, len);
}

void rc_put_str(struct rc_buf *b, const char *s)
{
	rc_put(b, s, strlen(s));
}

__u16 rc_get16(const __u8 *p)
{
	return (__u16)(p[0] << 8 | p[1]);
}

__u32 rc_get32(const __u8 *p)
{
	return (__u32)rc_get16(p) << 16 | rc_get16(p + 2);
}

__u64 rc_get64(const __u8 *p)
{
	return (__u64)rc_get32(p) << 32 | rc_get32(p + 4);
}

void rc_set64(__u8 *p, __u64 v)
{
	int i;

	for (i = 7; i >= 0; i--) {
		p[i] = v & 0xff;
		v >>= 8;
	}
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

size_t rc_unhex(const char *hex, __u8 *out, size_t max)
{
	size_t n = 0;

	while (*hex && *hex != '\n') {
		int hi = nibble(hex[0]);
		int lo = hi < 0 ? -1 : nibble(hex[1]);

		if (lo < 0)
			rc_die("not hex: \"%.20s\"", hex);
		if (n == max)
			rc_die("more than %zu bytes of hex", max);
		out[n++] = hi << 4 | lo;
		hex += 2;
	}
	return n;
}

void rc_print_hex(const char *label, const __u8 *p, size_t len)
{
	printf("%s", label);
	while (len--)
		printf("%02x", *p++);
	putchar('\n');
}
