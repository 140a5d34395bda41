"""Every failure is one class per kind, with the stable code."""

import pickle
from pathlib import Path

import pytest

import medseal
from medseal import (
    ClosedError,
    CryptographicError,
    MalformedError,
    MedsealError,
    PublicIdentity,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
    StorageError,
)

KINDS = [
    medseal.MalformedError,
    medseal.CryptographicError,
    medseal.DeniedError,
    medseal.ConflictError,
    medseal.StorageError,
    medseal.CancelledError,
    medseal.ClosedError,
    medseal.InternalError,
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_medseal_error_of_the_package(kind: type[MedsealError]) -> None:
    assert issubclass(kind, MedsealError)
    assert kind.__module__ == "medseal"
    assert getattr(medseal, kind.__name__) is kind


def test_an_error_survives_pickling() -> None:
    error = medseal.DeniedError("the access is denied", "access-denied", ["grant-revoked"])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is medseal.DeniedError
    assert (again.code, again.message, again.reasons) == (
        "access-denied",
        "the access is denied",
        ("grant-revoked",),
    )
    assert str(again) == "[access-denied] the access is denied"


def test_malformed_input_has_the_code_of_what_is_wrong() -> None:
    with pytest.raises(MalformedError) as caught:
        SealedHeader.from_bytes(b"something else")
    assert caught.value.code == "not-a-sealed-record"
    assert isinstance(caught.value, ValueError)
    with pytest.raises(MalformedError) as caught:
        SecretIdentity.generate("rot13")
    assert caught.value.code == "invalid-argument"


def test_an_altered_record_is_a_cryptographic_failure(
    laboratory: SecretIdentity, patient: SecretIdentity
) -> None:
    sealed = SealedRecord.seal(laboratory, patient.public(), b"HbA1c 6.9 %")
    altered = bytearray(bytes(sealed))
    altered[-1] ^= 1
    with pytest.raises(CryptographicError):
        SealedRecord.open_bytes(altered, patient)


def test_a_file_that_is_not_there_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        PublicIdentity.load(tmp_path / "nobody.json")
    assert caught.value.code == "file-not-found"


def test_use_after_close_is_an_error(patient: SecretIdentity) -> None:
    identity = SecretIdentity.generate()
    identity.close()
    identity.close()
    assert identity.is_closed
    with pytest.raises(ClosedError) as caught:
        identity.public()
    assert caught.value.code == "closed"
    with pytest.raises(ClosedError):
        SealedRecord.seal(identity, patient.public(), b"")


def test_wrong_types_are_type_errors(patient: SecretIdentity) -> None:
    with pytest.raises(TypeError):
        SealedHeader.from_bytes("text")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        SealedRecord.open_bytes(b"", patient.public())  # type: ignore[arg-type]
    with pytest.raises(OverflowError):
        patient.public(now=-1)
