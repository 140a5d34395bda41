"""What policies mean on one day, as `docs/formats/eligibility.md` says. Written from that page."""

from fractions import Fraction
from math import ceil, floor

from eligibility_programs import LIMIT, Program, require
from eligibility_values import days, decimal, identifier, latest_birth, set_digest, subtree
from ristretto import ORDER

LAST_DAY = 65_535


def positions(schema):
    """Of each attribute the position of its first commitment and its parts; the link secret is 0."""
    found, at = {}, 1
    for attribute in schema["attributes"]:
        partial = ["latest"] if attribute.get("partial") else []
        order = ["order"] if "hierarchy" in attribute else []
        parts = {"number": ["number"], "date": ["earliest"] + partial, "code": ["identifier"] + order}[attribute["kind"]]
        found[attribute["name"]] = attribute, {part: at + place for place, part in enumerate(parts)}
        at += len(parts)
    return found


def width(attribute, part):
    bits = {"number": attribute.get("bits"), "earliest": 16, "latest": 16, "order": 32}.get(part)
    return {"Integer": {"bits": bits}} if bits else "Opaque"


class Compiler:
    def __init__(self, policy, schemas, today):
        self.policy, self.today, self.specs, self.members = policy, today, {}, {}
        self.schemas = {}
        for name, rule in policy["credentials"].items():
            require(rule["schema"] in schemas, "unknown-schema")
            self.schemas[name] = positions(schemas[rule["schema"]])

    def program(self, verifier):
        statements = self.condition(self.policy["require"])
        first, *others = sorted(self.policy["credentials"])
        for other in others:
            statements.append({"Equal": {"a": form((self.link(first), 1)), "b": form((self.link(other), 1))}})
        if enrolment := self.policy.get("one_enrolment"):
            base = verifier + enrolment["trial"].encode()
            statements.append({"Pseudonym": {"link": self.link(enrolment["credential"]), "base": base}})
        require({credential for credential, _ in self.specs} == set(self.schemas), "unsatisfiable-condition")
        order = sorted(self.specs)
        numbered = number(statements, {place: at for at, place in enumerate(order)})
        program = {"commitments": [self.specs[place] for place in order], "statements": numbered}
        shape = [[bits, parties] for bits, parties, _ in Program(program, self.members).groups]
        return {"program": program, "ranges": shape}

    def link(self, credential):
        self.specs[credential, 0] = "Opaque"
        return credential, 0

    def attribute(self, reference, kind):
        credential, _, name = reference.partition(".")
        require(name in self.schemas.get(credential, {}), "unknown-attribute")
        attribute, parts = self.schemas[credential][name]
        require(attribute["kind"] == kind, "wrong-attribute-kind")

        def place(part):
            part = part if part in parts else "earliest"
            self.specs[credential, parts[part]] = width(attribute, part)
            return credential, parts[part]

        return attribute, place

    def condition(self, of):
        for name in ("all", "any", "of"):
            require(of.get(name) != [], "invalid-policy")
        if "all" in of:
            return [statement for inner in of["all"] for statement in self.condition(inner)]
        if "any" in of:
            return any_of([self.condition(inner) for inner in of["any"]])
        if "at_least" in of:
            k, clauses = of["at_least"], [self.condition(inner) for inner in of["of"]]
            require(1 <= k <= len(clauses), "invalid-policy")
            if k == 1:
                return any_of(clauses)
            return sum(clauses, []) if k == len(clauses) else [{"AtLeast": {"k": k, "of": clauses}}]
        kind = next((kind for kind in ("number", "sum", "age", "date", "days_from", "code") if kind in of), None)
        require(kind is not None, "invalid-policy")
        return getattr(self, kind)(of)

    def number(self, of):
        return self.sum(of | {"sum": [{"value": of["number"]}]})

    def sum(self, of):
        numbers = [(*self.attribute(term["value"], "number"), term.get("times", 1)) for term in of["sum"]]
        require(all(attribute["unit"] == of["unit"] for attribute, _, _ in numbers), "unit-mismatch")
        finest = max(attribute["scale"] for attribute, _, _ in numbers)
        terms, constant, least, most = [], 0, 0, 0
        for attribute, place, times in numbers:
            weight = times * 10 ** (finest - attribute["scale"])
            minimum = decimal(str(attribute.get("minimum", 0)), attribute["scale"], "exact")
            terms.append((place("number"), weight))
            constant += weight * minimum
            ends = [weight * minimum, weight * (minimum + 2 ** attribute["bits"] - 1)]
            least, most = least + min(ends), most + max(ends)
        require(-LIMIT < least and most < LIMIT, "policy-overflow")
        scaled = {name: Fraction(str(of[name])) * 10**finest for name in BOUNDS if name in of}
        require(scaled, "invalid-policy")
        lows = [ceil(scaled["min"])] if "min" in scaled else []
        lows += [floor(scaled["above"]) + 1] if "above" in scaled else []
        highs = [floor(scaled["max"])] if "max" in scaled else []
        highs += [ceil(scaled["below"]) - 1] if "below" in scaled else []
        statements, whole = [], form(*terms, constant=constant)
        if lows or highs:
            low, high = max(lows, default=None), min(highs, default=None)
            met = max(least if low is None else low, least) <= min(most if high is None else high, most)
            require(met, "unsatisfiable-condition")
            statements.append(in_range(whole, low, high))
        for name, statement in (("equals", "EqualPublic"), ("not_equals", "NotEqual")):
            if name in scaled:
                require(scaled[name].denominator == 1, "unsatisfiable-condition")
                statements.append({statement: {"of": whole, "value": scalar(int(scaled[name]))}})
        return statements

    def within(self, reference, low, high):
        """A date from `low` to `high`, both of its positions being used."""
        attribute, place = self.attribute(reference, "date")
        require((0 if low is None else low) <= (LAST_DAY if high is None else high), "unsatisfiable-condition")
        first, last = place("earliest"), place("latest")
        if not attribute.get("partial"):
            return [in_range(form((first, 1)), low, high)]
        after = [] if low is None else [in_range(form((first, 1)), low, None)]
        return after + ([] if high is None else [in_range(form((last, 1)), None, high)])

    def age(self, of):
        def born(years):
            day = latest_birth(self.today, years, of["leap_day"])
            return -1 if day is None else day

        high = born(of["min"]) if "min" in of else None
        require(high != -1, "unsatisfiable-condition")
        return self.within(of["age"], born(of["max"] + 1) + 1 if "max" in of else None, high)

    def date(self, of):
        lows = [max(self.today - of["within_days"], 0)] if "within_days" in of else []
        highs = [self.today] if "within_days" in of else []
        lows += [days(of["not_before"])[0]] if "not_before" in of else []
        highs += [days(of["not_after"])[0]] if "not_after" in of else []
        return self.within(of["date"], max(lows, default=None), min(highs, default=None))

    def days_from(self, of):
        (_, begin), (_, end) = self.attribute(of["days_from"], "date"), self.attribute(of["to"], "date")
        statements = []
        if "min" in of:
            statements.append(in_range(form((end("earliest"), 1), (begin("latest"), -1)), of["min"], None))
        if "max" in of:
            statements.append(in_range(form((end("latest"), 1), (begin("earliest"), -1)), None, of["max"]))
        return statements

    def code(self, of):
        attribute, place = self.attribute(of["code"], "code")
        require(of["system"] == attribute["system"], "unknown-code-system")
        require(all(of.get(name) != [] for name in ("in", "under", "not_in", "not_under")), "invalid-policy")

        def subtrees(name):
            require("hierarchy" in attribute or name not in of, "unknown-code")
            ranges = [subtree(attribute["hierarchy"], code) for code in of.get(name, [])]
            require(None not in ranges, "unknown-code")
            joined = []
            for first, last in sorted(ranges):
                if joined and first <= joined[-1][1] + 1:
                    joined[-1][1] = max(joined[-1][1], last)
                else:
                    joined.append([first, last])
            return joined

        def listed(statement, name):
            values = sorted({identifier(attribute["system"], code) for code in of[name]})
            self.members[set_digest(values)] = [int.from_bytes(value, "little") for value in values]
            return {statement: {"of": place("identifier"), "set": {"size": len(values), "digest": set_digest(values)}}}

        def order(low, high):
            return in_range(form((place("order"), 1)), low, high)

        wanted, unwanted = subtrees("under"), subtrees("not_under")
        clauses = [[listed("InSet", "in")]] if "in" in of else []
        clauses += [[order(first, last)] for first, last in wanted]
        statements = any_of(clauses) if clauses else []
        if "not_in" in of:
            statements.append(listed("NotInSet", "not_in"))
        if unwanted:
            lows = [None] + [last + 1 for _, last in unwanted]
            highs = [first - 1 for first, _ in unwanted] + [None]
            statements += any_of([[order(low, high)] for low, high in zip(lows, highs)])
        return statements


BOUNDS = ("min", "max", "above", "below", "equals", "not_equals")


def form(*terms, constant=0):
    return {"terms": [list(term) for term in terms], "constant": constant}


def in_range(of, low, high):
    return {"InRange": {"of": of, "lo": low, "hi": high}}


def scalar(number):
    return (number % ORDER).to_bytes(32, "little")


def any_of(clauses):
    """A clause that is one AnyOf and nothing else gives its clauses."""
    flat = []
    for clause in clauses:
        alone = len(clause) == 1 and "AnyOf" in clause[0]
        flat += clause[0]["AnyOf"] if alone else [clause]
    return flat[0] if len(flat) == 1 else [{"AnyOf": flat}]


def number(value, places):
    """The same statements, with indices in place of credentials and positions."""
    if isinstance(value, tuple):
        return places[value]
    if isinstance(value, list):
        return [number(item, places) for item in value]
    return {name: number(member, places) for name, member in value.items()} if isinstance(value, dict) else value
