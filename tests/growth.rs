//! Twice the records, at most twice the work: counted in instructions, which are the same on a busy machine. And what
//! docs/performance.md shows for sites that outgrow one machine.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::process::Command;

use errbook::route::Part;
use errbook::source::FileId;
use errbook::yaml;
use small::Small;

/// Records of the smaller base. Fewer, and what every build does once would hide how the rest grows.
const RECORDS: usize = 150;
/// Of the work for twice the records, when what a build does for a single one is taken off both.
const MOST: f64 = 2.2;

/// The instructions of a first build, on one thread: others would count how long they wait for work.
fn instructions(records: usize) -> Option<f64> {
    let small = Small::new(records);
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .args([env!("CARGO_BIN_EXE_errbook"), "build"])
        .arg(small.dir())
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    // ==1234== I refs:        1,234,567,890
    let count =
        told.lines().find_map(|line| line.split_once("refs:")?.1.trim().replace(',', "").parse().ok());
    Some(count.unwrap_or_else(|| panic!("no count in {told}")))
}

#[test]
fn twice_the_records_are_at_most_twice_the_work() {
    let Some(single) = instructions(1) else {
        eprintln!("skipped: counting instructions needs `valgrind`");
        assert!(std::env::var_os("CI").is_none(), "a build machine must not skip");
        return;
    };
    let some = instructions(RECORDS).expect("it ran before") - single;
    let twice = instructions(2 * RECORDS).expect("it ran before") - single;
    let growth = twice / some;
    eprintln!(
        "{some:.0} instructions for {RECORDS} records, {growth:.2} times as many for twice the records"
    );
    assert!(growth < MOST, "twice the records take {growth:.2} times the instructions");
}

#[test]
fn the_workflow_for_parts_is_yaml_and_names_every_part() {
    let page = include_str!("../docs/performance.md");
    let workflow =
        page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it is shown");
    let mut problems = Vec::new();
    let read = yaml::parse(workflow, 0..workflow.len(), FileId(0), &mut problems);
    assert!(read.is_some() && problems.is_empty(), "{problems:?}");
    let part =
        workflow.split("--part ").nth(1).and_then(|rest| rest.lines().next()).expect("it builds parts");
    let (matrix, of) =
        (workflow.split("part: [").nth(1).and_then(|rest| rest.split(']').next()), part.split('/').nth(1));
    let numbers: Vec<&str> = matrix.expect("there is a matrix").split(", ").collect();
    assert_eq!(Some(numbers.len().to_string().as_str()), of);
    for number in numbers {
        let part = part.replace("${{ matrix.part }}", number);
        assert!(part.parse::<Part>().is_ok(), "{part}");
    }
}
