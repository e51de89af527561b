//! The README's code, in a project that has nothing else.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::readme::blocks;

/// Writes the project's files. Both thirty-second programs are whole; the further blocks of each language become one program.
pub(super) fn write(readme: &str, project: &Path) -> Result<()> {
    let block = |mark: &str| {
        crate::readme::block(readme, mark).with_context(|| format!("the README has lost its block of {mark}"))
    };
    let pom = project.join("pom.xml");
    let text = std::fs::read_to_string(&pom).context("there is no pom.xml")?;
    ensure!(text.contains("<!-- README -->"), "pom.xml has lost the place for the README's dependency");
    std::fs::write(&pom, text.replace("<!-- README -->", &block("xml")?))?;

    let (kotlin, java) = (project.join("src/main/kotlin"), project.join("src/main/java"));
    std::fs::create_dir_all(&kotlin)?;
    std::fs::create_dir_all(&java)?;
    std::fs::write(kotlin.join("Main.kt"), block("kotlin")?)?;
    std::fs::write(java.join("Demo.java"), block("java")?)?;
    std::fs::write(kotlin.join("More.kt"), kotlin_program(&blocks(readme, "kotlin more"))?)?;
    std::fs::write(java.join("More.java"), java_program(&blocks(readme, "java more"))?)?;
    Ok(())
}

fn kotlin_program(blocks: &[String]) -> Result<String> {
    ensure!(blocks.len() > 1, "the README has lost its further blocks of Kotlin");
    let lines = || blocks.iter().flat_map(|block| block.lines());
    let mut imports: Vec<&str> = lines().filter(|line| line.starts_with("import ")).collect();
    imports.sort_unstable();
    imports.dedup();
    let mut program = imports.join("\n");
    program.push_str("\n\nsuspend fun main() {\n");
    for block in blocks {
        program.push_str("    suspend {\n");
        for line in block.lines().filter(|line| !line.starts_with("import ")) {
            program.push_str(&format!("        {line}\n"));
        }
        program.push_str("    }()\n");
    }
    program.push_str("}\n");
    Ok(program)
}

fn java_program(blocks: &[String]) -> Result<String> {
    ensure!(blocks.len() > 1, "the README has lost its further blocks of Java");
    let bodies: Vec<String> = blocks.iter().map(|block| format!("        {{\n{block}        }}\n")).collect();
    Ok(format!(
        "import dev.workosmfa.*;\nimport java.time.Duration;\n\npublic class More {{\n    public static void main(String[] arguments) {{\n{}    }}\n}}\n",
        bodies.concat()
    ))
}

#[cfg(test)]
mod tests {
    use super::{blocks, kotlin_program};

    #[test]
    fn further_blocks_become_one_program() {
        let found = blocks(
            "a\n```kotlin more\nimport b\nval c = 1\n```\n```kotlin\nno\n```\n```kotlin more\nimport b\nd()\n```\n",
            "kotlin more",
        );
        assert_eq!(found, ["import b\nval c = 1\n", "import b\nd()\n"]);
        let program = kotlin_program(&found).unwrap();
        assert_eq!(program.matches("import b").count(), 1);
        assert!(program.contains("        val c = 1\n") && program.contains("        d()\n"), "{program}");
        assert!(kotlin_program(&[]).is_err());
    }
}
