"""Merlin 1.0 transcripts (merlin.cool) over STROBE-128 1.0.2 over Keccak-f[1600] (FIPS 202)."""

RATE = 166
OUTPUT, KEYED_OUTPUT, META = 2, 7, 16  # A; I, A and C; M

_MASK = 2**64 - 1


def _round_constants():
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << (2**power - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


_CONSTANTS = _round_constants()


def _rotate(lane, by):
    return (lane << by | lane >> (64 - by)) & _MASK


def keccak_f(state):
    """The permutation, on 200 bytes."""
    lanes = [[int.from_bytes(state[8 * (x + 5 * y) :][:8], "little") for y in range(5)] for x in range(5)]
    for constant in _CONSTANTS:
        parity = [lane[0] ^ lane[1] ^ lane[2] ^ lane[3] ^ lane[4] for lane in lanes]
        for x in range(5):
            change = parity[x - 1] ^ _rotate(parity[(x + 1) % 5], 1)
            lanes[x] = [lane ^ change for lane in lanes[x]]
        x, y, current = 1, 0, lanes[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            moved = _rotate(current, (step + 1) * (step + 2) // 2 % 64)
            current, lanes[x][y] = lanes[x][y], moved
        for y in range(5):
            row = [lanes[x][y] for x in range(5)]
            for x in range(5):
                lanes[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
        lanes[0][0] ^= constant
    return bytearray(b"".join(lanes[x][y].to_bytes(8, "little") for y in range(5) for x in range(5)))


class Transcript:
    def __init__(self, label):
        start = bytes([1, RATE + 2, 1, 0, 1, 96]) + b"STROBEv1.0.2"
        self.state = keccak_f(start.ljust(200, b"\0"))
        self.position = self.begun = 0
        self._begin(META | OUTPUT)
        self._absorb(b"Merlin v1.0")
        self.append(b"dom-sep", label)

    def append(self, label, message):
        self._framed(label, len(message))
        self._begin(OUTPUT)
        self._absorb(message)

    def append_u64(self, label, number):
        self.append(label, number.to_bytes(8, "little"))

    def challenge(self, label, length=64):
        self._framed(label, length)
        self._begin(KEYED_OUTPUT)
        drawn = bytearray()
        for _ in range(length):
            drawn.append(self.state[self.position])
            self.state[self.position] = 0
            self._advance()
        return bytes(drawn)

    def _framed(self, label, length):
        self._begin(META | OUTPUT)
        self._absorb(label + length.to_bytes(4, "little"))

    def _begin(self, flags):
        before, self.begun = self.begun, self.position + 1
        self._absorb(bytes([before, flags]))
        if flags == KEYED_OUTPUT and self.position:
            self._permute()

    def _absorb(self, data):
        for byte in data:
            self.state[self.position] ^= byte
            self._advance()

    def _advance(self):
        self.position += 1
        if self.position == RATE:
            self._permute()

    def _permute(self):
        self.state[self.position] ^= self.begun
        self.state[self.position + 1] ^= 0x04
        self.state[RATE + 1] ^= 0x80
        self.state = keccak_f(self.state)
        self.position = self.begun = 0
