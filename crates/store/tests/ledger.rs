//! What the ledger takes in and gives back, on both databases.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

mod support;

use store::{
    Added, Append, AsOf, ErrorKind, FilmNames, HabitChange, Match, Name, NewDocument, NewRating, NewReading,
    What,
};
use support::rows::{HER_SMELL, STARS, at, by_hand, digest, document, rating, reading};
use support::{Bed, dump, open, sound};

on_both! {
    adding_again_changes_nothing
    every_field_comes_back
    a_revised_text_stands_beside_the_old
    further_places_are_noted_once
    what_no_database_keeps_alike_is_made_alike
    long_texts_are_kept
    films_are_met_by_ids_then_titles
    films_without_year_or_id
    names_are_found
    streams_are_in_order
    the_clock_set_back
    habits_count_new_documents_only
    fits_and_feeds
    bad_calls_change_nothing
    a_ledger_opens_again
}

fn adding_again_changes_nothing(bed: &Bed) {
    let mut s = bed.ledger();
    let all: Vec<_> = (0..100).map(|n| document(n, "a.txt", rating())).collect();
    let first = s.append(&all, at(1)).unwrap();
    assert_eq!(first[99], Added::New { entry: 100, document: 100 });
    let before = dump(&mut s);
    let again = s.append(&all, at(2)).unwrap();
    assert_eq!(again[99], Added::Known { document: 100, new_place: false });
    assert_eq!(dump(&mut s), before);
    assert_eq!(s.known(&[digest(5), digest(100), digest(99)]).unwrap(), [true, false, true]);
    sound(&mut s);
    // The same one twice in one call.
    let twice = [document(200, "b", rating()), document(200, "b", rating())];
    let got = s.append(&twice, at(3)).unwrap();
    let new = Added::New { entry: 101, document: 101 };
    assert_eq!(got, [new, Added::Known { document: 101, new_place: false }]);
    assert_eq!(s.stats().unwrap().ratings, 101);
    sound(&mut s);
}

fn every_field_comes_back(bed: &Bed) {
    let mut s = bed.ledger();
    s.append(&[document(1, "a.txt#7", rating())], at(1_700_000_000_000_000)).unwrap();
    let row = s.rating(1).unwrap().unwrap();
    let given = rating();
    assert_eq!((row.id, row.entry, row.until, row.reading, row.document, row.origin), (1, 1, None, 1, 1, 1));
    assert_eq!((row.film_title.as_deref(), row.film_year), (Some("Her Smell"), Some(2018)));
    assert_eq!(
        (row.critic_name.as_deref(), row.outlet_name.as_deref()),
        (Some("Ann Lee"), Some("The Quill"))
    );
    assert_eq!((row.published.as_deref(), row.seen), (Some("2018-09-10"), 1_700_000_000_000_000));
    let grade = row.grade.unwrap();
    assert_eq!((&*grade.value, &*grade.unit, &*grade.basis), ("***1/2", "stars", "printed"));
    assert_eq!((&*grade.scale_basis, grade.points), ("text", Some(3.5)));
    assert_eq!((grade.worst, grade.best), (Some(0.0), Some(4.0)));
    assert_eq!(row.inferred.unwrap().high.to_bits(), given.inferred.unwrap().high.to_bits());
    assert_eq!((row.mark, row.mark_basis.as_deref()), (Some(1), Some("critic")));
    assert_eq!((row.sketch.as_deref(), row.corrected), (given.sketch, 0));
    assert_eq!((&*row.place, &*row.source), ("a.txt#7", "reviews/a.txt"));
    assert_eq!(row.url.as_deref(), Some("https://example.org/a"));
    let reading = s.reading(row.reading).unwrap().unwrap();
    assert_eq!((&*reading.reader, &*reading.claims), ("reader 1", &b"\x00claims\xff"[..]));
    let kept = s.document_of(&digest(1)).unwrap().unwrap();
    assert_eq!((kept.record, &*kept.body), (Some(7), &b"\x00the text\xff"[..]));
    assert_eq!(s.document(1).unwrap().unwrap(), kept);
    let entry = s.entries(0..=9).unwrap().pop().unwrap();
    assert_eq!((entry.id, &*entry.kind, entry.at), (1, "add", 1_700_000_000_000_000));

    let mut compact = Vec::new();
    s.each_compact(AsOf::Now, |c| compact.push(c)).unwrap();
    let [c] = &compact[..] else { panic!("{compact:?}") };
    assert_eq!((c.film, c.critic, c.outlet, c.published, c.mark), (1, 1, 1, 20_180_910, Some(1)));
    let words = s.words().unwrap();
    assert_eq!(words[c.unit as usize - 1], "stars");
    assert_eq!(words[c.mark_basis as usize - 1], "critic");
    assert_eq!((c.worst, c.best, c.points), (Some(0.0), Some(4.0), Some(3.5)));
    // And with nothing in any field.
    let empty =
        NewDocument { digest: digest(2), readings: vec![NewReading::default()], ..Default::default() };
    let got = s.append(&[empty], Append { import: true, ..at(0) }).unwrap();
    assert_eq!(got, [Added::New { entry: 2, document: 2 }]);
    let row = s.rating(2).unwrap().unwrap();
    assert_eq!((row.film, row.critic, row.outlet, row.grade, row.inferred), (None, None, None, None, None));
    assert_eq!(s.entries(2..=2).unwrap()[0].kind, "import");
}

fn a_revised_text_stands_beside_the_old(bed: &Bed) {
    let mut s = bed.ledger();
    let later =
        NewRating { grade: Some(store::Grade { value: "**", points: Some(2.0), ..STARS }), ..rating() };
    s.append(&[document(1, "https://example.org/a", rating())], at(10)).unwrap();
    s.append(&[document(2, "https://example.org/a", later)], at(20)).unwrap();
    s.append(&[document(3, "https://example.org/b", later)], at(30)).unwrap();
    let film = s.find_films("her smell", Some(2018), Match::Whole).unwrap().pop().unwrap();
    let rows = s.ratings_of(What::Film, film.id, AsOf::Now).unwrap();
    let told: Vec<_> = rows.iter().map(|r| (r.origin, r.seen, r.grade.as_ref().unwrap().points)).collect();
    assert_eq!(told, [(1, 10, Some(3.5)), (1, 20, Some(2.0)), (3, 30, Some(2.0))]);
    assert_eq!(s.ratings_at(1).unwrap(), rows[..2]);
    assert_eq!(s.documents_at("https://example.org/a").unwrap(), [1, 2]);
    sound(&mut s);
}

fn further_places_are_noted_once(bed: &Bed) {
    let mut s = bed.ledger();
    let new = s.append(&[document(1, "a", rating())], at(1)).unwrap();
    assert_eq!(new, [Added::New { entry: 1, document: 1 }]);
    let sight = s.append(&[document(1, "b", rating()), document(1, "b", rating())], at(2)).unwrap();
    let known = |new_place| Added::Known { document: 1, new_place };
    assert_eq!(sight, [known(true), known(false)]);
    assert_eq!(s.append(&[document(1, "b", rating())], at(3)).unwrap(), [known(false)]);
    let seen = s.sightings(1).unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].entry, seen[0].seen, &*seen[0].place), (2, 2, "b"));
    assert_eq!(s.all_sightings().unwrap(), seen);
    // What comes later to the further place is a later state of the same text.
    s.append(&[document(2, "b", rating())], at(4)).unwrap();
    assert_eq!(s.document(2).unwrap().unwrap().origin, 1);
    assert_eq!(s.ratings_at(1).unwrap().len(), 2);
    // Also where both come in one call.
    s.append(&[document(1, "c", rating()), document(3, "c", rating())], at(5)).unwrap();
    assert_eq!(s.document(3).unwrap().unwrap().origin, 1);
    sound(&mut s);
}

fn what_no_database_keeps_alike_is_made_alike(bed: &Bed) {
    let mut s = bed.ledger();
    let odd = NewRating {
        critic: Some(Name { key: "a\0b", name: "A\0B" }),
        grade: Some(store::Grade {
            worst: Some(f64::NAN),
            best: Some(f64::INFINITY),
            points: Some(-0.0),
            ..STARS
        }),
        published: Some("\0"),
        ..rating()
    };
    s.append(&[document(1, "p\0", odd), document(2, "p\0", odd)], at(1)).unwrap();
    s.append(&[document(3, "p\0", odd)], at(1)).unwrap();
    let rows = s.ratings_of(What::Critic, 1, AsOf::Now).unwrap();
    assert_eq!(rows.len(), 3, "one critic, whose key has a NUL");
    let row = &rows[2];
    assert_eq!((row.origin, &*row.place), (1, "p\u{fffd}"));
    assert_eq!(row.critic_name.as_deref(), Some("A\u{fffd}B"));
    let grade = row.grade.as_ref().unwrap();
    assert_eq!((grade.worst, grade.best), (None, Some(f64::INFINITY)));
    assert_eq!(grade.points.unwrap().to_bits(), 0, "-0 is 0");
    let again = s.append(&[document(1, "p\0", odd)], at(1)).unwrap();
    assert_eq!(again, [Added::Known { document: 1, new_place: false }]);
    assert_eq!(s.find_parties(What::Critic, "a\0b", Match::Whole).unwrap().len(), 1);
    sound(&mut s);
}

fn long_texts_are_kept(bed: &Bed) {
    let mut s = bed.ledger();
    // As a database might not: no two words are alike, so nothing can be compressed.
    let long: String = (0..4_000).map(|n| format!("ü{:x}", digest(n)[0])).collect();
    let (one, other) = (format!("{long}1"), format!("{long}2"));
    let of = |text: &'static str| NewRating {
        film: Some(FilmNames { title: text, fold: text, imdb: Some(text), ..HER_SMELL }),
        critic: Some(Name { key: text, name: text }),
        outlet: Some(Name { key: text, name: text }),
        grade: Some(store::Grade { unit: text, value: text, basis: text, scale_basis: text, ..STARS }),
        published: Some(text),
        mark_basis: Some(text),
        ..rating()
    };
    let (one, other): (&'static str, &'static str) = (one.leak(), other.leak());
    let habit = |key| vec![HabitChange { key, slot: 0, add: 1 }];
    for (n, text) in [(1, one), (2, other), (3, one)] {
        let new =
            NewDocument { source: text, url: Some(text), habits: habit(text), ..document(n, text, of(text)) };
        s.append(&[new.clone(), new], at(1)).unwrap();
    }
    let rows = s.ratings_of(What::Critic, 1, AsOf::Now).unwrap();
    assert_eq!(
        rows.iter().map(|r| (r.document, r.origin, r.film)).collect::<Vec<_>>(),
        [(1, 1, Some(1)), (3, 1, Some(1))]
    );
    assert_eq!(
        (&*rows[0].source, rows[0].film_title.as_deref()),
        (one, Some(one)),
        "what people see is whole"
    );
    assert_eq!(rows[0].critic_name.as_deref(), Some(one));
    assert_eq!(s.find_films(one, None, Match::Whole).unwrap().iter().map(|f| f.id).collect::<Vec<_>>(), [1]);
    assert_eq!(s.find_parties(What::Outlet, other, Match::Whole).unwrap()[0].id, 2);
    assert_eq!(s.documents_at(one).unwrap(), [1, 3]);
    assert_eq!(s.habits(&[one]).unwrap()[0].2, 2);
    s.save_feed(one, b"1").unwrap();
    s.save_feed(other, b"2").unwrap();
    s.save_fit(one, 1, b"1", 1).unwrap();
    assert_eq!(s.load_feed(one).unwrap().unwrap(), b"1");
    assert_eq!(s.load_fit(one, 1).unwrap().unwrap(), (1, b"1".to_vec()));
    sound(&mut s);
}

/// The film that each of these names got, in one call each.
fn film_numbers(s: &mut store::Store, names: &[FilmNames<'_>]) -> Vec<Option<i64>> {
    let first = s.stats().unwrap().documents;
    let mut out = Vec::new();
    for (n, film) in names.iter().enumerate() {
        let rating = NewRating { film: Some(*film), ..Default::default() };
        let got = s.append(&[document(1000 + first + n as u64, "x", rating)], at(1)).unwrap();
        let Added::New { document, .. } = got[0] else { panic!("{got:?}") };
        out.push(s.rating_history(document, 0).unwrap()[0].film);
    }
    out
}

fn films_are_met_by_ids_then_titles(bed: &Bed) {
    let titled = FilmNames { imdb: None, ..HER_SMELL };
    let cases: &[(&[FilmNames<'_>], &[i64])] = &[
        // A title first; ids fill in; another title of the same id; that title with its year.
        (
            &[
                titled,
                HER_SMELL,
                FilmNames { title: "Ella huele", fold: "ella huele", ..HER_SMELL },
                FilmNames { title: "Ella huele", fold: "ella huele", ..titled },
            ],
            &[1, 1, 1, 1],
        ),
        // An id that says otherwise is another film, though the title is the same; the title alone is the first.
        (&[HER_SMELL, FilmNames { imdb: Some("tt1"), ..HER_SMELL }, titled], &[1, 2, 1]),
        // Another year is another film.
        (&[titled, FilmNames { year: Some(2019), ..titled }], &[1, 2]),
        // Two films that turn out to be one: the first id wins, and nothing is merged.
        (
            &[
                HER_SMELL,
                FilmNames { title: "H", fold: "h", year: None, imdb: None, tmdb: Some(5), ..HER_SMELL },
                FilmNames { tmdb: Some(5), ..HER_SMELL },
                FilmNames { title: "H", fold: "h", year: None, imdb: None, tmdb: Some(5), ..HER_SMELL },
            ],
            &[1, 2, 1, 2],
        ),
        // Each kind of id.
        (
            &[
                FilmNames {
                    wikidata: Some("Q1"),
                    tmdb: Some(2),
                    movielens: Some(3),
                    imdb: None,
                    ..HER_SMELL
                },
                FilmNames { wikidata: Some("Q1"), year: None, imdb: None, ..HER_SMELL },
                FilmNames { tmdb: Some(2), year: None, imdb: None, ..HER_SMELL },
                FilmNames { movielens: Some(3), year: None, imdb: None, ..HER_SMELL },
            ],
            &[1, 1, 1, 1],
        ),
    ];
    for (names, wanted) in cases {
        let wanted: Vec<_> = wanted.iter().map(|&n| Some(n)).collect();
        let mut s = bed.ledger();
        assert_eq!(film_numbers(&mut s, names), wanted, "one by one: {names:?}");
        sound(&mut s);
        // All in one call: the same films.
        let mut s = bed.ledger();
        let all: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(n, &f)| document(n as u64, "x", NewRating { film: Some(f), ..Default::default() }))
            .collect();
        s.append(&all, at(1)).unwrap();
        let got: Vec<_> = (1..=all.len()).map(|d| s.rating_history(d as i64, 0).unwrap()[0].film).collect();
        assert_eq!(got, wanted, "at once: {names:?}");
    }
}

fn films_without_year_or_id(bed: &Bed) {
    let bare = FilmNames { imdb: None, year: None, ..HER_SMELL };
    let nameless = FilmNames { title: "", fold: "", ..bare };
    let mut s = bed.ledger();
    let got = film_numbers(&mut s, &[bare, HER_SMELL, bare, nameless]);
    assert_eq!(got, [Some(1), Some(2), Some(1), None]);
    let all = s.find_films("her smell", None, Match::Whole).unwrap();
    assert_eq!(
        all.iter().map(|f| (f.id, f.year, f.ratings)).collect::<Vec<_>>(),
        [(1, None, 2), (2, Some(2018), 1)]
    );
    assert_eq!(s.find_films("her smell", Some(2018), Match::Whole).unwrap().len(), 1);
}

fn names_are_found(bed: &Bed) {
    let film = |title, fold, year| FilmNames { title, fold, year: Some(year), imdb: None, ..HER_SMELL };
    let mut s = bed.ledger();
    film_numbers(
        &mut s,
        &[film("Fire", "fire", 1996), film("Fire Walk", "fire walk", 1992), film("Safire", "safire", 1996)],
    );
    let mut find = |text: &str, year, how| -> Vec<i64> {
        s.find_films(text, year, how).unwrap().iter().map(|f| f.id).collect()
    };
    assert_eq!(find("fire", None, Match::Whole), [1]);
    assert_eq!(find("fire", None, Match::Start), [1, 2]);
    assert_eq!(find("fire", None, Match::Part), [1, 2, 3]);
    assert_eq!(find("fire", Some(1996), Match::Part), [1, 3]);
    assert_eq!(find("fire", Some(1992), Match::Start), [2]);
    assert_eq!(find("%", None, Match::Part), [0; 0], "no pattern");
    assert_eq!(find("1996", None, Match::Part), [0; 0], "a year is no title");
    assert_eq!(find("", None, Match::Start), [0; 0]);
    let named = |key, name| NewRating { critic: Some(Name { key, name }), ..Default::default() };
    s.append(
        &[document(1, "x", named("ann lee", "Ann Lee")), document(2, "x", named("anne", "Anne"))],
        at(1),
    )
    .unwrap();
    let ann = s.find_parties(What::Critic, "ann", Match::Start).unwrap();
    assert_eq!(ann.iter().map(|p| &*p.name).collect::<Vec<_>>(), ["Ann Lee", "Anne"]);
    assert_eq!(s.find_parties(What::Critic, "lee", Match::Part).unwrap()[0].ratings, 1);
    assert_eq!(s.parties(What::Critic).unwrap(), ann);
    assert_eq!(s.party(What::Critic, 1).unwrap().unwrap(), ann[0]);
    assert_eq!(s.films().unwrap().iter().map(|f| f.ratings).collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(s.film(3).unwrap().unwrap().title, "Safire");
    assert_eq!(s.film_of_key("imdb:tt0").unwrap(), None);
}

fn streams_are_in_order(bed: &Bed) {
    let mut s = bed.ledger();
    let film =
        |n: i64| FilmNames { title: "F", fold: "f", year: None, imdb: None, tmdb: Some(n), ..HER_SMELL };
    let rated = |n| NewRating { film: (n > 0).then(|| film(n)), ..Default::default() };
    let films = [3, 1, 2, 0, 1, 2, 3, 0, 1];
    let all: Vec<_> = films.iter().enumerate().map(|(n, &f)| document(n as u64, "x", rated(f))).collect();
    s.append(&all, at(1)).unwrap();
    let order = |s: &mut store::Store| -> Vec<(Option<i64>, i64)> {
        let mut out = Vec::new();
        s.each_rating(AsOf::Now, |r| {
            out.push((r.film, r.id));
            Ok::<_, store::Error>(())
        })
        .unwrap();
        out
    };
    let first = order(&mut s);
    assert!(first.is_sorted(), "{first:?}");
    assert_eq!(first.len(), films.len());
    // Into an earlier one, and into a later one.
    for (from, into) in [(3, 1), (1, 2)] {
        s.merge(What::Film, from, into, by_hand(2)).unwrap();
        let merged = order(&mut s);
        assert!(merged.is_sorted(), "{merged:?}");
        assert_eq!(merged.len(), films.len());
        assert!(merged.iter().all(|(film, _)| *film != Some(from)));
    }
    // The caller may end it, with an error of its own.
    #[derive(Debug, PartialEq)]
    struct Enough(usize);
    impl From<store::Error> for Enough {
        fn from(error: store::Error) -> Enough {
            panic!("{error}")
        }
    }
    let mut n = 0;
    let ended = s.each_rating(AsOf::Now, |_| {
        n += 1;
        if n == 4 { Err(Enough(n)) } else { Ok(()) }
    });
    assert_eq!(ended, Err(Enough(4)));
    assert_eq!(order(&mut s).len(), films.len(), "and go on");
}

fn the_clock_set_back(bed: &Bed) {
    let mut s = bed.ledger();
    s.append(&[document(1, "a", rating())], at(1000)).unwrap();
    s.append(&[document(2, "b", rating())], at(10)).unwrap();
    s.remove(&[1], &[], by_hand(i64::MIN)).unwrap();
    s.append(&[document(3, "c", rating())], at(1001)).unwrap();
    let times: Vec<_> = s.entries(1..=4).unwrap().iter().map(|e| e.at).collect();
    assert_eq!(times, [1000, 1000, 1000, 1001]);
    assert_eq!(s.document(2).unwrap().unwrap().seen, 1000);
    sound(&mut s);
}

fn habits_count_new_documents_only(bed: &Bed) {
    let mut s = bed.ledger();
    let habit = |key, slot, add| HabitChange { key, slot, add };
    let with = |n, habits| NewDocument { habits, ..document(n, "a", rating()) };
    let first = with(1, vec![habit("b", 1, 2), habit("a", -1, 1)]);
    s.append(&[first.clone(), first.clone(), with(2, vec![habit("b", 1, 40)])], at(1)).unwrap();
    s.append(&[first, with(3, vec![habit("b", 1, 100), habit("b", 2, i64::MAX)])], at(1)).unwrap();
    let all = s.all_habits().unwrap();
    let wanted = [("a", -1, 1), ("b", 1, 142), ("b", 2, i64::MAX)];
    assert_eq!(all, wanted.map(|(k, s, n)| (k.to_owned(), s, n)));
    assert_eq!(s.habits(&["b", "none"]).unwrap(), all[1..]);
    assert_eq!(s.habits(&[]).unwrap(), []);
}

fn fits_and_feeds(bed: &Bed) {
    let mut s = bed.ledger();
    assert_eq!(s.load_fit("m", 100).unwrap(), None);
    s.save_fit("m", 5, b"five", 1).unwrap();
    s.save_fit("m", 9, b"nine", 1).unwrap();
    s.save_fit("m", 9, b"nine again", 2).unwrap();
    s.save_fit("other", 7, b"", 1).unwrap();
    assert_eq!(s.load_fit("m", 4).unwrap(), None);
    assert_eq!(s.load_fit("m", 8).unwrap(), Some((5, b"five".to_vec())));
    assert_eq!(s.load_fit("m", 9).unwrap(), Some((9, b"nine again".to_vec())));
    assert_eq!(s.drop_fits("m", 9).unwrap(), 1);
    assert_eq!(s.load_fit("m", 8).unwrap(), None);
    assert_eq!(s.load_fit("other", 8).unwrap(), Some((7, Vec::new())));

    assert_eq!(s.load_feed("u").unwrap(), None);
    s.save_feed("u", b"1").unwrap();
    s.save_feed("t", b"2").unwrap();
    s.save_feed("u", b"3").unwrap();
    assert_eq!(s.load_feed("u").unwrap(), Some(b"3".to_vec()));
    assert_eq!(s.feeds().unwrap(), [("t".to_owned(), b"2".to_vec()), ("u".to_owned(), b"3".to_vec())]);
    assert_eq!((s.drop_feed("t").unwrap(), s.drop_feed("t").unwrap()), (true, false));
    assert_eq!(s.position().unwrap(), 0, "none of it is an entry");
}

fn bad_calls_change_nothing(bed: &Bed) {
    let mut s = bed.ledger();
    s.append(&[document(1, "a", rating())], at(1)).unwrap();
    let before = dump(&mut s);
    let mut twice = document(2, "b", rating());
    twice.readings.push(twice.readings[0].clone());
    let marked = NewRating { mark: Some(2), ..rating() };
    let new = document(3, "c", rating());
    assert_eq!(s.append(&[new.clone(), twice], at(2)).unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(s.append(&[new, document(4, "d", marked)], at(2)).unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(s.append(&[], at(2)).unwrap(), []);
    assert_eq!(s.correct((1, 0, 0), &[], &rating(), &[], by_hand(2)).unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(s.draft("r", &[(1, vec![])]).unwrap_err().kind(), ErrorKind::Invalid);
    // No such document: the database refuses the row, and the whole batch with it.
    let draft = [(1, vec![reading(0, "r", rating())]), (99, vec![reading(0, "r", rating())])];
    assert!(s.draft("r", &draft).is_err());
    assert_eq!(s.parties(What::Film).unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(dump(&mut s), before);
    assert_eq!(s.ratings_of(What::Film, 99, AsOf::Now).unwrap(), []);
    assert_eq!((s.rating(99).unwrap(), s.reading(99).unwrap(), s.document(99).unwrap()), (None, None, None));
}

fn a_ledger_opens_again(bed: &Bed) {
    let location = bed.fresh();
    let must = store::Options { create: false, ..Default::default() };
    let none = store::Store::open(&location, must).map(drop).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NotFound, "{none}");
    let mut s = open(&location);
    s.append(&[document(1, "a", rating())], at(1)).unwrap();
    let before = dump(&mut s);
    let mut other = store::Store::open(&location, must).unwrap();
    assert_eq!(dump(&mut other), before);
    // Each sees at once what the other has done.
    other.append(&[document(2, "b", rating())], at(1)).unwrap();
    assert_eq!(s.position().unwrap(), 2);
    s.append(&[document(2, "b", rating()), document(3, "c", rating())], at(1)).unwrap();
    assert_eq!(other.stats().unwrap().ratings, 3);
    drop(s);
    sound(&mut other);
}
