//! Marks of several kinds over one text: each kind is a layer that overlaps itself nowhere, and the text is cut where
//! any layer changes, so that no two marks can tear one another or the text.

/// A marked stretch of bytes.
pub(crate) type Mark<T> = (usize, usize, T);

/// One layer: in order, nothing twice. Where marks overlap, the one that begins first (of those the longest) keeps
/// the overlap, and `clip` says whether what is left of the other stays. Marks that do not slice the text go.
pub(crate) fn layer<T>(text: &str, mut marks: Vec<Mark<T>>, clip: bool) -> Vec<Mark<T>> {
    marks.retain(|(start, end, _)| text.get(*start..*end).is_some_and(|words| !words.is_empty()));
    marks.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut done = 0;
    marks
        .into_iter()
        .filter_map(|(start, end, of)| {
            let from = if clip { start.max(done) } else { start };
            if from < done || from >= end {
                return None;
            }
            done = end;
            Some((from, end, of))
        })
        .collect()
}

/// A piece of the text and the mark of each layer that covers it.
pub(crate) struct Piece<'t, 'm, T, const N: usize> {
    pub(crate) start: usize,
    pub(crate) text: &'t str,
    pub(crate) marks: [Option<&'m T>; N],
}

/// Cuts the text where a layer changes. The pieces are the text, whole and in order.
pub(crate) fn pieces<'t, 'm, T, const N: usize>(
    text: &'t str,
    layers: [&'m [Mark<T>]; N],
) -> Vec<Piece<'t, 'm, T, N>> {
    let mut next = [0_usize; N];
    let mut at = 0;
    let mut out = Vec::new();
    while at < text.len() {
        let mut end = text.len();
        let mut marks = [None; N];
        for ((layer, next), mark) in layers.iter().zip(&mut next).zip(&mut marks) {
            while layer.get(*next).is_some_and(|m| m.1 <= at) {
                *next += 1;
            }
            if let Some((from, to, of)) = layer.get(*next) {
                let covers = *from <= at;
                end = end.min(if covers { *to } else { *from });
                *mark = covers.then_some(of);
            }
        }
        // A layer is made of slices of the text, so this is one too.
        let Some(words) = text.get(at..end) else { break };
        out.push(Piece { start: at, text: words, marks });
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_pieces_are_the_text(
            text in ".{0,40}",
            a in prop::collection::vec((0usize..60, 0usize..60, 0u8..9), 0..8),
            b in prop::collection::vec((0usize..60, 0usize..60, 0u8..9), 0..8),
            clip in any::<bool>(),
        ) {
            let (a, b) = (layer(&text, a, clip), layer(&text, b, !clip));
            prop_assert!(a.windows(2).all(|w| w[0].1 <= w[1].0));
            let got: String = pieces(&text, [&a, &b]).iter().map(|p| p.text).collect();
            prop_assert_eq!(got, text);
        }
    }

    #[test]
    fn marks_of_two_layers_share_a_stretch() {
        let text = "Moss is superb here";
        let names = layer(text, vec![(0, 4, 'n')], true);
        let opinions = layer(text, vec![(0, 14, 'o')], true);
        let got: Vec<_> = pieces(text, [&names, &opinions])
            .into_iter()
            .map(|p| (p.start, p.text, p.marks.map(Option::<&char>::copied)))
            .collect();
        let want = [
            (0, "Moss", [Some('n'), Some('o')]),
            (4, " is superb", [None, Some('o')]),
            (14, " here", [None, None]),
        ];
        assert_eq!(got, want);
    }
}
