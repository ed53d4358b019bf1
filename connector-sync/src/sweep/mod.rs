//! The sweep: what is bound here and no longer on the remote, and what is there and not bound here.
//!
//! The remote's IDs come a page at a time and are looked up; of each binding that is found one bit is kept. Then the bindings are
//! streamed: those without a bit are not listed. Memory stays flat: a million bindings are a million bits. Nothing is sorted,
//! no ID is hashed and none is kept, so that no two are taken for one.

mod act;
mod known;
mod policy;
mod report;
mod rows;
mod run;

use std::future::IntoFuture;
use std::marker::PhantomData;

use connector_store::BoxFuture;

pub use policy::OnGone;
pub use report::{SomeIds, Swept, TooManyGone};

use crate::progress::OnProgress;
use crate::registry::Synchronized;
use crate::{Progress, WorkContext, WorkError};

/// How many IDs are asked for, and how many bindings are acted upon, at once, unless said otherwise.
const PAGE: usize = 200;

/// How many per cent of the bindings may be gone, unless said otherwise.
const PERCENT: u8 = 10;

/// How a sweep is done.
#[derive(Debug, Clone, Copy)]
struct Options {
    page: usize,
    percent: u8,
    dry: bool,
    import: bool,
}

/// A sweep, to be awaited. Made by [`WorkContext::sweep`].
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let work = registry.work_on(&store, &shop);
/// let swept = work.sweep::<ShopProduct>().dry_run().await?;
/// assert_eq!((swept.bound, swept.missing.count, swept.dry_run), (0, 1, true));
///
/// work.sweep::<ShopProduct>().import_missing().await?;
/// assert_eq!(store.count::<ShopProduct>().await?, 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[must_use = "a sweep runs when it is awaited"]
pub struct Sweep<'w, T: Synchronized> {
    work: &'w WorkContext<'w, T::Backend>,
    progress: Option<OnProgress<'w>>,
    options: Options,
    marker: PhantomData<fn() -> T>,
}

impl<'w, T: Synchronized> Sweep<'w, T> {
    pub(crate) fn new(work: &'w WorkContext<'w, T::Backend>) -> Self {
        let options = Options { page: PAGE, percent: PERCENT, dry: false, import: false };
        Self { work, progress: None, options, marker: PhantomData }
    }

    /// Tells what happens while it runs.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress<'_>) + Send + 'w) -> Self {
        self.progress = Some(Box::new(on_progress));
        self
    }

    /// Reads on both sides and says what would be done; nothing is written. What a sweep would refuse to do is in the report
    /// ([`Swept::refused`]), and no error.
    pub fn dry_run(mut self) -> Self {
        self.options.dry = true;
        self
    }

    /// Imports what the remote has and is not bound here, a page at a time.
    pub fn import_missing(mut self) -> Self {
        self.options.import = true;
        self
    }

    /// How many per cent of the bindings may be gone; 10 unless said otherwise. Where more than that, and more than five, are not
    /// listed, nothing is done with any of them: [`TooManyGone`]. A list without any ID is refused whatever is said here.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// for id in 1..=20 {
    ///     remote_has(id, "Chair", 60);
    /// }
    /// let work = registry.work_on(&store, &shop);
    /// work.import_changed::<ShopProduct>().await?;
    /// for id in 1..=10 {
    ///     remote().remove(&id); // half of the shop is gone, and that is right
    /// }
    /// assert!(work.sweep::<ShopProduct>().await.is_err());
    /// assert_eq!(work.sweep::<ShopProduct>().threshold(60).await?.gone.count, 10);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn threshold(mut self, percent: u8) -> Self {
        self.options.percent = percent.min(100);
        self
    }

    /// How many IDs are asked for, and how many bindings are acted upon, at once; 200 unless said otherwise, at least 1.
    pub fn page_size(mut self, size: usize) -> Self {
        self.options.page = size.max(1);
        self
    }
}

impl<'w, T: Synchronized> IntoFuture for Sweep<'w, T> {
    type Output = Result<Swept, WorkError>;
    type IntoFuture = BoxFuture<'w, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run::sweep::<T>(self.work, self.progress, self.options))
    }
}
