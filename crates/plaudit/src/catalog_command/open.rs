//! Opening the catalog that a command looks into.

use catalog::Catalog;

use super::args::CatalogArg;
use crate::catalog_file::{self, Bytes};

/// The bytes of a catalog, and what they are called.
pub(super) struct Opened {
    bytes: Bytes,
    name: String,
}

impl Opened {
    pub(super) fn read(arg: &CatalogArg) -> anyhow::Result<Opened> {
        let name = arg.catalog.as_ref().map_or("the built-in catalog".into(), |p| p.display().to_string());
        Ok(Opened { bytes: catalog_file::load(arg.catalog.as_deref())?, name })
    }

    /// What a person calls it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Bytes of its file; `None` for the built-in one.
    pub(super) fn bytes(&self) -> Option<usize> {
        match &self.bytes {
            Bytes::BuiltIn => None,
            Bytes::Mapped(map, _) => Some(map.len()),
        }
    }

    pub(super) fn catalog(&self) -> anyhow::Result<Catalog<'_>> {
        self.bytes.open()
    }
}
