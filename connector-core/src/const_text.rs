//! Error texts that are put together while a constant is evaluated.

/// A text of up to 512 bytes; what is longer is cut.
pub(crate) struct ConstText {
    bytes: [u8; 512],
    length: usize,
}

impl ConstText {
    pub(crate) const fn new(text: &str) -> Self {
        Self { bytes: [0; 512], length: 0 }.push(text)
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = text[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// Ends the evaluation: a compile error with this text, at the caller.
    #[track_caller]
    #[allow(clippy::panic)] // In a constant this is how a compile error is made; it is called nowhere else.
    pub(crate) const fn panic(&self) -> ! {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("a contradiction with a name too long to show"),
        }
    }
}
