//! Stub.
use super::args::CriticArgs;
use crate::Exit;

pub(crate) fn run(_args: &CriticArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
