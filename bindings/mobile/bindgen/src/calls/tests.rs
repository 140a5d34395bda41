use super::{CALLBACK_STATUS, LEFT_OUT, LENGTH_WRITTEN, USED_BY_HAND, without_structures};

const FUNCTION: &str = "    external fun uniffi_a_fn_func_b(`c`: Long,`d`: RustBuffer.ByValue,`e`: ForeignBytes.ByValue,uniffi_out_err: UniffiRustCallStatus, \n    ): RustBuffer.ByValue\n";
const CALLBACK: &str = "        override fun callback(`uniffiHandle`: Long,`bytes`: RustBuffer.ByValue,`uniffiOutReturn`: RustBuffer,uniffiCallStatus: UniffiRustCallStatus,) {\n";

fn generated(without: Option<usize>, functions: &str) -> String {
    let mut parts = Vec::new();
    for (from, to) in LEFT_OUT {
        parts.push(format!("{from}\n    RustBuffer.ByValue()\n"));
        parts.push(format!("{to}\n"));
    }
    parts.push(format!("{CALLBACK_STATUS}\n{CALLBACK_STATUS}\n"));
    parts.push(format!("{LENGTH_WRITTEN}\n"));
    for function in USED_BY_HAND {
        parts.push(format!("private{function}\n"));
    }
    parts.push(functions.to_owned());
    parts.push(CALLBACK.to_owned());
    if let Some(without) = without {
        parts.remove(without);
    }
    parts.concat()
}

#[test]
fn a_call_goes_through_a_frame() {
    let corrected = without_structures(&generated(None, FUNCTION)).unwrap();
    assert!(corrected.contains(
        "    external fun uniffi_ffibuffer_a_fn_func_b(arguments: Pointer, results: Pointer)
    fun uniffi_a_fn_func_b(`c`: Long, `d`: RustBuffer, `e`: ForeignBytes, uniffi_out_err: UniffiRustCallStatus): RustBuffer =
        CallFrame.call(uniffi_out_err) { frame ->
            frame.put(`c`)
            frame.put(`d`)
            frame.put(`e`)
            uniffi_ffibuffer_a_fn_func_b(frame.arguments, frame.results)
            frame.takeBuffer()
        }
"
    ));
    assert!(!corrected.contains("ByValue()"));
}

#[test]
fn a_handle_crosses_as_it_is() {
    let handle = "    external fun uniffi_a_fn_clone_b(`handle`: Long,uniffi_out_err: UniffiRustCallStatus, \n    ): Long\n";
    let corrected = without_structures(&generated(None, handle)).unwrap();
    assert!(corrected.contains(
        "    external fun uniffi_a_fn_clone_b(`handle`: Long, status: Pointer): Long
    fun uniffi_a_fn_clone_b(`handle`: Long, uniffi_out_err: UniffiRustCallStatus): Long =
        CallFrame.handle(uniffi_out_err) { status -> uniffi_a_fn_clone_b(`handle`, status) }
"
    ));
}

#[test]
fn buffers_have_functions_of_ours_and_nothing_waits() {
    let functions = [
        "rustbuffer_alloc",
        "rustbuffer_free",
        "rustbuffer_reserve",
        "rust_future_poll_u8",
    ]
    .map(|name| format!("    external fun ffi_a_{name}(`b`: Unknown,\n    ): Unit\n"))
    .concat();
    let corrected = without_structures(&generated(None, &functions)).unwrap();
    let expected = ["alloc", "free"]
        .map(|what| format!("    external fun medseal_mobile_buffer_{what}(arguments: Pointer, results: Pointer)\n"))
        .concat();
    assert!(corrected.contains(&expected));
    assert!(!corrected.contains("ffi_a_"));
}

#[test]
fn a_callback_keeps_its_structures() {
    let corrected = without_structures(&generated(None, FUNCTION)).unwrap();
    assert!(corrected.ends_with(
        "        override fun callback(`uniffiHandle`: Long,`bytes`: CallbackBuffer.ByValue,`uniffiOutReturn`: CallbackBuffer,uniffiCallStatus: CallbackStatus,) {
            val `bytes` = `bytes`.get()
"
    ));
}

#[test]
fn a_text_that_changed_is_told_instead_of_passed_over() {
    let parts = 2 * LEFT_OUT.len() + USED_BY_HAND.len() + 4;
    for missing in 0..parts {
        let source = generated(Some(missing), FUNCTION);
        assert!(without_structures(&source).is_err(), "{missing}");
    }
    for changed in [
        ("Long", "Unknown"),
        ("): RustBuffer.ByValue\n", "): Unknown\n"),
        ("): RustBuffer.ByValue\n", ") = Unit\n"),
        ("uniffi_out_err: UniffiRustCallStatus, ", ""),
        ("uniffi_a", "ffi_a"),
        ("_fn_func_", "_fn_clone_"),
    ] {
        let source = generated(None, &FUNCTION.replace(changed.0, changed.1));
        assert!(without_structures(&source).is_err(), "{changed:?}");
    }
    let many = "`c`: RustBuffer.ByValue,".repeat(22);
    let source = generated(None, &FUNCTION.replace("`c`: Long,", &many));
    assert!(without_structures(&source).is_err());
}
