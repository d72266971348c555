//! Stub.
use super::args::ExportArgs;
use crate::Exit;

pub(crate) fn run(_args: &ExportArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
