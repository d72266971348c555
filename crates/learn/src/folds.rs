//! Folds for cross-validation: which fold each row is tested in.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::linear::Random;

/// Deals `rows` rows into `folds` folds at random, so that the folds' sizes differ by one at most.
pub fn deal(rows: usize, folds: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    Random::new(seed).shuffle(&mut order);
    let mut fold = vec![0; rows];
    for (place, row) in order.into_iter().enumerate() {
        fold[row] = place % folds;
    }
    fold
}

/// Deals groups of rows (a film's reviews) into folds: a group is never in two.
pub fn deal_groups<G: Hash + Eq>(groups: &[G], folds: usize, seed: u64) -> Vec<usize> {
    let mut number: FxHashMap<&G, usize> = FxHashMap::default();
    for group in groups {
        let next = number.len();
        number.entry(group).or_insert(next);
    }
    let fold = deal(number.len(), folds, seed);
    groups.iter().map(|group| fold[number[group]]).collect()
}

/// The rows to train on and those to test on when a fold is tested.
pub fn split(fold: &[usize], tested: usize) -> (Vec<usize>, Vec<usize>) {
    (0..fold.len()).partition(|row| fold[*row] != tested)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_in_one_fold_and_folds_are_even() {
        let groups: Vec<usize> = (0..100).map(|i| i / 2).collect();
        let fold = deal_groups(&groups, 5, 1);
        assert!(fold.chunks(2).all(|two| two[0] == two[1]));
        for f in 0..5 {
            let (train, test) = split(&fold, f);
            assert_eq!((train.len(), test.len()), (80, 20));
        }
    }
}
