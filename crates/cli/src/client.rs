//! The client that the command line asks for.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use workos_mfa::{Client, ClientBuilder};

use crate::args::ClientArgs;
use crate::failure::{Action, Failure};

/// The largest file that is read for a key, in bytes. Tokens may be long.
const MAX_KEY_FILE: usize = 64 * 1024;

/// Whether there is a key: then the demonstration is about the real API.
pub(crate) fn has_api_key(arguments: &ClientArgs) -> bool {
    arguments.api_key.is_some()
        || arguments.api_key_file.is_some()
        || std::env::var_os("WORKOS_API_KEY").is_some_and(|key| !key.is_empty())
}

/// A client of the API.
pub(crate) fn build(arguments: &ClientArgs) -> Result<Client, Failure> {
    finish(builder(arguments)?)
}

/// A client of an emulator; all but where it is and its key is as the command line says.
pub(crate) fn build_for_emulator(arguments: &ClientArgs, url: &str, key: &str) -> Result<Client, Failure> {
    finish(builder(arguments)?.base_url(url).api_key(key))
}

fn finish(builder: ClientBuilder) -> Result<Client, Failure> {
    builder.build().map_err(|error| Failure::call(Action::Configure, error))
}

fn builder(arguments: &ClientArgs) -> Result<ClientBuilder, Failure> {
    let environment = ClientBuilder::from_env().map_err(|error| Failure::call(Action::Configure, error))?;
    let mut builder = environment.user_agent_product("workos-mfa-cli");
    if arguments.allow_http {
        builder = builder.allow_http(true);
    }
    if let Some(key) = &arguments.api_key {
        builder = builder.api_key(key);
    }
    if let Some(file) = &arguments.api_key_file {
        builder = builder.api_key(key_in(file)?);
    }
    if let Some(url) = &arguments.base_url {
        builder = builder.base_url(url);
    }
    if let Some(timeout) = arguments.timeout {
        builder = builder.timeout(timeout);
    }
    if let Some(timeout) = arguments.attempt_timeout {
        builder = builder.attempt_timeout(timeout);
    }
    if let Some(timeout) = arguments.connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    if let Some(retries) = arguments.max_retries {
        builder = builder.max_retries(retries);
    }
    if let Some(suffix) = &arguments.user_agent_suffix {
        builder = builder.user_agent_suffix(suffix);
    }
    for header in &arguments.header {
        let (name, value) = name_and_value(header)?;
        builder = builder.header(name, value);
    }
    if let Some(url) = &arguments.proxy {
        builder = builder.proxy(url);
    }
    if arguments.no_proxy {
        builder = builder.no_proxy();
    }
    for file in &arguments.root_certificate {
        builder = builder.root_certificate_pem(read(file, "root_certificate")?);
    }
    // Which of the two is missing is for the core to say.
    if arguments.client_certificate.is_some() || arguments.client_key.is_some() {
        let text = |file: Option<&PathBuf>| {
            file.map_or_else(|| Ok(Vec::new()), |file| read(file, "client_certificate"))
        };
        builder = builder.client_certificate_pem(
            text(arguments.client_certificate.as_ref())?,
            text(arguments.client_key.as_ref())?,
        );
    }
    Ok(builder)
}

/// The text is not quoted in the error: headers carry secrets.
fn name_and_value(header: &str) -> Result<(&str, &str), Failure> {
    let (name, value) = header.split_once(':').ok_or_else(|| {
        Failure::config("headers", "--header has no colon; write it as NAME:VALUE".to_owned())
    })?;
    // Spaces and tabs around a value are not a part of it (RFC 9110, 5.5).
    Ok((name, value.trim_matches([' ', '\t'])))
}

/// The key in a file, without its line end. What is in the file is not quoted in the error.
fn key_in(file: &Path) -> Result<String, Failure> {
    let from_stdin = file.as_os_str() == "-";
    let name = if from_stdin { "standard input".to_owned() } else { file.display().to_string() };
    let failed = |problem: &str| {
        Failure::config("api_key_file", format!("the API key can't be read from {name}: {problem}"))
    };
    // All the room at once: text that grows would leave copies of the key behind.
    let mut text = String::with_capacity(MAX_KEY_FILE + 1);
    let limit = MAX_KEY_FILE as u64 + 1;
    let read = if from_stdin {
        io::stdin().lock().take(limit).read_to_string(&mut text)
    } else {
        File::open(file).and_then(|file| file.take(limit).read_to_string(&mut text))
    };
    if text.len() > MAX_KEY_FILE {
        return Err(failed("it is too large for a key"));
    }
    read.map_err(|problem| failed(&problem.to_string()))?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    if text.is_empty() {
        return Err(failed("it is empty"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(failed("it holds a space, a line break or another character no key has"));
    }
    Ok(text)
}

fn read(file: &Path, option: &'static str) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|problem| {
        let what = option.replace('_', " ");
        Failure::config(option, format!("the file {} of the {what} can't be read: {problem}", file.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::name_and_value;

    #[test]
    fn a_header_is_split_at_the_first_colon_and_only_spaces_are_trimmed() {
        for (header, name, value) in [
            ("x-trace:7", "x-trace", "7"),
            ("x-trace: a b:c\t", "x-trace", "a b:c"),
            ("x: a\n", "x", "a\n"),
            (":7", "", "7"),
            ("x:", "x", ""),
        ] {
            assert_eq!(name_and_value(header).ok().unwrap(), (name, value), "{header:?}");
        }
        assert!(name_and_value("sk_hidden").is_err());
    }
}
