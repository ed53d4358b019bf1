//! `#[attributes] pub static NAME = [..OTHER, Type, …];`

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token, Type, Visibility, bracketed};

use crate::shared::diagnostics::{Diagnostics, Mistake, Site};
use crate::words;

/// A list of models and additions.
pub struct Schema {
    /// Where connector-core is.
    pub krate: Option<Path>,
    /// Doc comments and the like.
    pub attributes: Vec<Attribute>,
    /// Who sees it.
    pub visibility: Visibility,
    /// Its name.
    pub ident: Ident,
    /// The elements, as listed.
    pub elements: Vec<Element>,
}

/// What stands in the list.
pub enum Element {
    /// A model or an addition.
    One(Box<Type>),
    /// `..OTHER`: all that another schema lists.
    All(Path),
}

impl Parse for Element {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![..]) && !input.peek(Token![...]) {
            let _: Token![..] = input.parse()?;
            return input.call(Path::parse_mod_style).map(Self::All);
        }
        input.parse().map(|one| Self::One(Box::new(one)))
    }
}

/// Reads the list, which may begin with `crate = path;`.
pub fn parse(input: TokenStream, log: &mut Diagnostics) -> Option<Schema> {
    match schema.parse2(input) {
        Ok(schema) => Some(schema),
        Err(error) => {
            log.push(Mistake::at(Site::at(error.span()), words::schema_form(&error.to_string())));
            None
        }
    }
}

fn schema(input: ParseStream) -> syn::Result<Schema> {
    let krate = if input.peek(Token![crate]) && input.peek2(Token![=]) {
        let (_, _): (Token![crate], Token![=]) = (input.parse()?, input.parse()?);
        let path = input.call(Path::parse_mod_style)?;
        let _: Token![;] = input.parse()?;
        Some(path)
    } else {
        None
    };
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    let _: Token![static] = input.parse()?;
    let ident = input.parse()?;
    let _: Token![=] = input.parse()?;
    let elements;
    bracketed!(elements in input);
    let elements = Punctuated::<Element, Token![,]>::parse_terminated(&elements).map_err(|error| {
        // The parser would list every token with which a type can begin.
        let lists = error.to_string().starts_with("expected one of");
        if lists { syn::Error::new(error.span(), "expected a model or an addition, by its name") } else { error }
    })?;
    let elements = elements.into_iter().collect();
    let _: Option<Token![;]> = input.parse()?;
    Ok(Schema { krate, attributes, visibility, ident, elements })
}
