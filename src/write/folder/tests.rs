//! Both kinds of folder, held open and named by path, keep the same promises.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};

/// The file system of other systems, compiled here so that it stays whole.
#[path = "named.rs"]
mod named;

macro_rules! promises {
    ($kind:ident, $folder:path) => {
        mod $kind {
            use super::*;
            use $folder as Folder;

            #[test]
            fn no_link_is_followed() {
                let disk = tempfile::tempdir().unwrap();
                fs::create_dir(disk.path().join("real")).unwrap();
                fs::write(disk.path().join("real/victim"), "kept").unwrap();
                symlink("real", disk.path().join("folder")).unwrap();
                symlink("real/victim", disk.path().join("file")).unwrap();
                let folder = Folder::open(disk.path()).unwrap();
                assert!(Folder::open(&disk.path().join("folder")).is_err());
                assert!(folder.folder("folder").is_err());
                assert!(folder.read("file").is_err());
                assert!(folder.write("file").is_err());
                assert!(folder.write_or_create("file").is_err());
                assert!(folder.create("file").is_err());
                folder.remove_file("file").unwrap();
                assert_eq!(fs::read_to_string(disk.path().join("real/victim")).unwrap(), "kept");
            }

            #[test]
            fn only_plain_files_are_opened() {
                let disk = tempfile::tempdir().unwrap();
                let folder = Folder::open(disk.path()).unwrap();
                folder.make("below").unwrap();
                assert!(folder.read("below").is_err());
                assert!(folder.write("below").is_err());
                assert!(folder.read("missing").is_err());
                folder.create("plain").unwrap();
                assert!(folder.folder("plain").is_err());
                assert!(folder.make("plain").is_err());
            }

            #[test]
            fn what_is_written_is_read() {
                let disk = tempfile::tempdir().unwrap();
                let folder = Folder::open(disk.path()).unwrap();
                folder.create("a").unwrap().write_all(b"first").unwrap();
                assert!(folder.create("a").is_err(), "a new file takes no place of another");
                folder.write_or_create("a").unwrap().write_all(b"F").unwrap();
                folder.write_or_create("b").unwrap();
                let mut text = String::new();
                folder.read("a").unwrap().read_to_string(&mut text).unwrap();
                assert_eq!(text, "First", "nothing is cut off");
                let mut names = folder.again().unwrap().names().unwrap();
                names.sort();
                assert_eq!(names, ["a", "b"]);
            }

            #[test]
            fn files_change_their_folder_and_name() {
                let disk = tempfile::tempdir().unwrap();
                let folder = Folder::open(disk.path()).unwrap();
                folder.make("below").unwrap();
                let below = folder.folder("below").unwrap();
                folder.create("a").unwrap().write_all(b"a").unwrap();
                folder.rename("a", &below, "b").unwrap();
                below.link("b", &folder, "c").unwrap();
                assert!(folder.remove_folder("below").is_err(), "it is not empty");
                below.remove_file("b").unwrap();
                folder.remove_folder("below").unwrap();
                assert_eq!(fs::read_to_string(disk.path().join("c")).unwrap(), "a");
                folder.sync();
            }

            #[test]
            fn folders_change_places_or_stay() {
                let disk = tempfile::tempdir().unwrap();
                let folder = Folder::open(disk.path()).unwrap();
                folder.make("old").unwrap();
                folder.make("new").unwrap();
                folder.folder("new").unwrap().create("page").unwrap();
                let exchanged = folder.exchange("old", &folder, "new").unwrap();
                assert_eq!(folder.folder("old").unwrap().read("page").is_ok(), exchanged);
                assert_eq!(folder.folder("new").unwrap().read("page").is_ok(), !exchanged);
            }

            #[test]
            fn permissions_are_taken_over() {
                let disk = tempfile::tempdir().unwrap();
                let folder = Folder::open(disk.path()).unwrap();
                folder.make("old").unwrap();
                folder.make("new").unwrap();
                fs::set_permissions(disk.path().join("old"), fs::Permissions::from_mode(0o750)).unwrap();
                let (old, new) = (folder.folder("old").unwrap(), folder.folder("new").unwrap());
                new.set_permissions_of(&old).unwrap();
                assert_eq!(new.metadata().unwrap().permissions().mode() & 0o777, 0o750);
            }
        }
    };
}

promises!(held_open, crate::write::folder::Folder);
promises!(named_by_path, named::Folder);

#[test]
fn what_only_some_systems_know_is_left_open() {
    let disk = tempfile::tempdir().unwrap();
    assert!(named::is_writable(disk.path()).is_ok());
    assert_eq!(named::mode(&fs::metadata(disk.path()).unwrap()), 0);
    assert_eq!(named::umask(), 0);
}
