//! What must hold of any bytes taken for a catalog, and of any bytes taken for its source.

use catalog::build::Builder;
use catalog::source::{Options, Sources, recognize};
use catalog::{Catalog, Key, reseal};

/// Opens the bytes as they are and with the right checksum, and looks at everything; reads them as every source that
/// they may be, and opens what comes of it.
pub fn check(bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    if let Ok(catalog) = Catalog::open(&bytes) {
        look(&catalog);
    }
    if let Ok(format) = recognize(&bytes, &[]) {
        let mut builder = Builder::new();
        let mut sources = Sources::new(&mut builder, Options::default());
        for again in [false, true] {
            sources.read(format, again, "fuzz", bytes.as_slice());
        }
        sources.finish();
        let file = builder.finish();
        look(&Catalog::open(&file).expect("what was just built can be opened"));
    }
    reseal(&mut bytes);
    if let Ok(catalog) = Catalog::open(&bytes) {
        look(&catalog);
    }
}

fn look(catalog: &Catalog<'_>) {
    for film in catalog.films().take(1000) {
        let _ = (film.title(), film.akas().count(), film.ids(), film.year());
        for credit in catalog.credits(film.id).take(1000) {
            let _ = (credit.person.name(), credit.character, catalog.works(credit.person.id).count());
        }
        if let Some(key) = Key::of(film.title()) {
            let _ = (catalog.titled(key).len(), catalog.named(key).len(), catalog.may_begin(key));
        }
    }
    let _ =
        (catalog.near_people("Elizabeth Moss"), catalog.near_titles("Her Smel"), catalog.sources().count());
}
