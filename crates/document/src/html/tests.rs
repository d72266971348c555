//! Small pages and what they must become.

use super::{fragment, page};
use crate::{Builder, Document, Field, Limits, MarkKind, Role, Source};

pub(super) fn read(html: &str, how: fn(&mut Builder, &str, &Limits)) -> Document {
    let mut b = Builder::new(Source::default());
    how(&mut b, html, &Limits::default());
    let doc = b.finish();
    doc.check().unwrap();
    doc
}

fn line(role: Role, text: &str) -> String {
    let role = match role {
        Role::Title => "title".to_owned(),
        Role::Byline => "byline".to_owned(),
        Role::Date => "date".to_owned(),
        Role::Heading(n) => format!("h{n}"),
        Role::Body => "body".to_owned(),
        Role::Caption => "caption".to_owned(),
        Role::Quotation => "quote".to_owned(),
        Role::Field(f) => format!("{f:?}"),
    };
    format!("{role}: {text}")
}

fn blocks(doc: &Document) -> Vec<String> {
    doc.prose().map(|b| line(b.role, doc.slice(b.span))).collect()
}

fn fields(doc: &Document) -> Vec<String> {
    let of = |b: &&crate::Block| !b.role.is_prose();
    doc.blocks.iter().filter(of).map(|b| line(b.role, doc.slice(b.span))).collect()
}

fn marks(doc: &Document, kind: MarkKind) -> Vec<&str> {
    doc.marks.iter().filter(|m| m.kind == kind).map(|m| doc.slice(m.span)).collect()
}

#[test]
fn fragments_become_blocks() {
    let table: &[(&str, &[&str])] = &[
        ("<p>One <b>two</b>\n three.<p>Four", &["body: One two three.", "body: Four"]),
        ("one<br>two<br><br>three", &["body: one\ntwo", "body: three"]),
        ("one<br/> <br />\n&nbsp;<br>two", &["body: one", "body: two"]),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", &["body: a", "body: b", "body: c", "body: d"]),
        ("<blockquote><p>Said.</blockquote>After", &["quote: Said.", "body: After"]),
        ("<h2>Head</h2>text", &["h2: Head", "body: text"]),
        ("<pre>a\n b\n\nc</pre>", &["body: a\nb", "body: c"]),
        ("text</p>text", &["body: text", "body: text"]),
        ("<script>x<p>y</script><style>p{}</style>z", &["body: z"]),
        ("<span class=stars aria-label='4 out of 5 stars' style='display:none'></span>a", &["body: a"]),
        ("a<span style='display: none'>b</span><i hidden>c</i><template>d</template>e", &["body: ae"]),
        (
            "<table><tr><td>Director<td>Ann Lee<tr><td>Year<td>1999</table>",
            &["body: Director Ann Lee", "body: Year 1999"],
        ),
        (
            "<table><tr><td><p>One.</p><p>Two.</p><td>Three.</table>",
            &["body: One.", "body: Two.", "body: Three."],
        ),
        ("<figure><img alt='x'><figcaption>Her &amp; him</figcaption></figure>", &["caption: Her & him"]),
        (
            "<p>See<img src=a.jpg alt='Two women on a beach'>this.",
            &["body: Seethis.", "caption: Two women on a beach"],
        ),
        (
            "a &amp; b &lt;i&gt; &copy; &notit; &#8217; &#x92; &bogus; AT&T",
            &["body: a & b <i> © ¬it; ’ ’ &bogus; AT&T"],
        ),
        ("1 < 2 and <3", &["body: 1 < 2 and <3"]),
        ("<p data-imdb-id=tt1 title='a > b'>x</p>", &["body: x"]),
        ("a\0b", &["body: ab"]),
        ("<b>bold<p>still</b> not", &["body: bold", "body: still not"]),
        ("<dl><dt>Cast<dd>A<dd>B</dl>", &["body: Cast", "body: A", "body: B"]),
        ("<select><option>a<option>b</select>c", &["body: c"]),
        ("<font size=2>Old <center>page</center></font>", &["body: Old", "body: page"]),
        ("<!-- a -- > b --!>c<!-->d", &["body: cd"]),
        ("", &[]),
    ];
    for (html, want) in table {
        assert_eq!(blocks(&read(html, fragment)), *want, "{html}");
    }
}

#[test]
fn marks_cover_their_words() {
    let doc = read("<p>In <em>Her Smell </em>she <a href=x><b>sings</b></a>.</p><i>x<p>y</i>z", fragment);
    assert_eq!(marks(&doc, MarkKind::Emphasis), ["Her Smell", "x", "y"]);
    assert_eq!(marks(&doc, MarkKind::Link), ["sings"]);
    assert_eq!(marks(&doc, MarkKind::Strong), ["sings"]);
}

#[test]
fn ratings_in_markup_become_words() {
    let table: &[(&str, &str)] = &[
        ("<img src=s.gif alt='3.5 out of 4 stars'>", "3.5 out of 4 stars"),
        ("<img src=s.gif title='3 stars'>", "3 stars"),
        ("<img src='/img/4stars.gif'>", "4 stars"),
        ("<img src='x/review_4_stars_paper.png?w=3'>", "4 stars"),
        ("<img src='x/review-3-half-stars.png'>", "3.5 stars"),
        ("<img src='/img/stars-3.5.png'>", "3.5 stars"),
        ("<span role=img aria-label='Rated 4 out of 5'>★★★★☆</span>", "Rated 4 out of 5"),
        ("<div class='stars-35'></div>", "3.5 stars"),
        ("<div class='star-rating-4-5'></div>", "4.5 stars"),
        ("<span class='rating4'></span>", "4 stars"),
        ("<span class='rating-3-5'></span>", "3.5 stars"),
        ("<p class='star-rating Three'></p>", "3 stars"),
        (
            "<i class='fa fa-star'></i><i class='fa fa-star'></i> <i class='fa fa-star-half-o'></i>\n<i class='fa fa-star-o' aria-hidden=true></i>",
            "2.5 out of 4 stars",
        ),
        ("<i class=material-icons>star</i><i class=material-icons>star_half</i>", "1.5 stars"),
        ("<svg class=star-full><use href='#s'/></svg><svg class=star-half></svg>", "1.5 stars"),
        (
            "<ul><li><i class='star'></i></li><li><i class='star'></i></li><li><i class='star empty'></i></li></ul>",
            "2 out of 3 stars",
        ),
        ("<div class='rating'><span style='width:70%'></span></div>", "70%"),
        ("<div class='star-rating'><span style='width: 70%'>★★★★★</span></div>", "3.5 out of 5 stars"),
        (
            "<div class='star-rating'><span style='width:80%'>Rated <b>4</b> out of 5</span></div>",
            "Rated 4 out of 5",
        ),
        ("<p class='review-score'>8/10</p>", "8/10"),
        ("<p class='grade'>B+</p>", "B+"),
        (
            "<div itemprop=reviewRating><meta itemprop=ratingValue content=3><meta itemprop=bestRating content=4></div>",
            "3 out of 4",
        ),
        ("<div>Rating: <span itemprop=ratingValue>3</span>/4</div>", "3"),
        ("<span data-rating='4.5' class='stars'></span>", "4.5 stars"),
    ];
    for (html, want) in table {
        let html = format!("<p>Good film.</p>{html}<p>The end.</p>");
        let doc = read(&html, fragment);
        assert_eq!(marks(&doc, MarkKind::Rating), [*want], "{html}");
    }
    for none in [
        "<div itemprop=aggregateRating><span itemprop=ratingValue>3</span></div>",
        "<div class=user-rating><i class=star></i><i class=star></i></div>",
        "<img alt='The stars of Four Lions'>",
        "<img alt='4.1 stars from 200 votes'>",
        "<a class='star'><i class='fa fa-star'></i> Save</a>",
        "<div class='rating-10'></div>",
        "<div class='col-4 start'></div>",
        "<img src='star-wars-4.jpg'>",
        "<img src='a-star-is-born-1.jpg'>",
        "<img src='stars-of-the-film-2019.jpg'>",
        "<div class='start'><p style='width:100%'>x</p></div>",
    ] {
        assert!(marks(&read(none, fragment), MarkKind::Rating).is_empty(), "{none}");
    }
}

/// A page with a menu, an article, comments and a footer around `main`.
fn site(main: &str) -> String {
    format!(
        "<!doctype html><html lang=en-GB><head><title>Her Smell review | The Paper</title>
        <meta property='og:site_name' content='The Paper'><meta name=author content='Jane Doe'>
        <link rel=canonical href='https://p.example/her-smell'></head><body>
        <div class=cookie-banner>We use cookies, for you, and for us. Accept them all, please.</div>
        <nav><ul><li><a href=/>Home</a><li><a href=/film>Film</a></ul></nav>{main}
        <div class=related-posts><h3>Related</h3><a href=/x>The other film, a review, with many words in its link</a></div>
        <div id=comments><h3>2 comments</h3><p>I hated it, and I say so, at length, with commas.</p>
        <p>Me too, and then some, and more of it, and so on, for as long as it takes to be long. 1/10</p></div>
        <footer>Copyright, The Paper, all rights reserved.</footer></body></html>"
    )
}

#[test]
fn pages_lose_what_is_around_the_article() {
    let table: &[(&str, &[&str])] = &[
        (
            "<main><article><h1>Her Smell review</h1><p class=byline>By Jane Doe</p>
             <time datetime=2019-04-12>12 April 2019</time>
             <div class=entry-content><p>Elisabeth Moss, loud and lost, holds it all together.</p><p>8/10</p></div>
             <div class=share-buttons><a href=#>Tweet</a></div></article></main>",
            &[
                "title: Her Smell review",
                "byline: By Jane Doe",
                "date: 12 April 2019",
                "body: Elisabeth Moss, loud and lost, holds it all together.",
                "body: 8/10",
            ],
        ),
        // A grade that is a link.
        (
            "<article><h1>Her Smell</h1><p>It begins, slowly, with a song.</p><div><a href=/grades>7/10</a></div></article>",
            &["title: Her Smell", "body: It begins, slowly, with a song.", "body: 7/10"],
        ),
        // One sentence is a review.
        ("<article><h1>Her Smell</h1><p>Dull.</p></article>", &["title: Her Smell", "body: Dull."]),
        // A box about the critic weighs more than the review.
        (
            "<div id=page><div id=content><h1>Her Smell</h1><p>Dull.</p><p>2/10</p></div><div id=right><h3>Me</h3>
             <p>I see films, many of them, and write about them here, once a week, for no pay.</p></div></div>",
            &["title: Her Smell", "body: Dull.", "body: 2/10"],
        ),
        // No paragraphs, no names.
        (
            "<div><div><font>It begins, slowly, with a song.<br><br>It ends, slowly, with one.<br><br>***1/2</font></div></div>",
            &["body: It begins, slowly, with a song.", "body: It ends, slowly, with one.", "body: ***1/2"],
        ),
        // A layout table.
        (
            "<table><tr><td><a href=a>News</a><br><a href=b>Films</a></td><td><h1>Her Smell</h1>
             <p>It begins, slowly, with a song, and one is glad of it.</p><p>C+</p></td></tr></table>",
            &["title: Her Smell", "body: It begins, slowly, with a song, and one is glad of it.", "body: C+"],
        ),
        // Everything indented by a quotation.
        (
            "<blockquote><p>It begins, slowly, with a song.</p><p>It ends, slowly, with one.</p></blockquote>",
            &["body: It begins, slowly, with a song.", "body: It ends, slowly, with one."],
        ),
        // A rating in the article's header.
        (
            "<article><header><h1>Her Smell</h1><img src=s.png alt='4 out of 5 stars'></header>
             <div class=entry-content><p>It begins, slowly, with a song.</p></div></article>",
            &["title: Her Smell", "body: 4 out of 5 stars", "body: It begins, slowly, with a song."],
        ),
        // A standfirst between headline and text; a post named after its categories and tags.
        (
            "<div class='post hentry category-film tag-related'><h1>Her Smell</h1>
             <div><p>Elisabeth Moss is the wreck of a rock star, and the best thing in years.</p></div>
             <div class=entry-content><p>It begins, slowly, with a song.</p><p>B+</p></div></div>",
            &[
                "title: Her Smell",
                "body: Elisabeth Moss is the wreck of a rock star, and the best thing in years.",
                "body: It begins, slowly, with a song.",
                "body: B+",
            ],
        ),
        // A rating after the text.
        (
            "<article><h1>Her Smell</h1><div class=entry-content><p>It begins, slowly, with a song.</p></div>
             <div class=rating><span class=rating-value>7/10</span></div></article>",
            &["title: Her Smell", "body: It begins, slowly, with a song.", "body: 7/10"],
        ),
    ];
    for (main, want) in table {
        assert_eq!(blocks(&read(&site(main), page)), *want, "{main}");
    }
}

#[test]
fn metadata_comes_first_and_once() {
    let doc = read(&site("<article><h1>Her Smell</h1><p>Dull.</p></article>"), page);
    assert_eq!(
        fields(&doc),
        [
            "Language: en-GB",
            "Outlet: The Paper",
            "Byline: Jane Doe",
            "Url: https://p.example/her-smell",
            "Title: Her Smell review | The Paper",
        ]
    );
}

#[test]
fn json_ld_is_read() {
    let review = r#"{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Paper"},
        {"@type": ["Review"], "name": "Loud &amp; lost", "author": [{"@type": "Person", "name": "Jane Doe"}, "Jo Roe"],
         "datePublished": "2019-04-12", "inLanguage": "en", "reviewBody": "Dull.",
         "reviewRating": {"@type": "Rating", "ratingValue": 3.5, "bestRating": "4", "worstRating": 0},
         "itemReviewed": {"@type": "Movie", "name": "Her Smell", "dateCreated": "2018-09-09",
            "sameAs": ["https://www.imdb.com/title/tt7942742/", "https://x.example/"],
            "director": {"name": "Alex Ross Perry"}, "actor": [{"name": "Elisabeth Moss"}, {"name": "Amber Heard"}],
            "aggregateRating": {"ratingValue": 6.1}}}]}"#;
    let doc = read(&format!("<script type='application/ld+json'>{review}</script><p>Dull."), page);
    assert_eq!(
        fields(&doc),
        [
            "Title: Loud & lost",
            "Byline: Jane Doe",
            "Byline: Jo Roe",
            "Published: 2019-04-12",
            "Language: en",
            "Grade: 3.5",
            "GradeBest: 4",
            "GradeWorst: 0",
            "Kind: Movie",
            "Film: Her Smell",
            "FilmYear: 2018",
            "FilmId: https://www.imdb.com/title/tt7942742/",
            "Director: Alex Ross Perry",
            "Cast: Elisabeth Moss",
            "Cast: Amber Heard",
            "Outlet: The Paper",
        ]
    );
    assert_eq!(blocks(&doc), ["body: Dull."]);
}

#[test]
fn odd_json_ld_does_no_harm() {
    let grades = |json: &str| {
        let doc = read(&format!("<script type=application/ld+json>{json}</script><p>Text."), page);
        doc.fields(Field::Grade).map(|b| doc.slice(b.span).to_owned()).collect::<Vec<_>>()
    };
    // The public's reviews of a film, its average: none of them this page's.
    assert!(grades(r#"{"@type":"Movie","name":"X","aggregateRating":{"ratingValue":7},"review":[{"@type":"Review","reviewRating":{"ratingValue":1}},{"@type":"Review","reviewRating":{"ratingValue":9}}]}"#).is_empty());
    assert_eq!(
        grades(r#"{"@type":"Movie","review":{"@type":"Review","reviewRating":{"ratingValue":"B-"}}}"#),
        ["B-"]
    );
    assert_eq!(grades(r#"[{"@type":"Review","reviewRating":"4/5"}]"#), ["4/5"]);
    assert_eq!(
        grades("{\"@type\":\"Review\",\"name\":\"a\nb\",\"reviewRating\":{\"ratingValue\":2}}"),
        ["2"]
    );
    assert!(grades(r#"{"@type":7,"reviewRating":[[[{}]]]}"#).is_empty());
    let doc = read("<script type=application/ld+json>{\"@type\": </script><p>Text.", page);
    assert_eq!(doc.notes.len(), 1);
    let deep = format!("<script type=application/ld+json>{}</script>", "[".repeat(200_000));
    assert_eq!(read(&deep, page).notes.len(), 1);
}

#[test]
fn a_body_only_in_json_ld_is_used() {
    let doc = read(
        r#"<script type=application/ld+json>{"@type":"Review","reviewBody":"It begins, slowly.\nIt ends.\n\n8/10"}</script><div id=app></div>"#,
        page,
    );
    assert_eq!(blocks(&doc), ["body: It begins, slowly.", "body: It ends.", "body: 8/10"]);
}

#[test]
fn microdata_and_h_review_are_read() {
    let doc = read(
        "<div itemscope itemtype='http://schema.org/Review'><h1 itemprop=name>Loud</h1>
         <div itemprop=itemReviewed itemscope itemtype='http://schema.org/Movie'><span itemprop=name>Her Smell</span>
         <div itemprop=director itemscope><span itemprop=name>Alex Ross Perry</span></div>
         <div itemprop=aggregateRating itemscope><span itemprop=ratingValue>6</span></div></div>
         <span itemprop=author itemscope><b itemprop=name>Jane Doe</b></span>
         <div itemprop=reviewRating itemscope><span itemprop=ratingValue>3</span>/<span itemprop=bestRating>5</span></div>
         <div itemprop=reviewBody>Dull, very dull.</div></div>",
        page,
    );
    assert_eq!(
        fields(&doc),
        [
            "Title: Loud",
            "Kind: Movie",
            "Film: Her Smell",
            "Director: Alex Ross Perry",
            "Byline: Jane Doe",
            "Grade: 3",
            "GradeBest: 5",
        ]
    );
    let doc = read(
        "<div class=h-review><a class='p-item h-item' href=x>Her Smell</a> <span class=p-rating>4</span>
         <time class=dt-published datetime=2019-04-12>April</time> <a class=p-author href=y>Jane</a>
         <p class=e-content>Dull, very dull.</p></div>",
        page,
    );
    assert_eq!(doc.field(Field::Film), Some("Her Smell"));
    assert_eq!(doc.field(Field::Grade), Some("4"));
    assert_eq!(doc.field(Field::Published), Some("2019-04-12"));
    assert_eq!(doc.field(Field::Byline), Some("Jane"));
}

#[test]
fn lines_without_a_name_tell_what_they_are() {
    const TEXT: &str = "<p>It is loud, and then, for a long while, it is quiet; the quiet is better.</p>";
    let table: &[(&str, &[&str])] = &[
        (
            "<body><b>JOKER</b><br>by Ann Other<br>May 3, 2019",
            &["body: JOKER", "byline: by Ann Other", "date: May 3, 2019"],
        ),
        (
            "<article><h1>Joker</h1><p>By Ann Other <time datetime=2019-05-03>3 May 2019</time></p>",
            &["title: Joker", "byline: By Ann Other", "date: 3 May 2019"],
        ),
        (
            "<article><h1>Joker</h1><p class=x-by>By Ann Other <i>3 May 2019</i>",
            &["title: Joker", "byline: By Ann Other", "date: 3 May 2019"],
        ),
        (
            "<article><h1>Joker</h1><div><span class=author-name>Ann Other</span> <span class=dateline>Monday 3 May 2019",
            &["title: Joker", "byline: Ann Other", "date: Monday 3 May 2019"],
        ),
    ];
    for (head, want) in table {
        let blocks = blocks(&read(
            &format!("{head}{}{TEXT}", if head.contains("span") { "</span></div>" } else { "" }),
            page,
        ));
        assert_eq!(&blocks[..want.len()], *want, "{head}");
    }
    let signed = format!("<h1>Joker</h1>{TEXT}<p><i>Ann Other</i><br><small>on line since 3 May 2019");
    let blocks = blocks(&read(&signed, page));
    assert_eq!(blocks[2..], ["byline: Ann Other", "date: on line since 3 May 2019"]);
}

#[test]
fn a_rating_below_the_text_is_of_it() {
    const TEXT: &str = "<p>It is loud, and then, for a long while, it is quiet; the quiet is better.</p>";
    let of = |rating: &str| {
        let html = format!("<body><div><h1>Joker</h1><div class=body>{TEXT}{TEXT}</div>{rating}</div>");
        let doc = read(&html, page);
        marks(&doc, MarkKind::Rating).join(" ")
    };
    assert_eq!(of("<span class=rating>B+</span>"), "B+");
    assert_eq!(of("<div class=grade title=grade>A+</div>"), "A+");
    assert_eq!(of("<h3>Also</h3><span class=rating>C</span>"), "");
    assert_eq!(of("<ul class=side><li><span class=rating>C</span></ul>"), "");
    let sprite =
        "<style>.rating i{background:url(stars5.png)}</style><p class=rating><i style='width:70%'></i>";
    assert_eq!(of(sprite), "3.5 out of 5 stars");
    assert_eq!(of("<i class=stars-10></i><i class=stars-45></i>"), "1 stars 4.5 stars");
}

#[test]
fn what_metadata_refers_to_is_looked_up() {
    let linked = r##"<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#a","name":"Ann Other"},
        {"@type":"Review","author":{"@id":"#a"},"reviewRating":{"ratingValue":3}}]}</script><p>Text."##;
    assert!(fields(&read(linked, page)).contains(&"Byline: Ann Other".to_owned()));
    let percent =
        "<div class=hreview><b class=rating><i class=value>94</i>%<i class=best title=100></i></b></div>";
    assert!(fields(&read(percent, page)).contains(&"Grade: 94%".to_owned()));
    let nested = "<body itemscope itemtype=https://schema.org/WebPage><div itemprop=mainEntity itemscope \
        itemtype=https://schema.org/Review><b itemprop=author>Ann Other</b></div>";
    assert!(fields(&read(nested, page)).contains(&"Byline: Ann Other".to_owned()));
}

#[test]
fn headlines_that_read_like_labels_stay() {
    let text = "<p>A film of great tenderness, which takes its time, and is the better for it.</p>".repeat(5);
    for film in ["Close", "Next (2007)", "Search", "Popular", "Trending"] {
        for headline in [
            format!("<h1>{film}</h1>"),
            format!("<header><h1><span>{film}</span></h1></header>"),
            format!("<h2>{film}</h2>"),
        ] {
            let doc = read(&format!("<title>{film}</title><article>{headline}{text}</article>"), page);
            assert!(doc.prose().any(|b| doc.slice(b.span) == film), "{headline}: {:?}", blocks(&doc));
        }
    }
    let related = "<h3>Related</h3><ul><li><a href=x>Other news of the day</a></ul>";
    let doc = read(&format!("<article><h1>Close</h1>{text}{related}</article>"), page);
    assert!(!blocks(&doc).join(" ").contains("Related"), "{:?}", blocks(&doc));
}
