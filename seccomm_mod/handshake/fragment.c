// SPDX-License-Identifier: GPL-2.0
/*
 * The form of fragments and of the short M1. What is looked at here is in the message
 * alone; it takes no memory and asks nobody.
 */
#include <kunit/visibility.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "handshake/fragment.h"

/* Are offset and lengths those of a fragment of a message that is too long to travel
 * whole?
 */
static bool fragment_has_its_place(const struct seccomm_fragment *part,
				   unsigned int len)
{
	unsigned int offset = be16_to_cpu(part->offset);
	unsigned int total = be16_to_cpu(part->total);

	if (total <= SECCOMM_HS_MAX || total > SECCOMM_LARGE_MAX ||
	    offset >= total || offset % SECCOMM_FRAGMENT_LEN)
		return false;
	return len - sizeof(*part) ==
	       min_t(unsigned int, total - offset, SECCOMM_FRAGMENT_LEN);
}

const struct seccomm_fragment *seccomm_fragment_parse(const void *message,
						      unsigned int len)
{
	const struct seccomm_fragment *part = message;
	const struct seccomm_hdr *hdr = message;
	bool good;

	if (len < sizeof(*part) ||
	    hdr->ver_type != seccomm_ver_type(SECCOMM_MSG_FRAGMENT) ||
	    hdr->flags || hdr->epoch || !part->sender ||
	    !fragment_has_its_place(part, len))
		return NULL;
	switch (be64_to_cpu(hdr->number)) {
	case SECCOMM_MSG_OPEN:
		/* A cookie of zeros is none. */
		good = !hdr->index &&
		       memchr_inv(part->cookie, 0, sizeof(part->cookie));
		break;
	case SECCOMM_MSG_ACCEPT:
	case SECCOMM_MSG_CONFIRM:
		good = hdr->index &&
		       !memchr_inv(part->cookie, 0, sizeof(part->cookie));
		break;
	default:
		good = false;
		break;
	}
	return good ? part : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_fragment_parse);

const struct seccomm_short_open *seccomm_short_open_parse(const void *message,
							  unsigned int len)
{
	const struct seccomm_short_open *m1 = message;
	const struct seccomm_open *open = &m1->open;
	const struct seccomm_hdr *hdr = message;

	if (len != sizeof(*m1) ||
	    hdr->ver_type != seccomm_ver_type(SECCOMM_MSG_OPEN) ||
	    hdr->flags != SECCOMM_FLAG_SHORT || hdr->epoch || hdr->index ||
	    hdr->number || open->zero || !open->sender || !open->sport ||
	    memchr_inv(open->cookie, 0, sizeof(open->cookie)) ||
	    open->items_len != cpu_to_be16(SECCOMM_HASH_LEN))
		return NULL;
	return m1;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_short_open_parse);

void seccomm_fragment_head(const void *message, unsigned int len,
			   struct seccomm_fragment *head)
{
	const struct seccomm_hdr *hdr = message;

	*head = (struct seccomm_fragment){
		.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_FRAGMENT),
		.hdr.index = hdr->index,
		.hdr.number = cpu_to_be64(hdr->ver_type & 0x0f),
		.total = cpu_to_be16(len),
	};
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_fragment_head);

unsigned int seccomm_fragment_cut(const struct seccomm_fragment *head,
				  const void *message, unsigned int offset,
				  struct seccomm_fragment *part)
{
	const unsigned int len = min_t(unsigned int,
				       be16_to_cpu(head->total) - offset,
				       SECCOMM_FRAGMENT_LEN);

	*part = *head;
	part->offset = cpu_to_be16(offset);
	memcpy(part + 1, message + offset, len);
	return sizeof(*part) + len;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_fragment_cut);

void seccomm_short_open_make(const struct seccomm_open *m1,
			     const u8 hash[SECCOMM_HASH_LEN],
			     struct seccomm_short_open *to)
{
	to->open = *m1;
	to->open.hdr.flags = SECCOMM_FLAG_SHORT;
	memset(to->open.cookie, 0, sizeof(to->open.cookie));
	to->open.items_len = cpu_to_be16(SECCOMM_HASH_LEN);
	memcpy(to->hash, hash, sizeof(to->hash));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_short_open_make);
