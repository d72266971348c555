//! The trained models that a reading rests on: what n-grams of words speak for.

pub mod grams;
pub mod seen;
pub mod table;

use std::sync::LazyLock;

use table::Table;

/// The kind and the columns of the model of tone: praise against fault, opinion against plot. Parameters: their biases.
pub const TONE: (u32, usize, usize) = (1, 2, 2);
/// The kind and the columns of the model of scores. Parameters: see [`Level`].
pub const SCORE: (u32, usize, usize) = (2, 1, 6 + crate::score::LEANINGS);

/// Places of the parameters of the model of scores.
#[derive(Debug, Clone, Copy)]
pub enum Level {
    /// What a text without known n-grams gets, 0 to 100.
    Base,
    /// Points for one unit of the sum of weights.
    Slope,
    /// How far below the inferred score the interval begins, in points.
    Below,
    /// How far above it the interval ends.
    Above,
    /// How often the interval holds the grade, 0 to 1.
    Share,
    /// The least number of known n-grams that a text is scored by.
    Least,
    /// The first of the leanings' (see [`crate::score::leanings`]): points for leaning wholly to praise.
    Lean,
}

/// The models, over bytes that the caller holds.
#[derive(Debug, Clone, Copy)]
pub struct Models<'b> {
    tone: Table<'b>,
    score: Table<'b>,
}

impl<'b> Models<'b> {
    /// Opens models; the built-in ones stand for those not given. Says which is wrong, and how.
    pub fn open(tone: Option<&'b [u8]>, score: Option<&'b [u8]>) -> Result<Models<'b>, String> {
        let mut models: Models<'b> = *Models::built_in();
        if let Some(bytes) = tone {
            models.tone =
                Table::open(bytes, TONE.0, TONE.1, TONE.2).map_err(|e| format!("tone.model: {e}"))?;
        }
        if let Some(bytes) = score {
            models.score =
                Table::open(bytes, SCORE.0, SCORE.1, SCORE.2).map_err(|e| format!("score.model: {e}"))?;
            let param = |level: Level| models.score.param(level as usize);
            let sound = param(Level::Below) >= 0.0
                && param(Level::Above) >= 0.0
                && (0.0..=1.0).contains(&param(Level::Share));
            if !sound {
                return Err("score.model: its interval is none: it is damaged".into());
            }
        }
        Ok(models)
    }

    /// What tells these models from others: 8 hexadecimal digits a model.
    pub fn name(&self) -> String {
        let part = |t: &Table<'_>| (t.checksum() ^ (t.checksum() >> 32)) as u32;
        format!("tone {:08x}, score {:08x}", part(&self.tone), part(&self.score))
    }

    pub(crate) fn tone(&self) -> &Table<'b> {
        &self.tone
    }

    /// The model of scores.
    pub fn score(&self) -> &Table<'b> {
        &self.score
    }
}

/// The files are part of the build, and a test opens them.
static BUILT_IN: LazyLock<Models<'static>> = LazyLock::new(|| {
    let tone = Table::compiled_in(include_bytes!("../../../../models/tone.model"), TONE.0, TONE.1, TONE.2);
    let score =
        Table::compiled_in(include_bytes!("../../../../models/score.model"), SCORE.0, SCORE.1, SCORE.2);
    Models {
        tone: tone.unwrap_or_else(|_| Table::empty(TONE)),
        score: score.unwrap_or_else(|_| Table::empty(SCORE)),
    }
});

impl Models<'static> {
    /// The models that come with the reader.
    pub fn built_in() -> &'static Models<'static> {
        &BUILT_IN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_models_open() {
        let tone = include_bytes!("../../../../models/tone.model");
        let score = include_bytes!("../../../../models/score.model");
        assert!(Models::open(Some(tone), Some(score)).is_ok());
    }

    #[test]
    fn models_of_nonsense_are_refused() {
        let good = |place: usize, value: f32| {
            let mut params = [50.0, 10.0, 20.0, 20.0, 0.9, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            params[place] = value;
            table::bytes(SCORE.0, SCORE.1, &params, &[(7, vec![1.0])])
        };
        assert!(Models::open(None, Some(&good(0, 50.0))).is_ok());
        let bad = [
            (Level::Base, f32::NAN),
            (Level::Slope, f32::INFINITY),
            (Level::Below, -60.0),
            (Level::Above, -60.0),
            (Level::Share, 7.0),
        ];
        for (place, value) in bad {
            assert!(Models::open(None, Some(&good(place as usize, value))).is_err(), "{place:?} {value}");
        }
    }
}
