//! What UniFFI's Kotlin lacks for handles that hold secrets, put in after it is generated.
//!
//! 1. An object given as an *argument* is lowered without looking whether it has been closed, so a
//!    closed one would reach Rust as a dangling pointer. It goes through the same count of calls in
//!    flight as a method call does.
//! 2. A closed object throws `IllegalStateException`. It throws our own exception, code `closed`.
//! 3. An exception's message lists its fields. It is the sentence meant for a person.
//!
//! Each correction demands the text it replaces: should a new version of UniFFI write it in another
//! way, generating fails rather than leaving the defence out.

const LOWERED: &str = "return value.uniffiCloneHandle()";
const LOWERED_WHILE_OPEN: &str = "return value.callWithHandle { it }";

const DESTROYED: &str = "throw IllegalStateException(\"${this.javaClass.simpleName} object has already been destroyed\")";
const CLOSED: &str = "throw MedsealException.Closed(\"closed\", \"This ${this.javaClass.simpleName} has been closed.\", emptyList())";

const FIELDS: &str =
    "get() = \"code=${ `code` }, explanation=${ `explanation` }, reasons=${ `reasons` }\"";
const SENTENCE: &str = "get() = `explanation`";

/// The corrected source, or which text was not found as often as it must be.
pub(crate) fn correct(source: &str) -> Result<String, String> {
    let objects = source.matches(": Disposable, AutoCloseable, ").count();
    let corrected = replace(source, LOWERED, LOWERED_WHILE_OPEN, |found| {
        found >= objects
    })?;
    let corrected = replace(&corrected, DESTROYED, CLOSED, |found| found == objects)?;
    replace(&corrected, FIELDS, SENTENCE, |found| found > 0)
}

fn replace(
    source: &str,
    from: &str,
    to: &str,
    is_complete: impl Fn(usize) -> bool,
) -> Result<String, String> {
    let found = source.matches(from).count();
    if is_complete(found) {
        Ok(source.replace(from, to))
    } else {
        Err(format!(
            "UniFFI writes another Kotlin now: `{from}` is there {found} times"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{CLOSED, DESTROYED, FIELDS, LOWERED, LOWERED_WHILE_OPEN, SENTENCE, correct};

    fn generated(parts: &[&str]) -> String {
        format!(
            "open class A: Disposable, AutoCloseable, AInterface\n{}",
            parts.join("\n")
        )
    }

    #[test]
    fn all_corrections_are_made() {
        let corrected = correct(&generated(&[LOWERED, DESTROYED, FIELDS])).unwrap();
        assert_eq!(
            corrected,
            generated(&[LOWERED_WHILE_OPEN, CLOSED, SENTENCE])
        );
    }

    #[test]
    fn a_text_that_changed_is_told_instead_of_passed_over() {
        for parts in [[LOWERED, DESTROYED], [LOWERED, FIELDS], [DESTROYED, FIELDS]] {
            assert!(correct(&generated(&parts)).is_err());
        }
    }
}
