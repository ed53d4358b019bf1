//! Many rows that are written, and told of.

use std::ops::Range;

use crate::{BoxFuture, Error, Tx};

/// Rows that are written by one call, of a model that somebody listens to.
pub(crate) trait Batch: Send + Sync {
    /// What becomes of one of them.
    type Done: Send;

    fn count(&self) -> usize;

    /// Writes some of them, and tells of what was written.
    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>>;

    /// One is not taken.
    fn refused(error: Error) -> Self::Done;
}

impl Tx<'_> {
    /// Writes rows, and tells of them: all at once; and in halves where a listener refuses one, until that one stands alone.
    ///
    /// What a listener writes itself is not halved: the work would grow with each listener that is called by another one. The
    /// whole call fails then.
    pub(crate) async fn write_and_tell<B: Batch>(&mut self, batch: &B) -> Result<Vec<B::Done>, Error> {
        let mut done = Vec::with_capacity(batch.count());
        // The next ones last.
        let mut left: Vec<Range<usize>> = std::iter::once(0..batch.count()).collect();
        while let Some(rows) = left.pop() {
            if rows.is_empty() {
                continue;
            }
            let point = self.savepoint().await?;
            let written = batch.write(self, rows.clone()).await;
            match self.end_point(point, written).await {
                Ok(outcomes) => done.extend(outcomes),
                Err(error) if !error.is_about_one_row() => return Err(error),
                Err(error) if rows.len() == 1 => done.push(B::refused(error)),
                Err(error) if self.is_telling() => return Err(error),
                Err(_) => {
                    let middle = rows.start + rows.len() / 2;
                    left.extend([middle..rows.end, rows.start..middle]);
                }
            }
        }
        Ok(done)
    }
}
