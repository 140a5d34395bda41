//! Errors of the facade, thrown and rejected as instances of the package's class `MedsealError`.

use crate::host;
use medseal_facade::Error;
use napi::bindgen_prelude::{JsObjectValue, Object, Unknown};
use napi::{Env, JsValue, Status};

/// The facade's error as something that Node can throw here, or reject a promise with.
pub(crate) fn thrown(env: Env, error: &Error) -> napi::Error {
    match instance(env, error) {
        Ok(instance) => napi::Error::from(instance),
        Err(_) => napi::Error::new(Status::GenericFailure, error.message.clone()),
    }
}

/// As [`thrown`], with what the caller gave as the reason of its cancellation.
pub(crate) fn thrown_because(env: Env, error: &Error, reason: Unknown<'_>) -> napi::Error {
    let caused = instance(env, error).and_then(|instance| {
        let mut object = Object::from_raw(env.raw(), instance.raw());
        object.set_named_property("cause", reason)?;
        Ok(instance)
    });
    caused.map_or_else(|_| thrown(env, error), napi::Error::from)
}

/// The result of a synchronous call, its error ready to be thrown.
pub(crate) trait OrThrow<T> {
    fn or_throw(self, env: Env) -> napi::Result<T>;
}

impl<T> OrThrow<T> for Result<T, Error> {
    fn or_throw(self, env: Env) -> napi::Result<T> {
        self.map_err(|error| thrown(env, &error))
    }
}

fn instance<'a>(env: Env, error: &Error) -> napi::Result<Unknown<'a>> {
    let arguments = (
        error.code.to_owned(),
        error.kind.name().to_owned(),
        error.message.clone(),
        error.reasons.clone(),
    );
    host::helpers(env)?
        .error_class
        .borrow_back(&env)?
        .new_instance(arguments.into())
}
