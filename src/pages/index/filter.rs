//! A Bloom filter: which clues anything is filed under. It errs on one side only, and then a shard is asked in vain.

use base64::Engine;
use serde::Serialize;

/// Bits for each clue, and how many of them it sets: one text word in a hundred is asked for in vain.
const BITS: usize = 10;
const TURNS: u32 = 7;

#[derive(Clone, Serialize)]
pub struct Filter {
    turns: u32,
    /// Base64.
    bits: String,
}

impl Filter {
    pub fn of(clues: &[u32]) -> Filter {
        let size = (clues.len() * BITS).next_multiple_of(8).max(8);
        let mut bytes = vec![0_u8; size / 8];
        for &clue in clues {
            // Two hashes give all the others; the second is odd, so that its multiples differ.
            let step = clue.wrapping_mul(0x9e37_79b1) >> 7 | 1;
            for turn in 0..TURNS {
                let bit = clue.wrapping_add(turn.wrapping_mul(step)) as usize % size;
                bytes[bit / 8] |= 1 << (bit % 8);
            }
        }
        Filter { turns: TURNS, bits: base64::engine::general_purpose::STANDARD.encode(bytes) }
    }
}
