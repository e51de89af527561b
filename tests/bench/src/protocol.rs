//! How client and server talk.

/// What the calls go over. In rows' names, plain HTTP goes without saying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Protocol {
    /// HTTP/1.1.
    #[default]
    Plain,
    /// HTTP/1.1 over TLS.
    Tls,
    /// HTTP/2 over TLS.
    H2,
}

impl Protocol {
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::Tls, Self::H2];

    /// What the server agrees to by ALPN. Clients offer both, so that both of them leave the choice to it.
    pub(crate) fn alpn(self) -> &'static [u8] {
        match self {
            Self::Plain | Self::Tls => b"http/1.1",
            Self::H2 => b"h2",
        }
    }
}
