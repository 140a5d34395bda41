//! Reading one test.

use crate::eligibility::{
    encoding::{Days, LeapDayRule},
    json::{Fault, Members},
    policy::condition::{Bound, CodeLists, NumberBounds, Reference, Test},
    schema::{is_code, is_name},
};

pub(super) fn test(members: &mut Members) -> Result<Test, Fault> {
    if members.has("number") {
        Ok(Test::Sum {
            terms: vec![(reference(members, "number")?, 1)],
            unit: members.text("unit")?,
            bounds: Box::new(number_bounds(members)?),
        })
    } else if members.has("sum") {
        Ok(Test::Sum {
            terms: terms(members)?,
            unit: members.text("unit")?,
            bounds: Box::new(number_bounds(members)?),
        })
    } else if members.has("age") {
        age(members)
    } else if members.has("date") {
        date(members)
    } else if members.has("days_from") {
        let days = |members: &mut Members, name| {
            let days = members.optional_integer(name)?;
            let days = days.map(i32::try_from).transpose().ok();
            let days = days.filter(|days| days.is_none_or(|days| days.unsigned_abs() <= 65_535));
            days.ok_or_else(|| members.fault(name, "a number of days"))
        };
        let test = Test::Between {
            from: reference(members, "days_from")?,
            to: reference(members, "to")?,
            min: days(members, "min")?,
            max: days(members, "max")?,
        };
        match test {
            Test::Between {
                min: None,
                max: None,
                ..
            } => Err(members.fault("min", "min, max or both")),
            test => Ok(test),
        }
    } else if members.has("code") {
        coded(members)
    } else {
        Err(members.fault(
            "",
            "all, any, at_least, number, sum, age, date, days_from or code",
        ))
    }
}

fn terms(members: &mut Members) -> Result<Vec<(Reference, i64)>, Fault> {
    let items = members.list("sum")?;
    if items.len() > MAX_TERMS {
        return Err(members.fault("sum", "at most 16 terms"));
    }
    let term = |(index, item)| {
        let mut term = Members::of(item, &format!("{}[{index}]", members.at("sum")))?;
        let value = reference(&mut term, "value")?;
        let times = term.optional_integer("times")?.unwrap_or(1);
        if times == 0 || times.unsigned_abs() > MAX_WEIGHT {
            return Err(term.fault("times", "a weight up to 1,000,000, not 0"));
        }
        term.finish()?;
        Ok((value, times))
    };
    items.into_iter().enumerate().map(term).collect()
}

fn number_bounds(members: &mut Members) -> Result<NumberBounds, Fault> {
    let mut bound = |name: &str| match members.optional_number(name)? {
        None => Ok(None),
        Some(text) => match text.parse() {
            Ok(value) => Ok(Some(Bound { text, value })),
            Err(_) => Err(members.fault(name, "an integer, or a decimal as text")),
        },
    };
    let bounds = NumberBounds {
        min: bound("min")?,
        max: bound("max")?,
        above: bound("above")?,
        below: bound("below")?,
        equals: bound("equals")?,
        not_equals: bound("not_equals")?,
    };
    if bounds == NumberBounds::default() {
        return Err(members.fault("min", "one of min, max, above, below, equals, not_equals"));
    }
    Ok(bounds)
}

fn age(members: &mut Members) -> Result<Test, Fault> {
    let years = |members: &mut Members, name| {
        let years = members
            .optional_integer(name)?
            .map(u8::try_from)
            .transpose();
        let years = years
            .ok()
            .filter(|years| years.is_none_or(|y| y <= MAX_AGE));
        years.ok_or_else(|| members.fault(name, "0 to 150 years"))
    };
    let born = reference(members, "age")?;
    let (min, max) = (years(members, "min")?, years(members, "max")?);
    if min.is_none() && max.is_none() {
        return Err(members.fault("min", "min, max or both"));
    }
    let rule = LeapDayRule::from_name(&members.text("leap_day")?);
    Ok(Test::Age {
        born,
        min,
        max,
        leap_day: rule.ok_or_else(|| members.fault("leap_day", "february-28 or march-1"))?,
    })
}

fn date(members: &mut Members) -> Result<Test, Fault> {
    let day = |members: &mut Members, name| match members.optional_text(name)? {
        None => Ok(None),
        Some(text) => match text.parse::<Days>() {
            Ok(days) if days.earliest == days.latest && text.len() == 10 => Ok(Some(days.earliest)),
            _ => Err(members.fault(name, "a date: YYYY-MM-DD")),
        },
    };
    let date = reference(members, "date")?;
    let within = members.optional_integer("within_days")?;
    let within_days = within.map(u16::try_from).transpose();
    let within_days = within_days.map_err(|_| members.fault("within_days", "a number of days"))?;
    let (not_before, not_after) = (day(members, "not_before")?, day(members, "not_after")?);
    if within_days.is_none() && not_before.is_none() && not_after.is_none() {
        return Err(members.fault("within_days", "within_days, not_before or not_after"));
    }
    Ok(Test::Date {
        date,
        within_days,
        not_before,
        not_after,
    })
}

fn coded(members: &mut Members) -> Result<Test, Fault> {
    let code = reference(members, "code")?;
    let system = members.text("system")?;
    let mut list = |name: &str| {
        let codes = members.texts(name)?;
        if codes.len() <= MAX_CODES && codes.iter().all(|code| is_code(code)) {
            Ok(codes)
        } else {
            Err(members.fault(name, "at most 1,024 codes"))
        }
    };
    let lists = CodeLists {
        included: list("in")?,
        under: list("under")?,
        excluded: list("not_in")?,
        not_under: list("not_under")?,
    };
    if lists == CodeLists::default() {
        return Err(members.fault("in", "one of in, under, not_in, not_under"));
    }
    Ok(Test::Code {
        code,
        system,
        lists,
    })
}

fn reference(members: &mut Members, name: &str) -> Result<Reference, Fault> {
    let text = members.text(name)?;
    match text.split_once('.') {
        Some((credential, attribute)) if is_name(credential) && is_name(attribute) => {
            Ok(Reference {
                credential: credential.to_owned(),
                attribute: attribute.to_owned(),
            })
        }
        _ => Err(members.fault(name, "credential.attribute")),
    }
}

const MAX_TERMS: usize = 16;
const MAX_WEIGHT: u64 = 1_000_000;
const MAX_AGE: u8 = 150;
const MAX_CODES: usize = 1024;
