"""Deterministic CBOR (RFC 8949 section 4.2.1), as far as our formats use it."""


def _head(major, number):
    for size, more in ((0, 24), (1, 2**8), (2, 2**16), (4, 2**32), (8, 2**64)):
        if number < more:
            break
    if size == 0:
        return bytes([major << 5 | number])
    return bytes([major << 5 | 23 + size.bit_length()]) + number.to_bytes(size, "big")


def encode(value):
    if value is None or value is True or value is False:
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, (list, tuple)):
        return _head(4, len(value)) + b"".join(map(encode, value))
    members = sorted((encode(key), encode(member)) for key, member in value.items())
    return _head(5, len(members)) + b"".join(key + member for key, member in members)


def decode(data):
    """One value that is all of `data`, in the only encoding that it has."""
    value, rest = _read(data)
    if rest or encode(value) != data:
        raise ValueError("not the deterministic encoding of one value")
    return value


def _read(data):
    major, number, data = data[0] >> 5, data[0] & 31, data[1:]
    if major == 7:
        return {20: False, 21: True, 22: None}[number], data
    if number > 23:
        size = 1 << number - 24
        number, data = int.from_bytes(data[:size], "big"), data[size:]
    if major < 2:
        return (-1 - number if major else number), data
    if major < 4:
        if len(data) < number:
            raise ValueError("cut short")
        return (data[:number] if major == 2 else data[:number].decode()), data[number:]
    items = []
    for _ in range(number * (2 if major == 5 else 1)):
        item, data = _read(data)
        items.append(item)
    return (dict(zip(items[::2], items[1::2])) if major == 5 else items), data
