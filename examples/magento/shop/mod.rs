//! A demonstration shop: a real HTTP server on a loopback port that speaks the REST shapes of Magento 2.
//!
//! Its catalogue is not stored anywhere, beside what the shop is told. Every product is a pure function of its index and of the time of the
//! request, so that a shop that is started again tomorrow is the same shop, with a day of changes in it.
//!
//! | file | purpose |
//! |---|---|
//! | `catalogue.rs` | the data: what product 17 is at a given time |
//! | `draw.rs` | the numbers behind it, which look random and never differ |
//! | `history.rs` | when things were created, and how often they have changed |
//! | `tree.rs` | where the categories stand |
//! | `words.rs` | the words of which names and SKUs are made |
//! | `search.rs` | `searchCriteria[...]`: parsing, filtering, sorting, paging |
//! | `fields.rs` | which fields can be searched |
//! | `shapes.rs` | the data as Magento's JSON, which differs between the versions |
//! | `routes.rs` | the addresses, the token, the misbehaviour that was asked for |
//! | `writes.rs` | the addresses that write |
//! | `told.rs` | what the shop was told by them, and the file in which that is kept |
//! | `faults.rs` | which misbehaviour can be asked for |
//! | `tests.rs` | the shop over real HTTP |

mod catalogue;
mod draw;
mod faults;
mod fields;
mod history;
mod routes;
mod search;
mod shapes;
#[cfg(test)]
mod tests;
mod told;
mod tree;
mod words;
mod writes;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use catalogue::Catalogue;
pub use faults::Faults;
use routes::Server;
use told::Told;

/// The token that the shop accepts. It guards nothing: the shop listens on loopback and its data is made up.
const TOKEN: &str = "demonstration-shop-token";

/// Which Magento the shop is. One server speaks both dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// A product carries its stock in `extension_attributes.stock_item`.
    V2_0,
    /// Stock is kept per source, at an address of its own, and a page has a largest size.
    #[default]
    V2_4,
}

/// What shop is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The dialect.
    pub version: Version,
    /// How many products.
    pub products: usize,
    /// How many categories, the root and the default category included.
    pub categories: usize,
    /// How many customer groups, "NOT LOGGED IN" included.
    pub groups: usize,
    /// A time at which the shop stands still. `None` is the real clock, asked on each request.
    pub now: Option<DateTime<Utc>>,
    /// The misbehaviour that is asked for.
    pub faults: Faults,
    /// A file that keeps what the shop is told, for when it is started again.
    pub file: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            version: Version::default(),
            products: 2_000,
            categories: 120,
            groups: 110,
            now: None,
            faults: Faults::default(),
            file: None,
        }
    }
}

/// A running shop. Dropping it stops it.
#[derive(Debug)]
pub struct Shop {
    url: String,
    server: Arc<Server>,
    open: AbortHandle,
}

impl Shop {
    /// Starts a shop on a free loopback port. It answers as soon as this returns.
    ///
    /// # Errors
    ///
    /// No port could be opened, a fault is asked for on a product that the shop does not have, or the file makes no sense.
    pub async fn start(options: Options) -> io::Result<Self> {
        let invalid = |message| io::Error::new(io::ErrorKind::InvalidInput, message);
        let catalogue = Catalogue::new(&options).map_err(invalid)?;
        let told = options.file.as_deref().map_or_else(|| Ok(Told::default()), Told::read).map_err(invalid)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = Arc::new(Server::new(&options, catalogue, told, TOKEN.to_owned()));

        // A task that never ends by itself is the signal: it ends when the shop is dropped. Aborting the server's own
        // task would not do, because connections that are kept alive have tasks of their own.
        let open = tokio::spawn(std::future::pending::<()>());
        let abort = open.abort_handle();
        let closed = async move {
            // The only way out is the abort, which arrives as an error.
            let _ = open.await;
        };
        let serving = axum::serve(listener, routes::router(Arc::clone(&server)));
        tokio::spawn(async move { serving.with_graceful_shutdown(closed).await });

        Ok(Self { url, server, open: abort })
    }

    /// The address of the shop, `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The bearer token that the shop accepts.
    pub fn token(&self) -> &str {
        self.server.token()
    }

    /// Somebody in the shop deletes a product. Whether it was there.
    pub fn delete_product(&self, sku: &str) -> bool {
        self.server.delete_product(sku).is_ok()
    }

    /// How many requests the shop has been asked, the refused ones included.
    pub fn requests(&self) -> u64 {
        self.server.requests()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.open.abort();
    }
}
