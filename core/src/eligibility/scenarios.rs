//! Credentials, wallet, policies and presentations together.

mod attacks;
mod fixtures;
mod issuing;
mod misissued;
mod presentation;
mod properties;
mod refusals;
mod unlinkable;
mod wallet;

pub(super) use fixtures::{example_policy, laboratory, panel, policy_text};
