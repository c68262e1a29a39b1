// SPDX-License-Identifier: GPL-2.0
/*
 * The words for what a type provides, is worth, does and has keys for, by bit or value.
 * type show writes them; check --catalog reads them back.
 */
#include "type_words.h"

const char *const property_words[N_PROPERTIES] = {
	"privacy", "integrity", "authenticity", "freshness", "nonrepudiation",
};

const char *const flag_words[N_FLAGS] = {
	"meta",	      "may-sleep",  "reentrant",    "bijection", "raw-key",
	"needs-simd", "in-privacy", "in-integrity", "one-of",	 "split",
	"keyed",      "uneven",	    "in-order",	    "tidy",	 "may-hold",
};

const char *const strength_words[N_STRENGTHS] = {
	[SECCOMM_STRENGTH_NONE] = "none",
	[SECCOMM_STRENGTH_OBFUSCATION] = "obfuscation",
	[SECCOMM_STRENGTH_LEGACY] = "legacy",
	[SECCOMM_STRENGTH_MODERN] = "modern",
};

const char *const key_words[N_KEY_WORDS] = { "cipher", "iv", "salt", "mac" };
