//! `plaudit ledger`: what the ledger holds, whether it is whole, what happened in it.

use serde::Serialize;

use super::args::LedgerCommand;
use super::{open, show};
use crate::Exit;

/// An entry as it is told.
#[derive(Serialize)]
struct Told {
    entry: i64,
    at: String,
    kind: String,
    by: Option<String>,
    reason: Option<String>,
}

/// Runs the command.
pub(crate) fn run(command: &LedgerCommand) -> anyhow::Result<Exit> {
    match command {
        LedgerCommand::Stats { db, json } => {
            let stats = open(db)?.stats()?;
            let rows = [
                ("entries", stats.entries),
                ("documents", stats.documents),
                ("removed", stats.removed),
                ("found elsewhere too", stats.sightings),
                ("readings", stats.readings),
                ("ratings", stats.ratings),
                ("films", stats.films),
                ("critics", stats.critics),
                ("outlets", stats.outlets),
                ("corrections", stats.corrections),
            ];
            if *json {
                let map: serde_json::Map<String, serde_json::Value> = rows
                    .iter()
                    .map(|(name, n)| (name.replace(' ', "_"), (*n).into()))
                    .chain([("version".to_owned(), stats.version.into())])
                    .collect();
                return show::json(&map);
            }
            let lines: Vec<String> = rows.iter().map(|(name, n)| format!("{name:<20}{n:>12}\n")).collect();
            show::print(&lines.concat())
        }
        LedgerCommand::Check { db } => {
            let faults = open(db)?.check()?;
            if faults.is_empty() {
                return show::print("the ledger is whole\n");
            }
            show::print(&format!("{}\n", faults.join("\n")))?;
            Ok(Exit::SomeLost)
        }
        LedgerCommand::Log { db, limit, json } => {
            let mut store = open(db)?;
            let last = store.position()?;
            let first = last - i64::try_from(*limit).unwrap_or(i64::MAX).min(last) + 1;
            let entries: Vec<Told> = store
                .entries(first..=last)?
                .into_iter()
                .rev()
                .map(|e| Told { entry: e.id, at: time(e.at), kind: e.kind, by: e.by, reason: e.reason })
                .collect();
            if *json {
                return show::json(&entries);
            }
            let mut table = show::table(&["entry", "when", "what", "by", "why"]);
            for e in &entries {
                table.add_row([
                    e.entry.to_string(),
                    e.at.clone(),
                    e.kind.clone(),
                    e.by.clone().unwrap_or_default(),
                    e.reason.clone().unwrap_or_default(),
                ]);
            }
            show::print(&format!("{}\n", table.trim_fmt()))
        }
    }
}

/// A time of the ledger as a person reads it, in UTC.
pub(crate) fn time(micros: i64) -> String {
    let second = micros.div_euclid(1_000_000).rem_euclid(86_400);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{} {hour:02}:{minute:02}:{second:02}Z", consensus::date_of(micros))
}
