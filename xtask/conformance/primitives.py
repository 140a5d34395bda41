"""Our HPKE and payload encryption against PyPI `cryptography` and its published vectors.

    python primitives.py path/to/medseal-conformance
"""

import json
import os
import random
import sys
from pathlib import Path

import cryptography_vectors
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

import cobblestone
from medseal import Medseal, expect

SUITES = {0x0020: "X25519", 0x647A: "X-Wing"}
KEMS = {"X25519": KEM.X25519, "X-Wing": KEM.MLKEM768_X25519}
ENCAPSULATED = {"X25519": 32, "X-Wing": 1120}
SECRET = bytes(range(32))


def published_vectors(ours):
    """Every published HPKE vector of our two KEMs: key pairs of all, openings of our exact suite."""
    vectors = Path(cryptography_vectors.__file__).parent / "HPKE"
    opened = derived = foreign = 0
    for file in sorted(vectors.glob("*.json")):
        for case in json.loads(file.read_text()):
            suite = SUITES.get(case["kem_id"])
            if suite is None:
                foreign += 1
                continue
            secret = bytes.fromhex(case["skRm"])
            answer = ours.ask("public_key", suite=suite, secret_key=secret)
            expect(answer, {"public_key": bytes.fromhex(case["pkRm"])}, f"{file.name}: key pair")
            derived += 1
            if (case["mode"], case["kdf_id"], case["aead_id"]) != (0, 1, 2):
                continue
            first = case["encryptions"][0]
            answer = ours.ask(
                "hpke_open",
                suite=suite,
                secret_key=secret,
                info=case["info"],
                aad=first["aad"],
                encapsulated_key=case["enc"],
                ciphertext=first["ct"],
            )
            expect(answer, {"plaintext": bytes.fromhex(first["pt"])}, f"{file.name}: opening")
            opened += 1
    print(f"      HPKE vectors: {derived} key pairs, {opened} opened; not applicable: {foreign} of other KEMs,")
    print(f"      {derived - opened} openings of other modes, KDFs or AEADs than Base, HKDF-SHA256, AES-256-GCM")
    assert opened == 1 and derived >= 32, "the published vectors have changed"


def key_pair(suite):
    """A fresh key pair of theirs: the secret, and the public key's bytes."""
    if suite == "X25519":
        secret = X25519PrivateKey.generate()
        return secret, secret.public_key().public_bytes_raw()
    ml_kem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    secret = MLKEM768X25519PrivateKey(ml_kem, x25519)
    public = ml_kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return secret, public


def theirs_from_public(suite, public):
    if suite == "X25519":
        return X25519PublicKey.from_public_bytes(public)
    ml_kem, x25519 = public[:-32], public[-32:]
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(ml_kem), X25519PublicKey.from_public_bytes(x25519)
    )


def wrapped_keys_both_ways(ours, rounds):
    for suite, kem in KEMS.items():
        theirs = Suite(kem, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        split = ENCAPSULATED[suite]
        for _ in range(rounds):
            info = os.urandom(random.randrange(0, 200))
            # Sealed by us, opened by them.
            secret, public = key_pair(suite)
            answer = ours.ask("wrap", suite=suite, public_key=public, info=info, plaintext=SECRET)
            sealed = answer["encapsulated_key"] + answer["ciphertext"]
            expect(theirs.decrypt(sealed, secret, info), SECRET, f"{suite}: ours opened by theirs")
            try:
                theirs.decrypt(sealed, secret, info + b"x")
            except InvalidTag:
                pass
            else:
                raise AssertionError(f"{suite}: ours does not bind info")
            # Sealed by them, opened by us.
            seed = os.urandom(32)
            public = ours.ask("public_key", suite=suite, secret_key=seed)["public_key"]
            sealed = theirs.encrypt(SECRET, theirs_from_public(suite, public), info)
            fields = {"encapsulated_key": sealed[:split], "ciphertext": sealed[split:]}
            answer = ours.ask("unwrap", suite=suite, secret_key=seed, info=info, **fields)
            expect(answer, {"plaintext": SECRET}, f"{suite}: theirs opened by ours")
            answer = ours.ask("unwrap", suite=suite, secret_key=seed, info=info + b"x", **fields)
            expect(answer, {"error": "wrong-key"}, f"{suite}: theirs with another info")
        print(f"      {suite}: {rounds} wrapped keys each way")


def payloads_both_ways(ours):
    lengths = [0, 1, 16_383, 16_384, 16_385, 32_768, 100_000]
    for length in lengths:
        key, salt, context = os.urandom(32), os.urandom(24), os.urandom(random.randrange(0, 64))
        plaintext = os.urandom(length)
        sealed = cobblestone.seal(key, context, salt, plaintext)
        answer = ours.ask("cobblestone_seal", key=key, context=context, salt=salt, plaintext=plaintext)
        expect(answer, {"sealed": sealed}, f"payload of {length} bytes: sealed")
        expect(cobblestone.open_(key, context, answer["sealed"]), plaintext, "ours opened by theirs")
        answer = ours.ask("cobblestone_open", key=key, context=context, sealed=sealed)
        expect(answer, {"plaintext": plaintext}, f"payload of {length} bytes: opened")
        for cut in {0, 23, 55, 56, 71, len(sealed) - 1}:
            answer = ours.ask("cobblestone_open", key=key, context=context, sealed=sealed[:cut])
            assert "error" in answer, f"payload of {length} bytes cut to {cut} was opened"
    print(f"      Cobblestone-256: {len(lengths)} payloads, the same bytes from both, opened by both")


def main():
    ours = Medseal(sys.argv[1])
    published_vectors(ours)
    wrapped_keys_both_ways(ours, rounds=20)
    payloads_both_ways(ours)
    ours.close()


main()
