//! `--format csv`: one row a review, for spreadsheets.

use crate::wire::{Review, Said};

/// The header. Scores have a column a policy. The verdict is the critic's own word (`written`), else what the text
/// speaks for (`inferred`), as `verdict_basis` says.
pub(crate) fn header(policies: &[&str]) -> Vec<String> {
    let fixed = [
        "source",
        "record",
        "part",
        "film",
        "year",
        "imdb",
        "director",
        "byline",
        "outlet",
        "published",
        "language",
        "words",
        "grade",
        "scale",
        "scale_basis",
        "grade_basis",
        "verdict",
        "verdict_basis",
    ];
    fixed
        .iter()
        .map(|s| (*s).to_owned())
        .chain(policies.iter().map(|p| format!("score_{p}")))
        .chain(["inferred", "inferred_low", "inferred_high", "notes"].map(String::from))
        .collect()
}

/// The row of a review, in the header's order. Of several claims of a kind, the first counts.
pub(crate) fn row(review: &Review, policies: &[&str]) -> Vec<String> {
    let about = &review.document;
    let mut cells = vec![String::new(); 18];
    let set = |cells: &mut Vec<String>, at: usize, value: &str| {
        if cells[at].is_empty() {
            value.clone_into(&mut cells[at]);
        }
    };
    set(&mut cells, 0, &about.source);
    set(&mut cells, 1, &about.record.map_or(String::new(), |r| r.to_string()));
    set(&mut cells, 2, &about.part.to_string());
    set(&mut cells, 10, about.language.as_deref().unwrap_or_default());
    set(&mut cells, 11, &about.words.to_string());
    let mut scores = vec![String::new(); policies.len()];
    let mut inferred = [const { String::new() }; 3];
    for claim in &review.claims {
        match &claim.says {
            Said::Film { title, year, ids } => {
                set(&mut cells, 3, title.as_deref().unwrap_or_default());
                set(&mut cells, 4, &year.map_or(String::new(), |y| y.to_string()));
                set(&mut cells, 5, ids.imdb.as_deref().unwrap_or_default());
            }
            Said::Credit { role, person, .. } if role == "director" => {
                if !cells[6].is_empty() {
                    cells[6].push_str("; ");
                }
                cells[6].push_str(person);
            }
            Said::Credit { .. } | Said::Other { .. } | Said::Fact { .. } => {}
            Said::Byline { name } => set(&mut cells, 7, name),
            Said::Outlet { name } => set(&mut cells, 8, name),
            Said::Published { date } => set(&mut cells, 9, date),
            Said::Grade { value, scale, basis, scale_basis, .. } => {
                if cells[12].is_empty() {
                    set(&mut cells, 12, value);
                    set(&mut cells, 13, scale.as_deref().unwrap_or_default());
                    set(&mut cells, 14, scale_basis);
                    set(&mut cells, 15, basis);
                }
            }
            Said::Verdict { value, as_written } => {
                let own = as_written.is_some();
                if cells[17].is_empty() || (own && cells[17] == "inferred") {
                    cells[16].clone_from(value);
                    cells[17] = if own { "written" } else { "inferred" }.into();
                }
            }
            Said::Score { value, low, high, policy: None, .. } => {
                if inferred[0].is_empty() {
                    inferred = [value, low, high].map(|x| format!("{x}"));
                }
            }
            Said::Score { value, policy, .. } => {
                if let Some(at) = policies.iter().position(|p| Some(*p) == policy.as_deref())
                    && scores[at].is_empty()
                {
                    scores[at] = format!("{value}");
                }
            }
            Said::Opinion { .. } | Said::Spoiler {} | Said::Quote {} | Said::Disposition { .. } => {}
        }
    }
    cells.extend(scores);
    cells.extend(inferred);
    let notes: Vec<&str> = review.notes.iter().map(|n| n.message.as_str()).collect();
    cells.push(notes.join(" | "));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{About, Claim, Reader};

    fn cell(claims: Vec<Said>, column: &str) -> String {
        let document = About {
            id: String::new(),
            source: String::new(),
            record: None,
            part: 0,
            start: 0,
            end: 0,
            language: None,
            words: 0,
        };
        let claims =
            claims.into_iter().map(|says| Claim { says, confidence: 1.0, evidence: vec![] }).collect();
        let reader = Reader { version: String::new(), models: String::new() };
        let review =
            Review { document, claims, arc: vec![], sentences: None, notes: vec![], reader, text: None };
        let policies = ["linear"];
        let (header, row) = (header(&policies), row(&review, &policies));
        assert_eq!(header.len(), row.len());
        let at = header.iter().position(|h| h == column);
        at.and_then(|at| row.into_iter().nth(at)).unwrap_or_else(|| panic!("no column {column}"))
    }

    fn verdict(value: &str, word: Option<&str>) -> Said {
        Said::Verdict { value: value.into(), as_written: word.map(str::to_owned) }
    }

    #[test]
    fn the_critics_own_word_goes_before_what_the_text_speaks_for() {
        let both =
            || vec![verdict("mixed", None), verdict("negative", Some("Skip it")), verdict("positive", None)];
        assert_eq!(cell(both(), "verdict"), "negative");
        assert_eq!(cell(both(), "verdict_basis"), "written");
        assert_eq!(cell(vec![verdict("mixed", None)], "verdict"), "mixed");
        assert_eq!(cell(vec![verdict("mixed", None)], "verdict_basis"), "inferred");
        assert_eq!(cell(vec![], "verdict_basis"), "");
    }

    #[test]
    fn inferred_scores_have_columns_of_their_own() {
        let score = |value, low, high, policy: Option<&str>| Said::Score {
            value,
            low,
            high,
            level: 0.9,
            basis: String::new(),
            policy: policy.map(str::to_owned),
        };
        let claims = || vec![score(25.0, 25.0, 25.0, Some("linear")), score(31.2, 10.0, 54.1, None)];
        for (column, want) in
            [("score_linear", "25"), ("inferred", "31.2"), ("inferred_low", "10"), ("inferred_high", "54.1")]
        {
            assert_eq!(cell(claims(), column), want, "{column}");
        }
    }
}
