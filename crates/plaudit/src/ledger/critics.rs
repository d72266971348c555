//! Stub.
use super::args::CriticsArgs;
use crate::Exit;

pub(crate) fn run(_args: &CriticsArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
