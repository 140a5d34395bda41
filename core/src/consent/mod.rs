//! Consent: grants, delegation, revocation and the decision at the time of use.
