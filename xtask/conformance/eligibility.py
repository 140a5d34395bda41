"""The vectors of `docs/formats/eligibility.md`, judged by a second implementation that was written from that page.

    python eligibility.py path/to/vectors/eligibility

What it has of its own is everything but Ed25519 (`cryptography`) and the hashes: ristretto255, Merlin, CBOR, what
policies mean, what statements become, every equation of a proof one after another, credentials, requests and presentations.
"""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import cbor
from eligibility_policies import Compiler
from eligibility_programs import Program, Refused, require
from eligibility_proofs import Invalid, Verifier, bind, links_hold, opening_holds, valid
from eligibility_values import encodings, identifier, set_digest
from ristretto import decode

LABEL = "medseal/v1/eligibility/"
WEEK = 7 * 86_400


def from_json(value):
    """Byte strings are hexadecimal in vectors; texts there are none but an audience and names of statements."""
    if isinstance(value, dict):
        return {name: member if name == "audience" else from_json(member) for name, member in value.items()}
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return bytes.fromhex(value) if isinstance(value, str) and value != "Opaque" else value


def labelled(label, *parts):
    return hashlib.sha256(label.encode() + b"\0" + b"".join(parts)).digest()


def key_identifier(key):
    return labelled("medseal/v1/key-id", b"ed25519\0", key)


def signed(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def proven(statements, context, proof, members, specs=None):
    """What a holder must sign, and the pseudonyms, if the proof is valid."""
    encoded = cbor.decode(statements)
    program = Program(encoded["program"], members)
    shape = [[bits, parties] for bits, parties, _ in program.groups]
    assert shape == encoded["ranges"], "another shape of range proofs"
    points = [decode(point) for credential in context["credentials"] for _, point in credential["commitments"]]
    valid(len(points) == len(program.specs), "commitments")
    verifier = Verifier(program, points, proof)
    return verifier.verify(bind(context, statements), proof), verifier.shown


def judged(function, *arguments):
    """What comes out, or the code of the refusal."""
    try:
        return function(*arguments)
    except Invalid:
        return "invalid-proof"
    except Refused as refused:
        return str(refused)


def proof_case(case, members):
    if "code" in case:
        return identifier(case["system"], case["code"]).hex() == case["expected"]
    if "values" in case:
        return set_digest(sorted(map(bytes.fromhex, case["values"]))).hex() == case["expected"]
    if "opening_proof" in case:
        arguments = (bytes.fromhex(case[name]) for name in ("commitment", "context", "opening_proof"))
        return opening_holds(*arguments) == (case["expected"] == "valid")
    if "statement_count" in case:
        # These are over two integers of 16 bits, a code and a secret, as all of the file.
        statements = from_json(case["program"])
        statements += statements[:1] * (case["statement_count"] - len(statements))
        integer = {"Integer": {"bits": 16}}
        program = {"commitments": [integer, integer, "Opaque", "Opaque"], "statements": statements}
        return judged(Program, program, members) == case["expected"]
    context, proof = from_json(case["context"]), bytes.fromhex(case["proof"])
    found = judged(proven, bytes.fromhex(case["statements"]), context, proof, members)
    if case["expected"] != "valid":
        return found == case["expected"]
    message, shown = found
    return message.hex() == case["holder_message"] and [one.hex() for one in shown] == case["pseudonyms"]


def proofs(cases):
    members = {}
    for values in (values for case in cases for values in case.get("sets", [])):
        values = sorted(map(bytes.fromhex, values))
        members[set_digest(values)] = [int.from_bytes(value, "little") for value in values]
    for case in cases:
        assert proof_case(case, members), f"proof {case['name']}: not {case['expected']}"
    return len(cases)


def document(text):
    """The canonical form of a document, or nothing."""

    def members(pairs):
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def refused(_):
        raise AssertionError

    try:
        return cbor.encode(json.loads(text, object_pairs_hook=members, parse_float=refused, parse_constant=refused))
    except AssertionError:
        return None


def policies(cases):
    def compiled(case):
        canonical = document(case["json"])
        require(canonical is not None, "invalid-policy")
        schema = case["schema"]
        schemas = {labelled(LABEL + "schema", document(schema)).hex(): json.loads(schema)}
        # Those that are refused are refused on any day.
        compiler = Compiler(cbor.decode(canonical), schemas, case.get("today", 46_071))
        return compiler.program(key_identifier(bytes.fromhex(case.get("verifier", "00"))))

    for case in cases:
        found = judged(compiled, case)
        found = found if isinstance(found, str) else cbor.encode(found).hex()
        assert found == case.get("expected", case.get("program")), f"policy {case['name']}: {found}"
    return len(cases)


def today(request):
    """The UTC day on which a request was issued."""
    return request["issued"] // 86_400 + 25_567


def documents(cases, label):
    checked = 0
    for case in cases:
        canonical = document(case["json"])
        if "hash" in case:
            assert labelled(LABEL + label, canonical).hex() == case["hash"], case["name"]
        elif case["class"] in ("duplicate-key", "number"):
            assert canonical is None, case["name"]
        else:
            continue
        checked += 1
    return checked


def credential(bytes_, issuers):
    """A credential that one of these keys has signed, or the code of what is wrong."""
    try:
        protected, unprotected, payload, signature = cbor.decode(bytes_)
        body, header = cbor.decode(payload), cbor.decode(protected)
        points = [decode(point) for point in body["commitments"]]
    except (ValueError, IndexError, TypeError):
        raise Refused("malformed-encoding") from None
    require(header == {1: -19, 16: "application/medseal-credential+cose"} and unprotected == {}, "invalid-credential")
    require(None not in points, "unexpected-structure")
    require(body["v"] == 1 and body["suite"] == 1, "unknown-version")
    weeks = body["nbf"] < body["exp"] and body["nbf"] % WEEK == 0 == body["exp"] % WEEK
    require(weeks and len(points) >= 2, "invalid-credential")
    key = next((key for key in issuers if key_identifier(key) == body["issuer"]), None)
    require(key is not None, "untrusted-issuer")
    message = cbor.encode(["Signature1", protected, (LABEL + "credential").encode(), payload])
    require(signed(key, message, signature), "invalid-signature")
    return body


def credentials(cases):
    for case in cases:
        bytes_ = bytes.fromhex(case["credential"])
        body = judged(credential, bytes_, [bytes.fromhex(case["issuer"])])
        if "expected" in case:
            assert body == case["expected"], f"credential {case['name']}: {body}"
            continue
        assert labelled(LABEL + "credential", bytes_).hex() == case["digest"]
        stated = [body["schema"], body["holder"], *body["commitments"], *body["status"].values()]
        expected = [case["schema"], case["holder"], *case["commitments"], case["handle"], case["registry"]]
        assert sorted(one.hex() for one in stated) == sorted(expected)
        assert (body["nbf"], body["exp"]) == (case["not_before"], case["expires"])
    return len(cases)


def request(bytes_):
    try:
        inner, signature = cbor.decode(bytes_)
        body = cbor.decode(inner)
    except (ValueError, IndexError):
        raise Refused("malformed-encoding") from None
    require(body["v"] == 1, "unknown-version")
    require(1 <= len(body["audience"].encode()) <= 512, "invalid-eligibility-request")
    require(0 < body["expires"] - body["issued"] <= 86_400, "request-lifetime")
    message = (LABEL + "request").encode() + b"\0" + inner
    require(signed(body["verifier"], message, signature), "invalid-signature")
    return body


def requests(cases):
    for case in cases:
        bytes_ = bytes.fromhex(case["request"])
        body = judged(request, bytes_)
        if "expected" in case:
            assert body == case["expected"], f"request {case['name']}: {body}"
            continue
        assert labelled(LABEL + "request", bytes_).hex() == case["digest"]
        for name in ("nonce", "policy", "verifier"):
            assert body[name].hex() == case[name]
        assert (body["issued"], body["expires"], body["audience"]) == (case["issued"], case["expires"], case["audience"])
    return len(cases)


def issuance(cases):
    def asked(bytes_):
        try:
            wire = cbor.decode(bytes_)
            body = cbor.decode(wire["body"])
        except (ValueError, IndexError):
            raise Refused("malformed-encoding") from None
        require(body["v"] == 1, "unknown-version")
        commitments = [body["registration"]] + [copy["link"] for copy in body["copies"]]
        require(links_hold(commitments, wire["body"], wire["proof"]), "invalid-link-proof")
        return body

    for case in cases:
        body = judged(asked, bytes.fromhex(case["request"]))
        expected = case.get("expected") or case["registration"]
        assert (body if isinstance(body, str) else body["registration"].hex()) == expected, case["name"]
    return len(cases)


def presentation(case, vectors, issuer):
    """The pseudonym of whoever is eligible."""
    asked, verifier = bytes.fromhex(case["request"]), bytes.fromhex(case["verifier"])
    body, now = request(asked), case["now"]
    own = body["verifier"] == verifier and body["audience"] == case["audience"]
    policy = labelled(LABEL + "policy", document(vectors["policy"]))
    require(own and body["policy"] == policy and body["issued"] <= now < body["expires"], "not-eligible")
    require(case["height"] >= body["ledger"]["height"], "verifier-unavailable")
    try:
        wire = cbor.decode(bytes.fromhex(case["presentation"]))
    except (ValueError, IndexError):
        raise Refused("not-eligible") from None
    (shown,), (signature,) = wire["credentials"], wire["signatures"]
    require(wire["v"] == 1 and wire["request"] == labelled(LABEL + "request", asked), "not-eligible")
    copy = judged(credential, shown, [issuer])
    require(not isinstance(copy, str), "not-eligible")
    schema = labelled(LABEL + "schema", document(vectors["schema"]))
    registry = copy["status"]["registry"] == body["ledger"]["ledger"]
    require(copy["schema"] == schema and registry and copy["nbf"] <= now < copy["exp"], "not-eligible")
    require(copy["status"]["handle"].hex() not in case["revoked"], "not-eligible")
    compiler = Compiler(json.loads(vectors["policy"]), {schema.hex(): json.loads(vectors["schema"])}, today(body))
    program = compiler.program(key_identifier(verifier))
    context = {name: body[name] for name in ("audience", "nonce", "expires", "policy", "ledger")}
    context["request"], context["verifier"] = wire["request"], key_identifier(verifier)
    context["credentials"] = [
        {
            "digest": labelled(LABEL + "credential", shown),
            "issuer": copy["issuer"],
            "holder": copy["holder"],
            "status": copy["status"]["handle"],
            "commitments": [[position, copy["commitments"][position]] for _, position in sorted(compiler.specs)],
        }
    ]
    found = judged(proven, cbor.encode(program), context, wire["proof"], compiler.members)
    require(not isinstance(found, str), "not-eligible")
    message, pseudonyms = found
    bound = (LABEL + "holder-binding").encode() + b"\0" + message
    require(signed(copy["holder"], bound, signature), "not-eligible")
    return {"pseudonym": pseudonyms[0].hex()}


def presentations(vectors, issuer):
    for case in vectors["cases"]:
        found = judged(presentation, case, vectors, issuer)
        assert found == case["expected"], f"presentation {case['name']}: {found}"
    return len(vectors["cases"])


def main(directory):
    def read(name):
        return json.loads((Path(directory) / f"{name}.json").read_text())

    def cases(name):
        return read(name)["cases"]

    certified = cases("credentials")
    issuer = bytes.fromhex(certified[0]["issuer"])
    print(f"      eligibility: {proofs(cases('proofs'))} proofs and programs judged alike by a second implementation")
    hashed = documents(cases("schemas"), "schema") + documents(cases("policies"), "policy")
    values, meant = encodings(cases("encodings")), policies(cases("policies"))
    print(f"      eligibility: {values} encodings, {hashed} documents, {meant} policies, {requests(cases('requests'))} requests,")
    asked, shown = issuance(cases("issuance")), presentations(read("presentations"), issuer)
    print(f"      {credentials(certified)} credentials, {asked} requests for them, {shown} presentations")


if __name__ == "__main__":
    main(sys.argv[1])
