"""Verifying proofs as `docs/formats/eligibility.md` says, one equation after another. Written from that page."""

import hashlib
from functools import cache

from cbor import encode as cbor
from merlin import Transcript
from ristretto import IDENTITY, ORDER, add, decode, encode, hash_to_group, is_identity, multiply, scalar, wide

B_BYTES = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
B = decode(B_BYTES)
BLINDING = hash_to_group(hashlib.sha3_512(B_BYTES).digest())


class Invalid(Exception):
    """A proof that is not valid; why is nobody's business but a debugger's."""


def valid(holds, why):
    if not holds:
        raise Invalid(why)


def begin(label):
    transcript = Transcript(label)
    transcript.append(b"generators", B_BYTES + encode(BLINDING))
    transcript.append(b"generators-id", b"bulletproofs 5 PedersenGens::default BulletproofGens")
    return transcript


def bind(context, statements):
    """The transcript up to the credentials."""
    transcript = Transcript(b"medseal/eligibility/v1")
    transcript.append(b"suite", b"ristretto255 merlin bulletproofs")
    transcript.append(b"generators", B_BYTES + encode(BLINDING))
    transcript.append(b"generators-id", b"bulletproofs 5 PedersenGens::default BulletproofGens")
    transcript.append(b"request", context["request"])
    transcript.append(b"verifier", context["verifier"])
    transcript.append(b"audience", cbor(context["audience"]))
    transcript.append(b"nonce", context["nonce"])
    transcript.append_u64(b"expires", context["expires"])
    transcript.append(b"policy", context["policy"])
    transcript.append(b"statements", statements)
    transcript.append(b"ledger", cbor(context["ledger"]))
    transcript.append(b"credentials", cbor(context["credentials"]))
    return transcript


class Elements:
    """A proof, read from the front."""

    def __init__(self, proof):
        valid(len(proof) % 32 == 0, "length")
        self.rest = [proof[at : at + 32] for at in range(0, len(proof), 32)]

    def take(self, count):
        valid(count <= len(self.rest), "length")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken


def points(elements):
    decoded = [decode(element) for element in elements]
    valid(None not in decoded, "point")
    return decoded


def scalars(elements):
    read = [scalar(element) for element in elements]
    valid(None not in read, "scalar")
    return read


# Equations of each relation, and how many secrets they have.
def equations(relation, pseudonyms):
    kind, of = relation[0], relation[1]
    opening = (of, [(0, {"B": 1}), (1, {"~": 1})])
    if kind == "zero":
        return [(of, [(0, {"~": 1})])], 1
    if kind == "nonzero":
        return [({"B": 1}, [(0, of), (1, {"~": 1})])], 2
    if kind == "known":
        return [opening], 2
    if kind == "square":
        return [opening, (relation[2], [(0, of), (2, {"~": 1})])], 3
    base, image = pseudonyms[relation[2]]
    return [opening, ({image: 1}, [(0, {base: 1})])], 2


def counts(node, pseudonyms):
    """How many announcements and responses a node has."""
    if node[0] not in ("all", "any"):
        made, secrets = equations(node, pseudonyms)
        return len(made), secrets
    inner = [counts(child, pseudonyms) for child in node[1]]
    challenges = len(node[1]) - 1 if node[0] == "any" else 0
    return sum(a for a, _ in inner), challenges + sum(r for _, r in inner)


class Verifier:
    def __init__(self, program, commitments, proof):
        self.program, elements = program, Elements(proof)
        self.named = {f"N{at}": None for at in range(len(program.pseudonyms))}
        self.pseudonyms = [(f"H{at}", f"N{at}") for at in range(len(program.pseudonyms))]
        announced, answered = counts(program.tree, self.pseudonyms)
        for relations, powers, _, _ in program.polynomials:
            made = [equations(relation, self.pseudonyms) for relation in relations]
            announced += sum(len(equations) for equations, _ in made) + powers
            answered += sum(secrets for _, secrets in made) + 1
        self.auxiliary = elements.take(program.auxiliary)
        self.shown = elements.take(len(program.pseudonyms))
        self.announcements, self.responses = elements.take(announced), elements.take(answered)
        self.ranges = [elements.take(9 + 2 * ((bits * parties).bit_length() - 1)) for bits, parties, _ in program.groups]
        valid(not elements.rest, "length")
        self.element = {"B": B, "~": BLINDING}
        self.element.update(enumerate(commitments + points(self.auxiliary)))
        for at, (base, image) in enumerate(zip(program.pseudonyms, points(self.shown))):
            hashed = hashlib.sha512(b"medseal/v1/eligibility/pseudonym\0" + base).digest()
            self.element[f"H{at}"], self.element[f"N{at}"] = hash_to_group(hashed), image
        self.ahead, self.answers = iter(points(self.announcements)), iter(scalars(self.responses))

    def point(self, of):
        return multiply([(factor, self.element[element]) for element, factor in of.items()])

    def holds(self, terms, why):
        valid(is_identity(multiply(terms)), why)

    def verify(self, transcript, proof):
        """What the holder must have signed."""
        transcript.append(b"auxiliary", b"".join(self.auxiliary))
        transcript.append(b"pseudonyms", b"".join(self.shown))
        transcript.append(b"announcements", b"".join(self.announcements))
        challenge = wide(transcript.challenge(b"challenge"))
        self.node(self.program.tree, challenge)
        for polynomial in self.program.polynomials:
            self.polynomial(*polynomial, challenge)
        transcript.append(b"responses", b"".join(self.responses))
        for group, elements in zip(self.program.groups, self.ranges):
            self.range(*group, elements, transcript)
        return transcript.challenge(b"holder-bind", 32) + hashlib.sha256(proof).digest()

    def node(self, node, challenge):
        if node[0] == "all":
            for child in node[1]:
                self.node(child, challenge)
        elif node[0] == "any":
            sent = [next(self.answers) for _ in node[1][1:]]
            for child, own in zip(node[1], sent + [(challenge - sum(sent)) % ORDER]):
                self.node(child, own)
        else:
            self.relation(node, challenge)

    def relation(self, relation, challenge):
        """The first response."""
        made, secrets = equations(relation, self.pseudonyms)
        answers = [next(self.answers) for _ in range(secrets)]
        for image, terms in made:
            sides = [(answers[index], self.point(base)) for index, base in terms]
            self.holds(sides + [(-1, next(self.ahead)), (-challenge, self.point(image))], relation[0])
        return answers[0]

    def polynomial(self, relations, powers, image, coefficients, challenge):
        first = [self.relation(relation, challenge) for relation in relations][:powers]
        rest, value = next(self.answers), 0
        for index, coefficient in enumerate(coefficients):
            for bit in range(powers):
                coefficient *= first[bit] if index >> bit & 1 else challenge
            value += coefficient
        deltas = [(-pow(challenge, power, ORDER), next(self.ahead)) for power in range(powers)]
        last = [(-pow(challenge, powers, ORDER), self.point(image))] if image else []
        self.holds([(value, B), (rest, BLINDING)] + deltas + last, "polynomial")

    def range(self, bits, parties, slots, elements, transcript):
        """An aggregated Bulletproof (Bünz et al. 2018, sections 4.2 and 3), both of its equations."""
        size = bits * parties
        a, s, t1, t2 = points(elements[:4])
        t_x, t_blinding, e_blinding, last_a, last_b = scalars(elements[4:7] + elements[-2:])
        sides = points(elements[7:-2])
        transcript.append(b"dom-sep", b"rangeproof v1")
        transcript.append_u64(b"n", bits)
        transcript.append_u64(b"m", parties)
        values = [self.point(slot) for slot in slots] + [IDENTITY] * (parties - len(slots))
        for value in values:
            transcript.append(b"V", encode(value))

        def drawn(messages, *challenges):
            for label, element in messages:
                transcript.append(label, element)
            return [wide(transcript.challenge(label)) for label in challenges]

        y, z = drawn([(b"A", elements[0]), (b"S", elements[1])], b"y", b"z")
        (x,) = drawn([(b"T_1", elements[2]), (b"T_2", elements[3])], b"x")
        (w,) = drawn(zip((b"t_x", b"t_x_blinding", b"e_blinding"), elements[4:7]), b"w")
        transcript.append(b"dom-sep", b"ipp v1")
        transcript.append_u64(b"n", size)
        rounds = zip(elements[7:-2:2], elements[8:-2:2])
        folds = [drawn([(b"L", left), (b"R", right)], b"u")[0] for left, right in rounds]

        weights = [pow(z, 2 + party, ORDER) for party in range(parties)]
        y_powers = sum(pow(y, at, ORDER) for at in range(size))
        delta = (z - z * z) * y_powers - z * sum(weights) * (2**bits - 1)
        terms = [(delta - t_x, B), (-t_blinding, BLINDING), (x, t1), (x * x, t2)]
        self.holds(terms + list(zip(weights, values)), "t(x)")

        inverses = [pow(fold, -1, ORDER) for fold in folds]
        terms = [(1, a), (x, s), (-e_blinding, BLINDING), (w * (t_x - last_a * last_b), B)]
        terms += [(fold * fold, side) for fold, side in zip(folds, sides[0::2])]
        terms += [(fold * fold, side) for fold, side in zip(inverses, sides[1::2])]
        y_inverse = pow(y, -1, ORDER)
        for at in range(size):
            product = 1
            for place, (fold, inverse) in enumerate(zip(reversed(folds), reversed(inverses))):
                product = product * (fold if at >> place & 1 else inverse) % ORDER
            g, h = generators(at // bits)
            terms.append((-z - last_a * product, g[at % bits]))
            bit = weights[at // bits] * 2 ** (at % bits)
            share = pow(y_inverse, at, ORDER) * (bit - last_b * pow(product, -1, ORDER))
            terms.append((z + share, h[at % bits]))
        self.holds(terms, "inner product")


@cache
def generators(party):
    """Of the 64 bits of one slot."""

    def chain(kind):
        stream = hashlib.shake_256(b"GeneratorsChain" + kind + party.to_bytes(4, "little")).digest(64 * 64)
        return [hash_to_group(stream[64 * at :][:64]) for at in range(64)]

    return chain(b"G"), chain(b"H")


def opening_holds(commitment, context, proof):
    """A proof that a commitment can be opened."""
    transcript = begin(b"medseal/eligibility/v1/opening")
    transcript.append(b"context", context)
    transcript.append(b"commitment", commitment)
    transcript.append(b"announcements", proof[:32])
    challenge = wide(transcript.challenge(b"challenge"))
    announced, value, blinding = decode(proof[:32]), scalar(proof[32:64]), scalar(proof[64:])
    if announced is None or value is None or blinding is None or len(proof) != 96:
        return False
    terms = [(value, B), (blinding, BLINDING), (-1, announced), (-challenge, decode(commitment))]
    return is_identity(multiply(terms))


def links_hold(commitments, context, proof):
    """A proof that commitments hide one secret."""
    transcript = begin(b"medseal/v1/eligibility/credential-request")
    transcript.append(b"context", context)
    transcript.append(b"commitments", b"".join(commitments))
    numbers = [scalar(proof[at : at + 32]) for at in range(0, len(proof), 32)]
    if len(proof) != 32 * (len(commitments) + 2) or None in numbers:
        return False
    challenge, value, *blindings = numbers
    announced = (
        multiply([(value, B), (blinding, BLINDING), (-challenge, decode(commitment))])
        for blinding, commitment in zip(blindings, commitments)
    )
    transcript.append(b"announcements", b"".join(encode(one) for one in announced))
    return wide(transcript.challenge(b"challenge")) == challenge


assert add(B, IDENTITY) and encode(BLINDING).hex() == "8c9240b456a9e6dc65c377a1048d745f94a08cdb7f44cbcd7b46f34048871134"
