"""One call for each export of the facade."""

import io
import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path

from medseal import (
    CryptographicError,
    KeyFileCost,
    PublicIdentity,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
    hazmat,
)

DIRECTORY = Path(tempfile.mkdtemp())
COST = KeyFileCost(8192, 1, 1)
PATIENT = SecretIdentity.generate()
DOCUMENT = PATIENT.public()
DOCUMENT.save(DIRECTORY / "patient.json")
PATIENT.save(DIRECTORY / "patient.key")
KEY_FILE = PATIENT.to_key_file("secret", cost=COST)
SEALED = SealedRecord.seal(PATIENT, DOCUMENT, b"HbA1c 6.9 %")
SEALED_FILE = DIRECTORY / "record.sealed"
SEALED_FILE.write_bytes(SEALED)
SPECIALIST = SecretIdentity.generate()
WIDER = SEALED.header.rewrap(PATIENT, SPECIALIST.public())
HASH = bytes(32)
# The public key of RFC 8032 section 7.1, test 1.
ED25519_KEY = bytes.fromhex(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
)
COBBLESTONE = hazmat.cobblestone256_seal(HASH, b"", bytes(24), b"6.9")
COUNT = itertools.count()


def fresh(name: str) -> Path:
    """A name that no file has."""
    return DIRECTORY / f"{next(COUNT)}-{name}"


def refused(call: Callable[[], object]) -> None:
    """A call that works if it fails as it must."""
    try:
        call()
    except CryptographicError:
        return
    raise AssertionError("it was to fail")


CALLS: dict[str, Callable[[], object]] = {
    "PublicIdentity.details": DOCUMENT.details,
    "PublicIdentity.from_json": lambda: PublicIdentity.from_json(DOCUMENT.to_json()),
    "PublicIdentity.identity_id": lambda: DOCUMENT.identity_id,
    "PublicIdentity.load": lambda: PublicIdentity.load(DIRECTORY / "patient.json"),
    "PublicIdentity.save": lambda: DOCUMENT.save(fresh("patient.json")),
    "PublicIdentity.to_json": DOCUMENT.to_json,
    "SealedHeader.details": SEALED.header.details,
    "SealedHeader.from_bytes": lambda: SealedHeader.from_bytes(SEALED),
    "SealedHeader.to_bytes": SEALED.header.to_bytes,
    "SealedHeader.open_payload": lambda: SEALED.header.open_payload(
        io.BytesIO(SEALED.payload()), io.BytesIO(), PATIENT
    ),
    "SealedHeader.rewrap": lambda: SEALED.header.rewrap(PATIENT, SPECIALIST.public()),
    "SealedHeader.seal_payload": lambda: SealedHeader.seal_payload(
        PATIENT, DOCUMENT, io.BytesIO(b"6.9"), io.BytesIO()
    ),
    "SealedHeader.without_slots": SEALED.header.without_slots,
    "SealedRecord.from_parts": lambda: SealedRecord.from_parts(SEALED.header, SEALED.payload()),
    "SealedRecord.open_file": lambda: SealedRecord.open_file(SEALED_FILE, fresh("open"), PATIENT),
    "SealedRecord.open_file_range": lambda: SealedRecord.open_file_range(
        SEALED_FILE, PATIENT, 0, 1
    ),
    "SealedRecord.open_range": lambda: SEALED.open_range(PATIENT, 0, 1),
    "SealedRecord.open_stream": lambda: SealedRecord.open_stream(
        io.BytesIO(SEALED), io.BytesIO(), PATIENT
    ),
    "SealedRecord.payload": SEALED.payload,
    "SealedRecord.replace_header": lambda: SealedRecord.replace_header(
        SEALED_FILE, fresh("record.sealed"), WIDER
    ),
    "SealedRecord.seal_file": lambda: SealedRecord.seal_file(
        PATIENT, DOCUMENT, DIRECTORY / "patient.json", fresh("record.sealed")
    ),
    "SealedRecord.seal_stream": lambda: SealedRecord.seal_stream(
        PATIENT, DOCUMENT, io.BytesIO(b"6.9"), io.BytesIO()
    ),
    "SealedRecord.with_header": lambda: SEALED.with_header(WIDER),
    "SealedRecord.from_bytes": lambda: SealedRecord.from_bytes(SEALED),
    "SealedRecord.header": lambda: SEALED.header,
    "SealedRecord.open": lambda: SEALED.open(PATIENT),
    "SealedRecord.open_into": lambda: SealedRecord.open_into(SEALED, PATIENT, bytearray(9000)),
    "SealedRecord.seal_into": lambda: SealedRecord.seal_into(
        PATIENT, DOCUMENT, b"", bytearray(9000)
    ),
    "SealedRecord.open_bytes": lambda: SealedRecord.open_bytes(SEALED, PATIENT),
    "SealedRecord.seal": lambda: SealedRecord.seal(PATIENT, DOCUMENT, b""),
    "SecretIdentity.add_category": lambda: PATIENT.add_category("GENETICS"),
    "SecretIdentity.categories": lambda: PATIENT.categories,
    "SecretIdentity.from_key_file": lambda: SecretIdentity.from_key_file(KEY_FILE, "secret"),
    "SecretIdentity.generate": SecretIdentity.generate,
    "SecretIdentity.identity_id": lambda: PATIENT.identity_id,
    "SecretIdentity.load": lambda: SecretIdentity.load(DIRECTORY / "patient.key"),
    "SecretIdentity.pairwise": lambda: PATIENT.pairwise("clinic.example"),
    "SecretIdentity.public": PATIENT.public,
    "SecretIdentity.rotate": lambda: SecretIdentity.generate().rotate(),
    "SecretIdentity.rotate_category": lambda: SecretIdentity.generate().rotate_category("LAB"),
    "SecretIdentity.save": lambda: PATIENT.save(fresh("patient.key")),
    "SecretIdentity.set_also_known_as": lambda: SecretIdentity.generate().set_also_known_as(
        "did:web:hospital.example"
    ),
    "SecretIdentity.take_recovery_secret": lambda: (
        SecretIdentity.generate().take_recovery_secret()
    ),
    "SecretIdentity.to_key_file": lambda: PATIENT.to_key_file("secret", cost=COST),
    "SecretIdentity.to_plain_key_file": PATIENT.to_plain_key_file,
    "hazmat.cobblestone256_open": lambda: hazmat.cobblestone256_open(HASH, b"", COBBLESTONE),
    "hazmat.cobblestone256_seal": lambda: hazmat.cobblestone256_seal(HASH, b"", bytes(24), b""),
    "hazmat.ed25519_verify": lambda: refused(
        lambda: hazmat.ed25519_verify(ED25519_KEY, b"", bytes(64))
    ),
    "hazmat.hpke_open": lambda: refused(
        lambda: hazmat.hpke_open("x25519", HASH, b"", b"", bytes([9] * 32), bytes(16))
    ),
    "hazmat.hpke_seal": lambda: hazmat.hpke_seal("x25519", bytes([9] * 32), b"", b"", b""),
    "hazmat.open_record": lambda: refused(lambda: hazmat.open_record("x-wing", HASH, SEALED)),
    "hazmat.verify_consistency": lambda: hazmat.verify_consistency(1, 1, b"", HASH, HASH),
    "hazmat.verify_inclusion": lambda: hazmat.verify_inclusion(HASH, 0, 1, b"", HASH),
}
