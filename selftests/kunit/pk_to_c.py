#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# pk_to_c.py VECTORS.json PUBLISHED.json: what the KUnit suite of keys needs beside the
# vectors' keys, as C data: known answers of PSS and OAEP, computed here and published by
# others, keys that must be refused, and padded messages that are none.

import hashlib
import json
import sys

from vectors_to_c import OID_X25519, contents, data, integer, private_key, tlv

E = 65537
LABEL = b"label"
EBADMSG, EOPNOTSUPP, EKEYREJECTED = -74, -95, -129
OID_RSA = bytes.fromhex("06092a864886f70d010101")
OID_DSA = bytes.fromhex("06072a8648ce380401")
NULL = b"\x05\x00"


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def mask(seed, n):
    blocks = (sha256(seed, i.to_bytes(4, "big")) for i in range((n + 31) // 32))
    return b"".join(blocks)[:n]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def numbers(der):
    """The integers that DER begins with."""
    out = []
    while der and der[0] == 2:
        value, der = contents(der)
        out.append(int.from_bytes(value, "big"))
    return out


def dsa(key):
    """p, q, g, y, x."""
    algorithm, bits = contents(contents(bytes.fromhex(key["spki"]))[0])
    group = contents(contents(algorithm)[1])[0]
    return numbers(group) + numbers(contents(bits)[0][1:]) + [int(key["x"], 16)]


class Rsa:
    def __init__(self, key):
        p, q = int(key["p"], 16), int(key["q"], 16)
        self.n, self.d = p * q, pow(E, -1, (p - 1) * (q - 1))
        self.k = (self.n.bit_length() + 7) // 8

    def power(self, message, exponent):
        return pow(int.from_bytes(message, "big"), exponent, self.n).to_bytes(self.k, "big")


def pss(k, message, salt, first=0, one=1, trailer=0xBC, fill=0):
    """A padded hash, or one that is none."""
    salted = sha256(bytes(8), sha256(message), salt)
    db = bytearray(k - 33)
    db[-len(salt) - 1] = one
    db[len(db) - len(salt) :] = salt
    db[1] |= fill
    db = bytearray(xor(db, mask(salted, len(db))))
    db[0] = db[0] & 0x7F | first
    return bytes(db) + salted + bytes([trailer])


def oaep(k, message, seed, first=0, one=1, fill=0, label=LABEL):
    """A padded message, or one that is none."""
    db = bytearray(sha256(label) + bytes(k - 66 - len(message)) + bytes([one]) + message)
    db[33] |= fill
    db = xor(db, mask(seed, len(db)))
    return bytes([first]) + xor(seed, mask(db, 32)) + db


def public_rsa(n, e=E, params=NULL, unused=0):
    key = tlv(0x30, integer(n), integer(e))
    return tlv(0x30, tlv(0x30, OID_RSA, params), tlv(3, bytes([unused]), key))


def public_dsa(p, q, g, y):
    algorithm = tlv(0x30, OID_DSA, tlv(0x30, *map(integer, (p, q, g))))
    return tlv(0x30, algorithm, tlv(3, b"\0", integer(y)))


def private_dsa(p, q, g, x, version=0, behind=b""):
    algorithm = tlv(0x30, OID_DSA, tlv(0x30, *map(integer, (p, q, g))))
    return tlv(0x30, integer(version), algorithm, tlv(4, integer(x)), behind)


def private_rsa(n, d, version=0, more=()):
    key = tlv(0x30, *map(integer, (version, n, E, d, 3, 5, 1, 1, 1, *more)))
    return tlv(0x30, integer(0), tlv(0x30, OID_RSA, NULL), tlv(4, key))


def public_x25519(u, params=b"", length=32):
    return tlv(0x30, tlv(0x30, OID_X25519, params), tlv(3, b"\0", u.to_bytes(length, "little")))


def private_x25519(s, inner=4):
    return tlv(0x30, integer(0), tlv(0x30, OID_X25519), tlv(4, tlv(inner, s)))


def bad_public(keys):
    n = Rsa(keys["rsa2048/alice-sign"]).n
    p, q, g, y, _ = dsa(keys["dsa2048/alice"])
    good = public_rsa(n)
    yield "rsa-even", EKEYREJECTED, public_rsa(n - 1)
    yield "rsa-exponent-3", EKEYREJECTED, public_rsa(n, 3)
    yield "rsa-2047-bits", EOPNOTSUPP, public_rsa(n >> 1 | 1)
    yield "rsa-1024-bits", EOPNOTSUPP, public_rsa(n >> 1024 | 1)
    yield "rsa-zero", EOPNOTSUPP, public_rsa(0)
    yield "rsa-negative", EBADMSG, good.replace(b"\x02\x82\x01\x01\x00", b"\x02\x82\x01\x01\x80", 1)
    yield "rsa-without-parameters", EBADMSG, public_rsa(n, params=b"")
    yield "rsa-parameters", EBADMSG, public_rsa(n, params=b"\x05\x01\x00")
    yield "rsa-bits-lacking", EBADMSG, public_rsa(n, unused=1)
    yield "rsa-exponent-longer", EBADMSG, tlv(
        0x30,
        tlv(0x30, OID_RSA, NULL),
        tlv(3, b"\0", tlv(0x30, integer(n), b"\x02\x04\x00\x01\x00\x01")),
    )
    yield "length-longer", EBADMSG, b"\x30\x83\x00" + good[2:]
    yield "length-indefinite", EBADMSG, b"\x30\x80" + good[4:] + b"\0\0"
    yield "p256", EOPNOTSUPP, bytes.fromhex(keys["p256/alice-sign"]["spki"])
    yield "dsa-q-no-divisor", EKEYREJECTED, public_dsa(p + 2, q, g, y)
    yield "dsa-p-even", EKEYREJECTED, public_dsa(p - 1, q, g, y)
    yield "dsa-g-0", EKEYREJECTED, public_dsa(p, q, 0, y)
    yield "dsa-g-1", EKEYREJECTED, public_dsa(p, q, 1, y)
    yield "dsa-g-last", EKEYREJECTED, public_dsa(p, q, p - 1, y)
    yield "dsa-g-p", EKEYREJECTED, public_dsa(p, q, p, y)
    yield "dsa-g-of-another-order", EKEYREJECTED, public_dsa(p, q, 2, y)
    yield "dsa-y-0", EKEYREJECTED, public_dsa(p, q, g, 0)
    yield "dsa-y-1", EKEYREJECTED, public_dsa(p, q, g, 1)
    yield "dsa-y-last", EKEYREJECTED, public_dsa(p, q, g, p - 1)
    yield "dsa-y-above", EKEYREJECTED, public_dsa(p, q, g, y + p)
    yield "dsa-y-of-another-order", EKEYREJECTED, public_dsa(p, q, g, p - y)
    yield "dsa-q-255-bits", EOPNOTSUPP, public_dsa(p, q >> 1 | 1, g, y)
    yield "dsa-p-2047-bits", EOPNOTSUPP, public_dsa(p >> 1 | 1, q, g, y)
    yield "x25519-0", EKEYREJECTED, public_x25519(0)
    yield "x25519-1", EKEYREJECTED, public_x25519(1)
    yield "x25519-last", EKEYREJECTED, public_x25519(2**255 - 20)
    yield "x25519-31-bytes", EBADMSG, public_x25519(9, length=31)
    yield "x25519-33-bytes", EBADMSG, public_x25519(9, length=33)
    yield "x25519-parameters", EBADMSG, public_x25519(9, params=NULL)
    yield "private-as-public", EBADMSG, bytes.fromhex(private_key(keys["dsa2048/alice"]))


def bad_private(keys):
    rsa = Rsa(keys["rsa2048/alice-sign"])
    p, q, g, _, x = dsa(keys["dsa2048/alice"])
    yield "private-dsa-x-0", EKEYREJECTED, private_dsa(p, q, g, 0)
    yield "private-dsa-x-q", EKEYREJECTED, private_dsa(p, q, g, q)
    yield "private-dsa-group", EKEYREJECTED, private_dsa(p, q, 2, x)
    yield "private-version-1", EBADMSG, private_dsa(p, q, g, x, version=1)
    yield "private-attributes", EBADMSG, private_dsa(p, q, g, x, behind=b"\xa0\x00")
    yield "private-rsa-d-0", EKEYREJECTED, private_rsa(rsa.n, 0)
    yield "private-rsa-d-1", EKEYREJECTED, private_rsa(rsa.n, 1)
    yield "private-rsa-d-other", EKEYREJECTED, private_rsa(rsa.n, rsa.d ^ 2)
    yield "private-rsa-d-above", EKEYREJECTED, private_rsa(rsa.n, rsa.d + rsa.n)
    yield "private-rsa-of-three-primes", EBADMSG, private_rsa(rsa.n, rsa.d, version=1)
    yield "private-rsa-a-number-more", EBADMSG, private_rsa(rsa.n, rsa.d, more=(1,))
    yield "private-x25519-31-bytes", EBADMSG, private_x25519(bytes(31))
    yield "private-x25519-no-string", EBADMSG, private_x25519(bytes(32), inner=3)
    yield "public-as-private", EBADMSG, bytes.fromhex(keys["dsa2048/alice"]["spki"])


def print_known(name, message, random, result):
    print(f"static const struct pk_known {name} = {{")
    print(f'\t"{message.decode()}",\n\t{data(random.hex())},\n\t{data(result.hex())},\n}};')


def print_bytes(name, values):
    print(f"static const struct vt_bytes {name}[] = {{")
    for value in values:
        print(f"\t{{ {len(value)}, {data(value.hex())} }},")
    print("};")


def print_published(name, cases):
    print(f"static const struct pk_published {name}[] = {{")
    for case in cases:
        message, label = (bytes.fromhex(case.get(key, "")) for key in ("message", "label"))
        print(f'\t{{ {case["case"]}, {0 if case["valid"] else EBADMSG},')
        print(f"\t{{ {len(message)}, {data(message.hex())} }}, {{ {len(label)}, {data(label.hex())} }},")
        print(f'\t{data(case["random"]) if "random" in case else "NULL"},\n\t{data(case["result"])} }},')
    print("};")


def main():
    vectors = json.load(open(sys.argv[1]))
    published = json.load(open(sys.argv[2]))
    keys = vectors["keys"]
    print("/* Generated from vectors.json and published.json. */")
    print(f'#define PK_LABEL "{LABEL.decode()}"')
    rfc = vectors["primitives"]["rfc6979 A.2.2, sample, SHA-256, r || s"]
    print(f"static const u8 pk_rfc6979[] =\n\t{data(rfc)};")

    rsa = Rsa(keys["rsa2048/alice-sign"])
    message, salt = b"a message", bytes(range(32))
    print_known("pk_pss", message, salt, rsa.power(pss(rsa.k, message, salt), rsa.d))
    bad = [
        pss(rsa.k, b"another", salt),
        pss(rsa.k, message, salt, trailer=0xCC),
        pss(rsa.k, message, salt, one=2),
        pss(rsa.k, message, salt, fill=1),
        pss(rsa.k, message, salt[:20]),
        pss(rsa.k, message, salt + salt),
    ]
    whole = rsa.n.to_bytes(rsa.k, "big")
    print_bytes("pk_pss_bad", [rsa.power(em, rsa.d) for em in bad] + [bytes(rsa.k), whole, b"\xff" * rsa.k])

    rsa = Rsa(keys["rsa2048/bob-enc"])
    seed = bytes(range(32, 64))
    print_known("pk_oaep", message, seed, rsa.power(oaep(rsa.k, message, seed), E))
    bad = [
        oaep(rsa.k, message, seed, first=1),
        oaep(rsa.k, message, seed, one=0),
        oaep(rsa.k, b"", seed, one=0),
        oaep(rsa.k, message, seed, one=3),
        oaep(rsa.k, message, seed, fill=0x80),
        oaep(rsa.k, message, seed, label=b""),
    ]
    whole = rsa.n.to_bytes(rsa.k, "big")
    print_bytes("pk_oaep_bad", [rsa.power(em, E) for em in bad] + [bytes(rsa.k), whole, b"\xff" * rsa.k])

    print("static const struct pk_bad pk_bad[] = {")
    for private, those in enumerate((bad_public(keys), bad_private(keys))):
        for name, err, der in those:
            print(f'\t{{ "{name}", {private}, {err}, {{ {len(der)},\n\t{data(der.hex())} }} }},')
    print("};")

    key = published["private"]
    print("static struct vt_key_pair pk_published_key = {")
    print(f'\t.name = "published",\n\t.private_der = {{ {len(key) // 2}, {data(key)} }},\n}};')
    print_published("pk_published_pss", published["pss"])
    print_published("pk_published_oaep", published["oaep"])


main()
