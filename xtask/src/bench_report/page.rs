//! Rows as tables: the report's own page, and the tables of `docs/benchmarks.md`.

use crate::command::{Outcome, read, root, write};
use serde_json::Value;
use std::fmt::Write;

/// The report: every field of every row.
pub(super) fn report(rows: &[Value]) -> String {
    let mut page = String::from(
        "# Bench report\n\nA ratio above 1 means ahead of the peer, which was measured in the same run.\n\n\
         | area | case | metric | ours | peer | theirs | ratio | goal | met |\n|---|---|---|---:|---|---:|---:|---|---|\n",
    );
    for row in rows.iter().map(Row) {
        let met = row
            .met()
            .map_or("", |met| if met { "yes" } else { "**no**" });
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} {} | {} | {} | {} | {} | {met} |",
            row.text("area"),
            row.text("case"),
            row.text("metric"),
            row.number("ours"),
            row.text("unit"),
            row.text("peer"),
            row.number("theirs"),
            row.number("ratio"),
            row.text("goal"),
        );
    }
    page
}

/// Puts an area's rows of the last report where `docs/benchmarks.md` has its place for them.
pub(super) fn write_into_the_book(rows: &[Value], area: &str) -> Outcome {
    let path = root().join("docs/benchmarks.md");
    let of_area = rows.iter().map(Row).filter(|row| row.text("area") == area);
    let page = with_table(&read(&path)?, area, &table(of_area))?;
    write(&path, &page)
}

/// The page with this table between the two comments that keep the area's place.
fn with_table(page: &str, area: &str, table: &str) -> Outcome<String> {
    let begin = format!("<!-- rows of {area} -->\n");
    let placed = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some(format!("{before}{begin}\n{table}\n{END}{after}"))
    });
    placed.ok_or_else(|| format!("docs/benchmarks.md has no place for rows of {area}"))
}

const END: &str = "<!-- end of rows -->";

fn table<'a>(rows: impl Iterator<Item = Row<'a>>) -> String {
    let mut table =
        String::from("| case | figure | beside | ratio | aim |\n|---|---:|---|---:|---:|\n");
    for row in rows {
        let aim = row.text("goal").replace("ratio ≥ ", "");
        let (case, ratio, aim) = match row.met() {
            Some(false) => (
                format!("**{}**", row.text("case")),
                format!("**{}**", row.number("ratio")),
                format!("**{aim}, not met**"),
            ),
            _ => (row.text("case"), row.number("ratio"), aim),
        };
        let metric = match row.text("metric").as_str() {
            "throughput" | "records" | "time" => String::new(),
            metric => format!(", {metric}"),
        };
        let _ = writeln!(
            table,
            "| {case}{metric} | {} {} | {} | {ratio} | {aim} |",
            row.number("ours"),
            row.text("unit"),
            row.text("peer"),
        );
    }
    table
}

struct Row<'a>(&'a Value);

impl Row<'_> {
    fn text(&self, field: &str) -> String {
        let text = self.0.get(field).and_then(Value::as_str);
        text.unwrap_or("").to_owned()
    }

    fn number(&self, field: &str) -> String {
        let number = self.0.get(field).and_then(Value::as_f64);
        number.map_or(String::new(), figure)
    }

    fn met(&self) -> Option<bool> {
        self.0.get("met").and_then(Value::as_bool)
    }
}

/// Three or more significant digits, and no more decimals than they need.
fn figure(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 || number == number.trunc() => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 0.1 => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(met: bool) -> Value {
        json!({"area": "a", "case": "b", "metric": "m", "unit": "GB/s", "ours": 1.234, "peer": "p",
            "theirs": 2.0, "ratio": 0.617, "goal": "ratio ≥ 0.5", "met": met})
    }

    #[test]
    fn rows_become_a_table() {
        let page = report(&[row(true)]);
        assert!(
            page.ends_with("| a | b | m | 1.23 GB/s | p | 2 | 0.62 | ratio ≥ 0.5 | yes |\n"),
            "{page}"
        );
    }

    #[test]
    fn the_book_keeps_a_place_for_an_areas_rows() {
        let rows = [row(true), row(false)];
        let table = table(rows.iter().map(Row));
        let page = "x\n<!-- rows of a -->\nold\n<!-- end of rows -->\ny";
        let page = with_table(page, "a", &table).unwrap();
        assert!(page.starts_with("x\n<!-- rows of a -->\n\n| case"));
        assert!(page.ends_with(
            "| b, m | 1.23 GB/s | p | 0.62 | 0.5 |\n\
             | **b**, m | 1.23 GB/s | p | **0.62** | **0.5, not met** |\n\n<!-- end of rows -->\ny"
        ));
        assert_eq!(with_table(&page, "a", &table).unwrap(), page);
        assert!(with_table(&page, "b", &table).is_err());
    }
}
