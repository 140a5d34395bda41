//! What a command tells its user: lines for people, or one JSON object with `--json`.

use crate::error::{CliError, Result};
use serde_json::{Map, Value};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// The outcome of a command.
pub(crate) struct Report {
    headline: String,
    fields: Vec<(&'static str, Value)>,
    lists: Vec<(&'static str, Vec<Line>)>,
    notes: Vec<String>,
}

/// One item of a list: a line for people, and the same for programs.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) value: Value,
}

impl Report {
    /// A report that begins with this sentence. The JSON form has it as `result`.
    pub(crate) fn new(headline: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            fields: Vec::new(),
            lists: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a fact. `name` is the JSON member; people see it with spaces for underscores.
    #[must_use]
    pub(crate) fn field(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Adds a fact in its text form.
    #[must_use]
    pub(crate) fn text(self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.field(name, value.to_string())
    }

    /// Adds a fact that may be missing.
    #[must_use]
    pub(crate) fn optional(
        self,
        name: &'static str,
        value: Option<impl std::fmt::Display>,
    ) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// Adds a list, of which people see one line for each item below the facts.
    #[must_use]
    pub(crate) fn list(mut self, name: &'static str, lines: Vec<Line>) -> Self {
        self.lists.push((name, lines));
        self
    }

    /// Adds a whole sentence that the user should read.
    #[must_use]
    pub(crate) fn note(mut self, sentence: impl Into<String>) -> Self {
        self.notes.push(sentence.into());
        self
    }

    /// Prints on standard output. While that carries data, only a JSON report is printed, on
    /// standard error: a person at the end of a pipe wants the data.
    pub(crate) fn print(&self, json: bool, stdout_is_taken: bool) -> Result<()> {
        let text = match (json, stdout_is_taken) {
            (true, _) => self.json(),
            (false, false) => self.lines(),
            (false, true) => return Ok(()),
        };
        let written = if stdout_is_taken {
            io::stderr().lock().write_all(text.as_bytes())
        } else {
            let mut stdout = io::stdout().lock();
            stdout
                .write_all(text.as_bytes())
                .and_then(|()| stdout.flush())
        };
        written.map_err(|error| CliError::writing("-".as_ref(), &error))
    }

    fn json(&self) -> String {
        let mut object = Map::new();
        object.insert("result".to_owned(), self.headline.clone().into());
        for (name, value) in &self.fields {
            object.insert((*name).to_owned(), value.clone());
        }
        for (name, lines) in &self.lists {
            let values: Vec<Value> = lines.iter().map(|line| line.value.clone()).collect();
            object.insert((*name).to_owned(), values.into());
        }
        if !self.notes.is_empty() {
            object.insert("notes".to_owned(), self.notes.clone().into());
        }
        format!("{:#}\n", Value::Object(object))
    }

    fn lines(&self) -> String {
        let mut text = format!("{}\n", self.headline);
        let width = self.fields.iter().map(|(name, _)| name.len()).max();
        for (name, value) in &self.fields {
            let name = name.replace('_', " ");
            append(&mut text, &name, width.unwrap_or_default(), value);
        }
        for (name, lines) in &self.lists {
            let _ = writeln!(text, "\n{}:", name.replace('_', " "));
            if lines.is_empty() {
                text.push_str("  none\n");
            }
            for line in lines {
                let _ = writeln!(text, "  {}", printable(&line.text));
            }
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}

fn append(text: &mut String, name: &str, width: usize, value: &Value) {
    match value {
        Value::Array(items) if items.is_empty() => line(text, name, width, "none"),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let name = if index == 0 { name } else { "" };
                line(text, name, width, &plain(item));
            }
        }
        value => line(text, name, width, &plain(value)),
    }
}

fn line(text: &mut String, name: &str, width: usize, value: &str) {
    let _ = writeln!(text, "  {name:width$}  {value}");
}

/// One value on one line. Control characters cannot reach the terminal.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => printable(text),
        Value::Null => "none".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("{} {}", name.replace('_', " "), plain(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The text with every control character escaped.
fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let (escaped, kept) = if c.is_control() {
                (Some(c.escape_default()), None)
            } else {
                (None, Some(c))
            };
            escaped.into_iter().flatten().chain(kept)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn people_get_aligned_lines_and_programs_one_object() {
        let report = Report::new("Done.")
            .text("file", "a\u{1b}[2Jb")
            .field("many_things", json!(["x", {"count": 2}]))
            .optional("missing", None::<String>)
            .list(
                "two_lines",
                vec![Line {
                    text: "one".into(),
                    value: json!(1),
                }],
            )
            .note("Keep it.");
        assert_eq!(
            report.lines(),
            "Done.\n  file         a\\u{1b}[2Jb\n  many things  x\n               count 2\n\ntwo lines:\n  one\n\nKeep it.\n"
        );
        let parsed: Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(parsed["notes"][0], "Keep it.");
        assert_eq!(parsed["many_things"][1]["count"], 2);
        assert_eq!(parsed["two_lines"][0], 1);
    }
}
