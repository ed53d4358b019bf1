//! Where connector-core is, and the names with which emitted code asks for it.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

use super::diagnostics::Site;

/// Where connector-core is.
#[derive(Clone)]
pub struct Krate(Option<Path>);

impl Krate {
    /// At `path`, or where it always is.
    pub fn new(path: Option<&Path>) -> Self {
        Self(path.cloned())
    }

    /// The crate under a name of ours, where it was said where it is: emitted code names the user's path once, so that a path
    /// that leads nowhere is one error.
    pub fn import(&self) -> Option<TokenStream> {
        self.0.as_ref().map(|path| {
            let span = Site::of(path).span();
            quote_spanned!(span=> use #path as __connector;)
        })
    }

    /// The crate, all its tokens at `span`: a check whose first token is elsewhere would be reported there.
    pub fn at(&self, span: Span) -> TokenStream {
        if self.0.is_some() { quote_spanned!(span=> __connector) } else { quote_spanned!(span=> ::connector_core) }
    }

    /// The crate as the user says where it is: outside of what emitted code imports.
    pub fn said(&self) -> TokenStream {
        self.0.as_ref().map_or_else(|| quote!(::connector_core), ToTokens::to_token_stream)
    }

    /// What is there for emitted code only, at `span`.
    pub fn private_at(&self, span: Span) -> TokenStream {
        let krate = self.at(span);
        quote_spanned!(span=> #krate::__private)
    }

    /// The crate.
    pub fn path(&self) -> TokenStream {
        self.at(Span::call_site())
    }

    /// What is there for emitted code only.
    pub fn private(&self) -> TokenStream {
        self.private_at(Span::call_site())
    }
}

/// All tokens at one place; what they stand for stays.
pub fn respan(stream: TokenStream, span: Span) -> TokenStream {
    stream
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) => {
                let mut moved = Group::new(group.delimiter(), respan(group.stream(), span));
                moved.set_span(span);
                TokenTree::Group(moved)
            }
            mut other => {
                other.set_span(other.span().located_at(span));
                other
            }
        })
        .collect()
}

/// Tokens of ours at one place of the user's, where an error in them is to be shown.
pub fn placed(stream: TokenStream, span: Span) -> TokenStream {
    stream
        .into_iter()
        .map(|mut tree| {
            tree.set_span(span);
            tree
        })
        .collect()
}

/// The name in code that is ours: no lint of the user's (`deprecated` among them) looks at it.
pub fn ours(ident: &Ident) -> Ident {
    let mut ours = ident.clone();
    ours.set_span(Span::call_site().located_at(ident.span()));
    ours
}

/// `Some(#value)`, `None`, whatever the user calls so.
pub fn option(krate: &Krate, value: Option<TokenStream>) -> TokenStream {
    let private = krate.private();
    value.map_or_else(|| quote!(#private::std::option::Option::None), |value| quote!(#private::std::option::Option::Some(#value)))
}

/// A bound on a type that has no parameters, which the compiler takes as given because of its lifetime: what is missing is
/// told once, by the check, and not by every impl.
pub fn assumed(ident: &Ident, bound: &TokenStream) -> TokenStream {
    quote!(where for<'__assumed> #ident: #bound)
}
