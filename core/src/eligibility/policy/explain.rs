//! A policy in plain words, for the person who writes it and the person who is asked.

use super::{
    Policy,
    condition::{Bound, CodeLists, Condition, NumberBounds, Reference, Test},
};
use std::fmt::Write;

pub(super) fn explain(policy: &Policy) -> String {
    let mut text = format!("Policy \"{}\"\n\nIt is proven that:\n", policy.name);
    write_condition(&mut text, &policy.require, 1);
    text.push_str("\nover values certified by:\n");
    for (name, rule) in &policy.credentials {
        let schema = policy.schemas.find(&rule.schema);
        let schema = schema.map_or("", |schema| schema.name());
        let issuers: Vec<_> = rule.issuers.iter().map(|key| key.did_key()).collect();
        let _ = writeln!(
            text,
            "  - {name}: \"{schema}\", issued by {}",
            issuers.join(" or ")
        );
    }
    text.push_str("\nThe verifier learns:\n  - that all of this holds, and not how nearly\n");
    let alternatives = has_alternatives(&policy.require);
    if alternatives {
        text.push_str("  - of alternatives, only that enough of them hold, not which\n");
    }
    text.push_str(
        "  - which of the named issuers certified each credential, in which week it begins and \
         ends to be valid, and that it is not revoked\n",
    );
    if policy.credentials.len() > 1 {
        text.push_str("  - that all credentials are bound to one holder\n");
    }
    match &policy.one_enrolment {
        Some(enrolment) => {
            let _ = writeln!(
                text,
                "  - a pseudonym that is the same whenever this holder enrols in \"{}\" with this \
                 verifier, and unrelated everywhere else",
                enrolment.trial
            );
        }
        None => text.push_str("  - nothing that links this showing to another\n"),
    }
    text.push_str(
        "It learns no value. An issuer who colludes with it recognises its credential.\n",
    );
    text
}

fn has_alternatives(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) => of.iter().any(has_alternatives),
        Condition::Any(of) | Condition::AtLeast { of, .. } => of.len() > 1,
        Condition::Simple { .. } => false,
    }
}

fn write_condition(text: &mut String, condition: &Condition, depth: usize) {
    let indent = "  ".repeat(depth);
    let (line, of): (String, &[Condition]) = match condition {
        Condition::All(of) => ("all of these hold:".to_owned(), of),
        Condition::Any(of) => ("at least one of these holds:".to_owned(), of),
        Condition::AtLeast { count, of } => {
            (format!("at least {count} of these {} hold:", of.len()), of)
        }
        Condition::Simple { test, .. } => (in_words(test), &[]),
    };
    let _ = writeln!(text, "{indent}- {line}");
    for inner in of {
        write_condition(text, inner, depth + 1);
    }
}

fn in_words(test: &Test) -> String {
    match test {
        Test::Sum {
            terms,
            unit,
            bounds,
        } => format!("{} {}", sum(terms), number_bounds(bounds, unit)),
        Test::Age {
            born,
            min,
            max,
            leap_day,
        } => {
            let years = match (min, max) {
                (Some(min), Some(max)) => format!("{min} to {max} years"),
                (Some(min), None) => format!("at least {min} years"),
                (None, Some(max)) => format!("at most {max} years"),
                (None, None) => String::new(),
            };
            format!(
                "the age by {born} is {years} on the day of the request (who is born on \
                 29 February has the birthday on {} in other years)",
                leap_day.in_words()
            )
        }
        Test::Date {
            date,
            within_days,
            not_before,
            not_after,
        } => {
            let within = within_days.map(|days| {
                format!("at most {days} days before the day of the request and not after it")
            });
            let before = not_before.map(|day| format!("on or after {day}"));
            let after = not_after.map(|day| format!("on or before {day}"));
            let parts: Vec<_> = [within, before, after].into_iter().flatten().collect();
            format!("{date} is {}", parts.join(" and "))
        }
        Test::Between { from, to, min, max } => {
            let days = match (min, max) {
                (Some(min), Some(max)) => format!("{min} to {max}"),
                (Some(min), None) => format!("at least {min}"),
                (None, Some(max)) => format!("at most {max}"),
                (None, None) => String::new(),
            };
            format!("{days} days lie between {from} and {to}")
        }
        Test::Code {
            code,
            system,
            lists,
        } => format!("{code} ({system}) is {}", code_lists(lists)),
    }
}

fn sum(terms: &[(Reference, i64)]) -> String {
    let mut text = String::new();
    for (reference, times) in terms {
        let sign = match (text.is_empty(), *times < 0) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        };
        text.push_str(sign);
        match times.unsigned_abs() {
            1 => {
                let _ = write!(text, "{reference}");
            }
            weight => {
                let _ = write!(text, "{weight} * {reference}");
            }
        }
    }
    text
}

fn number_bounds(bounds: &NumberBounds, unit: &str) -> String {
    let part = |words: &str, bound: &Option<Bound>| {
        bound
            .as_ref()
            .map(|bound| format!("{words} {} {unit}", bound.text))
    };
    let parts: Vec<_> = [
        part("is at least", &bounds.min),
        part("is at most", &bounds.max),
        part("is above", &bounds.above),
        part("is below", &bounds.below),
        part("is exactly", &bounds.equals),
        part("is not", &bounds.not_equals),
    ]
    .into_iter()
    .flatten()
    .collect();
    parts.join(" and ")
}

fn code_lists(lists: &CodeLists) -> String {
    let wanted = [
        few("one of", &lists.included),
        few("in the subtree of", &lists.under),
    ];
    let unwanted = [
        few("none of", &lists.excluded),
        few("outside of the subtree of", &lists.not_under),
    ];
    let join = |parts: [Option<String>; 2], with| {
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(with))
    };
    let parts = [join(wanted, " or "), join(unwanted, " and ")];
    join(parts, " and ").unwrap_or_default()
}

/// A list in words; of a long one, the beginning and the count.
fn few(words: &str, codes: &[String]) -> Option<String> {
    const SHOWN: usize = 8;
    let shown: Vec<_> = codes.iter().take(SHOWN).map(String::as_str).collect();
    match codes.len() {
        0 => None,
        count if count > SHOWN => {
            Some(format!("{words} {}, ... ({count} codes)", shown.join(", ")))
        }
        _ => Some(format!("{words} {}", shown.join(", "))),
    }
}
