"""ristretto255 as RFC 9496 has it, in plain integers: slow, not in constant time, for checking only."""

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
INVSQRT_A_MINUS_D = 54469307008909316920995813868745141605393597292927456921205312896311721017578
IDENTITY = (0, 1, 1, 0)


def _absolute(number):
    return P - number if number & 1 else number


def _sqrt_ratio(u, v):
    """Section 4.2: whether u/v is a square, and the root of u/v or of SQRT_M1 * u/v that is even."""
    root = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * root * root % P
    square, flipped = check == u % P, check == -u % P
    if flipped or check == -u * SQRT_M1 % P:
        root = root * SQRT_M1 % P
    return square or flipped, _absolute(root)


def decode(encoded):
    """Section 4.3.1, without the identity; `None` for anything else than a canonical encoding."""
    s = int.from_bytes(encoded, "little")
    if len(encoded) != 32 or s >= P or s & 1 or s == 0:
        return None
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-(D * u1 * u1) - u2 * u2) % P
    square, inverse = _sqrt_ratio(1, v * u2 * u2 % P)
    den_x = inverse * u2 % P
    x = _absolute(2 * s * den_x % P)
    y = u1 * inverse * den_x * v % P
    t = x * y % P
    return (x, y, 1, t) if square and not t & 1 and y else None


def encode(point):
    """Section 4.3.2."""
    x, y, z, t = point
    u1, u2 = (z + y) * (z - y) % P, x * y % P
    _, inverse = _sqrt_ratio(1, u1 * u2 * u2 % P)
    den1, den2 = inverse * u1 % P, inverse * u2 % P
    z_inverse = den1 * den2 * t % P
    if t * z_inverse % P & 1:
        x, y, den2 = y * SQRT_M1 % P, x * SQRT_M1 % P, den1 * INVSQRT_A_MINUS_D % P
    if x * z_inverse % P & 1:
        y = -y % P
    return _absolute(den2 * (z - y) % P).to_bytes(32, "little")


def hash_to_group(uniform):
    """Section 4.3.4: the sum of the map of both halves of 64 bytes."""
    halves = uniform[:32], uniform[32:]
    first, second = (_map(int.from_bytes(half, "little") % 2**255 % P) for half in halves)
    return add(first, second)


def _map(t):
    r = SQRT_M1 * t * t % P
    u, v = (r + 1) * (1 - D * D) % P, (-1 - r * D) * (r + D) % P
    square, s = _sqrt_ratio(u, v)
    c = P - 1
    if not square:
        s, c = -_absolute(s * t % P) % P, r
    n = (c * (r - 1) * (D - 1) * (D - 1) - v) % P
    w0, w1 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P
    w2, w3 = (1 - s * s) % P, (1 + s * s) % P
    return (w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P)


def add(left, right):
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a, b = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(terms):
    """The sum of scalar times point over pairs of them (Straus, four bits at a time)."""
    tables = []
    for scalar, point in terms:
        table = [IDENTITY]
        for _ in range(15):
            table.append(add(table[-1], point))
        tables.append((scalar % ORDER, table))
    total = IDENTITY
    for shift in range(252, -4, -4):
        for _ in range(4):
            total = add(total, total)
        for scalar, table in tables:
            if digit := scalar >> shift & 15:
                total = add(total, table[digit])
    return total


def is_identity(point):
    return point[0] == 0 or point[1] == 0


def scalar(encoded):
    """A canonical scalar, or `None`."""
    number = int.from_bytes(encoded, "little")
    return number if number < ORDER else None


def wide(encoded):
    """64 bytes, reduced."""
    return int.from_bytes(encoded, "little") % ORDER
