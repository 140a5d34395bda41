//! Sealing and opening in memory, off the event loop: in the pool of threads that share out the work
//! itself, so that no thread of Node's waits for others.

use crate::host::helpers;
use crate::watch::Watch;
use crate::work::promised;
use medseal_facade::Error;
use napi::Env;
use napi::bindgen_prelude::{Object, ToNapiValue};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A promise of what `work` makes. What `work` holds, such as arrays that JavaScript lends, is dropped on
/// the thread of JavaScript: from any other, letting go of an array would wake that thread once more.
pub(crate) fn in_pool<T, J>(
    env: Env,
    mut work: impl FnMut() -> Result<T, Error> + Send + 'static,
) -> napi::Result<Object<'static>>
where
    T: Send + 'static,
    J: From<T> + ToNapiValue + 'static,
{
    let lender = Arc::clone(&helpers(env)?.lender);
    let (deferred, promise) = promised(env)?;
    submit(Box::new(move || {
        let Some(loan) = Loan::begin(&lender) else {
            return;
        };
        let result = work();
        drop(loan);
        deferred.resolve(Box::new(move |env| {
            drop(work);
            Watch::default().finish(env, result).map(J::from)
        }));
    }));
    Ok(promise)
}

/// An environment of JavaScript, whose arrays are read and written by other threads. When it ends, as a
/// worker does that is terminated, their memory goes, whatever refers to it.
#[derive(Default)]
pub(crate) struct Lender {
    lent: Mutex<Lent>,
    returned: Condvar,
}

#[derive(Default)]
struct Lent {
    loans: usize,
    has_ended: bool,
}

impl Lender {
    /// Lends nothing any more, and waits until nothing is lent. To be called before the memory goes.
    pub(crate) fn end(&self) {
        let mut lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        lent.has_ended = true;
        while lent.loans > 0 {
            let returned = self.returned.wait(lent);
            lent = returned.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// While there is one, the memory stays.
struct Loan<'a>(&'a Lender);

impl<'a> Loan<'a> {
    /// None if the environment has ended.
    fn begin(lender: &'a Lender) -> Option<Self> {
        let mut lent = lender.lent.lock().unwrap_or_else(PoisonError::into_inner);
        if lent.has_ended {
            return None;
        }
        lent.loans += 1;
        Some(Self(lender))
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let lent = self.0.lent.lock();
        lent.unwrap_or_else(PoisonError::into_inner).loans -= 1;
        self.0.returned.notify_all();
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// Pieces of work that are done now, and those that wait until one of them is.
struct Line {
    running: usize,
    waiting: VecDeque<Job>,
}

static LINE: Mutex<Line> = Mutex::new(Line {
    running: 0,
    waiting: VecDeque::new(),
});

/// A thread of the pool that waits for its share of one piece of work to be done elsewhere may begin with
/// another meanwhile, on the same stack: so many may lie there on top of each other.
const MOST_AT_ONCE: usize = 8;

fn submit(job: Job) {
    let mut line = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    if line.running < MOST_AT_ONCE {
        line.running += 1;
        drop(line);
        start(job);
    } else {
        line.waiting.push_back(job);
    }
}

fn start(job: Job) {
    rayon::spawn(move || {
        job();
        let mut line = LINE.lock().unwrap_or_else(PoisonError::into_inner);
        match line.waiting.pop_front() {
            Some(next) => {
                drop(line);
                start(next);
            }
            None => line.running -= 1,
        }
    });
}
