//! Work off the event loop: a task in Node's thread pool that settles a promise.

use crate::watch::Watch;
use medseal_facade::{self as facade, Error};
use napi::bindgen_prelude::{AsyncTask, Object, ToNapiValue, TypeName};
use napi::{Env, JsValue, Task, ValueType, sys};
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

/// As [`off_loop`], for work on arrays that JavaScript lends. What `work` holds is dropped on the thread
/// of JavaScript: from any other, letting go of an array would wake that thread once more.
pub(crate) fn off_loop_lent<T, J>(
    mut work: impl FnMut() -> Result<T, Error> + Send + 'static,
) -> AsyncTask<Work<T, J>>
where
    T: Send + 'static,
    J: From<T> + ToNapiValue + TypeName,
{
    let watch = Watch::default();
    AsyncTask::new(Work {
        worker: watch.worker(),
        watch,
        work: Box::new(move |_| Some(work())),
        made: PhantomData,
    })
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
    let (watch, mut work) = (watch.unwrap_or_default(), Some(work));
    AsyncTask::new(Work {
        worker: watch.worker(),
        watch,
        work: Box::new(move |watch| work.take().map(|work| work(watch))),
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
    type Settle<J> = Box<dyn FnOnce(Env) -> napi::Result<J> + Send>;
    let mut watch = watch.unwrap_or_default();
    let (deferred, promise) = env.create_deferred::<J, Settle<J>>()?;
    let promise = Object::from_raw(env.raw(), promise.raw());
    let thread = thread::Builder::new().name("medseal".to_owned());
    thread.spawn(move || {
        // Cancelling also breaks the pipes, and then the work may see that first.
        let result = work(&watch.worker()).map_err(|error| watch.cancelled().unwrap_or(error));
        deferred.resolve(Box::new(move |env| watch.finish(env, result).map(J::from)));
    })?;
    Ok(promise)
}

/// Gives something once.
type Closure<T> = Box<dyn FnMut(&facade::Watch) -> Option<Result<T, Error>> + Send>;

/// A piece of work whose result `T` JavaScript sees as `J`.
pub struct Work<T, J> {
    work: Closure<T>,
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
        let result = (self.work)(&self.worker);
        result.ok_or_else(|| napi::Error::from_status(napi::Status::GenericFailure))
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
