//! What a claim says, in words.

use std::fmt::Write as _;

use crate::wire::Said;

/// What a claim says, for a person: its kind and its content.
pub(crate) fn label(says: &Said) -> (&'static str, String) {
    match says {
        Said::Film { title, year, ids } => {
            let title = title.as_deref().unwrap_or("title not known");
            let year = year.map_or(String::new(), |y| format!(" ({y})"));
            let ids: Vec<&str> =
                [&ids.imdb, &ids.wikidata].into_iter().filter_map(|i| i.as_deref()).collect();
            ("film", format!("{title}{year} {}", ids.join(" ")).trim_end().to_owned())
        }
        Said::Credit { role, person, character, described, .. } => {
            let mut says = format!("{person}, {role}");
            let part = [character, described].into_iter().flatten().map(String::as_str);
            let part = part.collect::<Vec<_>>().join(", ");
            if !part.is_empty() {
                let _ = write!(says, ": {part}");
            }
            ("credit", says)
        }
        Said::Other { thing, name } => ("other", format!("{name} ({thing})")),
        Said::Fact { fact, value } => ("fact", format!("{fact} {value}")),
        Said::Grade { value, scale, scale_basis, .. } => {
            let scale = match (scale, scale_basis.as_str()) {
                (Some(scale), "habit") => format!("scale {scale}, by the outlet's habit"),
                (Some(scale), _) => format!("scale {scale}"),
                (None, _) => "scale unknown".into(),
            };
            ("grade", format!("{value} ({scale})"))
        }
        Said::Score { value, policy: Some(policy), .. } => {
            ("score", format!("{} of 100 ({policy})", number(*value)))
        }
        Said::Score { value, low, high, .. } => {
            let [value, low, high] = [*value, *low, *high].map(number);
            ("score", format!("{value} of 100, {low} to {high} (inferred)"))
        }
        Said::Opinion { aspect, polarity, target } => {
            let of = target.as_ref().map_or(String::new(), |t| format!(" of {t}"));
            ("opinion", format!("{polarity}: {aspect}{of}"))
        }
        Said::Spoiler {} => ("spoiler", String::new()),
        Said::Quote {} => ("quote", String::new()),
        Said::Disposition { toward, polarity } => ("disposition", format!("{polarity}: {toward}")),
        Said::Verdict { value, as_written: Some(word) } => ("verdict", format!("{value} ({word})")),
        Said::Verdict { value, .. } => ("verdict", format!("{value} (inferred)")),
        Said::Byline { name } => ("byline", name.clone()),
        Said::Outlet { name } => ("outlet", name.clone()),
        Said::Published { date } => ("published", date.clone()),
    }
}

/// A score as shown: one decimal where it is not whole.
pub(crate) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    format!("{tenths}")
}
