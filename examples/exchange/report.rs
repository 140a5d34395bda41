//! What the story prints: paragraphs for a person, or one JSON object.

use medseal::errors::ErrorCode;
use serde_json::{Map, Value, json};
use std::{fmt, io::Write, time::Instant};

/// Collects the steps, and prints each as it happens unless JSON was asked for.
pub(crate) struct Report {
    json: bool,
    steps: Vec<Value>,
    begun: Instant,
}

/// One step: what happened, in words and in figures.
pub(crate) struct Step {
    name: &'static str,
    begun: Instant,
    lines: Vec<String>,
    figures: Map<String, Value>,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            steps: Vec::new(),
            begun: Instant::now(),
        }
    }

    /// Begins a step.
    pub(crate) fn step(&self, name: &'static str) -> Step {
        Step {
            name,
            begun: Instant::now(),
            lines: Vec::new(),
            figures: Map::new(),
        }
    }

    /// Ends a step.
    pub(crate) fn done(&mut self, step: Step) {
        let milliseconds = milliseconds(step.begun);
        if !self.json {
            let number = self.steps.len() + 1;
            self.print(&format!("{number:2}. {} ({milliseconds:.1} ms)", step.name));
            step.lines
                .iter()
                .for_each(|line| self.print(&format!("    {line}")));
            self.print("");
        }
        let mut value = step.figures;
        value.insert("step".to_owned(), json!(step.name));
        value.insert("milliseconds".to_owned(), json!(milliseconds));
        value.insert("story".to_owned(), json!(step.lines));
        self.steps.push(Value::Object(value));
    }

    /// The end of the story.
    pub(crate) fn finish(&self) {
        let total = milliseconds(self.begun);
        if self.json {
            let story = json!({"ok": true, "milliseconds": total, "steps": self.steps});
            self.print(&story.to_string());
        } else {
            let steps = self.steps.len();
            self.print(&format!(
                "All {steps} steps went as they should, in {total:.0} ms."
            ));
        }
    }

    /// A reader that has read enough is no reason to stop halfway.
    fn print(&self, line: &str) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}

impl Step {
    /// Says something.
    pub(crate) fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Notes a figure.
    pub(crate) fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.figures.insert(name.to_owned(), value.into());
    }
}

fn milliseconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}

/// A size for people.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Why the story broke off.
#[derive(Debug)]
pub(crate) struct StoryError {
    code: &'static str,
    text: String,
}

impl StoryError {
    /// Something happened that must not.
    pub(crate) fn unexpected(text: &str) -> Self {
        Self {
            code: "unexpected",
            text: text.to_owned(),
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for StoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E: ErrorCode> From<E> for StoryError {
    fn from(error: E) -> Self {
        Self {
            code: error.code(),
            text: error.to_string(),
        }
    }
}

/// An operation on a file failed.
pub(crate) fn io(error: std::io::Error) -> StoryError {
    StoryError {
        code: "io",
        text: error.to_string(),
    }
}
