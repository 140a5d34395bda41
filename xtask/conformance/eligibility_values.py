"""Values as `docs/formats/eligibility.md` encodes them: decimals, days, codes, sets. Written from that page."""

import hashlib
import re
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from ristretto import ORDER

DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(T.+)?)?)?")
TIME = re.compile(r"T([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)", re.ASCII)
FIRST = date(1900, 1, 1)


def decimal(text, scale, rounding):
    """The scaled integer, or nothing."""
    if len(text) > 38 or not DECIMAL.fullmatch(text):
        return None
    scaled = Fraction(text) * 10**scale
    whole = floor(scaled)
    rest = scaled - whole
    if rest and rounding == "exact":
        return None
    tie = {"half-even": whole % 2 == 1, "half-up": scaled > 0}.get(rounding)
    up = scaled < 0 if rounding == "truncate" else tie if rest == Fraction(1, 2) else rest > Fraction(1, 2)
    whole += bool(rest and up)
    return whole if abs(whole) < 2**62 else None


def day(of):
    """The number of a calendar day, or nothing."""
    number = (of - FIRST).days
    return number if 0 <= number <= 65_535 else None


def days(text):
    """The first and the last day that a date can be."""
    parts = DATE.fullmatch(text)
    if not parts or parts[4] and not TIME.fullmatch(parts[4]):
        return None
    year, month, number = int(parts[1]), parts[2], parts[3]
    try:
        first = date(year, int(month or 1), int(number or 1))
    except ValueError:
        return None
    if number:
        last = first
    elif month:
        last = date(year + first.month // 12, first.month % 12 + 1, 1) - timedelta(1)
    else:
        last = date(year, 12, 31)
    both = [day(first), day(last)]
    return None if None in both else both


def latest_birth(today, years, leap_day):
    """D(years): the last day of birth whose birthday of these years is today or before; before 1900 nothing."""
    today = FIRST + timedelta(today)

    def birthday(born):
        try:
            return born.replace(year=born.year + years)
        except ValueError:
            return date(born.year + years, *((2, 28) if leap_day == "february-28" else (3, 1)))

    born = date(today.year - years + 1, 1, 1)
    while birthday(born) > today:
        born -= timedelta(1)
    return day(born)


PLACES = {
    "icd-10": ("letter", "digit", "any", "any", "any", "any"),
    "atc": ("letter", "digit", "digit", "letter", "letter", "digit", "digit"),
}
LENGTHS = {"icd-10": (3, 4, 5, 6, 7), "atc": (1, 3, 4, 5, 7)}
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
CHARACTERS = {"letter": LETTERS, "digit": DIGITS, "any": DIGITS + LETTERS}


def subtree(hierarchy, code):
    """The positions of a code and of all below it."""
    if hierarchy == "icd-10" and len(code) > 4 and code[3] == ".":
        code = code[:3] + code[4:]
    if len(code) not in LENGTHS[hierarchy]:
        return None
    places = PLACES[hierarchy]
    first = last = 0
    for at, place in enumerate(places):
        characters = CHARACTERS[place]
        base = len(characters) + 1
        low, high = 0, base - 1
        if at < len(code):
            low = high = characters.find(code[at]) + 1
            if low == 0:
                return None
        first, last = first * base + low, last * base + high
    return [first + 1, last + 1] if all(one in CHARACTERS["any"] for one in code[len(places) :]) else None


def identifier(system, code):
    """The scalar of a code."""
    length = len(system.encode()).to_bytes(8, "big")
    hashed = hashlib.sha512(b"medseal/v1/eligibility/code\0" + length + system.encode() + code.encode()).digest()
    return (int.from_bytes(hashed, "little") % ORDER).to_bytes(32, "little")


def set_digest(values):
    """Of values in ascending order, as their bytes."""
    return hashlib.sha256(b"medseal/v1/eligibility/set\0" + b"".join(values)).digest()


def encodings(cases):
    """The vectors of encodings."""
    for case in cases:
        found = {
            "decimal": lambda: decimal(case["text"], case["scale"], case["rounding"]),
            "date": lambda: days(case["text"]),
            "latest-birth": lambda: latest_birth(case["today"], case["years"], case["leap_day"]),
            "subtree": lambda: subtree(case["hierarchy"], case["code"]),
            "identifier": lambda: identifier(case["system"], case["code"]).hex(),
        }[case["kind"]]()
        expected = None if case["expected"] == "invalid-value" else case["expected"]
        assert found == expected, f"encoding {case['name']}: {found}"
    return len(cases)
