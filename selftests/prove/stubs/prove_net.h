/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PROVE_NET_H
#define PROVE_NET_H
struct sk_buff {
	unsigned char cb[48];
	unsigned char *data;
	unsigned int len;
};
static inline void *skb_tail_pointer(struct sk_buff *s)
{
	return s->data + s->len;
}
unsigned int skb_tailroom(struct sk_buff *s);
void *__skb_put(struct sk_buff *s, unsigned n);
void __skb_trim(struct sk_buff *s, unsigned n);
struct sk_buff_head {
	struct sk_buff *next;
};
struct net;
#endif
