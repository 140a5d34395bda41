//! From a document to a schema.

use super::{Attribute, Kind, Schema};
use crate::eligibility::{
    encoding::{Decimal, Hierarchy, Rounding},
    json::{Fault, Members},
};
use ciborium::Value;

pub(super) fn schema(value: Value) -> Result<(String, Vec<Attribute>), Fault> {
    let mut members = Members::of(value, "")?;
    if members.integer("medseal_schema")? != 1 {
        return Err(members.fault("medseal_schema", "version 1"));
    }
    let name = members.text("name")?;
    let list = members.list("attributes")?;
    if list.len() > Schema::MAX_ATTRIBUTES {
        return Err(members.fault("attributes", "at most 48 attributes"));
    }
    members.finish()?;
    let mut attributes: Vec<Attribute> = Vec::with_capacity(list.len());
    for (index, item) in list.into_iter().enumerate() {
        let path = format!("attributes[{index}]");
        let attribute = attribute(Members::of(item, &path)?)?;
        if attributes.iter().any(|known| known.name == attribute.name) {
            return Err(Fault::new(&path, "a name that no other attribute has"));
        }
        attributes.push(attribute);
    }
    Ok((name, attributes))
}

fn attribute(mut members: Members) -> Result<Attribute, Fault> {
    let name = members.text("name")?;
    if !is_name(&name) {
        return Err(members.fault("name", "1 to 64 of a-z 0-9 _, beginning with a letter"));
    }
    let meaning = members.optional_text("meaning")?;
    let kind = match members.text("kind")?.as_str() {
        "number" => number(&mut members)?,
        "date" => Kind::Date {
            partial: flag(&mut members, "partial")?,
        },
        "code" => coded(&mut members)?,
        _ => return Err(members.fault("kind", "number, date or code")),
    };
    members.finish()?;
    Ok(Attribute {
        name,
        meaning,
        kind,
    })
}

fn number(members: &mut Members) -> Result<Kind, Fault> {
    let unit = members.text("unit")?;
    let scale = u8::try_from(members.integer("scale")?).ok();
    let scale = scale
        .filter(|scale| *scale <= 9)
        .ok_or_else(|| members.fault("scale", "0 to 9 decimal places"))?;
    let bits = match members.integer("bits")? {
        8 => 8,
        16 => 16,
        32 => 32,
        _ => return Err(members.fault("bits", "a width of 8, 16 or 32")),
    };
    let minimum = members.optional_number("minimum")?;
    let minimum = minimum.unwrap_or_else(|| "0".to_owned());
    let minimum = minimum
        .parse::<Decimal>()
        .and_then(|minimum| minimum.scaled(scale, Rounding::Exact))
        .ok()
        .filter(|minimum| minimum.unsigned_abs() <= 1 << 40)
        .ok_or_else(|| members.fault("minimum", "a decimal of the schema's scale, near zero"))?;
    let rounding = Rounding::from_name(&members.text("rounding")?)
        .ok_or_else(|| members.fault("rounding", "exact, half-even, half-up or truncate"))?;
    Ok(Kind::Number {
        unit,
        scale,
        bits,
        minimum,
        rounding,
    })
}

fn coded(members: &mut Members) -> Result<Kind, Fault> {
    let system = members.text("system")?;
    let version = members.optional_text("version")?;
    let hierarchy = match members.optional_text("hierarchy")? {
        None => None,
        Some(name) => Some(
            Hierarchy::from_name(&name)
                .ok_or_else(|| members.fault("hierarchy", "icd-10 or atc"))?,
        ),
    };
    Ok(Kind::Code {
        system,
        version,
        hierarchy,
        optional: flag(members, "optional")?,
    })
}

fn flag(members: &mut Members, name: &str) -> Result<bool, Fault> {
    match members.take(name) {
        None => Ok(false),
        Some(Value::Bool(value)) => Ok(value),
        Some(_) => Err(members.fault(name, "true or false")),
    }
}

/// Names of attributes and credentials.
pub(in crate::eligibility) fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().next().is_some_and(|c| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_')
}
