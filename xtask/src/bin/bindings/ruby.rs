//! Ruby.

use anyhow::{Context, Result, ensure};
use uniffi_bindgen::bindings::TargetLanguage;
use xtask::generated::replace;

use super::Language;

pub(super) const LANGUAGE: Language = Language {
    target: TargetLanguage::Ruby,
    files: &[("workos_mfa.rb", "ruby/lib/workos_mfa/native.rb")],
    adapt,
    comment: "#",
};

/// The converters of what crosses the border. The generator writes them for every type of the crate, in both directions.
const CONVERTERS: [&str; 4] =
    ["alloc_from_string", "consume_into_string", "read_string", "read_TypeRubyFailure"];

/// Functions of the library that Ruby does without: async calls and what else it never asks.
const NEVER_CALLED: [&str; 5] =
    ["rust_future_", "_checksum_", "_contract_version", "rustbuffer_from_bytes", "rustbuffer_reserve"];

fn adapt(_file: &str, code: &str) -> Result<String> {
    // A string goes over in one piece, not byte by byte.
    const BY_BYTES: &str = "    RustBuffer.allocWithBuilder do |builder|
      builder.write value.encode('utf-8')
      return builder.finalize
    end
";
    const IN_ONE: &str = "    size = value.bytesize
    buffer = RustBuffer.alloc size
    buffer.data.put_bytes 0, value
    buffer.len = size
    buffer
";
    let code = replace(code, BY_BYTES, IN_ONE, 1)?;
    let code = cut(&code, "# Callback return codes\n", "  class RustBuffer < FFI::Struct\n")?;
    let code = cut(
        &code,
        "  # The allocated buffer will be automatically",
        "  # The RustBuffer will be freed once the context-manager",
    )?;
    let code = cut(
        &code,
        "# Helper for structured writing of values into a RustBuffer.\n",
        "  # Error definitions\n",
    )?;
    let code = cut(
        &code,
        "  # Define FFI callback types and structs",
        "  attach_function :uniffi_workos_mfa_uniffi_fn_clone_rubycall,",
    )?;
    let code = cut(&code, "  def self.reserve(", "  def free\n")?;
    let code = spare_allocations(&code)?;
    let code = let_others_run(&without_the_unused(&code))?;
    only_ours(&code)?;
    // Users see `WorkOSMFA`; what is in here is private.
    let code = replace(&code, "\nmodule WorkosMfa\n", "\nmodule WorkOSMFA\nmodule Native\n", 1)?;
    let code = code.replace("::WorkosMfa", "Native") + "end\n";
    // The generator does not indent, and `ruby -w` would complain in every program.
    Ok(format!("# frozen_string_literal: true\n# warn_indent: false\n\n{code}"))
}

/// The largest part of what a crossing costs.
fn spare_allocations(code: &str) -> Result<String> {
    // A status that was not needed serves again: in the same fiber, and only when its call is over, since a signal handler may make
    // one in between.
    const NEW: &str = "  status = RustCallStatus.new\n";
    const USED: &str = "  when CALL_SUCCESS\n";
    let code = replace(
        code,
        NEW,
        "  unused = (Thread.current[:workos_mfa_statuses] ||= [])\n  status = unused.pop || RustCallStatus.new\n",
        1,
    )?;
    let code = replace(&code, USED, &format!("{USED}    unused << status\n"), 1)?;
    // Nobody reads the ids, and Ruby keeps tables of all that were asked for.
    let code = replace(&code, "_by_handle(handle, inst.object_id)", "_by_handle(handle)", 2)?;
    let code = replace(&code, "_by_handle(handle, self.object_id)", "_by_handle(handle)", 1)?;
    replace(&code, "_by_handle(handle, object_id)", "_by_handle(handle)", 2)
}

/// What is new in the crate, and for other languages, must not get into the gem by itself.
fn only_ours(code: &str) -> Result<()> {
    let (_, public) = code.split_once("# Public interface members begin here.\n").unwrap_or_default();
    let defines = |line: &&str| {
        line.starts_with("  class ") || line.starts_with("  module ") || line.starts_with("def ")
    };
    let others: Vec<&str> =
        public.lines().filter(defines).filter(|line| !line.starts_with("  class Ruby")).collect();
    ensure!(
        others.is_empty(),
        "Ruby does without these; name them in bindings/uniffi/uniffi.toml: {others:?}"
    );
    Ok(())
}

/// Without `blocking`, the whole interpreter stands still while a call waits.
fn let_others_run(code: &str) -> Result<String> {
    const LOOK: &str = "  attach_function :uniffi_workos_mfa_uniffi_fn_method_rubycall_look,
    [:uint64, :uint32, RustCallStatus.by_ref],
    :int8
";
    replace(code, LOOK, &format!("{},\n    blocking: true\n", LOOK.trim_end()), 1)
}

/// From one text up to the other, which stays.
fn cut(code: &str, from: &str, to: &str) -> Result<String> {
    let missing =
        || format!("the generated code has no longer this; look at xtask/src/bin/bindings:\n{from}{to}");
    let (before, rest) = code.split_once(from).with_context(missing)?;
    let (_, after) = rest.split_once(to).with_context(missing)?;
    Ok(format!("{before}{to}{after}"))
}

/// Drops converters and functions that nobody calls, with the comments above them and repeated blank lines.
fn without_the_unused(code: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if converter(line).is_some_and(|name| !CONVERTERS.contains(&name)) {
            while kept.last().is_some_and(|above| above.trim_start().starts_with('#') || above.is_empty()) {
                kept.pop();
            }
            lines.find(|line| *line == "  end");
        } else if line.starts_with("  attach_function") && NEVER_CALLED.iter().any(|name| line.contains(name))
        {
            lines.find(|line| line.is_empty());
        } else if !(line.is_empty() && kept.last().is_none_or(|above| above.is_empty())) {
            kept.push(line);
        }
    }
    kept.iter().map(|line| format!("{line}\n")).collect()
}

/// The name of the converter that begins here.
fn converter(line: &str) -> Option<&str> {
    let name = line.strip_prefix("  def ")?;
    let name = name.strip_prefix("self.").unwrap_or(name).split('(').next()?;
    let prefixes = ["check_lower_", "alloc_from_", "consume_into_", "read_"];
    prefixes.iter().any(|prefix| name.starts_with(prefix)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{cut, only_ours, without_the_unused};

    #[test]
    fn notices_what_is_for_other_languages() {
        let code = |line| {
            format!("# Public interface members begin here.\n  class RubyCall\n  end\n{line}\n  end\n")
        };
        assert!(only_ours(&code("  class RubyClient")).is_ok());
        assert!(only_ours(&code("  class Factor")).is_err());
        assert!(only_ours(&code("def self.enroll(x)")).is_err());
    }

    #[test]
    fn cuts_from_one_text_to_the_other() {
        assert_eq!(cut("a\nb\nc\nd\n", "b\n", "d\n").unwrap(), "a\nd\n");
        assert!(cut("a\nb\n", "x", "b").is_err());
    }

    #[test]
    fn drops_what_nobody_calls() {
        let code = "class A\n  # About u16.\n  def read_u16\n    if 1\n    end\n  end\n\n  def read_string\n  end\n\n\
                    \x20 attach_function :ffi_rust_future_poll_u8,\n    :void\n\n  attach_function :b,\n    :void\nend\n";
        let wanted = "class A\n\n  def read_string\n  end\n\n  attach_function :b,\n    :void\nend\n";
        assert_eq!(without_the_unused(code), wanted);
    }
}
