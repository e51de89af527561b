//! The arguments of `emulator`.

use clap::Args;

#[derive(Args)]
pub(crate) struct EmulatorArgs {
    /// The port to listen on; 0 picks a free one
    #[arg(long, value_name = "PORT", default_value_t = 4100)]
    pub(crate) port: u16,
    /// The IP address to listen on, or localhost [default: 127.0.0.1]
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Option<String>,
    /// A key that passes; may be repeated [default: sk_test_default]
    #[arg(long, value_name = "KEY")]
    pub(crate) api_key: Vec<String>,
    /// Let --host be an address that other machines can reach; it is plain HTTP, and hands out secrets
    #[arg(long)]
    pub(crate) allow_remote: bool,
}
