"""Parses Swift files and the ```swift blocks of Markdown pages; fails where the grammar does.

This is not a compiler: it finds what is no Swift at all, not what has the wrong type.
"""

import re
import sys
from pathlib import Path

import tree_sitter_swift
from tree_sitter import Language, Node, Parser


# UniFFI hides its own declarations from the documentation in this way. An attribute alone between
# `#if` and `#endif` is Swift, but the grammar does not know it.
HIDDEN = re.compile(r"^#if swift\(>=5\.8\)\n *@_documentation\(visibility: private\)\n#endif\n", re.MULTILINE)

# A closure that gives back nothing: Swift as well, and unknown to the grammar as well.
NOTHING = "let writeReturn = { () }"


def main(arguments: list[str]) -> int:
    parser = Parser(Language(tree_sitter_swift.language()))
    problems = []
    parsed = 0
    for name in arguments:
        for place, source in sources(Path(name)):
            parsed += 1
            problems += [f"{place}: line {line}: not Swift" for line in errors(parser, source)]
    print(f"   {parsed} pieces of Swift parsed (not compiled: no Swift compiler is used here)")
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems or not parsed else 0


def sources(path: Path) -> list[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".md":
        return [(str(path), HIDDEN.sub("\n\n\n", text).replace(NOTHING, "let writeReturn = {    }"))]
    blocks = re.findall(r"^```swift\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [(f"{path}, block {number}", block) for number, block in enumerate(blocks, 1)]


def errors(parser: Parser, source: str) -> list[int]:
    tree = parser.parse(source.encode())
    found: list[int] = []
    waiting: list[Node] = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append(node.start_point.row + 1)
        elif node.has_error:
            waiting += node.children
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
