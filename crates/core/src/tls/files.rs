//! Where the system's certificates are files: which they are.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_native_certs::load_certs_from_paths;

const FILE: &str = "SSL_CERT_FILE";
const DIRS: &str = "SSL_CERT_DIR";

/// What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, in place of the system's certificates. A variable that is empty is unset.
struct Named {
    file: Option<PathBuf>,
    dirs: Option<OsString>,
}

impl Named {
    fn from_environment() -> Option<Self> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let named = Self { file: set(FILE).map(PathBuf::from), dirs: set(DIRS) };
        (named.file.is_some() || named.dirs.is_some()).then_some(named)
    }

    fn dirs(&self) -> impl Iterator<Item = PathBuf> {
        let dirs = self.dirs.iter().flat_map(env::split_paths).filter(|dir| !dir.as_os_str().is_empty());
        dirs.collect::<Vec<_>>().into_iter()
    }

    fn problem(&self) -> Option<String> {
        if let Some(file) = &self.file {
            let shown = file.to_string_lossy();
            match fs::metadata(file) {
                Ok(what) if what.is_dir() => {
                    return Some(format!("{FILE} names {shown:?}, which is a directory; {DIRS} takes those"));
                }
                // A pipe can be read only once.
                Ok(what) if !what.is_file() => return None,
                Ok(_) => {}
                Err(error) => return Some(format!("{FILE} names {shown:?}, which can't be read: {error}")),
            }
            if let Err(error) = fs::File::open(file) {
                return Some(format!("{FILE} names {shown:?}, which can't be read: {error}"));
            }
        }
        // Several are usual, and that some of them are missing is, too.
        if let Some(dirs) = &self.dirs
            && self.dirs().all(|dir| fs::read_dir(dir).is_err())
        {
            let shown = dirs.to_string_lossy();
            return Some(format!("{DIRS} names {shown:?}, which is no directory that can be read"));
        }
        (!self.hold_any()).then(|| self.nothing_there())
    }

    /// Whether there is a certificate. The rest is read when it is needed.
    fn hold_any(&self) -> bool {
        let in_dirs = self.dirs().filter_map(|dir| fs::read_dir(dir).ok()).flatten().flatten();
        self.file.iter().cloned().chain(in_dirs.map(|entry| entry.path())).any(|path| holds_any(&path))
    }

    fn nothing_there(&self) -> String {
        let file = self.file.iter().map(|file| format!("{FILE} names {:?}", file.to_string_lossy()));
        let dirs = self.dirs.iter().map(|dirs| format!("{DIRS} names {:?}", dirs.to_string_lossy()));
        let named: Vec<String> = file.chain(dirs).collect();
        format!("{}, where there is no certificate (PEM, `BEGIN CERTIFICATE`)", named.join(" and "))
    }
}

fn holds_any(file: &Path) -> bool {
    // Opening a pipe would wait for somebody to write.
    fs::metadata(file).is_ok_and(|what| what.is_file())
        && CertificateDer::pem_file_iter(file).is_ok_and(|certificates| {
            certificates.flatten().any(|certificate| RootCertStore::empty().add(certificate).is_ok())
        })
}

/// What is wrong with what the variables name. The Web PKI's roots in its place would not be what was asked for.
pub(super) fn problem_with_environment() -> Option<String> {
    Named::from_environment()?.problem()
}

/// What the system trusts: what the variables name, or else the files in the usual places. None there is an error if they were named.
pub(super) fn system_roots() -> Result<Vec<CertificateDer<'static>>, rustls::Error> {
    let Some(named) = Named::from_environment() else {
        let usual = openssl_probe::probe();
        return Ok(load(usual.cert_file.as_deref(), usual.cert_dir));
    };
    let roots = load(named.file.as_deref(), named.dirs());
    // They were there when the client was built.
    if roots.is_empty() { Err(rustls::Error::General(named.nothing_there())) } else { Ok(roots) }
}

/// What can't be read is passed over: systems have odd files among their certificates.
fn load(file: Option<&Path>, dirs: impl IntoIterator<Item = PathBuf>) -> Vec<CertificateDer<'static>> {
    let mut roots = load_certs_from_paths(file, None).certs;
    for dir in dirs {
        roots.extend(load_certs_from_paths(None, Some(&dir)).certs);
    }
    roots.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    roots.dedup();
    roots
}
