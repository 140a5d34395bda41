//! Work off the event loop: a task in Node's thread pool that settles a promise.

use crate::watch::Watch;
use medseal_facade::{self as facade, Error};
use napi::bindgen_prelude::{AsyncTask, Object, ToNapiValue, TypeName};
use napi::{Env, JsDeferred, JsValue, Task, ValueType, sys};
use std::marker::PhantomData;
use std::thread;

/// A promise of what `work` makes, done in Node's thread pool.
pub(crate) fn off_loop<T, J>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> AsyncTask<Work<T, J>>
where
    T: Send + 'static,
    J: From<T> + ToNapiValue + TypeName,
{
    watched(None, move |_| work())
}

/// As [`off_loop`], for work that tells its progress and can be cancelled.
pub(crate) fn watched<T, J>(
    watch: Option<Watch>,
    work: impl FnOnce(&facade::Watch) -> Result<T, Error> + Send + 'static,
) -> AsyncTask<Work<T, J>>
where
    T: Send + 'static,
    J: From<T> + ToNapiValue + TypeName,
{
    let watch = watch.unwrap_or_default();
    AsyncTask::new(Work {
        worker: watch.worker(),
        watch,
        work: Some(Box::new(work)),
        made: PhantomData,
    })
}

/// As [`watched`], on a thread of its own: for work that waits for JavaScript, which would keep Node's
/// thread pool from all other work.
pub(crate) fn in_thread<T, J>(
    env: Env,
    watch: Option<Watch>,
    work: impl FnOnce(&facade::Watch) -> Result<T, Error> + Send + 'static,
) -> napi::Result<Object<'static>>
where
    T: Send + 'static,
    J: From<T> + ToNapiValue + 'static,
{
    let mut watch = watch.unwrap_or_default();
    let (deferred, promise) = promised(env)?;
    let thread = thread::Builder::new().name("medseal".to_owned());
    thread.spawn(move || {
        // Cancelling also breaks the pipes, and then the work may see that first.
        let result = work(&watch.worker()).map_err(|error| watch.cancelled().unwrap_or(error));
        deferred.resolve(Box::new(move |env| watch.finish(env, result).map(J::from)));
    })?;
    Ok(promise)
}

/// A promise, and what settles it from any thread.
pub(crate) fn promised<J: ToNapiValue + 'static>(
    env: Env,
) -> napi::Result<(Deferred<J>, Object<'static>)> {
    let (deferred, promise) = env.create_deferred()?;
    Ok((deferred, Object::from_raw(env.raw(), promise.raw())))
}

type Deferred<J> = JsDeferred<J, Settle<J>>;

/// What makes a value of JavaScript, on its thread.
type Settle<J> = Box<dyn FnOnce(Env) -> napi::Result<J> + Send>;

type Closure<T> = Box<dyn FnOnce(&facade::Watch) -> Result<T, Error> + Send>;

/// A piece of work whose result `T` JavaScript sees as `J`.
pub struct Work<T, J> {
    /// Until it is begun.
    work: Option<Closure<T>>,
    worker: facade::Watch,
    watch: Watch,
    made: PhantomData<fn() -> J>,
}

impl<T, J> Task for Work<T, J>
where
    T: Send + 'static,
    J: From<T> + ToNapiValue + TypeName,
{
    type Output = Result<T, Error>;
    type JsValue = J;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        let work = self.work.take();
        let work = work.ok_or_else(|| napi::Error::from_status(napi::Status::GenericFailure))?;
        Ok(work(&self.worker))
    }

    fn resolve(&mut self, env: Env, output: Self::Output) -> napi::Result<J> {
        self.watch.finish(env, output).map(J::from)
    }
}

/// Many results of one piece of work.
pub struct List<J>(Vec<J>);

impl<T, J: From<T>> From<Vec<T>> for List<J> {
    fn from(list: Vec<T>) -> Self {
        Self(list.into_iter().map(J::from).collect())
    }
}

impl<J: ToNapiValue> ToNapiValue for List<J> {
    unsafe fn to_napi_value(env: sys::napi_env, list: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: the caller vouches for `env`.
        unsafe { Vec::to_napi_value(env, list.0) }
    }
}

impl<J> TypeName for List<J> {
    fn type_name() -> &'static str {
        "Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}
