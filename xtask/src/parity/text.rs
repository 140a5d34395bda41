//! The names in a Python stub and in TypeScript declarations.

use super::Names;

/// The classes and functions of a stub: what is indented belongs to the class above.
pub fn python(stub: &str) -> Names {
    let mut found = Names::new();
    let mut class = "";
    for line in stub.lines() {
        let inside = line.trim_start();
        if let Some(name) = line.strip_prefix("class ") {
            class = word(name);
        } else if inside.len() == line.len()
            && !line.is_empty()
            && !line.starts_with([')', '@', '#'])
        {
            class = "";
        }
        let declared = inside
            .strip_prefix("def ")
            .or_else(|| inside.strip_prefix("async def "))
            .map(word)
            .or_else(|| {
                inside
                    .split_once(": ")
                    .map(|(name, _)| name)
                    .filter(|name| word(name) == *name)
            });
        if let Some(name) = declared {
            found
                .entry(class.to_owned())
                .or_default()
                .insert(name.to_owned());
        }
    }
    found
}

/// The classes, interfaces and namespaces of declarations, and what is in them, in snake case. A
/// `Sync` at the end of a name says where the work is done, not what it is.
pub fn typescript(declarations: &str) -> Names {
    let mut found = Names::new();
    let mut open: Vec<String> = Vec::new();
    let mut comment = false;
    for line in declarations.lines().map(str::trim) {
        let begins = line.starts_with("/*");
        if comment || begins || line.starts_with("//") {
            comment = (comment || begins) && !line.ends_with("*/");
            continue;
        }
        let words = line.strip_prefix("export ").unwrap_or(line);
        let words = words.strip_prefix("declare ").unwrap_or(words);
        let container = ["class ", "interface ", "namespace ", "module "]
            .iter()
            .find_map(|kind| words.strip_prefix(kind));
        match container {
            Some(name) => {
                let name = if words.starts_with("module ") {
                    ""
                } else {
                    word(name)
                };
                found.entry(name.to_owned()).or_default();
                if line.ends_with('{') {
                    open.push(name.to_owned());
                }
                continue;
            }
            None if line.starts_with('}') => {
                open.pop();
            }
            None => {
                let class = open.last().cloned().unwrap_or_default();
                let name = member(words);
                if !name.is_empty() {
                    let names = found.entry(class).or_default();
                    names.insert(snake(name.strip_suffix("Sync").unwrap_or(name)));
                    names.insert(snake(name));
                }
            }
        }
        if container.is_none() && line.ends_with('{') {
            open.push(open.last().cloned().unwrap_or_default());
        }
    }
    found
}

/// The name a line declares: the first word after what only qualifies it.
fn member(line: &str) -> &str {
    let mut rest = line;
    loop {
        let qualified = [
            "static ",
            "get ",
            "readonly ",
            "function ",
            "const ",
            "private ",
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

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

fn snake(name: &str) -> String {
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
