// SPDX-License-Identifier: GPL-2.0
/*
 * Long numbers: made, reduced and written, over the kernel's MPI.
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "pk/number.h"

int seccomm_numbers_new(MPI numbers[], unsigned int n)
{
	unsigned int i;

	memset(numbers, 0, n * sizeof(*numbers));
	for (i = 0; i < n; i++) {
		numbers[i] = mpi_alloc(0);
		if (!numbers[i]) {
			seccomm_numbers_free(numbers, n);
			return -ENOMEM;
		}
	}
	return 0;
}

void seccomm_numbers_free(MPI numbers[], unsigned int n)
{
	while (n--) {
		mpi_free(numbers[n]);
		numbers[n] = NULL;
	}
}

MPI seccomm_number_one(void)
{
	static const u8 one[] = { 1 };

	return mpi_read_raw_data(one, sizeof(one));
}

MPI seccomm_number_random(unsigned int bits)
{
	const unsigned int len = bits / BITS_PER_BYTE;
	u8 *bytes = kmalloc(len, GFP_KERNEL);
	MPI number;

	if (!bytes)
		return NULL;
	get_random_bytes(bytes, len);
	bytes[0] |= BIT(7);
	number = mpi_read_raw_data(bytes, len);
	kfree_sensitive(bytes);
	return number;
}

int seccomm_number_mod(MPI w, MPI u, MPI m)
{
	MPI one = seccomm_number_one();
	int err = -ENOMEM;

	/* The MPI exports no remainder but that of a product. */
	if (one)
		err = mpi_mulm(w, u, one, m);
	mpi_free(one);
	return err;
}

void seccomm_number_write(MPI a, u8 *to, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		const size_t word = i / BYTES_PER_MPI_LIMB;
		const size_t shift = i % BYTES_PER_MPI_LIMB * BITS_PER_BYTE;

		to[len - 1 - i] =
			word < mpi_get_nlimbs(a) ? a->d[word] >> shift : 0;
	}
}
