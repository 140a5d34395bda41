//! Sealing and opening streams: the native half of `lib/streams.js`.
//!
//! Each function works on a thread of its own that reads from one pipe and writes to another.

use crate::numbers::Unsigned;
use crate::pipe::End;
use crate::public_identity::PublicIdentity;
use crate::sealed_header::SealedHeader;
use crate::sealing::{SealOrder, WatchedSealOptions};
use crate::secret_identity::SecretIdentity;
use crate::unlocked::Unlocked;
use crate::watch::Watch;
use crate::work::in_thread;
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::{External, Object};
use napi_derive::napi;

/// `SealedRecord.sealStream`, or `SealedHeader.sealPayload` if `detached`.
#[napi(js_name = "__sealStream", skip_typescript)]
pub fn seal_stream(
    env: Env,
    author: &SecretIdentity,
    patient: &PublicIdentity,
    source: &External<End>,
    sink: &External<End>,
    detached: bool,
    total: Option<Unsigned>,
    options: Option<WatchedSealOptions>,
) -> napi::Result<Object<'static>> {
    let (mut source, mut sink) = (source.reader(), sink.writer());
    let options = options.unwrap_or_default();
    let order = SealOrder::new(author, patient, Some(options.seal));
    let total = total.map(|total| total.0);
    let seal = if detached {
        facade::SealedHeader::seal_payload
    } else {
        facade::SealedRecord::seal_stream
    };
    in_thread::<_, SealedHeader>(env, Some(options.watch), move |watch| {
        seal(
            &order.author,
            &order.patient,
            &order.recipients,
            &mut source,
            total,
            &mut sink,
            &order.options,
            order.previous.as_ref(),
            watch,
        )
    })
}

/// `SealedRecord.openStream`.
#[napi(js_name = "__openStream", skip_typescript)]
pub fn open_stream(
    env: Env,
    source: &External<End>,
    sink: &External<End>,
    identity: &SecretIdentity,
    options: Option<Watch>,
) -> napi::Result<Object<'static>> {
    let (mut source, mut sink) = (source.reader(), sink.writer());
    let identity = identity.inner();
    in_thread::<_, SealedHeader>(env, options, move |watch| {
        facade::SealedRecord::open_stream(&mut source, &mut sink, &identity, watch)
    })
}

/// `SealedHeader.prototype.openPayload`.
#[napi(js_name = "__openPayload", skip_typescript)]
pub fn open_payload(
    env: Env,
    header: &SealedHeader,
    source: &External<End>,
    sink: &External<End>,
    identity: &SecretIdentity,
    options: Option<Watch>,
) -> napi::Result<Object<'static>> {
    let (mut source, mut sink) = (source.reader(), sink.writer());
    let (header, identity) = (header.inner(), identity.inner());
    in_thread::<_, ()>(env, options, move |watch| {
        header.open_payload(&mut source, &mut sink, &identity, watch)
    })
}

/// `Unlocked.prototype.openPayload`.
#[napi(js_name = "__openUnlocked", skip_typescript)]
pub fn open_unlocked(
    env: Env,
    unlocked: &Unlocked,
    source: &External<End>,
    sink: &External<End>,
    options: Option<Watch>,
) -> napi::Result<Object<'static>> {
    let (mut source, mut sink) = (source.reader(), sink.writer());
    let unlocked = unlocked.inner();
    in_thread::<_, ()>(env, options, move |watch| {
        unlocked.open_payload(&mut source, &mut sink, watch)
    })
}
