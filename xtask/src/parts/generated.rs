//! The generated client against its description.

use super::Part;
use crate::generate;
use crate::tally::Tally;

pub(super) const PART: Part = Part {
    name: "generated",
    what: "the committed client is what the generator makes of openapi/workos-mfa.yaml",
    needs: &[],
    setup: None,
    test: Some(|| {
        Ok(Tally::one("generated code: mend it with `cargo xtask generate`", generate::is_up_to_date()?))
    }),
    runners: &[],
    bench: None,
    dist: None,
};
