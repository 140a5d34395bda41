//! What the addon asks JavaScript to do, because only JavaScript does it well.
//!
//! `index.js` hands these over when the package is loaded, once per environment: the main thread and
//! each worker have their own.

use crate::pool::Lender;
use napi::bindgen_prelude::{FnArgs, Function, FunctionRef, Unknown};
use napi::{Env, Status};
use napi_derive::napi;
use std::sync::Arc;

/// Code, kind, message, reasons.
pub(crate) type ErrorArguments = FnArgs<(String, String, String, Vec<String>)>;

/// The signal, and what to call when it is aborted.
pub(crate) type ListenArguments = FnArgs<(Unknown<'static>, Function<'static, (), ()>)>;

/// Tells why a signal was aborted, if it was.
pub(crate) type StopListening = Function<'static, (), Unknown<'static>>;

/// The functions of `lib/` that the addon calls, and what else an environment has of its own.
pub(crate) struct Helpers {
    /// The class `MedsealError`.
    pub(crate) error_class: FunctionRef<ErrorArguments, ()>,
    /// `listen(signal, onAbort)`: calls back when the signal is aborted, at once if it is already.
    /// What it returns ends that, and returns the signal's reason.
    pub(crate) listen: FunctionRef<ListenArguments, StopListening>,
    /// What lends arrays to other threads.
    pub(crate) lender: Arc<Lender>,
}

/// Introduces the helpers. Called by the package itself when it is loaded.
#[napi(js_name = "__useHelpers", skip_typescript)]
pub fn use_helpers(
    env: Env,
    error_class: Function<'static, ErrorArguments, ()>,
    listen: Function<'static, ListenArguments, StopListening>,
) -> napi::Result<()> {
    let lender = Arc::new(Lender::default());
    env.add_env_cleanup_hook(Arc::clone(&lender), |lender| lender.end())?;
    let helpers = Helpers {
        error_class: error_class.create_ref()?,
        listen: listen.create_ref()?,
        lender,
    };
    env.set_instance_data(helpers, (), |_| {})
}

/// The helpers of this environment.
pub(crate) fn helpers(env: Env) -> napi::Result<&'static Helpers> {
    let helpers = env.get_instance_data::<Helpers>()?;
    helpers.map_or_else(
        || {
            let text = "the addon was loaded without its package; require or import `medseal`";
            Err(napi::Error::new(Status::GenericFailure, text.to_owned()))
        },
        |helpers| Ok(&*helpers),
    )
}
