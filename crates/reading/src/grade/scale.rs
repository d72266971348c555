//! Scales as data, and their names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Grade, Scale, ScaleBasis, Unit};

#[derive(Debug, Deserialize)]
struct Table {
    letters: BTreeMap<String, f64>,
    best: Vec<Best>,
}

#[derive(Debug, Deserialize)]
struct Best {
    value: f64,
    #[serde(default)]
    stars: bool,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/scales.toml")).ok());

/// Points of letters A to F, each with minus, nothing, plus: read from the table once, asked often.
static LETTERS: LazyLock<[[Option<f64>; 3]; 6]> = LazyLock::new(|| {
    let mut all = [[None; 3]; 6];
    for (name, points) in TABLE.iter().flat_map(|t| &t.letters) {
        let b = name.as_bytes();
        let sign = match b.get(1) {
            Some(b'-') => 0,
            Some(_) => 2,
            None => 1,
        };
        if let Some(row) = b.first().and_then(|l| all.get_mut(usize::from(l.wrapping_sub(b'A')))) {
            row[sign] = Some(*points);
        }
    }
    all
});

/// The points of a letter with its sign (-1, 0, 1); `None` for one that is not in the table.
pub(super) fn letter_points(letter: u8, sign: i8) -> Option<f64> {
    let row = LETTERS.get(usize::from(letter.to_ascii_uppercase().checked_sub(b'A')?))?;
    row[usize::try_from(sign + 1).ok()?]
}

/// The letter of the table that has these points: "B-" for 7. F stands for nothing at all.
pub(crate) fn letter_name(points: f64) -> Option<&'static str> {
    let letters = &TABLE.as_ref()?.letters;
    if points == 0.0 {
        return Some("F");
    }
    letters.iter().find(|(_, p)| **p == points).map(|(n, _)| n.as_str())
}

/// Is this a number that critics grade up to?
pub(super) fn is_usual_best(best: f64) -> bool {
    TABLE.iter().flat_map(|t| &t.best).any(|b| b.value == best)
}

/// Is this a number of stars that critics grade up to?
pub(super) fn is_usual_stars(best: f64) -> bool {
    TABLE.iter().flat_map(|t| &t.best).any(|b| b.stars && b.value == best)
}

impl Scale {
    /// A scale whose best is known from the document, or not known.
    pub(super) fn of(unit: Unit, worst: f64, best: Option<f64>) -> Scale {
        let known = best.is_some() || matches!(unit, Unit::Thumbs | Unit::Verbal);
        Scale { unit, worst, best, basis: if known { ScaleBasis::Text } else { ScaleBasis::Unknown } }
    }

    /// The scale's name: "letter", "stars/4", "stars" (out of how many is not known), "/10", "percent",
    /// "dice/6", "thumbs", "verbal"; "-4..4" for points below nothing; `None` where nothing is known.
    pub fn name(&self) -> Option<String> {
        Some(match (self.unit, self.best) {
            (Unit::Letter, _) => "letter".into(),
            (Unit::Percent, _) => "percent".into(),
            (Unit::Thumbs, _) => "thumbs".into(),
            (Unit::Verbal, _) => "verbal".into(),
            (Unit::Stars, None) => "stars".into(),
            (Unit::Stars, Some(best)) => format!("stars/{best}"),
            (Unit::Dice, best) => format!("dice/{}", best.unwrap_or(6.0)),
            (Unit::Points, None) => return None,
            (Unit::Points, Some(best)) if self.worst < 0.0 => format!("{}..{best}", self.worst),
            (Unit::Points, Some(best)) => format!("/{best}"),
        })
    }
}

impl Grade {
    /// Where the grade stands between the worst (0) and the best (1) of its scale; `None` where that is
    /// not known, and for a grade off its own scale.
    pub fn fraction(&self) -> Option<f64> {
        let (points, best) = (self.points?, self.scale.best?);
        let worst = self.scale.worst;
        (best > worst && (worst..=best).contains(&points)).then(|| (points - worst) / (best - worst))
    }

    /// Do the two say the same? `None` where that cannot be told: other units, or an unknown scale.
    pub fn agrees(&self, other: &Grade) -> Option<bool> {
        const CLOSE: f64 = 1e-6;
        let (a, b) = (self.points?, other.points?);
        let letters = [self, other].iter().filter(|g| g.scale.unit == Unit::Letter).count();
        if letters == 1 {
            return None;
        }
        match (self.scale.best, other.scale.best) {
            (Some(x), Some(y)) if x == y => Some((a - b).abs() < CLOSE),
            (Some(_), Some(_)) => match (self.fraction(), other.fraction()) {
                // 3.5/5 and 7/10 are one grade; 3/4 and 4/5 may be, rounded to what each scale has.
                (Some(f), Some(g)) if (f - g).abs() < CLOSE => Some(true),
                (Some(f), Some(g)) if (f - g).abs() > 0.15 => Some(false),
                _ => None,
            },
            _ if (a - b).abs() < CLOSE => Some(true),
            // "3.5" and "★★★": one counts, on whatever scale, what the other does not.
            (None, None) if self.scale.unit == other.scale.unit => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert_eq!(letter_points(b'A', 1), Some(12.0));
        assert_eq!(letter_points(b'F', 1), Some(0.5));
        assert_eq!(letter_points(b'E', 0), None);
        assert_eq!(letter_name(7.0), Some("B-"));
        assert!(is_usual_best(10.0) && !is_usual_best(11.0) && is_usual_stars(4.0) && !is_usual_stars(100.0));
    }
}
