/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory for a message that ends where the processor maps nothing: who reads or writes behind
 * the message faults, assembly too, which no sanitizer sees. It is of the kernel's direct
 * mapping, since the crypto API takes no other.
 */
#ifndef SECCOMM_TEST_GUARD_H
#define SECCOMM_TEST_GUARD_H

#include <asm/pgtable.h>
#include <asm/set_memory.h>
#include <asm/tlbflush.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

/* 128 KiB: room for the longest message, and the guard. */
#define GUARD_ORDER 5
/* Behind a message stands struct skb_shared_info, where the AVX code of Poly1305 reads ahead. */
#define GUARD_AHEAD 64

/**
 * struct guard - memory with a guard behind it
 * @pages: the memory, of which the last page is the guard
 * @end: where the guard begins
 * @entry: the guard's entry of the page tables
 * @was: what @entry was
 * @head: the buffer of the message that is in the memory
 * @size: bytes of @head that are the message's
 */
struct guard {
	struct page *pages;
	u8 *end;
	pte_t *entry;
	pte_t was;
	unsigned char *head;
	unsigned int size;
};

static inline void guard_flush(void *unused)
{
	__flush_tlb_all();
}

/**
 * guard_make() - take memory with a guard behind it
 * @g: where to put it
 *
 * Return: 0, or a negative errno; in either case guard_free() gives back what there is.
 */
static inline int guard_make(struct guard *g)
{
	unsigned int level;
	int err;

	memset(g, 0, sizeof(*g));
	g->pages = alloc_pages(GFP_KERNEL, GUARD_ORDER);
	if (!g->pages)
		return -ENOMEM;
	g->end = (u8 *)page_address(g->pages) + (PAGE_SIZE << GUARD_ORDER) -
		 PAGE_SIZE;
	/* The mapping is of large pages: a page that differs splits one. */
	err = set_memory_uc((unsigned long)g->end, 1);
	if (!err)
		err = set_memory_wb((unsigned long)g->end, 1);
	if (err)
		return err;
	g->entry = lookup_address((unsigned long)g->end, &level);
	if (!g->entry || level != PG_LEVEL_4K) {
		g->entry = NULL;
		return -EOPNOTSUPP;
	}
	g->was = *g->entry;
	set_pte(g->entry, __pte(0));
	on_each_cpu(guard_flush, NULL, 1);
	return 0;
}

static inline void guard_free(struct guard *g)
{
	if (g->entry)
		set_pte(g->entry, g->was);
	if (g->pages)
		__free_pages(g->pages, GUARD_ORDER);
	memset(g, 0, sizeof(*g));
}

/* Can this byte be read? */
static inline bool guard_reads(const u8 *byte)
{
	u8 to;

	return !copy_from_kernel_nofault(&to, byte, sizeof(to));
}

/* The message goes: give it back the buffer that it came with. */
static inline void guard_leave(struct sk_buff *skb)
{
	const struct guard *g = (const struct guard *)skb->dev_scratch;

	skb->head = g->head;
	skb->data = g->head;
	skb_reset_tail_pointer(skb);
	skb_set_end_offset(skb, g->size);
}

/**
 * guard_skb() - an empty message whose room ends at the guard
 * @g: the memory, which no other message is in
 * @size: bytes of room
 *
 * What struct skb_shared_info has of the message would be in the guard, so nobody may look
 * there: it is neither cloned nor in fragments.
 *
 * Return: the message, for kfree_skb(), or NULL.
 */
static inline struct sk_buff *guard_skb(struct guard *g, unsigned int size)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);

	if (!skb)
		return NULL;
	g->head = skb->head;
	g->size = skb_end_offset(skb);
	skb->head = g->end - GUARD_AHEAD - size;
	skb->data = skb->head;
	skb_reset_tail_pointer(skb);
	skb_set_end_offset(skb, size);
	skb->dev_scratch = (unsigned long)g;
	skb->destructor = guard_leave;
	return skb;
}

#endif /* SECCOMM_TEST_GUARD_H */
