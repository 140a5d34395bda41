"""Sealing and opening in memory."""

import json

import pytest

from medseal import (
    CryptographicError,
    MalformedError,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
)


@pytest.mark.parametrize("length", [0, 1, 16 * 1024, 16 * 1024 + 1, 1_000_003])
def test_what_is_sealed_is_opened(
    laboratory: SecretIdentity, patient: SecretIdentity, length: int
) -> None:
    plaintext = bytes(index % 251 for index in range(length))
    sealed = SealedRecord.seal(laboratory, patient.public(), plaintext, category="LAB")
    assert sealed.open(patient) == plaintext
    assert SealedRecord.open_bytes(bytes(sealed), patient) == plaintext
    assert SealedRecord.from_bytes(sealed).open(patient) == plaintext
    assert sealed.header.details().plaintext_length == length


def test_a_header_tells_what_is_known_without_a_key(
    laboratory: SecretIdentity, patient: SecretIdentity
) -> None:
    sealed = SealedRecord.seal(
        laboratory,
        patient.public(),
        json.dumps({"HbA1c": 6.9}).encode(),
        category="LAB",
        media_type="application/fhir+json",
        created=1_800_000_000,
    )
    details = sealed.header.details()
    assert (details.category, details.media_type) == ("LAB", "application/fhir+json")
    assert (details.created, details.version, details.previous) == (1_800_000_000, 1, None)
    assert details.controller == patient.identity_id
    assert details.author == laboratory.public().details().signing_key
    assert details.payload_address.startswith("bafkr4i")
    (slot,) = details.slots
    assert (slot.category, slot.epoch, slot.suite) == ("LAB", 0, "x-wing")
    detached = SealedHeader.from_bytes(sealed.header.to_bytes())
    assert detached == sealed.header
    assert detached.details() == details
    assert hash(detached.details()) == hash(details)
    assert "category='LAB'" in repr(details)


def test_recipients_open_beside_the_patient_or_alone(
    laboratory: SecretIdentity, patient: SecretIdentity, specialist: SecretIdentity
) -> None:
    to = [specialist.public()]
    sealed = SealedRecord.seal(laboratory, patient.public(), b"both", recipients=to)
    assert sealed.open(patient) == sealed.open(specialist)
    alone = SealedRecord.seal(
        laboratory, patient.public(), b"one", recipients=tuple(to), only_recipients=True
    )
    assert alone.open(specialist) == b"one"
    with pytest.raises(CryptographicError) as refused:
        alone.open(patient)
    assert refused.value.code == "not-a-recipient"
    with pytest.raises(MalformedError) as nobody:
        SealedRecord.seal(laboratory, patient.public(), b"", only_recipients=True)
    assert nobody.value.code == "no-recipients"


def test_a_new_version_names_the_one_before(
    laboratory: SecretIdentity, patient: SecretIdentity
) -> None:
    first = SealedRecord.seal(laboratory, patient.public(), b"6.9", category="LAB")
    second = SealedRecord.seal(laboratory, patient.public(), b"7.0", previous=first.header)
    before, after = first.header.details(), second.header.details()
    assert (after.record_id, after.version) == (before.record_id, 2)
    assert (after.category, after.previous) == ("LAB", before.manifest_digest)


def test_a_record_cut_short_is_refused(laboratory: SecretIdentity, patient: SecretIdentity) -> None:
    sealed = bytes(SealedRecord.seal(laboratory, patient.public(), b"x" * 50_000))
    for cut in (sealed[:-1], sealed + b"x", sealed[:100], b""):
        with pytest.raises((CryptographicError, MalformedError)):
            SealedRecord.from_bytes(cut)
