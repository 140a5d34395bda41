//! A panic in any export becomes the error `internal`, and everything goes on.

mod support;

use medseal_facade::{Error, Kind, exports, inject_panic};

#[test]
fn every_export_turns_a_panic_into_an_error() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload().downcast_ref::<&str>() != Some(&"injected") {
            usual(panic);
        }
    }));
    let stage = support::Stage::new().unwrap();
    for export in exports() {
        inject_panic(Some(export));
        let outcome = stage.call(export);
        inject_panic(None);
        let error = outcome
            .err()
            .and_then(|error| error.downcast::<Error>().ok());
        assert_eq!(
            error.map(|error| (error.code, error.kind)),
            Some(("internal", Kind::Internal)),
            "{export}"
        );
        let outcome = stage.call(export);
        assert!(outcome.is_ok(), "{export} after the panic: {outcome:?}");
    }
}
