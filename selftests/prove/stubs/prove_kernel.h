/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel as the harnesses see it: every header of the kernel that our sources
 * include is this one. Functions that compute do what the kernel's do; locks and
 * RCU do nothing, since a harness runs one thread; what is only declared may
 * return anything.
 */
#ifndef PROVE_KERNEL_H
#define PROVE_KERNEL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef unsigned char u8, __u8;
typedef unsigned short u16, __u16;
typedef unsigned int u32, __u32;
typedef unsigned long long u64, __u64;
typedef signed char s8, __s8;
typedef short s16, __s16;
typedef int s32, __s32;
typedef long long s64, __s64;
typedef u16 __be16;
typedef u32 __be32;
typedef u64 __be64;
typedef long ssize_t;
typedef unsigned int gfp_t;

#define BITS_PER_LONG 64
#define BITS_PER_BYTE 8
#define U16_MAX 0xffffU
#define U32_MAX 0xffffffffU
#define U64_MAX 0xffffffffffffffffULL
#define INT_MAX 0x7fffffff
#define INT_MIN (-INT_MAX - 1)
#define SZ_128K 0x20000
#define HZ 250
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))

/* Compiler. */
#define likely(x) (x)
#define unlikely(x) (x)
#define noinline
#define __always_inline inline
#define __aligned(n) __attribute__((aligned(n)))
#define __packed __attribute__((packed))
#define __printf(...)
#define __percpu
#define __counted_by(member)
#define __rcu
#define __user
#define __init
#define __exit
#define __ro_after_init
#define __uninitialized
#define EXPORT_SYMBOL_GPL(x)
#define EXPORT_SYMBOL_IF_KUNIT(x)
#define THIS_MODULE NULL
#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, v) ((x) = (v))
#define xchg(p, v)                            \
	({                                    \
		__typeof__(*(p)) was_ = *(p); \
		*(p) = (v);                   \
		was_;                         \
	})
#define smp_load_acquire(p) (*(p))
#define smp_store_release(p, v) (*(p) = (v))
#define data_race(x) (x)
#define BUILD_BUG_ON(x) _Static_assert(!(x), #x)
#define static_assert(x) _Static_assert(x, #x)
#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define __stringify_1(x...) #x
#define __stringify(x...) __stringify_1(x)
#define WARN_ON_ONCE(x) (x)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define struct_size(p, member, n) (sizeof(*(p)) + (n) * sizeof((p)->member[0]))
#define size_add(a, b) ((a) + (b))
#define array_size(n, size) ((n) * (size))
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#define ALIGN(x, a) (((x) + (a)-1) / (a) * (a))
#define container_of(p, type, member) \
	((type *)((char *)(p)-offsetof(type, member)))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define div_u64(n, d) ((u64)(n) / (u32)(d))
#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)
#define check_mul_overflow(a, b, d) __builtin_mul_overflow(a, b, d)
#define CURVE25519_KEY_SIZE 32

enum {
	EPERM = 1,
	ENOENT = 2,
	E2BIG = 7,
	EAGAIN = 11,
	ENOMEM = 12,
	EFAULT = 14,
	EBUSY = 16,
	EEXIST = 17,
	EINVAL = 22,
	ENOSPC = 28,
	EPIPE = 32,
	ENAMETOOLONG = 36,
	ELOOP = 40,
	EBADMSG = 74,
	EDESTADDRREQ = 89,
	EMSGSIZE = 90,
	ENOPROTOOPT = 92,
	EOPNOTSUPP = 95,
	EAFNOSUPPORT = 97,
	EADDRINUSE = 98,
	EADDRNOTAVAIL = 99,
	ENETUNREACH = 101,
	ENOBUFS = 105,
	ENOTCONN = 107,
	ESHUTDOWN = 108,
	ETIMEDOUT = 110,
	ECONNREFUSED = 111,
	EALREADY = 114,
	ESTALE = 116,
	ENOKEY = 126,
	EKEYEXPIRED = 127,
	EKEYREJECTED = 129,
};

static inline void *ERR_PTR(long err)
{
	return (void *)err;
}

static inline long PTR_ERR(const void *p)
{
	return (long)p;
}

static inline bool IS_ERR(const void *p)
{
	return (unsigned long)p >= (unsigned long)-4095;
}

static inline bool IS_ERR_OR_NULL(const void *p)
{
	return !p || IS_ERR(p);
}

#define ERR_CAST(p) ((void *)(p))

/* Byte order: little-endian, as the machines of the project. */
#define cpu_to_be16(x) __builtin_bswap16(x)
#define cpu_to_be32(x) __builtin_bswap32(x)
#define cpu_to_be64(x) __builtin_bswap64(x)
#define be16_to_cpu(x) __builtin_bswap16(x)
#define be32_to_cpu(x) __builtin_bswap32(x)
#define be64_to_cpu(x) __builtin_bswap64(x)
#define htons(x) cpu_to_be16(x)
#define ntohs(x) be16_to_cpu(x)

static inline u64 div_u64_rem(u64 n, u32 d, u32 *rest)
{
	*rest = n % d;
	return n / d;
}

static inline unsigned long gcd(unsigned long a, unsigned long b)
{
	unsigned long rest;

	while (b) {
		rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Strings and memory: the checker's own models. */
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *p, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
int strcmp(const char *a, const char *b);
char *strchr(const char *s, int c);
size_t strlen(const char *s);
void *malloc(size_t n);
void free(void *p);

static inline size_t strnlen(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && s[i]; i++)
		;
	return i;
}

static inline ssize_t strscpy(char *to, const char *from, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		to[i] = from[i];
		if (!from[i])
			return i;
	}
	to[n - 1] = '\0';
	return -E2BIG;
}

static inline void *memchr_inv(const void *p, int c, size_t n)
{
	const u8 *byte = p;
	size_t i;

	for (i = 0; i < n; i++)
		if (byte[i] != (u8)c)
			return (void *)(byte + i);
	return NULL;
}

#define memzero_explicit(p, n) memset(p, 0, n)
#define crypto_memneq(a, b, n) memcmp(a, b, n)

static inline u16 get_unaligned_be16(const void *p)
{
	u16 v;

	memcpy(&v, p, sizeof(v));
	return be16_to_cpu(v);
}

static inline u64 get_unaligned_be64(const void *p)
{
	u64 v;

	memcpy(&v, p, sizeof(v));
	return be64_to_cpu(v);
}

static inline void put_unaligned_be64(u64 v, void *p)
{
	v = cpu_to_be64(v);
	memcpy(p, &v, sizeof(v));
}

#define get_unaligned(p) (*(p))
#define put_unaligned(v, p) (*(p) = (v))

int snprintf(char *to, size_t n, const char *fmt, ...);
int vsnprintf(char *to, size_t n, const char *fmt, va_list args);

/* Memory; malloc() may fail, as the kernel's. */
#define GFP_KERNEL 0
#define GFP_ATOMIC 0
#define GFP_KERNEL_ACCOUNT 0
#define __GFP_NOWARN 0
#define kmalloc(n, gfp) malloc(n)
#define kfree(p) free(p)
#define kvfree(p) free(p)
#define kfree_sensitive(p) free(p)

static inline void *kzalloc(size_t n, gfp_t gfp)
{
	void *p = malloc(n);

	if (p)
		memset(p, 0, n);
	return p;
}

#define kvzalloc(n, gfp) kzalloc(n, gfp)
#define kcalloc(n, size, gfp) kzalloc((n) * (size), gfp)
#define kvcalloc(n, size, gfp) kzalloc((n) * (size), gfp)

/* Locks, softirqs, RCU. */
typedef struct {
	int held;
} spinlock_t;

typedef struct gcry_mpi *MPI;

struct mutex {
	int held;
};

#define spin_lock_init(l) ((void)(l))
#define spin_lock(l) ((void)(l))
#define spin_unlock(l) ((void)(l))
#define spin_lock_bh(l) ((void)(l))
#define spin_unlock_bh(l) ((void)(l))
#define mutex_lock(m) ((void)(m))
#define mutex_unlock(m) ((void)(m))
#define lockdep_is_held(l) true
#define lockdep_assert_held(l) ((void)(l))
#define local_bh_disable()
#define local_bh_enable()
#define rcu_read_lock()
#define rcu_read_unlock()
#define rcu_read_lock_sched()
#define rcu_read_unlock_sched()
#define rcu_read_lock_bh_held() true
#define rcu_dereference(p) (p)
#define rcu_dereference_check(p, c) (p)
#define rcu_dereference_sched(p) (p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_access_pointer(p) (p)
#define rcu_assign_pointer(p, v) ((p) = (v))

/* Atomics. */
typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;
typedef atomic64_t atomic_long_t;

typedef struct {
	atomic_t refs;
} refcount_t;

#define atomic_read(a) ((a)->counter)
#define atomic_set(a, v) ((a)->counter = (v))
#define atomic_inc(a) ((void)(a)->counter++)
#define atomic_dec(a) ((void)(a)->counter--)
#define atomic64_read(a) ((a)->counter)
#define atomic64_read_acquire(a) ((a)->counter)
#define atomic64_set(a, v) ((a)->counter = (v))
#define atomic64_set_release(a, v) ((a)->counter = (v))
/* Wraps, as the processor's does. */
#define atomic64_add_return(n, a) \
	((a)->counter = (s64)((u64)(a)->counter + (u64)(n)))
#define atomic64_inc_return(a) atomic64_add_return(1, a)
#define atomic64_sub(n, a) ((void)atomic64_add_return(-(u64)(n), a))
#define atomic64_inc(a) ((void)atomic64_add_return(1, a))
#define refcount_set(r, n) ((r)->refs.counter = (n))
#define refcount_inc(r) ((void)(r)->refs.counter++)
#define refcount_inc_not_zero(r) ((r)->refs.counter && ++(r)->refs.counter)
#define refcount_dec_and_test(r) (!--(r)->refs.counter)

/* Per CPU: there is one. */
#define DECLARE_PER_CPU(type, name) extern type name
#define this_cpu_inc(x) ((void)(x)++)
#define this_cpu_add(x, n) ((void)((x) += (n)))

/* Bitmaps. */
#define BITS_TO_LONGS(n) DIV_ROUND_UP(n, BITS_PER_LONG)
#define DECLARE_BITMAP(name, n) unsigned long name[BITS_TO_LONGS(n)]

static inline bool test_bit(unsigned long n, const unsigned long *map)
{
	return map[n / BITS_PER_LONG] >> n % BITS_PER_LONG & 1;
}

static inline void set_bit(unsigned long n, unsigned long *map)
{
	map[n / BITS_PER_LONG] |= 1UL << n % BITS_PER_LONG;
}

#define __set_bit(n, map) set_bit(n, map)

static inline void bitmap_zero(unsigned long *map, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(n); i++)
		map[i] = 0;
}

/* By words, as lib/bitmap.c; but with the length that it was asked for, even
 * where the kernel's would take it for negative.
 */
static inline void bitmap_clear(unsigned long *map, unsigned int start,
				unsigned int n)
{
	unsigned long mask;
	unsigned int bits;

	while (n) {
		bits = min(n, BITS_PER_LONG - start % BITS_PER_LONG);
		mask = bits == BITS_PER_LONG ? ~0UL : (1UL << bits) - 1;
		map[start / BITS_PER_LONG] &= ~(mask << start % BITS_PER_LONG);
		start += bits;
		n -= bits;
	}
}

#define bitmap_zalloc(n, gfp) \
	((unsigned long *)kzalloc(BITS_TO_LONGS(n) * sizeof(long), gfp))
#define bitmap_free(map) free(map)
#define for_each_set_bit(bit, map, n)         \
	for ((bit) = 0; (bit) < (n); (bit)++) \
		if (test_bit(bit, map))

/* Lists. */
struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

#define INIT_LIST_HEAD(l) ((l)->next = (l)->prev = (l))
#define list_entry(p, type, member) container_of(p, type, member)
#define list_for_each_entry(pos, head, member)                         \
	for (pos = list_entry((head)->next, __typeof__(*pos), member); \
	     &pos->member != (head);                                   \
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))

static inline void list_add_tail(struct list_head *node, struct list_head *head)
{
	node->next = head;
	node->prev = head->prev;
	head->prev->next = node;
	head->prev = node;
}

/* What only stands in structures. */
struct rcu_head {
	void *next;
};

struct work_struct {
	int pending;
};

struct delayed_work {
	struct work_struct work;
};

struct rcu_work {
	struct work_struct work;
};

struct rcuwait {
	void *task;
};

struct ratelimit_state {
	int left;
};

struct module;
struct workqueue_struct;
struct key;
struct cred;
struct ctl_table_header;

extern unsigned long jiffies;
u64 get_jiffies_64(void);
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);

#include "prove_net.h"

#endif /* PROVE_KERNEL_H */
