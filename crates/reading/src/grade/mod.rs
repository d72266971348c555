//! Grades: what critics print, found in a document, with the scale that they are on.
//!
//! Three ways in: [`parse`] for a string that is said to be a grade, [`read`] for a whole document,
//! [`read_within`] for one part of a roundup. What the other reviews of an outlet tell about a scale
//! is in [`Habits`]. Nothing here turns a grade into a score: that is [`crate::policy`].

mod context;
mod cues;
mod declared;
mod explain;
mod glyph;
mod habit;
mod lex;
mod number;
mod place;
mod printed;
mod raw;
mod scale;
mod tail;
mod verbal;
mod weigh;

use document::{Document, Span};
use serde::{Deserialize, Serialize};

use crate::claim::Basis;

pub use explain::{Explanation, PolicyScore, explain};
pub use habit::Habits;
pub use raw::{Refusal, parse};
pub(crate) use scale::letter_name;
pub use verbal::{Designation, designations};

/// A grade as its critic gave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// As printed, without brackets: "D+", "★★½", "3.5/5", "three and a half stars".
    pub value: String,
    /// Position on the scale in the scale's own units (2.5 for "★★½", 8 for "8/10", a letter's
    /// step number); `None` for a designation or a thumb.
    pub points: Option<f64>,
    /// The scale.
    pub scale: Scale,
    /// Metadata or text.
    pub basis: Basis,
}

impl Grade {
    /// May its outlet's other grades yet tell what it is out of?
    pub fn is_open(&self) -> bool {
        self.points.is_some() && self.scale.best.is_none() && self.scale.basis == ScaleBasis::Unknown
    }
}

/// A scale of grades. What is not known is `None`, never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// What it counts in.
    pub unit: Unit,
    /// The worst grade, in points; 0 unless the document or the scale's table says otherwise.
    pub worst: f64,
    /// The best grade, in points, where known.
    pub best: Option<f64>,
    /// How `best` is known.
    pub basis: ScaleBasis,
}

/// What a scale counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Letters A+ to F-.
    Letter,
    /// Stars, in glyphs or words.
    Stars,
    /// Plain numbers, and of whatever a critic hands out in place of stars.
    Points,
    /// Percent.
    Percent,
    /// The faces of a die.
    Dice,
    /// Thumbs.
    Thumbs,
    /// Words: "Recommended".
    Verbal,
}

/// How the end of a scale is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ScaleBasis {
    /// The document says it, or the grade's own form does (a letter, a percentage).
    Text,
    /// The outlet's other reviews of the run show it.
    Habit,
    /// It is not known.
    Unknown,
}

/// A grade found in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The grade.
    pub grade: Grade,
    /// The value first, then the words that tell the scale where they stand apart from it.
    pub evidence: Vec<Span>,
    /// 0 to 1.
    pub confidence: f32,
    /// It is printed where a grade of this review surely stands, and is not the grade declared.
    pub contradicts: bool,
}

/// The grades of a review: the declared ones in order, then at most one that is printed.
///
/// A printed grade that contradicts the declared one is kept only where it surely is the review's
/// own, and says so in [`Found::contradicts`].
pub fn read(doc: &Document) -> Vec<Found> {
    let mut found = declared::read(doc);
    let whole = Span::new(0, doc.text.len());
    if found.is_empty() {
        found.extend(printed::best(doc, whole).map(printed::Pick::into_found));
    } else {
        printed::beside(doc, whole, &mut found);
    }
    found
}

/// The grade printed in one part of a document, such as a film's section of a roundup.
pub fn read_within(doc: &Document, part: Span) -> Option<Found> {
    printed::best(doc, part).map(printed::Pick::into_found)
}
