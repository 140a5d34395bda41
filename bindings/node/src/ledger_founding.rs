//! Founding a ledger, and opening one.

use crate::ledger::Ledger;
use crate::numbers::Unsigned;
use crate::secret_identity::SecretIdentityArgument;
use crate::watch::Watch;
use crate::work::{Work, off_loop, watched};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

#[napi]
impl Ledger {
    /// Founds a ledger in memory, for tests and for trying things out. `origin` is its public name,
    /// such as `hospital.example/ledger`. Without a quorum, more than two thirds of the authorities
    /// must sign.
    ///
    /// @throws `closed`, `invalid-authorities`, `malformed-checkpoint` if the origin cannot be one.
    #[napi(
        ts_args_type = "authorities: Array<SecretIdentity>, origin: string, quorum?: number | null, now?: bigint | number | null",
        ts_return_type = "Promise<Ledger>"
    )]
    pub fn in_memory(
        authorities: Vec<SecretIdentityArgument>,
        origin: String,
        quorum: Option<Unsigned>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Ledger, Ledger>> {
        let authorities: Vec<_> = authorities.into_iter().map(|argument| argument.0).collect();
        off_loop(move || {
            facade::Ledger::in_memory(
                &authorities,
                &origin,
                quorum.map(Unsigned::saturated),
                now.map(|now| now.0),
            )
        })
    }

    /// Founds a ledger in a directory that does not exist yet or is empty. The command opens it, too.
    ///
    /// What each authority signed is remembered in `signerDirectory`, which must exist, and must
    /// not be restored from a backup together with the ledger: a signer that forgets could be made
    /// to contradict itself.
    ///
    /// @throws as `inMemory`; `invalid-origin` if the origin is not one word without `+`;
    /// `ledger-exists`, `directory-not-empty`, `signer-state-exists`, or kind `Storage`. Nothing stays
    /// then.
    #[napi(
        ts_args_type = "directory: string, signerDirectory: string, authorities: Array<SecretIdentity>, origin: string, quorum?: number | null, now?: bigint | number | null",
        ts_return_type = "Promise<Ledger>"
    )]
    pub fn create(
        directory: String,
        signer_directory: String,
        authorities: Vec<SecretIdentityArgument>,
        origin: String,
        quorum: Option<Unsigned>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Ledger, Ledger>> {
        let authorities: Vec<_> = authorities.into_iter().map(|argument| argument.0).collect();
        off_loop(move || {
            facade::Ledger::create(
                &directory,
                &signer_directory,
                &authorities,
                &origin,
                quorum.map(Unsigned::saturated),
                now.map(|now| now.0),
            )
        })
    }

    /// Opens the ledger in a directory, and hashes everything in it again, whether it was founded here
    /// or by the command. The authorities are those whose keys seal blocks here; without any, the ledger
    /// can be read and no more. `signerDirectory` is where they remember what they signed: of a ledger
    /// founded by the command, the directory with their key files.
    ///
    /// @throws `no-ledger`, `ledger-busy`, `storage-damaged` and other codes of kind `Storage`;
    /// `not-an-authority`; `cancelled`.
    #[napi(
        ts_args_type = "directory: string, signerDirectory: string, authorities: Array<SecretIdentity>, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<Ledger>"
    )]
    pub fn open(
        directory: String,
        signer_directory: String,
        authorities: Vec<SecretIdentityArgument>,
        options: Option<Watch>,
    ) -> AsyncTask<Work<facade::Ledger, Ledger>> {
        let authorities: Vec<_> = authorities.into_iter().map(|argument| argument.0).collect();
        watched(options, move |watch| {
            facade::Ledger::open(&directory, &signer_directory, &authorities, watch)
        })
    }
}
