#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Drives every operation of the specification by the kernel's own ynl client.

usage: drive.py YNL_DIRECTORY SPEC

In a network namespace without stacks and secrets; KTAP. What the specification
has and no test here names is asked with values of its types.
"""
import os
import signal
import sys
import time
import traceback

sys.path.insert(0, sys.argv[1])

from lib import NlError, YnlFamily  # noqa: E402

SECONDS = 60
SECRET = bytes(range(32))
HOST = "::1"


def instance(kind, order, last, **more):
    return {"type": kind, "d-event": "msgFromAbove", "d-order": order,
            "u-event": "dataMsgFromBelow", "u-order": last - order, **more}


INSTANCES = [instance("WindowReplay", 1, 3),
             instance("AESGCMPrivacy", 2, 3, slot=0,
                      option=[{"name": "bits", "value": 256}])]
SLOTS = [{"index": 0, "derive": "hkdf", "provider": "psk"}]


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {SECONDS} s in vain")


class Driver:
    def __init__(self, spec):
        self.spec = spec
        self.family = YnlFamily(spec, schema="")
        self.driven = set()
        self.children = []

    def do(self, operation, /, **attrs):
        self.driven.add((operation, "do"))
        return self.family.do(operation, attrs)

    def dump(self, name):
        self.driven.add((name, "dump"))
        return self.family.dump(name, {})

    def refused(self, operation, error, /, **attrs):
        try:
            self.do(operation, **attrs)
        except NlError as e:
            assert e.error == error, e
            assert e.nl_msg.extack["msg"], e
            return e.nl_msg.extack
        raise AssertionError(f"{operation} was not refused")

    def listen(self, group):
        listener = YnlFamily(self.spec, schema="")
        listener.ntf_subscribe(group)
        return listener

    def hear(self, listener, operation, /, **attrs):
        """The first notification that has these attributes."""
        self.driven.add((operation, "event"))

        def heard():
            listener.check_ntf()
            for ntf in listener.async_msg_queue:
                if ntf["name"] == operation and attrs.items() <= ntf["msg"].items():
                    return ntf["msg"]
            return None
        return wait_for(heard)

    def probe(self, *words):
        command = ["sc_probe", *words]
        pid = os.posix_spawnp("sc_probe", command, os.environ)
        self.children.append(pid)

    def end_probes(self):
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.children = []

    # ---- tests ----

    def test_stack(self):
        events = self.listen("events")
        self.do("stack-add", name="ynl", instance=INSTANCES, slot=SLOTS)
        self.hear(events, "event", kind="stack-added", stack="ynl")
        stack = self.do("stack-get", name="ynl")
        assert [i["type"] for i in stack["instance"]] == ["WindowReplay", "AESGCMPrivacy"]
        assert stack["instance"][1]["option"] == [{"name": "bits", "value": 256}]
        assert stack["slot"] == SLOTS and len(stack["digest"]) == 32
        assert [s["name"] for s in self.dump("stack-get")] == ["ynl"]

    def test_check(self):
        verdict = self.do("check", instance=INSTANCES, slot=SLOTS)
        assert verdict["accepted"] == 1 and verdict["limit"] > 60000
        verdict = self.do("check", instance=INSTANCES)
        assert verdict["accepted"] == 0
        assert verdict["finding"][0]["severity"] == "error"

    def test_key(self):
        self.do("key-set", stack="ynl", secret=SECRET)
        self.do("key-set", stack="ynl", slot=0, peer=bytes(15) + b"\1", secret=SECRET)
        key = self.do("key-get", stack="ynl", slot=0, peer=bytes(15) + b"\1")
        assert key["peer"] == HOST and key["prefix-len"] == 128 and key["length"] == 32
        assert "secret" not in key
        self.do("key-set", stack="ynl", secret=SECRET,
                **{"local-name": "alpha", "remote-name": "beta"})
        key = self.do("key-get", stack="ynl")
        assert key["local-name"] == "alpha" and key["remote-name"] == "beta"
        # The ends of the sessions that follow are both here, and have the same entry.
        self.do("key-set", stack="ynl", secret=SECRET)
        assert len(self.dump("key-get")) == 2

    def test_key_pair(self):
        # Key pairs are given in DER, which the attribute of secrets is not for.
        pairs = {"stack": "pairs", "slot": 1, "kind": "public"}
        assert self.refused("key-set", 22, **pairs)["miss-type"] == "secret"
        assert self.refused("key-set", 22, **pairs, secret=SECRET)["bad-attr"] == ".secret"
        assert self.refused("key-set", 22, stack="pairs", der=SECRET)["bad-attr"] == ".der"
        assert self.refused("key-set", 22, stack="pairs", kind="private",
                            der=SECRET)["miss-type"] == "slot"
        assert self.refused("key-set", 74, **pairs, der=SECRET)["bad-attr"] == ".der"
        with open(os.environ["PUBLIC_KEY"], "rb") as key:
            spki = key.read()
        self.do("key-set", **pairs, der=spki)
        key = self.do("key-get", **pairs)
        assert key["kind"] == "public" and key["algorithm"] == "rsa2048"
        assert key["fingerprint"] == bytes.fromhex(os.environ["FINGERPRINT"])
        assert "der" not in key and key["length"] == len(spki)
        self.refused("key-get", 2, **dict(pairs, kind="private"))
        self.do("key-del", **pairs)
        slot = {"index": 1, "derive": "pk", "provider": "pk"}
        self.refused("check", 22, instance=INSTANCES, slot=[slot])
        verdict = self.do("check", instance=INSTANCES,
                          slot=SLOTS + [dict(slot, pk="rsa3072")])
        assert verdict["accepted"] == 1
        rsa = {"kind": "rsa", "bits": 2048, "sig": "rsa2048"}
        slot = {"index": 0, "provider": "all", "method": [{"kind": "psk"}, rsa], "threshold": 2}
        verdict = self.do("check", instance=INSTANCES, slot=[slot])
        assert verdict["accepted"] == 1
        self.refused("check", 22, instance=INSTANCES, slot=[dict(slot, provider="method")])

    def test_session(self):
        events = self.listen("events")
        self.probe("stack", "ynl", "timeout", "60000", "bind", HOST, "7001", "recv", "recv")
        self.probe("stack", "ynl", "timeout", "60000", "connect", HOST, "7001",
                   "send", "hello", "recv")
        opened = self.hear(events, "event", kind="opened", stack="ynl")
        index = opened["session"]["index"]
        session = wait_for(lambda: self.do("session-get", index=index))
        assert session["state"] == "open" and session["remote"] == HOST
        assert len(self.dump("session-get")) == 2
        self.do("session-del", index=index)
        self.hear(events, "event", kind="closed", stack="ynl")
        self.end_probes()
        wait_for(lambda: not self.dump("session-get"))

    def test_peer(self):
        events = self.listen("events")
        ids = [{"kind": "name", "value": b"*.example"},
               {"kind": "anonymous", "slot": 0, "ordinal": 1}]
        entry = {"stack": "ynl", "port": 7004, "peer": bytes(15) + b"\1", "prefix-len": 128}
        assert self.refused("peer-set", 22, id=ids)["miss-type"] == "stack"
        bad = dict(entry, id=[{"kind": "name", "value": b"no name"}])
        assert self.refused("peer-set", 22, **bad)["bad-attr"] == ".id.value"
        self.do("peer-set", **entry, id=ids)
        self.refused("peer-set", 17, **entry, new=True)
        assert self.do("peer-get", **entry)["id"] == ids
        assert len(self.dump("peer-get")) == 1
        # What covers others alone keeps our own address out.
        self.probe("stack", "ynl", "timeout", "60000", "bind", HOST, "7005", "recv")
        self.probe("stack", "ynl", "timeout", "60000", "connect", HOST, "7005")
        refused = self.hear(events, "event", kind="peer-refused", stack="ynl", peer=HOST)
        assert refused["identity"]["kind"] == "address" and "slot" not in refused["identity"]
        self.end_probes()
        wait_for(lambda: not self.dump("session-get"))
        self.do("peer-del", **entry)
        self.refused("peer-del", 2, **entry)

    def test_key_request(self):
        requests = self.listen("key-requests")
        self.do("stack-add", name="late", instance=INSTANCES, slot=SLOTS)
        self.probe("stack", "late", "timeout", "60000", "connect", HOST, "7002")
        self.hear(requests, "key-request", stack="late", peer=HOST)
        self.end_probes()
        wait_for(lambda: not self.dump("session-get"))
        self.do("stack-del", name="late")

    def test_key_agent(self):
        agent = self.listen("agent-file")
        slot = {"index": 0, "provider": "method",
                "method": [{"kind": "ext", "ext": "file"}]}
        self.do("stack-add", name="asking", instance=INSTANCES, slot=[slot])
        self.do("key-set", stack="asking", secret=SECRET)
        self.probe("stack", "asking", "timeout", "60000", "connect", HOST, "7003")
        self.hear(agent, "agent-ready", kind="file")
        request = self.do("agent-accept", kind="file")
        assert request["step"] == "offer" and request["stack"] == "asking"
        assert request["peer"] == HOST and request["slot"] == 0
        assert len(request["nonce-i"]) == 32 and "nonce-r" not in request
        answer = {"cookie": request["cookie"], "token": b"a token"}
        assert self.refused("agent-done", 22, **answer, key=bytes(31))["bad-attr"] == ".key"
        bad = self.refused("agent-done", 22, **answer, key=bytes(32), identity="no name")
        assert bad["bad-attr"] == ".identity"
        self.refused("agent-done", 22, **answer, identity="host.example")
        self.do("agent-done", **answer)
        self.refused("agent-done", 2, **answer)
        self.end_probes()
        wait_for(lambda: not self.dump("session-get"))
        self.do("key-del", stack="asking")
        self.do("stack-del", name="asking")

    def test_type(self):
        kind = self.do("type-get", name="AESGCMPrivacy")
        assert "privacy" in kind["provides"] and kind["strength"] == "modern"
        assert kind["runnable"] == 1 and kind["option"][0]["name"] == "bits"
        names = [t["name"] for t in self.dump("type-get")]
        assert "NullSecurity" in names and "MultiSecurity" in names

    def test_stats(self):
        stats = self.do("stats-get")
        assert any(c["name"] == "rx-messages" for c in stats["counter"])
        assert any(o["name"] == "session" for o in stats["object"])
        assert stats["engine-object"]
        one = self.do("stats-get", name="rx-messages")
        assert [c["name"] for c in one["counter"]] == ["rx-messages"]

    def test_errors(self):
        """The client finds attributes by what the extended ack says of them."""
        assert self.refused("stack-del", 2, name="none")["bad-attr"] == ".name"
        assert self.refused("stack-del", 22)["miss-type"] == "name"
        bad = dict(INSTANCES[1], slot=32)
        extack = self.refused("check", 34, instance=[INSTANCES[0], bad])
        assert extack["bad-attr"] == ".instance.slot" and extack["policy"]["max-value"] == 31

    def test_delete(self):
        self.do("key-del", stack="ynl")
        self.do("key-del", stack="ynl", slot=0, peer=bytes(15) + b"\1")
        self.do("stack-del", name="ynl")
        assert not self.dump("stack-get") and not self.dump("key-get")

    def value(self, space, name):
        attr = self.family.attr_sets[space][name]
        if attr["type"] == "nest":
            inner = self.family.attr_sets[attr["nested-attributes"]]
            return {n: self.value(attr["nested-attributes"], n) for n in inner.attrs}
        if attr["type"] == "string":
            return "x"
        if attr["type"] == "binary":
            return bytes(attr.yaml.get("checks", {}).get("exact-len", 16))
        return attr.yaml.get("checks", {}).get("min", 0)

    def test_the_rest(self):
        """Whatever else there is is understood: done, or refused with a word."""
        for op in self.family.yaml["operations"]["list"]:
            if "do" in op and (op["name"], "do") not in self.driven:
                asked = op["do"].get("request", {}).get("attributes", [])
                try:
                    self.family.do(op["name"], {n: self.value(op["attribute-set"], n)
                                                for n in asked})
                except NlError as e:
                    assert e.nl_msg.extack["msg"], e
                print(f"# {op['name']}: asked with values of its types")
                self.driven.add((op["name"], "do"))
            if "dump" in op and (op["name"], "dump") not in self.driven:
                self.dump(op["name"])
        wanted = {(op["name"], mode) for op in self.family.yaml["operations"]["list"]
                  for mode in ("do", "dump", "event") if mode in op}
        assert self.driven == wanted, self.driven ^ wanted


def main():
    driver = Driver(sys.argv[2])
    tests = [n for n in Driver.__dict__ if n.startswith("test_")]
    failed = 0
    print(f"KTAP version 1\n1..{len(tests)}")
    for number, name in enumerate(tests, 1):
        verdict = "ok"
        try:
            getattr(driver, name)()
        except Exception:  # pylint: disable=broad-except
            verdict = "not ok"
            failed += 1
            print("# " + traceback.format_exc().replace("\n", "\n# "))
        driver.end_probes()
        print(f"{verdict} {number} {name[5:]}", flush=True)
    sys.exit(1 if failed else 0)


main()
