//! A server on loopback that always says the same.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers every request with this status, these headers (each with its line's end) and this body. Gives the address.
///
/// # Errors
/// When no port is free.
pub async fn serve(status: &'static str, headers: &'static str, body: &'static str) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who goes away before the answer is whole is none of its business.
            drop(answer(stream, status, headers, body).await);
        }
    });
    Ok(format!("http://{address}/"))
}

async fn answer(mut stream: TcpStream, status: &str, headers: &str, body: &str) -> io::Result<()> {
    let (mut asked, mut part) = (Vec::new(), [0; 1024]);
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut part).await?;
        if count == 0 {
            return Ok(());
        }
        asked.extend_from_slice(&part[..count]);
    }
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}
