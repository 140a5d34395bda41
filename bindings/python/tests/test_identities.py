"""Identities: documents, categories, rotation, key files."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medseal import (
    ConflictError,
    CryptographicError,
    KeyFileCost,
    MalformedError,
    PublicIdentity,
    SealedRecord,
    SecretIdentity,
    StorageError,
)

CHEAP = KeyFileCost(memory_kib=8192, passes=1, lanes=1)


def test_a_public_document_goes_through_text_and_files(
    patient: SecretIdentity, tmp_path: Path
) -> None:
    document = patient.public(now=1_800_000_000)
    assert PublicIdentity.from_json(document.to_json()) == document
    assert document != patient.public(now=1_800_000_001)
    details = document.details()
    assert details.identity_id == patient.identity_id == document.identity_id
    assert details.signing_key.startswith("did:key:z")
    assert (details.suite, details.rotations, details.issued) == ("x-wing", 0, 1_800_000_000)
    assert [category.category for category in details.categories] == [
        "EMERGENCY",
        "GENERAL",
        "IMG",
        "LAB",
    ]
    document.save(tmp_path / "patient.json")
    assert PublicIdentity.load(str(tmp_path / "patient.json")) == document


def test_an_altered_document_is_refused(patient: SecretIdentity) -> None:
    document = json.loads(patient.public().to_json())
    for field, value in document.items():
        if isinstance(value, str):
            altered = document | {field: value[::-1]}
            with pytest.raises((CryptographicError, MalformedError)):
                PublicIdentity.from_json(json.dumps(altered))


def test_moments_are_seconds_or_aware_datetimes(patient: SecretIdentity) -> None:
    moment = datetime(2027, 1, 15, 8, 0, 0, 900_000, tzinfo=UTC)
    assert patient.public(now=moment).details().issued == 1_800_000_000
    with pytest.raises(ValueError, match="time zone"):
        patient.public(now=moment.replace(tzinfo=None))
    with pytest.raises(OverflowError):
        patient.public(now=datetime(1969, 1, 1, tzinfo=UTC) - timedelta(days=1))


def test_categories_rotate_one_by_one_or_all_together() -> None:
    with SecretIdentity.generate("x25519") as identity:
        identity.add_category("GENETICS")
        assert identity.rotate_category("LAB") == 1
        epochs = {details.category: details.epoch for details in identity.categories}
        assert epochs["LAB"] == 1 and epochs["GENETICS"] == 0
        recovery = identity.take_recovery_secret()
        with pytest.raises(ConflictError) as refused:
            identity.rotate()
        assert refused.value.code == "recovery-secret-needed"
        identity.rotate(recovery)
        assert identity.public().details().rotations == 1
        assert {details.epoch for details in identity.categories} == {1, 2}
        with pytest.raises(MalformedError):
            identity.add_category("no blanks")


def test_a_pairwise_identity_is_another_and_always_the_same(patient: SecretIdentity) -> None:
    clinic = patient.pairwise("clinic.example")
    assert clinic.identity_id == patient.pairwise("clinic.example").identity_id
    assert clinic.identity_id != patient.identity_id


def test_an_organisation_states_its_did_web() -> None:
    with SecretIdentity.generate() as hospital:
        hospital.set_also_known_as("did:web:hospital.example")
        assert hospital.public().details().also_known_as == "did:web:hospital.example"


@pytest.mark.parametrize("passphrase", ["grüße, 𝄞", b"\x00\xff", bytearray(b"bytes")])
def test_a_key_file_needs_its_passphrase(
    patient: SecretIdentity, passphrase: str | bytes | bytearray
) -> None:
    text = patient.to_key_file(passphrase, cost=CHEAP)
    assert SecretIdentity.from_key_file(text, passphrase).identity_id == patient.identity_id
    with pytest.raises(CryptographicError) as wrong:
        SecretIdentity.from_key_file(text, "another")
    assert wrong.value.code == "wrong-passphrase"
    with pytest.raises(MalformedError) as needed:
        SecretIdentity.from_key_file(text)
    assert needed.value.code == "passphrase-needed"


def test_a_key_file_is_its_owners_alone_and_not_overwritten(
    patient: SecretIdentity, tmp_path: Path
) -> None:
    path = tmp_path / "patient.key"
    patient.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(StorageError) as refused:
        SecretIdentity.generate().save(path)
    assert refused.value.code == "file-exists"
    same = SecretIdentity.load(path)
    assert same.identity_id == patient.identity_id
    sealed = SealedRecord.seal(patient, patient.public(), b"to myself")
    assert sealed.open(same) == b"to myself"
    same.save(path, replace=True)


def test_an_identity_does_not_show_its_secrets(patient: SecretIdentity) -> None:
    assert repr(patient) == f"<medseal.SecretIdentity {patient.identity_id}>"
    with patient.to_plain_key_file() as secret:
        assert repr(secret) == f"<medseal.Plaintext of {len(secret)} bytes>"
