//! Help, completions, manual pages, and command lines that cannot be understood.

use crate::support::{Room, assert_error};

#[test]
fn a_wrong_command_line_is_an_error_of_our_form_with_status_2() {
    let room = Room::new();
    for line in [
        "",
        "frobnicate",
        "open",
        "open --frobnicate",
        "seal --category two/words",
    ] {
        let output = room.output(line);
        assert_error(&output, "usage", line);
        assert_eq!(output.status.code(), Some(2), "{line}");
    }
}

#[test]
fn every_command_has_help_with_an_example_a_manual_page_and_completions() {
    let room = Room::new();
    let pages = room.json("man --out pages")["pages"].clone();
    let pages: Vec<_> = pages.as_array().unwrap().iter().collect();
    let scripts = ["bash", "zsh", "fish", "powershell", "elvish"]
        .map(|shell| room.ok(&format!("completions {shell}")));
    for page in pages {
        let page = page.as_str().unwrap();
        assert!(room.exists(&format!("pages/{page}")), "{page}");
        let words = page.trim_end_matches(".1").replace('-', " ");
        let words = words.trim_start_matches("medseal").trim();
        // One word of the command line, and not two.
        let words = words.replace("verify batch", "verify-batch");
        let help = room.ok(&format!("{words} --help"));
        if !words.is_empty() && words != "ledger" {
            assert!(help.contains("Example"), "{words}\n{help}");
        }
        for script in &scripts {
            assert!(
                words.split(' ').all(|word| script.contains(word)),
                "{words}"
            );
        }
    }
    assert!(room.ok("--version").starts_with("medseal "));
}
