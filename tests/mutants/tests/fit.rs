//! The mutants fit the code as it is.

use std::collections::BTreeSet;

use workos_mfa_mutants::{Copy, read, root};

#[test]
fn every_mutant_fits_the_code() {
    let misfits: Vec<String> = read()
        .unwrap()
        .iter()
        .filter_map(|mutant| mutant.mutate(&root()).err())
        .map(|why| why.to_string())
        .collect();
    assert!(misfits.is_empty(), "{}", misfits.join("\n"));
}

#[test]
fn there_are_at_least_ten_with_names_of_their_own() {
    let mutants = read().unwrap();
    let names: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    assert_eq!(names.len(), mutants.len());
    assert!(names.len() >= 10);
    assert!(mutants.iter().all(|mutant| mutant.why.ends_with('.')));
}

#[test]
fn a_copy_follows_the_checkout_and_keeps_its_own_files_whole() {
    let target = std::env::temp_dir().join(format!("workos-mfa-mutants-{}", std::process::id()));
    let copy = Copy::update(&root(), target.clone()).unwrap();
    let file = "crates/core/src/lib.rs";
    let path = copy.root().join(file);
    let own = std::fs::read(&path).unwrap();
    assert_eq!(own, std::fs::read(root().join(file)).unwrap());

    let seen = copy.with(file, "broken", || Ok(std::fs::read(&path)?)).unwrap();
    assert_eq!(seen, b"broken");
    assert_eq!(std::fs::read(&path).unwrap(), own);
    assert_eq!(std::fs::read(root().join(file)).unwrap(), own);

    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    std::fs::write(copy.root().join("crates/core/src/gone.rs"), "").unwrap();
    let copy = Copy::update(&root(), target.clone()).unwrap();
    assert!(!copy.root().join("crates/core/src/gone.rs").exists());
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), modified, "it was the same");
    std::fs::remove_dir_all(target).unwrap();
}
