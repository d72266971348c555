//! Catalog files: mapped into memory, so that opening one costs no more than looking it over.

use std::fs::File;
use std::path::Path;

use anyhow::Context as _;
use catalog::Catalog;
use memmap2::Mmap;

/// A catalog's bytes: a file's, or the built-in ones.
pub(crate) enum Bytes {
    BuiltIn,
    Mapped(Mmap, String),
}

/// Maps the file; without one, the built-in catalog is meant.
pub(crate) fn load(path: Option<&Path>) -> anyhow::Result<Bytes> {
    let Some(path) = path else { return Ok(Bytes::BuiltIn) };
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot open the catalog {name}"))?;
    let about = file.metadata().with_context(|| format!("cannot open the catalog {name}"))?;
    anyhow::ensure!(about.is_file(), "the catalog {name} is not a file; `plaudit catalog build` makes one");
    #[allow(unsafe_code, reason = "mapping a file is the one thing that has no safe way")]
    // SAFETY: the bytes must not change while they are mapped. `catalog build` never writes into a catalog that is
    // there: it makes a new file and puts it in the old one's place. Whoever else writes into it while it is read
    // may get wrong answers or end the program, which is the price of not copying it; every access is checked.
    let map = unsafe { Mmap::map(&file) }.with_context(|| format!("cannot read the catalog {name}"))?;
    Ok(Bytes::Mapped(map, name))
}

impl Bytes {
    /// Checks the bytes and opens them.
    pub(crate) fn open(&self) -> anyhow::Result<Catalog<'_>> {
        match self {
            Bytes::BuiltIn => Ok(*catalog::starter()),
            Bytes::Mapped(map, name) => {
                Catalog::open(map).map_err(|e| anyhow::anyhow!("cannot use the catalog {name}: {e}"))
            }
        }
    }
}
