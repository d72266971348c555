//! The schema and its versions: each a text of SQL, applied in order and each in one transaction.
//!
//! PostgreSQL has one table more, which is not part of the ledger: `ticket` (`pg.rs`).
//!
//! A ledger is moved forward when it is opened. One that a newer program wrote is refused.

use crate::db::Db;
use crate::error::{Error, ErrorKind, Result};

/// The versions, from the first: what leads from each to the next.
pub(crate) const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_ledger.sql")];

/// What a dump shows of each table, in an order that both databases give: columns, and what to order by.
pub(crate) const TABLES: &[(&str, &str, &str)] = &[
    ("meta", "key, value", "key"),
    ("entry", "id, at, kind, by_whom, reason", "id"),
    ("word", "id, form", "id"),
    ("film", "id, title, fold, year, imdb, tmdb, wikidata, movielens, into_film", "id"),
    ("film_key", "key, film", "key"),
    ("critic", "id, key, name, into_critic", "id"),
    ("outlet", "id, key, name, into_outlet", "id"),
    ("merging", "id, entry, until, what, from_id, into_id", "id"),
    ("document", "id, entry, removed, origin, record, seen, digest, place, source, url", "id"),
    ("body", "document, bytes", "document"),
    ("sighting", "document, entry, seen, place, source", "document, place"),
    ("reading", "id, entry, document, part, reader, claims", "id"),
    (
        "rating",
        "id, entry, until, reading, document, origin, part, film, critic, outlet, seen, corrected, mark, \
         grade_unit, grade_basis, scale_basis, mark_basis, grade_worst, grade_best, grade_points, inferred, \
         inferred_low, inferred_high, inferred_level, published, grade_value, sketch",
        "id",
    ),
    ("correction", "id, entry, until, document, part, field, value", "id"),
    ("habit", "key, slot, n", "key, slot"),
    ("fit", "method, position, at, body", "method, position"),
    ("feed", "url, state", "url"),
    (
        "draft",
        "document, part, position, reader, film, critic, outlet, corrected, mark, grade_unit, grade_basis, \
         scale_basis, mark_basis, grade_worst, grade_best, grade_points, inferred, inferred_low, \
         inferred_high, inferred_level, published, grade_value, sketch, claims",
        "document, part",
    ),
];

/// The version of what is there; 0 where nothing is.
pub(crate) fn version(db: &mut Db) -> Result<usize> {
    if !db.has_meta()? {
        return Ok(0);
    }
    let mut text = None;
    db.each("select value from meta where key = 'version'", &[], &mut |row| {
        text = Some(row.text(0)?);
        Ok(())
    })?;
    text.and_then(|t| t.parse().ok())
        .ok_or_else(|| Error::invalid("there is a table \"meta\" that is no ledger's: use another database"))
}

/// Moves a ledger to the last of `migrations`, a version at a time; each is there whole or not at all.
pub(crate) fn migrate(db: &mut Db, migrations: &[&str]) -> Result<()> {
    let known = migrations.len();
    loop {
        let from = version(db)?;
        if from == known {
            return Ok(());
        }
        if from > known {
            return Err(Error::new(
                ErrorKind::Newer,
                format!("the ledger has version {from}, this program knows {known}: use a newer program"),
            ));
        }
        db.begin(true)?;
        match step(db, migrations) {
            Ok(()) => db.commit()?,
            Err(error) => {
                db.rollback();
                return Err(error);
            }
        }
    }
}

/// One version further, unless another program was faster.
fn step(db: &mut Db, migrations: &[&str]) -> Result<()> {
    let from = version(db)?;
    let Some(text) = migrations.get(from) else { return Ok(()) };
    db.batch(&db.dialect(text))?;
    if from == 0 {
        db.exec("insert into meta (key, value) values ('version', '1')", &[])?;
    } else {
        let next = (from + 1).to_string();
        db.exec("update meta set value = $1 where key = 'version'", &[(&next).into()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::location::{Location, Options};
    use crate::store::Store;

    /// A second version that fails half-way, then one that does not.
    #[test]
    fn an_interrupted_migration_leaves_the_old_version_whole() {
        let folder = std::env::temp_dir().join(format!("plaudit-migration-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let location = Location::File(folder.join("ledger.db"));
        let mut store = Store::open(&location, Options::default()).unwrap();
        let digests = [[1; 32], [2; 32]];
        let document = |digest| crate::NewDocument { digest, place: "a", ..Default::default() };
        store.append(&[document(digests[0])], crate::Append::default()).unwrap();

        let broken =
            [MIGRATIONS, &["alter table film add column length bigint; create tabel x (y text);"]].concat();
        assert!(migrate(&mut store.db, &broken).is_err());
        assert_eq!(version(&mut store.db).unwrap(), MIGRATIONS.len());
        assert!(store.db.exec("select length from film", &[]).is_err(), "half of it was done");
        // The ledger goes on as it was, and so it does when it is opened again.
        store.append(&[document(digests[1])], crate::Append::default()).unwrap();
        let mut again = Store::open(&location, Options::default()).unwrap();
        assert_eq!(again.known(&digests).unwrap(), [true, true]);
        assert_eq!(again.check().unwrap(), Vec::<String>::new());

        let mended = [MIGRATIONS, &["alter table film add column length bigint;"]].concat();
        migrate(&mut again.db, &mended).unwrap();
        assert_eq!(version(&mut again.db).unwrap(), MIGRATIONS.len() + 1);
        let late = store.append(&[document([3; 32])], crate::Append::default()).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Newer);
        drop((store, again));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
