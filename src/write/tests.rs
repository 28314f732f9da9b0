//! `sync` with pages made of plain text.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Result, bail};

use super::*;

/// Its text is all that it depends on; a text that begins with `!` cannot be rendered.
struct Text(&'static str);

impl Stamped for Text {
    fn stamp(&self) -> Option<String> {
        Some(self.0.into())
    }

    fn write(self, out: &mut dyn Write) -> Result<()> {
        if self.0.starts_with('!') {
            bail!("the template is broken");
        }
        Ok(out.write_all(self.0.trim_end().as_bytes())?)
    }
}

/// A page without a stamp, which repeats a piece: beyond what is held in memory.
struct Pieces(&'static str);

impl Stamped for Pieces {
    fn stamp(&self) -> Option<String> {
        None
    }

    fn write(self, out: &mut dyn Write) -> Result<()> {
        Ok((0..3 << 19).try_for_each(|_| out.write_all(self.0.as_bytes()))?)
    }
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        fs::create_dir(place.path("content")).unwrap();
        place
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn target(&self, out: &str) -> Result<Target> {
        Target::new(Path::new(out), self.0.path(), false)
    }

    fn sync(&self, pages: &[(&str, &'static str)]) -> Result<Report> {
        self.sync_as(pages, false)
    }

    fn sync_as(&self, pages: &[(&str, &'static str)], adopt: bool) -> Result<Report> {
        let target = Target::new(Path::new("site"), self.0.path(), adopt)?;
        let pages = pages.iter().map(|(path, text)| ((*path).to_string(), *text));
        sync(pages, Text, &target, "", &|_| {})
    }

    /// Every file below the knowledge base, but for the site's manifest.
    fn files(&self) -> Vec<String> {
        let root = self.0.path();
        let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
        walk.filter(|entry| entry.file_type().is_file() && entry.file_name() != manifest::NAME)
            .map(|entry| {
                let text = fs::read_to_string(entry.path()).unwrap();
                format!("{} {text}", entry.path().strip_prefix(root).unwrap().display())
            })
            .collect()
    }

    /// What lies beside the site.
    fn beside(&self) -> Vec<String> {
        let mut names = self.folder("").names().unwrap();
        names.sort();
        names
    }

    fn folder(&self, path: &str) -> folder::Folder {
        folder::Folder::named(&self.path(path)).unwrap()
    }

    fn modified(&self, path: &str) -> std::time::SystemTime {
        fs::metadata(self.path(path)).unwrap().modified().unwrap()
    }

    /// Makes a file look old, so that a rewritten one is told from it however coarse the clock is.
    fn age(&self, path: &str) {
        let file = fs::File::options().write(true).open(self.path(path)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    }
}

#[test]
fn a_site_holds_its_pages_and_nothing_else() {
    let place = Place::new();
    let report = place.sync(&[("index.html", "home"), ("a/b.html", "page")]).unwrap();
    assert_eq!((report.files.len(), report.written, report.removed), (2, 2, 0));
    assert_eq!(place.files(), ["site/a/b.html page", "site/index.html home"]);
    let report = place.sync(&[("index.html", "home"), ("c.html", "new")]).unwrap();
    assert_eq!((report.files.len(), report.written, report.removed), (2, 1, 1));
    assert_eq!(place.files(), ["site/c.html new", "site/index.html home"]);
    assert!(!place.path("site/a").exists(), "a folder without pages is gone");
}

#[test]
fn nothing_changed_means_nothing_is_touched() {
    let place = Place::new();
    place.sync(&[("index.html", "home")]).unwrap();
    place.age("site/index.html");
    place.age("site/.errbook.json");
    let before = place.modified("site");
    let report = place.sync(&[("index.html", "home")]).unwrap();
    assert_eq!(report.written, 0);
    assert_eq!(place.modified("site"), before);
    assert_eq!(place.modified("site/index.html"), std::time::UNIX_EPOCH);
    assert_eq!(place.modified("site/.errbook.json"), std::time::UNIX_EPOCH);
}

#[test]
fn pages_whose_bytes_stay_keep_their_time() {
    let place = Place::new();
    place.sync(&[("same.html", "same"), ("stamp.html", "text"), ("new.html", "old")]).unwrap();
    for path in ["site/same.html", "site/stamp.html", "site/new.html"] {
        place.age(path);
    }
    // The blank changes the stamp of the page, but not its bytes.
    let report = place.sync(&[("same.html", "same"), ("stamp.html", "text "), ("new.html", "new")]).unwrap();
    assert_eq!(report.written, 1);
    assert_eq!(place.modified("site/same.html"), std::time::UNIX_EPOCH);
    assert_eq!(place.modified("site/stamp.html"), std::time::UNIX_EPOCH);
    assert_ne!(place.modified("site/new.html"), std::time::UNIX_EPOCH);
}

#[test]
fn a_large_page_is_written_piece_by_piece() {
    let place = Place::new();
    let sync = |piece: &'static str| {
        let target = place.target("site").unwrap();
        super::sync([("a/large.txt".to_string(), piece)], Pieces, &target, "", &|_| {}).unwrap()
    };
    assert_eq!(sync("one ").written, 1);
    let text = fs::read_to_string(place.path("site/a/large.txt")).unwrap();
    assert_eq!((text.len(), text.replace("one ", "").len()), (3 << 21, 0));
    place.age("site/a/large.txt");
    assert_eq!(sync("one ").written, 0);
    assert_eq!(place.modified("site/a/large.txt"), std::time::UNIX_EPOCH);
    assert_eq!(place.beside(), ["content", "site"], "what turned out to be known is gone");
    assert_eq!(sync("two ").written, 1);
    assert!(fs::read_to_string(place.path("site/a/large.txt")).unwrap().starts_with("two two "));
}

#[test]
fn a_lost_or_cut_file_is_written_again() {
    let place = Place::new();
    let pages = [("a.html", "a page"), ("b.html", "b page")];
    place.sync(&pages).unwrap();
    fs::remove_file(place.path("site/a.html")).unwrap();
    place.put("site/b.html", "cut");
    assert_eq!(place.sync(&pages).unwrap().written, 2);
    assert_eq!(place.files(), ["site/a.html a page", "site/b.html b page"]);
}

#[test]
fn a_file_that_somebody_wrote_into_is_written_again() {
    let place = Place::new();
    let pages = [("a.html", "a page"), ("b.html", "b page")];
    place.sync(&pages).unwrap();
    place.put("site/b.html", "my own");
    // Clocks are coarse; nobody writes a site and edits it in the same tick.
    let later = place.modified("site/.errbook.json") + std::time::Duration::from_secs(1);
    fs::File::options().write(true).open(place.path("site/b.html")).unwrap().set_modified(later).unwrap();
    assert_eq!(place.sync(&pages).unwrap().written, 1);
    assert_eq!(place.files(), ["site/a.html a page", "site/b.html b page"]);
    assert_eq!(place.sync(&pages).unwrap().written, 0);
}

#[test]
fn a_failing_page_leaves_the_site_as_it_was() {
    let place = Place::new();
    place.sync(&[("a.html", "a"), ("b.html", "b")]).unwrap();
    let error = place.sync(&[("a.html", "new"), ("b.html", "!")]).unwrap_err();
    assert_eq!(format!("{error:#}"), "cannot make b.html: the template is broken");
    assert_eq!(place.files(), ["site/a.html a", "site/b.html b"]);
    assert_eq!(place.beside(), ["content", "site"]);
}

#[test]
fn foreign_files_are_never_deleted() {
    let place = Place::new();
    place.put("site/notes.txt", "mine");
    place.put("site/index.html", "mine too");
    let refusal = |adopt| format!("{:#}", place.sync_as(&[("index.html", "home")], adopt).unwrap_err());
    assert!(
        refusal(false).contains("did not write: `index.html`, `notes.txt`; move it away"),
        "{}",
        refusal(false)
    );
    assert!(refusal(true).contains("did not write: `notes.txt`; move it away"), "{}", refusal(true));
    assert_eq!(place.files(), ["site/index.html mine too", "site/notes.txt mine"]);
    fs::remove_file(place.path("site/notes.txt")).unwrap();
    assert_eq!(place.sync_as(&[("index.html", "home")], true).unwrap().written, 1);
    assert_eq!(place.files(), ["site/index.html home"]);
    // Also beside a manifest, and also if it comes as a folder.
    fs::create_dir(place.path("site/mine")).unwrap();
    assert!(place.sync_as(&[("index.html", "new")], true).unwrap_err().to_string().contains("`mine/`"));
}

#[test]
fn a_folder_that_is_no_place_for_a_site_is_refused() {
    let place = Place::new();
    place.put("file", "");
    for (out, why) in [
        ("/", "the root of the file system"),
        (".", "holds the knowledge base itself"),
        ("..", "holds the knowledge base itself"),
        ("content", "lies in `content`"),
        ("content/site", "lies in `content`"),
        ("static", "lies in `static`"),
        ("file", "is not a folder"),
        ("file/site", "cannot use"),
    ] {
        let error = format!("{:#}", place.target(out).unwrap_err());
        assert!(error.contains(why), "{out}: {error}");
    }
    assert!(place.target("../elsewhere/deep/site").is_ok());
}

#[test]
fn a_path_that_leaves_the_site_is_refused() {
    let place = Place::new();
    for path in ["../x", "/x", "a/../../x", "a//b", "", "a\\b", "c:/x", "./x", "a\0b", ".errbook.json"] {
        let error = place.sync(&[(path, "x")]).unwrap_err().to_string();
        assert!(error.contains("is not a valid path for a page"), "{path:?}");
    }
    let twins = place.sync(&[("a.html", "1"), ("A.html", "2")]).unwrap_err().to_string();
    assert_eq!(twins, "two pages want to be `A.html`, since `a.html` is the same on some disks");
    assert_eq!(place.files(), Vec::<String>::new());
}

/// A folder as a build makes it to work in, with the parts of a site in it.
fn work(place: &Place, parts: &[(&str, &str)]) -> String {
    let (name, _) = scratch::folder(&place.folder(""), "site").unwrap();
    for (path, text) in parts {
        place.put(&format!("{name}/{path}"), text);
    }
    name
}

#[test]
fn what_a_killed_build_left_is_mended() {
    let place = Place::new();
    place.sync(&[("a.html", "a"), ("b/c.html", "c")]).unwrap();
    // Half of a new site; a whole one; an old one that is being removed; and nothing at all.
    work(&place, &[("new/x/half.html", "")]);
    let whole = work(&place, &[]);
    fs::create_dir(place.path(&whole).join("new")).unwrap();
    for path in [".errbook.json", "a.html"] {
        fs::copy(place.path("site").join(path), place.path(&whole).join("new").join(path)).unwrap();
    }
    fs::create_dir(place.path(".site.errbook-0123456789abcdef")).unwrap();
    assert!(staging::is_left(&place.target("site").unwrap()));
    place.sync(&[("a.html", "b"), ("b/c.html", "c")]).unwrap();
    assert_eq!(place.files(), ["site/a.html b", "site/b/c.html c"]);
    assert_eq!(place.beside(), ["content", "site"]);
}

#[test]
fn a_site_that_stepped_aside_comes_back() {
    let place = Place::new();
    place.sync(&[("a.html", "a")]).unwrap();
    let work = work(&place, &[("new/half.html", "")]);
    fs::rename(place.path("site"), place.path(&work).join("old")).unwrap();
    assert!(place.sync(&[("a.html", "!")]).is_err());
    assert_eq!(place.files(), ["site/a.html a"]);
    assert_eq!(place.beside(), ["content", "site"]);
}

#[test]
fn what_a_person_left_in_an_old_site_is_kept() {
    let place = Place::new();
    place.sync(&[("a.html", "a")]).unwrap();
    let work = work(&place, &[]);
    fs::create_dir(place.path(&work).join("new")).unwrap();
    fs::copy(place.path("site/.errbook.json"), place.path(&work).join("new/.errbook.json")).unwrap();
    place.put(&format!("{work}/new/letter.txt"), "mine");
    let error = format!("{:#}", place.sync(&[("a.html", "c")]).unwrap_err());
    assert!(error.contains("did not write, such as `letter.txt`: move it away"), "{error}");
    assert_eq!(place.files(), [format!("{work}/new/letter.txt mine"), "site/a.html a".into()]);
}

/// Whoever prepares a folder does not know the number that the disk will give it.
#[test]
fn a_folder_that_is_not_provably_ours_is_left_alone() {
    let place = Place::new();
    place.sync(&[("a.html", "a")]).unwrap();
    let names = [".site.new", ".site.old", ".site.errbook-1-2", ".site.errbook-0123456789abcdef"];
    for name in names {
        place.put(&format!("{name}/letter.txt"), "mine");
        place.put(&format!("{name}/.errbook.json"), "{\"building\": true}\n");
    }
    fs::rename(place.path("site"), place.path("elsewhere")).unwrap();
    place.put(".site.old/.errbook.json", &fs::read_to_string(place.path("elsewhere/.errbook.json")).unwrap());
    assert!(place.sync(&[("a.html", "!")]).is_err());
    assert!(!place.path("site").exists(), "and no site is made of it");
    place.sync(&[("a.html", "b")]).unwrap();
    for name in names {
        assert!(
            place.path(name).join("letter.txt").exists() && place.path(name).join(".errbook.json").exists()
        );
    }
}

#[test]
fn two_folders_change_places_in_two_steps_where_one_is_not_to_be_had() {
    let place = Place::new();
    place.put("work/new/x", "new");
    place.put("live/x", "old");
    let (work, parent) = (place.folder("work"), place.folder(""));
    staging::step_aside(&work, &parent, "live").unwrap();
    assert_eq!(place.files(), ["live/x new", "work/old/x old"]);
    fs::rename(place.path("work/old"), place.path("away")).unwrap();
    staging::step_aside(&work, &parent, "live").unwrap_err();
    assert_eq!(place.files(), ["away/x old", "live/x new"]);
}

#[test]
fn a_second_build_waits_for_the_first() {
    let place = Place::new();
    let target = place.target("site").unwrap();
    let told = Mutex::new(Vec::new());
    let parent = target.parent().unwrap();
    let first = lock::take(&parent, &target.lock(), || {}).unwrap();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let pages = [("a.html".to_string(), "a")];
            sync(pages, Text, &target, "", &|step| told.lock().unwrap().push(step))
        });
        while told.lock().unwrap().is_empty() {
            std::thread::yield_now();
        }
        assert!(!target.folder.exists());
        drop(first);
        assert_eq!(second.join().unwrap().unwrap().written, 1);
    });
    assert_eq!(*told.lock().unwrap(), [Step::Waiting, Step::PageReady]);
    assert_eq!(place.beside(), ["content", "site"], "nothing is left beside the site");
}

#[test]
fn a_page_is_prepared_once() {
    let place = Place::new();
    let count = AtomicU64::new(0);
    let prepare = |text| {
        count.fetch_add(1, Ordering::Relaxed);
        Text(text)
    };
    let pages = [("a".to_string(), "a"), ("b".to_string(), "b")];
    sync(pages, prepare, &place.target("site").unwrap(), "", &|_| {}).unwrap();
    assert_eq!(count.into_inner(), 2);
}
