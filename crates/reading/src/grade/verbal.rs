//! Grades in words: "Recommended", "Skip it". A table of data; a designation has a verdict, not a number.

use crate::claim::Polarity;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Grade, Unit};

/// A grade in words.
#[derive(Debug, Deserialize)]
pub struct Designation {
    /// Its usual spelling.
    pub name: String,
    /// `positive`, `mixed` or `negative`.
    pub verdict: Polarity,
    /// Other spellings, lower case.
    pub aliases: Vec<String>,
    /// Who uses it.
    pub source: String,
}

#[derive(Debug, Default, Deserialize)]
struct Table {
    designation: Vec<Designation>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/designations.toml")).unwrap_or_default());

/// All designations that are known.
pub fn designations() -> &'static [Designation] {
    &TABLE.designation
}

impl Grade {
    /// `positive`, `mixed` or `negative`, for a grade that is a word or a thumb and so says it outright.
    pub fn verdict(&self) -> Option<Polarity> {
        match self.scale.unit {
            Unit::Verbal => designation(&self.value).map(|d| d.verdict),
            Unit::Thumbs => {
                let value = self.value.to_lowercase();
                let up = value.contains("up") || value.contains('👍');
                let down = value.contains("down") || value.contains('👎');
                Some(match (up, down) {
                    (true, false) => Polarity::Positive,
                    (false, true) => Polarity::Negative,
                    _ => Polarity::Mixed,
                })
            }
            _ => None,
        }
    }
}

/// The designation that the whole of `text` is, whatever its case and its marks at the ends.
pub(super) fn designation(text: &str) -> Option<&'static Designation> {
    const LONGEST: usize = 32;
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    designations().iter().find(|d| d.aliases.iter().any(|a| same(a, text)))
}

/// Equal but for case, hyphens for spaces and the form of apostrophes?
fn same(alias: &str, text: &str) -> bool {
    let plain = |c: char| match c {
        '’' | '‘' => '\'',
        '-' | '\u{a0}' => ' ',
        c => c.to_ascii_lowercase(),
    };
    alias.chars().map(plain).eq(text.chars().map(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_designation_is_the_whole_text() {
        assert_eq!(designation("**Skip It!**").map(|d| d.verdict), Some(Polarity::Negative));
        assert_eq!(designation("Critic’s pick").map(|d| d.name.as_str()), Some("Critic's Pick"));
        assert!(designation("Recommended reading").is_none());
    }
}
