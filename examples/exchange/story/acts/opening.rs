//! Opening a record, and being refused.

use super::{Stage, Work};
use crate::report::{Step, StoryError, io};
use medseal::{
    consent::{DecisionRules, Purpose},
    envelope::{HeaderError, SealedHeader},
    exchange::{AccessIntent, ExchangeError, GrantBundle, unlock},
    keys::SecretIdentity,
    types::{NoProgress, TimeError, Timestamp},
};
use std::{
    fs::File,
    io::{BufReader, BufWriter},
};

impl Stage {
    /// Asks, is permitted, records the access, decrypts to the file `opened`.
    pub(super) fn open(
        &mut self,
        holder: &SecretIdentity,
        bundle: &GrantBundle,
        work: &Work,
    ) -> Result<u64, Refusal> {
        let now = Timestamp::now()?;
        self.exchange.register(holder, now)?;
        let custodian = self.cast.authority.identity_id();
        let intent = AccessIntent::new(custodian, Purpose::Treatment);
        let request = intent.request(holder, bundle, &work.header, now)?;
        let rules = DecisionRules::new(custodian);
        let (chain, header) = (bundle.chain(), &work.header);
        let permit = self.exchange.decide(&request, chain, header, &rules, now)?;
        let unlocked = unlock(permit, holder, bundle, header, None, now)?;
        self.exchange
            .record_access(holder, bundle, unlocked.event(), now)?;
        let mut source = BufReader::new(File::open(&work.container).map_err(io)?);
        SealedHeader::read_from(&mut source)?;
        let sink = File::create(self.directory.join("opened")).map_err(io)?;
        Ok(unlocked.open_stream(source, BufWriter::new(sink), NoProgress)?)
    }

    /// Expects that opening is denied, and says why it was.
    pub(super) fn expect_denial(
        &mut self,
        holder: &SecretIdentity,
        bundle: &GrantBundle,
        work: &Work,
        step: &mut Step,
    ) -> Result<(), StoryError> {
        match self.open(holder, bundle, work) {
            Ok(_) => Err(StoryError::unexpected(
                "access was permitted that must be denied",
            )),
            Err(Refusal::Denied(reasons)) => {
                step.say(format!("Denied: {}.", reasons.join(", ")));
                step.note("denied", reasons);
                Ok(())
            }
            Err(Refusal::Failed(error)) => Err(error),
        }
    }
}

/// Why a record was not opened.
pub(super) enum Refusal {
    Denied(Vec<&'static str>),
    Failed(StoryError),
}

impl From<Refusal> for StoryError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(_) => Self::unexpected("access was denied that must be permitted"),
            Refusal::Failed(error) => error,
        }
    }
}

impl From<StoryError> for Refusal {
    fn from(error: StoryError) -> Self {
        Self::Failed(error)
    }
}

impl From<ExchangeError> for Refusal {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Denied(denial) => Self::Denied(
                denial
                    .reasons()
                    .iter()
                    .map(|reason| reason.code())
                    .collect(),
            ),
            error => Self::Failed(error.into()),
        }
    }
}

impl From<HeaderError> for Refusal {
    fn from(error: HeaderError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<TimeError> for Refusal {
    fn from(error: TimeError) -> Self {
        Self::Failed(error.into())
    }
}
