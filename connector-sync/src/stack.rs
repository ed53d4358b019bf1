//! What waits for what it links: on a stack on the heap.

/// How many wait for each other, at the most. All their records are in memory, and the remote is asked once for each: one that says
/// of every record that there is another before it is to fail within minutes.
pub(crate) const DEEPEST: usize = 1_000;

/// What waits right now, each for the one after it. However long a chain of links is, the thread's stack does not grow.
pub(crate) struct Stack<W>(pub(crate) Vec<W>);

impl<W> Drop for Stack<W> {
    /// From the innermost out, where the work ends in the middle: were the innermost span the last to be closed, it would close all
    /// that are around it, each inside the other.
    fn drop(&mut self) {
        while self.0.pop().is_some() {}
    }
}
