//! Kotlin. The generator writes one file in which all is public; two are made of it: the types that users see, and the rest, which they
//! don't.

use anyhow::{Context, Result, ensure};
use uniffi_bindgen::bindings::TargetLanguage;
use xtask::generated::replace;

use super::Language;

pub(super) const MODELS: Language = Language {
    target: TargetLanguage::Kotlin,
    files: &[(GENERATED, "kotlin/generated/dev/workosmfa/Models.kt")],
    adapt: |_, code| models(code),
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

fn models(code: &str) -> Result<String> {
    let mut text = String::from("package dev.workosmfa\n\nimport dev.workosmfa.internal.*\n");
    let items = items(code);
    for wanted in PUBLIC {
        let mut found = items.iter().filter(|item| item.name == Some(wanted));
        let item = found.next().with_context(|| format!("the generator did not write {wanted}"))?;
        ensure!(found.next().is_none(), "the generator wrote {wanted} twice");
        text.push('\n');
        text.push_str(&related(wanted, published(&item.lines))?);
    }
    // Java has no default arguments.
    let text = text
        .replace(
            "public data class Totp(\n        /",
            "public data class Totp @JvmOverloads constructor(\n        /",
        )
        .replace(
            "public data class Sms(\n        /",
            "public data class Sms @JvmOverloads constructor(\n        /",
        );
    replace(&text, "class GenericOtp(", "class GenericOtp @JvmOverloads constructor(", 1)
}

/// What has just been enrolled is a factor, too: the vendor's documentation shows `Factor factor = workos.mfa.enrollFactor(…)`, and a data
/// class can't be inherited from.
fn related(name: &str, class: String) -> Result<String> {
    match name {
        "Factor" | "Totp" => {
            let class = replace(&class, "public data class ", "public open class ", 1)?;
            let class = class.replace("    public val ", "    public open val ");
            let fields: Vec<&str> = class
                .lines()
                .filter_map(|line| line.trim_start().strip_prefix("public open val ")?.split_once(':'))
                .map(|(field, _)| field)
                .collect();
            let shown: Vec<String> = fields.iter().map(|field| format!("{field}=${field}")).collect();
            let class = class.trim_end().strip_suffix(')').context("a class without fields")?;
            Ok(format!(
                "{class}) {{
    override fun equals(other: Any?): Boolean =
        this === other || (other is {name} && other.javaClass == javaClass && other.fields() == fields())

    override fun hashCode(): Int = fields().hashCode()

    override fun toString(): String = \"{name}({})\"

    private fun fields(): List<Any?> = listOf({})
}}
",
                shown.join(", "),
                fields.join(", ")
            ))
        }
        "EnrolledFactor" => inherit(&class, "Factor(id, type, userId, totp, sms, createdAt, updatedAt)", 7),
        "EnrolledTotp" => inherit(&class, "Totp(issuer, user)", 2),
        _ => Ok(class),
    }
}

/// Inherits the first so many fields.
fn inherit(class: &str, from: &str, fields: usize) -> Result<String> {
    let class = class.replacen("    public val ", "    override val ", fields);
    replace(&class, "\n){\n", &format!("\n) : {from} {{\n"), 1)
}

/// As explicit API mode wants it, without companions that nobody needs, and without blank lines that mean nothing.
fn published(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in lines {
        let bare = line.trim_start();
        if bare.is_empty() || bare == "companion object" {
            blank = !text.is_empty();
            continue;
        }
        let indent = &line[..line.len() - bare.len()];
        // Blocks that are empty but for what was left out.
        if bare == "}" && text.ends_with("{\n") {
            let whole = text.trim_end_matches("{\n").trim_end().len();
            text.truncate(whole);
            text.push('\n');
            blank = false;
            continue;
        }
        let follows_on =
            text.ends_with("{\n") || text.ends_with("*/\n") || bare.starts_with([')', '}', '{', ',']);
        if std::mem::take(&mut blank) && !follows_on {
            text.push('\n');
        }
        let comment = bare.starts_with(['*', '/']) && !bare.starts_with("*/ fun ");
        let bare = if comment { bare.to_owned() } else { bare.replace('`', "") };
        // The generator puts commas, and functions after their documentation, where they happen to fall.
        if bare == "," {
            text.truncate(text.trim_end().len());
            text.push_str(",\n");
            continue;
        }
        if let Some(function) = bare.strip_prefix("*/ fun ") {
            text.push_str(&format!("{indent}*/\n    public fun {function}\n"));
            continue;
        }
        text.push_str(indent);
        if bare.starts_with("object ") {
            text.push_str("public data ");
        } else if ["val ", "data class ", "sealed class ", "enum class "]
            .iter()
            .any(|word| bare.starts_with(word))
        {
            text.push_str("public ");
        }
        text.push_str(&bare);
        text.push('\n');
    }
    text
}

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
    use super::{declared, hidden, items, published};

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
    fn hides_and_publishes() {
        assert_eq!(hidden("public object A {"), "internal object A {");
        assert_eq!(hidden("private inline fun <U> a("), "internal inline fun <U> a(");
        assert_eq!(hidden("    private val a = 1"), "    private val a = 1");
        let given = [
            "data class A (",
            "    /**",
            "     * Id.",
            "     */",
            "    val `id`: String",
            "    ,",
            "",
            "){",
            "",
            "    companion object",
            "}",
        ];
        assert_eq!(
            published(&given),
            "public data class A (\n    /**\n     * Id.\n     */\n    public val id: String,\n)\n"
        );
    }
}
