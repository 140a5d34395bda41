"""The main job, told step by step: a laboratory seals records for a patient and anchors them on a
ledger; the patient lets a specialist read them; another clinic is refused; the patient reads who had
access; the specialist is shut out; a record is erased; a forged copy is caught.

    python examples/python/exchange.py                        # the repository's own FHIR bundle
    python examples/python/exchange.py --record scan.dcm      # any files of yours
"""

import argparse
import tempfile
import time
from pathlib import Path

from medseal import (
    CryptographicError,
    DeniedError,
    DisclosureLog,
    ErasureReceipt,
    GrantTerms,
    Ledger,
    PublicIdentity,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
)

BUNDLE = Path(__file__).parents[1] / "data" / "bundle.json"
A_MONTH = 30 * 24 * 3600


def main() -> None:
    parser = argparse.ArgumentParser(description="Exchanges records end to end.")
    parser.add_argument("--record", type=Path, action="append", help="a file; may be repeated")
    records = parser.parse_args().record or [BUNDLE]
    with (
        tempfile.TemporaryDirectory() as directory,
        SecretIdentity.generate() as authority,
        SecretIdentity.generate() as laboratory,
        SecretIdentity.generate() as patient,
        SecretIdentity.generate() as specialist,
        SecretIdentity.generate() as clinic,
    ):
        home = Path(directory)
        home.joinpath("signers").mkdir()
        ledger_directory = home / "ledger"
        with Ledger.create(
            ledger_directory, home / "signers", [authority], "hospital.example/ledger"
        ) as ledger:
            # What everybody needs to verify the ledger, offline.
            authorities = ledger.authorities()
            custodian = authority.identity_id

            tell("The laboratory seals, and anchors on the ledger")
            sealed = [home / f"{number}.sealed" for number in range(len(records))]
            headers = [
                seal(laboratory, patient.public(), record, target)
                for record, target in zip(records, sealed, strict=True)
            ]
            receipts = ledger.anchor_all(laboratory, headers)
            for header, receipt in zip(headers, receipts, strict=True):
                verified = receipt.verify(authorities, header)
                print(f"  anchored as entry {verified.index}: {header.details().commitment[:16]}…")

            tell("The patient grants the specialist access to the category, for treatment")
            terms = GrantTerms(["LAB"], ["TREAT"], expires=int(time.time()) + A_MONTH)
            grant = ledger.grant(patient, specialist.public(), terms)
            print(f"  {len(grant.to_bytes())} bytes, good for {len(headers)} records and all to come")

            tell("The specialist opens; another clinic is refused")
            for header, source, record in zip(headers, sealed, records, strict=True):
                with ledger.access(specialist, grant, header, custodian) as unlocked:
                    opened = source.with_suffix(".opened")
                    unlocked.open_file(source, opened)
                assert opened.read_bytes() == record.read_bytes()
                print(f"  the specialist reads {opened.stat().st_size} bytes")
            refused(lambda: ledger.access(clinic, grant, headers[0], custodian))

            tell("The patient reads who had access, and that nothing is missing")
            log = ledger.disclosure_log(patient)
            show(log, specialist)
            evidence = ledger.disclosure_evidence(patient.identity_id)
            ledger_id = ledger.details().ledger_id
            assert DisclosureLog.verify(evidence, ledger_id, authorities, patient) == log

            tell("The patient revokes")
            ledger.revoke(patient, grant)
            refused(lambda: ledger.access(specialist, grant, headers[0], custodian))

            tell("A record is erased: tombstone, destruction, attestation, receipt")
            commitment = headers[0].details().commitment
            tombstone = ledger.erase(patient, commitment)
            sealed[0].unlink()
            attestation = ErasureReceipt.attest(
                authority, ledger_id, commitment, keys_destroyed=True, payload_destroyed=True
            )
            erasure = ErasureReceipt(tombstone, [attestation]).verify(authorities)
            print(f"  {len(erasure.attestations)} custodian attests it")

            tell("A forged copy is caught")
            forged = bytearray(bytes(SealedRecord.seal(laboratory, patient.public(), b"6.9")))
            forged[-1] ^= 1
            try:
                SealedRecord.open_bytes(forged, patient)
            except CryptographicError as error:
                print(f"  {error}")

        tell("The ledger is sound, from its first byte to its last")
        report = Ledger.fsck(ledger_directory)
        assert not report.findings
        print(f"  {report.entries} entries in {report.blocks} blocks")


def seal(
    author: SecretIdentity, patient: PublicIdentity, record: Path, target: Path
) -> SealedHeader:
    """Seals one file and says how large it became."""
    header = SealedRecord.seal_file(author, patient, record, target, category="LAB")
    print(f"  {record.stat().st_size} bytes sealed as {target.stat().st_size}")
    return header


def show(log: DisclosureLog, specialist: SecretIdentity) -> None:
    """Prints the log as the patient reads it."""
    assert log.is_explained
    for line in log.lines:
        about = ", ".join(line.categories + line.purposes)
        whose = " to the specialist" if line.grantee == specialist.identity_id else ""
        print(f"  entry {line.index}: {line.action}{whose} {about}".rstrip())


def refused(access: object) -> None:
    """Tries what must be denied, and prints why it is."""
    assert callable(access)
    try:
        access()
    except DeniedError as error:
        print(f"  refused: {', '.join(error.reasons)}")
    else:
        raise AssertionError("it was to be refused")


def tell(step: str) -> None:
    """A heading of the story."""
    print(step)


if __name__ == "__main__":
    main()
