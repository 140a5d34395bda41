//! Just enough of a Rust lexer to read imports and error codes without compiling anything.

/// A piece of Rust source. Comments are dropped, except documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An identifier or keyword.
    Word(String),
    /// The inside of a plain string literal, escapes as written.
    Text(String),
    /// The text of one `///` line.
    Doc(String),
    /// `::` counts as one; everything else is one character.
    Sign(&'static str),
    /// Any other character.
    Other(char),
}

impl Token {
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(found) if found == word)
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self, Self::Sign(found) if *found == sign)
    }
}

const SIGNS: [&str; 9] = ["::", "{", "}", "(", ")", ",", ";", "!", "#"];

/// A token and the number of its line, from 1.
pub type Placed = (Token, usize);

/// Splits source into tokens.
pub fn tokens(source: &str) -> Vec<Placed> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let (token, length) = next(rest, first);
        if let Some(token) = token {
            found.push((token, line));
        }
        let (taken, after) = rest.split_at(length);
        line += taken.matches('\n').count();
        rest = after;
    }
    found
}

fn next(rest: &str, first: char) -> (Option<Token>, usize) {
    if let Some(doc) = rest.strip_prefix("///") {
        let text = doc.lines().next().unwrap_or_default();
        let doc = Token::Doc(text.strip_prefix(' ').unwrap_or(text).to_owned());
        return (Some(doc), 3 + text.len());
    }
    if rest.starts_with("//") {
        return (None, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (None, block_comment(rest));
    }
    if let Some(length) = raw_string(rest) {
        return (Some(Token::Text(String::new())), length);
    }
    if first == '"' {
        let length = string(rest);
        let inside = rest.get(1..length - 1).unwrap_or_default();
        return (Some(Token::Text(inside.to_owned())), length);
    }
    if first == '\'' {
        return (None, character_or_lifetime(rest));
    }
    if first.is_alphabetic() || first == '_' {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let word = &rest[..end.unwrap_or(rest.len())];
        return (Some(Token::Word(word.to_owned())), word.len());
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return (Some(Token::Sign(sign)), sign.len());
    }
    let token = (!first.is_whitespace()).then_some(Token::Other(first));
    (token, first.len_utf8())
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The length of `r"…"`, `r#"…"#`, `br"…"` at the start, if there is one.
fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(rest.len() - inside.len() + length)
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` and `'\n'` whole; of a lifetime only the tick.
fn character_or_lifetime(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => {
            let end = rest.char_indices().skip(3).find(|(_, c)| *c == '\'');
            end.map_or(1, |(at, _)| at + 1)
        }
        Some(_) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<String> {
        let words = tokens(source)
            .into_iter()
            .filter_map(|(token, _)| match token {
                Token::Word(word) => Some(word),
                _ => None,
            });
        words.collect()
    }

    #[test]
    fn comments_strings_and_characters_hide_their_words() {
        let source = r##"a // b
            /* c /* d */ e */ f "g \" h" r#"i " j"# 'k' '\'' '"' l<'m> "n""##;
        assert_eq!(words(source), ["a", "f", "l", "m"]);
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let found = tokens("/* \n */ \"\n\" x");
        assert_eq!(found.last(), Some(&(Token::Word("x".into()), 3)));
    }

    #[test]
    fn documentation_and_text_are_kept() {
        let found: Vec<_> = tokens("/// Code: `a`.\nB => \"a\"")
            .into_iter()
            .map(|t| t.0)
            .collect();
        assert_eq!(found[0], Token::Doc("Code: `a`.".into()));
        assert_eq!(found.last(), Some(&Token::Text("a".into())));
    }
}
