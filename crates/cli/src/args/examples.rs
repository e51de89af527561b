//! What stands at the end of each help page.

pub(super) const ALL: &str = "\
Examples:
  workos-mfa demo
  workos-mfa enroll totp --issuer 'Foo Corp' --user alan.turing@example.com
  workos-mfa get auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ --json
  workos-mfa demo --api-key-file /run/secrets/workos
  workos-mfa emulator --port 4100

Exit status:
  0    success
  1    another error of the API, or a result that could not be written
  2    usage, invalid_request or config: nothing was sent
  3    not_found
  4    authentication or permission_denied
  5    connect, timeout or transport
  130  interrupted";

pub(super) const DEMO: &str = "\
Examples:
  workos-mfa demo
  workos-mfa demo --api-key-file key";

pub(super) const ENROLL: &str = "\
Examples:
  workos-mfa enroll totp --issuer 'Foo Corp' --user alan.turing@example.com
  workos-mfa enroll sms --phone-number +15555555555
  workos-mfa enroll generic-otp --user-id user_01E4ZCR3C56J083X43JQXF3JK5";

pub(super) const ENROLL_TOTP: &str = "\
Examples:
  workos-mfa enroll totp --issuer 'Foo Corp' --user alan.turing@example.com
  workos-mfa enroll totp --issuer 'Foo Corp' --user alan --qr-png qr.png
  workos-mfa enroll totp --issuer 'Foo Corp' --user alan --json | jq -r .id";

pub(super) const ENROLL_SMS: &str = "\
Examples:
  workos-mfa enroll sms --phone-number +15555555555
  workos-mfa enroll sms --phone-number +15555555555 --user-id user_01E4ZCR3C56J083X43JQXF3JK5";

pub(super) const ENROLL_GENERIC_OTP: &str = "\
Examples:
  workos-mfa enroll generic-otp
  workos-mfa enroll generic-otp --user-id user_01E4ZCR3C56J083X43JQXF3JK5";

pub(super) const GET: &str = "\
Examples:
  workos-mfa get auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ
  workos-mfa get auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ --json | jq -r .type
  pass show workos | workos-mfa get auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ --api-key-file -";

pub(super) const DELETE: &str = "\
Example:
  workos-mfa delete auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ";

pub(super) const EMULATOR: &str = "\
Examples:
  workos-mfa emulator --port 4100
  workos-mfa emulator --port 0 --json
  WORKOS_BASE_URL=http://127.0.0.1:4100 WORKOS_API_KEY=sk_test_default \\
    workos-mfa enroll generic-otp";

pub(super) const COMPLETIONS: &str = "\
Examples:
  workos-mfa completions bash > ~/.local/share/bash-completion/completions/workos-mfa
  workos-mfa completions zsh > \"${fpath[1]}/_workos-mfa\"
  workos-mfa completions fish > ~/.config/fish/completions/workos-mfa.fish";
