use super::*;
use crate::types::Timestamp;

fn days(text: &str) -> (String, String) {
    let days: Days = text.parse().unwrap();
    (days.earliest.to_string(), days.latest.to_string())
}

#[test]
fn partial_dates_are_spans() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(days("2024"), pair("2024-01-01", "2024-12-31"));
    assert_eq!(days("2024-02"), pair("2024-02-01", "2024-02-29"));
    assert_eq!(days("2023-02"), pair("2023-02-01", "2023-02-28"));
    assert_eq!(days("1900"), pair("1900-01-01", "1900-12-31"));
    for day in ["2024-02-29", "1900-01-01", "2079-06-06"] {
        assert_eq!(days(day), pair(day, day));
    }
    // The date counts as it was where the value was taken.
    for time in ["23:30:00-05:00", "00:15Z", "12:00:60.123+14:00"] {
        assert_eq!(days(&format!("2026-01-31T{time}")), days("2026-01-31"));
    }
}

#[test]
fn what_is_no_date_or_out_of_range() {
    for text in [
        "",
        "24",
        "2023-02-29",
        "1900-02-29",
        "2024-13",
        "2024-00",
        "2024-1",
        "2024-01-1",
        "2024-01-01-01",
        "+024",
        "1899-12-31",
        "2079-06-07",
        "2079",
        "2024T10:00Z",
        "2024-01-01T",
        "2024-01-01T24:00Z",
        "2024-01-01T10:00",
        "2024-01-01T10:00:00.Z",
        "2024-01-01T10:00+5:00",
        "2024-01-01 10:00Z",
        "2024-01-01T10:00ZZ",
        "2024-01-01T10:00Z05:00",
    ] {
        assert!(text.parse::<Days>().is_err(), "{text}");
    }
}

#[test]
fn the_29th_of_february() {
    use LeapDayRule::{February28, March1};
    let latest = |today: &str, years: u8, rule: LeapDayRule| {
        let today: Days = today.parse().unwrap();
        let born = today.earliest.latest_birth(years, rule).unwrap();
        born.map_or("before 1900".to_owned(), |day| day.to_string())
    };
    // Born 2008-02-29: eighteen in 2026, which has no such day.
    assert_eq!(latest("2026-02-27", 18, February28), "2008-02-27");
    assert_eq!(latest("2026-02-28", 18, February28), "2008-02-29");
    assert_eq!(latest("2026-02-28", 18, March1), "2008-02-28");
    assert_eq!(latest("2026-03-01", 18, March1), "2008-03-01");
    // Twenty in 2028, which has one.
    assert_eq!(latest("2028-02-28", 20, February28), "2008-02-28");
    assert_eq!(latest("2028-02-29", 20, March1), "2008-02-29");
    // Today is 29 February; the year of birth has none.
    for rule in [February28, March1] {
        assert_eq!(latest("2028-02-29", 18, rule), "2010-02-28");
    }
    assert_eq!(latest("2026-01-01", 0, March1), "2026-01-01");
    assert_eq!(latest("1950-01-01", 60, March1), "before 1900");
}

#[test]
fn the_latest_birth_agrees_with_counting_birthdays() {
    for today in (30_000..47_000u16).step_by(13).chain(46_000..46_800) {
        let today = Day::from_number(today);
        for rule in [LeapDayRule::February28, LeapDayRule::March1] {
            for years in [0, 1, 4, 17, 18, 65] {
                let Some(latest) = today.latest_birth(years, rule).unwrap() else {
                    continue;
                };
                let age_reached = |day: u16| {
                    let born = Day::from_number(day).date().unwrap();
                    birthday(born, years, rule).unwrap() <= today.date().unwrap()
                };
                assert!(age_reached(latest.number()));
                assert!(!age_reached(latest.number() + 1));
            }
        }
    }
}

#[test]
fn the_day_of_a_time() {
    let day = |text: &str| {
        Day::of(text.parse::<Timestamp>().unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(day("1970-01-01T00:00:00Z"), "1970-01-01");
    assert_eq!(day("2026-11-22T23:59:59Z"), "2026-11-22");
    assert!(Day::of(Timestamp::MAX).is_err());
}
