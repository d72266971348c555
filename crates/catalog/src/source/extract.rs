//! The people whom the first sentences of an article on a film name: "is a 2018 film written and directed by …".
//!
//! Only the conventional form is read: verbs or a noun of film-making, "by", names. What speaks of another work ("of
//! the same name directed by …") is not taken; a missed credit costs less than a wrong one.

use std::borrow::Cow;

use super::value;
use crate::Job;

/// Does the beginning of an article speak of a film at all? Lists link to the wrong article now and then.
pub(super) fn is_of_film(extract: &str) -> bool {
    let lower = extract.to_lowercase();
    let first = lower
        .find(". ")
        .map_or(lower.as_str(), |at| lower.get(..at.max(120).min(lower.len())).unwrap_or(&lower));
    [
        "film",
        "movie",
        "documentary",
        "directed by",
        "cartoon",
        "motion picture",
        "serial",
        "western",
        "comedy",
    ]
    .iter()
    .any(|w| first.contains(w))
}

/// The credits in an article's beginning, in order, each once.
pub(super) fn credits(extract: &str) -> Vec<(Job, Cow<'_, str>)> {
    let mut out: Vec<(Job, Cow<'_, str>)> = Vec::new();
    let first_sentence = extract.find(". ").unwrap_or(extract.len()).max(160);
    let mut from = 0;
    while let Some(at) = extract[from..].find("by ").map(|at| from + at) {
        from = at + 3;
        if !extract[..at].ends_with([' ', '-']) {
            continue;
        }
        let clause = clause_before(&extract[..at]);
        let jobs = jobs(clause);
        if jobs.is_empty() {
            continue;
        }
        let names = whole_names(names(after_profession(&extract[from..])), extract);
        for job in jobs {
            for name in names.iter().filter(|n| !is_company(n)) {
                // A lone name is a company's ("Laika"), a surname of one who was not named before, or, at the
                // beginning, what the director goes by ("McG").
                let lone = !name.contains(' ');
                if lone && (from > first_sentence || job != Job::Director || is_of_a_country(name)) {
                    continue;
                }
                if !out.iter().any(|(j, n)| *j == job && n == name) {
                    out.push((job, name.clone()));
                }
            }
        }
    }
    out
}

/// The part of the sentence that stands before.
fn clause_before(text: &str) -> &str {
    let start =
        [". ", "; ", "\n"].iter().filter_map(|b| text.rfind(b).map(|at| at + b.len())).max().unwrap_or(0);
    text[start..].trim_end()
}

const MADE: &[(&str, Job)] = &[
    ("directed", Job::Director),
    ("co-directed", Job::Director),
    ("written", Job::Writer),
    ("co-written", Job::Writer),
    ("scripted", Job::Writer),
    ("produced", Job::Producer),
    ("co-produced", Job::Producer),
    ("edited", Job::Editor),
    ("photographed", Job::Cinematographer),
    ("shot", Job::Cinematographer),
    ("scored", Job::Composer),
    ("composed", Job::Composer),
];

/// Nouns that stand right before "by" ("from a screenplay by") or before its verb ("screenplay written by").
const WORKS: &[(&str, Job)] = &[
    ("screenplay", Job::Writer),
    ("script", Job::Writer),
    ("teleplay", Job::Writer),
    ("novel", Job::Author),
    ("novella", Job::Author),
    ("play", Job::Author),
    ("book", Job::Author),
    ("memoir", Job::Author),
    ("autobiography", Job::Author),
    ("musical", Job::Author),
    ("cinematography", Job::Cinematographer),
    ("score", Job::Composer),
    ("music", Job::Composer),
    ("story", Job::Other),
    ("song", Job::Other),
    ("songs", Job::Other),
    ("poem", Job::Other),
    ("name", Job::Other),
    ("title", Job::Other),
    ("series", Job::Other),
];

/// What makes the next words speak of another work.
const OTHER_WORK: &[&str] = &[
    "same name",
    "same title",
    "remake of",
    "sequel to",
    "prequel to",
    "adaptation of",
    "version of",
    "follow-up to",
    "based on",
    "based upon",
    "spin-off",
    "parody of",
    "inspired by",
    "adapted from",
    "first film was",
];

/// The jobs that a clause which ends before "by" gives.
fn jobs(clause: &str) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut rest = clause;
    loop {
        rest = rest.trim_end_matches([' ', ',', '&']);
        let (before, word) = rest.rsplit_once(' ').unwrap_or(("", rest));
        let word = word.to_lowercase();
        if let Some((_, job)) = MADE.iter().find(|(w, _)| *w == word) {
            jobs.insert(0, *job);
        } else if jobs.is_empty() || word != "and" {
            break;
        }
        rest = before;
    }
    let (_, noun) = rest.rsplit_once(' ').unwrap_or(("", rest));
    let noun = noun.to_lowercase();
    let lower = rest.to_lowercase();
    // The nearest word for another work, and no comma since: it is that work which is spoken of.
    let other = OTHER_WORK.iter().filter_map(|m| lower.rfind(m)).max();
    let of_other = other.is_some_and(|at| !lower[at..].contains(','));
    let work = WORKS.iter().find(|(w, _)| *w == noun).map(|(_, job)| *job);
    if jobs.is_empty() {
        return match work {
            Some(Job::Author) if of_other => vec![Job::Author],
            Some(Job::Author | Job::Other) | None => Vec::new(),
            Some(job) => vec![job],
        };
    }
    match work {
        // "from a novel written by": the author's. "a song written by": not the film's.
        Some(Job::Author) if jobs == [Job::Writer] => {
            return if of_other { vec![Job::Author] } else { Vec::new() };
        }
        Some(Job::Other) => return Vec::new(),
        Some(_) if jobs == [Job::Writer] => return jobs,
        _ => {}
    }
    if of_other { Vec::new() } else { jobs }
}

const PARTICLES: &[&str] = &[
    "de", "da", "di", "del", "della", "du", "van", "von", "der", "den", "ter", "la", "le", "dos", "bin", "y",
];
const SUFFIXES: &[&str] = &["Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"];

/// Surnames made whole names: "Joel and Ethan Coen" share one; "written by Wilder" is of one who is named elsewhere.
fn whole_names<'t>(mut names: Vec<&'t str>, extract: &'t str) -> Vec<Cow<'t, str>> {
    for name in &mut names {
        if !name.contains(' ') {
            *name = named_elsewhere(extract, name).unwrap_or(name);
        }
    }
    match names[..] {
        [first, second] if !first.contains(' ') => match second.rsplit_once(' ') {
            Some((_, surname)) => vec![Cow::Owned(format!("{first} {surname}")), Cow::Borrowed(second)],
            None => names.into_iter().map(Cow::Borrowed).collect(),
        },
        _ => names.into_iter().map(Cow::Borrowed).collect(),
    }
}

/// The whole name that ends with this surname, where people are listed.
fn named_elsewhere<'t>(extract: &'t str, surname: &str) -> Option<&'t str> {
    let lists = ["by ", "starring ", "stars ", "and "];
    lists.iter().flat_map(|lead| extract.match_indices(lead)).find_map(|(at, lead)| {
        let names = names(after_profession(&extract[at + lead.len()..]));
        names.into_iter().find(|n| n.strip_suffix(surname).is_some_and(|n| n.ends_with(' ')))
    })
}

const PROFESSIONS: &[&str] = &[
    "director",
    "filmmaker",
    "screenwriter",
    "writer",
    "novelist",
    "playwright",
    "author",
    "producer",
    "comedian",
    "actor",
    "actress",
    "animator",
    "journalist",
    "dramatist",
    "composer",
    "cinematographer",
    "humorist",
];

/// "French director Luc Besson" without what is said of him.
fn after_profession(text: &str) -> &str {
    let mut at = 0;
    for word in text.split(' ').take(4) {
        at += word.len() + 1;
        if PROFESSIONS.contains(&word) {
            return text.get(at..).unwrap_or_default();
        }
        if word.ends_with([',', '.']) {
            break;
        }
    }
    text
}

/// The names that a text begins with: "A", "A and B", "A, B and C".
fn names(text: &str) -> Vec<&str> {
    let mut sure = Vec::new();
    // After a comma a capital may begin anything; names there count once an "and" closes the list.
    let mut open = Vec::new();
    let mut rest = text;
    for _ in 0..12 {
        let Some((name, tail)) = name(rest) else { break };
        open.push(name);
        if let Some(next) =
            tail.strip_prefix(", and ").or_else(|| tail.strip_prefix(" and ")).or(tail.strip_prefix(" & "))
        {
            sure.append(&mut open);
            match self::name(next) {
                // "by A and starring": no name. "by A and Columbia Pictures": sorted out by the caller.
                Some((last, _)) => sure.push(last),
                None => break,
            }
            return sure;
        }
        match tail.strip_prefix(", ") {
            Some(next) => rest = next,
            None => break,
        }
    }
    if sure.is_empty() {
        open.truncate(1);
        return open;
    }
    sure
}

/// The name that a text begins with, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    let mut words = 0;
    let mut at = 0;
    while at < text.len() && words < 6 {
        let length = text[at..].find([' ', '\n']).unwrap_or(text.len() - at);
        let word = &text[at..at + length];
        let bare = word.split(['—', '–']).next().unwrap_or_default().trim_end_matches([',', ';', ':', ')']);
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        let stopped = bare.len() < word.len();
        if PARTICLES.contains(&word) && words > 0 {
            at += length + 1;
            continue;
        }
        let capital =
            bare.chars().next().is_some_and(char::is_uppercase) || bare.starts_with("d'") && bare.len() > 2;
        if !capital || bare.contains(['(', ')', '"', '[', '/']) || bare.starts_with("The") && bare.len() == 3
        {
            break;
        }
        let dotted = bare.ends_with('.');
        // "J." and "J.J." go on, "Jr." may, and any other point ends the sentence.
        let initial = dotted && bare.trim_end_matches('.').split('.').all(|p| p.chars().count() <= 2);
        let title = SUFFIXES.contains(&bare) || ["St.", "Wm.", "Chas.", "Geo."].contains(&bare);
        if dotted && !initial && !title {
            end = at + bare.len() - 1;
            words += 1;
            break;
        }
        end = at + bare.len();
        words += 1;
        at += length + 1;
        if SUFFIXES.contains(&bare) {
            break;
        }
        if stopped {
            // "Robert Downey, Jr."
            let next = text.get(at..).unwrap_or_default();
            let suffix = SUFFIXES.iter().find(|s| next.starts_with(**s) && word.ends_with(','));
            if let Some(suffix) = suffix {
                end = at + suffix.len();
            }
            break;
        }
    }
    let name = &text[..end];
    (words > 0 && value::is_name(name)).then_some((name, &text[end..]))
}

/// "Italian-American filmmaker …": an adjective with a capital.
fn is_of_a_country(word: &str) -> bool {
    ["ish", "ese", "ian", "can", "erman", "rench", "utch", "-winning", "-nominated"]
        .iter()
        .any(|e| word.ends_with(e))
}

/// Words of companies' names.
const COMPANY: &[&str] = &[
    "pictures",
    "picture",
    "studios",
    "studio",
    "productions",
    "production",
    "films",
    "film",
    "company",
    "entertainment",
    "corporation",
    "inc",
    "inc.",
    "media",
    "bros.",
    "paramount",
    "columbia",
    "universal",
    "mgm",
    "metro-goldwyn-mayer",
    "rko",
    "lionsgate",
    "netflix",
    "pixar",
    "disney",
    "dreamworks",
    "television",
    "animation",
    "group",
    "fox",
    "goldwyn-mayer",
    "artists",
    "republic",
    "monogram",
    "vitagraph",
    "biograph",
    "edison",
    "essanay",
    "lubin",
    "kalem",
    "selig",
    "thanhouser",
    "american",
    "british",
    "army",
    "navy",
    "department",
    "mutual",
    "hbo",
    "international",
    "national",
    "enterprises",
    "cinema",
    "brothers",
    "team",
    "distribution",
    "features",
];

fn is_company(name: &str) -> bool {
    let mut words = name.split_whitespace();
    // A lone company's word is a company; so is any name that ends with one, but for the people so called.
    let people =
        ["Walt Disney", "Wes Anderson", "William Fox", "Roy Disney", "Siegmund Lubin", "Thomas Edison"];
    !people.contains(&name) && words.any(|w| COMPANY.contains(&w.to_lowercase().as_str())) && {
        let last = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let count = name.split_whitespace().count();
        // "Michael J. Fox", "James Fox": a name of two or more words that ends with "Fox" is a person.
        !(count > 1 && ["fox", "edison", "lubin", "selig"].contains(&last.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let out: Vec<String> = credits(text).iter().map(|(job, name)| format!("{job:?} {name}")).collect();
        out.join(", ")
    }

    #[test]
    fn the_conventional_forms_are_read() {
        for (text, want) in [
            (
                "Her Smell is a 2018 American drama film written and directed by Alex Ross Perry and starring Elisabeth Moss.",
                "Writer Alex Ross Perry, Director Alex Ross Perry",
            ),
            (
                "Fargo is a 1996 black comedy film written, produced and directed by Joel and Ethan Coen.",
                "Writer Joel Coen, Writer Ethan Coen, Producer Joel Coen, Producer Ethan Coen, \
                 Director Joel Coen, Director Ethan Coen",
            ),
            (
                "It is a 2019 film directed by A. V. Rockwell, J.J. Abrams, and Robert Downey, Jr., based on the 1934 novel by Max Brand.",
                "Director A. V. Rockwell, Director J.J. Abrams, Director Robert Downey, Jr., Author Max Brand",
            ),
            (
                "The film was produced by Columbia Pictures and directed by Robert Rossen.",
                "Director Robert Rossen",
            ),
            (
                "It is a remake of the 1950 film of the same name directed by Joseph Lewis. Directed by Jim Kouf, the film stars Emilio Estevez.",
                "Director Jim Kouf",
            ),
            (
                "A 1994 film directed by Michael Apted from a screenplay written by William Nicholson.",
                "Director Michael Apted, Writer William Nicholson",
            ),
            ("It features songs written by Irving Berlin.", ""),
            ("A drama directed by Luchino Visconti. Rome is its place.", "Director Luchino Visconti"),
            ("A film directed by Gus Van Sant, Universal released it.", "Director Gus Van Sant"),
            ("A film directed by Erich von Stroheim.", "Director Erich von Stroheim"),
            (
                "Avanti! is a 1972 comedy film directed by Billy Wilder. The screenplay by Wilder and I. A. L. Diamond is based on a play.",
                "Director Billy Wilder, Writer Billy Wilder, Writer I. A. L. Diamond",
            ),
            ("A 1997 film directed by French director Luc Besson—his first.", "Director Luc Besson"),
            ("A film directed by McG and produced by Laika.", "Director McG"),
            ("A film written by Edward T. Lowe Jr. It was shot in Rome.", "Writer Edward T. Lowe Jr."),
            ("by ", ""),
        ] {
            assert_eq!(said(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "(directed by |written |and |, |by |novel |[A-Zé].{0,5}|Jr\\.| |\\PC){0,20}") {
            let _ = credits(&text);
            let _ = is_of_film(&text);
        }
    }
}
