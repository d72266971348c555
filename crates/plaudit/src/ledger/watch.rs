//! Stub.
use super::args::WatchArgs;
use crate::Exit;

pub(crate) fn run(_args: &WatchArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
