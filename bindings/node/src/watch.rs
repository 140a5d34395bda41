//! Progress callbacks and `AbortSignal`, as the observer that the facade knows.

use crate::errors::{thrown, thrown_because};
use crate::host;
use medseal_facade::{self as facade, Cancel, Error, Kind, Observer};
use napi::bindgen_prelude::{
    FnArgs, FromNapiValue, Function, FunctionRef, JsObjectValue, Object, TypeName, Unknown,
    ValidateNapiValue,
};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status, ValueType, sys};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes done, and bytes in all where that is known.
type Report = FnArgs<(u64, Option<u64>)>;
type Notify = ThreadsafeFunction<(), (), (), Status, false, true>;

/// What a caller may pass with long work: `{ signal?: AbortSignal, onProgress?: (done, total) => void }`.
///
/// It belongs to the thread of JavaScript; the worker has the facade's.
#[derive(Default)]
pub struct Watch {
    cancel: Cancel,
    /// What was last reported and is not yet told.
    shared: Arc<Latest>,
    progress: Option<(FunctionRef<Report, ()>, Arc<Notify>)>,
    stop_listening: Option<FunctionRef<(), Unknown<'static>>>,
}

impl Watch {
    /// The end that goes to the thread which does the work.
    pub(crate) fn worker(&self) -> facade::Watch {
        let observer = self.progress.as_ref().map(|(_, notify)| Reporter {
            shared: Arc::clone(&self.shared),
            notify: Arc::clone(notify),
        });
        facade::Watch {
            observer: observer.map(|observer| Arc::new(observer) as Arc<dyn Observer>),
            cancel: Some(self.cancel.clone()),
        }
    }

    /// The error of cancelled work, if it was cancelled.
    pub(crate) fn cancelled(&self) -> Option<Error> {
        self.cancel.is_cancelled().then(|| Error {
            code: "cancelled",
            kind: Kind::Cancelled,
            message: "the operation was cancelled".to_owned(),
            reasons: Vec::new(),
        })
    }

    /// To be called when the work is done, on the thread of JavaScript: tells the last progress, takes
    /// the listener off the signal, and makes the error what the caller will see.
    pub(crate) fn finish<T>(&mut self, env: Env, result: Result<T, Error>) -> napi::Result<T> {
        let reason = match self.stop_listening.take() {
            Some(stop) => Some(stop.borrow_back(&env)?.call(())?),
            None => None,
        };
        if let Some((callback, _)) = self.progress.take()
            && let Some(report) = self.shared.take()
            && result.is_ok()
        {
            callback.borrow_back(&env)?.call(report)?;
        }
        result.map_err(|error| match reason {
            Some(reason) if error.kind == Kind::Cancelled => thrown_because(env, &error, reason),
            _ => thrown(env, &error),
        })
    }

    fn listen(&mut self, env: Env, signal: Unknown<'static>) -> napi::Result<()> {
        let cancel = self.cancel.clone();
        let on_abort = env.create_function_from_closure("onAbort", move |_| {
            cancel.cancel();
            Ok(())
        })?;
        let listen = host::helpers(env)?.listen.borrow_back(&env)?;
        let stop = listen.call((signal, on_abort).into())?;
        self.stop_listening = Some(stop.create_ref()?);
        Ok(())
    }

    fn report_to(
        &mut self,
        env: Env,
        callback: &Function<'static, Report, ()>,
    ) -> napi::Result<()> {
        let shared = Arc::clone(&self.shared);
        let told = callback.create_ref()?;
        let tell =
            env.create_function_from_closure::<(), (), _>(
                "onProgress",
                move |context| match shared.take() {
                    Some(report) => told.borrow_back(context.env)?.call(report),
                    None => Ok(()),
                },
            )?;
        // Weak: a call that may still come does not keep the process alive.
        let notify = tell.build_threadsafe_function::<()>().weak::<true>();
        let notify = notify.build()?;
        self.progress = Some((callback.create_ref()?, Arc::new(notify)));
        Ok(())
    }
}

impl FromNapiValue for Watch {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the type.
        let options = unsafe { Object::from_napi_value(env, value) }?;
        let env = Env::from_raw(env);
        let mut watch = Self::default();
        if let Some(signal) = options.get_named_property::<Option<Unknown<'static>>>("signal")? {
            watch.listen(env, signal)?;
        }
        let callback =
            options.get_named_property::<Option<Function<'static, _, _>>>("onProgress")?;
        if let Some(callback) = callback {
            watch.report_to(env, &callback)?;
        }
        Ok(watch)
    }
}

impl TypeName for Watch {
    fn type_name() -> &'static str {
        "Watch"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Watch {}

#[derive(Default)]
struct Latest(Mutex<Option<(u64, Option<u64>)>>);

impl Latest {
    /// Whether there was no other report waiting, so that somebody has to be told.
    fn put(&self, done: u64, total: Option<u64>) -> bool {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest.replace((done, total)).is_none()
    }

    fn take(&self) -> Option<Report> {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest.take().map(FnArgs::from)
    }
}

struct Reporter {
    shared: Arc<Latest>,
    notify: Arc<Notify>,
}

impl Observer for Reporter {
    fn progress(&self, done: u64, total: Option<u64>) -> bool {
        // One call waits at the most; it tells what is latest when its turn comes.
        if self.shared.put(done, total) {
            self.notify
                .call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
        true
    }
}
