//! Slugs: names of files that were made from a review's title ("2018-04-23-review-isle-of-dogs.md").

/// Names that files have whatever is in them.
#[rustfmt::skip]
const NOTHING: &[&str] = &[
    "anon", "anonymous", "april", "archive", "article", "august", "blog", "body", "content", "copy", "data", "december", "desk",
    "document", "draft", "edit", "edited", "export", "february", "file", "film", "films", "final", "first", "friday", "home",
    "index", "input", "january", "july", "june", "latest", "march", "may", "monday", "movie", "movies", "new", "news", "notes",
    "november", "october", "old", "output", "out", "page", "post", "readme", "review", "reviews", "sample", "saturday",
    "second", "september", "source", "stdin", "submission", "sunday", "temp", "test", "text", "thursday", "tmp", "today",
    "tuesday", "untitled", "upload", "version", "wednesday",
];

/// The part of a file's path that may tell what the file is about.
pub(crate) fn of_file(path: &str) -> Option<&str> {
    let name = path.rsplit(['/', '\\']).next()?;
    // "-" and "README" have no ending.
    let name = [".gz", ".zst"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(name);
    let (stem, _) = name.rsplit_once('.')?;
    let words = || stem.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let telling = words().any(|w| {
        w.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !NOTHING.iter().any(|n| n.eq_ignore_ascii_case(w))
            && !is_number_like(w)
    });
    (telling && stem.len() <= 120).then_some(stem)
}

/// A hash, a serial number: digits make up a quarter of it or more.
fn is_number_like(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 8 && digits * 4 >= word.len()
}

#[cfg(test)]
mod tests {
    use super::of_file;

    #[test]
    fn names_that_tell_something() {
        for (path, slug) in [
            ("posts/2018-04-23-review-isle-of-dogs.md", Some("2018-04-23-review-isle-of-dogs")),
            ("her-smell.txt", Some("her-smell")),
            ("a/ThorDarkWorld.rst.gz", Some("ThorDarkWorld")),
            ("index.html", None),
            ("reviews/2019-01-02.md", None),
            ("review_12.txt", None),
            ("a.txt", None),
            ("draft-2.txt", None),
            ("monday.md", None),
            ("3f2a9c81d04e7b66.txt", None),
            ("-", None),
            ("README", None),
        ] {
            assert_eq!(of_file(path), slug, "{path}");
        }
    }
}
