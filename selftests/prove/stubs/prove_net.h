/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network's part of the kernel as the harnesses see it: messages in linear memory
 * whose every access is checked, addresses, sockets, netlink.
 */
#ifndef PROVE_NET_H
#define PROVE_NET_H

/* Messages: @head to @end is one object, so that what is outside is seen. */
struct sk_buff {
	u8 *head, *data, *end;
	unsigned int len;
	u8 cb[48] __aligned(8);
	struct net_device *dev;
	u32 mark;
	int skb_iif;
	u64 tstamp;
	u8 pkt_type;
};

struct sk_buff_head {
	struct sk_buff *next;
	unsigned int qlen;
	spinlock_t lock;
};

#define LL_MAX_HEADER 128
#define skb_tail_pointer(skb) ((skb)->data + (skb)->len)
#define skb_tailroom(skb) ((unsigned int)((skb)->end - skb_tail_pointer(skb)))
#define skb_headroom(skb) ((unsigned int)((skb)->data - (skb)->head))
#define skb_queue_empty_lockless(q) (!(q)->qlen)

static inline struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp)
{
	struct sk_buff *skb = kzalloc(sizeof(*skb), gfp);

	if (!skb)
		return NULL;
	skb->head = malloc(size);
	if (!skb->head) {
		free(skb);
		return NULL;
	}
	skb->data = skb->head;
	skb->end = skb->head + size;
	return skb;
}

static inline void skb_reserve(struct sk_buff *skb, unsigned int n)
{
	skb->data += n;
}

/* The kernel panics where there is no room. */
static inline void *skb_put(struct sk_buff *skb, unsigned int n)
{
	void *tail = skb_tail_pointer(skb);

	__CPROVER_assert(n <= skb_tailroom(skb), "room behind the message");
	skb->len += n;
	return tail;
}

#define __skb_put(skb, n) skb_put(skb, n)

static inline void *skb_put_zero(struct sk_buff *skb, unsigned int n)
{
	return memset(skb_put(skb, n), 0, n);
}

static inline void *skb_put_data(struct sk_buff *skb, const void *from,
				 unsigned int n)
{
	return memcpy(skb_put(skb, n), from, n);
}

static inline void __skb_trim(struct sk_buff *skb, unsigned int len)
{
	skb->len = len;
}

static inline int skb_copy_bits(const struct sk_buff *skb, int offset, void *to,
				int n)
{
	if (offset > (int)skb->len - n)
		return -EFAULT;
	memcpy(to, skb->data + offset, n);
	return 0;
}

static inline bool pskb_may_pull(struct sk_buff *skb, unsigned int n)
{
	return n <= skb->len;
}

/* Addresses. */
struct in6_addr {
	union {
		u8 s6_addr[16];
		__be32 s6_addr32[4];
	};
};

bool ipv6_mod_enabled(void);
bool ipv6_addr_any(const struct in6_addr *addr);
bool ipv6_addr_v4mapped(const struct in6_addr *addr);
bool ipv6_addr_is_multicast(const struct in6_addr *addr);

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline void ipv6_addr_prefix(struct in6_addr *to,
				    const struct in6_addr *from, int bits)
{
	int i;

	for (i = 0; i < 16; i++)
		to->s6_addr[i] = bits >= 8 * (i + 1) ? from->s6_addr[i] :
				 bits <= 8 * i	     ? 0 :
						       from->s6_addr[i] &
							 0xff00 >>
								 (bits - 8 * i);
}

/* The IP header of a received message. */
struct iphdr {
	u8 version;
	__be32 saddr;
};

struct ipv6hdr {
	struct in6_addr saddr;
};

const struct iphdr *ip_hdr(const struct sk_buff *skb);
const struct ipv6hdr *ipv6_hdr(const struct sk_buff *skb);

/* Sockets. */
typedef u16 __kernel_sa_family_t;

typedef struct {
	void *p;
} sockptr_t;

struct socket_wq;

struct sock {
	int sk_err;
	u8 sk_shutdown;
	u8 sk_reuse;
	u16 sk_family;
	int sk_bound_dev_if;
	u32 sk_mark;
};

struct inet_sock {
	struct sock sk;
	u8 tos;
	__be16 inet_sport;
	u16 inet_num;
};

struct ipv6_pinfo {
	struct {
		u16 all;
	} rxopt;
};

#define inet_sk(sk) ((struct inet_sock *)(sk))
unsigned long inet_cmsg_flags(const struct inet_sock *inet);

struct net;
struct dst_entry;
struct socket;
struct msghdr;
struct net_device {
	int ifindex;
};

#define sock_net(sk) ((struct net *)NULL)
void *net_generic(const struct net *net, unsigned int id);
int net_xmit_errno(int err);
int __ratelimit(struct ratelimit_state *rs);
int l3mdev_master_ifindex_by_index(struct net *net, int ifindex);
void dst_release(struct dst_entry *dst);

/* Netlink: attributes as they stand in a message. */
struct nlattr {
	u16 nla_len;
	u16 nla_type;
};

struct netlink_ext_ack {
	const char *_msg;
	const struct nlattr *bad_attr;
};

struct nlmsghdr {
	u32 nlmsg_len;
	u32 nlmsg_seq;
};

struct genlmsghdr {
	u8 cmd;
};

struct genl_info {
	struct nlmsghdr *nlhdr;
	struct genlmsghdr *genlhdr;
	struct nlattr **attrs;
	struct netlink_ext_ack *extack;
};

struct netlink_callback {
	struct sk_buff *skb;
	const struct nlmsghdr *nlh;
	struct netlink_ext_ack *extack;
	unsigned int seq;
	long args[6];
};

struct genl_multicast_group {
	const char *name;
	u8 flags;
};

struct genl_split_ops {
	u8 cmd;
};

struct nla_policy {
	u8 type;
};

struct genl_ops {
	u8 cmd;
	const struct nla_policy *policy;
	int (*start)(struct netlink_callback *cb);
};

struct genl_family {
	const char *name;
	unsigned int version;
	bool netnsok;
	bool parallel_ops;
	void *module;
	const void *ops;
	unsigned int n_ops;
	const struct genl_multicast_group *mcgrps;
	unsigned int n_mcgrps;
};

#define NLA_BINARY 0
#define NLA_HDRLEN 4
#define NLA_ALIGN(n) (((n) + 3) / 4 * 4)
#define NLA_TYPE_MASK 0x3fff
#define GENL_HDRLEN 4
#define GENL_MCAST_CAP_NET_ADMIN 1
#define NLM_F_MULTI 2
#define NLMSG_DEFAULT_SIZE 3776UL
#define do_trace_netlink_extack(msg)
#define NL_SET_ERR_MSG(extack, msg) ((extack)->_msg = (msg))
#define NL_SET_BAD_ATTR(extack, attr) ((extack)->bad_attr = (attr))
#define NL_SET_ERR_ATTR_MISS(extack, nest, type) ((void)(nest))

static inline int nla_len(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

static inline int nla_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

static inline void *nla_data(const struct nlattr *attr)
{
	return (u8 *)attr + NLA_HDRLEN;
}

static inline u8 nla_get_u8(const struct nlattr *attr)
{
	return *(u8 *)nla_data(attr);
}

static inline u16 nla_get_u16(const struct nlattr *attr)
{
	return *(u16 *)nla_data(attr);
}

static inline u32 nla_get_u32(const struct nlattr *attr)
{
	return *(u32 *)nla_data(attr);
}

static inline s32 nla_get_s32(const struct nlattr *attr)
{
	return *(s32 *)nla_data(attr);
}

static inline struct in6_addr nla_get_in6_addr(const struct nlattr *attr)
{
	struct in6_addr addr;

	memcpy(&addr, nla_data(attr), sizeof(addr));
	return addr;
}

/* As lib/nlattr.c's, without the zeros behind. */
static inline ssize_t nla_strscpy(char *to, const struct nlattr *attr, size_t n)
{
	size_t len = nla_len(attr);
	const char *from = nla_data(attr);

	if (len > 0 && from[len - 1] == '\0')
		len--;
	if (len >= n) {
		memcpy(to, from, n - 1);
		to[n - 1] = '\0';
		return -E2BIG;
	}
	memcpy(to, from, len);
	to[len] = '\0';
	return len;
}

/* The attributes from @attr on, of @rem bytes in all, as nla_ok() has them. */
#define prove_for_each_attr(attr, first, len, rem)                 \
	for (attr = (first), rem = (len);                          \
	     rem >= NLA_HDRLEN && (attr)->nla_len >= NLA_HDRLEN && \
	     (attr)->nla_len <= rem;                               \
	     rem -= NLA_ALIGN((attr)->nla_len),                    \
	    attr = (void *)((u8 *)(attr) + NLA_ALIGN((attr)->nla_len)))
#define nla_for_each_nested(attr, nest, rem) \
	prove_for_each_attr(attr, nla_data(nest), nla_len(nest), rem)
#define nlmsg_attrlen(nlh, hdrlen) \
	((int)(nlh)->nlmsg_len - (int)sizeof(*(nlh)) - (hdrlen))
#define nlmsg_attrdata(nlh, hdrlen) \
	((struct nlattr *)((u8 *)(nlh) + sizeof(*(nlh)) + (hdrlen)))
#define nlmsg_for_each_attr(attr, nlh, hdrlen, rem)            \
	prove_for_each_attr(attr, nlmsg_attrdata(nlh, hdrlen), \
			    nlmsg_attrlen(nlh, hdrlen), rem)

struct netlink_skb_parms {
	u32 portid;
};

#define NETLINK_CB(skb) (*(struct netlink_skb_parms *)(skb)->cb)
#define genl_info_net(info) ((struct net *)NULL)
int nla_validate(const struct nlattr *head, int len, int maxtype,
		 const struct nla_policy *policy,
		 struct netlink_ext_ack *extack);
void *genlmsg_data(const struct genlmsghdr *hdr);
int genlmsg_len(const struct genlmsghdr *hdr);
int genl_register_family(struct genl_family *family);
int genl_unregister_family(const struct genl_family *family);
void synchronize_rcu(void);
void *genlmsg_put(struct sk_buff *skb, u32 portid, u32 seq,
		  const struct genl_family *family, int flags, u8 cmd);
void *genlmsg_put_reply(struct sk_buff *skb, struct genl_info *info,
			const struct genl_family *family, int flags, u8 cmd);
void genl_dump_check_consistent(struct netlink_callback *cb, void *hdr);
void genlmsg_cancel(struct sk_buff *skb, void *hdr);
void genlmsg_end(struct sk_buff *skb, void *hdr);
struct sk_buff *genlmsg_new(size_t size, gfp_t gfp);
int genlmsg_reply(struct sk_buff *skb, struct genl_info *info);
void nlmsg_free(struct sk_buff *skb);
struct nlattr *nla_nest_start(struct sk_buff *skb, int type);
int nla_nest_end(struct sk_buff *skb, struct nlattr *nest);
int nla_put_string(struct sk_buff *skb, int type, const char *s);
int nla_put_u8(struct sk_buff *skb, int type, u8 v);
int nla_put_u16(struct sk_buff *skb, int type, u16 v);
int nla_put_u32(struct sk_buff *skb, int type, u32 v);
int nla_put_s32(struct sk_buff *skb, int type, s32 v);
int nla_put_flag(struct sk_buff *skb, int type);
int nla_put_in6_addr(struct sk_buff *skb, int type, const struct in6_addr *a);

/* Kernel keys. */
typedef void *key_ref_t;

struct key_type {
	const char *name;
};

struct key {
	const struct key_type *type;
	u16 datalen;
};

#define KEY_NEED_SEARCH 4
extern struct key_type key_type_logon;
struct key *request_key(struct key_type *type, const char *name, void *info);
key_ref_t lookup_user_key(u32 serial, unsigned long flags, int need);
struct key *key_ref_to_ptr(key_ref_t ref);
void key_put(struct key *key);

static inline bool isalnum(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

int nla_parse_nested(struct nlattr *tb[], int max, const struct nlattr *nest,
		     const struct nla_policy *policy,
		     struct netlink_ext_ack *extack);

#endif /* PROVE_NET_H */
