//! From a policy and a day to the statements that are proven.
//!
//! Holder and verifier each compile for themselves; nothing of the result travels. Calendar
//! arithmetic happens here, over public days, and never inside a proof.

mod clauses;
mod codes;
mod simple;

use super::{Policy, PolicyError, condition::Condition};
use crate::eligibility::{
    check::{CheckedProgram, ProgramError},
    encoding::Day,
    statement::{CommitmentSpec, Linear, Program, Statement},
};
use std::collections::BTreeSet;

/// What a policy means on one day.
pub(in crate::eligibility) struct Compiled {
    pub(in crate::eligibility) program: CheckedProgram,
    /// For each commitment of the program, the credential and the position it is taken from: by
    /// credential in the order of their names, then by position.
    pub(in crate::eligibility) layout: Vec<(String, usize)>,
}

/// Compiles a policy for one day; without a day, bounds that depend on it are left wide open, to
/// see whether the policy can be compiled on any. `pseudonym_base` is what one enrolment is proven
/// against; without it that statement is left out, to see whether the rest can be compiled.
pub(in crate::eligibility) fn compile(
    policy: &Policy,
    today: Option<Day>,
    pseudonym_base: Option<Vec<u8>>,
) -> Result<Compiled, PolicyError> {
    // The first pass finds which commitments are used, the second numbers them.
    let mut compiler = Compiler {
        policy,
        today,
        used: BTreeSet::new(),
        layout: Vec::new(),
    };
    let pseudonym_base = pseudonym_base.as_deref();
    compiler.statements(pseudonym_base)?;
    compiler.layout = compiler.used.iter().cloned().collect();
    let program = Program {
        statements: compiler.statements(pseudonym_base)?,
        commitments: compiler.specifications()?,
    };
    Ok(Compiled {
        program: program.check().map_err(refusal)?,
        layout: compiler.layout,
    })
}

/// What a program is refused for, in the words of policies.
fn refusal(error: ProgramError) -> PolicyError {
    let at = "require".to_owned();
    match error {
        ProgramError::Overflow => PolicyError::Overflow(at),
        ProgramError::Unsatisfiable => PolicyError::Unsatisfiable(at),
        _ => PolicyError::TooLarge(at),
    }
}

struct Compiler<'a> {
    policy: &'a Policy,
    today: Option<Day>,
    used: BTreeSet<(String, usize)>,
    layout: Vec<(String, usize)>,
}

impl Compiler<'_> {
    fn statements(&mut self, pseudonym_base: Option<&[u8]>) -> Result<Vec<Statement>, PolicyError> {
        let mut statements = self.condition(&self.policy.require)?;
        statements.extend(self.one_holder());
        if let (Some(enrolment), Some(base)) = (&self.policy.one_enrolment, pseudonym_base) {
            statements.push(Statement::Pseudonym {
                link: self.index(&enrolment.credential, LINK),
                base: base.to_vec(),
            });
        }
        Ok(statements)
    }

    /// All statements hold that this gives.
    fn condition(&mut self, condition: &Condition) -> Result<Vec<Statement>, PolicyError> {
        match condition {
            Condition::All(of) => {
                let each: Result<Vec<_>, _> =
                    of.iter().map(|inner| self.condition(inner)).collect();
                Ok(each?.into_iter().flatten().collect())
            }
            Condition::Any(of) => {
                let each: Result<Vec<_>, _> =
                    of.iter().map(|inner| self.condition(inner)).collect();
                Ok(clauses::any_of(each?))
            }
            Condition::AtLeast { count, of } => {
                let each: Result<Vec<_>, _> =
                    of.iter().map(|inner| self.condition(inner)).collect();
                Ok(clauses::at_least(*count, each?))
            }
            Condition::Simple { at, test } => self.test(at, test),
        }
    }

    /// Credentials of one presentation belong to one holder: they commit to one link secret.
    /// Without this, two people could pool theirs.
    fn one_holder(&mut self) -> Vec<Statement> {
        let names: Vec<_> = self.policy.credentials.keys().cloned().collect();
        let Some((first, others)) = names.split_first() else {
            return Vec::new();
        };
        if others.is_empty() {
            return Vec::new();
        }
        let first = self.index(first, LINK);
        let same_as_first = others.iter().map(|other| Statement::Equal {
            a: Linear::value(first),
            b: Linear::value(self.index(other, LINK)),
        });
        same_as_first.collect()
    }

    /// Where a commitment stands in the program. In the first pass, only notes that it is used.
    fn index(&mut self, credential: &str, position: usize) -> usize {
        let place = (credential.to_owned(), position);
        let index = self.layout.binary_search(&place).unwrap_or_default();
        self.used.insert(place);
        index
    }

    fn specifications(&self) -> Result<Vec<CommitmentSpec>, PolicyError> {
        let specification = |(credential, position): &(String, usize)| {
            let schema = self.policy.schema(credential, "credentials")?;
            let position = schema.positions().get(*position);
            Ok(match position.and_then(|position| position.bits) {
                Some(bits) => CommitmentSpec::Integer { bits },
                None => CommitmentSpec::Opaque,
            })
        };
        self.layout.iter().map(specification).collect()
    }
}

const LINK: usize = 0;
