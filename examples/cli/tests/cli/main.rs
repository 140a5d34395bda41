//! The command as its users meet it: run as a process, in a directory of its own.

mod files;
mod keys;
mod records;
mod secrets;
mod shell;
mod support;
