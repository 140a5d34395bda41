//! What UniFFI's Kotlin and Swift lack, put in after they are generated. In Kotlin:
//!
//! 1. An object given as an *argument* is lowered without looking whether it has been closed, so a
//!    closed one would reach Rust as a dangling pointer. It goes through the same count of calls in
//!    flight as a method call does.
//! 2. A closed object throws `IllegalStateException`. It throws our own exception, code `closed`.
//! 3. An exception's message lists its fields. It is the sentence meant for a person.
//!
//! 4. A direct buffer is lent from its beginning, whatever its position is. It is lent from there on.
//!
//! In both, functions that take the address of memory are not public: hand-written ones that take a buffer
//! stand before them.
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

const FROM_ITS_BEGINNING: &str = "com.sun.jna.Native.getDirectBufferPointer(value)";
const FROM_ITS_POSITION: &str = "com.sun.jna.Native.getDirectBufferPointer(value.slice())";

/// The functions that take addresses.
const WITH_ADDRESS: [&str; 2] = ["sealInto", "openInto"];

/// The corrected Kotlin, or which text was not found as often as it must be.
pub(crate) fn correct(source: &str) -> Result<String, String> {
    let objects = source.matches(": Disposable, AutoCloseable, ").count();
    let corrected = replace(source, LOWERED, LOWERED_WHILE_OPEN, |found| {
        found >= objects
    })?;
    let corrected = replace(&corrected, DESTROYED, CLOSED, |found| found == objects)?;
    let corrected = replace(&corrected, FIELDS, SENTENCE, |found| found > 0)?;
    let once = |found| found == 1;
    let mut corrected = replace(&corrected, FROM_ITS_BEGINNING, FROM_ITS_POSITION, once)?;
    for name in WITH_ADDRESS {
        let public = format!(" fun `{name}`(");
        corrected = replace(&corrected, &public, &format!(" internal{public}"), once)?;
    }
    Ok(corrected)
}

/// The corrected Swift, or which text was not found as often as it must be.
pub(crate) fn correct_swift(source: &str) -> Result<String, String> {
    let mut corrected = source.to_owned();
    for name in WITH_ADDRESS {
        let internal = format!("func {name}(");
        let public = format!("public {internal}");
        corrected = replace(&corrected, &public, &internal, |found| found == 1)?;
    }
    Ok(corrected)
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
            "UniFFI writes something else now: `{from}` is there {found} times"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        CLOSED, DESTROYED, FIELDS, FROM_ITS_BEGINNING, FROM_ITS_POSITION, LOWERED,
        LOWERED_WHILE_OPEN, SENTENCE, correct, correct_swift,
    };

    const ALL: [&str; 6] = [
        LOWERED,
        DESTROYED,
        FIELDS,
        FROM_ITS_BEGINNING,
        "@Throws fun `sealInto`(`address`)",
        "@Throws fun `openInto`(`address`)",
    ];

    fn generated(parts: &[&str]) -> String {
        format!(
            "open class A: Disposable, AutoCloseable, AInterface\n{}",
            parts.join("\n")
        )
    }

    #[test]
    fn all_corrections_are_made() {
        let corrected = correct(&generated(&ALL)).unwrap();
        assert_eq!(
            corrected,
            generated(&[
                LOWERED_WHILE_OPEN,
                CLOSED,
                SENTENCE,
                FROM_ITS_POSITION,
                "@Throws internal fun `sealInto`(`address`)",
                "@Throws internal fun `openInto`(`address`)",
            ])
        );
        let swift = "public func sealInto(address: UInt64)\npublic func openInto(address: UInt64)";
        assert_eq!(
            correct_swift(swift).unwrap(),
            "func sealInto(address: UInt64)\nfunc openInto(address: UInt64)"
        );
    }

    #[test]
    fn a_text_that_changed_is_told_instead_of_passed_over() {
        for missing in 0..ALL.len() {
            let mut parts = ALL.to_vec();
            parts.remove(missing);
            assert!(correct(&generated(&parts)).is_err());
        }
        assert!(correct_swift("public func sealInto(").is_err());
    }
}
