//! The names in a Python stub and in TypeScript declarations.

use super::Names;

/// The classes and functions of a stub: what is indented belongs to the class above.
pub fn python(stub: &str) -> Names {
    let mut found = Names::new();
    python_lines(stub, |class, line| {
        let declared = line
            .strip_prefix("def ")
            .or_else(|| line.strip_prefix("async def "))
            .map(word)
            .or_else(|| {
                line.split_once(": ")
                    .map(|(name, _)| name)
                    .filter(|name| word(name) == *name)
            });
        if let Some(name) = declared {
            let names = found.entry(class.to_owned()).or_default();
            names.insert(name.to_owned());
        }
    });
    found
}

/// Visits the lines of a stub, each whole and with the class it is in.
pub fn python_lines(stub: &str, mut visit: impl FnMut(&str, &str)) {
    let mut class = String::new();
    for line in whole(stub.lines()) {
        let inside = line.trim_start();
        if let Some(name) = line.strip_prefix("class ") {
            class = word(name).to_owned();
        } else if inside.len() == line.len() && !line.is_empty() && !line.starts_with(['@', '#']) {
            class.clear();
        }
        visit(&class, inside);
    }
}

/// The classes, interfaces and namespaces of declarations, and what is in them, in snake case. A
/// `Sync` at the end of a name says where the work is done, not what it is.
pub fn typescript(declarations: &str) -> Names {
    let mut found = Names::new();
    typescript_lines(declarations, |class, line| {
        let names = found.entry(class.to_owned()).or_default();
        let name = member(line);
        if !name.is_empty() {
            names.insert(snake(name.strip_suffix("Sync").unwrap_or(name)));
            names.insert(snake(name));
        }
    });
    found
}

/// Visits what declarations declare, each whole and with the class it is in; a class with an empty
/// line first.
pub fn typescript_lines(declarations: &str, mut visit: impl FnMut(&str, &str)) {
    let mut open: Vec<String> = Vec::new();
    let mut comment = false;
    let code = declarations.lines().map(str::trim).filter(|line| {
        let begins = line.starts_with("/*");
        let skipped = comment
            || begins
            || ["//", "private ", "#"]
                .iter()
                .any(|no| line.starts_with(no));
        comment = (comment || begins) && !line.ends_with("*/");
        !skipped
    });
    for line in whole(code) {
        let words = line.strip_prefix("export ").unwrap_or(&line);
        let words = words.strip_prefix("declare ").unwrap_or(words);
        let container = ["class ", "interface ", "namespace ", "module "]
            .iter()
            .find_map(|kind| words.strip_prefix(kind));
        match container {
            Some(name) => {
                let is_module = words.starts_with("module ");
                let name = if is_module { "" } else { word(name) };
                visit(name, "");
                if line.ends_with('{') {
                    open.push(name.to_owned());
                }
                continue;
            }
            None if line.starts_with('}') => {
                open.pop();
            }
            None => visit(open.last().map_or("", String::as_str), words),
        }
        if line.ends_with('{') {
            open.push(open.last().cloned().unwrap_or_default());
        }
    }
}

/// Lines, joined where a parenthesis is open at their end.
fn whole<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let (mut joined, mut depth) = (Vec::<String>::new(), 0usize);
    for line in lines {
        match joined.last_mut() {
            Some(last) if depth > 0 => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => joined.push(line.to_owned()),
        }
        depth = (depth + line.matches('(').count()).saturating_sub(line.matches(')').count());
    }
    joined
}

/// The name a line declares: the first word after what only qualifies it.
pub fn member(line: &str) -> &str {
    let mut rest = line;
    loop {
        let qualified = [
            "static ",
            "get ",
            "readonly ",
            "function ",
            "const ",
            "async ",
        ]
        .iter()
        .find_map(|qualifier| rest.strip_prefix(qualifier));
        match qualified {
            Some(after) => rest = after,
            None => return word(rest),
        }
    }
}

pub fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(names: &Names, class: &str, name: &str) -> bool {
        names.get(class).is_some_and(|names| names.contains(name))
    }

    #[test]
    fn a_stub_is_read() {
        let stub = "def version() -> str: ...\n@final\nclass Box:\n    size: int\n    @property\n    def lid(self) -> str: ...\n    def open_box(\n        self, key: int\n    ) -> None: ...\n\ndef after() -> None: ...\n";
        let names = python(stub);
        for (class, name) in [
            ("", "version"),
            ("Box", "size"),
            ("Box", "lid"),
            ("Box", "open_box"),
            ("", "after"),
        ] {
            assert!(has(&names, class, name), "{class}.{name} in {names:?}");
        }
        assert!(!has(&names, "Box", "after"));
    }

    #[test]
    fn declarations_are_read() {
        let text = "/** A box.\n * get nothing(): x\n */\nexport declare class Box {\n  /** Opens. */\n  static openBox(\n    key: bigint,\n  ): Promise<Box>\n  static openBoxSync(key: bigint): Box\n  get theLid(): string\n}\nexport interface Size {\n  inMetres?: number\n}\ndeclare module './native.js' {\n  namespace Box {\n    function fromStream(source: string): Box\n  }\n}\nexport declare namespace hazmat {\n  export function hpkeSeal(): Buffer\n}\n";
        let names = typescript(text);
        for (class, name) in [
            ("Box", "open_box"),
            ("Box", "the_lid"),
            ("Size", "in_metres"),
            ("Box", "from_stream"),
            ("hazmat", "hpke_seal"),
        ] {
            assert!(has(&names, class, name), "{class}.{name} in {names:?}");
        }
        assert!(!has(&names, "Box", "nothing"));
    }
}
