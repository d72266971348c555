//! Roundups whose films no catalog knows: three heads of a form make parts.

use document::{Builder, MarkKind, Role, Source};
use reading::{Reading, Role as Part, Says};

const TEXT: &str =
    " Slow, odd and lovely. A widow counts her trees until the trees count her, and nobody minds.";

fn titles(readings: &[Reading]) -> Vec<String> {
    let film = |r: &Reading| {
        r.claims.iter().find_map(|c| match &c.says {
            Says::Film { title, .. } => title.clone(),
            _ => None,
        })
    };
    readings.iter().filter_map(film).collect()
}

#[test]
fn titles_in_bold_with_director_and_grade() {
    let mut b = Builder::new(Source::default());
    let heads = [
        ("The Glass Orchard", " (dir. Edith Farrow) – 4/5"),
        ("Tin Weather", " (dir. Osric Blandamer) – 2/5"),
        ("Marrow Lane", " (Ines Caldbeck, 2026) – 3/5"),
    ];
    for (title, rest) in heads {
        b.open(Role::Body);
        let mark = b.begin_mark(MarkKind::Strong);
        b.push(title);
        b.end_mark(mark);
        b.push(rest);
        b.push(TEXT);
        b.close();
    }
    let readings = reading::read(&b.finish(), catalog::starter(), reading::Models::built_in());
    assert_eq!(titles(&readings), heads.map(|h| h.0));
    for (reading, name) in readings.iter().zip(["Edith Farrow", "Osric Blandamer", "Ines Caldbeck"]) {
        assert!(reading.claims.iter().any(|c| matches!(&c.says,
            Says::Credit { role: Part::Director, person, .. } if person == name)));
    }
}

#[test]
fn lines_with_stars() {
    let read = |heads: &[&str]| {
        let mut b = Builder::new(Source::default());
        for head in heads {
            for text in [head, TEXT.trim()] {
                b.open(Role::Body);
                b.push(text);
                b.close();
            }
        }
        titles(&reading::read(&b.finish(), catalog::starter(), reading::Models::built_in()))
    };
    let three = ["The Glass Orchard ★★★★", "Tin Weather ★★", "Marrow Lane ★★★½"];
    assert_eq!(read(&three), ["The Glass Orchard", "Tin Weather", "Marrow Lane"]);
    assert!(read(&three[..2]).len() < 2, "two may be anything");
}
