//! Alternatives, in their simplest form.

use crate::eligibility::statement::Statement;

type Clause = Vec<Statement>;

/// One of the clauses holds. Alternatives that are themselves nothing but alternatives are joined.
pub(super) fn any_of(clauses: Vec<Clause>) -> Clause {
    let mut flat = Vec::with_capacity(clauses.len());
    for mut clause in clauses {
        match (clause.pop(), clause.is_empty()) {
            (Some(Statement::AnyOf(inner)), true) => flat.extend(inner),
            (last, _) => {
                clause.extend(last);
                flat.push(clause);
            }
        }
    }
    if flat.len() == 1 {
        flat.pop().unwrap_or_default()
    } else {
        vec![Statement::AnyOf(flat)]
    }
}

/// So many of the clauses hold.
pub(super) fn at_least(count: usize, clauses: Vec<Clause>) -> Clause {
    if count <= 1 {
        any_of(clauses)
    } else if count >= clauses.len() {
        clauses.into_iter().flatten().collect()
    } else {
        vec![Statement::AtLeast {
            k: count,
            of: clauses,
        }]
    }
}
