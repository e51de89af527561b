//! Breaks the client in every way that `mutants.json` lists, one at a time, and prints which scenarios notice.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;
use workos_mfa_mutants::{Copy, Mutant, Suite, Verdict, read, root};

/// So many scenarios are named for each mutant; all of them are in the file.
const NAMED: usize = 4;

/// Breaks the client in known ways, and shows which scenarios of the conformance suite notice.
#[derive(Parser)]
struct Arguments {
    /// Only the mutants with these names.
    names: Vec<String>,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let mutants = chosen(read()?, &arguments.names)?;
    let checkout = root();
    // Before anything is built: a mutant that no longer fits is a matter of seconds.
    for mutant in &mutants {
        mutant.mutate(&checkout)?;
    }

    let output = checkout.join("target/mutants");
    let copy = Copy::update(&checkout, output.join("work"))?;
    let suite = Suite::new(copy.root(), &output);
    say("The suite without a mutant (the first time it has to be built) …");
    let usual = match suite.run()? {
        Verdict::Failed(scenarios) => scenarios,
        Verdict::None(why) => bail!("without a mutant, {why}"),
    };
    let (mut passed, mut failed) = (0, 0);
    if !usual.is_empty() {
        failed += 1;
        say(&format!("FAILED    without a mutant: {}", usual.join(", ")));
    }

    let mut caught = BTreeMap::new();
    for mutant in &mutants {
        let text = mutant.mutate(copy.root())?;
        let verdict = copy.with(&mutant.file, &text, || suite.run())?;
        match judge(verdict, &usual) {
            Ok(scenarios) => {
                passed += 1;
                say(&format!(
                    "caught    {:<38} by {:>3}  {}",
                    mutant.name,
                    scenarios.len(),
                    some_of(&scenarios)
                ));
                caught.insert(mutant.name.clone(), scenarios);
            }
            Err(why) => {
                failed += 1;
                say(&format!(
                    "SURVIVED  {:<38} {why}\n          {}: {}",
                    mutant.name, mutant.file, mutant.why
                ));
            }
        }
    }
    fs::write(output.join("caught.json"), serde_json::to_string_pretty(&caught)?)?;
    say("All scenarios that caught a mutant are in target/mutants/caught.json.");
    say(&format!("{passed} passed, {failed} failed"));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(mut mutants: Vec<Mutant>, names: &[String]) -> Result<Vec<Mutant>> {
    if let Some(unknown) = names.iter().find(|name| mutants.iter().all(|mutant| mutant.name != **name)) {
        let known: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
        bail!("there is no mutant `{unknown}`; there are {}", known.join(", "));
    }
    mutants.retain(|mutant| names.is_empty() || names.contains(&mutant.name));
    Ok(mutants)
}

/// A mutant is caught by scenarios that pass without it. One that does not compile, or makes the suite itself break down, has
/// not been caught by any.
fn judge(verdict: Verdict, usual: &[String]) -> Result<Vec<String>, String> {
    match verdict {
        Verdict::Failed(mut scenarios) => {
            scenarios.retain(|scenario| !usual.contains(scenario));
            if scenarios.is_empty() { Err("every scenario passed".to_owned()) } else { Ok(scenarios) }
        }
        Verdict::None(why) => Err(why),
    }
}

fn some_of(scenarios: &[String]) -> String {
    let named = scenarios.get(..NAMED).unwrap_or(scenarios).join(", ");
    match scenarios.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[allow(clippy::print_stdout, reason = "the one place where the program prints")]
fn say(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use workos_mfa_mutants::{Verdict, read};

    use super::{chosen, judge, some_of};

    fn scenarios(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_scenarios_that_usually_pass_catch_a_mutant() {
        let verdict = Verdict::Failed(scenarios(&["a/red", "b/green"]));
        assert_eq!(judge(verdict.clone(), &scenarios(&["a/red"])).unwrap(), ["b/green"]);
        assert!(judge(verdict, &scenarios(&["a/red", "b/green"])).is_err());
        assert!(judge(Verdict::Failed(Vec::new()), &[]).is_err());
        assert!(judge(Verdict::None("it does not compile".into()), &[]).is_err());
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        assert_eq!(chosen(read().unwrap(), &scenarios(&["leak-in-debug"])).unwrap().len(), 1);
        assert!(chosen(read().unwrap(), &scenarios(&["nonsense"])).is_err());
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(some_of(&scenarios(&["a", "b"])), "a, b");
        assert_eq!(some_of(&scenarios(&["a", "b", "c", "d", "e", "f"])), "a, b, c, d and 2 more");
    }
}
