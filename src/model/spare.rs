//! Memory of models that are gone, for those to come: given back to the system, a large block costs a page fault a page when it is asked for again,
//! and fits to folds ask dozens of times.

use std::sync::{Mutex, PoisonError};

static SPARE: Mutex<Vec<Vec<f32>>> = Mutex::new(Vec::new());

/// Room in the smallest block that is kept; smaller ones stay with the allocator anyway.
const LEAST: usize = 1 << 20;
/// Room in the largest one: 128 MB.
const MOST: usize = 1 << 25;
/// Blocks kept: as many as large models are fitted at once.
const BLOCKS: usize = 2;

/// So many times `value`.
pub(super) fn filled(n: usize, value: f32) -> Vec<f32> {
    let spare = (n >= LEAST).then(|| {
        let mut blocks = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = blocks.iter().position(|block| block.capacity() >= n);
        fits.map(|at| blocks.swap_remove(at))
    });
    // of models that differ by a few types each fits into the block of any other; room that is not used takes no memory
    let room = match n {
        LEAST..=MOST => n.next_power_of_two(),
        _ => n,
    };
    let spare = spare.flatten();
    if spare.is_none() && value == 0.0 {
        // zeros from the system take no memory until they are written to
        let mut block = vec![0.0; room];
        block.truncate(n);
        return block;
    }
    let mut block = spare.unwrap_or_else(|| Vec::with_capacity(room));
    block.clear();
    block.resize(n, value);
    block
}

/// Keeps a block where it is large, but not too large.
pub(super) fn keep(block: Vec<f32>) {
    if (LEAST..=MOST).contains(&block.capacity()) {
        let mut blocks = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.push(block);
        if blocks.len() > BLOCKS {
            blocks.sort_by_key(|block| std::cmp::Reverse(block.capacity()));
            blocks.truncate(BLOCKS);
        }
    }
}

/// Gives all of it back.
pub(crate) fn release() {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_comes_back_holds_nothing_of_before() {
        keep(vec![7.0; LEAST + 5]);
        let block = filled(LEAST, 0.5);
        assert!(block.len() == LEAST && block.iter().all(|v| *v == 0.5));
        assert_eq!(filled(3, 1.0), [1.0; 3]);
        keep(vec![1.0; 9]);
        (0..4).for_each(|i| keep(vec![1.0; LEAST + i]));
        assert!(SPARE.lock().unwrap().len() <= BLOCKS);
        release();
    }
}
