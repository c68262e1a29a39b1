#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""seccommctl audit verify and show, on logs that are written here.

The vectors' log verifies, and what is altered of it is refused by the rule that it
breaks, named by offset and sequence: a seeded sample of its bits and of its lengths, all
of them with --all. For the rules that only who has the keys can break, records are made
and signed here, by DSA and RSASSA-PSS in plain arithmetic. Prints KTAP.
"""
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
CTL = f"{TOP}/tools/seccommctl/seccommctl"
WORK = tempfile.TemporaryDirectory()
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
RANDOM = random.Random(SEED)
MESSAGE, CHECKPOINT, START, KEY = 1, 2, 3, 4
HEAD, HASH = 64, 32
DSA_BITS = 256

with open(f"{TOP}/selftests/vectors.json", encoding="ascii") as text:
    VECTORS = json.load(text)


def u(value, size):
    return value.to_bytes(size, "big")


def lp(data):
    return u(len(data), 2) + data


def sha256(data):
    return hashlib.sha256(data).digest()


# Signatures and keys ------------------------------------------------------------------

def der(data, at=0):
    """The contents of the element at @at, and where it ends."""
    size, at = data[at + 1], at + 2
    if size & 0x80:
        n = size & 0x7F
        size, at = int.from_bytes(data[at:at + n], "big"), at + n
    return data[at:at + size], at + size


def integers(data, n):
    """The first @n integers of a sequence's contents."""
    found, at = [], 0
    for _ in range(n):
        value, at = der(data, at)
        found.append(int.from_bytes(value, "big"))
    return found


class DSAKey:
    algorithm = b"dsa2048"

    def __init__(self, name):
        self.spki = bytes.fromhex(VECTORS["keys"][name]["spki"])
        self.x = int(VECTORS["keys"][name]["x"], 16)
        algorithm, _ = der(der(self.spki)[0])
        _, at = der(algorithm)
        self.p, self.q, self.g = integers(der(algorithm, at)[0], 3)

    def sign(self, data):
        k = RANDOM.randrange(1, self.q)
        r = pow(self.g, k, self.p) % self.q
        h = int.from_bytes(sha256(data), "big")
        return u(r, 32) + u(pow(k, -1, self.q) * (h + self.x * r) % self.q, 32)


class RSAKey:
    algorithm = b"rsa-pss"

    def __init__(self, name):
        key = VECTORS["keys"][name]
        self.spki = bytes.fromhex(key["spki"])
        p, q = int(key["p"], 16), int(key["q"], 16)
        self.n = p * q
        self.d = pow(65537, -1, (p - 1) * (q - 1))

    def sign(self, data):
        size = (self.n.bit_length() + 7) // 8
        salt = RANDOM.randbytes(32)
        h = sha256(bytes(8) + sha256(data) + salt)
        block = bytes(size - 66) + b"\x01" + salt
        mask = b"".join(sha256(h + u(i, 4)) for i in range(size // 32 + 1))
        masked = bytearray(a ^ b for a, b in zip(block, mask))
        masked[0] &= 0x7F
        encoded = int.from_bytes(bytes(masked) + h + b"\xbc", "big")
        return u(pow(encoded, self.d, self.n), size)


def key_id(key):
    return b"\x03" + sha256(key.spki)


ALICE, BOB = DSAKey("dsa2048/alice"), DSAKey("dsa2048/bob")
RSA_ALICE, RSA_BOB = RSAKey("rsa2048/alice-sign"), RSAKey("rsa4096/bob-sign")


# Logs ---------------------------------------------------------------------------------

def seal(head, payload):
    """A record of these, with its fill and its hash."""
    record = head + payload
    record += bytes(-len(record) % 8)
    return record + sha256(b"SecComm-nr1" + record)


class Log:
    def __init__(self, records=()):
        self.records = list(records)

    def head(self, kind, payload):
        size = (HEAD + len(payload) + HASH + 7) // 8 * 8
        prev = self.records[-1][-HASH:] if self.records else bytes(HASH)
        return (b"SCNR" + bytes([1, kind, 0, 0]) + u(size, 4) + u(len(payload), 4)
                + u(len(self.records), 8) + u(1767225600000000, 8) + prev)

    def add(self, kind, payload):
        self.records.append(seal(self.head(kind, payload), payload))
        return len(self.records) - 1

    def start(self, reason=b"new"):
        return self.add(START, lp(b"NonRepudiation(),DSAAuthenticity(5)|s:psk|5:pk:pk(dsa2048)")
                        + u(42, 8) + lp(reason))

    def key(self, key, identity=None):
        return self.add(KEY, lp(key.spki) + lp(identity or key_id(key)))

    def message(self, number, signer, sequence, receiver=BOB, /, **other):
        """@other replaces what the record has of the message's, behind the signing."""
        parts = {"aad": bytes.fromhex("1500000055667788") + u(number, 8) + bytes(range(16)),
                 "dir": b"\x00", "path": lp(b"\x01"), "type": lp(b"AType"),
                 "algorithm": lp(signer.algorithm), "signer": lp(key_id(signer)),
                 "receiver": lp(key_id(receiver)), "digest": sha256(b"stack")}
        data = b"the data of number %d" % number
        signature = signer.sign(b" " * 64 + b"SecComm-sig1\0" + b"".join(parts.values())
                                + sha256(data))
        data = other.pop("data", data)
        signature = other.pop("signature", signature)
        return self.add(MESSAGE, b"".join({**parts, **other}.values()) + u(len(data), 4) + data
                        + lp(signature) + u(sequence, 8))

    def checkpoint(self, key, sequence, count=None, signs=None):
        n = u(len(self.records) if count is None else count, 8)
        rest = lp(key.algorithm) + u(sequence, 8)
        size = 64 if isinstance(key, DSAKey) else (key.n.bit_length() + 7) // 8
        head = self.head(CHECKPOINT, n + rest + lp(bytes(size)))
        signature = (signs or key).sign(b" " * 64 + b"SecComm-nrcp1\0" + head + n)
        return self.add(CHECKPOINT, n + rest + lp(signature))

    def offset(self, sequence):
        return sum(len(record) for record in self.records[:sequence])

    def bytes(self):
        return b"".join(self.records)


def vectors_log():
    case = next(c for c in VECTORS["cases"] if c["name"] == "nonrepudiation")
    return Log(bytes.fromhex(record) for record in case["records"])


def small_log():
    log = Log()
    log.start()
    log.key(ALICE)
    log.message(1, ALICE, 1)
    return log


# The program --------------------------------------------------------------------------

def run(command, data, *options):
    path = f"{WORK.name}/log"
    with open(path, "wb") as file:
        file.write(data)
    return subprocess.run([CTL, *options, "audit", command, path], capture_output=True, check=False,
                          text=True)


def verify(data):
    """(None or (rule, sequence, offset), the whole answer)."""
    done = run("verify", data, "-j")
    assert not done.stderr, done.stderr
    answer = json.loads(done.stdout)
    bad = answer["bad"]
    assert done.returncode == (2 if bad else 0), done.returncode
    return bad and (bad["rule"], bad["sequence"], bad["offset"]), answer


def good(log):
    bad, answer = verify(log.bytes())
    assert bad is None, answer
    assert answer["records"] == len(log.records), answer
    assert answer["head"] == log.records[-1][-HASH:].hex(), answer
    return answer


def refused(log, rule, sequence):
    want = (rule, sequence, log.offset(sequence))
    bad, answer = verify(log.bytes())
    assert bad == want, f"{answer}, not {want}"


# Tests --------------------------------------------------------------------------------

def test_vectors():
    log = vectors_log()
    answer = good(log)
    kinds = [record[5] for record in log.records]
    assert answer["messages"] == kinds.count(MESSAGE)
    assert answer["keys"] == kinds.count(KEY)
    assert answer["last_checkpoint"] == len(kinds) - 1


def test_vectors_negative():
    """The negative cases of the vectors that are about the log."""
    log = vectors_log()
    cases = {n["name"]: n["rule"] for n in VECTORS["negative"] if n["rule"].startswith("record-")}
    assert len(cases) == 3, cases
    at = HEAD + 40
    altered = bytearray(log.records[2])
    altered[at] ^= 1
    refused(Log(log.records[:2] + [bytes(altered)] + log.records[3:]), cases["log: a record altered"], 2)
    refused(Log(log.records[:3] + log.records[4:]), cases["log: a record left out"], 3)
    filled = bytearray(log.records[2])
    filled[-HASH - 1] = 1
    refused(Log(log.records[:2] + [bytes(filled)] + log.records[3:]),
            cases["log: a byte of the fill not zero"], 2)


def test_made_here():
    """Both algorithms, both directions, several keys and starts."""
    log = Log()
    log.start()
    dsa, rsa = log.key(ALICE), log.key(RSA_ALICE)
    log.message(1, ALICE, dsa)
    log.message(2, RSA_ALICE, rsa, RSA_BOB)
    log.checkpoint(ALICE, dsa)
    log.start(b"reopened")
    big = log.key(RSA_BOB)
    log.message(3, RSA_BOB, big, RSA_ALICE)
    log.checkpoint(RSA_BOB, big)
    log.start(b"rotated")
    good(log)


def test_show():
    log = vectors_log()
    done = run("show", log.bytes(), "-j")
    assert not done.returncode, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(log.records) + 1
    for i, (line, record) in enumerate(zip(lines, log.records)):
        assert line["sequence"] == i and line["offset"] == log.offset(i)
        assert line["hash"] == record[-HASH:].hex()
        if line["kind"] == "message":
            assert line["data"] in record.hex() and line["signature"] in record.hex()
    assert lines[-1]["bad"] is None
    text = run("show", log.bytes(), "-d").stdout
    assert text.count("\nrecord ") == len(log.records) - 1
    assert "not proven: when" in text and "    spki 3082" in text


def test_show_ends_at_the_fault():
    log = vectors_log()
    del log.records[5]
    done = run("show", log.bytes())
    assert done.returncode == 2
    assert done.stdout.count("record ") - done.stdout.count("bad record ") >= 5
    assert f"bad record at offset {log.offset(5)} sequence 5: record-chain: " in done.stdout
    assert "proven" not in done.stdout


def region_rules(record, at):
    """The rules of which a flipped bit at @at of a record breaks one first."""
    payload = int.from_bytes(record[12:16], "big")
    if at < 16 or HEAD + payload <= at < len(record) - HASH:
        return {"record-structure"}
    if 16 <= at < 24 or 32 <= at < HEAD:
        return {"record-chain"}
    if at < 32 or at >= len(record) - HASH:
        return {"record-hash"}
    return {"record-structure", "record-hash"}


def test_flipped_bits():
    log = vectors_log()
    data = log.bytes()
    places = range(len(data)) if "--all" in sys.argv else RANDOM.sample(range(len(data)), 40)
    for at in places:
        bad_data = bytearray(data)
        bad_data[at] ^= 1 << RANDOM.randrange(8)
        sequence = max(i for i in range(len(log.records)) if log.offset(i) <= at)
        bad, _ = verify(bytes(bad_data))
        assert bad and bad[1:] == (sequence, log.offset(sequence)), f"byte {at}: {bad}"
        allowed = region_rules(log.records[sequence], at - log.offset(sequence))
        assert bad[0] in allowed, f"byte {at}: {bad}, not {allowed}"


def test_truncations():
    log = small_log()
    data = log.bytes()
    ends = [log.offset(i) for i in range(1, len(log.records) + 1)]
    some = range(len(data)) if "--all" in sys.argv else RANDOM.sample(range(len(data)), 20) + [0] + ends
    for size in some:
        bad, answer = verify(data[:size])
        whole = len([end for end in ends if end <= size])
        if size in ends:
            assert bad is None and answer["records"] == whole
        else:
            assert bad == ("record-structure", whole, log.offset(whole)), f"{size} bytes: {bad}"


def altered(kind, payload):
    """A log whose second record is of this kind and payload."""
    log = Log()
    log.start()
    log.add(kind, payload)
    return log


def test_record_structure():
    log = small_log()
    for at, value in ((0, 0), (4, 2), (5, 0), (5, 5), (6, 1), (11, 8), (8, 0xFF)):
        bad = bytearray(log.records[1])
        bad[at] = value
        refused(Log([log.records[0], bytes(bad), log.records[2]]), "record-structure", 1)
    payload = log.records[1][HEAD:HEAD + int.from_bytes(log.records[1][12:16], "big")]
    refused(altered(KEY, payload + b"\0"), "record-structure", 1)
    refused(altered(KEY, payload[:-1]), "record-structure", 1)
    refused(altered(KEY, b""), "record-structure", 1)
    refused(altered(START, lp(b"") + u(1, 8) + lp(b"new")), "record-structure", 1)
    refused(altered(START, lp(b"x") + u(1, 8) + lp(b"old")), "record-structure", 1)
    refused(altered(CHECKPOINT, u(1, 8) + lp(b"md5") + u(0, 8) + lp(b"")), "record-structure", 1)
    log.message(2, ALICE, 1, dir=b"\x02")
    refused(log, "record-structure", 3)
    begins_late = Log()
    begins_late.key(ALICE)
    refused(begins_late, "record-structure", 0)
    bad, _ = verify(b"")
    assert bad == ("record-structure", 0, 0), bad


def test_record_chain():
    log = small_log()
    for sequence, prev in ((3, log.records[1][-HASH:]), (1, log.records[0][-HASH:]), (2, bytes(HASH))):
        record = log.records[2]
        head = record[:16] + u(sequence, 8) + record[24:32] + prev
        payload = record[HEAD:HEAD + int.from_bytes(record[12:16], "big")]
        refused(Log(log.records[:2] + [seal(head, payload)]), "record-chain", 2)
    refused(Log([log.records[0], log.records[0]]), "record-chain", 1)
    refused(Log([log.records[0], log.records[2], log.records[1]]), "record-chain", 1)


def test_record_hash():
    log = small_log()
    record = log.records[1]
    for at in (24, 31, HEAD + 20, len(record) - HASH, len(record) - 1):
        bad = bytearray(record)
        bad[at] ^= 0x80
        refused(Log([log.records[0], bytes(bad), log.records[2]]), "record-hash", 1)


def test_record_key():
    log = small_log()
    log.message(2, ALICE, 0)
    refused(log, "record-key", 3)
    log = small_log()
    log.message(2, ALICE, 4)
    log.key(ALICE)
    refused(log, "record-key", 3)
    log = small_log()
    log.message(2, BOB, 1)
    refused(log, "record-key", 3)
    log = small_log()
    for ids in ({"signer": lp(key_id(BOB))}, {"signer": lp(b"")}, {"receiver": lp(b"\x02bob")},
                {"receiver": lp(b"\x02" + bytes(32))}):
        log = small_log()
        log.message(2, ALICE, 1, **ids)
        refused(log, "record-key", 3)
    log = small_log()
    log.key(ALICE, key_id(BOB))
    refused(log, "record-key", 3)
    log = small_log()
    log.message(2, ALICE, 1, algorithm=lp(b"rsa-pss"))
    refused(log, "record-key", 3)
    log = small_log()
    log.checkpoint(ALICE, 0)
    refused(log, "record-key", 3)
    for spki in (b"", ALICE.spki + b"\0", ALICE.spki[:-1],
                 bytes.fromhex(VECTORS["keys"]["p256/alice-sign"]["spki"]),
                 ALICE.spki[:-1] + bytes([ALICE.spki[-1] ^ 1])):
        log = small_log()
        log.add(KEY, lp(spki) + lp(b"\x03" + sha256(spki)))
        refused(log, "record-key", 3)


def test_record_duplicate():
    log = small_log()
    log.message(2, ALICE, 1)
    log.message(1, ALICE, 1)
    refused(log, "record-duplicate", 4)


def test_record_checkpoint():
    for count in (0, 2, 4):
        log = small_log()
        log.checkpoint(ALICE, 1, count=count)
        refused(log, "record-checkpoint", 3)


def test_record_signature():
    changes = ({"data": b"another"}, {"data": b""}, {"signature": bytes(64)}, {"signature": b""},
               {"signature": ALICE.sign(b"another")}, {"dir": b"\x01"}, {"path": lp(b"\x02")},
               {"type": lp(b"BType")}, {"digest": sha256(b"another")},
               {"aad": bytes(32)})
    for change in changes:
        log = small_log()
        log.message(2, ALICE, 1, **change)
        refused(log, "record-signature", 3)
    for size in (255, 256, 257):
        log = small_log()
        log.key(RSA_ALICE)
        log.message(2, RSA_ALICE, 3, signature=bytes(size))
        refused(log, "record-signature", 4)
    log = small_log()
    log.checkpoint(ALICE, 1, signs=BOB)
    refused(log, "record-signature", 3)


def test_what_is_no_log():
    """Trouble of one's own is told from a bad record by the status."""
    for path, why in ((f"{WORK.name}/none", "No such file"), (WORK.name, "not a regular file"),
                      ("/dev/null", "not a regular file")):
        done = subprocess.run([CTL, "audit", "verify", path], capture_output=True, check=False,
                              text=True)
        assert done.returncode == 1 and why in done.stderr, done
    done = subprocess.run([CTL, "audit", "verify"], capture_output=True, check=False, text=True)
    assert done.returncode == 1 and "Usage:" in done.stderr, done


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    failed = 0
    print("KTAP version 1")
    print(f"# seed {SEED}")
    print(f"1..{len(tests)}", flush=True)
    for i, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {i} {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
            print(f"not ok {i} {name}", flush=True)
    print(f"# Totals: pass:{len(tests) - failed} fail:{failed}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
