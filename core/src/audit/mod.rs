//! Access events, the disclosure log and its verification.
