//! Collects all mistakes of an item, so that they are reported at once.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

/// Where a mistake is: from its first token to its last one.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    first: Span,
    last: Span,
}

impl Site {
    /// All tokens of a piece of syntax.
    pub fn of(tokens: &dyn ToTokens) -> Self {
        let mut stream = TokenStream::new();
        tokens.to_tokens(&mut stream);
        Self::of_stream(stream)
    }

    /// All tokens of a stream. Groups that a `macro_rules!` put around what it passes on have no place of their own.
    pub fn of_stream(stream: TokenStream) -> Self {
        let mut tokens = stream.into_iter();
        let Some(first) = tokens.next() else { return Self::at(Span::call_site()) };
        let last = tokens.last();
        let inside = |tree: &TokenTree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => Self::of_stream(group.stream()),
            other => Self::at(other.span()),
        };
        let start = inside(&first);
        Self { first: start.first, last: last.as_ref().map_or(start, inside).last }
    }

    /// One token.
    pub const fn at(span: Span) -> Self {
        Self { first: span, last: span }
    }

    /// From the start of this one to the end of the other.
    pub const fn to(self, end: Self) -> Self {
        Self { first: self.first, last: end.last }
    }

    /// The last token's span.
    pub const fn end(self) -> Span {
        self.last
    }

    /// The first token's span.
    pub const fn span(self) -> Span {
        self.first
    }
}

/// What may have been meant where there is a mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Nothing that matters.
    Nothing,
    /// This key.
    Key(&'static str),
    /// Nobody knows what.
    Anything,
}

/// One mistake: where it is, and what to say.
#[derive(Debug)]
pub struct Mistake {
    site: Site,
    words: String,
    meaning: Meaning,
}

impl Mistake {
    /// At the tokens of a piece of syntax.
    pub fn new(at: &dyn ToTokens, words: String) -> Self {
        Self::at(Site::of(at), words)
    }

    /// At a place.
    pub const fn at(site: Site, words: String) -> Self {
        Self { site, words, meaning: Meaning::Nothing }
    }

    /// Something was meant: it is not to be missed as well.
    pub const fn meaning(mut self, meaning: Meaning) -> Self {
        self.meaning = meaning;
        self
    }

    /// What may have been meant.
    pub const fn meant(&self) -> Meaning {
        self.meaning
    }

    /// What the parser of Rust itself had to say.
    pub fn from_syn(error: &syn::Error) -> Self {
        Self::at(Site::at(error.span()), error.to_string())
    }

    fn emit(&self) -> TokenStream {
        let Self { site, words, .. } = self;
        let mut group = Group::new(Delimiter::Brace, quote_spanned!(site.first=> #words));
        group.set_span(site.last);
        quote_spanned!(site.first=> ::core::compile_error! #group)
    }
}

/// The mistakes of one item. It has to be asked for them: one that is dropped unasked is a fault of ours.
#[derive(Debug, Default)]
pub struct Diagnostics {
    mistakes: Vec<Mistake>,
    finished: bool,
}

impl Diagnostics {
    /// No mistake so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more mistake, at the tokens of a piece of syntax.
    pub fn add(&mut self, at: &dyn ToTokens, words: String) {
        self.push(Mistake::new(at, words));
    }

    /// One more mistake, at a place.
    pub fn add_at(&mut self, site: Site, words: String) {
        self.push(Mistake::at(site, words));
    }

    /// One more mistake.
    pub fn push(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.mistakes.len()
    }

    /// Whether there is none so far.
    pub fn is_clean(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// Takes the first mistake out, as a type: of what it takes for that type from then on, the compiler tells nothing at all.
    /// The type is to be written once, and what is said of it stands before the others.
    pub fn take_as_type(&mut self) -> Option<TokenStream> {
        if self.is_clean() {
            return None;
        }
        let mistake = self.mistakes.remove(0);
        let error = mistake.emit();
        Some(quote_spanned!(mistake.site.first=> [(); #error]))
    }

    /// The compile errors, in the order in which the mistakes were found.
    pub fn finish(mut self) -> TokenStream {
        self.finished = true;
        self.mistakes.iter().map(Mistake::emit).collect()
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        debug_assert!(self.finished || std::thread::panicking(), "the mistakes of an item were collected and not reported");
    }
}
