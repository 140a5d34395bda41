//! Sealed records: payload, slots, manifest, container.
