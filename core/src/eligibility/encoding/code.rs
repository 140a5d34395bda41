//! Codes: an identifier for equality and lists, a position for subtrees.

use super::ValueError;

/// A code system whose codes spell their place in a tree, so that a subtree is one range of
/// positions.
///
/// A position is a number below 2³², larger than 0 (0 stands for "no code"), that orders codes as
/// their text is ordered. SNOMED CT and LOINC spell no tree and have no hierarchy here: name their
/// codes in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hierarchy {
    /// ICD-10 and its national modifications: `E11`, `E11.9`, `S72.001A`. The position counts the
    /// first six characters; a seventh (the encounter) shares its parent's.
    Icd10,
    /// The anatomical therapeutic chemical classification: `A`, `A10`, `A10BA02`.
    Atc,
}

impl Hierarchy {
    pub(in crate::eligibility) fn from_name(name: &str) -> Option<Self> {
        match name {
            "icd-10" => Some(Self::Icd10),
            "atc" => Some(Self::Atc),
            _ => None,
        }
    }

    /// The position of a code.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if the text is no code of the system.
    pub fn position(self, code: &str) -> Result<u32, ValueError> {
        self.subtree(code).map(|(first, _)| first)
    }

    /// The positions of a code and of everything below it, both ends included.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if the text is no code of the system.
    pub fn subtree(self, code: &str) -> Result<(u32, u32), ValueError> {
        let text = self.undotted(code)?;
        if !self.levels().contains(&text.len()) {
            return Err(ValueError);
        }
        let mut places = text.bytes();
        let (mut first, mut last) = (0u32, 0u32);
        for place in self.places() {
            let (low, high) = match places.next() {
                Some(character) => {
                    let digit = place.digit(character).ok_or(ValueError)?;
                    (digit, digit)
                }
                None => (0, place.radix() - 1),
            };
            let append = |number: u32, digit: u32| {
                number
                    .checked_mul(place.radix())
                    .and_then(|shifted| shifted.checked_add(digit))
                    .ok_or(ValueError)
            };
            (first, last) = (append(first, low)?, append(last, high)?);
        }
        let beyond = |character: u8| character.is_ascii_digit() || character.is_ascii_uppercase();
        if !places.all(beyond) {
            return Err(ValueError);
        }
        Ok((first + 1, last + 1))
    }

    /// Whether a subtree below this code can be told apart by positions.
    pub(in crate::eligibility) fn is_exact(self, code: &str) -> bool {
        self.undotted(code)
            .is_ok_and(|text| text.len() <= self.places().len())
    }

    /// The code without the one dot that ICD-10 puts after the third character.
    fn undotted(self, code: &str) -> Result<String, ValueError> {
        if code.len() > 8 || !code.is_ascii() {
            return Err(ValueError);
        }
        match (self, code.split_once('.')) {
            (_, None) => Ok(code.to_owned()),
            (Self::Icd10, Some((category, rest))) if category.len() == 3 && !rest.is_empty() => {
                Ok(format!("{category}{rest}"))
            }
            _ => Err(ValueError),
        }
    }

    /// How many characters a code can have.
    const fn levels(self) -> &'static [usize] {
        match self {
            Self::Icd10 => &[3, 4, 5, 6, 7],
            Self::Atc => &[1, 3, 4, 5, 7],
        }
    }

    const fn places(self) -> &'static [Place] {
        use Place::{Any, Digit, Letter};
        match self {
            Self::Icd10 => &[Letter, Digit, Any, Any, Any, Any],
            Self::Atc => &[Letter, Digit, Digit, Letter, Letter, Digit, Digit],
        }
    }
}

/// What stands at one place of a code; a shorter code has blanks, which come first.
#[derive(Clone, Copy)]
enum Place {
    Letter,
    Digit,
    Any,
}

impl Place {
    const fn radix(self) -> u32 {
        match self {
            Self::Letter => 27,
            Self::Digit => 11,
            Self::Any => 37,
        }
    }

    fn digit(self, character: u8) -> Option<u32> {
        let digit = match (self, character) {
            (Self::Digit | Self::Any, b'0'..=b'9') => character - b'0' + 1,
            (Self::Letter, b'A'..=b'Z') => character - b'A' + 1,
            (Self::Any, b'A'..=b'Z') => character - b'A' + 11,
            _ => return None,
        };
        Some(u32::from(digit))
    }
}

#[cfg(test)]
mod tests {
    use super::{Hierarchy, Hierarchy::*};

    fn within(hierarchy: Hierarchy, code: &str, above: &str) -> bool {
        let (first, last) = hierarchy.subtree(above).unwrap();
        (first..=last).contains(&hierarchy.position(code).unwrap())
    }

    #[test]
    fn subtrees_hold_what_their_text_begins() {
        let icd = [
            "A00", "E10", "E10.9", "E11", "E11.0", "E11.9", "E11.65", "E11.651", "E12", "E1A",
            "S72.001A", "Z99", "Z99.9",
        ];
        let atc = [
            "A", "A10", "A10B", "A10BA", "A10BA02", "A11", "C09AA03", "V",
        ];
        for (hierarchy, codes) in [(Icd10, &icd[..]), (Atc, &atc[..])] {
            for a in codes {
                for b in codes.iter().filter(|b| hierarchy.is_exact(b)) {
                    let expected = a.replace('.', "").starts_with(&b.replace('.', ""));
                    assert_eq!(within(hierarchy, a, b), expected, "{a} below {b}");
                }
            }
        }
    }

    #[test]
    fn positions_order_codes_as_text() {
        let sorted = [
            "A00", "A00.0", "A00.1", "A01", "B00", "E11", "E11.6", "E11.65", "E11.9", "Z99",
        ];
        let positions: Vec<u32> = sorted.iter().map(|c| Icd10.position(c).unwrap()).collect();
        assert!(positions.is_sorted_by(|a, b| a < b));
        assert!(positions.iter().all(|p| *p > 0));
        assert!(Icd10.subtree("Z99").unwrap().1 < u32::MAX);
        assert!(Atc.subtree("V").unwrap().1 < u32::MAX);
    }

    #[test]
    fn an_encounter_shares_the_position_of_its_code() {
        assert_eq!(Icd10.position("S72.001A"), Icd10.position("S72.001"));
        assert!(!Icd10.is_exact("S72.001A"));
    }

    #[test]
    fn what_is_no_code() {
        for bad in [
            "",
            "E",
            "E1",
            "e11",
            "11E",
            "E1.1",
            "E11.",
            "E11..9",
            "E119.",
            "E11.12345",
            "É11",
            "E11.9 ",
        ] {
            assert!(Icd10.position(bad).is_err(), "{bad}");
        }
        for bad in ["", "A1", "A.10", "10A", "A10BA0", "A10BA022", "a10"] {
            assert!(Atc.position(bad).is_err(), "{bad}");
        }
    }
}
