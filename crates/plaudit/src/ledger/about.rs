//! Stub.
use super::args::LedgerCommand;
use crate::Exit;

pub(crate) fn run(_args: &LedgerCommand) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
