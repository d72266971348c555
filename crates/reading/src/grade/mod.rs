//! Grades: found in a document, with the scale they are on. (to be written)

use document::Span;

use crate::claim::Basis;

/// A grade as its critic gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// As printed, without brackets: "D+", "★★½", "3.5/5", "three and a half stars".
    pub value: String,
    /// Position on the scale in the scale's own units (2.5 for "★★½", 9 for "8/10" is 8, a letter's
    /// step number); `None` for a designation without a number.
    pub points: Option<f64>,
    /// The scale.
    pub scale: Scale,
    /// Metadata or text.
    pub basis: Basis,
}

/// A scale of grades. What is not known is `None`, never assumed.
#[derive(Debug, Clone, Copy, PartialEq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Letters A+ to F-.
    Letter,
    /// Stars (or whatever a critic hands out in their place), in glyphs or words.
    Stars,
    /// Plain numbers.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScaleBasis {
    /// The document says it.
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
}
