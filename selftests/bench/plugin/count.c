// SPDX-License-Identifier: GPL-2.0
/*
 * A QEMU plugin that counts the instructions of each piece of code, between the
 * two marks that sc_bench sets (xchg %bx,%bx), and says so at the end: a line
 * "address instructions" for each piece.
 */
#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu.h"

#define EXPORT __attribute__((visibility("default")))
#define INTERFACE_VERSION 4
#define NO_REGISTERS 0
#define TABLE_SIZE 65536

EXPORT int qemu_plugin_version = INTERFACE_VERSION;

/**
 * struct piece - code that is translated as one
 * @next: in its bucket
 * @address: where it starts
 * @length: instructions
 * @runs: how often it has run while counting
 */
struct piece {
	struct piece *next;
	__u64 address;
	__u64 length;
	__u64 runs;
};

static struct piece *table[TABLE_SIZE];
static bool counting;
static const char *output;

static void mark_run(unsigned int cpu, void *arg)
{
	counting = !counting;
}

static void piece_run(unsigned int cpu, void *arg)
{
	struct piece *piece = arg;

	piece->runs += counting;
}

static struct piece *piece_of(__u64 address, __u64 length)
{
	struct piece **p = &table[(address ^ length << 4) % TABLE_SIZE];

	for (; *p; p = &(*p)->next)
		if ((*p)->address == address && (*p)->length == length)
			return *p;
	*p = calloc(1, sizeof(**p));
	if (!*p)
		abort();
	(*p)->address = address;
	(*p)->length = length;
	return *p;
}

static void translated(plugin_id id, struct qemu_plugin_tb *tb)
{
	static const __u8 mark[] = { 0x66, 0x87, 0xdb };
	const size_t n = qemu_plugin_tb_n_insns(tb);
	__u8 bytes[sizeof(mark) + 1];
	struct qemu_plugin_insn *insn;
	struct piece *piece;
	size_t i;

	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		if (qemu_plugin_insn_data(insn, bytes, sizeof(bytes)) !=
			    sizeof(mark) ||
		    memcmp(bytes, mark, sizeof(mark)))
			continue;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, mark_run,
						       NO_REGISTERS, NULL);
	}
	piece = piece_of(qemu_plugin_tb_vaddr(tb), n);
	qemu_plugin_register_vcpu_tb_exec_cb(tb, piece_run, NO_REGISTERS,
					     piece);
}

static void at_end(plugin_id id, void *arg)
{
	FILE *file = fopen(output, "w");
	const struct piece *piece;
	size_t i;

	if (!file)
		abort();
	for (i = 0; i < TABLE_SIZE; i++)
		for (piece = table[i]; piece; piece = piece->next)
			if (piece->runs)
				fprintf(file, "%016llx %llu\n", piece->address,
					piece->runs * piece->length);
	fclose(file);
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc,
			       char **argv)
{
	static const char out[] = "out=";

	if (argc != 1 || strncmp(argv[0], out, sizeof(out) - 1))
		return -1;
	output = strdup(argv[0] + sizeof(out) - 1);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, at_end, NULL);
	return 0;
}
