//! Opening the catalog that a command looks into.

use std::fs;

use anyhow::Context as _;
use catalog::Catalog;

use super::args::CatalogArg;
use crate::input::reason;

/// The bytes of a catalog, or the built-in one.
pub(super) struct Opened {
    file: Option<Vec<u8>>,
    name: String,
}

impl Opened {
    pub(super) fn read(arg: &CatalogArg) -> anyhow::Result<Opened> {
        let Some(path) = &arg.catalog else {
            return Ok(Opened { file: None, name: "the built-in catalog".into() });
        };
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|e| anyhow::anyhow!("{name}: {}", reason(&e)))?;
        Ok(Opened { file: Some(bytes), name })
    }

    /// What a person calls it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Bytes of its file; `None` for the built-in one.
    pub(super) fn bytes(&self) -> Option<usize> {
        self.file.as_ref().map(Vec::len)
    }

    pub(super) fn catalog(&self) -> anyhow::Result<Catalog<'_>> {
        match &self.file {
            None => Ok(*catalog::starter()),
            Some(bytes) => Catalog::open(bytes).with_context(|| self.name.clone()),
        }
    }
}
