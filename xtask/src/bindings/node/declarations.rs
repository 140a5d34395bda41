//! What napi leaves out of the declarations it writes.

/// The declarations as users see them:
///
/// - A class that is not made with `new` says so: its constructor is private. Each has a private
///   member, or TypeScript would take one kind of handle for another that has the same functions.
/// - What only the loader knows is not declared.
/// - `import('./index.js')` stands once, at the top.
pub fn finish(generated: &str) -> String {
    let mut finished = String::with_capacity(generated.len());
    let (mut lines, mut class) = (generated.lines().peekable(), Class::default());
    let mut comment = Vec::new();
    while let Some(line) = lines.next() {
        // A comment belongs to what comes after it.
        if line == "/**" || (!comment.is_empty() && line.starts_with(" *")) {
            comment.push(line);
            continue;
        }
        if line.starts_with("export declare const __") {
            comment.clear();
            while lines.next_if(|next| next.is_empty()).is_some() {}
            continue;
        }
        for line in comment.drain(..) {
            push(&mut finished, line);
        }
        let empty = line
            .strip_suffix(" {}")
            .filter(|line| line.starts_with("export declare class "));
        if let Some(opened) = empty {
            finished += &format!("{opened} {{\n{PRIVATE}}}\n");
        } else if line.starts_with("export declare class ") {
            push(&mut finished, line);
            class = Class::open(finished.len());
        } else {
            class.has_constructor |= line.starts_with("  constructor(");
            if let (Some(at), "}") = (class.begins, line) {
                let missing = if class.has_constructor {
                    MEMBER
                } else {
                    PRIVATE
                };
                finished.insert_str(at, missing);
                class = Class::default();
            }
            push(&mut finished, line);
        }
    }
    let imported = finished.replace(WATCH_IMPORTED, "WatchOptions");
    if imported == finished {
        return finished;
    }
    match imported.split_once("\n\n") {
        Some((head, rest)) => format!("{head}\n\n{WATCH_IMPORT}\n\n{rest}"),
        None => imported,
    }
}

#[derive(Default)]
struct Class {
    /// Where its body begins.
    begins: Option<usize>,
    has_constructor: bool,
}

impl Class {
    fn open(begins: usize) -> Self {
        Self {
            begins: Some(begins),
            has_constructor: false,
        }
    }
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

const MEMBER: &str = "  #private\n";
const PRIVATE: &str = "  #private\n  private constructor()\n";
const WATCH_IMPORTED: &str = "import('./index.js').WatchOptions";
const WATCH_IMPORT: &str = "import type { WatchOptions } from './index.js'";

#[cfg(test)]
mod tests {
    use super::finish;

    #[test]
    fn classes_are_closed_and_the_loader_is_silent() {
        let generated = "/* auto-generated */\n\n/**\n * Which one.\n */\nexport declare const __target: 'a' | 'b'\n\n/** A box. */\nexport declare class Box {\n  /** Opens. */\n  open(options?: import('./index.js').WatchOptions): void\n}\n\nexport declare class Made {\n  constructor(key: string)\n}\n\nexport declare class Empty {}\n\nexport interface Plain {\n  a: string\n}\n";
        let finished = "/* auto-generated */\n\nimport type { WatchOptions } from './index.js'\n\n/** A box. */\nexport declare class Box {\n  #private\n  private constructor()\n  /** Opens. */\n  open(options?: WatchOptions): void\n}\n\nexport declare class Made {\n  #private\n  constructor(key: string)\n}\n\nexport declare class Empty {\n  #private\n  private constructor()\n}\n\nexport interface Plain {\n  a: string\n}\n";
        assert_eq!(finish(generated), finished);
    }
}
