//! Opens the models that a reading rests on: a folder's, or the built-in ones.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;
use reading::Models;

/// The models' files; `None` for one that the folder does not have: the built-in one stands for it.
pub(crate) struct Held {
    folder: String,
    tone: Option<Vec<u8>>,
    score: Option<Vec<u8>>,
}

/// Names of the files.
pub(crate) const TONE: &str = "tone.model";
pub(crate) const SCORE: &str = "score.model";

/// Reads the folder; without one, the built-in models are meant.
pub(crate) fn load(folder: Option<&Path>) -> anyhow::Result<Held> {
    let Some(folder) = folder else {
        return Ok(Held { folder: String::new(), tone: None, score: None });
    };
    let name = folder.display().to_string();
    anyhow::ensure!(
        folder.is_dir(),
        "there is no folder of models at {name}; `plaudit train --out {name}` makes one"
    );
    let read = |file: &str| match std::fs::read(folder.join(file)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {file} in {name}")),
    };
    let held = Held { tone: read(TONE)?, score: read(SCORE)?, folder: name };
    anyhow::ensure!(
        held.tone.is_some() || held.score.is_some(),
        "{} holds neither {TONE} nor {SCORE}",
        held.folder
    );
    Ok(held)
}

impl Held {
    /// The file of the model of tone, where it is not the built-in one.
    pub(crate) fn tone(&self) -> Option<&[u8]> {
        self.tone.as_deref()
    }

    /// The models.
    pub(crate) fn open(&self) -> anyhow::Result<Models<'_>> {
        Models::open(self.tone.as_deref(), self.score.as_deref())
            .map_err(|why| anyhow::anyhow!("cannot use the models in {}: {why}", self.folder))
    }
}
