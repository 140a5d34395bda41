"""What the statements of `docs/formats/eligibility.md` become: relations, slots, polynomials. Written from that page."""

from ristretto import ORDER

LIMIT = 2**62


class Refused(Exception):
    """A program that nobody may prove or verify, with its code."""


def require(holds, code):
    if not holds:
        raise Refused(code)


def reach(form, specs):
    low = high = form["constant"]
    for index, weight in form["terms"]:
        require(index < len(specs), "unknown-commitment")
        require(specs[index] != "Opaque", "opaque-arithmetic")
        most = weight * (2 ** specs[index]["Integer"]["bits"] - 1)
        low, high = low + min(most, 0), high + max(most, 0)
    require(-LIMIT < low and high < LIMIT, "statement-overflow")
    return low, high


def combination(form):
    """A form's combination of commitments and B, as factors by element."""
    factors = {"B": form["constant"]}
    for index, weight in form["terms"]:
        factors[index] = factors.get(index, 0) + weight
    return factors


def less(left, right):
    """`left - right`."""
    return {element: left.get(element, 0) - right.get(element, 0) for element in left | right}


class Program:
    """A program as it is compiled: everything a verifier needs but the sets' members."""

    def __init__(self, program, members):
        self.specs, self.members = program["commitments"], members
        self.slots, self.polynomials, self.pseudonyms = [], [], []
        self.pools, self.used, self.auxiliary, self.statements = {}, {}, 0, 0
        require(program["statements"] and self.specs, "empty-clause")
        require(len(self.specs) <= 64, "program-too-large")
        for spec in self.specs:
            require(spec == "Opaque" or 1 <= spec["Integer"]["bits"] <= 62, "invalid-commitment-width")
        self.tree = self.clause(program["statements"], 0)
        self.groups = self.grouped()
        require(all(bits * parties <= 2048 for bits, parties, _ in self.groups), "program-too-large")

    def clause(self, statements, depth):
        require(statements, "empty-clause")
        self.statements += len(statements)
        require(depth <= 4 and self.statements <= 128, "program-too-large")
        return ("all", [self.statement(*one, depth) for statement in statements for one in statement.items()])

    def hide(self):
        self.auxiliary += 1
        return len(self.specs) + self.auxiliary - 1

    def form(self, form):
        require(form["terms"], "empty-clause")
        if len(form["terms"]) == 1 and form["terms"][0][1] == 1 and form["constant"] == 0:
            require(form["terms"][0][0] < len(self.specs), "unknown-commitment")
        else:
            reach(form, self.specs)
        return combination(form)

    def statement(self, name, of, depth):
        if name == "InRange":
            return ("all", [node for slot in self.range(**of) for node in self.slot(*slot, depth)])
        if name in ("EqualPublic", "NotEqual"):
            value = {"B": int.from_bytes(of["value"], "little")}
            return ("zero" if name == "EqualPublic" else "nonzero", less(self.form(of["of"]), value))
        if name == "Equal":
            return ("zero", less(self.form(of["a"]), self.form(of["b"])))
        if name in ("InSet", "NotInSet"):
            require(of["of"] < len(self.specs), "unknown-commitment")
            require(of["set"]["size"] > 0, "empty-set")
            return self.set(name == "InSet", of["of"], self.members[of["set"]["digest"]], depth)
        if name == "Pseudonym":
            require(depth == 0, "nested-pseudonym")
            require(of["link"] < len(self.specs), "unknown-commitment")
            require(self.specs[of["link"]] == "Opaque", "guessable-pseudonym")
            self.pseudonyms.append(of["base"])
            return ("pseudonym", {of["link"]: 1}, len(self.pseudonyms) - 1)
        clauses = of if name == "AnyOf" else of["of"]
        require(clauses, "empty-clause")
        require(len(clauses) <= 32, "program-too-large")
        if name == "AnyOf":
            return self.any_of(clauses, depth)
        require(1 <= of["k"] <= len(clauses), "invalid-threshold")
        return self.at_least(of["k"], clauses, depth)

    def range(self, of, lo, hi):
        require(of["terms"], "empty-clause")
        low, high = reach(of, self.specs)
        require(all(-LIMIT < bound < LIMIT for bound in (lo, hi) if bound is not None), "statement-overflow")
        require(lo is not None or hi is not None, "unbounded-range")
        least, most = low if lo is None else lo, high if hi is None else hi
        require(max(least, low) <= min(most, high), "unsatisfiable-statement")
        bits = next(bits for bits in (8, 16, 32, 64) if most - least < 2**bits)
        if lo is not None:
            yield less(combination(of), {"B": lo}), bits
        if hi is not None:
            yield less({"B": hi}, combination(of)), bits

    def slot(self, of, bits, depth):
        """The relation that a slot needs: none at the top level."""
        if depth == 0:
            self.slots.append((of, bits))
            return []
        number = self.used.get(bits, 0)
        self.used[bits] = number + 1
        pool = self.pools.setdefault(bits, [])
        if number == len(pool):
            pool.append(self.hide())
            self.slots.append(({pool[-1]: 1}, bits))
        return [("zero", less({pool[number]: 1}, of))]

    def set(self, member, of, values, depth):
        if len(values) <= 8:
            differences = [less({of: 1}, {"B": value}) for value in values]
            return ("any", [("zero", x) for x in differences]) if member else ("all", [("nonzero", x) for x in differences])
        nodes = []
        if depth > 0:
            hoisted = self.hide()
            nodes.append(("zero", less({hoisted: 1}, {of: 1})))
            of = hoisted
        powers = [{of: 1}] + [{self.hide(): 1} for _ in range(len(values).bit_length() - 1)]
        image = None if member else {self.hide(): 1}
        relations = [("square", x, y) for x, y in zip(powers, powers[1:])] + [("known", powers[-1])]
        self.polynomials.append((relations + ([("nonzero", image)] if image else []), len(powers), image, coefficients(values)))
        return ("all", nodes)

    def any_of(self, clauses, depth):
        begun, most, nodes = dict(self.used), dict(self.used), []
        for clause in clauses:
            self.used = dict(begun)
            nodes.append(self.clause(clause, depth + 1))
            for bits, used in self.used.items():
                most[bits] = max(most.get(bits, 0), used)
        self.used = most
        return ("any", nodes)

    def at_least(self, k, clauses, depth):
        nodes, total = [], {"B": -k}
        for clause in clauses:
            bit = self.hide()
            total[bit] = 1
            taken = ("all", [("zero", {bit: 1, "B": -1}), self.clause(clause, depth + 1)])
            nodes.append(("any", [("zero", {bit: 1}), taken]))
        return ("all", nodes + self.slot(total, 8, depth))

    def grouped(self):
        widest = max((bits for _, bits in self.slots), default=0)
        groups = []
        for narrow in (True, False):
            slots = [slot for slot in self.slots if (slot[1] * 4 <= widest) == narrow]
            if slots:
                parties = 1 << (len(slots) - 1).bit_length()
                groups.append((max(bits for _, bits in slots), parties, [of for of, _ in slots]))
        return groups


def coefficients(values):
    """Of the product of `X - value`, the constant one first."""
    product = [1]
    for value in values:
        shifted = [0] + product
        product = [(a - value * b) % ORDER for a, b in zip(shifted, product + [0])]
    return product
