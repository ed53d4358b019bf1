//! The HTTP client against servers on loopback: what follows from which answer, what is said of it, and what never is.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use connector_core::Secret;
use connector_sync::http::{Http, HttpBuilder, Rate};
use connector_sync::{RemoteError, RemoteErrorKind};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const TOKEN: &str = "planted/secret+of the shop";

/// A server that answers everything alike.
async fn server(answer: impl Fn(Request) -> Response + Clone + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(any(async move |request: Request| answer(request)));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

/// A server that reads a request, writes this, and closes.
async fn raw(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    url
}

fn builder(url: &str) -> HttpBuilder {
    Http::builder(url).bearer(&Secret::from(TOKEN)).secret_parameter("access", &Secret::from(TOKEN))
}

fn client(url: &str) -> Http {
    builder(url).build().unwrap()
}

/// Whether a create is in doubt after it: what an export asks.
fn leaves_open(error: &RemoteError) -> bool {
    // The same error, once more certain: where that changes nothing, it was certain before.
    error.clone().nothing_was_done() != *error
        && !matches!(error.kind(), RemoteErrorKind::Unauthorized | RemoteErrorKind::NotFound | RemoteErrorKind::Permanent)
}

#[tokio::test]
async fn what_is_not_there_is_none_and_no_other_refusal_is() {
    let url = server(|request| match request.uri().path() {
        "/venues/1" => axum::Json(7).into_response(),
        "/venues/2" => StatusCode::NOT_FOUND.into_response(),
        "/venues/3" => StatusCode::GONE.into_response(),
        _ => StatusCode::FORBIDDEN.into_response(),
    })
    .await;
    let http = client(&url);
    let ask = async |id: u32| http.get("venues").segment(&id).json_if_found::<u32>().await;
    assert_eq!((ask(1).await.unwrap(), ask(2).await.unwrap(), ask(3).await.unwrap()), (Some(7), None, None));
    assert_eq!(ask(4).await.unwrap_err().kind(), RemoteErrorKind::Unauthorized);
}

#[tokio::test]
async fn each_status_has_its_class() {
    use RemoteErrorKind::{InvalidData, NotFound, Permanent, Retryable, Unauthorized};
    let cases = [
        (302, InvalidData, true),
        (303, InvalidData, true),
        (307, Permanent, false),
        (308, Permanent, false),
        (400, Permanent, false),
        (401, Unauthorized, false),
        (403, Unauthorized, false),
        (404, NotFound, false),
        (407, Unauthorized, false),
        (408, Retryable, true),
        (409, Permanent, false),
        (410, NotFound, false),
        (421, Retryable, false),
        (422, Permanent, false),
        (425, Retryable, false),
        (429, Retryable, false),
        (451, Permanent, false),
        (500, Retryable, true),
        (501, Permanent, false),
        (502, Retryable, true),
        (503, Retryable, true),
        (504, Retryable, true),
        (505, Permanent, false),
        (599, Retryable, true),
    ];
    let url = server(|request| {
        let status = request.uri().path().trim_start_matches('/').parse().unwrap();
        (StatusCode::from_u16(status).unwrap(), r#"{"message": "because"}"#).into_response()
    })
    .await;
    for (status, kind, open) in cases {
        let error = client(&url).post(&status.to_string()).done().await.unwrap_err();
        assert_eq!((error.kind(), leaves_open(&error)), (kind, open), "{error}");
        assert!(error.to_string().ends_with(&format!("HTTP {status}: /{status}: because")), "{error}");
    }
}

#[tokio::test]
async fn the_remote_says_when_to_come_again() {
    let url = server(|_| (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "7")]).into_response()).await;
    let error = client(&url).get("x").done().await.unwrap_err();
    assert_eq!(error.get_retry_after(), Some(Duration::from_secs(7)));

    let headers = [(header::RETRY_AFTER, "Sun, 06 Nov 1994 08:49:37 GMT"), (header::DATE, "Sun, 06 Nov 1994 08:48:37 GMT")];
    let url = server(move |_| (StatusCode::SERVICE_UNAVAILABLE, headers.clone()).into_response()).await;
    let error = client(&url).get("x").done().await.unwrap_err();
    assert_eq!(error.get_retry_after(), Some(Duration::from_mins(1)));
}

#[tokio::test]
async fn no_connection_is_certain_and_a_lost_one_is_not() {
    // Nobody listens on a port that was given back.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&url).post("x").done().await.unwrap_err();
    assert_eq!((error.kind(), leaves_open(&error)), (RemoteErrorKind::Network, false), "{error}");

    let url = "http://no-such-host.invalid";
    let error = client(url).post("x").done().await.unwrap_err();
    assert_eq!((error.kind(), leaves_open(&error)), (RemoteErrorKind::Network, false), "{error}");

    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\"", "nonsense\r\n\r\n"] {
        let url = raw(answer).await;
        let error = client(&url).post("x").done().await.unwrap_err();
        assert_eq!((error.kind(), leaves_open(&error)), (RemoteErrorKind::Network, true), "{answer:?}: {error}");
    }
}

#[tokio::test]
async fn what_takes_too_long_is_left_open() {
    // It is accepted by the operating system, and nobody answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let http = builder(&url).timeout(Duration::from_millis(50)).build().unwrap();
    let error = http.post("x").done().await.unwrap_err();
    assert_eq!((error.kind(), leaves_open(&error)), (RemoteErrorKind::Network, true), "{error}");
    assert!(error.to_string().contains("it took too long"), "{error}");
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let asked = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&asked);
    let url = server(move |_| {
        *counted.lock().unwrap() += 1;
        let location = format!("https://ada:hunter2@elsewhere.example/api?token={TOKEN}").replace(' ', "+");
        (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, location)]).into_response()
    })
    .await;
    let error = client(&url).get("old").done().await.unwrap_err().to_string();
    assert!(error.ends_with("HTTP 301: /old: it leads to https://elsewhere.example/api now: write that address"), "{error}");
    assert_eq!(*asked.lock().unwrap(), 1);
}

#[derive(Debug, Deserialize)]
struct Answer {
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Item {
    price: f64,
}

#[tokio::test]
async fn json_that_cannot_be_read_says_which_field_of_what() {
    for (body, said) in [
        (r#"{"items": [{"price": 1.5}, {"price": "a lot"}]}"#, "items[1].price: invalid type: string \"a lot\", expected f64"),
        (r#"{"items": [{}]}"#, "items[0]: missing field `price`"),
        (r#"{"items": [{"price": 1.5}]} more"#, "trailing characters"),
        ("<html>", "expected value"),
        ("", "EOF while parsing"),
        (r#"{"items": [{"price": "planted/secret+of the shop"}]}"#, "items[0].price: invalid type: string \"***\""),
    ] {
        let url = server(move |_| body.into_response()).await;
        let error = client(&url).get("products").query(&[("q", "hunter2")]).json::<Answer>().await.unwrap_err();
        assert_eq!((error.kind(), leaves_open(&error)), (RemoteErrorKind::InvalidData, true));
        let text = error.to_string();
        assert!(text.starts_with(&format!("its answer makes no sense: /products: {said}")), "{text}");
    }
    let url = server(|_| r#"{"items": [{"price": 1.5}]}"#.into_response()).await;
    assert_eq!(client(&url).get("products").json::<Answer>().await.unwrap().items[0].price.to_string(), "1.5");
}

#[tokio::test]
async fn no_secret_is_in_any_error_whatever_the_remote_quotes() {
    let encoded = reqwest::Url::parse_with_params("http://x", [("a", TOKEN)]).unwrap().query().unwrap()[2..].to_owned();
    let quoting = [
        format!("you sent {TOKEN}"),
        format!("you sent {encoded} and {}", encoded.replace('+', "%20")),
        format!(r#"{{"message": "{TOKEN} has expired"}}"#),
        format!(r#"{{"request": {{"headers": ["Authorization: Bearer {TOKEN}"]}}}}"#),
    ];
    for body in quoting {
        for status in [200, 400, 401, 500] {
            let body = body.clone();
            let url = server(move |_| (StatusCode::from_u16(status).unwrap(), body.clone()).into_response()).await;
            let http = client(&url);
            let errors = [
                http.get("x").json::<u32>().await.unwrap_err(),
                http.get("y").segment(TOKEN).json::<u32>().await.unwrap_err(),
                http.get(&format!("http://elsewhere.example/{TOKEN}")).json::<u32>().await.unwrap_err(),
            ];
            for shown in errors.iter().flat_map(|error| [error.to_string(), format!("{error:?}")]).chain([format!("{http:?}")]) {
                for secret in [TOKEN, encoded.as_str(), "planted", "of the shop"] {
                    assert!(!shown.contains(secret), "{shown}");
                }
            }
        }
    }
    // Nobody is there: the client's own words.
    let error = client("http://127.0.0.1:1/").get("x").query(&[("password", "planted")]).done().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
}

#[tokio::test]
async fn a_request_has_all_that_it_was_given() {
    let url = server(|request| {
        let (parts, _) = request.into_parts();
        let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let all = [
            parts.method.to_string(),
            parts.uri.to_string(),
            header("authorization"),
            header("accept"),
            header("x-shop"),
            header("content-type"),
            parts.headers.get_all("accept").iter().count().to_string(),
        ];
        axum::Json(all).into_response()
    })
    .await;
    let http = Http::builder(&format!("{url}/api")).basic("ada", &Secret::from("hunter2")).header("x-shop", "7").build().unwrap();
    let said: Vec<String> = http.get("/products").query(&[("page", 2)]).json().await.unwrap();
    assert_eq!(said, ["GET", "/api/products?page=2", "Basic YWRhOmh1bnRlcjI=", "application/json", "7", "", "1"]);
    let request = http.patch("products").segment("a/b?c ü").header("accept", "text/plain").body(&[1]);
    let said: Vec<String> = request.json().await.unwrap();
    assert_eq!(said, ["PATCH", "/api/products/a%2Fb%3Fc%20%C3%BC", "Basic YWRhOmh1bnRlcjI=", "text/plain", "7", "application/json", "1"]);
    let said: Vec<String> = client(&url).post("a/").segment(&7).form(&[("x", 1)]).json().await.unwrap();
    assert_eq!(said[..2], ["POST".to_owned(), "/a/7?access=planted%2Fsecret%2Bof+the+shop".to_owned()]);
    assert_eq!(said[5], "application/x-www-form-urlencoded");

    // Which would ask for something else.
    for segment in ["", ".", ".."] {
        let error = http.delete("products").segment(segment).done().await.unwrap_err();
        assert_eq!(error.kind(), RemoteErrorKind::Permanent, "{error}");
    }
    for header in [("bad name", "x"), ("x", "bad\nvalue")] {
        assert_eq!(http.get("x").header(header.0, header.1).done().await.unwrap_err().kind(), RemoteErrorKind::Permanent);
    }
}

#[tokio::test]
async fn pages_that_link_the_next_one_are_followed_on_this_system_alone() {
    let url = server(|request| {
        let page = request.uri().query().unwrap_or_default().to_owned();
        let next = if page.contains("page=2") { "https://elsewhere.example/x" } else { "/list?page=2&access=echoed" };
        let mut headers = HeaderMap::new();
        headers.append(header::LINK, "</first>; rel=first".parse().unwrap());
        headers.append(header::LINK, format!("<{next}>; rel=\"next\"").parse().unwrap());
        headers.append("x-total-count", "41".parse().unwrap());
        (headers, axum::Json(page)).into_response()
    })
    .await;
    let http = client(&url);
    let first = http.get("list").answer().await.unwrap();
    assert_eq!((first.status(), first.count("x-total-count"), first.count("x-none")), (200, Some(41), None));
    let next = first.next().unwrap();
    assert_eq!(next, format!("{url}/list?page=2"));
    let second = http.get(&next).answer().await.unwrap();
    assert_eq!(second.json::<String>().unwrap(), "page=2&access=planted%2Fsecret%2Bof+the+shop");
    let error = http.get(&second.next().unwrap()).answer().await.unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::Permanent);
    assert!(error.to_string().contains("not of this system"), "{error}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let url = server(|_| Body::from("x".repeat(2_000)).into_response()).await;
    let http = builder(&url).largest_answer(1_999).build().unwrap();
    let error = http.get("x").answer().await.unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::InvalidData);
    assert!(error.to_string().contains("larger than 1999 bytes"), "{error}");
    assert_eq!(builder(&url).largest_answer(2_000).build().unwrap().get("x").answer().await.unwrap().body().len(), 2_000);
    // Which says no length.
    let url = raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n4\r\nabcd\r\n0\r\n\r\n").await;
    let error = builder(&url).largest_answer(7).build().unwrap().get("x").answer().await.unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::InvalidData, "{error}");
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    let url = "https://shop.example";
    let refused = |builder: HttpBuilder, why: &str| {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), RemoteErrorKind::Permanent);
        assert!(error.to_string().contains(why) && !error.to_string().contains("hunter2"), "{error}");
    };
    refused(Http::builder("shop"), "cannot be read");
    refused(Http::builder("https://ada:hunter2@shop.example"), "holds a user or a password");
    refused(Http::builder(url).header("x", "hunter2\n"), "`x` with the value that is given for it is no HTTP header");
    refused(Http::builder(url).rate(Rate::per_second(0)), "a rate needs");
}

#[tokio::test]
async fn clients_of_one_system_share_its_rate() {
    let url = server(|_| StatusCode::NO_CONTENT.into_response()).await;
    let start = std::time::Instant::now();
    for _ in 0..3 {
        builder(&url).rate(Rate::new(1, Duration::from_millis(60))).build().unwrap().get("x").done().await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_millis(120), "{:?}", start.elapsed());
}

#[tokio::test]
async fn an_error_of_reqwest_is_a_remote_error() {
    async fn ask(url: &str) -> Result<u32, RemoteError> {
        Ok(reqwest::Client::new().get(url).query(&[("key", "hunter2")]).send().await?.error_for_status()?.json().await?)
    }
    let error = ask("http://127.0.0.1:1/x").await.unwrap_err();
    assert_eq!((error.kind(), leaves_open(&error)), (RemoteErrorKind::Network, false));
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let url = server(|_| "x".into_response()).await;
    assert_eq!(ask(&url).await.unwrap_err().kind(), RemoteErrorKind::InvalidData);
    let url = server(|_| StatusCode::NOT_FOUND.into_response()).await;
    assert_eq!(ask(&url).await.unwrap_err().kind(), RemoteErrorKind::NotFound);
    assert_eq!(ask("nonsense").await.unwrap_err().kind(), RemoteErrorKind::Permanent);
}
