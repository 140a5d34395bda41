"""A laboratory seals a file of any size for a patient, who lets a specialist read it, too.

    python examples/python/files.py [FILE]
"""

import sys
import tempfile
from pathlib import Path

from medseal import CryptographicError, SealedHeader, SealedRecord, SecretIdentity

BUNDLE = Path(__file__).parents[1] / "data" / "bundle.json"


def main() -> None:
    record = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLE
    with (
        SecretIdentity.generate() as laboratory,
        SecretIdentity.generate() as patient,
        SecretIdentity.generate() as specialist,
        tempfile.TemporaryDirectory() as directory,
    ):
        sealed = Path(directory, "record.sealed")
        opened = Path(directory, "record")

        # The laboratory has no more of the patient than this public document.
        document = patient.public()
        header = SealedRecord.seal_file(
            laboratory, document, record, sealed, category="LAB", progress=show
        )
        details = header.details()
        print(f"\nsealed {details.plaintext_length} bytes as {sealed.stat().st_size}")

        # Nobody else opens it.
        try:
            SealedRecord.open_file(sealed, opened, specialist)
        except CryptographicError as error:
            print(f"the specialist: {error}")

        # The patient adds the specialist; the encrypted payload stays as it is.
        header = SealedHeader.from_bytes(sealed.read_bytes())
        SealedRecord.replace_header(sealed, sealed, header.rewrap(patient, specialist.public()))
        SealedRecord.open_file(sealed, opened, specialist)
        assert opened.read_bytes() == record.read_bytes()
        print("the specialist: reads what the laboratory wrote")


def show(done: int, total: int | None) -> None:
    """Tells how far it is, on one line."""
    print(f"\r{done} of {total or '?'} bytes", end="", flush=True)


if __name__ == "__main__":
    main()
