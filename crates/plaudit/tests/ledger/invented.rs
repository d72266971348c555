//! Reviews made by rule: invented critics of invented outlets on films of the built-in catalog and others.

use serde_json::json;

/// Numbers that look random and are the same every time (SplitMix64, by Guy Steele et al.).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (usize::try_from((x ^ (x >> 31)) >> 33).unwrap()) % sides
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.roll(all.len())]
    }
}

const FILMS: [(&str, i32); 16] = [
    ("Her Smell", 2018),
    ("Parasite", 2019),
    ("Moonlight", 2016),
    ("Cats", 2019),
    ("Joker", 2019),
    ("Babylon", 2022),
    ("Aftersun", 2022),
    ("Past Lives", 2023),
    ("Little Women", 2019),
    ("Suspiria", 1977),
    ("Suspiria", 2018),
    ("The Tin Sea", 1931),
    ("A Lantern for Odile", 1994),
    ("Seven Quiet Engines", 2007),
    ("Überfahrt", 2011),
    ("Le Merle d’étain", 2020),
];
const FIRST: [&str; 12] =
    ["Ada", "Bruno", "Céleste", "Dov", "Edda", "Fergus", "Gudrun", "Hale", "Ines", "Jory", "Kit", "Lorcan"];
const LAST: [&str; 10] =
    ["Vole", "Marsh", "Ångström", "Pell", "Quince", "Rook", "Sedge", "Tarn", "Umber", "Wren"];
const OUTLETS: [&str; 7] = [
    "The Tin Review",
    "Sedge & Reed",
    "Nightboat Weekly",
    "Der Blechspiegel",
    "Cellar Screenings",
    "The Ferry Gazette",
    "Reel by Candle",
];
const SAID: [&str; 10] = [
    "The camera waits {} while nobody speaks, and the waiting is {}.",
    "Its second act is {}, its third {} by comparison.",
    "I found the score {} and the light {}.",
    "What the lead does with a {} part is {}.",
    "There is a {} joke about a kettle, and it is {}.",
    "The dialogue is {}; the silences are {}.",
    "Somebody will call the ending {}. It is {}.",
    "As a story it is {}, as a mood {}.",
    "The editing is {} in a way that feels {}.",
    "You leave with a {} tune in your head and a {} feeling.",
];
const WORDS: [&str; 14] = [
    "wonderful",
    "dull",
    "clumsy",
    "superb",
    "tender",
    "lifeless",
    "sharp",
    "tedious",
    "moving",
    "awful",
    "graceful",
    "hollow",
    "brilliant",
    "stale",
];

/// So many reviews as lines of JSON, each critic at most once a film.
pub(super) fn reviews(seed: u64, n: usize) -> Vec<String> {
    let mut dice = Dice(seed);
    let pairs = FILMS.len() * FIRST.len() * LAST.len();
    assert!(n <= pairs);
    // A step that shares no factor with the number of pairs meets each of them once.
    let (step, from) = (1_009, dice.roll(pairs));
    (0..n).map(|i| review(&mut dice, (from + i * step) % pairs, i)).collect()
}

fn review(dice: &mut Dice, pair: usize, i: usize) -> String {
    let (title, year) = FILMS[pair % FILMS.len()];
    let critic = pair / FILMS.len();
    let (first, last) = (FIRST[critic % FIRST.len()], LAST[critic / FIRST.len()]);
    let outlet = critic % OUTLETS.len();
    let tenths = dice.roll(101);
    let rating = match outlet {
        0 => json!({"value": (tenths / 10) as f64 / 2.0, "best": 5}),
        1 => json!(["F", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A"][tenths / 10]),
        2 => json!({"value": tenths, "best": 100}),
        3 => json!(format!("{}/10", tenths / 10)),
        // What these are out of, the others of the outlet tell.
        4 => json!((tenths / 10) as f64 / 2.0),
        5 => serde_json::Value::Null,
        _ => json!(format!("{} stars out of 4", (tenths / 13) as f64 / 2.0)),
    };
    let mut body = format!("{title} is a film about {} things and {} more. ", i + 2, dice.roll(90) + 2);
    for _ in 0..3 + dice.roll(3) {
        let said = dice.of(&SAID);
        let said = said.replacen("{}", dice.of(&WORDS), 1).replacen("{}", dice.of(&WORDS), 1);
        body.push_str(&said);
        body.push(' ');
    }
    json!({
        "film": {"title": title, "year": year},
        "author": {"name": format!("{first} {last}")},
        "publisher": OUTLETS[outlet],
        "published": format!("{}-{:02}-{:02}", 2000 + dice.roll(24), 1 + dice.roll(12), 1 + dice.roll(28)),
        "rating": rating,
        "body": body,
    })
    .to_string()
}

/// The same as one file of lines.
pub(super) fn lines(seed: u64, n: usize) -> String {
    reviews(seed, n).join("\n") + "\n"
}
