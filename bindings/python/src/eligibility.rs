//! Eligibility: policies, what a verifier asks, and what it learns.

use crate::{
    arguments::{PathText, Seconds, seconds},
    authority_list::AuthorityList,
    buffers::{self, Input},
    credentials::CredentialSchema,
    errors::Outcome,
    handle::handle,
    identity::SecretIdentity,
    ledger::Ledger,
    public_identity::PublicIdentity,
    records::record,
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What a policy says.
    EligibilityPolicyDetails {
        /// The policy's name.
        name: String,
        /// The hash that names it in requests.
        hash: String,
        /// The credentials it relies on, by its names for them.
        credentials: Vec<String>,
        /// What a holder can enrol in once only, if the policy asks for that.
        trial: Option<String>,
        /// What is proven and what the verifier learns, in plain words, to be shown to the holder.
        explanation: String,
    }
}

record! {
    /// What a request says, to be shown to the holder.
    EligibilityRequestDetails {
        /// Who asks, as a `did:key`.
        verifier: String,
        /// Whom presentations are for: a place of the verifier's.
        audience: String,
        /// The hash of the policy.
        policy: String,
        /// The oldest state of the ledger that is acceptable.
        ledger: LedgerPoint => one,
        /// When it was made, in seconds since 1970.
        issued: u64,
        /// Until when it may be answered, in seconds since 1970.
        expires: u64,
    }
}

record! {
    /// That a holder was found eligible, and what was established.
    Eligible {
        /// The hash of the policy that is met.
        policy: String,
        /// The credentials of the policy, by its names for them, in order.
        credentials: Vec<String>,
        /// Who certified each of them, as a `did:key`.
        issuers: Vec<String>,
        /// The holder's pseudonym, where the policy asks for one enrolment. Whoever enrols holders
        /// refuses one that is enrolled already.
        pseudonym: Option<String>,
        /// The state of the ledger in which no credential was revoked.
        ledger: LedgerPoint => one,
        /// When that was decided, in seconds since 1970.
        time: u64,
    }
}

record! {
    /// What was decided about one presentation of a batch: `eligible` or a `refusal`, never both.
    EligibilityVerdict {
        /// What was established, if the holder is eligible.
        eligible: Option<Eligible> => optional,
        /// The code of the refusal otherwise, without detail: `not-eligible`, or
        /// `verifier-unavailable` if the verifier itself could not decide.
        refusal: Option<String>,
    }
}

record! {
    /// A state of a ledger, as `Ledger.point()` gives it.
    LedgerPoint {
        /// The ledger.
        ledger_id: String,
        /// The height of its block.
        height: u64,
        /// The root of its authenticated state there.
        state_root: String,
        /// The block's time, in seconds since 1970.
        time: u64,
    }
}

/// Who is eligible: conditions over certified values, in a document that a person can read and
/// write, checked against the schemas it names.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct EligibilityPolicy(pub(crate) facade::EligibilityPolicy);

#[pymethods]
impl EligibilityPolicy {
    /// Reads a policy document and checks it against the schemas it names.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &str, schemas: Vec<Py<CredentialSchema>>) -> Outcome<Self> {
        let schemas = crate::arguments::each(&schemas, |one| &one.0);
        Ok(Self(py.detach(|| {
            facade::EligibilityPolicy::from_json(json, &schemas)
        })?))
    }

    /// The document as it was read.
    fn to_json(&self) -> Outcome<String> {
        Ok(self.0.to_json()?)
    }

    /// What the policy says.
    fn details(&self, py: Python<'_>) -> Outcome<EligibilityPolicyDetails> {
        Ok(py.detach(|| self.0.details())?.into())
    }
}

/// A verifier's signed request to show eligibility under a policy.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct EligibilityRequest(pub(crate) facade::EligibilityRequest);

#[pymethods]
impl EligibilityRequest {
    /// Signs a request. `audience` is a place of the verifier's, such as
    /// `https://trial.example.org/screening`; `ledger` the state in which credentials must not be
    /// revoked. It may be answered for `lifetime` seconds, at most a day; without it, an hour.
    #[staticmethod]
    #[pyo3(signature = (verifier, policy, audience, ledger, *, lifetime = None, now = None))]
    fn issue(
        py: Python<'_>,
        verifier: &SecretIdentity,
        policy: &EligibilityPolicy,
        audience: &str,
        ledger: &LedgerPoint,
        lifetime: Option<u64>,
        now: Option<Seconds>,
    ) -> Outcome<Self> {
        let (verifier, policy, now) = (&verifier.0, &policy.0, seconds(now));
        let point = facade::LedgerPoint {
            ledger_id: ledger.ledger_id.clone(),
            height: ledger.height,
            state_root: ledger.state_root.clone(),
            time: ledger.time,
        };
        let request = py.detach(|| {
            facade::EligibilityRequest::issue(verifier, policy, audience, &point, lifetime, now)
        });
        Ok(Self(request?))
    }

    /// Reads a request and verifies its signature.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        let request = py.detach(|| facade::EligibilityRequest::from_bytes(data.as_slice()));
        Ok(Self(request?))
    }

    /// The request as it is sent.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// What the request says.
    fn details(&self) -> Outcome<EligibilityRequestDetails> {
        Ok(self.0.details()?.into())
    }
}

handle! {
    /// Decides about presentations, and accepts none twice: a verifier with this key, at this
    /// audience, for this policy.
    ///
    /// It remembers in memory what it accepted: keep one for as long as its requests can be answered.
    /// `EligibilityVerifier.open()` remembers in a file. Everyone who decides for one verifier must
    /// use one of them: two would accept one thing twice.
    EligibilityVerifier(is_closed) {
        #[new]
        fn new(
            py: Python<'_>,
            verifier: &PublicIdentity,
            audience: &str,
            policy: &EligibilityPolicy,
        ) -> Outcome<Self> {
            let (verifier, policy) = (&verifier.0, &policy.0);
            let made = || facade::EligibilityVerifier::new(verifier, audience, policy);
            Ok(Self(py.detach(made)?))
        }

        /// A verifier that remembers what it accepted in a file, which is begun if it is not there.
        /// What is accepted is in the file, safe from a loss of power, before anybody hears of it.
        ///
        /// The file is held until the verifier is closed: nobody else can open it. Never restore an
        /// old copy of it: what was accepted since would be accepted once more. Raises
        /// `StorageError`, with the code `nonce-store-busy` if somebody else has it open.
        #[staticmethod]
        fn open(
            py: Python<'_>,
            path: PathText,
            verifier: &PublicIdentity,
            audience: &str,
            policy: &EligibilityPolicy,
        ) -> Outcome<Self> {
            let (verifier, policy) = (&verifier.0, &policy.0);
            let made = || facade::EligibilityVerifier::open(&path.0, verifier, audience, policy);
            Ok(Self(py.detach(made)?))
        }

        /// Decides about a presentation on a ledger's last block.
        ///
        /// Raises an error with the code `not-eligible`, without detail, also if it was accepted before.
        #[pyo3(signature = (presentation, request, ledger, *, now = None))]
        fn verify(
            &self,
            py: Python<'_>,
            presentation: Input,
            request: &EligibilityRequest,
            ledger: &Ledger,
            now: Option<Seconds>,
        ) -> Outcome<Eligible> {
            let (request, ledger, now) = (&request.0, &ledger.0, seconds(now));
            let shown = presentation.as_slice();
            Ok(py.detach(|| self.0.verify(shown, request, ledger, now))?.into())
        }

        /// Decides about a presentation on a proof of its credentials' status, as
        /// `Ledger.prove_status()` makes it, which the ledger's authorities must stand behind.
        #[pyo3(signature = (presentation, request, status_proof, authorities, *, now = None))]
        fn verify_with_proof(
            &self,
            py: Python<'_>,
            presentation: Input,
            request: &EligibilityRequest,
            status_proof: Input,
            authorities: &AuthorityList,
            now: Option<Seconds>,
        ) -> Outcome<Eligible> {
            let (request, authorities, now) = (&request.0, &authorities.0, seconds(now));
            let (shown, proof) = (presentation.as_slice(), status_proof.as_slice());
            let eligible =
                py.detach(|| self.0.verify_with_proof(shown, request, proof, authorities, now));
            Ok(eligible?.into())
        }

        /// Decides about many presentations at once, each in a pair with the request it answers, at a
        /// fraction of the cost of deciding one by one: about each exactly what `verify()` would
        /// decide, were they verified in this order. There is a verdict for each, in their order. At
        /// most 16,384; other work of this verifier and of the ledger goes on meanwhile.
        ///
        /// `progress` is called with how many are done, and of how many. What is accepted is
        /// remembered all together, at the end: where this raises, nothing was accepted.
        #[pyo3(signature = (answers, ledger, *, progress = None, cancel = None, now = None))]
        #[allow(clippy::too_many_arguments)] // Python's are keywords.
        fn verify_batch(
            &self,
            py: Python<'_>,
            answers: Vec<Answer>,
            ledger: &Ledger,
            progress: Option<Py<PyAny>>,
            cancel: Option<&Cancel>,
            now: Option<Seconds>,
        ) -> Outcome<Vec<EligibilityVerdict>> {
            let (answers, ledger, now) = (answered(answers), &ledger.0, seconds(now));
            let trouble = Trouble::default();
            let watch = watch(progress, cancel, &trouble);
            let verdicts =
                trouble.detached(py, || self.0.verify_batch(&answers, ledger, &watch, now))?;
            Ok(verdicts.into_iter().map(Into::into).collect())
        }

        /// Decides about many presentations at once on one proof of the status of all their
        /// credentials: `Ledger.prove_status()` of all their `status_handles()`.
        #[pyo3(signature = (
            answers, status_proof, authorities, *, progress = None, cancel = None, now = None
        ))]
        #[allow(clippy::too_many_arguments)] // Python's are keywords.
        fn verify_batch_with_proof(
            &self,
            py: Python<'_>,
            answers: Vec<Answer>,
            status_proof: Input,
            authorities: &AuthorityList,
            progress: Option<Py<PyAny>>,
            cancel: Option<&Cancel>,
            now: Option<Seconds>,
        ) -> Outcome<Vec<EligibilityVerdict>> {
            let (answers, authorities, now) = (answered(answers), &authorities.0, seconds(now));
            let proof = status_proof.as_slice();
            let trouble = Trouble::default();
            let watch = watch(progress, cancel, &trouble);
            let verdicts = trouble.detached(py, || {
                self.0.verify_batch_with_proof(&answers, proof, authorities, &watch, now)
            })?;
            Ok(verdicts.into_iter().map(Into::into).collect())
        }

        /// The handles whose status decides about a presentation: what a verifier without a ledger
        /// asks a node to prove.
        #[staticmethod]
        fn status_handles(py: Python<'_>, presentation: Input) -> Outcome<Vec<String>> {
            let shown = presentation.as_slice();
            Ok(py.detach(|| facade::EligibilityVerifier::status_handles(shown))?)
        }
    }
}

/// A presentation, and the request that it answers.
type Answer = (Input, Py<EligibilityRequest>);

fn answered(answers: Vec<Answer>) -> Vec<facade::EligibilityAnswer> {
    let answer = |(presentation, request): Answer| facade::EligibilityAnswer {
        presentation: presentation.as_slice().to_vec(),
        request: request.get().0.clone(),
    };
    answers.into_iter().map(answer).collect()
}
