//! A catalog of invented films and people, as large as the largest real one: IMDb's official tables, gzipped.
//!
//! Made of a seed, so that every run on every machine has the same one. What costs a catalog time is kept as it is in
//! real lists: some names are very common and most are rare (as in Zipf's law), many are a letter from another, one
//! name is several people's, most people have one credit and a few have hundreds.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

use super::note;

/// Credits a film has: as many as IMDb's principals have at most.
const CREDITS: u64 = 10;

/// Which tables were made, and by which version of this file: others are made anew.
const STAMP: &str = "2";

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) films: u64,
    pub(super) people: u64,
}

/// The folder of tables; they are written if they are not there.
pub(super) fn tables(dir: PathBuf, size: Size) -> Result<PathBuf> {
    let stamp = dir.join("made");
    let wanted = format!("{STAMP} {size:?}");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(dir);
    }
    note(&format!("generating {} films and {} people", size.films, size.people));
    basics(&dir, size)?;
    people(&dir, size)?;
    principals(&dir, size)?;
    ratings(&dir, size)?;
    std::fs::write(stamp, wanted)?;
    Ok(dir)
}

type Table = GzEncoder<BufWriter<File>>;

fn table(dir: &Path, name: &str, head: &str) -> Result<Table> {
    let file = BufWriter::with_capacity(1 << 20, File::create(dir.join(name))?);
    let mut table = GzEncoder::new(file, Compression::fast());
    table.write_all(head.as_bytes())?;
    Ok(table)
}

fn done(table: Table) -> Result<()> {
    table.finish()?.flush()?;
    Ok(())
}

fn basics(dir: &Path, size: Size) -> Result<()> {
    let head = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n";
    let mut out = table(dir, "title.basics.tsv.gz", head)?;
    let mut dice = Dice::new(1);
    let mut title = String::new();
    for film in 1..=size.films {
        title.clear();
        title_of(&mut dice, &mut title);
        let kind = ["movie", "movie", "movie", "tvMovie", "short", "video"][dice.below(6) as usize];
        let year = 1900 + dice.below(63).max(dice.below(126));
        let genre = GENRES[dice.zipf(GENRES.len() as u64, 0.7) as usize];
        let minutes = if kind == "short" { 3 + dice.below(30) } else { 60 + dice.below(100) };
        writeln!(out, "tt{film:07}\t{kind}\t{title}\t{title}\t0\t{year}\t\\N\t{minutes}\t{genre}")?;
    }
    done(out)
}

fn people(dir: &Path, size: Size) -> Result<()> {
    let head = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n";
    let mut out = table(dir, "name.basics.tsv.gz", head)?;
    let mut dice = Dice::new(2);
    let mut name = String::new();
    for person in 1..=size.people {
        name.clear();
        name_of(&mut dice, &mut name);
        let film = 1 + dice.below(size.films);
        writeln!(out, "nm{person:07}\t{name}\t\\N\t\\N\tactor\ttt{film:07}")?;
    }
    done(out)
}

fn principals(dir: &Path, size: Size) -> Result<()> {
    let head = "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n";
    let mut out = table(dir, "title.principals.tsv.gz", head)?;
    let mut dice = Dice::new(3);
    let mut role = String::new();
    for film in 1..=size.films {
        for at in 0..CREDITS {
            let credit = (film - 1) * CREDITS + at;
            // Everybody has one credit, strewn over all films; the others go to those who have many.
            let person = if credit.is_multiple_of(2) {
                (credit / 2).wrapping_mul(2_654_435_761) % size.people
            } else {
                dice.zipf(size.people, 0.75)
            };
            let job = CATEGORIES[at as usize];
            role.clear();
            if job.starts_with("act") && dice.below(2) == 0 {
                role.push_str("[\"");
                if dice.below(3) == 0 {
                    name_of(&mut dice, &mut role)
                } else {
                    given(&mut dice, &mut role)
                }
                role.push_str("\"]");
            } else {
                role.push_str("\\N");
            }
            writeln!(out, "tt{film:07}\t{}\tnm{:07}\t{job}\t\\N\t{role}", at + 1, person + 1)?;
        }
    }
    done(out)
}

fn ratings(dir: &Path, size: Size) -> Result<()> {
    let mut out = table(dir, "title.ratings.tsv.gz", "tconst\taverageRating\tnumVotes\n")?;
    let mut dice = Dice::new(4);
    for film in 1..=size.films {
        let votes = 5 + 2_000_000 / (1 + dice.below(size.films));
        writeln!(out, "tt{film:07}\t{}.{}\t{votes}", 1 + dice.below(9), dice.below(10))?;
    }
    done(out)
}

/// A name: of two words mostly, with a middle name, an initial, a suffix or a double name now and then.
fn name_of(dice: &mut Dice, out: &mut String) {
    given(dice, out);
    match dice.below(100) {
        0..6 => {
            out.push(' ');
            given(dice, out);
        }
        6..11 => {
            out.push(' ');
            out.push((b'A' + dice.below(26) as u8) as char);
            out.push('.');
        }
        11..13 => {
            out.push('-');
            given(dice, out);
        }
        13..16 => out.push_str([" de", " van", " del", " von"][dice.below(4) as usize]),
        _ => {}
    }
    out.push(' ');
    family(dice, out);
    match dice.below(100) {
        0 => out.push_str(" Jr."),
        1..4 => {
            out.push('-');
            family(dice, out);
        }
        _ => {}
    }
}

fn given(dice: &mut Dice, out: &mut String) {
    let rank = dice.zipf(60_000, 0.95);
    match GIVEN.get(rank as usize) {
        Some(name) => out.push_str(name),
        None => invented(11, rank, out),
    }
}

fn family(dice: &mut Dice, out: &mut String) {
    let rank = dice.zipf(600_000, 0.8);
    match FAMILY.get(rank as usize) {
        Some(name) => out.push_str(name),
        None => invented(13, rank, out),
    }
}

/// One to six words.
fn title_of(dice: &mut Dice, out: &mut String) {
    if dice.below(3) == 0 {
        out.push_str("The ");
    }
    let words = [1, 1, 2, 2, 2, 3, 3, 4, 5, 6][dice.below(10) as usize];
    for n in 0..words {
        if n > 0 {
            out.push_str([" ", " ", " ", " ", " of ", " the ", " and ", ": "][dice.below(8) as usize]);
        }
        match dice.below(10) {
            0 => given(dice, out),
            1 => family(dice, out),
            _ => {
                let rank = dice.zipf(150_000, 0.9);
                match WORDS.get(rank as usize) {
                    Some(word) => out.push_str(word),
                    None => invented(17, rank, out),
                }
            }
        }
    }
}

/// The word of a rank: two to four syllables, always the same.
fn invented(kind: u64, rank: u64, out: &mut String) {
    let mut dice = Dice::new(kind << 40 | rank);
    let start = out.len();
    for n in 0..[2, 2, 2, 3, 3, 3, 4][dice.below(7) as usize] {
        let onset = ONSETS[dice.below(ONSETS.len() as u64) as usize];
        let vowel = VOWELS[dice.zipf(VOWELS.len() as u64, 0.5) as usize];
        // Most syllables inside a word are open.
        let coda =
            if n == 0 && dice.below(3) > 0 { "" } else { CODAS[dice.zipf(CODAS.len() as u64, 0.5) as usize] };
        out.extend([onset, vowel, coda]);
    }
    if let Some(first) = out.get_mut(start..start + 1) {
        first.make_ascii_uppercase();
    }
}

/// An invented name of two words that the generated catalog does not make on purpose.
pub(super) fn stranger(dice: &mut Dice) -> String {
    let mut name = String::new();
    invented(19, dice.below(1 << 30), &mut name);
    name.push(' ');
    invented(23, dice.below(1 << 30), &mut name);
    name
}

/// Pseudo-random numbers: SplitMix64.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A rank below another, the first the most frequent: by the continuous form of Zipf's law.
    fn zipf(&mut self, ranks: u64, exponent: f64) -> u64 {
        let u = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let power = 1.0 - exponent;
        let rank = (u * ((ranks as f64 + 1.0).powf(power) - 1.0) + 1.0).powf(1.0 / power) - 1.0;
        (rank as u64).min(ranks - 1)
    }
}

const CATEGORIES: [&str; CREDITS as usize] = [
    "actor",
    "actress",
    "actor",
    "actress",
    "director",
    "writer",
    "producer",
    "composer",
    "cinematographer",
    "editor",
];

const GENRES: [&str; 10] = [
    "Drama",
    "Comedy",
    "Documentary",
    "Horror",
    "Drama,Romance",
    "Thriller",
    "Action,Crime",
    "Animation,Family",
    "Sci-Fi",
    "Western",
];

#[rustfmt::skip]
const GIVEN: [&str; 96] = [
    "John", "Michael", "David", "James", "Robert", "William", "Maria", "Peter", "Richard", "Paul", "George", "Thomas",
    "Mark", "Daniel", "Mary", "Anna", "Charles", "Joseph", "Chris", "Frank", "Elizabeth", "Alexander", "Martin",
    "Patrick", "Kevin", "Steve", "Laura", "Sarah", "Jean", "Carlos", "José", "Juan", "Antonio", "Andrew", "Linda",
    "Barbara", "Susan", "Karen", "Nancy", "Lisa", "Emma", "Julia", "Sophie", "Marie", "Claire", "Hélène", "Amélie",
    "Jürgen", "Hans", "Klaus", "Lars", "Søren", "Björn", "Ingrid", "Astrid", "Kenji", "Hiroshi", "Akira", "Yuki",
    "Wei", "Li", "Ming", "Raj", "Amit", "Priya", "Deepika", "Mohamed", "Ahmed", "Fatima", "Olga", "Ivan", "Sergei",
    "Vladimir", "Natasha", "Giulia", "Marco", "Giovanni", "Francesca", "Pedro", "João", "Ana", "Elena", "Katarzyna",
    "Piotr", "Jan", "Zoltán", "István", "Cillian", "Saoirse", "Siobhan", "Elisabeth", "Gayle", "Agyness", "Cara",
    "Virginia", "Eric",
];

#[rustfmt::skip]
const FAMILY: [&str; 96] = [
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Garcia", "Rodriguez", "Wilson", "Martinez",
    "Anderson", "Taylor", "Thomas", "Moore", "Martin", "Jackson", "Thompson", "White", "Lee", "Harris", "Clark",
    "Lewis", "Robinson", "Walker", "Young", "Allen", "King", "Wright", "Scott", "Hill", "Green", "Adams", "Nelson",
    "Baker", "Hall", "Campbell", "Mitchell", "Carter", "Roberts", "Müller", "Schmidt", "Schneider", "Fischer",
    "Weber", "Meyer", "Wagner", "Becker", "Rossi", "Ferrari", "Russo", "Bianchi", "Dubois", "Moreau", "Laurent",
    "Lefebvre", "Silva", "Santos", "Oliveira", "Souza", "Fernández", "López", "González", "Pérez", "Sánchez",
    "Tanaka", "Suzuki", "Watanabe", "Yamamoto", "Nakamura", "Wang", "Zhang", "Chen", "Liu", "Kim", "Park", "Singh",
    "Kumar", "Sharma", "Khan", "Ivanov", "Petrov", "Novák", "Kowalski", "Nowak", "Nagy", "Horváth", "O'Brien",
    "O'Connor", "Murphy", "McDonald", "MacDonald", "Moss", "Deyn", "Rankin", "Delevingne",
];

#[rustfmt::skip]
const WORDS: [&str; 96] = [
    "Love", "Man", "Night", "Life", "Day", "Girl", "House", "Dead", "Last", "Story", "World", "Black", "Time", "Blood",
    "Woman", "City", "King", "Dark", "War", "Heart", "Christmas", "Lost", "Street", "Death", "Dream", "Secret",
    "Little", "White", "Red", "Home", "Big", "Summer", "Children", "Moon", "Road", "Devil", "Fire", "Good", "Game",
    "Wild", "Island", "River", "Family", "Ghost", "Star", "Boy", "Blue", "Shadow", "Angel", "Killer", "Paris", "Rain",
    "Sea", "Sun", "Silent", "Garden", "Winter", "Wedding", "Murder", "Mother", "Father", "Brother", "Sister", "Queen",
    "Golden", "Return", "Legend", "Journey", "Mystery", "Stranger", "Beautiful", "Invisible", "Kingdom", "Memory",
    "Silence", "Desert", "Mountain", "Forest", "Window", "Mirror", "Letter", "Paradise", "Revenge", "Escape",
    "Prisoner", "Detective", "Doctor", "Soldier", "Hunter", "Monster", "Vampire", "Zombie", "Dragon", "Heaven",
    "Smell", "Her",
];

#[rustfmt::skip]
const ONSETS: [&str; 28] = [
    "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "ch", "sh", "st", "br", "gr",
    "kr", "tr", "th", "bl", "sch", "c",
];

const VOWELS: [&str; 9] = ["a", "e", "o", "i", "u", "ia", "ie", "ou", "ö"];

const CODAS: [&str; 12] = ["", "n", "r", "s", "l", "m", "t", "nd", "ck", "v", "ng", "rt"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_names_and_common_ones_come_often() {
        let names = |seed| {
            let mut dice = Dice::new(seed);
            let mut all = String::new();
            for _ in 0..2000 {
                name_of(&mut dice, &mut all);
                all.push('\n');
            }
            all
        };
        assert_eq!(names(2), names(2));
        assert_ne!(names(2), names(3));
        let johns = names(2).lines().filter(|n| n.starts_with("John ")).count();
        assert!((20..400).contains(&johns), "{johns}");
    }
}
