//! Stub.
use super::args::CompareArgs;
use crate::Exit;

pub(crate) fn run(_args: &CompareArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
