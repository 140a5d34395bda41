//! How the generated Kotlin calls Rust.
//!
//! UniFFI gives and takes structures of JNA's, each of which costs some microseconds. It exports every function
//! a second time, too, with its arguments and results in elements at two addresses: the calls go there, through
//! `CallFrame`. `CallFrame.kt` and `Crossing.kt` have, under the same names, what stands for UniFFI's structures.
//! Callbacks keep structures, of names of their own.
//!
//! As with the other corrections, a text that is not as expected is an error.

/// From where to where UniFFI's text is left out: its structures, and what belongs to asynchronous exports, of
/// which there are none.
const LEFT_OUT: [(&str, &str); 4] = [
    (
        "// This is a helper for safely working with byte buffers returned from",
        "// Converter for `&[u8]`",
    ),
    (
        "@Structure.FieldOrder(\"code\", \"error_buf\")",
        "class InternalException(",
    ),
    (
        "internal interface UniffiRustFutureContinuationCallback",
        "internal interface UniffiCallbackInterfaceFree",
    ),
    (
        "@Structure.FieldOrder(\"handle\", \"free\")",
        "internal interface UniffiCallbackInterface",
    ),
];

const STRUCTURE: &str = "RustBuffer.ByValue";
const STATUS_ARGUMENT: &str = "uniffi_out_err: UniffiRustCallStatus, ";
const CALLBACK_STATUS: &str = "    callStatus: UniffiRustCallStatus,";
const LENGTH_WRITTEN: &str = "rbuf.writeField(\"len\", bbuf.position().toLong())";

/// What hand-written calls use, too.
const USED_BY_HAND: [&str; 2] = [
    " fun findLibraryName(",
    " fun<E: kotlin.Exception> uniffiCheckCallStatus(",
];

/// What `CallFrame` has room for.
const MOST_ELEMENTS: usize = 64;

/// The Kotlin with calls that make no structure.
pub(crate) fn without_structures(source: &str) -> Result<String, String> {
    let mut source = source.to_owned();
    for (from, to) in LEFT_OUT {
        cut(&mut source, from, to)?;
    }
    source = replace(
        &source,
        CALLBACK_STATUS,
        "    callStatus: CallbackStatus,",
        2,
    )?;
    let length = "rbuf.len = bbuf.position().toLong()";
    source = replace(&source, LENGTH_WRITTEN, length, 1)?;
    for function in USED_BY_HAND {
        let private = format!("private{function}");
        source = replace(&source, &private, &format!("internal{function}"), 1)?;
    }

    let (mut written, mut lines) = (String::with_capacity(source.len()), source.lines());
    let (mut functions, mut callbacks) = (0, 0);
    while let Some(line) = lines.next() {
        if let Some(declared) = line.strip_prefix("    external fun ") {
            let result = lines.next().unwrap_or_default();
            written.push_str(&External::read(declared, result)?.written()?);
            functions += 1;
        } else if line.contains("fun callback(") && line.contains("UniffiRustCallStatus") {
            written.push_str(&callback(line));
            callbacks += 1;
        } else {
            written.push_str(line);
            written.push('\n');
        }
    }
    if functions == 0 || callbacks == 0 {
        return Err(format!(
            "UniFFI writes other calls now: {functions} functions and {callbacks} callbacks"
        ));
    }
    Ok(written
        .replace(STRUCTURE, "RustBuffer")
        .replace("ForeignBytes.ByValue", "ForeignBytes"))
}

/// Leaves out what begins with `from`, up to where `to` follows.
fn cut(source: &mut String, from: &str, to: &str) -> Result<(), String> {
    let changed = || format!("UniFFI writes something else now: `{from}`, up to `{to}`");
    if source.matches(from).count() != 1 {
        return Err(changed());
    }
    let begin = source.find(from).ok_or_else(changed)?;
    let rest = source.get(begin..).unwrap_or_default();
    let end = begin + rest.find(to).ok_or_else(changed)?;
    source.replace_range(begin..end, "");
    Ok(())
}

fn replace(source: &str, from: &str, to: &str, times: usize) -> Result<String, String> {
    let found = source.matches(from).count();
    if found == times {
        Ok(source.replace(from, to))
    } else {
        Err(format!(
            "UniFFI writes something else now: `{from}` is there {found} times"
        ))
    }
}

/// A callback takes structures; the generated body of one is given what stands for them.
fn callback(line: &str) -> String {
    let mut written = line
        .replace(STRUCTURE, "CallbackBuffer.ByValue")
        .replace("`: RustBuffer,", "`: CallbackBuffer,")
        .replace("UniffiRustCallStatus", "CallbackStatus");
    written.push('\n');
    if line.trim_end().ends_with('{') {
        for argument in line.split(',') {
            let name = argument.strip_suffix(STRUCTURE);
            if let Some(name) = name.and_then(|name| name.strip_suffix(": ")) {
                written.push_str(&format!("            val {name} = {name}.get()\n"));
            }
        }
    }
    written
}

/// A function in Rust, as UniFFI declares it to JNA.
struct External<'a> {
    name: &'a str,
    /// The names and types of its arguments.
    arguments: Vec<(&'a str, &'a str)>,
    /// Whether a status follows them.
    has_status: bool,
    result: &'a str,
    /// The two lines.
    lines: (&'a str, &'a str),
}

impl<'a> External<'a> {
    fn read(declared: &'a str, result: &'a str) -> Result<Self, String> {
        let changed = || format!("UniFFI declares functions in another way now: {declared}");
        let (name, given) = declared.split_once('(').ok_or_else(changed)?;
        let (given, has_status) = given
            .strip_suffix(STATUS_ARGUMENT)
            .map_or((given, false), |given| (given, true));
        let arguments = given
            .split_terminator(',')
            .map(|argument| argument.split_once(": ").ok_or_else(changed))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            name,
            arguments,
            has_status,
            result: result.strip_prefix("    ): ").ok_or_else(changed)?,
            lines: (declared, result),
        })
    }

    fn written(&self) -> Result<String, String> {
        let is = |kind: &str| self.name.contains(kind);
        if is("_checksum_") || is("_contract_version") || is("_fn_init_callback_vtable_") {
            let (declared, result) = self.lines;
            return Ok(format!("    external fun {declared}\n{result}\n"));
        }
        if is("_rustbuffer_alloc") || is("_rustbuffer_free") {
            let (_, what) = self.name.rsplit_once('_').unwrap_or_default();
            let name = format!("medseal_mobile_buffer_{what}");
            return Ok(at_two_addresses(&name));
        }
        if is("_rustbuffer_") || is("_rust_future_") {
            return Ok(String::new());
        }
        if !self.has_status {
            return Err(format!(
                "UniFFI declares `{}` without a status now",
                self.name
            ));
        }
        if is("_fn_clone_") || is("_fn_free_") {
            return self.of_a_handle();
        }
        self.through_a_frame()
    }

    /// Only a number crosses, and JNA takes that as it is. The status is memory of the frame's.
    fn of_a_handle(&self) -> Result<String, String> {
        let (name, result) = (self.name, self.result);
        let [(argument, "Long")] = self.arguments.as_slice() else {
            return Err(format!("UniFFI declares `{name}` in another way now"));
        };
        Ok(format!(
            "    external fun {name}({argument}: Long, status: Pointer): {result}
    fun {name}({argument}: Long, uniffi_out_err: UniffiRustCallStatus): {result} =
        CallFrame.handle(uniffi_out_err) {{ status -> {name}({argument}, status) }}
"
        ))
    }

    fn through_a_frame(&self) -> Result<String, String> {
        let (name, result) = (self.name, self.result);
        let second = name
            .strip_prefix("uniffi_")
            .map(|rest| format!("uniffi_ffibuffer_{rest}"))
            .ok_or_else(|| format!("UniFFI has another name for `{name}` now"))?;
        let mut elements = 0;
        let (mut given, mut put) = (String::new(), String::new());
        for (argument, kind) in &self.arguments {
            elements += match *kind {
                "Long" | "Int" | "Byte" => 1,
                "ForeignBytes.ByValue" => 2,
                STRUCTURE => 3,
                _ => return Err(format!("`{name}` takes a {kind}, which no frame has")),
            };
            given.push_str(&format!("{argument}: {kind}, "));
            put.push_str(&format!("            frame.put({argument})\n"));
        }
        if elements > MOST_ELEMENTS {
            return Err(format!("`{name}` takes more than a frame has room for"));
        }
        let take = match result {
            "Unit" => "",
            "Long" => "            frame.takeLong()\n",
            "Int" => "            frame.takeInt()\n",
            "Byte" => "            frame.takeByte()\n",
            STRUCTURE => "            frame.takeBuffer()\n",
            _ => return Err(format!("`{name}` gives a {result}, which no frame has")),
        };
        Ok(format!(
            "{}    fun {name}({given}uniffi_out_err: UniffiRustCallStatus): {result} =
        CallFrame.call(uniffi_out_err) {{ frame ->
{put}            {second}(frame.arguments, frame.results)
{take}        }}
",
            at_two_addresses(&second)
        ))
    }
}

/// Declares a function whose arguments and results lie in elements.
fn at_two_addresses(name: &str) -> String {
    format!("    external fun {name}(arguments: Pointer, results: Pointer)\n")
}

#[cfg(test)]
mod tests;
