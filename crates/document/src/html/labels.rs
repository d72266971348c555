//! Lines that sites put into the text and that are not of it: "Advertisement", "Share this", "Related".
//!
//! Only whole lines are compared, so that a review which speaks of such things keeps its words.

/// Labels in the letters that are left of them, lower case.
const JUNK: &[&str] = &[
    "ad",
    "advert",
    "advertisement",
    "advertisements",
    "advertising",
    "adfeedback",
    "annonce",
    "anzeige",
    "comment",
    "comments",
    "nocomments",
    "continuereading",
    "continuereadingthemainstory",
    "continuereadingbelow",
    "copylink",
    "email",
    "facebook",
    "gotocomments",
    "jumptocomments",
    "leaveacomment",
    "likethis",
    "loading",
    "linkedin",
    "likethisstoryshareitwithafriend",
    "pinterest",
    "print",
    "printthispage",
    "publicidad",
    "publicidade",
    "readmore",
    "reblog",
    "reddit",
    "reply",
    "saveforlater",
    "scrolltocontinue",
    "share",
    "sharebuttons",
    "sharethis",
    "sharethisarticle",
    "sharethisentry",
    "sharethispage",
    "sharethispost",
    "sharethisreview",
    "sharethisstory",
    "showcomments",
    "skipadvertisement",
    "skiptocontent",
    "sponsored",
    "storycontinuesbelowadvertisement",
    "articlecontinuesbelowadvertisement",
    "subscribe",
    "tags",
    "tellusyourthoughtsinthecomments",
    "tellusyourthoughtsinthecommentsbelow",
    "tweet",
    "tweets",
    "twitter",
    "viewcomments",
    "whatsapp",
    "werbung",
    "postacomment",
    "seecomments",
    "hidecomments",
    "addacomment",
    "signup",
    "signin",
    "login",
    "backtotop",
    "previous",
    "next",
    "close",
    "menu",
    "search",
    "filedunder",
    "tellafriend",
    "sendtoafriend",
    "printarticle",
];

/// Labels of sections of links at the end; those that go on ("More from …") match by their start.
const SECTIONS: &[&str] = &[
    "related",
    "relatedarticles",
    "relatedposts",
    "relatedstories",
    "relatedcontent",
    "relatednews",
    "relatedtopics",
    "relatedreviews",
    "relatedlinks",
    "readnext",
    "readalso",
    "alsoread",
    "seealso",
    "seemore",
    "topstories",
    "topnews",
    "latestnews",
    "lateststories",
    "latestarticles",
    "latestposts",
    "latestreviews",
    "recentposts",
    "recentreviews",
    "mostpopular",
    "mostread",
    "mostviewed",
    "popularposts",
    "popular",
    "trending",
    "trendingnow",
    "recommended",
    "recommendedforyou",
    "partnernews",
    "dontmiss",
    "leaveareply",
    "leaveacomment",
    "comments",
    "postacomment",
    "sharethis",
    "sharethisstory",
    "sharethispost",
    "youmayalsolike",
    "youmightalsolike",
    "youmayalsoenjoy",
    "youmightlike",
    "youmaylike",
    "morestories",
    "morenews",
    "morereviews",
    "morelikethis",
    "tags",
    "abouttheauthor",
    "abouttheauthors",
    "subscribe",
    "newsletter",
    "signupforournewsletter",
    "followus",
    "addacomment",
    "discussion",
    "joinin",
    "jointheconversation",
    "jointhediscussion",
    "readmore",
    "whattoreadnext",
    "tellafriend",
    "inthisarticle",
    "outbrain",
    "aroundtheweb",
    "fromtheweb",
    "fromaroundtheweb",
    "categories",
    "archives",
    "navigation",
    "postnavigation",
    "sponsoredcontent",
    "paidcontent",
    "promotedstories",
    "verwandteartikel",
    "kommentare",
    "commentaires",
    "comentarios",
    "articlesrelacionados",
];

/// Beginnings of such labels.
const STARTS: &[&str] = &[
    "morefrom",
    "moregreat",
    "morestoriesfrom",
    "readmorefrom",
    "youmightalso",
    "youmayalso",
    "relatedto",
    "commentson",
    "responsesto",
    "thoughtson",
];

/// The letters of a short line, in lower case; `None` where it is too long to be a label.
fn letters(line: &str, cap: usize) -> Option<String> {
    if line.len() > cap {
        return None;
    }
    Some(line.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect())
}

/// Is the whole line one that a site puts everywhere? One with a figure only if it counts comments: "Close
/// (2022)" is a film.
pub(super) fn is_junk(line: &str) -> bool {
    letters(line, 48).is_some_and(|l| {
        JUNK.contains(&l.as_str())
            && !line.contains(['/', '★', '☆'])
            && (!line.contains(|c: char| c.is_ascii_digit()) || l.contains("comment"))
    })
}

/// Does the line begin a section of links?
pub(super) fn is_section(line: &str) -> bool {
    letters(line, 60)
        .is_some_and(|l| SECTIONS.contains(&l.as_str()) || STARTS.iter().any(|s| l.starts_with(s)))
}

/// Does a short line tell when the text was written ("Watched on July 31, 2022")?
pub(super) fn is_dated(line: &str) -> bool {
    if line.len() > 60 || line.contains(['(', '"', '“']) {
        return false;
    }
    let lower = line.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count();
    // A date of figures alone may be anything but where it is the whole line.
    let date = crate::date::date_in(line)
        .is_some_and(|(_, date)| date.len() == line.trim().len() || line[date].contains(char::is_alphabetic));
    date && words <= 8 && !lower.contains("release")
}

/// Is a line about the length of a name signed with "By"?
pub(super) fn is_signed(line: &str) -> bool {
    let Some(rest) = line.get(..3).filter(|by| by.eq_ignore_ascii_case("by ")).map(|_| &line[3..]) else {
        return false;
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    (1..=5).contains(&words.len())
        && words.iter().all(|w| {
            w.starts_with(char::is_uppercase) || matches!(*w, "de" | "van" | "von" | "and" | "la" | "&")
        })
        && !rest.ends_with(['.', '!', '?', ':'])
}

/// Titles from the page's head, made ready for [`is_title`].
pub(super) fn titles<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    all.take(8).map(squash).collect()
}

/// Is this heading the page's title as its head gives it ("Review: Her Smell | The Site")?
pub(super) fn is_title(heading: &str, titles: &[String]) -> bool {
    let heading = squash(heading);
    heading.len() >= 2
        && titles.iter().any(|title| {
            let part = title.starts_with(&heading) || title.ends_with(&heading);
            part && heading.len() * 3 >= title.len()
        })
}

fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_are_labels_and_grades_are_not() {
        for junk in ["Advertisement", "Share this:", "Comments (12)", "READ MORE »"] {
            assert!(is_junk(junk) || is_section(junk), "{junk}");
        }
        for kept in ["8/10", "★★★", "A-", "Dull.", "Next of Kin", "Share the joy", "B", "Close (2022)"]
        {
            assert!(!is_junk(kept) && !is_section(kept), "{kept}");
        }
    }

    #[test]
    fn dates_and_signatures() {
        assert!(is_dated("Watched on July 31, 2022"));
        assert!(is_dated("3 May 2019"));
        assert!(!is_dated("Marriage Story, 2019, 4/5"));
        assert!(!is_dated("It opened in May 2019 and nobody went to see the thing at all."));
        assert!(!is_dated("May 2019"));
        assert!(is_signed("By Jane Doe") && is_signed("by Guillermo de la Cruz"));
        assert!(!is_signed("By the end nobody cares"));
    }
}
