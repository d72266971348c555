//! What people and newer readers decide about what is in the ledger, on both databases.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

mod support;

use store::{
    Added, Append, AsOf, ErrorKind, FilmNames, Fix, HabitChange, Match, Name, NewRating, Swap, To, What,
};
use support::rows::{HER_SMELL, at, by_hand, digest, document, rating, reading};
use support::{Bed, dump, sound};

on_both! {
    merges_add_up_and_come_apart
    corrections_outrank_the_reader
    removed_and_restored
    a_reread_swaps_all_at_once
    corrections_meanwhile_make_drafts_stale
    as_of_an_entry
}
fn merges_add_up_and_come_apart(bed: &Bed) {
    let named = |key| NewRating { critic: Some(Name { key, name: key }), ..rating() };
    let mut s = bed.ledger();
    let all = [document(1, "1", named("a")), document(2, "2", named("b")), document(3, "3", named("c"))];
    s.append(&all, at(1)).unwrap();
    let of = |s: &mut store::Store, id| -> Vec<i64> {
        s.ratings_of(What::Critic, id, AsOf::Now).unwrap().iter().map(|r| r.document).collect()
    };
    s.merge(What::Critic, 1, 2, by_hand(2)).unwrap();
    assert_eq!((of(&mut s, 1), of(&mut s, 2)), (vec![1, 2], vec![1, 2]));
    let merged = s.find_parties(What::Critic, "a", Match::Whole).unwrap();
    assert_eq!((&*merged[0].key, merged[0].ratings), ("b", 2));
    s.merge(What::Critic, 2, 3, by_hand(3)).unwrap();
    assert_eq!(of(&mut s, 1), [1, 2, 3]);
    assert_eq!(s.parties(What::Critic).unwrap().len(), 1);
    assert_eq!(s.rating(1).unwrap().unwrap().critic_name.as_deref(), Some("c"));
    // No circles, nothing into itself, nothing twice, nothing of nothing.
    for (from, into, kind) in [
        (3, 1, ErrorKind::Invalid),
        (3, 3, ErrorKind::Invalid),
        (1, 3, ErrorKind::Invalid),
        (9, 1, ErrorKind::NotFound),
        (3, 9, ErrorKind::NotFound),
    ] {
        assert_eq!(
            s.merge(What::Critic, from, into, by_hand(4)).unwrap_err().kind(),
            kind,
            "{from} into {into}"
        );
    }
    // New ratings of a merged name count for the other.
    s.append(&[document(4, "4", named("a"))], at(5)).unwrap();
    assert_eq!(of(&mut s, 3), [1, 2, 3, 4]);
    s.split(What::Critic, 2, by_hand(6)).unwrap();
    assert_eq!((of(&mut s, 2), of(&mut s, 3)), (vec![1, 2, 4], vec![3]));
    assert_eq!(s.split(What::Critic, 2, by_hand(7)).unwrap_err().kind(), ErrorKind::NotFound);
    let merges = s.merges(What::Critic).unwrap();
    assert_eq!(
        merges.iter().map(|m| (m.from, m.into, m.until.is_some())).collect::<Vec<_>>(),
        [(1, 2, false), (2, 3, true)]
    );
    assert_eq!(s.merges(What::Film).unwrap(), []);
    sound(&mut s);
    let kinds: Vec<_> = s.entries(4..=99).unwrap().into_iter().map(|e| e.kind).collect();
    assert_eq!(kinds, ["merge", "merge", "add", "split"]);
}

fn corrections_outrank_the_reader(bed: &Bed) {
    let mut s = bed.ledger();
    s.append(&[document(1, "a", rating())], at(1)).unwrap();
    let fix = |field, to| Fix { field, to };
    let other = FilmNames { title: "Other", fold: "other", imdb: None, ..HER_SMELL };
    let set = NewRating { film: Some(other), grade: None, corrected: 0b11, ..rating() };
    let entry = s
        .correct(
            (1, 0, 0),
            &[fix("film", To::Value("Other (2018)")), fix("grade", To::Nothing)],
            &set,
            &[],
            by_hand(2),
        )
        .unwrap();
    assert_eq!(entry, 2);
    assert_eq!(s.entries(2..=2).unwrap()[0].reason.as_deref(), Some("the page was misread"));
    let held = s.corrections(1, 0).unwrap();
    assert_eq!(
        held.iter().map(|c| (&*c.field, c.value.as_deref())).collect::<Vec<_>>(),
        [("film", Some("Other (2018)")), ("grade", None)]
    );
    let history = s.rating_history(1, 0).unwrap();
    assert_eq!(
        history.iter().map(|r| (r.entry, r.until, r.corrected)).collect::<Vec<_>>(),
        [(1, Some(2), 0), (2, None, 3)]
    );
    assert_eq!((history[1].film_title.as_deref(), &history[1].grade), (Some("Other"), &None));
    assert_eq!((history[1].reading, history[1].seen), (history[0].reading, 1), "the reading is the same");
    // A later word on one field; the reader's word again on the other.
    s.correct(
        (1, 0, 0),
        &[fix("film", To::Reader), fix("grade", To::Value("*"))],
        &rating(),
        &[],
        by_hand(3),
    )
    .unwrap();
    let held = s.corrections(1, 0).unwrap();
    assert_eq!(
        held.iter().map(|c| (&*c.field, c.value.as_deref(), c.entry)).collect::<Vec<_>>(),
        [("grade", Some("*"), 3)]
    );
    assert_eq!(s.all_corrections().unwrap().len(), 3);
    let gone = s.correct((1, 1, 0), &[fix("film", To::Nothing)], &set, &[], by_hand(3)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    assert_eq!(s.position().unwrap(), 3, "what failed left no entry");
    sound(&mut s);
}

fn removed_and_restored(bed: &Bed) {
    let mut s = bed.ledger();
    s.append(&[document(1, "a", rating()), document(2, "b", rating())], at(1)).unwrap();
    let less = [HabitChange { key: "quill", slot: 3, add: -1 }];
    assert_eq!(s.remove(&[1, 1], &less, by_hand(2)).unwrap(), Some(3));
    assert_eq!(s.remove(&[1], &less, by_hand(2)).unwrap(), None);
    assert_eq!(s.habits(&["quill"]).unwrap(), [("quill".to_owned(), 3, 1)]);
    assert_eq!(s.film(1).unwrap().unwrap().ratings, 1);
    assert!(s.document(1).unwrap().unwrap().removed == Some(3));
    assert_eq!(s.documents(0, 9).unwrap().iter().map(|d| d.id).collect::<Vec<_>>(), [2]);
    assert_eq!(s.known(&[digest(1)]).unwrap(), [true]);
    assert_eq!(s.append(&[document(1, "a", rating())], at(3)).unwrap(), [Added::Removed { document: 1 }]);
    sound(&mut s);
    assert_eq!(s.restore(&[1, 2], &[], by_hand(4)).unwrap(), Some(4));
    assert_eq!(s.restore(&[1], &[], by_hand(4)).unwrap(), None);
    let rows = s.ratings_of(What::Film, 1, AsOf::Now).unwrap();
    assert_eq!(rows.iter().map(|r| (r.id, r.document, r.entry)).collect::<Vec<_>>(), [(2, 2, 2), (3, 1, 4)]);
    assert_eq!(rows[0].grade, rows[1].grade);
    // Added again on purpose, with new ones around it.
    s.remove(&[1], &[], by_hand(5)).unwrap();
    let all = [
        document(3, "c", rating()),
        document(1, "a", rating()),
        document(1, "a", rating()),
        document(4, "d", rating()),
    ];
    let got = s.append(&all, Append { again: true, ..at(6) }).unwrap();
    let new = |entry, document| Added::New { entry, document };
    let known = Added::Known { document: 1, new_place: false };
    assert_eq!(got, [new(6, 3), Added::Restored { entry: 7, document: 1 }, known, new(8, 4)]);
    assert_eq!(s.film(1).unwrap().unwrap().ratings, 4);
    assert_eq!(s.remove(&[9], &[], by_hand(7)).unwrap_err().kind(), ErrorKind::NotFound);
    sound(&mut s);
}

fn a_reread_swaps_all_at_once(bed: &Bed) {
    let mut s = bed.ledger();
    let all: Vec<_> = (0..10).map(|n| document(n, "a", rating())).collect();
    s.append(&all, at(1)).unwrap();
    let before = dump(&mut s);
    assert_eq!(s.swap(None, by_hand(2)).unwrap(), Swap::Nothing);
    assert_eq!(dump(&mut s), before);
    assert_eq!(s.draft_progress().unwrap(), None);
    let new =
        NewRating { grade: None, film: Some(FilmNames { title: "N", fold: "n", ..HER_SMELL }), ..rating() };
    // Two parts where one was; drafted twice over, as after an interruption.
    let draft = |ids: std::ops::RangeInclusive<i64>| -> Vec<_> {
        ids.map(|id| (id, vec![reading(0, "reader 2", new), reading(1, "reader 2", new)])).collect()
    };
    s.draft("reader 2", &draft(1..=6)).unwrap();
    s.draft("reader 2", &draft(4..=8)).unwrap();
    let progress = s.draft_progress().unwrap().unwrap();
    assert_eq!((&*progress.reader, progress.document), ("reader 2", 8));
    let other = s.draft("reader 3", &draft(1..=1)).unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Busy);
    // Nothing counts yet, and what comes and goes meanwhile is kept.
    assert_eq!(s.stats().unwrap().ratings, 10);
    s.append(&[document(50, "z", rating())], at(3)).unwrap();
    s.remove(&[2], &[], by_hand(4)).unwrap();
    let habits = [HabitChange { key: "new", slot: 0, add: 5 }];
    let done = s.swap(Some(&habits), by_hand(5)).unwrap();
    assert_eq!(done, Swap::Done { entry: 13, documents: 7, ratings: 14 });
    assert_eq!(s.all_habits().unwrap(), [("new".to_owned(), 0, 5)]);
    assert_eq!(s.draft_progress().unwrap(), None);
    assert_eq!(s.stats().unwrap().ratings, 14 + 3);
    let rows = s.rating_history(3, 0).unwrap();
    assert_eq!(rows.iter().map(|r| (r.entry, r.until)).collect::<Vec<_>>(), [(3, Some(13)), (13, None)]);
    assert_eq!((rows[1].seen, rows[1].origin), (rows[0].seen, rows[0].origin));
    let read = s.reading(rows[1].reading).unwrap().unwrap();
    assert_eq!((&*read.reader, read.entry, read.document, read.part), ("reader 2", 13, 3, 0));
    assert_eq!(s.rating_history(3, 1).unwrap().len(), 1);
    sound(&mut s);
    s.draft("reader 3", &draft(1..=1)).unwrap();
    s.discard_drafts().unwrap();
    assert_eq!(s.swap(None, by_hand(6)).unwrap(), Swap::Nothing);
}

fn corrections_meanwhile_make_drafts_stale(bed: &Bed) {
    let mut s = bed.ledger();
    let all: Vec<_> = (0..3).map(|n| document(n, "a", rating())).collect();
    s.append(&all, at(1)).unwrap();
    let fixed = NewRating { grade: None, corrected: 1, ..rating() };
    let fix = |to| [Fix { field: "grade", to }];
    s.correct((1, 0, 0), &fix(To::Nothing), &fixed, &[], by_hand(2)).unwrap();
    let drafts = |fixed: &[i64], as_fixed: NewRating<'static>| -> Vec<_> {
        fixed.iter().map(|&id| (id, vec![reading(0, "reader 2", as_fixed)])).collect()
    };
    s.draft("reader 2", &drafts(&[1], fixed)).unwrap();
    s.draft("reader 2", &drafts(&[2, 3], rating())).unwrap();
    s.correct((3, 0, 0), &fix(To::Nothing), &fixed, &[], by_hand(3)).unwrap();
    assert_eq!(s.swap(None, by_hand(4)).unwrap(), Swap::Stale(vec![3]));
    s.draft("reader 2", &drafts(&[3], fixed)).unwrap();
    // A correction that is taken back makes stale as well.
    s.correct((1, 0, 0), &fix(To::Reader), &rating(), &[], by_hand(5)).unwrap();
    assert_eq!(s.swap(None, by_hand(6)).unwrap(), Swap::Stale(vec![1]));
    s.draft("reader 2", &drafts(&[1], rating())).unwrap();
    assert!(matches!(s.swap(None, by_hand(7)).unwrap(), Swap::Done { documents: 3, ratings: 3, .. }));
    let graded: Vec<_> = s
        .ratings_of(What::Film, 1, AsOf::Now)
        .unwrap()
        .iter()
        .map(|r| (r.document, r.grade.is_some(), r.corrected))
        .collect();
    assert_eq!(graded, [(1, true, 0), (2, true, 0), (3, false, 1)]);
    sound(&mut s);
}

fn as_of_an_entry(bed: &Bed) {
    let mut s = bed.ledger();
    s.append(&[document(1, "a", rating()), document(2, "b", rating())], at(100)).unwrap();
    s.remove(&[1], &[], by_hand(200)).unwrap();
    s.append(&[document(3, "c", rating())], at(300)).unwrap();
    let mut then = |entry| -> Vec<i64> {
        let rows = s.ratings_of(What::Film, 1, AsOf::Entry(entry)).unwrap();
        let mut compact = Vec::new();
        s.each_compact(AsOf::Entry(entry), |c| compact.push(c.document)).unwrap();
        let mut each = Vec::new();
        s.each_rating(AsOf::Entry(entry), |r| {
            each.push(r.document);
            Ok::<_, store::Error>(())
        })
        .unwrap();
        let rows: Vec<_> = rows.iter().map(|r| r.document).collect();
        let of: Vec<_> = s.compact_of(What::Film, 1, AsOf::Entry(entry)).unwrap();
        let of: Vec<_> = of.iter().map(|c| c.document).collect();
        assert_eq!((&compact, &each, &of), (&rows, &rows, &rows));
        rows
    };
    assert_eq!(then(0), [0; 0]);
    assert_eq!(then(1), [1]);
    assert_eq!(then(2), [1, 2]);
    assert_eq!(then(3), [2]);
    assert_eq!(then(4), [2, 3]);
    let positions: Vec<_> = [0, 99, 100, 150, 200, 1000].iter().map(|&t| s.position_at(t).unwrap()).collect();
    assert_eq!(positions, [0, 0, 2, 2, 3, 4]);
}
