//! What changes in the state, and what takes it back.

use super::value::{StateKey, StateValue};
use std::collections::HashMap;

/// What takes a change of the state back.
#[derive(Debug, Clone)]
#[must_use]
pub struct StateUndo(pub(super) Vec<(StateKey, Option<StateValue>)>);

/// Changes by ascending key, one to each key.
#[derive(Debug, Clone, Default)]
pub(crate) struct StateChanges(pub(super) Vec<(StateKey, Option<StateValue>)>);

impl StateChanges {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The keys that are written, with their values.
    pub(crate) fn written(&self) -> impl Iterator<Item = (&StateKey, &StateValue)> {
        self.0
            .iter()
            .filter_map(|(key, value)| Some((key, value.as_ref()?)))
    }
}

impl From<HashMap<StateKey, StateValue>> for StateChanges {
    fn from(values: HashMap<StateKey, StateValue>) -> Self {
        let values = values.into_iter().map(|(key, value)| (key, Some(value)));
        let mut changes: Vec<_> = values.collect();
        changes.sort_unstable_by_key(|(key, _)| *key);
        Self(changes)
    }
}
