//! Stub.
use super::args::RereadArgs;
use crate::Exit;

pub(crate) fn run(_args: &RereadArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
