/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seccommctl key: make secrets and key pairs in files, and show what files hold for others.
 */
#ifndef SECCOMMCTL_CMD_KEY_FILE_H
#define SECCOMMCTL_CMD_KEY_FILE_H

/* Each takes the words behind its own, and returns the exit status. */

/* Make a secret or a key pair. */
int key_gen(int argc, char **argv);
/* Show the public half of a key. */
int key_pub(int argc, char **argv);
/* Show the algorithm of a key, and the SHA-256 of its public half. */
int key_fingerprint(int argc, char **argv);

#endif /* SECCOMMCTL_CMD_KEY_FILE_H */
