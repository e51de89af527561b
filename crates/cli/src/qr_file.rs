//! The QR code as a file that only its owner can read.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is going to be written. Nothing is at its place until it is complete.
pub(crate) struct QrFile {
    path: PathBuf,
    overwrite: bool,
}

impl QrFile {
    /// Checks that the file can be written, before anything is enrolled whose secret would be lost if it can't.
    pub(crate) fn prepare(path: &Path, overwrite: bool) -> Result<Self, String> {
        let shown = path.display();
        match fs::metadata(path) {
            // Renaming over a device would be the end of the device.
            Ok(existing) if !existing.is_file() => return Err(format!("{shown} is not an ordinary file")),
            Ok(_) if !overwrite => return Err(already_there(path)),
            Ok(_) => {}
            // A symbolic link that leads nowhere.
            Err(_) if fs::symlink_metadata(path).is_ok() && !overwrite => return Err(already_there(path)),
            Err(_) => {}
        }
        let file = Self { path: path.to_owned(), overwrite };
        let probe = file.neighbour();
        let writable = create_private(&probe).and_then(|_| fs::remove_file(&probe));
        writable.map_err(|problem| format!("{shown} can't be written: {problem}"))?;
        Ok(file)
    }

    /// Where it is going to be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), String> {
        let temporary = self.neighbour();
        let written = write_private(&temporary, bytes).and_then(|()| self.put_in_place(&temporary));
        if written.is_err() {
            // It holds the secret. It may not be there, and there is nothing else to try.
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(|problem| match problem.kind() {
            io::ErrorKind::AlreadyExists => already_there(&self.path),
            _ => format!("{} can't be written: {problem}", self.path.display()),
        })
    }

    fn put_in_place(&self, temporary: &Path) -> io::Result<()> {
        if self.overwrite {
            return fs::rename(temporary, &self.path);
        }
        // Unlike renaming, this fails if a file has come up in the meantime.
        match fs::hard_link(temporary, &self.path) {
            Ok(()) => fs::remove_file(temporary),
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => Err(problem),
            // Not every file system has links.
            Err(_) => {
                create_private(&self.path)?;
                fs::rename(temporary, &self.path)
            }
        }
    }

    /// A path in the same folder that is only ours.
    fn neighbour(&self) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        self.path.with_file_name(name)
    }
}

fn already_there(path: &Path) -> String {
    format!("{} exists already; pass --force to overwrite it", path.display())
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder for one test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("workos-mfa-cli-{}-{name}", std::process::id()));
            fs::create_dir(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn nothing_is_at_its_place_before_it_is_written() {
        let folder = Folder::new("prepared");
        let file = QrFile::prepare(&folder.0.join("qr.png"), false).unwrap();
        assert!(folder.names().is_empty());
        file.write(b"image").unwrap();
        assert_eq!(folder.names(), ["qr.png"]);
        assert_eq!(fs::read(folder.0.join("qr.png")).unwrap(), b"image");
    }

    #[test]
    fn a_file_that_comes_up_in_the_meantime_is_not_overwritten() {
        let folder = Folder::new("meantime");
        let path = folder.0.join("qr.png");
        let file = QrFile::prepare(&path, false).unwrap();
        fs::write(&path, "precious").unwrap();
        assert!(file.write(b"image").unwrap_err().contains("--force"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        assert_eq!(folder.names(), ["qr.png"]);
    }

    #[test]
    fn refuses_what_it_can_not_write() {
        let folder = Folder::new("refused");
        let taken = folder.0.join("taken.png");
        fs::write(&taken, "precious").unwrap();
        assert!(QrFile::prepare(&taken, false).err().unwrap().contains("--force"));
        assert!(QrFile::prepare(&folder.0, true).err().unwrap().contains("not an ordinary file"));
        assert!(
            QrFile::prepare(&folder.0.join("missing/qr.png"), false)
                .err()
                .unwrap()
                .contains("can't be written")
        );
        assert_eq!(folder.names(), ["taken.png"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it_even_if_an_open_file_was_there() {
        use std::os::unix::fs::PermissionsExt;

        let folder = Folder::new("private");
        let path = folder.0.join("qr.png");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        QrFile::prepare(&path, true).unwrap().write(b"image").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read(&path).unwrap(), b"image");
    }
}
