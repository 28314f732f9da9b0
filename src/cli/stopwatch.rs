//! What a command is doing and since when: a line on the terminal while it takes long, a table for who asks for one.

use std::env;
use std::fmt::Write as _;
use std::io::{IsTerminal, stderr};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::write::Spent;

/// Shorter work needs no progress bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn again while a stage goes on.
const TICK: Duration = Duration::from_millis(200);

/// The stages so far and how long each took.
pub struct Stopwatch {
    start: Instant,
    /// The stage that is going on, and since when.
    now: Option<(&'static str, Instant)>,
    laps: Vec<(&'static str, Duration)>,
    /// Hidden at first; it draws on a terminal only, and `NO_COLOR` has nothing to switch off.
    bar: ProgressBar,
}

impl Stopwatch {
    pub fn start(stage: &'static str) -> Stopwatch {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
            .with_style(style("{msg}, {elapsed} so far"));
        if stderr().is_terminal() && env::var_os("TERM") != Some("dumb".into()) {
            show_later(bar.clone());
        }
        let mut watch = Stopwatch { start: Instant::now(), now: None, laps: Vec::new(), bar };
        watch.stage(stage);
        watch
    }

    /// Begins a stage, and ends the one before.
    pub fn stage(&mut self, stage: &'static str) {
        self.end_stage();
        self.now = Some((stage, Instant::now()));
        self.bar.set_message(stage);
    }

    /// The last stage, which counts: so many pages are to come.
    pub fn expect_pages(&mut self, count: usize) {
        self.end_stage();
        // The style comes last: the line may be drawn at any moment, and would tell of no pages at all.
        self.bar.set_message("pages");
        self.bar.set_length(count as u64);
        self.bar.reset_eta();
        self.bar.set_style(style("{msg} {bar:40} {pos} of {len}, {eta} left"));
    }

    pub fn page_ready(&self) {
        self.bar.inc(1);
    }

    /// Clears the line for what others have to say.
    pub fn step_back<T>(&self, talk: impl FnOnce() -> T) -> T {
        self.bar.suspend(talk)
    }

    pub fn stop(&mut self) {
        self.end_stage();
        self.bar.finish_and_clear();
    }

    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn end_stage(&mut self) {
        self.laps.extend(self.now.take().map(|(stage, since)| (stage, since.elapsed())));
    }

    /// Where the time of a build went. `highlighting` is a part of the work of rendering.
    pub fn table(&self, spent: &Spent, highlighting: Duration) -> String {
        let highlight = highlighting.mul_f64(spent.pace).min(spent.render);
        let writing = [
            ("prepare", spent.prepare),
            ("highlight", highlight),
            ("render", spent.render.saturating_sub(highlight)),
            ("write", spent.write),
            ("switch", spent.switch),
        ];
        let whole = self.elapsed();
        let known: Duration = self.laps.iter().chain(&writing).map(|(_, time)| *time).sum();
        let rest = [("other", whole.saturating_sub(known)), ("whole", whole)];
        let share = |time: Duration| 100.0 * time.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
        let mut table = String::new();
        for (stage, time) in self.laps.iter().chain(&writing).chain(&rest) {
            let _ = writeln!(table, "{stage:<20}{:>9.3} s{:>6.1} %", time.as_secs_f64(), share(*time));
        }
        table
    }
}

impl Drop for Stopwatch {
    /// A command that fails takes its line along.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is fixed")
}

/// A stage that takes long tells nothing while it does, so somebody else has to look at the clock.
fn show_later(bar: ProgressBar) {
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        if !bar.is_finished() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(TICK);
        }
    });
}
