//! What a metadata field means: names as blogs, sites and tables spell them, to one closed list.

/// The meaning of a metadata field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The review's own title, which may or may not be the film's.
    Title,
    /// The film's title, said to be that.
    Film,
    /// The film's year.
    FilmYear,
    /// An identifier of the film (IMDb's, TMDB's, an address that holds one).
    FilmId,
    /// The film's original title.
    OriginalTitle,
    /// The grade.
    Grade,
    /// The best grade of its scale.
    GradeBest,
    /// The worst grade of its scale.
    GradeWorst,
    /// The critic's name.
    Byline,
    /// The publication's name.
    Outlet,
    /// When the review was published.
    Published,
    /// The language it is in.
    Language,
    /// The film's director or directors.
    Director,
    /// The film's writer or writers.
    Writer,
    /// The film's actors.
    Cast,
    /// The film's running time.
    Runtime,
    /// The film's genre.
    Genre,
    /// Where the review can be read.
    Url,
    /// The name of the review's file, which is most often its title, where the document has none.
    Slug,
    /// A summary or standfirst.
    Summary,
    /// Tags, categories, keywords.
    Tags,
    /// What sort of thing is reviewed or what sort of text this is ("film", "book", "review").
    Kind,
    /// A yes or no of the critic's or the site's own: "fresh", "recommended".
    Verdict,
    /// The review itself, where it is a cell or a property: its text becomes body, not a field.
    Body,
    /// Anything else: kept as text, not interpreted.
    Other,
}

/// The meaning of a field's name, matched without regard to case, spaces, hyphens and underscores.
///
/// A dotted name ("reviewRating.ratingValue", "review.scale") is looked up whole, then by its last part.
pub fn field_of(name: &str) -> Field {
    let whole = squash(name);
    let found = lookup(&whole);
    if found != Field::Other {
        return found;
    }
    name.rsplit_once('.').map_or(Field::Other, |(_, last)| lookup(&squash(last)))
}

fn squash(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect()
}

fn lookup(name: &str) -> Field {
    use Field::*;
    match name {
        "title" | "title.rendered" | "headline" | "reviewtitle" | "posttitle" => Title,
        "film"
        | "movie"
        | "filmtitle"
        | "movietitle"
        | "filmname"
        | "moviename"
        | "name"
        | "itemreviewed"
        | "itemreviewed.name"
        | "titel"
        | "titre"
        | "titulo"
        | "letterboxdfilmtitle"
        | "film.title"
        | "film.name"
        | "movie.title"
        | "movie.name" => Film,
        "year" | "filmyear" | "movieyear" | "releaseyear" | "yearreleased" | "letterboxdfilmyear"
        | "film.year" | "movie.year" => FilmYear,
        "imdbid"
        | "imdb"
        | "tmdbid"
        | "tmdb"
        | "tmdbmovieid"
        | "imdburl"
        | "imdblink"
        | "letterboxdurl"
        | "sameas"
        | "itemreviewed.sameas"
        | "letterboxduri"
        | "const"
        | "tconst"
        | "filmid" => FilmId,
        "originaltitle" | "alternatename" | "alternativeheadline" => OriginalTitle,
        "rating"
        | "grade"
        | "score"
        | "stars"
        | "ratingvalue"
        | "reviewrating"
        | "reviewrating.ratingvalue"
        | "myrating"
        | "yourrating"
        | "memberrating"
        | "originalscore"
        | "criticrating"
        | "starrating"
        | "note"
        | "bewertung"
        | "nota"
        | "wertung"
        | "reviewscore"
        | "finalscore"
        | "letterboxdmemberrating"
        | "mygrade"
        | "overall"
        | "points"
        | "ratings"
        | "rating.value"
        | "score.value"
        | "rating.score"
        | "review.rating"
        | "review.score"
        | "review.grade" => Grade,
        "bestrating"
        | "scale"
        | "outof"
        | "maxrating"
        | "ratingmax"
        | "ratingscale"
        | "maxscore"
        | "maxstars"
        | "reviewrating.bestrating"
        | "rating.best"
        | "rating.max"
        | "rating.outof"
        | "score.best"
        | "score.max"
        | "best" => GradeBest,
        "worstrating"
        | "minrating"
        | "ratingmin"
        | "reviewrating.worstrating"
        | "rating.worst"
        | "rating.min"
        | "worst" => GradeWorst,
        "author" | "authors" | "byline" | "by" | "critic" | "reviewer" | "creator" | "dccreator"
        | "criticname" | "author.name" | "creator.name" | "reviewername" | "writtenby.name" | "autor"
        | "auteur" | "member" => Byline,
        "publisher"
        | "publication"
        | "outlet"
        | "publisher.name"
        | "site"
        | "sitename"
        | "source"
        | "publishername"
        | "journal"
        | "newspaper"
        | "magazine"
        | "sourceorganization.name"
        | "website.name" => Outlet,
        "date" | "published" | "pubdate" | "datepublished" | "datecreated" | "publishdate"
        | "publisheddate" | "publicationdate" | "reviewdate" | "created" | "datum" | "dateposted"
        | "publishedat" | "publishedtime" | "posted" => Published,
        "lang" | "language" | "inlanguage" | "locale" => Language,
        "director"
        | "directors"
        | "directedby"
        | "director.name"
        | "dir"
        | "regie"
        | "itemreviewed.director"
        | "itemreviewed.director.name" => Director,
        "writer" | "writers" | "writtenby" | "screenplay" | "screenwriter" | "screenwriters" => Writer,
        "cast"
        | "actor"
        | "actors"
        | "starring"
        | "staring"
        | "itemreviewed.actor"
        | "itemreviewed.actor.name"
        | "actor.name" => Cast,
        "runtime" | "duration" | "length" | "runningtime" | "itemreviewed.duration" => Runtime,
        "genre" | "genres" => Genre,
        "url" | "link" | "permalink" | "canonical" | "reviewurl" | "guid" | "id" => Url,
        "summary" | "description" | "excerpt" | "dek" | "standfirst" | "introduction" | "subtitle"
        | "deck" => Summary,
        "tags" | "tag" | "categories" | "category" | "keywords" | "subcategories" | "subcategory" => Tags,
        "type" | "itemtype" | "itemreviewed.type" | "kind" | "medium" => Kind,
        "verdict" | "fresh" | "freshness" | "recommendation" | "reviewstate" | "recommended"
        | "rating.verdict" => Verdict,
        "review" | "reviewbody" | "reviewtext" | "text" | "body" | "content" | "content.rendered"
        | "articlebody" | "fulltext" | "quote" | "bodyhtml" | "contenthtml" | "html" | "markdown"
        | "bodytext" => Body,
        _ => Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched_loosely() {
        for (name, want) in [
            ("Watched Date", Field::Other),
            ("imdb_id", Field::FilmId),
            ("Letterboxd URI", Field::FilmId),
            ("review.rating", Field::Grade),
            ("reviewRating.bestRating", Field::GradeBest),
            ("author.name", Field::Byline),
            ("date-published", Field::Published),
            ("Staring", Field::Cast),
        ] {
            assert_eq!(field_of(name), want, "{name}");
        }
    }
}
