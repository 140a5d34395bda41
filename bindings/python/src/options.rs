//! The keyword arguments that all ways of sealing share.

use crate::{
    arguments::Seconds,
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{exceptions::PyTypeError, prelude::*, types::PyDict};

/// What was given by keyword to a function that seals.
#[derive(Default)]
pub(crate) struct Options {
    recipients: Vec<facade::PublicIdentity>,
    seal: facade::SealOptions,
    previous: Option<facade::SealedHeader>,
    pub(crate) total: Option<u64>,
    progress: Option<Py<PyAny>>,
    cancel: Option<Py<Cancel>>,
}

/// How sealing goes: over in a moment, or long enough to be watched and stopped, and if so whether
/// the caller knows the length better than we do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Short,
    Long,
    Streamed,
}

impl Options {
    /// Reads them; any other keyword is a `TypeError`.
    pub(crate) fn read(given: Option<&Bound<'_, PyDict>>, work: Work) -> PyResult<Self> {
        let mut options = Self::default();
        let Some(given) = given else {
            return Ok(options);
        };
        for (key, value) in given.iter() {
            let key: String = key.extract()?;
            let is_known = options.set(&key, &value)?
                || (work != Work::Short && options.set_watch(&key, &value)?)
                || (work == Work::Streamed && options.set_total(&key, &value)?);
            if !is_known {
                let told = format!("unexpected keyword argument '{key}'");
                return Err(PyTypeError::new_err(told));
            }
        }
        Ok(options)
    }

    /// What the facade asks for at the end of every function that seals.
    pub(crate) fn parts(
        &self,
    ) -> (
        &[facade::PublicIdentity],
        &facade::SealOptions,
        Option<&facade::SealedHeader>,
    ) {
        (&self.recipients, &self.seal, self.previous.as_ref())
    }

    fn set(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        match key {
            "recipients" => {
                for recipient in value.try_iter()? {
                    let recipient = recipient?.cast_into::<PublicIdentity>()?;
                    self.recipients.push(recipient.get().0.clone());
                }
            }
            "category" => self.seal.category = value.extract()?,
            "media_type" => self.seal.media_type = value.extract()?,
            "created" => {
                let created: Option<Seconds> = value.extract()?;
                self.seal.created = created.map(|created| created.0);
            }
            "only_recipients" => self.seal.only_recipients = value.extract()?,
            "previous" => {
                let previous: Option<Bound<'_, SealedHeader>> = value.extract()?;
                self.previous = previous.map(|header| header.get().0.clone());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_total(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        if key == "total" {
            self.total = value.extract()?;
        }
        Ok(key == "total")
    }

    fn set_watch(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        match key {
            "progress" => self.progress = value.extract()?,
            "cancel" => self.cancel = value.extract()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The watch over the call, if it is long.
    pub(crate) fn watch(&mut self, trouble: &Trouble) -> facade::Watch {
        let cancel = self.cancel.as_ref().map(|cancel| cancel.get());
        watch(self.progress.take(), cancel, trouble)
    }
}
