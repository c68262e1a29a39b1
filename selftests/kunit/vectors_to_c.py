#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# vectors_to_c.py VECTORS.json: the cases whose secrets are all pre-shared, of key pairs, of
# Diffie-Hellman or of one method rsa, or shared out among such and key agents, of any types, and the messages that their sessions must refuse, as C data for the KUnit suites.

import json
import re
import sys

NO_SLOT = 0xFF

OID_X25519 = bytes.fromhex("06032b656e")

# Diffie-Hellman as the canonical form has it, of the groups that there are.
DH = re.compile(
    "dh\\(auth=(psk|none|static|sig),group=(x25519|p256|ffdhe2048|ffdhe3072),"
    "sig=(none|dsa2048|rsa2048|rsa3072|rsa4096)\\)"
)

# A key transport.
RSA = re.compile("rsa\\(bits=(2048|3072|4096),sig=(dsa2048|rsa2048|rsa3072|rsa4096)\\)")

# Keys from key agents, and a secret that is shared out among methods.
EXT = re.compile("ext\\(kind=(file|exec)\\)")
KOFN = re.compile("kofn\\(([2-8]),(.*)\\)")


def data(text):
    raw = bytes.fromhex(text)
    lines = [raw[i : i + 16] for i in range(0, len(raw), 16)] or [b""]
    return "\n\t".join('"' + "".join(f"\\x{b:02x}" for b in line) + '"' for line in lines)


def split(text):
    """Split at the commas outside all parentheses."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == "," and not depth:
            parts.append(text[start:i])
            start = i + 1
    return [p for p in parts + [text[start:]] if p]


def layers(text, parent=-1, out=None):
    """Positions in downward depth-first order, from the canonical form."""
    out = [] if out is None else out
    for part in split(text):
        swapped, name, args = re.fullmatch(r"(~?)(\w+)\((.*)\)", part).groups()
        args = split(args)
        members = [a for a in args if "(" in a]
        slot = next((int(a) for a in args if a.isdigit()), NO_SLOT)
        option = next((a.split("=") for a in args if "(" not in a and "=" in a), None)
        out.append(
            {
                "type": name,
                "parent": parent,
                "swapped": len(swapped),
                "slot": slot,
                "option": f'"{option[0]}", {option[1]}' if option else "NULL, 0",
            }
        )
        layers(",".join(members), len(out) - 1, out)
    return out


def slots(case):
    """The session's provider, and each slot with its derivation and provider."""
    _, session, *decls = case["canonical"].split("|")
    return session, [(int(s), *how) for s, *how in (d.split(":", 2) for d in decls)]


def known(case):
    for _, _, p in slots(case)[1]:
        shared = KOFN.fullmatch(p)
        if shared and all(m == "psk" or method(m) for m in split(shared[2])):
            continue
        if p not in ("psk", "session") and not p.startswith("pk("):
            if EXT.fullmatch(p) or not method(p):
                return False
    return True


def method(text):
    """A method's initializer, or None: it is not known here."""
    rsa, ext, dh = (how.fullmatch(text) for how in (RSA, EXT, DH))
    if rsa:
        sig = f"SECCOMM_PK_{rsa[2].upper()}"
        return f"{{ .kind = SECCOMM_METHOD_RSA, .sig = {sig}, .bits = {rsa[1]} }}"
    if ext:
        return f"{{ .kind = SECCOMM_METHOD_EXT, .ext = SECCOMM_EXT_{ext[1].upper()} }}"
    if not dh:
        return None
    auth, group, sig = (word.upper() for word in dh.groups())
    sig = f"SECCOMM_PK_{sig}" if auth == "SIG" else "0"
    return f"{{ SECCOMM_METHOD_DH, SECCOMM_AUTH_{auth}, SECCOMM_GROUP_{group}, {sig} }}"


def methods(provider):
    """Source, threshold and methods of a slot, as initializers."""
    shared = KOFN.fullmatch(provider)
    if shared:
        listed = split(shared[2])
        words = ", ".join(method(m) or "{ SECCOMM_METHOD_PSK }" for m in listed)
        return f"SECCOMM_SOURCE_ALL, {shared[1]}, {len(listed)},\n\t{{ {words} }}"
    alone = method(provider)
    return f"SECCOMM_SOURCE_METHOD, 0, 1,\n\t{{ {alone} }}" if alone else "0, 0, 0, {}"


def tlv(tag, *values):
    """A value of DER."""
    body = b"".join(values)
    n = len(body)
    long = n.to_bytes((n.bit_length() + 7) // 8, "big") if n > 127 else b""
    return bytes([tag, 0x80 | len(long)]) + long + body if long else bytes([tag, n]) + body


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def contents(der):
    """What is in the first value of DER, and what follows that value."""
    n, head = der[1], 2
    if n > 127:
        head += n & 127
        n = int.from_bytes(der[2:head], "big")
    return der[head : head + n], der[head + n :]


def x25519(scalar, u=9):
    """RFC 7748, section 5."""
    p = 2**255 - 19
    k = int.from_bytes(scalar, "little") & ~7 & (1 << 255) - 1 | 1 << 254
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in range(254, -1, -1):
        swap = k >> bit & 1
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a, b * b
        x3, z3 = (da + cb) ** 2 % p, u * (da - cb) ** 2 % p
        x2, z2 = aa * bb % p, (aa - bb) * (aa + 121665 * (aa - bb)) % p
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, -1, p) % p).to_bytes(32, "little")


def static_keys(cases):
    """The X25519 keys of the case with static ones."""
    material = next(c for c in cases if c["name"] == "dh-static")["material"]
    for name, end in (("alice", "I"), ("bob", "R")):
        s = material[end]["0.0.s"]
        spki = tlv(0x30, tlv(0x30, OID_X25519), tlv(3, b"\0", x25519(bytes.fromhex(s))))
        yield f"x25519/{name}", {"spki": spki.hex(), "s": s}


def private_key(key):
    """PrivateKeyInfo: DSA's of x, RSA's of the two primes, X25519's of its 32 bytes."""
    spki = bytes.fromhex(key["spki"])
    info = contents(spki)[0]
    algorithm = info[: len(info) - len(contents(info)[1])]
    if "s" in key:
        numbers = tlv(4, bytes.fromhex(key["s"]))
    elif "x" in key:
        numbers = integer(int(key["x"], 16))
    else:
        p, q, e = int(key["p"], 16), int(key["q"], 16), 65537
        d = pow(e, -1, (p - 1) * (q - 1))
        crt = (p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
        numbers = tlv(0x30, *map(integer, (0, p * q, e, d, *crt)))
    return tlv(0x30, integer(0), algorithm, tlv(4, numbers)).hex()


def length_prefixed(text):
    return f"{len(text) // 2:04x}{text}"


def identity(text):
    return f"{{ 0x{text[:2]}, {len(text) // 2 - 1}, (const u8 *){data(text[2:])} }}"


def drawn(packet):
    """All that layers drew from the random generator, in this order."""
    return "".join(r["bytes"] for r in packet.get("random", []))


def name(text):
    """A test's name: without spaces."""
    return re.sub("[^A-Za-z0-9]+", "-", text)


def print_keys(keys):
    print("static struct vt_key_pair vt_keys_of[] = {")
    for known, key in keys.items():
        if known.startswith("p256"):
            print(f'\t{{ "{known}" }},')
            continue
        spki, private = key["spki"], private_key(key)
        print(
            f'\t{{ "{known}", {{ {len(spki) // 2}, {data(spki)} }},\n\t'
            f'{{ {len(private) // 2}, {data(private)} }} }},'
        )
    print("};")


def print_parts(n, case, keys):
    print(f"static const struct vt_layer vt_layers_{n}[] = {{")
    for la in layers(case["canonical"].split("|")[0]):
        print(
            f'\t{{ "{la["type"]}", {la["parent"]}, {la["swapped"]}, '
            f'{la["slot"]}, {la["option"]} }},'
        )
    print("};")

    print(f"static const struct vt_slot vt_slots_{n}[] = {{")
    for slot, derive, provider in slots(case)[1]:
        pair = case.get("pk", {}).get(str(slot))
        secret = (
            "".join(length_prefixed(keys[k]["spki"]) for k in pair)
            if pair
            else case["slot_secrets"][str(slot)]
        )
        print(
            f"\t{{ {slot}, {int(derive == 'raw')}, {int(provider == 'session')}, "
            f"{len(secret) // 2},\n\t"
            f'{data(secret)},\n\t{data(case["roots"][str(slot)])},\n\t'
            + (", ".join(f"&vt_keys_of[{list(keys).index(k)}]" for k in pair) if pair else "NULL, NULL")
            + f",\n\t{methods(provider)} }},"
        )
    print("\t{ SECCOMM_NO_SLOT },\n};")

    print(f"static const struct vt_key vt_keys_{n}[] = {{")
    for k in case["layer_keys"]:
        assert k["dir"] == 0
        print(
            f'\t{{ {len(k["path"]) // 2}, {len(k["key"]) // 2}, '
            f'"{k["purpose"]}",\n\t{data(k["path"])},\n\t{data(k["key"])} }},'
        )
    print("\t{ 0 },\n};")

    print(f"static const struct vt_packet vt_packets_{n}[] = {{")
    for p in sorted(case["packets"], key=lambda p: (p["dir"], p["msgno"])):
        assert p["epoch"] == 0
        print(
            f'\t{{ {p["dir"]}, {p["msgno"]}ULL, {len(p["plain"]) // 2}, '
            f'{len(p["packet"]) // 2},\n\t{data(p["plain"])},\n\t{data(p["packet"])},\n\t'
            f'{p.get("time", 0)}ULL, {len(drawn(p)) // 2},\n\t{data(drawn(p))} }},'
        )
    print("};")

    print(f"static const struct vt_packet vt_controls_{n}[] = {{")
    for p in case.get("control", []):
        print(
            f'\t{{ {p["dir"]}, {p["number"]}ULL, {len(p["body"]) // 2}, '
            f'{len(p["packet"]) // 2},\n\t{data(p["body"])},\n\t{data(p["packet"])} }},'
        )
    print("\t{ 0 },\n};")


def print_case(n, case):
    print(f'\t{{ .name = "{case["name"]}",\n\t.canonical = "{case["canonical"]}",')
    print(f"\t.n_layers = ARRAY_SIZE(vt_layers_{n}), .layers = vt_layers_{n},")
    print(f"\t.n_slots = ARRAY_SIZE(vt_slots_{n}) - 1, .slots = vt_slots_{n},")
    print(f"\t.n_keys = ARRAY_SIZE(vt_keys_{n}) - 1, .keys = vt_keys_{n},")
    print(f"\t.n_packets = ARRAY_SIZE(vt_packets_{n}), .packets = vt_packets_{n},")
    print(f"\t.n_controls = ARRAY_SIZE(vt_controls_{n}) - 1, .controls = vt_controls_{n},")
    print(f"\t.ends = {{ .initiator = {identity(case['id_I'])},")
    print(f"\t.responder = {identity(case['id_R'])} }},")
    print(f'\t.sessionless = {int(slots(case)[0] == "s:none")},')
    print(f'\t.secret_len = {len(case["session_secret"]) // 2},')
    print(f'\t.m1_len = {len(case["M1"]) // 2}, .m2_len = {len(case["M2"]) // 2},')
    for field, key in (
        ("secret", "session_secret"),
        ("digest", "digest"),
        ("m1", "M1"),
        ("m2", "M2"),
        ("m3", "M3"),
        ("m4", "M4"),
        ("th1", "th1"),
        ("th2", "th2"),
        ("th3", "th3"),
        ("k1", "K1"),
        ("k2", "K2"),
        ("k3", "K3"),
        ("sid", "sid"),
        ("control_i", "control_i"),
        ("control_r", "control_r"),
        ("conf_r", "conf_R"),
        ("conf_i", "conf_I"),
        ("conf_f", "conf_F"),
    ):
        print(f"\t.{field} = {data(case[key])},")
    print("\t},")


def print_negative(n, negative):
    print(f"static const struct vt_bytes vt_before_{n}[] = {{")
    for p in negative.get("before", []):
        print(f"\t{{ {len(p) // 2}, {data(p)} }},")
    print("\t{ 0 },\n};")


def print_answer(negative, case, n):
    """An M2 or M4 that I must refuse, or an M3 that R must, and how the ends are named."""
    initiator = negative["role"] == "I"
    message = "M3" if not initiator else "M4" if "M4" in negative else "M2"
    ids = [negative.get(i, case[i]) for i in ("id_I", "id_R")]
    us, peer = ids if initiator else reversed(ids)
    raw = negative.get(message, case[message])
    print(f'\t{{ "{name(negative["name"])}", "{negative["rule"]}",')
    print(f"\t&vt_cases[{n}], {int(initiator)},")
    print(f"\t{identity(us)},\n\t{identity(peer)},")
    print(f"\t{{ {len(raw) // 2}, {data(raw)} }} }},")


def print_alone(vectors, index):
    """What the up handler of a single layer must refuse."""
    print("static const struct vt_alone vt_alone[] __maybe_unused = {")
    for negative in vectors["negative"]:
        if "layer" not in negative or negative["case"] not in index:
            continue
        path, given = negative["layer"], negative["input"]
        print(f'\t{{ "{name(negative["name"])}", "{negative["rule"]}",')
        print(f'\t&vt_cases[{index[negative["case"]]}], {negative.get("number", 1)}ULL,')
        print(f"\t{len(path) // 2}, {data(path)}, {{ {len(given) // 2}, {data(given)} }} }},")
    print("};")


def key_pair(provider, end, slot, owner):
    """The name of the key pair that an end has for a method, or None."""
    auth = DH.fullmatch(provider)[1]
    return f"x25519/{owner}" if auth == "static" else end.get(f"{slot}.0.sign")


def print_dh(cases, keys):
    """What each end draws for a Diffie-Hellman, and the secret and keys that go with it."""
    print("static const struct vt_dh vt_dhs[] __maybe_unused = {")
    for n, case in enumerate(cases):
        for i, (slot, _, provider) in enumerate(slots(case)[1]):
            if not DH.fullmatch(provider):
                continue
            ends = [case["material"][end] for end in "IR"]
            psk = ends[0].get(f"{slot}.0.psk", "")
            print(f"\t{{ &vt_cases[{n}], &vt_slots_{n}[{i}],")
            drawn = ",\n\t".join(data(end[f"{slot}.0.e"]) for end in ends)
            print(f"\t{{ {drawn} }},")
            print(f"\t{{ {len(psk) // 2}, {data(psk)} }},")
            names = [key_pair(provider, *e) for e in zip(ends, 2 * [slot], ("alice", "bob"))]
            pairs = [f"&vt_keys_of[{list(keys).index(k)}]" if k else "NULL" for k in names]
            print(f"\t{{ {', '.join(pairs)} }},")
            salts = [end.get(f"{slot}.0.salt") for end in ends]
            salts = ",\n\t".join(data(s) if s else "NULL" for s in salts)
            print(f"\t{{ {salts} }} }},")
    print("};")


def print_rsa(cases, keys):
    """The key that the initiator signs with and the one it encrypts to, and what it draws."""
    print("static const struct vt_rsa vt_rsas[] __maybe_unused = {")
    for n, case in enumerate(cases):
        for i, (slot, _, provider) in enumerate(slots(case)[1]):
            if not RSA.fullmatch(provider):
                continue
            end = case["material"]["I"]
            names = end[f"{slot}.0.sign"], case["material"]["R"][f"{slot}.0.enc"]
            pairs = ", ".join(f"&vt_keys_of[{list(keys).index(k)}]" for k in names)
            drawn = "".join(end[f"{slot}.0.{what}"] for what in ("k", "seed", "salt"))
            print(f"\t{{ &vt_cases[{n}], &vt_slots_{n}[{i}], {pairs},")
            print(f"\t{{ {len(drawn) // 2}, {data(drawn)} }} }},")
    print("};")


def print_kofn(cases, negatives):
    """What the initiator draws, and the keys of all members at both ends, and of a liar's victim."""
    lies = {n["case"]: n["keys"] for n in negatives if "keys" in n}
    print("static const struct vt_kofn vt_kofns[] __maybe_unused = {")
    for n, case in enumerate(cases):
        for i, (slot, _, provider) in enumerate(slots(case)[1]):
            shared = KOFN.fullmatch(provider)
            if not shared or not all(EXT.fullmatch(m) for m in split(shared[2])):
                continue
            ends = [case["material"][end] for end in "IR"] + [lies.get(case["name"], {})]
            draws = [f"{slot}.255.{what}" for what in ("R", "c1", "c2", "c3", "c4")]
            drawn = "".join(ends[0].get(d, "") for d in draws)
            print(f"\t{{ &vt_cases[{n}], &vt_slots_{n}[{i}],")
            print(f"\t{{ {len(drawn) // 2}, {data(drawn)} }},")
            print("\t{")
            for end in ends:
                keys = [end.get(f"{slot}.{j}.key", "") for j in range(8)]
                print("\t{ " + ",\n\t".join(f"{{ {len(k) // 2}, {data(k)} }}" for k in keys) + " },")
            print("\t} },")
    print("};")


def print_shares(vectors):
    """Secrets, the coefficients of their polynomials, and the shares."""
    print("static const struct vt_shares vt_shares[] __maybe_unused = {")
    for s in vectors["shares"]:
        coefficients, shares = "".join(s["coefficients"]), "".join(s["shares"])
        print(f"\t{{ {s['k']}, {s['n']}, {data(s['R'])},")
        print(f"\t{data(coefficients)},\n\t{data(shares)} }},")
    print("};")


def print_ext(cases):
    """What the key agents of both ends say, the lists that carry it, and the key."""
    print("static const struct vt_ext vt_exts[] __maybe_unused = {")
    for case in cases:
        ext = re.fullmatch(r".*\|0:hkdf:ext\(kind=(krb5|file|exec)\)", case["canonical"])
        if not ext:
            continue
        tokens = [case["material"][end]["0.0.token"] for end in "IR"]
        lists = [case["M1"][2 * 114 :], case["M2"][2 * 58 : 2 * 58 + len(tokens[1]) + 2 * 9]]
        print(f'\t{{ "{name(case["name"])}", SECCOMM_EXT_{ext[1].upper()},')
        for pair in tokens, lists:
            print("\t{ " + ",\n\t".join(f"{{ {len(p) // 2}, {data(p)} }}" for p in pair) + " },")
        key = case["slot_secrets"]["0"]
        print(f"\t{{ {len(key) // 2}, {data(key)} }} }},")
    print("};")


def item(items, method):
    """The item of a method in a list, with its head, or an empty text."""
    raw = bytes.fromhex(items)
    while len(raw) >= 6 and raw[2] != method:
        raw = raw[6 + int.from_bytes(raw[4:6], "big") :]
    return raw[: 6 + int.from_bytes(raw[4:6], "big")].hex()


def print_mlkem(vectors):
    """As print_ext() has it, of the item of mlkem768; and an encapsulation key that is refused."""
    print("static const struct vt_ext vt_mlkems[] __maybe_unused = {")
    for case in vectors["cases"]:
        # Whose secret comes from methods of a first slot, each with its text before it.
        ss = case["slot_secrets"].get("0", "").partition(f"0008{b'mlkem768'.hex()}0020")[2][:64]
        if not ss:
            continue
        items = [item(case["M1"][2 * 114 :], 5), item(case["M2"][2 * 58 :], 5)]
        print(f'\t{{ "{name(case["name"])}", SECCOMM_AGENT_MLKEM,')
        for pair in [i[12:] for i in items], items:
            print("\t{ " + ",\n\t".join(f"{{ {len(p) // 2}, {data(p)} }}" for p in pair) + " },")
        print(f"\t{{ 32, {data(ss)} }} }},")
    print("};")
    bad = next(n for n in vectors["negative"] if "encapsulation key" in n["name"])
    print("static const char vt_mlkem_unreduced[] __maybe_unused =")
    print(f'\t{data(item(bad["M1"][2 * 114 :], 5)[12:])};')


def print_keyed_alt(vectors):
    """The members that a key chooses, by their number."""
    alt = vectors["keyed_alt"]
    print(f'static const u8 vt_select_key[] __maybe_unused =\n\t{data(alt["K"])};')
    print("static const char *const vt_select[SECCOMM_MAX_RAISED + 1] __maybe_unused = {")
    for n, members in alt["members_of_numbers_1_to_40"].items():
        print(f'\t[{n}] = "{members}",')
    print("};")


def main():
    vectors = json.load(open(sys.argv[1]))
    vectors["keys"].update(static_keys(vectors["cases"]))
    cases = [c for c in vectors["cases"] if known(c)]
    index = {c["name"]: n for n, c in enumerate(cases)}
    # What a session of a single epoch must refuse.
    negatives = [
        n
        for n in vectors["negative"]
        if "packet" in n
        and n["case"] in index
        and "rekeys" not in cases[index[n["case"]]]
    ]
    # What the handshake's own answers must be refused for, by the end that gets them.
    answers = [
        n
        for n in vectors["negative"]
        if "role" in n and n["case"] in index and n.keys() & {"M2", "M3", "M4", "id_I"}
    ]
    print("/* Generated from vectors.json. */")
    print_keys(vectors["keys"])
    for n, case in enumerate(cases):
        print_parts(n, case, vectors["keys"])
    print("static const struct vt_case vt_cases[] = {")
    for n, case in enumerate(cases):
        print_case(n, case)
    print("};")
    for n, negative in enumerate(negatives):
        print_negative(n, negative)
    print("static const struct vt_negative vt_negatives[] __maybe_unused = {")
    for n, negative in enumerate(negatives):
        packet = negative["packet"]
        print(f'\t{{ "{name(negative["name"])}", "{negative["rule"]}",')
        print(f'\t&vt_cases[{index[negative["case"]]}], {negative["dir"]},')
        print(f"\tARRAY_SIZE(vt_before_{n}) - 1, vt_before_{n},")
        print(f"\t{{ {len(packet) // 2}, {data(packet)} }},")
        now = negative.get("now", 0)
        print(f'\t{negative.get("before_now", now)}ULL, {now}ULL }},')
    print("};")
    print("static const struct vt_answer vt_answers[] __maybe_unused = {")
    for answer in answers:
        n = index[answer["case"]]
        print_answer(answer, cases[n], n)
    print("};")
    print_dh(cases, vectors["keys"])
    print_rsa(cases, vectors["keys"])
    print_kofn(cases, vectors["negative"])
    print_shares(vectors)
    print_ext(vectors["cases"])
    print_mlkem(vectors)
    print_alone(vectors, index)
    print_keyed_alt(vectors)


if __name__ == "__main__":
    main()
