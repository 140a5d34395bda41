//! The areas joined: the steps that patients, authors and grantees take.
//!
//! | step | who | how |
//! |---|---|---|
//! | found a ledger | authorities | [`found_ledger`], in a directory, and [`open_nonces`] |
//! | seal | author | [`Sealer`](crate::envelope::Sealer) |
//! | anchor | author | [`Exchange::anchor`] |
//! | grant, revoke | patient | [`Exchange::grant`], [`Exchange::revoke`] |
//! | delegate | grantee | [`GrantBundle::delegate`], without a ledger |
//! | request, decide, open | grantee, custodian | [`AccessIntent::request`], [`Exchange::decide`], [`unlock`] |
//! | record the access | grantee | [`Exchange::record_access`] |
//! | read the log | patient | [`DisclosureLog`](crate::audit::DisclosureLog) |
//! | revoke credentials | issuer, or their holder | [`Exchange::revoke_credentials`] |
//! | erase | patient, custodian | [`Exchange::erase`], [`ErasureReceipt`](crate::audit::ErasureReceipt) |
//!
//! Each area can be used without the others; this module adds nothing that they could not be made to
//! do by hand.

mod access;
mod bundle;
#[cfg(feature = "redb")]
mod directory;
mod error;
mod session;
mod view;

pub use access::{AccessIntent, Unlocked, record_facts, unlock};
pub use bundle::{GrantBundle, GrantOffer};
#[cfg(feature = "redb")]
pub use directory::{
    LedgerDescription, LedgerDirectoryError, LocalAuthority, found_ledger, open_nonces,
};
pub use error::ExchangeError;
pub use session::Exchange;
pub use view::{NodeView, ProvenView, prove_status};
