//! Just enough HTTP to ask a server on this machine for JSON.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, Explain as _, Result};

const CONNECT_LIMIT: Duration = Duration::from_secs(2);
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// A server on loopback, asked with basic authentication.
pub struct Client {
    address: SocketAddr,
    authorization: String,
}

impl Client {
    /// A client of the server at `address`.
    pub fn new(address: SocketAddr, user: &str, password: &str) -> Self {
        let authorization = format!("Basic {}", base64(format!("{user}:{password}").as_bytes()));
        Self { address, authorization }
    }

    /// The address as others write it: `http://127.0.0.1:8000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The JSON that stands at `path`.
    pub fn get(&self, path: &str) -> Result<Value> {
        let what = || format!("GET {}{path}", self.url());
        // HTTP/1.0: the server closes when it is done, and sends nothing in chunks.
        let request = format!(
            "GET {path} HTTP/1.0\r\nHost: {}\r\nAuthorization: {}\r\nAccept: application/json\r\n\r\n",
            self.address, self.authorization
        );
        let mut stream = TcpStream::connect_timeout(&self.address, CONNECT_LIMIT).explain(what)?;
        stream.set_read_timeout(Some(ANSWER_LIMIT)).explain(what)?;
        stream.write_all(request.as_bytes()).explain(what)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).explain(what)?;
        parse(&String::from_utf8_lossy(&answer)).explain(what)
    }
}

/// A port that is free at this moment.
pub fn free_address() -> Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .explain(|| "cannot find a free port on 127.0.0.1")
}

/// The JSON body of a whole answer with status 200.
fn parse(answer: &str) -> Result<Value> {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return Err(Error::new("the answer broke off before its body"));
    };
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        let body: String = body.chars().take(300).collect();
        return Err(Error::new(format!("{status}: {body}")));
    }
    serde_json::from_str(body).explain(|| "the answer is not JSON")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = (group >> (18 - 6 * place)) & 63;
            text.push(if place > chunk.len() { '=' } else { char::from(DIGITS[digit as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_as_the_standard_says() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("admin:ü?", "YWRtaW46w7w/")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn only_a_whole_answer_with_status_200_is_taken() {
        assert_eq!(parse("HTTP/1.0 200 OK\r\nA: b\r\n\r\n{\"count\":1}").unwrap()["count"], 1);
        let refused = parse("HTTP/1.0 401 Unauthorized\r\n\r\n{\"detail\":\"no\"}").unwrap_err();
        assert_eq!(refused.to_string(), "HTTP/1.0 401 Unauthorized: {\"detail\":\"no\"}");
        assert!(parse("HTTP/1.0 200 OK\r\n").is_err());
        assert!(parse("HTTP/1.0 200 OK\r\n\r\n<html>").is_err());
    }
}
