//! The pages of an answer, one after the other.

use connector_core::ExternalBinding;

use crate::RemoteError;
use crate::adapter::Page;
use crate::erased::AnyPage;

/// Which page is asked for.
pub(crate) struct Pages {
    pub(crate) page: Page,
    /// Which one it is, from 1.
    pub(crate) number: u64,
    /// A token of some pages ago, again and again: to find pages that go in a circle.
    earlier: Option<String>,
}

impl Pages {
    pub(crate) fn first(size: usize) -> Self {
        Self { page: Page::first(size), number: 1, earlier: None }
    }

    /// Refuses an answer after which the next page would be the wrong one.
    pub(crate) fn check<T: ExternalBinding>(&self, answer: &AnyPage<T>) -> Result<(), RemoteError> {
        if let Some(count) = answer.short {
            let size = self.page.size;
            let message = format!("it has {count} records and is not the last, {size} were asked for: use `.page_size({count})`");
            return Err(RemoteError::invalid_data(message));
        }
        if answer.next.is_some() && (answer.next == self.page.token || answer.next == self.earlier) {
            return Err(RemoteError::invalid_data("the page says that one which was read before comes next"));
        }
        Ok(())
    }

    /// Goes on to the next page. Gives whether there is one.
    pub(crate) fn go_on(&mut self, next: Option<String>) -> bool {
        if next.is_none() {
            return false;
        }
        if self.number.is_power_of_two() {
            self.earlier.clone_from(&next);
        }
        self.page.token = next;
        self.number += 1;
        true
    }
}
