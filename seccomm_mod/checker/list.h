/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The built-in types, in the order in which `type show` lists them. A file that
 * includes this one defines TYPE(name), which is undefined at its end: @name is that of
 * the descriptor, seccomm_desc_@name (checker/types/), and of the operations,
 * seccomm_@name (mp/).
 */
TYPE(null_security)
TYPE(xor_privacy)
TYPE(des_privacy)
TYPE(tripledes_privacy)
TYPE(blowfish_privacy)
TYPE(idea_privacy)
TYPE(aes_privacy)
TYPE(camellia_privacy)
TYPE(serpent_privacy)
TYPE(twofish_privacy)
TYPE(aesgcm_privacy)
TYPE(chachapoly_privacy)
TYPE(aegis128_privacy)
TYPE(rsa_privacy)
TYPE(md5_integrity)
TYPE(sha_integrity)
TYPE(hmacsha256_integrity)
TYPE(hmacsha3_integrity)
TYPE(blake2_integrity)
TYPE(cmac_integrity)
TYPE(poly1305_integrity)
TYPE(dsa_authenticity)
TYPE(rsa_authenticity)
TYPE(window_replay)
TYPE(timestamp_replay)
TYPE(non_repudiation)
TYPE(random_prefix)
TYPE(padding)
TYPE(multi_security)
TYPE(alt_security)
TYPE(random_alt_security)
TYPE(expansion_security)

#undef TYPE
