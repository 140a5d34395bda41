//! Calls of everything about deciding and reading grants without a ledger, on the vectors.

use super::{Outcome, Stage, records::hex};
use medseal_facade::{
    AccessRequest, Decision, DecisionPoint, DecisionRules, GrantChain, RecordFacts, Result,
    SignedGrant, StatedView,
};
use serde_json::Value;

fn first(area: &str) -> Outcome<Value> {
    let path = format!("{}/../../vectors/{area}.json", env!("CARGO_MANIFEST_DIR"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let case = file.pointer_mut("/cases/0").map(Value::take);
    Ok(case.ok_or("no case")?)
}

fn text<'a>(case: &'a Value, pointer: &str) -> &'a str {
    case.pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn view(case: &Value) -> Result<StatedView> {
    let view = case.get("view").map(ToString::to_string);
    StatedView::from_json(&view.unwrap_or_default())
}

impl Stage {
    /// A decision of the vectors, decided again.
    pub(super) fn replay(&self) -> Outcome {
        let case = first("consent/decisions")?;
        let decision = Decision::from_bytes(&hex(text(&case, "/proof"))?)?;
        Ok(decision.replay(&view(&case)?)?)
    }

    pub(super) fn offline(&self, class: &str, function: &str) -> Outcome {
        let case = first("consent/decisions")?;
        let chain = GrantChain::from_bytes(&hex(text(&case, "/chain"))?)?;
        let rules = DecisionRules {
            custodian: text(&case, "/rules/audience").to_owned(),
            ..DecisionRules::default()
        };
        let record = RecordFacts {
            record_id: text(&case, "/record/record").to_owned(),
            commitment: text(&case, "/record/commitment").to_owned(),
            category: text(&case, "/record/category").to_owned(),
            created: 1_799_999_000,
            ..RecordFacts::default()
        };
        let called: Result<()> = match (class, function) {
            ("StatedView", "from_json") => view(&case).map(drop),
            ("GrantChain", "from_bytes") => GrantChain::from_bytes(&chain.to_bytes()?).map(drop),
            ("GrantChain", "to_bytes") => chain.to_bytes().map(drop),
            ("GrantChain", "grants") => chain.grants().map(drop),
            ("DecisionPoint", "new") => DecisionPoint::new(&rules).map(drop),
            ("DecisionPoint", "open") => {
                let path = self.path("permitted");
                let _ = std::fs::remove_file(&path);
                DecisionPoint::open(&path, &rules).map(drop)
            }
            ("DecisionPoint", "decide") => {
                let request = AccessRequest::from_bytes(&hex(text(&case, "/request"))?)?;
                let (point, view) = (DecisionPoint::new(&rules)?, view(&case)?);
                let now = Some(1_800_000_120);
                point
                    .decide(&request, &chain, &record, &view, now)
                    .map(drop)
            }
            ("SignedGrant", "from_bytes" | "details") => {
                let case = first("consent/grants")?;
                let (grant, salt) = (hex(text(&case, "/grant"))?, hex(text(&case, "/salt"))?);
                SignedGrant::from_bytes(&grant, &salt)?.details().map(drop)
            }
            _ => return Err(format!("{class}.{function} is not on the stage").into()),
        };
        Ok(called?)
    }
}
