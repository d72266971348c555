//! Stub.
use super::args::{CorrectArgs, MergeArgs, RemoveArgs};
use crate::Exit;

pub(crate) fn correct(_args: &CorrectArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
pub(crate) fn remove(_args: &RemoveArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
pub(crate) fn merge(_args: &MergeArgs) -> anyhow::Result<Exit> {
    anyhow::bail!("not there yet")
}
