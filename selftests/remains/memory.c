// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel maps all memory in a row, and /proc/kcore shows that as segments which have
 * physical addresses: free pages, stacks and pages of processes are in it.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

#define CHUNK (1024 * 1024)
#define PAGE 4096
#define KERNEL_TEXT 0xffffffff80000000ULL
#define PLACES 6 /* shown of a secret */

/**
 * struct found - a secret that was found
 * @name: of the needles
 * @n: words of it
 * @place: physical addresses of the first
 */
struct found {
	const char *name;
	unsigned int n;
	__u64 place[PLACES];
};

#define FOUND_MAX 256

static struct found found[FOUND_MAX];
static unsigned int n_found;

static void note(const char *name, __u64 place)
{
	struct found *f = found;

	while (f < found + n_found && strcmp(f->name, name))
		f++;
	if (f == found + FOUND_MAX)
		errx(2, "more than %d secrets", FOUND_MAX);
	if (f == found + n_found) {
		f->name = name;
		n_found++;
	}
	if (f->n < PLACES)
		f->place[f->n] = place;
	f->n++;
}

static bool is_zero(const __u64 *page)
{
	return !page[0] && !memcmp(page, page + 1, PAGE - sizeof(*page));
}

static void search_page(const struct needles *all, const __u64 *page,
			__u64 place)
{
	const struct needle *needle;
	unsigned int i;
	__u64 masked;

	if (is_zero(page))
		return;
	for (i = 0; i < PAGE / sizeof(*page); i++) {
		masked = needle_mask(page[i]);
		if (!needle_maybe(all, masked))
			continue;
		needle = needle_find(all, masked);
		if (needle)
			note(needle->name, place + i * sizeof(*page));
	}
}

static void search_segment(const struct needles *all, int fd,
			   const struct elf64_phdr *ph)
{
	static __u64 chunk[CHUNK / sizeof(__u64)];
	__u64 at, i;
	ssize_t len;

	for (at = 0; at < ph->p_memsz; at += len) {
		len = ph->p_memsz - at < CHUNK ? ph->p_memsz - at : CHUNK;
		len = pread(fd, chunk, len, ph->p_offset + at);
		if (len <= 0 || len % PAGE)
			err(2, "/proc/kcore at %llx", ph->p_paddr + at);
		for (i = 0; i < len; i += PAGE)
			search_page(all, chunk + i / sizeof(*chunk),
				    ph->p_paddr + at + i);
	}
	/* What was found is in it, too. */
	explicit_bzero(chunk, sizeof(chunk));
}

/* What kind of page it is: the flags of Documentation/admin-guide/mm/pagemap.rst. */
static __u64 flags_of(__u64 place)
{
	int fd = open("/proc/kpageflags", O_RDONLY);
	__u64 flags = 0;

	if (fd < 0 ||
	    pread(fd, &flags, sizeof(flags), place / PAGE * sizeof(flags)) < 0)
		err(2, "/proc/kpageflags");
	close(fd);
	return flags;
}

static void show(void)
{
	struct found *f;
	unsigned int i;

	for (f = found; f < found + n_found; f++) {
		printf("%s %u", f->name, f->n);
		for (i = 0; i < f->n && i < PLACES; i++)
			printf(" %llx:%llx", f->place[i],
			       flags_of(f->place[i]));
		putchar('\n');
	}
}

unsigned int memory_search(const struct needles *all)
{
	int fd = open("/proc/kcore", O_RDONLY);
	struct elf64_phdr ph;
	struct elf64_hdr eh;
	unsigned int i, segments = 0;

	if (fd < 0 || pread(fd, &eh, sizeof(eh), 0) != sizeof(eh))
		err(2, "/proc/kcore");
	for (i = 0; i < eh.e_phnum; i++) {
		if (pread(fd, &ph, sizeof(ph), eh.e_phoff + i * sizeof(ph)) !=
		    sizeof(ph))
			err(2, "/proc/kcore");
		if (ph.p_type != PT_LOAD || ph.p_paddr == ~0ULL ||
		    ph.p_vaddr >= KERNEL_TEXT)
			continue;
		search_segment(all, fd, &ph);
		segments++;
	}
	close(fd);
	if (!segments)
		errx(2, "/proc/kcore shows no memory");
	show();
	return n_found;
}
