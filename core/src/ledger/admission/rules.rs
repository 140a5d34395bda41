//! The rules of each kind of entry.

use super::{
    AdmissionError, LONGEST_EMERGENCY,
    knowledge::{Effects, Judged, Knowledge},
};
use crate::{
    keys::{VerifyingKey, next_key_digest},
    ledger::{
        entry::{Action, EntryBody, SignedEntry, Statement},
        facts::{AuthoritiesFact, EventFact, GrantFact, IdentityFact, KeyFact, Place, RecordFact},
    },
    types::{Commitment, IdentityId, Sha256Digest, Timestamp},
};

/// Judges a statement that is meant for this ledger, fresh and no copy.
pub(super) fn statement(
    known: &Knowledge<'_>,
    statement: &Statement,
    place: Place,
) -> Judged<Effects> {
    let signer = &statement.signer;
    match statement.action {
        Action::Register { document, next } => register(known, signer, document, next, place),
        Action::Rotate {
            identity,
            document,
            next,
        } => rotate(known, signer, identity, document, next, place),
        Action::Anchor {
            record,
            controller,
            previous,
        } => anchor(
            known,
            known.signer(signer)?,
            record,
            controller,
            previous,
            place,
        ),
        Action::Grant {
            grant,
            controller,
            parent,
        } => make_grant(
            known,
            known.signer(signer)?,
            grant,
            controller,
            parent,
            place,
        ),
        Action::Revoke { grant } => revoke(known, known.signer(signer)?, grant, place),
        Action::Access {
            event,
            controller,
            grant,
            record,
        } => {
            let actor = known.signer(signer)?;
            known.openable(grant, record, controller)?;
            log_event(known, actor, event, controller, place, None)
        }
        Action::BreakGlass {
            event,
            controller,
            expires,
        } => {
            let actor = known.signer(signer)?;
            if expires <= statement.time {
                return Err(AdmissionError::EmergencyOver);
            }
            if expires > statement.time.plus(LONGEST_EMERGENCY) {
                return Err(AdmissionError::EmergencyTooLong);
            }
            log_event(known, actor, event, controller, place, Some(expires))
        }
        Action::Erase { record } => erase(known, known.signer(signer)?, record, place),
    }
}

/// Judges a change of the authorities.
pub(super) fn authorities(
    known: &Knowledge<'_>,
    entry: &SignedEntry,
    place: Place,
) -> Judged<Effects> {
    let EntryBody::Authorities(change) = entry.body() else {
        return Err(AdmissionError::Reserved);
    };
    let current: AuthoritiesFact = known.fact(&[])?.ok_or(AdmissionError::StateDamaged)?;
    if current.revision.checked_add(1) != Some(change.revision) {
        return Err(AdmissionError::WrongRevision);
    }
    if !current.authorities.is_quorum(entry.approving_keys()) {
        return Err(AdmissionError::NoQuorum);
    }
    let mut effects = Effects::default();
    let list = change.authorities.clone();
    effects.set(
        &[],
        &AuthoritiesFact::adopted(change.revision, list, place.height),
    )?;
    Ok(effects)
}

fn register(
    known: &Knowledge<'_>,
    signer: &VerifyingKey,
    document: Commitment,
    next: Sha256Digest,
    place: Place,
) -> Judged<Effects> {
    let key = signer.key_id();
    let identity = IdentityId::from(key);
    if known.fact::<KeyFact>(key.as_bytes())?.is_some() {
        return Err(AdmissionError::KeyInUse);
    }
    let mut effects = Effects::on_trail_of(identity);
    let fact = IdentityFact::registered(key, next, document, place.height);
    effects.set(identity.as_bytes(), &fact)?;
    effects.set(key.as_bytes(), &KeyFact::current(identity, place.height))?;
    Ok(effects)
}

fn rotate(
    known: &Knowledge<'_>,
    signer: &VerifyingKey,
    identity: IdentityId,
    document: Commitment,
    next: Sha256Digest,
    place: Place,
) -> Judged<Effects> {
    let key = signer.key_id();
    let mut fact: IdentityFact = known
        .fact(identity.as_bytes())?
        .ok_or(AdmissionError::UnknownIdentity)?;
    if fact.next != next_key_digest(signer) {
        return Err(AdmissionError::WrongNextKey);
    }
    if known.fact::<KeyFact>(key.as_bytes())?.is_some() {
        return Err(AdmissionError::KeyInUse);
    }
    let mut retired: KeyFact = known
        .fact(fact.key.as_bytes())?
        .ok_or(AdmissionError::StateDamaged)?;
    retired.until = Some(place.height);
    let mut effects = Effects::on_trail_of(identity);
    effects.set(fact.key.as_bytes(), &retired)?;
    effects.set(key.as_bytes(), &KeyFact::current(identity, place.height))?;
    (fact.key, fact.next, fact.document) = (key, next, document);
    fact.changed = place.height;
    effects.set(identity.as_bytes(), &fact)?;
    Ok(effects)
}

fn anchor(
    known: &Knowledge<'_>,
    author: IdentityId,
    record: Commitment,
    controller: IdentityId,
    previous: Option<Commitment>,
    place: Place,
) -> Judged<Effects> {
    if known.fact::<RecordFact>(record.as_bytes())?.is_some() {
        return Err(AdmissionError::RecordExists);
    }
    let mut effects = Effects::on_trail_of(controller);
    if let Some(previous) = previous {
        let mut replaced = known.record(previous)?;
        if replaced.controller != controller {
            return Err(AdmissionError::OtherController);
        }
        if replaced.author != author {
            return Err(AdmissionError::NotTheAuthor);
        }
        if replaced.erased.is_some() {
            return Err(AdmissionError::RecordErased);
        }
        if replaced.replaced_by.replace(record).is_some() {
            return Err(AdmissionError::NotTheLatestVersion);
        }
        effects.set(previous.as_bytes(), &replaced)?;
    }
    let fact = RecordFact::anchored(controller, author, place, previous);
    effects.set(record.as_bytes(), &fact)?;
    Ok(effects)
}

fn make_grant(
    known: &Knowledge<'_>,
    issuer: IdentityId,
    grant: Commitment,
    controller: IdentityId,
    parent: Option<Commitment>,
    place: Place,
) -> Judged<Effects> {
    if known.fact::<GrantFact>(grant.as_bytes())?.is_some() {
        return Err(AdmissionError::GrantExists);
    }
    let parent = match parent {
        None if issuer != controller => return Err(AdmissionError::NotTheController),
        None => None,
        Some(parent) => {
            let fact = known.active_grant(parent)?;
            if fact.controller != controller {
                return Err(AdmissionError::OtherController);
            }
            if fact.depth >= GrantFact::MAX_DEPTH {
                return Err(AdmissionError::DelegationTooDeep);
            }
            Some((parent, fact.depth))
        }
    };
    let mut effects = Effects::on_trail_of(controller);
    let fact = GrantFact::made(controller, issuer, parent, place);
    effects.set(grant.as_bytes(), &fact)?;
    Ok(effects)
}

fn revoke(
    known: &Knowledge<'_>,
    signer: IdentityId,
    grant: Commitment,
    place: Place,
) -> Judged<Effects> {
    let mut fact = known.grant(grant)?;
    if signer != fact.issuer && signer != fact.controller {
        return Err(AdmissionError::NotTheIssuer);
    }
    if fact.revoked.replace(place.height).is_some() {
        return Err(AdmissionError::AlreadyRevoked);
    }
    let mut effects = Effects::on_trail_of(fact.controller);
    effects.set(grant.as_bytes(), &fact)?;
    Ok(effects)
}

fn log_event(
    known: &Knowledge<'_>,
    actor: IdentityId,
    event: Commitment,
    controller: IdentityId,
    place: Place,
    expires: Option<Timestamp>,
) -> Judged<Effects> {
    if known.fact::<EventFact>(event.as_bytes())?.is_some() {
        return Err(AdmissionError::EventExists);
    }
    let mut effects = Effects::on_trail_of(controller);
    effects.set(
        event.as_bytes(),
        &EventFact::logged(controller, actor, place, expires),
    )?;
    Ok(effects)
}

fn erase(
    known: &Knowledge<'_>,
    signer: IdentityId,
    record: Commitment,
    place: Place,
) -> Judged<Effects> {
    let mut fact = known.record(record)?;
    if signer != fact.controller {
        return Err(AdmissionError::NotTheController);
    }
    if fact.erased.replace(place.height).is_some() {
        return Err(AdmissionError::AlreadyErased);
    }
    let mut effects = Effects::on_trail_of(fact.controller);
    effects.set(record.as_bytes(), &fact)?;
    Ok(effects)
}
