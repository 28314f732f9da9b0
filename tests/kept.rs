//! Whoever reads again reads only what changed. After any edits that must give what a first reading gives.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use errbook::base::{self, Checks, KnowledgeBase, Readings};
use errbook::pages::{Setting, prepare};
use errbook::problem::{self, Format, Problem};
use errbook::record::Record;
use errbook::source::{self, Sources};
use errbook::theme::Theme;
use small::edits::{Dice, EDITED, edit};
use small::{Small, record, record_path};

const STEPS: usize = 400;

/// One of who sits at the desk: what is read of the folder, and what is remembered of it.
#[derive(Default)]
struct Desk {
    sources: Sources,
    readings: Readings,
    checks: Checks,
}

impl Desk {
    fn read(&mut self, dir: &Path, places: &[PathBuf]) -> (KnowledgeBase, Vec<Problem>) {
        self.sources = source::read_again(dir, &self.sources, places).expect("the content is there");
        base::read(&self.sources, &mut self.readings);
        base::assemble(&self.sources, &self.readings)
    }

    /// As when the next save comes while the last one is still being checked.
    fn halted(&mut self, base: &KnowledgeBase, found: &[Problem], patience: usize) {
        let asked = AtomicUsize::new(0);
        let halt = || asked.fetch_add(1, Ordering::Relaxed) >= patience;
        let told = self.checks.run(base, &self.sources, found.to_vec(), &halt);
        assert!(told.is_none() || patience > 0, "who is halted at once has nothing to tell");
    }

    fn told(&mut self, base: &KnowledgeBase, found: Vec<Problem>) -> Vec<Problem> {
        self.checks.run(base, &self.sources, found, &|| false).expect("nobody halts it")
    }
}

/// All that can be seen of a knowledge base: what is wrong with it, and what its pages say if nothing is.
fn seen(base: &KnowledgeBase, sources: &Sources, problems: &[Problem], theme: &Theme) -> Vec<String> {
    let mut seen = vec![sources.digest().to_string(), problem::render(problems, sources, Format::Human)];
    seen.extend(base.records().map(|(_, Record { id, hash, front, body, inline, .. })| {
        format!("{id:?} {hash:?} {front:?} {body:?} {inline:?}")
    }));
    if !problem::any_error(problems) {
        let setting = Setting::new(base, theme);
        let page = |page| {
            // What is text already has no stamp, nor has the bundle: their bytes say it all.
            let says = prepare(page, &setting).stamp().unwrap_or_else(|| {
                let bytes = prepare(page, &setting).render().expect("the page can be made");
                blake3::hash(&bytes).to_string()
            });
            format!("{} {says}", setting.path(page))
        };
        seen.extend(setting.pages().into_iter().map(page));
    }
    seen
}

/// Watchers name a file, or a folder above it.
fn named(small: &Small, places: &[String], dice: &Dice) -> Vec<PathBuf> {
    let dir = small.dir();
    let up = |place: &String| match dice.below(6) {
        0 => dir.join("content"),
        1 => dir.join(place).parent().expect("it lies in a folder").to_path_buf(),
        _ => dir.join(place),
    };
    places.iter().map(up).map(|place| if place == dir { dir.join("content") } else { place }).collect()
}

#[test]
fn reading_again_gives_what_reading_anew_gives() {
    let small = Small::new(EDITED);
    let theme = Theme::load(None).expect("it is built in");
    let dice = Dice::new(8403);
    let mut desk = Desk::default();
    let (base, found) = desk.read(small.dir(), &[small.path("content")]);
    desk.told(&base, found);
    let (mut with_errors, mut without) = (0, 0);
    for step in 0..STEPS {
        let places = edit(&small, &dice, step);
        let (base, found) = desk.read(small.dir(), &named(&small, &places, &dice));
        match dice.below(4) {
            0 => continue,
            1 => desk.halted(&base, &found, dice.below(6)),
            _ => {}
        }
        let problems = desk.told(&base, found);
        let anew = source::read(small.dir()).expect("the content is there");
        let (expected, wrong) = base::load(&anew);
        let (ours, theirs) =
            (seen(&base, &desk.sources, &problems, &theme), seen(&expected, &anew, &wrong, &theme));
        assert_eq!(ours, theirs, "step {step}: {places:?}");
        *if problem::any_error(&wrong) { &mut with_errors } else { &mut without } += 1;
    }
    assert!(with_errors > 20 && without > 5, "{with_errors} steps with errors, {without} without");
}

#[test]
fn what_did_not_change_is_the_same_value() {
    let small = Small::new(3);
    let mut desk = Desk::default();
    let all = [small.path("content")];
    desk.read(small.dir(), &all);
    let before = desk.sources.clone();
    let (first, _) = desk.read(small.dir(), &all);
    assert_eq!(desk.sources.changed_since(&before), Vec::<&str>::new());
    small.put_record(1, "It is another teapot.");
    let (second, _) = desk.read(small.dir(), &all);
    assert_eq!(desk.sources.changed_since(&before), [record_path(1)]);
    let same = first.records().zip(second.records()).map(|((_, a), (_, b))| std::ptr::eq(a, b));
    assert_eq!(same.collect::<Vec<_>>(), [true, false, true], "one record is parsed again");
    small.remove_record(1);
    desk.read(small.dir(), &[small.path(&record_path(1))]);
    assert_eq!(desk.sources.changed_since(&before), [record_path(1)], "its samples were not looked for");
    assert!(desk.sources.find(&record_path(1)).is_none());
}

/// Whoever looks at a whole folder opens what looks different; a file that was named is opened whatever it looks like.
#[test]
fn a_time_that_was_set_back_hides_no_change() {
    let small = Small::new(1);
    let mut desk = Desk::default();
    let path = small.path(&record_path(0));
    let dated = |text: &str| {
        small.put(&record_path(0), text);
        let file = fs::File::options().write(true).open(&path).expect("it is there");
        file.set_modified(std::time::UNIX_EPOCH).expect("its time can be set");
    };
    dated(&record(0, "It is a teapot."));
    let all = [small.path("content")];
    desk.read(small.dir(), &all);
    let before = desk.sources.clone();
    dated(&record(0, "It is a kettle."));
    desk.read(small.dir(), std::slice::from_ref(&path));
    assert_eq!(desk.sources.changed_since(&before), [record_path(0)]);
    small.put(&record_path(0), &record(0, "It is a samovar."));
    desk.read(small.dir(), &all);
    let text = &desk.sources.get(desk.sources.find(&record_path(0)).expect("it is there")).text;
    assert!(text.contains("samovar"), "{text}");
}

/// What a folder became is looked at as what it is now, whichever of its files was named.
#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_folder_leads_nowhere() {
    let small = Small::new(1);
    let mut desk = Desk::default();
    desk.read(small.dir(), &[small.path("content")]);
    fs::rename(small.path("content/records/tea"), small.path("elsewhere")).expect("it is there");
    std::os::unix::fs::symlink(small.path("elsewhere"), small.path("content/records/tea"))
        .expect("it can be made");
    let (base, problems) = desk.read(small.dir(), &[small.path("content/records/tea/error-0/sample.txt")]);
    assert!(base.is_empty());
    let rules: Vec<&str> = problems.iter().map(|problem| problem.rule.name()).collect();
    assert_eq!(rules, ["not-a-file"]);
}
