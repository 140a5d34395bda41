//! A secret that is recognised in whatever dress it is printed.

use base64::{
    Engine, engine::general_purpose::STANDARD_NO_PAD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use medseal::errors::ErrorCode;
use std::fmt::Debug;

/// The secret bytes of these tests. No run of them occurs by chance.
pub(crate) const CANARY: [u8; 32] = *b"\xca\xfe canary: sings when it is se\xe9n";

/// Fails if a text shows the canary: as it is, in hexadecimal, base64 or as a list of numbers.
pub(crate) fn assert_silent(text: &str, what: &str) {
    let hexadecimal: String = CANARY.iter().map(|byte| format!("{byte:02x}")).collect();
    let numbers: Vec<_> = CANARY[2..10].iter().map(u8::to_string).collect();
    let dresses = [
        "canary: sings".to_owned(),
        hexadecimal[4..20].to_owned(),
        hexadecimal[4..20].to_uppercase(),
        STANDARD_NO_PAD.encode(&CANARY[3..12]),
        URL_SAFE_NO_PAD.encode(&CANARY[3..12]),
        numbers.join(", "),
        numbers.join(",\n"),
    ];
    for dress in dresses {
        assert!(!text.contains(&dress), "{what} shows the secret: {text}");
    }
}

/// Fails if an error shows the canary, through all its sources.
pub(crate) fn assert_error_silent(error: &(impl ErrorCode + Debug), what: &str) {
    assert_silent(
        &format!("{error} {error:?} {error:#?} {}", error.code()),
        what,
    );
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        assert_silent(&format!("{inner} {inner:?}"), what);
        source = inner.source();
    }
}

#[test]
fn the_canary_is_recognised_in_every_dress() {
    let shown = [
        format!("{CANARY:?}"),
        format!("{:#?}", CANARY).replace("    ", ""),
        String::from_utf8_lossy(&CANARY).into_owned(),
        CANARY.iter().map(|byte| format!("{byte:02x}")).collect(),
        STANDARD_NO_PAD.encode(CANARY),
    ];
    for text in shown {
        assert!(
            std::panic::catch_unwind(|| assert_silent(&text, "this")).is_err(),
            "{text}"
        );
    }
}
