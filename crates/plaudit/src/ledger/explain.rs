//! Stub.
use super::args::FilmArgs;
use crate::Exit;

pub(crate) fn run(_args: &FilmArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
