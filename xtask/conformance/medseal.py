"""Talks to our side: the `medseal-conformance` program, and counts what was compared."""

import json
import subprocess


class Medseal:
    """One running program, asked line by line."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, question, **fields):
        """The answer to a question; byte strings go in and come out as bytes."""
        fields = {name: value.hex() if isinstance(value, bytes) else value for name, value in fields.items()}
        self.process.stdin.write(json.dumps({"do": question, **fields}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return {name: value if name == "error" else bytes.fromhex(value) for name, value in answer.items()}

    def close(self):
        self.process.stdin.close()
        expect(self.process.wait(), 0, "exit status of medseal-conformance")


def expect(found, expected, what):
    """Stops with what was compared when two values differ."""
    if found != expected:
        raise AssertionError(f"{what}: found {shorten(found)}, expected {shorten(expected)}")


def shorten(value):
    text = repr(value)
    return text if len(text) < 200 else f"{text[:200]}… ({len(text)} characters)"
