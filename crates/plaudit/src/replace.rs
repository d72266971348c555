//! Writes a file whole: beside the old one, then in its place. Whoever reads it meanwhile, and whatever happens, there is
//! the old one or the new one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Puts what `write` writes in the place of `path`.
pub(crate) fn file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // As any file the user makes; temporary files are for their owner alone.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".plaudit-").tempfile_in(folder)?;
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
