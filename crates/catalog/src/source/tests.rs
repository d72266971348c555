//! Every format, as it should be and as it should not.

use super::*;

/// What a source gives, a line a row, and its notes.
fn read(text: impl AsRef<[u8]>) -> (Vec<String>, Vec<String>) {
    read_all(&[text.as_ref()], &[])
}

fn read_all(texts: &[&[u8]], columns: &[(Meaning, String)]) -> (Vec<String>, Vec<String>) {
    let mut builder = Builder::new();
    let mut sources = Sources::new(&mut builder, Options { columns: columns.to_vec() });
    let formats: Vec<Format> = texts.iter().map(|t| recognize(t, columns).unwrap()).collect();
    let mut said = Vec::new();
    for step in order(&formats) {
        let (_, notes) = sources.read(formats[step.source], step.again, "test", texts[step.source]);
        said.extend(notes.first.iter().map(|n| format!("{}: {}", n.line, n.message)));
    }
    wikidata::finish(std::mem::take(&mut sources.pending), &mut sources.out);
    (std::mem::take(&mut sources.out.log), said)
}

const BASICS: &str = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n\
    tt7942742\tmovie\tHer Smell\tHer Smell\t0\t2018\t\\N\t134\tDrama,Music\n\
    tt0944947\ttvSeries\tGame of Thrones\tGame of Thrones\t0\t2011\t2019\t57\tDrama\n\
    tt0118694\tmovie\tIn the Mood for Love\t花樣年華\t0\t2000\t\\N\t98\tDrama,Romance\n";
const PRINCIPALS: &str = "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n\
    tt7942742\t1\tnm0005253\tactress\t\\N\t[\"Becky Something\"]\n\
    tt7942742\t2\tnm3299428\tdirector\t\\N\t\\N\n\
    tt7942742\t3\tnm0000001\tself\t\\N\t[\"Self\"]\n\
    tt7942742\t4\tnm0000002\twriter\tbased on the novel by\t\\N\n\
    tt7942742\t5\tnm0000003\tarchive_footage\t\\N\t[\"A \\\"B\\\"\",\"C\"]\n\
    tt7942742\t6\tnm0000004\tactor\t\\N\tno list\n";

#[test]
fn imdbs_tables() {
    let names = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\nnm0005253\tElisabeth Moss\t1982\t\\N\tactress\ttt7942742\n";
    let akas = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\ntt0118694\t1\tDeseando amar\tES\t\\N\timdbDisplay\t\\N\t0\ntt0118694\t2\t화양연화\tKR\t\\N\t\\N\t\\N\t0\n";
    let ratings = "tconst\taverageRating\tnumVotes\ntt7942742\t6.1\t9000\n";
    let crew = "tconst\tdirectors\twriters\ntt7942742\tnm3299428\tnm3299428,nm0000009\n";
    // In the worst order.
    let (rows, notes) = read_all(&[names, PRINCIPALS, ratings, crew, akas, BASICS].map(str::as_bytes), &[]);
    let want = [
        "film tt7942742; Her Smell; Her Smell; 2018; 134 min; Drama|Music",
        "film tt118694; In the Mood for Love; 花樣年華; 2000; 98 min; Drama|Romance",
        "more tt7942742; 9000 votes",
        "Director  nm3299428 []",
        "Writer  nm3299428 []",
        "Writer  nm9 []",
        "more tt118694; Deseando amar|화양연화",
        "Actor  nm5253 [Becky Something]",
        "Director  nm3299428 []",
        "Actor  nm1 []",
        "Author  nm2 []",
        "Other  nm3 [A \"B\" / C]",
        "Actor  nm4 []",
        "person Elisabeth Moss nm5253",
    ];
    assert_eq!(rows, want);
    assert_eq!(notes, ["7: the characters are no JSON list: the credit has none"]);
}

#[test]
fn imdbs_older_csv() {
    let (rows, _) = read(
        "\"tconst\",\"primary_title\",\"original_title\",\"start_year\",\"runtime_minutes\",\"genres\"\n\
         \"tt2753778\",\"The Death of \"\"Superman Lives\"\": What Happened?\",,\"2015\",\"104\",\"Documentary\"\n",
    );
    assert_eq!(
        rows,
        ["film tt2753778; The Death of \"Superman Lives\": What Happened?; 2015; 104 min; Documentary"]
    );
    // The numbers of votes alone are of no film; with the films they are.
    let votes = "\"tconst\",\"averagerating\",\"numvotes\"\n\"tt2753778\",\"7.0000\",\"31\"\n";
    assert!(read(votes).0.is_empty());
    let films = "\"tconst\",\"primary_title\"\n\"tt2753778\",\"The Death of Superman Lives\"\n";
    let (rows, _) = read_all(&[votes.as_bytes(), films.as_bytes()], &[]);
    assert_eq!(rows[1], "more tt2753778; 31 votes");
}

#[test]
fn credits_as_json_lines() {
    let (rows, notes) = read(
        "{\"imdbId\": \"tt0050083\", \"title\": \"12 Angry Men\", \"originalTitle\": \"12 Angry Men\", \"year\": \"1957\", \
         \"countries\": [\"United States\"], \"genres\": [\"Drama\"], \"directors\": [{\"imdbId\": \"nm0001486\", \"name\": \"Sidney Lumet\"}], \
         \"performers\": [{\"imdbId\": \"nm0000020\", \"name\": \"Henry Fonda\", \"roles\": [\"Juror 8\"]}], \
         \"writers\": [{\"imdbId\": \"nm0741627\", \"name\": \"Reginald Rose\", \"notes\": \"play\"}], \"runtimeMinutes\": 96}\n\
         {\"imdbId\": \"tt0050084\", \"title\": \"Cut o",
    );
    let want = [
        "film tt50083; 12 Angry Men; 12 Angry Men; 1957; 96 min; Drama; United States",
        "Director Sidney Lumet nm1486 []",
        "Author Reginald Rose nm741627 []",
        "Actor Henry Fonda nm20 [Juror 8]",
    ];
    assert_eq!(rows, want);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].starts_with("2: no JSON of the form expected: EOF"), "{notes:?}");
}

#[test]
fn wikipedias_lists() {
    let (rows, _) = read(
        "{\"title\": \"Her Smell\", \"year\": 2019, \"cast\": [\"Elisabeth Moss\", \"and\", \"see below\", \"Dan Stevens (actor)\"], \
         \"genres\": [\"Drama\"], \"href\": \"Her_Smell_(film)\", \"extract\": \"Her Smell is a 2018 American drama film written and directed by Alex Ross Perry and starring Elisabeth Moss.\"}\n",
    );
    let want = [
        "film Her Smell; 2019; Drama; weak",
        "Writer Alex Ross Perry []",
        "Director Alex Ross Perry []",
        "Actor Elisabeth Moss []",
        "Actor Dan Stevens []",
    ];
    assert_eq!(rows, want);
}

#[test]
fn movielens_and_its_links() {
    let movies = "movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n\
        29,\"City of Lost Children, The (Cité des enfants perdus, La) (1995)\",Fantasy\n\
        50,\"Usual Suspects, The (1995)\",(no genres listed)\n";
    let links = "movieId,imdbId,tmdbId\n1,0114709,862\n29,0112682,\n";
    let (rows, _) = read_all(&[links.as_bytes(), movies.as_bytes()], &[]);
    let want = [
        "film ml1; Toy Story; 1995; Adventure|Animation",
        "film ml29; The City of Lost Children; La Cité des enfants perdus; 1995; Fantasy",
        "film ml50; The Usual Suspects; 1995",
        "same tt114709 tmdb862 ml1",
        "same tt112682 ml29",
    ];
    assert_eq!(rows, want);
}

#[test]
fn tmdbs_three_forms() {
    let (rows, _) = read(
        ",genre_ids,id,original_language,original_title,popularity,release_date,title,vote_average,vote_count\n\
         0,\"[28, 12]\",10138,en,Iron Man 2,28.5,2010-05-07,Iron Man 2,6.8,12368\n",
    );
    assert_eq!(rows, ["film tmdb10138; Iron Man 2; Iron Man 2; 2010; Action|Adventure; en; 12368 votes"]);
    let (rows, _) = read(
        "{\"adult\":false,\"id\":2,\"original_title\":\"Ariel\",\"popularity\":11.2,\"video\":false}\n\
         {\"adult\":true,\"id\":9,\"original_title\":\"No\",\"popularity\":1,\"video\":false}\n",
    );
    assert_eq!(rows, ["film tmdb2; Ariel; Ariel; 11 votes; weak"]);
    let (rows, notes) = read(
        "movie_id,title,cast,crew\n19995,Avatar,\"[{\"\"cast_id\"\": 3, \"\"character\"\": \"\"Neytiri\"\", \"\"id\"\": 8691, \"\"name\"\": \"\"Zoe Saldana\"\", \"\"order\"\": 1}, \
         {\"\"character\"\": \"\"Jake Sully\"\", \"\"id\"\": 65731, \"\"name\"\": \"\"Sam Worthington\"\", \"\"order\"\": 0}]\",\
         \"[{\"\"department\"\": \"\"Directing\"\", \"\"id\"\": 2710, \"\"job\"\": \"\"Director\"\", \"\"name\"\": \"\"James Cameron\"\"}, {\"\"id\"\": 5, \"\"job\"\": \"\"Gaffer\"\", \"\"name\"\": \"\"X\"\"}]\"\n\
         5,Four Rooms,[,[]\n",
    );
    let want = [
        "film tmdb19995; Avatar; weak",
        "Actor Sam Worthington tmdb65731 [Jake Sully]",
        "Actor Zoe Saldana tmdb8691 [Neytiri]",
        "Director James Cameron tmdb2710 []",
        "film tmdb5; Four Rooms; weak",
    ];
    assert_eq!(rows, want);
    assert!(notes[0].starts_with("3: the cast is no JSON"), "{notes:?}");
}

#[test]
fn wikidatas_dump() {
    let snak = |p: &str, v: &str| {
        format!(
            r#""{p}":[{{"mainsnak":{{"snaktype":"value","property":"{p}","datavalue":{{"value":{v},"type":"x"}}}},"rank":"normal"}}]"#
        )
    };
    let item = |q: u32| format!(r#"{{"entity-type":"item","numeric-id":{q},"id":"Q{q}"}}"#);
    let cast = format!(
        r#""P161":[{{"mainsnak":{{"datavalue":{{"value":{}}}}},"qualifiers":{{"P453":[{{"datavalue":{{"value":{}}}}}]}},"rank":"normal"}}]"#,
        item(229_487),
        item(77)
    );
    let film = format!(
        r#"{{"type":"item","id":"Q56274981","labels":{{"en":{{"language":"en","value":"Her Smell"}}}},"descriptions":[],"aliases":[],"claims":{{{},{},{},{},{},{},{},{cast}}},"sitelinks":{{"enwiki":{{}},"frwiki":{{}}}}}},"#,
        snak("P31", &item(11_424)),
        snak("P345", "\"tt7942742\""),
        snak("P577", r#"{"time":"+2018-09-09T00:00:00Z","precision":11}"#),
        snak("P2047", r#"{"amount":"+134","unit":"http://www.wikidata.org/entity/Q7727"}"#),
        snak("P495", &item(30)),
        snak("P364", &item(1860)),
        snak("P57", &item(4_717_409)),
    );
    let person = |q: u32, name: &str, nm: &str| {
        format!(
            r#"{{"type":"item","id":"Q{q}","labels":{{"en":{{"language":"en","value":"{name}"}}}},"claims":{{{},{}}},"sitelinks":[]}},"#,
            snak("P31", &item(5)),
            snak("P345", &format!("\"{nm}\""))
        )
    };
    let character = r#"{"type":"item","id":"Q77","labels":{"en":{"value":"Becky Something"}},"claims":[]}"#;
    let dump = format!(
        "[\n{}\n{film}\n{}\n{{\"type\":\"item\",\"id\":\"Q9\",\"cla\n{character}\n]\n",
        person(229_487, "Elisabeth Moss", "nm0005253"),
        person(4_717_409, "Alex Ross Perry", "nm3299428")
    );
    let (rows, notes) = read(dump);
    let want = [
        "film tt7942742 Q56274981; Her Smell; 2018; 134 min; United States; English; 2 votes",
        "Director Alex Ross Perry nm3299428 Q4717409 []",
        "Actor Elisabeth Moss nm5253 Q229487 [Becky Something]",
    ];
    assert_eq!(rows, want);
    assert_eq!(notes, ["5: no whole entity stands on this line: left out"]);
}

#[test]
fn a_sparql_endpoints_answer() {
    let row = |field: &str, value: &str, more: &str| {
        format!(
            r#"{{"film":{{"type":"uri","value":"http://www.wikidata.org/entity/Q56274981"}},"field":{{"type":"literal","value":"{field}"}},"value":{{"type":"literal","xml:lang":"en","value":"{value}"}}{more}}}"#
        )
    };
    let moss = r#","person":{"value":"http://www.wikidata.org/entity/Q229487"},"personImdb":{"value":"nm0005253"},"character":{"value":"Becky"}"#;
    let rows = [
        row("imdb", "tt7942742", ""),
        row("year", "2019", ""),
        row("year", "2018", ""),
        row("title", "Her Smell", ""),
        row("cast", "Elisabeth Moss", moss),
        row("cast", "Elisabeth Moss", moss),
        row("sitelinks", "12", ""),
    ];
    let answer = format!(
        "{{\n\"head\" : {{\"vars\":[\"film\",\"field\"]}},\n\"results\":{{\"bindings\":[{}]}}}}",
        rows.join(",\n")
    );
    let (rows, notes) = read(&answer);
    let want = [
        "film tt7942742 Q56274981; Her Smell; 2018; 12 votes",
        "Actor Elisabeth Moss nm5253 Q229487 [Becky]",
    ];
    assert_eq!(rows, want);
    assert_eq!(notes, Vec::<String>::new());
    // The same as lines of our own.
    let films = sparql_films(answer.as_bytes()).unwrap();
    let (again, _) = read(serde_json::to_string(&films[0]).unwrap());
    assert_eq!(again, want);
    let (rows, notes) = read(&answer[..answer.len() - 9]);
    assert!(rows.is_empty() && notes[0].contains("no SPARQL JSON"), "{notes:?}");
}

#[test]
fn the_query_names_every_field() {
    let query = sparql_query("2018-01-01", "2019-01-01");
    assert_eq!(query.matches("AS ?field").count(), 18);
    assert_eq!(query.matches('{').count(), query.matches('}').count());
    assert!(query.contains("\"2018-01-01T00:00:00Z\""));
}

#[test]
fn plain_tables() {
    let (rows, _) = read(
        "Title;Year;Director;Cast;Genre;IMDb ID\n\
         Her Smell;2018;Alex Ross Perry;\"Elisabeth Moss as Becky; Dan Stevens (Danny)\";Drama, Music;tt7942742\n",
    );
    let want = [
        "film tt7942742; Her Smell; 2018; Drama|Music",
        "Director Alex Ross Perry []",
        "Actor Elisabeth Moss [Becky]",
        "Actor Dan Stevens [Danny]",
    ];
    assert_eq!(rows, want);
    let table = "Name\tWhen\tWho\nتاکسی\t2015\tJafar Panahi\n霸王别姬\t1993\tChen Kaige\n";
    let columns: Vec<(Meaning, String)> =
        [(Meaning::Title, "Name"), (Meaning::Year, "When"), (Meaning::Director, "Who")]
            .map(|(m, n)| (m, n.to_owned()))
            .to_vec();
    let (rows, _) = read_all(&[table.as_bytes()], &columns);
    let want =
        ["film تاکسی; 2015", "Director Jafar Panahi []", "film 霸王别姬; 1993", "Director Chen Kaige []"];
    assert_eq!(rows, want);
    assert!(recognize(table.as_bytes(), &[]).unwrap_err().contains("--column title=NAME"));
}

#[test]
fn what_is_no_source_is_said_to_be_none() {
    for (bytes, why) in [
        (&b"<!DOCTYPE html><html><body>403"[..], "was the download refused?"),
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "neither text"),
        (b"\xff\xfet\0i\0", "UTF-16"),
        (b"{\"error\": 404}", "none of the forms"),
        (b"Dear reader,\nhello", "no table of films"),
    ] {
        let error = recognize(bytes, &[]).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn bad_rows_are_noted_and_the_rest_goes_on() {
    let long = "x".repeat(10_000);
    let mut table = BASICS.as_bytes().to_vec();
    table.extend_from_slice(b"tt0000001\tmovie\tCaf\xe9\t\\N\t0\t1999\t\\N\t90\t\\N\n");
    table.extend_from_slice(b"tt0000002\tmovie\n");
    table.extend_from_slice(b"nm0000002\tmovie\tA\tA\t0\t1999\t\\N\t90\t\\N\n");
    table.extend_from_slice(format!("tt0000003\tmovie\t{long}\t\\N\t0\tnever\t\\N\t-1\t\\N\n").as_bytes());
    table.extend_from_slice(b"tt7942742\tmovie\tHer Smell\tHer Smell\t0\t2018\t\\N\t134\tDrama\n");
    table.extend_from_slice(b"tt0000004\tmovie\tTrun");
    let (rows, notes) = read(&table);
    assert_eq!(rows[2], "film tt1; Caf\u{fffd}; 1999; 90 min");
    assert_eq!(rows[3], format!("film tt3; {long}"));
    assert_eq!(rows.len(), 5);
    let want = [
        "5: bytes that are not UTF-8 were replaced",
        "6: 2 columns where the header has 9: row left out",
        "7: \"nm0000002\" is no identifier of a title",
        "8: \"never\" is no year of a film",
        "8: \"-1\" is no runtime of a film",
        "10: 3 columns where the header has 9: row left out",
    ];
    assert_eq!(notes, want);
}

#[test]
fn runtimes_are_read_however_they_are_written() {
    let (rows, notes) = read(
        "title,year,runtime\nA,1990,1h 34m\nB,1990,1:34\nC,1990,94 min\nD,1990,PT1H34M\nE,20x6,1O1\nF,1990,0\n",
    );
    assert_eq!(
        rows,
        [
            "film A; 1990; 94 min",
            "film B; 1990; 94 min",
            "film C; 1990; 94 min",
            "film D; 1990; 94 min",
            "film E",
            "film F; 1990"
        ]
    );
    assert_eq!(notes, ["6: \"20x6\" is no year of a film", "6: \"1O1\" is no runtime of a film"]);
    let (rows, notes) = read(
        "{\"title\": \"A\", \"runtime\": \"1h 34m\"}\n{\"title\": \"B\", \"runtime\": 94}\n\
         {\"title\": \"C\", \"runtime\": \"1O1\"}\n{\"title\": \"D\", \"runtime\": null}\n",
    );
    assert_eq!(rows, ["film A; 94 min", "film B; 94 min", "film C", "film D"]);
    assert_eq!(notes, ["3: the runtime is none: the film has none"]);
    let (rows, notes) = read(
        "{\"imdbId\": \"tt0000001\", \"title\": \"A\", \"year\": \"20x6\", \"runtimeMinutes\": \"abc\"}\n\
         {\"imdbId\": \"tt0000002\", \"title\": \"B\", \"year\": 1990, \"runtimeMinutes\": 94.5}\n",
    );
    assert_eq!(rows, ["film tt1; A", "film tt2; B; 1990; 94 min"]);
    assert_eq!(notes, ["1: \"20x6\" is no year of a film", "1: \"abc\" is no runtime of a film"]);
}

#[test]
fn notes_are_capped_and_counted() {
    let mut builder = Builder::new();
    let mut sources = Sources::new(&mut builder, Options::default());
    let text = format!("title,year\n{}", ",\n".repeat(50));
    let (counts, notes) = sources.read(Format::Table, false, "t", text.as_bytes());
    assert_eq!((counts.films, notes.first.len(), notes.more), (0, 20, 30));
}

/// Whatever the rows are, the catalog of them opens.
fn catalog_of(builder: Builder) -> Vec<u8> {
    let bytes = builder.finish();
    assert!(crate::Catalog::open(&bytes).is_ok());
    bytes
}

#[test]
fn names_of_every_script_and_length_are_looked_up() {
    let long = format!("{} {}", "Anna".repeat(1000), "Berg".repeat(1500));
    let table = format!(
        "title,year,director,cast\nتاکسی,2015,جعفر پناهی,\n霸王别姬,1993,陈凯歌,张国荣 as 程蝶衣\n{long},1999,{long},{long}\n\
         Тени забытых предков,1965,Сергей Параджанов,\nتاکسی,2015,جعفر پناهی,\n"
    );
    let mut builder = Builder::new();
    let mut sources = Sources::new(&mut builder, Options::default());
    let (counts, notes) = sources.read(Format::Table, false, "t", table.as_bytes());
    sources.finish();
    assert_eq!((counts.films, notes.first.len()), (5, 0));
    let bytes = catalog_of(builder);
    let catalog = crate::Catalog::open(&bytes).unwrap();
    // Names are kept up to a length.
    let kept = catalog.films().find(|f| f.title().starts_with("AnnaAnna")).unwrap().title();
    assert!(long.starts_with(kept) && kept.len() >= 200);
    for name in ["تاکسی", "霸王别姬", "Тени забытых предков", kept] {
        let films = catalog.titled(crate::Key::of(name).unwrap());
        assert!(!films.is_empty(), "{name:.20}");
    }
    for name in ["جعفر پناهی", "张国荣", "Сергей Параджанов", kept] {
        assert!(!catalog.named(crate::Key::of(name).unwrap()).is_empty(), "{name:.20}");
    }
}

#[test]
fn a_catalog_of_imdbs_tables_answers() {
    let names = "nconst\tprimaryName\tbirthYear\nnm0005253\tElisabeth Moss\t1982\nnm9999999\tNobody\t\\N\n";
    let mut builder = Builder::new();
    let mut sources = Sources::new(&mut builder, Options::default());
    let texts = [PRINCIPALS, names, BASICS];
    let formats: Vec<Format> = texts.iter().map(|t| recognize(t.as_bytes(), &[]).unwrap()).collect();
    for step in order(&formats) {
        sources.read(formats[step.source], step.again, "imdb", texts[step.source].as_bytes());
    }
    sources.finish();
    let bytes = catalog_of(builder);
    let catalog = crate::Catalog::open(&bytes).unwrap();
    assert_eq!(catalog.len(), 2, "a series is no film");
    let film = catalog.by_imdb("tt7942742").unwrap();
    let moss = catalog.credits(film).find(|c| c.person.name() == "Elisabeth Moss").unwrap();
    assert_eq!((moss.job, moss.character), (crate::Job::Actor, "Becky Something"));
    assert!(catalog.person_by_imdb("nm9999999").is_none());
    assert!(!catalog.titled(crate::Key::of("花樣年華").unwrap()).is_empty());
}

const ALL: [Format; 17] = [
    Format::ImdbBasics,
    Format::ImdbAkas,
    Format::ImdbCrew,
    Format::ImdbPrincipals,
    Format::ImdbNames,
    Format::ImdbRatings,
    Format::ImdbCredits,
    Format::Wikipedia,
    Format::MovieLensMovies,
    Format::MovieLensLinks,
    Format::TmdbMovies,
    Format::TmdbExport,
    Format::TmdbCredits,
    Format::WikidataDump,
    Format::WikidataSparql,
    Format::FilmLines,
    Format::Table,
];

proptest::proptest! {
    /// No bytes at all panic any reader, whole or behind a good beginning.
    #[test]
    fn never_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let _ = recognize(&bytes, &[]);
        for format in ALL {
            let mut builder = Builder::new();
            let mut sources = Sources::new(&mut builder, Options::default());
            sources.read(format, false, "any", bytes.as_slice());
            sources.read(format, true, "any", bytes.as_slice());
            sources.finish();
            catalog_of(builder);
        }
    }

    /// The same for text that looks like the real thing.
    #[test]
    fn never_panics_on_near_misses(
        text in "(tconst|title|year|movieId|id|cast|crew|film|characters|,|\t|\n|\"|\\[|\\]|\\{|\\}|:|\"P31\"|\"id\":\"Q11424\"|tt0000001|nm1|2018|\\\\N|\\(1999\\)|[a-zé花]{0,3}){0,60}",
    ) {
        let _ = recognize(text.as_bytes(), &[]);
        for format in ALL {
            let mut builder = Builder::new();
            let mut sources = Sources::new(&mut builder, Options::default());
            sources.read(format, false, "any", text.as_bytes());
            sources.read(format, true, "any", text.as_bytes());
            sources.finish();
            catalog_of(builder);
        }
    }
}
