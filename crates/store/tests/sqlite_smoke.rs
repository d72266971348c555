//! x
use store::*;
#[test]
fn smoke() {
    let dir = std::env::temp_dir().join(format!("store-smoke-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let mut s = Store::open(&Location::File(dir.join("a.db")), Options::default()).unwrap();
    let rating = NewRating {
        film: Some(FilmNames {
            title: "Her Smell",
            fold: "her smell",
            year: Some(2018),
            imdb: Some("tt7942742"),
            ..Default::default()
        }),
        critic: Some(Name { key: "a b", name: "A B" }),
        outlet: Some(Name { key: "quill", name: "Quill" }),
        published: Some("2018-09-10"),
        grade: Some(Grade {
            value: "***1/2",
            unit: "stars",
            worst: Some(0.0),
            best: Some(4.0),
            points: Some(3.5),
            basis: "printed",
            scale_basis: "text",
        }),
        inferred: Some(Inferred { value: 80.1, low: 70.0, high: 90.0, level: 0.9 }),
        mark: Some(1),
        mark_basis: Some("critic"),
        sketch: Some(b"abc"),
        corrected: 0,
    };
    let doc = NewDocument {
        digest: [1; 32],
        place: "a#0",
        source: "a",
        body: b"body",
        readings: vec![NewReading { part: 0, reader: "r1", claims: b"claims", rating }],
        habits: vec![HabitChange { key: "quill", slot: 1, add: 2 }],
        ..Default::default()
    };
    let got = s
        .append(
            &[doc.clone(), NewDocument { place: "b", ..doc.clone() }],
            Append { at: 5, ..Default::default() },
        )
        .unwrap();
    assert_eq!(got, [Added::New { entry: 1, document: 1 }, Added::Known { document: 1, new_place: true }]);
    let film = s.find_films("her smell", None, Match::Whole).unwrap().pop().unwrap();
    assert_eq!(film.ratings, 1);
    let r = s.ratings_of(What::Film, film.id, AsOf::Now).unwrap();
    println!("{r:#?}");
    s.correct(
        1,
        0,
        &[Fix { field: "grade", to: To::Nothing }],
        &NewRating { grade: None, corrected: 1, ..rating },
        Decision { by: Some("me"), reason: Some("x"), at: 3 },
    )
    .unwrap();
    s.draft("r2", &[(1, vec![NewReading { part: 0, reader: "r2", claims: b"c2", rating }])]).unwrap();
    println!("{:?}", s.swap(None, Decision::default()).unwrap());
    let mut n = 0;
    s.each_rating(AsOf::Now, |_| {
        n += 1;
        Ok::<_, Error>(())
    })
    .unwrap();
    s.each_compact(AsOf::Entry(1), |c| {
        println!("{c:?}");
        n += 1
    })
    .unwrap();
    assert_eq!(n, 2);
    assert_eq!(s.check().unwrap(), Vec::<String>::new());
    println!("{:?}", s.stats().unwrap());
    s.remove(&[1], &[], Decision::default()).unwrap();
    s.restore(&[1], &[], Decision::default()).unwrap();
    assert_eq!(s.check().unwrap(), Vec::<String>::new());
    s.dump(&mut |t, r| println!("{t}: {r}")).unwrap();
}
