//! What can be seen of a type without knowing what its names stand for.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// The type itself, inside of parentheses and of what a `macro_rules!` passed on.
pub fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The last word of a path: `DateTime` of `chrono::DateTime<Utc>`.
pub fn word(ty: &Type) -> Option<String> {
    last_segment(ty).map(|segment| segment.ident.unraw().to_string())
}

/// The only type argument of `name<…>`.
pub fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident.unraw() == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.next().filter(|_| types.next().is_none())
}

/// The type inside of `Option<…>`, or the type itself, and whether there was an `Option`.
pub fn inside_option(ty: &Type) -> (&Type, bool) {
    argument(ty, "Option").map_or((ty, false), |inner| (inner, true))
}

/// `str`, `[T]`, `dyn Trait`: nothing of which a field can be.
pub fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.qself.is_none() && path.path.is_ident("str"),
        _ => false,
    }
}

/// What a type most likely is, by its name. What is not known here is asked of the compiler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// `String`.
    Text,
    /// An integer that fits `i64`.
    Integer,
    /// An integer that does not.
    BigInteger,
    /// `f32`, `f64`.
    Float,
    /// `bool`.
    Bool,
    /// `char`, `str`, references, tuples, arrays and the like, `Vec`, dates: nothing with a role.
    Other,
    /// `DateTime<Utc>`.
    Time,
    /// `Secret`.
    Secret,
    /// `Translated`.
    Translated,
    /// `BackendId<…>`.
    BackendId,
    /// `RecordId<…>`.
    RecordId,
    /// `BindingId<…>`.
    BindingId,
    /// `Related<…>`.
    Related,
    /// `Extensible<…>`.
    Extensible,
    /// `Option<…>`, twice.
    Option,
    /// A name that says nothing: a type of the user's, or an alias.
    Unknown,
}

impl Seen {
    /// Looks at a type that is no `Option`.
    pub fn of(ty: &Type) -> Self {
        let Some(word) = word(ty) else {
            return match bare(ty) {
                // A macro, or a projection: the compiler knows.
                Type::Macro(_) | Type::Path(_) | Type::Verbatim(_) => Self::Unknown,
                _ => Self::Other,
            };
        };
        match word.as_str() {
            "String" => Self::Text,
            "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" => Self::Integer,
            "u64" | "i128" | "u128" | "isize" | "usize" => Self::BigInteger,
            "f32" | "f64" => Self::Float,
            "bool" => Self::Bool,
            "DateTime" if argument(ty, "DateTime").and_then(self::word).as_deref() == Some("Utc") => Self::Time,
            "Secret" => Self::Secret,
            "Translated" => Self::Translated,
            "BackendId" => Self::BackendId,
            "RecordId" => Self::RecordId,
            "BindingId" => Self::BindingId,
            "Related" => Self::Related,
            "Extensible" => Self::Extensible,
            "Option" => Self::Option,
            "char" | "str" | "Vec" | "Json" | "DateTime" | "NaiveDate" | "NaiveTime" | "NaiveDateTime" | "SystemTime" | "Instant"
            | "Duration" | "Box" | "HashMap" | "BTreeMap" => Self::Other,
            _ => Self::Unknown,
        }
    }

    /// Whether it links another model.
    pub const fn is_link(self) -> bool {
        matches!(self, Self::BackendId | Self::RecordId | Self::BindingId)
    }

    /// Whether it is a number or a truth value, for which the type of a literal follows from the field.
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Integer | Self::BigInteger | Self::Float | Self::Bool)
    }
}

/// As a person writes it.
pub fn shown(tokens: &dyn ToTokens) -> String {
    let mut stream = TokenStream::new();
    tokens.to_tokens(&mut stream);
    let mut text = String::new();
    show(stream, &mut text);
    text
}

fn show(stream: TokenStream, text: &mut String) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                text.push_str(open);
                show(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                if matches!(punct.as_char(), ',' | ';') {
                    text.push(' ');
                }
            }
            word => {
                // Two words side by side: `dyn Trait`, `&'a str`.
                if text.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
    }
}

/// The type with its own name for `Self`, so that it can stand outside of the struct.
pub fn without_self(ty: &Type, ident: &Ident) -> TokenStream {
    replace_self(ty.to_token_stream(), ident)
}

fn replace_self(stream: TokenStream, ident: &Ident) -> TokenStream {
    stream
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Ident(word) if word == "Self" => {
                let mut ident = ident.clone();
                ident.set_span(ident.span().located_at(word.span()));
                TokenTree::Ident(ident)
            }
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), replace_self(group.stream(), ident));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other,
        })
        .collect()
}
