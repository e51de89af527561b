//! The types that users see: classes that can grow, with no call into the library.

use anyhow::{Context, Result, ensure};
use xtask::generated::replace;

use super::{PUBLIC, deeper, items};

/// Classes that others are derived from: what has just been enrolled is a factor, too. The vendor's documentation shows
/// `Factor factor = workos.mfa.enrollFactor(…)`.
const DERIVED: [(&str, &str, usize); 2] = [
    ("EnrolledFactor", "Factor(id, type, userId, totp, sms, createdAt, updatedAt)", 7),
    ("EnrolledTotp", "Totp(issuer, user)", 2),
];

const OPEN: [&str; 2] = ["Factor", "Totp"];

/// Part of an exception, which can be serialised.
const SERIALIZABLE: [&str; 1] = ["FieldError"];

/// Never shown.
const SECRET: [&str; 3] = ["secret", "qrCode", "uri"];

pub(super) fn models(code: &str) -> Result<String> {
    let mut text = String::from("package dev.workosmfa\n");
    let items = items(code);
    for wanted in PUBLIC {
        let mut found = items.iter().filter(|item| item.name == Some(wanted));
        let item = found.next().with_context(|| format!("the generator did not write {wanted}"))?;
        ensure!(found.next().is_none(), "the generator wrote {wanted} twice");
        text.push('\n');
        text.push_str(&plain(&pure(&published(&item.lines))?)?);
    }
    ensure!(!text.contains("uniffi"), "the generator wrote a call into the library where none is expected");
    // Java has no default arguments.
    let text = text
        .replace("public class Totp(\n        /", "public class Totp @JvmOverloads constructor(\n        /");
    let text = text
        .replace("public class Sms(\n        /", "public class Sms @JvmOverloads constructor(\n        /");
    replace(&text, "class GenericOtp(", "class GenericOtp @JvmOverloads constructor(", 1)
}

/// Answers `code()` in Kotlin: tests of an app run where the library can't be loaded.
fn pure(item: &str) -> Result<String> {
    const BEGIN: &str = "    public fun code(): kotlin.String {\n";
    let Some((before, rest)) = item.split_once(BEGIN) else { return Ok(item.to_owned()) };
    let (_, after) = rest.split_once("\n    }\n").context("code() does not end")?;
    if item.contains("enum class ") {
        return Ok(format!("{before}    public fun code(): kotlin.String = name.lowercase()\n{after}"));
    }
    let objects = item.lines().filter_map(|line| {
        let name = line.trim_start().strip_prefix("public data object ")?;
        name.split_whitespace().next()
    });
    let cases: String = objects.map(|name| format!("            {name} -> \"{}\"\n", snake(name))).collect();
    Ok(format!(
        "{before}    public fun code(): kotlin.String =\n        when (this) {{\n{cases}            is Other -> name\n        }}\n{after}"
    ))
}

/// `GenericOtp` as the API has it.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Makes plain classes of data classes: a further field of those breaks programs that were compiled before, by `copy` and `componentN`, and a
/// `toString` of the compiler's shows secrets.
fn plain(item: &str) -> Result<String> {
    let mut text = String::new();
    let mut lines = item.lines();
    while let Some(line) = lines.next() {
        let Some((before, after)) = line.split_once("data class ") else {
            text.push_str(line);
            text.push('\n');
            continue;
        };
        let indent = &line[..line.len() - line.trim_start().len()];
        let name: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
        let mut class = vec![format!("{before}class {after}")];
        let mut depth = deeper(line);
        while depth > 0 {
            let line = lines.next().context("a class does not end")?;
            class.push(line.to_owned());
            // With a body, the line that ends the fields opens it.
            depth += deeper(line) - isize::from(line.ends_with('{'));
        }
        // What the generator has in the body asks the library.
        if class.last().is_some_and(|line| line.ends_with('{')) {
            ensure!(indent.is_empty(), "a nested class has a body");
            lines.by_ref().for_each(drop);
        }
        let nested = !indent.is_empty();
        text.push_str(&class_text(&name, indent, &class.join("\n"), nested));
    }
    Ok(text)
}

fn class_text(name: &str, indent: &str, class: &str, nested: bool) -> String {
    let fields: Vec<&str> = class
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("public val ")?.split_once(':'))
        .map(|(field, _)| field)
        .collect();
    let mut class = class.trim_end_matches(['{', ' ', '\n']).to_owned();
    if !nested {
        if OPEN.contains(&name) {
            class = class
                .replacen("public class ", "public open class ", 1)
                .replace("public val ", "public open val ");
        }
        for (derived, parent, inherited) in DERIVED {
            if derived == name {
                class = class.replacen("public val ", "override val ", inherited);
                class = format!("{class} : {parent}");
            }
        }
    }
    let serializable = !nested && SERIALIZABLE.contains(&name);
    if serializable {
        class.push_str(" : java.io.Serializable");
    }
    let shown: Vec<String> =
        fields
            .iter()
            .map(|field| {
                if SECRET.contains(field) {
                    format!("{field}=[redacted]")
                } else {
                    format!("{field}=${field}")
                }
            })
            .collect();
    let shown = shown.join(", ");
    let listed = fields.join(", ");
    let mut text = format!(
        "{class} {{
{indent}    override fun equals(other: Any?): Boolean =
{indent}        this === other || (other is {name} && other.javaClass == javaClass && other.fields() == fields())

{indent}    override fun hashCode(): Int = fields().hashCode()

{indent}    override fun toString(): String = \"{name}({shown})\"

{indent}    private fun fields(): List<Any?> = listOf({listed})
"
    );
    if serializable {
        text.push_str(
            "\n    private companion object {\n        private const val serialVersionUID: Long = 1\n    }\n",
        );
    }
    text.push_str(&format!("{indent}}}\n"));
    text
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

#[cfg(test)]
mod tests {
    use super::{plain, published, pure, snake};

    #[test]
    fn publishes() {
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

    #[test]
    fn a_class_can_grow_and_shows_no_secret() {
        let class = plain("public data class A (\n    /** B. */\n    public val b: Int,\n    public val secret: String\n){\n    fun c() {\n    }\n}\n").unwrap();
        assert!(class.starts_with("public class A (\n"), "{class}");
        assert!(class.contains("\"A(b=$b, secret=[redacted])\""), "{class}");
        assert!(!class.contains("fun c()") && class.ends_with("listOf(b, secret)\n}\n"), "{class}");
        let nested =
            plain("public sealed class S {\n    public data class B(\n        public val c: Int) : S()\n}\n")
                .unwrap();
        assert!(nested.contains("public val c: Int) : S() {\n        override fun equals"), "{nested}");
        assert!(nested.ends_with("listOf(c)\n    }\n}\n"), "{nested}");
    }

    #[test]
    fn a_code_asks_no_library() {
        let given = "public sealed class T {\n    public data object GenericOtp : T()\n\n    public fun code(): kotlin.String {\n            native()\n    }\n}\n";
        let pure = pure(given).unwrap();
        assert!(pure.contains("GenericOtp -> \"generic_otp\"\n") && !pure.contains("native"), "{pure}");
        assert_eq!(snake("Totp"), "totp");
    }
}
