//! `medseal verify` for presentations, and `medseal verify-batch`.

use super::{
    Context,
    policy::{read_policy, read_request, schemas},
};
use crate::{
    args::{Screening, VerifyBatchArgs},
    error::{CliError, Result},
    files::read_small,
    interrupt,
    keyfile::read_identity,
    ledger,
    report::{Line, Report},
};
use medseal::{
    eligibility::{
        EligibilityRequest, Eligible, Presentation, PresentationError, StatusView, Verifier,
    },
    errors::ErrorCode,
    exchange::NodeView,
    nonces::{DurableNonces, NonceError, NonceStore, Once},
    types::{Cancelled, NoProgress, Timestamp},
};
use serde_json::json;
use std::path::{Path, PathBuf};

type Decision = std::result::Result<Eligible, PresentationError>;

/// `medseal verify --presentation`.
pub(super) fn one(presentation: &PathBuf, args: &Screening<'_>, context: &Context) -> Result<()> {
    let (decided, height) = decide(std::slice::from_ref(presentation), args, context)?;
    let about = |error: CliError| error.about(presentation.display());
    let eligible = decided
        .into_iter()
        .next()
        .unwrap_or(Err(PresentationError::NotEligible))
        .map_err(|error| about(error.into()))?;
    let issuers = eligible.issuers().iter();
    let issuers: Vec<_> = issuers
        .map(|(name, key)| json!({"credential": name, "issuer": key.did_key()}))
        .collect();
    Report::new("The holder is eligible.")
        .text("policy", eligible.policy())
        .field("certified_by", issuers)
        .optional("pseudonym", eligible.pseudonym())
        .text("decided", eligible.time())
        .field("height", height)
        .print(context.json, false)
}

/// `medseal verify-batch`.
pub(super) fn many(args: &VerifyBatchArgs, context: &Context) -> Result<()> {
    let (decided, height) = decide(&args.presentation, &args.screening.complete()?, context)?;
    let eligible = decided.iter().filter(|decision| decision.is_ok()).count();
    let line = |(path, decision): (&PathBuf, &Decision)| {
        let (verdict, pseudonym) = match decision {
            Ok(eligible) => ("eligible", eligible.pseudonym().map(ToString::to_string)),
            Err(error) => (error.code(), None),
        };
        let name = path.display();
        Line {
            text: match &pseudonym {
                Some(pseudonym) => format!("{name}: {verdict}, {pseudonym}"),
                None => format!("{name}: {verdict}"),
            },
            value: json!({"presentation": name.to_string(), "verdict": verdict,
                          "pseudonym": pseudonym}),
        }
    };
    Report::new(format!("{eligible} of {} are eligible.", decided.len()))
        .field("eligible", eligible)
        .field("refused", decided.len().saturating_sub(eligible))
        .field("height", height)
        .list(
            "presentations",
            args.presentation.iter().zip(&decided).map(line).collect(),
        )
        .print(context.json, false)
}

/// Decides about presentations, each in answer to the request that it names, and remembers what is
/// accepted before anybody hears of it.
fn decide(
    presentations: &[PathBuf],
    args: &Screening<'_>,
    context: &Context,
) -> Result<(Vec<Decision>, u64)> {
    let policy = read_policy(args.policy, &schemas(args.schemas)?)?;
    let key = read_identity(args.verifier)?.verifying_key();
    let requests: Vec<_> = args
        .requests
        .iter()
        .map(|path| read_request(path))
        .collect::<Result<_>>()?;
    let shown: Vec<_> = presentations
        .iter()
        .map(|path| read_small(path, Presentation::MAX_BYTES))
        .collect::<Result<_>>()?;
    let ledger = ledger::open(args.ledger, context.quiet)?;
    let view = NodeView::new(&ledger);
    let mut seen = Seen::of(args.seen)?;
    let now = context.now()?;

    let mut decided: Vec<Decision> = vec![Err(PresentationError::NotEligible); presentations.len()];
    let answered = |bytes: &[u8]| {
        let digest = Presentation::from_bytes(bytes).ok()?.request();
        requests.iter().find(|request| request.digest() == digest)
    };
    let queue: Vec<(usize, &[u8], &EligibilityRequest)> = shown
        .iter()
        .enumerate()
        .filter_map(|(at, bytes)| Some((at, &bytes[..], answered(bytes)?)))
        .collect();
    // A verifier speaks for one audience: requests for several are decided one after another.
    let mut audiences: Vec<&str> = queue.iter().map(|(_, _, r)| r.audience()).collect();
    audiences.sort_unstable();
    audiences.dedup();
    let mut verified = Vec::new();
    for audience in audiences {
        let of_this = queue.iter().filter(|(_, _, r)| r.audience() == audience);
        let (places, pairs): (Vec<_>, Vec<_>) = of_this.map(|(at, b, r)| (*at, (*b, *r))).unzip();
        let mut verifier = Verifier::new(key, audience.to_owned(), policy.clone());
        let prepared = verifier.prepare(&pairs, &view, now);
        let stopped = |Cancelled| PresentationError::Unavailable;
        let batch = prepared.verify(&mut NoProgress).map_err(stopped)?;
        verified.push((places, batch));
    }
    // What is remembered as accepted is told, too.
    let _whole = interrupt::deferred();
    for (places, batch) in verified {
        for (at, verdict) in places.into_iter().zip(batch.redeem(&mut seen)) {
            if let Some(place) = decided.get_mut(at) {
                *place = verdict;
            }
        }
    }
    match seen.failed {
        Some(error) => Err(error),
        None => Ok((decided, view.state().height)),
    }
}

/// What was accepted, in a file that is begun when there is something to remember.
struct Seen<'a> {
    path: &'a Path,
    store: Option<DurableNonces>,
    failed: Option<CliError>,
}

impl<'a> Seen<'a> {
    fn of(path: &'a Path) -> Result<Self> {
        let store = path.exists().then(|| Self::open(path)).transpose()?;
        Ok(Self {
            path,
            store,
            failed: None,
        })
    }

    fn open(path: &Path) -> Result<DurableNonces> {
        let opened = DurableNonces::open(path);
        opened.map_err(|error| CliError::from(error).about(path.display()))
    }
}

impl NonceStore for Seen<'_> {
    fn redeem_each(
        &mut self,
        groups: &[Vec<Once>],
        now: Timestamp,
    ) -> Vec<std::result::Result<(), NonceError>> {
        if groups.is_empty() {
            return Vec::new();
        }
        if self.store.is_none() {
            match Self::open(self.path) {
                Ok(store) => self.store = Some(store),
                Err(error) => self.failed = Some(error),
            }
        }
        match &mut self.store {
            Some(store) => store.redeem_each(groups, now),
            None => vec![Err(NonceError::Unavailable); groups.len()],
        }
    }
}
