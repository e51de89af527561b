//! Kotlin. The generator writes one file in which all is public; two are made of it: the types that users see, and the rest, which they
//! don't.

use anyhow::Result;
use uniffi_bindgen::bindings::TargetLanguage;
use xtask::generated::replace;

use super::Language;

mod models;

pub(super) const MODELS: Language = Language {
    target: TargetLanguage::Kotlin,
    files: &[(GENERATED, "kotlin/generated/dev/workosmfa/Models.kt")],
    adapt: |_, code| models::models(code),
    comment: "//",
};

pub(super) const NATIVE: Language = Language {
    target: TargetLanguage::Kotlin,
    files: &[(GENERATED, "kotlin/generated/dev/workosmfa/internal/Native.kt")],
    adapt: |_, code| native(code),
    comment: "//",
};

const GENERATED: &str = "dev/workosmfa/internal/workos_mfa.kt";

/// The types that users see.
const PUBLIC: [&str; 10] = [
    "EnrollFactor",
    "EnrolledFactor",
    "EnrolledTotp",
    "Factor",
    "FactorType",
    "Totp",
    "Sms",
    "ErrorKind",
    "FieldError",
    "Outcome",
];

/// In front of the top-level declarations.
const MODIFIERS: [&str; 9] =
    ["public ", "private ", "internal ", "inline ", "open ", "abstract ", "data ", "sealed ", "suspend "];
const KINDS: [&str; 8] =
    ["class ", "enum class ", "interface ", "object ", "fun ", "fun<", "val ", "const val "];

fn native(code: &str) -> Result<String> {
    let mut text = String::new();
    for item in items(code) {
        if item.name.is_some_and(|name| PUBLIC.contains(&name)) {
            continue;
        }
        let mut depth = 0;
        for line in &item.lines {
            if depth == 0 {
                text.push_str(&hidden(line));
            } else {
                text.push_str(line);
            }
            text.push('\n');
            depth += deeper(line);
        }
    }
    let text = replace(
        &text,
        "import com.sun.jna.Library\n",
        "import com.sun.jna.Library\nimport dev.workosmfa.*\n",
        1,
    )?;
    // Else JNA looks for it in more places than are good.
    let text = replace(&text, "    return \"workos_mfa_uniffi\"\n", "    return LIBRARY\n", 1)?;
    // Not ours to do.
    let text = text.replace("        // TODO: maybe we should log a warning if called more than once?\n", "");
    let mut tidy = String::new();
    for line in text.lines() {
        if !(line.is_empty() && tidy.ends_with("\n\n")) {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    Ok(tidy)
}

/// A line at the top level, with a declaration for nobody outside.
fn hidden(line: &str) -> String {
    match declared(line) {
        None => line.to_owned(),
        Some(_) => {
            let rest = line.strip_prefix("public ").or_else(|| line.strip_prefix("private ")).unwrap_or(line);
            if rest.starts_with("internal ") { rest.to_owned() } else { format!("internal {rest}") }
        }
    }
}

/// A declaration at the top level with the comments and annotations above it, or what lies between two.
struct Item<'a> {
    name: Option<&'a str>,
    lines: Vec<&'a str>,
}

fn items(code: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut item = Item { name: None, lines: Vec::new() };
    let mut depth = 0;
    let mut ended = false;
    for line in code.lines() {
        let name = if depth == 0 { declared(line) } else { None };
        let heads =
            |line: &str| line.starts_with("/**") || line.starts_with('@') && !line.starts_with("@file");
        let begins = depth == 0 && (heads(line) || name.is_some());
        let headed = item.name.is_none() && item.lines.iter().any(|line| heads(line));
        if begins && !headed || ended && !line.is_empty() {
            items.push(std::mem::replace(&mut item, Item { name: None, lines: Vec::new() }));
        }
        item.name = item.name.or(name);
        item.lines.push(line);
        depth += deeper(line);
        ended = depth == 0 && line.starts_with('}');
    }
    items.push(item);
    items
}

/// How many more blocks, lists of parameters included, the line opens than it closes. Comments don't count.
fn deeper(line: &str) -> isize {
    // The generator begins functions on the line on which their documentation ends.
    let code = match line.split_once("*/") {
        Some((_, code)) => code,
        None if line.trim_start().starts_with(['*', '/']) => "",
        None => line.split("//").next().unwrap_or(line),
    };
    code.chars().map(|c| isize::from(matches!(c, '{' | '(')) - isize::from(matches!(c, '}' | ')'))).sum()
}

/// The name that a line at the top level declares.
fn declared(line: &str) -> Option<&str> {
    let mut rest = line.trim_start_matches("    @Throws(Failure::class) ");
    while let Some(shorter) = MODIFIERS.iter().find_map(|modifier| rest.strip_prefix(modifier)) {
        rest = shorter;
    }
    let name = KINDS.iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    Some(&name[..end])
}

#[cfg(test)]
mod tests {
    use super::{declared, hidden, items};

    #[test]
    fn finds_what_is_declared() {
        assert_eq!(
            declared("public object FfiConverterLong: FfiConverter<Long, Long> {"),
            Some("FfiConverterLong")
        );
        assert_eq!(declared("data class Sms ("), Some("Sms"));
        assert_eq!(declared("    val `id`: kotlin.String"), None);
        let items = items("import a\n\n/**\n * A.\n */\ndata class A (\n){\n}\n\n@B\nclass C {\n}\n");
        let names: Vec<_> = items.iter().map(|item| item.name).collect();
        assert_eq!(names, [None, Some("A"), Some("C")]);
        assert_eq!(items[2].lines, ["@B", "class C {", "}"]);
    }

    #[test]
    fn hides_what_is_at_the_top_level() {
        assert_eq!(hidden("public object A {"), "internal object A {");
        assert_eq!(hidden("private inline fun <U> a("), "internal inline fun <U> a(");
        assert_eq!(hidden("    private val a = 1"), "    private val a = 1");
    }
}
