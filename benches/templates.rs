//! The template of each line of standard input, for `benches/coverage/loghub.py`.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, stdin};

use errbook::coverage::{mask, templates};

fn main() {
    let mut text = String::new();
    stdin().read_to_string(&mut text).expect("text on standard input");
    let masked: Vec<String> = text.lines().map(mask).collect();
    let distinct: BTreeSet<&str> = masked.iter().map(String::as_str).collect();
    let named: BTreeMap<&str, String> = distinct.iter().copied().zip(templates(&distinct)).collect();
    for line in &masked {
        println!("{}", named[line.as_str()]);
    }
}
