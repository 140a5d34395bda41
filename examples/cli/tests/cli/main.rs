//! The command as its users meet it: run as a process, in a directory of its own.

mod consent;
mod crashes;
mod directory;
mod documentation;
mod eligibility;
mod erasure;
mod files;
mod keys;
mod ledger;
mod records;
mod secrets;
mod shell;
mod support;
