//! Random histories against a model that says in a few lines who may do what.

use crate::world::{Person, World, commitment, erase, revoke};
use medseal::ledger::fsck::fsck;
use medseal::ledger::{Action, GrantStatus, Ledger};
use medseal::types::{Duration, IdentityId, NoProgress};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody tries: people, grants, records and events by small numbers.
#[derive(Debug, Clone)]
enum Attempt {
    Register {
        who: usize,
    },
    Anchor {
        who: usize,
        controller: usize,
        record: u64,
        previous: Option<u64>,
    },
    Grant {
        who: usize,
        controller: usize,
        grant: u64,
        parent: Option<u64>,
    },
    Revoke {
        who: usize,
        grant: u64,
    },
    Access {
        who: usize,
        controller: usize,
        grant: u64,
        record: u64,
        event: u64,
    },
    Emergency {
        who: usize,
        controller: usize,
        event: u64,
        hours: u32,
    },
    Erase {
        who: usize,
        record: u64,
    },
    Seal,
}

const PEOPLE: usize = 4;
const THINGS: u64 = 6;

fn attempt() -> impl Strategy<Value = Attempt> {
    let (who, thing) = (|| 0..PEOPLE, || 0..THINGS);
    let earlier = || prop::option::weighted(0.4, thing());
    prop_oneof![
        2 => who().prop_map(|who| Attempt::Register { who }),
        4 => (who(), who(), thing(), earlier()).prop_map(|(who, controller, record, previous)| {
            Attempt::Anchor { who, controller, record, previous }
        }),
        5 => (who(), who(), thing(), earlier()).prop_map(|(who, controller, grant, parent)| {
            // Mostly one's own records: else nearly every grant is refused.
            let controller = if parent.is_none() && !grant.is_multiple_of(3) { who } else { controller };
            Attempt::Grant { who, controller, grant, parent }
        }),
        2 => (who(), thing()).prop_map(|(who, grant)| Attempt::Revoke { who, grant }),
        5 => (who(), who(), thing(), thing(), 0..40u64).prop_map(
            |(who, controller, grant, record, event)| {
                Attempt::Access { who, controller, grant, record, event }
            }
        ),
        1 => (who(), who(), 0..40u64, 0..30u32).prop_map(|(who, controller, event, hours)| {
            Attempt::Emergency { who, controller, event, hours }
        }),
        1 => (who(), thing()).prop_map(|(who, record)| Attempt::Erase { who, record }),
        2 => Just(Attempt::Seal),
    ]
}

#[derive(Default)]
struct Model {
    registered: BTreeSet<usize>,
    /// Controller, author, replaced, erased.
    records: BTreeMap<u64, (usize, usize, bool, bool)>,
    /// Controller, issuer, parent, revoked.
    grants: BTreeMap<u64, (usize, usize, Option<u64>, bool)>,
    events: BTreeSet<u64>,
    trails: BTreeMap<usize, u64>,
}

impl Model {
    fn active(&self, grant: u64) -> bool {
        match self.grants.get(&grant) {
            Some((.., true)) | None => false,
            Some((_, _, parent, false)) => parent.is_none_or(|parent| self.active(parent)),
        }
    }

    fn depth(&self, grant: u64) -> usize {
        self.grants[&grant]
            .2
            .map_or(0, |parent| 1 + self.depth(parent))
    }

    /// Whether the ledger has to admit this; the model changes if it does.
    fn admits(&mut self, attempt: &Attempt) -> bool {
        let controller = match *attempt {
            Attempt::Seal => return true,
            Attempt::Register { who } => self.registered.insert(who).then_some(who),
            Attempt::Anchor { who, .. }
            | Attempt::Grant { who, .. }
            | Attempt::Revoke { who, .. }
            | Attempt::Access { who, .. }
            | Attempt::Emergency { who, .. }
            | Attempt::Erase { who, .. }
                if !self.registered.contains(&who) =>
            {
                None
            }
            Attempt::Anchor {
                who,
                controller,
                record,
                previous,
            } => {
                let replaceable =
                    |one: &(usize, usize, bool, bool)| *one == (controller, who, false, false);
                let fits = !self.records.contains_key(&record)
                    && previous.is_none_or(|one| self.records.get(&one).is_some_and(replaceable));
                if fits {
                    if let Some(previous) = previous {
                        self.records.get_mut(&previous).unwrap().2 = true;
                    }
                    self.records.insert(record, (controller, who, false, false));
                }
                fits.then_some(controller)
            }
            Attempt::Grant {
                who,
                controller,
                grant,
                parent,
            } => {
                let allowed = match parent {
                    None => who == controller,
                    Some(parent) => {
                        self.active(parent)
                            && self.grants[&parent].0 == controller
                            && self.depth(parent) < 7
                    }
                };
                let fits = allowed && !self.grants.contains_key(&grant);
                if fits {
                    self.grants.insert(grant, (controller, who, parent, false));
                }
                fits.then_some(controller)
            }
            Attempt::Revoke { who, grant } => match self.grants.get_mut(&grant) {
                Some((controller, issuer, _, revoked @ false))
                    if who == *controller || who == *issuer =>
                {
                    *revoked = true;
                    Some(*controller)
                }
                _ => None,
            },
            Attempt::Access {
                controller,
                grant,
                record,
                event,
                ..
            } => {
                let fits = self.active(grant)
                    && self.grants[&grant].0 == controller
                    && self
                        .records
                        .get(&record)
                        .is_some_and(|r| r.0 == controller && !r.3)
                    && !self.events.contains(&event);
                (fits && self.events.insert(event)).then_some(controller)
            }
            Attempt::Emergency {
                controller,
                event,
                hours,
                ..
            } => {
                let fits = (1..=24).contains(&hours) && !self.events.contains(&event);
                (fits && self.events.insert(event)).then_some(controller)
            }
            Attempt::Erase { who, record } => match self.records.get_mut(&record) {
                Some((controller, _, _, erased @ false)) if who == *controller => {
                    *erased = true;
                    Some(who)
                }
                _ => None,
            },
        };
        if let Some(controller) = controller {
            *self.trails.entry(controller).or_default() += 1;
        }
        controller.is_some()
    }
}

fn action(attempt: &Attempt, people: &[Person], expires: medseal::types::Timestamp) -> Action {
    let id = |who: usize| -> IdentityId { people[who].id };
    let optional = |number: Option<u64>, offset| number.map(|number| commitment(number + offset));
    match *attempt {
        Attempt::Register { who } => people[who].register(),
        Attempt::Anchor {
            controller,
            record,
            previous,
            ..
        } => Action::Anchor {
            record: commitment(record + 1000),
            controller: id(controller),
            previous: optional(previous, 1000),
        },
        Attempt::Grant {
            controller,
            grant,
            parent,
            ..
        } => Action::Grant {
            grant: commitment(grant + 2000),
            controller: id(controller),
            parent: optional(parent, 2000),
        },
        Attempt::Revoke { grant, .. } => revoke(grant + 2000),
        Attempt::Access {
            controller,
            grant,
            record,
            event,
            ..
        } => Action::Access {
            event: commitment(event + 3000),
            controller: id(controller),
            grant: commitment(grant + 2000),
            record: commitment(record + 1000),
        },
        Attempt::Emergency {
            controller, event, ..
        } => Action::BreakGlass {
            event: commitment(event + 3000),
            controller: id(controller),
            expires,
        },
        Attempt::Erase { record, .. } => erase(record + 1000),
        Attempt::Seal => unreachable!("not a statement"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ledger_admits_what_the_model_admits(
        attempts in prop::collection::vec(attempt(), 1..120),
    ) {
        let mut world = World::new();
        let mut model = Model::default();
        let people: Vec<_> = (0..PEOPLE as u8).map(|seed| Person::new(seed + 1)).collect();
        for attempt in &attempts {
            world.pass(1);
            let expected = model.admits(attempt);
            let who = match *attempt {
                Attempt::Seal => {
                    world.seal().unwrap();
                    continue;
                }
                Attempt::Register { who }
                | Attempt::Anchor { who, .. }
                | Attempt::Grant { who, .. }
                | Attempt::Revoke { who, .. }
                | Attempt::Access { who, .. }
                | Attempt::Emergency { who, .. }
                | Attempt::Erase { who, .. } => who,
            };
            let hours = if let Attempt::Emergency { hours, .. } = attempt { *hours } else { 0 };
            let expires = world.now.plus(Duration::from_hours(hours));
            let outcome = world.submit(&people[who], action(attempt, &people, expires));
            prop_assert_eq!(outcome.is_ok(), expected, "{:?}: {:?}", attempt, outcome);
        }
        world.seal().unwrap();

        // What the ledger says is what the model says, before and after it is opened again.
        let block = world.ledger.last_block().clone();
        let reopened = Ledger::open(world.ledger.store().clone(), &mut NoProgress).unwrap();
        prop_assert_eq!(reopened.last_block(), &block);
        for ledger in [&world.ledger, &reopened] {
            let view = ledger.view();
            for grant in 0..THINGS {
                let status = view.grant_status(&commitment(grant + 2000));
                prop_assert_eq!(status == GrantStatus::Unknown, !model.grants.contains_key(&grant));
                prop_assert_eq!(status == GrantStatus::Active, model.active(grant));
            }
            for record in 0..THINGS {
                let fact = view.record(&commitment(record + 1000));
                let expected = model.records.get(&record);
                prop_assert_eq!(fact.is_some(), expected.is_some());
                if let (Some(fact), Some((controller, author, replaced, erased))) = (fact, expected) {
                    prop_assert_eq!(fact.controller, people[*controller].id);
                    prop_assert_eq!(fact.author, people[*author].id);
                    prop_assert_eq!(fact.replaced_by.is_some(), *replaced);
                    prop_assert_eq!(fact.erased.is_some(), *erased);
                }
            }
            for (who, person) in people.iter().enumerate() {
                let count = model.trails.get(&who).copied().unwrap_or(0);
                prop_assert_eq!(view.trail(&person.id).count, count);
                prop_assert_eq!(ledger.trail(&person.id).len() as u64, count);
            }
        }
        prop_assert!(fsck(reopened.store(), &mut NoProgress).unwrap().is_clean());
    }
}
