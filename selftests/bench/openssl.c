// SPDX-License-Identifier: GPL-2.0
/*
 * OpenSSL in the application. Over UDP: each message sealed by EVP with a number
 * that may only grow, and DTLS 1.2 with a pre-shared key. Over TCP: TLS 1.3.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define KEY_LEN 32
#define NONCE_LEN 12
#define NUMBER_LEN 8
#define TAG_LEN 16

static noreturn void ssl_fail(const char *what)
{
	ERR_print_errors_fp(stderr);
	fail(what);
}

/**
 * struct evp - keys of both directions
 * @seal: context of what is sent
 * @open: context of what is received
 * @sent: number of the last message sent
 * @seen: number of the last message received
 */
struct evp {
	EVP_CIPHER_CTX *seal;
	EVP_CIPHER_CTX *open;
	__u64 sent;
	__u64 seen;
};

static EVP_CIPHER_CTX *evp_context(const struct end *end, int from, int encrypt)
{
	const EVP_CIPHER *cipher = strcmp(end->opt->cipher, "aes") ?
					   EVP_chacha20_poly1305() :
					   EVP_aes_256_gcm();
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	__u8 key[KEY_LEN];

	memset(key, 1 + from, sizeof(key));
	if (!ctx || !EVP_CipherInit_ex(ctx, cipher, NULL, key, NULL, encrypt))
		ssl_fail("EVP_CipherInit_ex");
	return ctx;
}

static void evp_open(struct end *end)
{
	struct evp *evp = calloc(1, sizeof(*evp));

	if (!evp)
		fail("memory");
	evp->seal = evp_context(end, end->side, 1);
	evp->open = evp_context(end, !end->side, 0);
	end->state = evp;
	datagram_open(end);
}

static void evp_send(struct end *end, const void *data, size_t len)
{
	struct evp *evp = end->state;
	__u8 packet[PACKET_MAX], nonce[NONCE_LEN] = {};
	int n;

	evp->sent++;
	memcpy(packet, &evp->sent, NUMBER_LEN);
	memcpy(nonce, &evp->sent, NUMBER_LEN);
	if (!EVP_EncryptInit_ex(evp->seal, NULL, NULL, NULL, nonce) ||
	    !EVP_EncryptUpdate(evp->seal, NULL, &n, packet, NUMBER_LEN) ||
	    !EVP_EncryptUpdate(evp->seal, packet + NUMBER_LEN, &n, data, len) ||
	    !EVP_EncryptFinal_ex(evp->seal, packet + NUMBER_LEN + n, &n) ||
	    !EVP_CIPHER_CTX_ctrl(evp->seal, EVP_CTRL_AEAD_GET_TAG, TAG_LEN,
				 packet + NUMBER_LEN + len))
		ssl_fail("EVP_Encrypt");
	datagram_send(end, packet, NUMBER_LEN + len + TAG_LEN);
}

static ssize_t evp_recv(struct end *end, void *data, size_t size)
{
	struct evp *evp = end->state;
	__u8 packet[PACKET_MAX], nonce[NONCE_LEN] = {};
	ssize_t len = datagram_recv(end, packet, sizeof(packet));
	__u64 number;
	int n;

	if (len < NUMBER_LEN + TAG_LEN)
		return -1;
	len -= NUMBER_LEN + TAG_LEN;
	memcpy(&number, packet, NUMBER_LEN);
	if (number <= evp->seen || (size_t)len > size)
		return -1;
	memcpy(nonce, packet, NUMBER_LEN);
	if (!EVP_DecryptInit_ex(evp->open, NULL, NULL, NULL, nonce) ||
	    !EVP_DecryptUpdate(evp->open, NULL, &n, packet, NUMBER_LEN) ||
	    !EVP_DecryptUpdate(evp->open, data, &n, packet + NUMBER_LEN, len) ||
	    !EVP_CIPHER_CTX_ctrl(evp->open, EVP_CTRL_AEAD_SET_TAG, TAG_LEN,
				 packet + NUMBER_LEN + len) ||
	    EVP_DecryptFinal_ex(evp->open, (__u8 *)data + n, &n) <= 0)
		ssl_fail("EVP_Decrypt");
	evp->seen = number;
	return len;
}

static void evp_close(struct end *end)
{
	struct evp *evp = end->state;

	EVP_CIPHER_CTX_free(evp->seal);
	EVP_CIPHER_CTX_free(evp->open);
	free(evp);
	plain_close(end);
}

static unsigned int psk(unsigned char *key, unsigned int max)
{
	if (max < KEY_LEN)
		return 0;
	memset(key, 1, KEY_LEN);
	return KEY_LEN;
}

static unsigned int psk_client(SSL *ssl, const char *hint, char *identity,
			       unsigned int max_id, unsigned char *key,
			       unsigned int max_key)
{
	snprintf(identity, max_id, "bench");
	return psk(key, max_key);
}

static unsigned int psk_server(SSL *ssl, const char *identity,
			       unsigned char *key, unsigned int max_key)
{
	return psk(key, max_key);
}

/* Both ends are connected UDP sockets before they shake hands. */
static void dtls_join(struct end *end)
{
	const char *cipher = strcmp(end->opt->cipher, "aes") ?
				     "PSK-CHACHA20-POLY1305" :
				     "PSK-AES256-GCM-SHA384";
	SSL_CTX *ctx = SSL_CTX_new(DTLS_method());
	struct sockaddr_storage a;
	SSL *ssl;
	BIO *bio;

	datagram_join(end);
	end_address(end, !end->side, &a);
	if (!ctx || !SSL_CTX_set_min_proto_version(ctx, DTLS1_2_VERSION) ||
	    !SSL_CTX_set_cipher_list(ctx, cipher))
		ssl_fail("SSL_CTX_new");
	SSL_CTX_set_psk_client_callback(ctx, psk_client);
	SSL_CTX_set_psk_server_callback(ctx, psk_server);
	ssl = SSL_new(ctx);
	bio = BIO_new_dgram(end->fd, BIO_NOCLOSE);
	if (!ssl || !bio)
		ssl_fail("SSL_new");
	BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &a);
	SSL_set_bio(ssl, bio, bio);
	SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
	DTLS_set_link_mtu(ssl, 1500);
	if ((end->side ? SSL_accept(ssl) : SSL_connect(ssl)) != 1)
		ssl_fail("handshake");
	if (strcmp(SSL_get_cipher_name(ssl), cipher))
		ssl_fail(SSL_get_cipher_name(ssl));
	SSL_CTX_free(ctx);
	end->state = ssl;
}

/* The certificate that this end shows, and the only one that it takes. */
static void tls_certificates(const struct end *end, SSL_CTX *ctx)
{
	const int verify = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	char own[] = "tls.0", peer[] = "tls.1";
	SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

	if (!conf)
		ssl_fail("SSL_CONF_CTX_new");
	own[4] += end->side;
	peer[4] -= end->side;
	SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
	/* The private key is in the certificate's file. */
	SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT |
					     SSL_CONF_FLAG_SERVER |
					     SSL_CONF_FLAG_CERTIFICATE |
					     SSL_CONF_FLAG_REQUIRE_PRIVATE);
	if (SSL_CONF_cmd(conf, "Certificate", own) <= 0 ||
	    SSL_CONF_CTX_finish(conf) <= 0 ||
	    !SSL_CTX_load_verify_file(ctx, peer))
		ssl_fail("certificates");
	SSL_CONF_CTX_free(conf);
	SSL_CTX_set_verify(ctx, verify, NULL);
}

/* All that is there before somebody opens: keys, and what is to be used. */
static void tls_open(struct end *end)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());

	if (!ctx || !SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) ||
	    !SSL_CTX_set1_groups_list(ctx, "X25519") ||
	    !SSL_CTX_set_ciphersuites(ctx, "TLS_CHACHA20_POLY1305_SHA256") ||
	    !SSL_CTX_set_num_tickets(ctx, 0))
		ssl_fail("SSL_CTX_new");
	if (strcmp(end->opt->cipher, "psk")) {
		tls_certificates(end, ctx);
	} else {
		SSL_CTX_set_psk_client_callback(ctx, psk_client);
		SSL_CTX_set_psk_server_callback(ctx, psk_server);
	}
	end->state = SSL_new(ctx);
	if (!end->state)
		ssl_fail("SSL_new");
	SSL_CTX_free(ctx);
	kind_tcp.open(end);
}

static void tls_join(struct end *end)
{
	SSL *ssl = end->state;

	kind_tcp.join(end);
	if (!SSL_set_fd(ssl, end->fd) ||
	    (end->side ? SSL_accept(ssl) : SSL_connect(ssl)) != 1)
		ssl_fail("handshake");
	/* A session of a key that was shared before is called reused. */
	if (SSL_session_reused(ssl) != !strcmp(end->opt->cipher, "psk"))
		ssl_fail("pre-shared key");
}

static void ssl_send(struct end *end, const void *data, size_t len)
{
	if (SSL_write(end->state, data, len) != (int)len)
		ssl_fail("SSL_write");
}

static ssize_t ssl_recv(struct end *end, void *data, size_t size)
{
	return SSL_read(end->state, data, size);
}

static void ssl_close(struct end *end)
{
	SSL_free(end->state);
	plain_close(end);
}

const struct kind kind_evp = {
	.name = "evp",
	.datagram = true,
	.open = evp_open,
	.join = datagram_join,
	.send = evp_send,
	.recv = evp_recv,
	.close = evp_close,
};

const struct kind kind_dtls = {
	.name = "dtls",
	.open = datagram_open,
	.join = dtls_join,
	.send = ssl_send,
	.recv = ssl_recv,
	.close = ssl_close,
};

const struct kind kind_tls = {
	.name = "tls",
	.open = tls_open,
	.join = tls_join,
	.send = ssl_send,
	.recv = ssl_recv,
	.close = ssl_close,
};
