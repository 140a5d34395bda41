//! What `close` lacks in UniFFI's Kotlin.
//!
//! There it lets go of the object and no more: what was made of it, an issuer of an identity say, would
//! keep its secrets. It has to close what they share first. That is a function of Rust's, here called
//! `closeNative`, which nobody else is to see.
//!
//! As with the other corrections, a text that is not as expected is an error.

const LET_GO: &str = "    override fun close() {\n        this.destroy()\n    }\n";
const CLOSE_AND_LET_GO: &str = "    override fun close() {
        try {
            this.`closeNative`()
        } catch (_: MedsealException.Closed) {
            // Closed before.
        }
        this.destroy()
    }
";
const CLOSES: &str = "override fun `closeNative`()";
const HIDDEN: &str = "internal fun `closeNative`()";
const DECLARED: &str = "    fun `closeNative`()\n";

/// Puts `closeNative` into the `close` of each class that has it, and out of sight.
pub(crate) fn close_what_is_shared(source: &str) -> Result<String, String> {
    let (mut corrected, mut closing) = (String::with_capacity(source.len()), 0);
    for class in source.split_inclusive("\nopen class ") {
        if !class.contains(CLOSES) {
            corrected.push_str(class);
            continue;
        }
        if class.matches(LET_GO).count() != 1 || class.matches(CLOSES).count() != 1 {
            return Err("UniFFI writes another `close` now".to_owned());
        }
        closing += 1;
        let class = class.replace(LET_GO, CLOSE_AND_LET_GO);
        corrected.push_str(&class.replace(CLOSES, HIDDEN));
    }
    let mut declared = 0;
    while let Some(at) = corrected.find(DECLARED) {
        let before = corrected.get(..at).unwrap_or_default();
        // Its comment goes, too.
        let commented = before.trim_end().ends_with("*/");
        let begin = before.rfind("    /**").filter(|_| commented);
        corrected.replace_range(begin.unwrap_or(at)..at + DECLARED.len(), "");
        declared += 1;
    }
    if closing > 0 && closing == declared {
        Ok(corrected)
    } else {
        let told = format!("{closing} classes and {declared} interfaces have `closeNative`");
        Err(format!("UniFFI writes another Kotlin now: {told}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERFACE: &str = "interface AInterface {\n    /**\n     * Closes.\n     */\n    fun `closeNative`()\n    fun `b`()\n}\n";
    const CLOSING: &str = "    override fun `closeNative`() = 1\n";

    fn generated(interface: &str, parts: &[&str]) -> String {
        format!(
            "{interface}\nopen class A: AInterface {{\n{}",
            parts.concat()
        )
    }

    #[test]
    fn closing_closes_what_is_shared_and_is_not_seen() {
        let corrected = close_what_is_shared(&generated(INTERFACE, &[LET_GO, CLOSING])).unwrap();
        let interface = "interface AInterface {\n    fun `b`()\n}\n";
        let closing = "    internal fun `closeNative`() = 1\n";
        assert_eq!(
            corrected,
            generated(interface, &[CLOSE_AND_LET_GO, closing])
        );
    }

    #[test]
    fn a_text_that_changed_is_told_instead_of_passed_over() {
        for (interface, parts) in [
            ("", [LET_GO, CLOSING]),
            (INTERFACE, [LET_GO, ""]),
            (INTERFACE, ["", CLOSING]),
        ] {
            assert!(close_what_is_shared(&generated(interface, &parts)).is_err());
        }
    }
}
