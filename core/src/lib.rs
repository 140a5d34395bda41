//! medseal: medical records sealed end to end, consent that patients hold in their own keys, and a
//! ledger that everybody can audit and nobody can read.
//!
//! # Who acts, and what each learns
//!
//! An *author* (a laboratory, a hospital, a device) seals a record for a *patient*. A *custodian*
//! stores the sealed bytes and learns who wrote them, for which pseudonym, how long they are and of
//! which category; nothing of what they say. The patient *grants* a *grantee* access to categories of
//! records, narrows it, lets it be *delegated*, and *revokes* it. The *authorities* of a consortium
//! order and cosign a *ledger* of salted commitments: everybody can verify that every grant,
//! revocation and access is there and that nothing was taken out, and nobody can tell from it what a
//! record or a grant says. An *auditor* needs nothing but the authorities' public keys.
//!
//! # The rooms
//!
//! | module | what it is for |
//! |---|---|
//! | [`keys`] | identities, signatures, HPKE, rotation, key files |
//! | [`envelope`] | sealed records: payload, slots, manifest, container, custody |
//! | [`ledger`] | entries, blocks, proofs, checkpoints, stores, checking |
//! | [`consent`] | grants, delegation, requests, decisions, break-glass |
//! | [`audit`] | access events, the disclosure log, erasure receipts |
//! | [`exchange`] | the steps that join them |
//! | [`nonces`] | what was accepted once, and is not accepted again |
//! | [`codec`], [`types`], [`domain`], [`errors`], [`random`] | what all of them share |
//!
//! The four areas never import each other. The library does no network input or output; stores are
//! traits; time and randomness are arguments, with a convenient form beside.
//!
//! # One exchange
//!
//! ```
//! use medseal::{audit::DisclosureLog, consent::*, envelope::Sealer, exchange::*, keys::*, ledger::*};
//! use medseal::types::{Duration, NoProgress, Timestamp};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = Timestamp::now()?;
//! let (laboratory, specialist) = (SecretIdentity::generate()?, SecretIdentity::generate()?);
//! let (patient, authority) = (SecretIdentity::generate()?, SecretIdentity::generate()?);
//!
//! // One authority founds a ledger, here in memory.
//! let key = authority.signing_key();
//! let name = "node.example";
//! let authorities = AuthorityList::single(name, key.verifying_key())?;
//! let nonce = EntryNonce::random(&mut medseal::random::os_rng()?);
//! let genesis = Genesis::new("node.example/ledger", now, nonce, authorities);
//! let mut signers = vec![CheckpointSigner::new(name.parse()?, key, MemorySignerState::new())];
//! let ledger = Ledger::create(store::MemoryStore::new(), &genesis, now, &mut signers)?;
//! let mut exchange = Exchange::new(ledger, signers, MemoryNonces::default());
//!
//! // The laboratory seals a result for a category of the patient's, and anchors it.
//! let document = patient.public(now)?;
//! let category = "LAB".parse()?;
//! let to = document.category_key(&category).ok_or("no such category")?.clone();
//! let record = Sealer::new(&laboratory.signing_key(), patient.identity_id(), now)
//!     .category(category.clone())
//!     .to(to)
//!     .seal(b"HbA1c 6.9 %")?;
//! exchange.anchor(&laboratory, record.header(), None, now)?;
//!
//! // The patient grants the specialist access to the category, for treatment.
//! let scope = Scope::new([category], [Purpose::Treatment])?;
//! let offer = GrantOffer::new(scope, Validity::new(now, now.plus(Duration::from_days(30)))?);
//! let grant = exchange.grant(&patient, &specialist.public(now)?, offer, now)?;
//!
//! // The specialist asks, is permitted, puts the access on the ledger, and reads.
//! exchange.register(&specialist, now)?;
//! let custodian = authority.identity_id();
//! let intent = AccessIntent::new(custodian, Purpose::Treatment);
//! let request = intent.request(&specialist, &grant, record.header(), now)?;
//! let rules = DecisionRules::new(custodian);
//! let permit = exchange.decide(&request, grant.chain(), record.header(), &rules, now)?;
//! let unlocked = unlock(permit, &specialist, &grant, record.header(), None, now)?;
//! exchange.record_access(&specialist, &grant, unlocked.event(), now)?;
//! let mut result = Vec::new();
//! unlocked.open_stream(record.payload(), &mut result, NoProgress)?;
//! assert_eq!(result, b"HbA1c 6.9 %");
//!
//! // The patient sees all of it, and that nothing is missing.
//! let log = DisclosureLog::read(exchange.ledger(), &patient)?;
//! assert!(log.is_explained());
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not do
//!
//! No external party has reviewed this library yet. It cannot make anybody forget what they have
//! read; it cannot make a custodian honest, only accountable; and it protects keys no better than
//! the machine they are on. Features add to the interface; none changes what existing parts do.
#![forbid(unsafe_code)]

pub mod audit;
pub mod codec;
pub mod consent;
pub mod domain;
pub mod eligibility;
pub mod envelope;
pub mod errors;
pub mod exchange;
pub mod keys;
pub mod ledger;
pub mod nonces;
pub mod random;
pub mod types;

/// The examples of the front page run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
