//! Made-up reviews by made-up critics of real films, for the report's tests and its example.

use plaudit::report::{
    ClaimEntry, Excerpt, FilmRef, GradeEntry, Of, Options, Para, PolicyInfo, Quoted, Review, Score, TextMark,
    VerdictEntry,
};

mod judged;

pub(crate) use judged::SPOILER;
use judged::{judge, opinion};

/// Film, year, critic, outlet, date, grade, scale, linear, metacritic, the sentence that holds the grade at `{}`.
type Row =
    (usize, &'static str, &'static str, &'static str, &'static str, &'static str, i32, i32, &'static str);

const FILMS: [(&str, i16, &str); 7] = [
    ("Her Smell", 2018, "tt7942742"),
    ("Cats", 2019, "tt5697572"),
    ("Parasite", 2019, "tt6751668"),
    ("Spirited Away", 2001, "tt0245429"),
    (
        "Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan",
        2006,
        "tt0443453",
    ),
    ("Suspiria", 1977, "tt0076786"),
    ("Past Lives", 2023, "tt13238346"),
];

const STARS4: &str = "0 to 4 stars";
const STARS5: &str = "0 to 5 stars";
const LETTERS: &str = "letters, A+ to F";
const POINTS: &str = "0 to 10 points";

const ROWS: &[Row] = &[
    (0, "Ada Quillfeather", "Lantern Weekly", "2019-04-12", "B+", LETTERS, 83, 83, "Grade: {}"),
    (0, "Ada Quillfeather", "The Wire Reprint", "2019-04-14", "B+", LETTERS, 83, 83, "Grade: {}"),
    (
        0,
        "Theo Grolsch",
        "Projector & Pine",
        "2019-05-02",
        "★★½",
        STARS4,
        63,
        63,
        "I left it shaken and a little bored: {} out of four.",
    ),
    (
        0,
        "Theo Grolsch",
        "Projector & Pine",
        "2023-08-19",
        "★★★½",
        STARS4,
        88,
        88,
        "Four years on I take it back, and gladly; {} out of four for a film that stays under the skin.",
    ),
    (
        0,
        "Marguerite Lund",
        "Kinowelle",
        "2019-06-01",
        "8/10",
        POINTS,
        80,
        80,
        "Elisabeth Moss gives the performance of the year, and the last act earns its quiet. {}.",
    ),
    (
        0,
        "Osgood Tock",
        "Saltmarsh Film Club",
        "2019-04-20",
        "3.5/5",
        STARS5,
        70,
        70,
        "Five long scenes, all of them too long and none of them dull ({}).",
    ),
    (
        0,
        "Ines Rentmeester",
        "De Zaal",
        "2019-05-09",
        "D+",
        LETTERS,
        33,
        33,
        "Two hours of shouting backstage does not make a tragedy. {}",
    ),
    (
        0,
        "Pim Natterjack",
        "Aisle Seat",
        "2019-04-25",
        "",
        "",
        -1,
        -1,
        "There is a great film about recovery hiding in its final forty minutes.",
    ),
    (1, "Ada Quillfeather", "Lantern Weekly", "2019-12-20", "F", LETTERS, 0, 0, "Grade: {}"),
    (
        1,
        "Theo Grolsch",
        "Projector & Pine",
        "2019-12-21",
        "★",
        STARS4,
        25,
        25,
        "{}, for the curtain call, which comes last.",
    ),
    (
        1,
        "Osgood Tock",
        "Saltmarsh Film Club",
        "2019-12-22",
        "1.5/5",
        STARS5,
        30,
        30,
        "I have seen sofas with more inner life ({}).",
    ),
    (
        1,
        "Marguerite Lund",
        "Kinowelle",
        "2019-12-27",
        "2/10",
        POINTS,
        20,
        20,
        "The fur is digital and so, one suspects, was the enthusiasm: {}.",
    ),
    (
        1,
        "Bartholomew Fenwick",
        "Nickelodeon Ghosts",
        "2020-01-03",
        "★★★",
        "",
        -1,
        -1,
        "A folly, a howler, a thing I would see again tomorrow: {}.",
    ),
    (
        1,
        "Ines Rentmeester",
        "De Zaal",
        "2019-12-30",
        "C-",
        LETTERS,
        50,
        42,
        "Jennifer Hudson sings as if the film around her were a better one. {}",
    ),
    (
        1,
        "<script>alert('critic')</script>",
        "\"><img src=x onerror=alert(1)>",
        "2020-01-09",
        "4/10",
        POINTS,
        40,
        40,
        "</mark><script>alert(\"{}\")</script> & so on.",
    ),
    (2, "Ada Quillfeather", "Lantern Weekly", "2019-10-18", "A", LETTERS, 96, 100, "Grade: {}"),
    (
        2,
        "Theo Grolsch",
        "Projector & Pine",
        "2019-10-20",
        "★★★★",
        STARS4,
        100,
        100,
        "Not a shot is wasted and not a stair is just a stair. {}",
    ),
    (
        2,
        "Osgood Tock",
        "Saltmarsh Film Club",
        "2019-11-01",
        "5/5",
        STARS5,
        100,
        100,
        "The funniest film of the year until it is the saddest ({}).",
    ),
    (
        2,
        "Marguerite Lund",
        "Kinowelle",
        "2019-11-07",
        "9/10",
        POINTS,
        90,
        90,
        "Bong moves the furniture of three genres around one house: {}.",
    ),
    (
        2,
        "Ines Rentmeester",
        "De Zaal",
        "2019-11-14",
        "B-",
        LETTERS,
        75,
        67,
        "The machinery is marvelous; I kept hearing it run. {}",
    ),
    (
        3,
        "Haruka Tanabe",
        "銀幕日和",
        "2001-07-21",
        "★★★★★",
        STARS5,
        100,
        100,
        "静かな湯屋の廊下に、子どもの不安と勇気がそのまま立ち上がる。文句なしの{}。",
    ),
    (
        3,
        "ليلى الحداد",
        "مجلة الشاشة",
        "2002-09-20",
        "9/10",
        POINTS,
        90,
        90,
        "فيلم عن طفلة تتعلم اسمها من جديد، وكل لقطة فيه باب يفتح على باب آخر: {}.",
    ),
    (3, "Ada Quillfeather", "Lantern Weekly", "2002-09-27", "A-", LETTERS, 92, 91, "Grade: {}"),
    (
        3,
        "Lucien Achterberg",
        "Le Strapontin",
        "2002-04-10",
        "★★★★",
        STARS5,
        80,
        80,
        "On en sort plus léger qu’on n’y était entré, et un peu plus brave : {}.",
    ),
    (
        4,
        "Pim Natterjack",
        "Aisle Seat",
        "2006-11-03",
        "3/5",
        STARS5,
        60,
        60,
        "I laughed, I winced, I looked at my shoes ({}).",
    ),
    (
        4,
        "Theo Grolsch",
        "Projector & Pine",
        "2006-11-05",
        "★★★",
        STARS4,
        75,
        75,
        "The joke is on whoever is in the room, and the room is large. {}",
    ),
    (
        5,
        "Bartholomew Fenwick",
        "Nickelodeon Ghosts",
        "1977-08-13",
        "Recommended",
        "",
        -1,
        -1,
        "{} to anyone who sleeps too well.",
    ),
    (
        5,
        "Ada Quillfeather",
        "Lantern Weekly",
        "2018-10-26",
        "",
        "",
        -1,
        -1,
        "Argento paints with a stained-glass window and a hammer, and the plot is wherever the red happens to fall.",
    ),
];

/// The policies of the demo.
pub(crate) fn policies() -> Vec<PolicyInfo> {
    let linear = PolicyInfo {
        name: "linear".into(),
        title: "Linear".into(),
        description:
            "The grade’s place between the worst and the best of its scale. Letters stand at equal steps."
                .into(),
        source: "Plaudit’s own; the plainest rule there is.".into(),
        table: Vec::new(),
    };
    let letters = ["A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"];
    let scores = [100.0, 91.0, 83.0, 75.0, 67.0, 58.0, 50.0, 42.0, 33.0, 25.0, 16.0, 0.0];
    let metacritic = PolicyInfo {
        name: "metacritic".into(),
        title: "Metacritic".into(),
        description: "Letters in twelve equal steps; stars and points by the fraction of the best.".into(),
        source: "Metacritic, “How we create the Metascore magic”.".into(),
        table: letters.iter().zip(scores).map(|(l, s)| ((*l).to_owned(), s)).collect(),
    };
    vec![linear, metacritic]
}

/// What the demo says of its run.
pub(crate) fn options() -> Options {
    Options {
        title: "Critics’ notebook".into(),
        made: Some("2026-01-31".into()),
        inputs: vec!["reviews/".into(), "feeds/letterboxd-member.xml".into()],
        documents: 33,
        unreadable: 1,
        notes: vec!["reviews/broken.pdf: not a format that Plaudit reads; left out".into()],
        ..Options::default()
    }
}

fn excerpt(before: &str, words: &str, after: &str) -> Excerpt {
    Excerpt { before: before.into(), words: words.into(), after: after.into(), spoiler: false }
}

/// `value` as read from the metadata line `key: value`.
fn field(key: &str, value: &str) -> Quoted {
    let evidence = vec![excerpt(&format!("{key}: "), value, "")];
    Quoted { value: value.into(), evidence }
}

fn film(i: usize) -> FilmRef {
    let (title, year, imdb) = FILMS[i];
    FilmRef { title: title.into(), year: Some(year), imdb: Some(imdb.into()), wikidata: None }
}

fn review((i, critic, outlet, date, value, scale, linear, metacritic, sentence): Row, at: usize) -> Review {
    let (before, after) = sentence.split_once("{}").unwrap_or((sentence, ""));
    let sentence = excerpt(before, value, after);
    let scores = [("linear", linear), ("metacritic", metacritic)]
        .into_iter()
        .filter(|(_, score)| *score >= 0)
        .map(|(policy, score)| Score { policy: policy.into(), value: f64::from(score) });
    let grades = (!value.is_empty()).then(|| GradeEntry {
        value: value.into(),
        scale: (!scale.is_empty()).then(|| scale.into()),
        basis: if before == "Grade: " { "declared" } else { "printed" }.into(),
        scale_basis: if scale.is_empty() { "" } else { "the text says it" }.into(),
        confidence: 0.97,
        scores: scores.collect(),
        evidence: vec![sentence.clone()],
    });
    let film = film(i);
    let about = excerpt("", &film.title, " is not like its poster.");
    let claims = vec![ClaimEntry {
        kind: "film".into(),
        label: format!("{} ({})", film.title, FILMS[i].1),
        confidence: 0.99,
        evidence: vec![about],
    }];
    let mut quotes = Vec::new();
    if value.is_empty() || before == "Grade: " {
        let words =
            if value.is_empty() { before } else { "It knows what it wants and takes its time to get it." };
        quotes.push(excerpt("", words, ""));
    }
    Review {
        source: format!("reviews/{at:03}-{}.md", film.title.to_lowercase().replace([' ', ':'], "-")),
        film: Some(film),
        byline: Some(field("author", critic)),
        outlet: Some(field("outlet", outlet)),
        published: Some(field("date", date)),
        language: Some(
            match critic {
                "Haruka Tanabe" => "ja",
                "ليلى الحداد" => "ar",
                "Lucien Achterberg" => "fr",
                _ => "en",
            }
            .into(),
        ),
        words: 380 + at * 7,
        grades: grades.into_iter().collect(),
        claims,
        quotes,
        digest: format!("sha256:{:064x}", at + 1),
        ..Review::default()
    }
}

/// About thirty reviews of six films, with what goes wrong in real piles of reviews.
pub(crate) fn reviews() -> Vec<Review> {
    let mut all: Vec<Review> = ROWS.iter().enumerate().map(|(at, row)| review(*row, at)).collect();
    all[2].url = Some("https://projectorandpine.example/her-smell".into());
    all[14].url = Some("javascript:alert(1)".into());
    all[14].notes = vec!["<b>contradiction</b>: the review says 135 minutes, the catalog 110".into()];
    // A verdict in words, and a second grade that does not count.
    all[16].verdict = Some(VerdictEntry {
        value: "positive".into(),
        as_written: "Don’t miss it".into(),
        evidence: vec![Excerpt {
            words: "Don’t miss it".into(),
            after: ", whatever you miss for it.".into(),
            ..Excerpt::default()
        }],
    });
    let second = GradeEntry { value: "10/10".into(), ..all[16].grades[0].clone() };
    all[16].grades.push(second);
    // Long evidence, and more of it than a report may quote.
    let long = "a sentence that goes on and on, as sentences of critics do, ".repeat(12);
    for i in 0..20 {
        let moss = excerpt(&long, "Elisabeth Moss", &format!(", {long} {i}"));
        all[4].opinions.push(opinion("acting", "positive", 0.6, moss));
    }
    judge(&mut all);
    all[6].part = 2;
    all[6].record = Some(12);
    // One whose film is not settled, one that names none and nobody, both with a grade or not.
    let mut heaven = review(ROWS[2], 90);
    heaven.film = None;
    heaven.candidates = vec![
        FilmRef { title: "Heaven".into(), year: Some(2002), ..FilmRef::default() },
        FilmRef { title: "Heaven".into(), year: Some(1998), ..FilmRef::default() },
    ];
    all.push(heaven);
    all.push(Review {
        source: "reviews/scrap.txt".into(),
        words: 12,
        digest: "sha256:00".into(),
        ..Review::default()
    });
    // A film without a year and without an identifier, reviewed once.
    let mut small = review(ROWS[4], 92);
    small.film =
        Some(FilmRef { title: "千と千尋の神隠し（字幕版）".into(), ..FilmRef::default() });
    all.push(small);
    all
}

/// Many reviews of one film, by as many critics.
pub(crate) fn many(n: usize) -> Vec<Review> {
    (0..n)
        .map(|i| {
            let points = [9, 8, 8, 7, 10, 6, 7, 9, 5, 8, 3, 7][i % 12];
            let mut r = review(ROWS[4], 200 + i);
            r.film = Some(film(6));
            r.byline = Some(field("author", &format!("Critic No. {}", i + 1)));
            r.published = Some(field("date", &format!("2023-06-{:02}", i % 28 + 1)));
            r.grades[0].value = format!("{points}/10");
            r.grades[0].evidence[0].words = format!("{points}/10");
            for s in &mut r.grades[0].scores {
                s.value = f64::from(points) * 10.0;
            }
            r
        })
        .collect()
}

/// The words of [`with_text`], to look for.
pub(crate) const FULL: &str = "Nobody quotes this paragraph, so it is in the report only as full text.";

/// The review at `i`, with its full text.
pub(crate) fn with_text(reviews: &mut [Review], i: usize) {
    let grade = reviews[i].grades[0].value.clone();
    let text = format!(
        "I left it shaken and a little bored: {grade} out of four. In the end {SPOILER}, all of it. <b>{FULL}</b>"
    );
    let find = |words: &str| text.find(words).unwrap_or(0);
    let mark = |words: &str, of| TextMark { start: find(words), end: find(words) + words.len(), of };
    let marks = vec![mark(&grade, Of::Grade(0)), mark(SPOILER, Of::Spoiler(0)), mark("piano", Of::Claim(0))];
    reviews[i].full_text = Some(vec![
        Para {
            text: "author: Theo Grolsch".into(),
            role: "field".into(),
            marks: vec![TextMark { start: 8, end: 20, of: Of::Byline }],
        },
        Para {
            text: "Her Smell".into(),
            role: "title".into(),
            marks: vec![TextMark { start: 0, end: 9, of: Of::Claim(0) }],
        },
        Para { text, role: "body".into(), marks },
    ]);
}
