//! Reads `key`, `key = value` and what else stands in an attribute, and goes on behind a mistake.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, LitBool, LitInt, LitStr, MacroDelimiter, Meta, Path, Token, Type, token};

use super::diagnostics::{Diagnostics, Meaning, Mistake, Site};
use super::grammar::{KeyForm, Keys};
use super::similar::nearest;
use crate::words;

/// A key that was read, with its form.
pub struct Key {
    /// Where it stands.
    pub ident: Ident,
    /// What to write.
    pub form: &'static KeyForm,
}

/// A text, and where it stands.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub value: String,
    /// The literal.
    pub site: Site,
}

/// What an attribute may have been meant to say, where it has a mistake: nobody is to miss that as well.
#[derive(Debug, Default)]
pub struct Meant(Vec<Meaning>);

impl Meant {
    /// Whether this key may be what was meant.
    pub fn maybe(&self, key: &str) -> bool {
        self.0.iter().any(|meaning| *meaning == Meaning::Anything || matches!(meaning, Meaning::Key(meant) if *meant == key))
    }

    /// Anything may have been meant.
    pub fn anything(&mut self) {
        self.0.push(Meaning::Anything);
    }

    /// This, and what another attribute may have been meant to say.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Reads the entries of an attribute, one by one; what follows a mistake up to the next comma is passed over.
pub fn entries(
    attribute: &Attribute,
    log: &mut Diagnostics,
    mut entry: impl FnMut(ParseStream, &mut Diagnostics) -> Result<(), Mistake>,
) -> Meant {
    let mut meant = Meant::default();
    let name = || attribute.path().get_ident().map(ToString::to_string).unwrap_or_default();
    match &attribute.meta {
        Meta::List(list) => {
            if !matches!(list.delimiter, MacroDelimiter::Paren(_)) {
                let brackets = list.delimiter.span();
                log.add_at(Site::at(brackets.open()).to(Site::at(brackets.close())), words::attribute_takes_a_list(&name()));
            }
            all(list.tokens.clone(), log, &mut meant, &mut entry);
        }
        Meta::Path(_) => {}
        Meta::NameValue(pair) => {
            log.add(&pair.value, words::attribute_takes_a_list(&name()));
            meant.anything();
        }
    }
    meant
}

/// As [`entries`], of an attribute that says nothing where it is alone.
pub fn some_entries(
    attribute: &Attribute,
    log: &mut Diagnostics,
    entry: impl FnMut(ParseStream, &mut Diagnostics) -> Result<(), Mistake>,
) -> Meant {
    let mut meant = entries(attribute, log, entry);
    if let Meta::Path(path) = &attribute.meta {
        log.add(path, words::attribute_takes_a_list(&path.get_ident().map(ToString::to_string).unwrap_or_default()));
        meant.anything();
    }
    meant
}

/// `(…)` behind a key: entries of its own, at least one.
pub fn list(
    input: ParseStream,
    key: &Key,
    log: &mut Diagnostics,
    mut entry: impl FnMut(ParseStream, &mut Diagnostics) -> Result<(), Mistake>,
) -> Result<(), Mistake> {
    let assigned = input.parse::<Token![=]>().is_ok();
    let tokens = until_comma(input);
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if !assigned && group.delimiter() == Delimiter::Parenthesis && !group.stream().is_empty() => {
            all(group.stream(), log, &mut Meant::default(), &mut entry);
            Ok(())
        }
        (None, _) => Err(Mistake::new(&key.ident, words::wrong_value(key.form))),
        _ => Err(Mistake::at(Site::of_stream(tokens), words::wrong_value(key.form))),
    }
}

fn all(
    tokens: TokenStream,
    log: &mut Diagnostics,
    meant: &mut Meant,
    entry: &mut dyn FnMut(ParseStream, &mut Diagnostics) -> Result<(), Mistake>,
) {
    let parser = |input: ParseStream| {
        separated(input, log, meant, entry);
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        log.push(Mistake::from_syn(&error));
    }
}

/// Entries with commas between them.
fn separated(
    input: ParseStream,
    log: &mut Diagnostics,
    meant: &mut Meant,
    entry: &mut dyn FnMut(ParseStream, &mut Diagnostics) -> Result<(), Mistake>,
) {
    while !input.is_empty() {
        if let Ok(comma) = input.parse::<Token![,]>() {
            log.add(&comma, words::comma_too_many());
            continue;
        }
        let read = entry(input, log);
        let rest = until_comma(input);
        match read {
            Err(mistake) => {
                meant.0.push(mistake.meant());
                log.push(mistake);
            }
            Ok(()) if !rest.is_empty() => log.add_at(Site::of_stream(rest), words::comma_expected()),
            Ok(()) => {}
        }
        // At a comma or at the end: `until_comma` stops nowhere else.
        let _: Option<Token![,]> = input.parse().ok();
    }
}

/// The key that comes next.
pub fn key(input: ParseStream, keys: &'static Keys) -> Result<Key, Mistake> {
    let Ok(ident) = input.call(Ident::parse_any) else {
        let found = until_comma(input);
        let words = words::key_expected(keys, &found);
        return Err(Mistake::at(Site::of_stream(found), words).meaning(Meaning::Anything));
    };
    let name = ident.to_string();
    if let Some(form) = keys.forms.iter().find(|form| form.name == name) {
        return Ok(Key { ident, form });
    }
    let mistake = Mistake::new(&ident, words::unknown_key(&name, keys));
    let near = nearest(&name, keys.forms.iter().map(|form| form.name));
    // `name` inside of `backend(…)`: whatever was meant is in there.
    Err(match near {
        Some(near) => mistake.meaning(Meaning::Key(near)),
        None if input.peek(token::Paren) => mistake.meaning(Meaning::Anything),
        // `technical_name = "…"`: the name by another word. On a field it is a role by another word.
        None if keys.on == "a struct" && input.peek(Token![=]) && input.peek2(LitStr) => mistake.meaning(Meaning::Key("name")),
        None if keys.on == "a field" && keys.attribute != "field" => mistake.meaning(Meaning::Anything),
        None => mistake,
    })
}

/// Nothing: the key says it all.
pub fn flag(input: ParseStream, key: &Key) -> Result<(), Mistake> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    // `index size = 64`: nothing is wrong with either of them.
    let words = if input.fork().call(Ident::parse_any).is_ok() { words::comma_expected() } else { words::key_takes_no_value(key.form) };
    Err(Mistake::at(Site::of_stream(until_comma(input)), words))
}

/// `= "…"`.
pub fn text(input: ParseStream, key: &Key) -> Result<Text, Mistake> {
    value(input, key, <LitStr as Parse>::parse).map(|literal| Text { value: literal.value(), site: Site::at(literal.span()) })
}

/// `= false`, `= true`.
pub fn boolean(input: ParseStream, key: &Key) -> Result<bool, Mistake> {
    value(input, key, <LitBool as Parse>::parse).map(|literal| literal.value)
}

/// `= a::path`.
pub fn path(input: ParseStream, key: &Key) -> Result<Path, Mistake> {
    value(input, key, |input| input.call(Path::parse_mod_style))
}

/// `= Type`.
pub fn ty(input: ParseStream, key: &Key) -> Result<Type, Mistake> {
    value(input, key, <Type as Parse>::parse)
}

/// `= word`.
pub fn word(input: ParseStream, key: &Key) -> Result<Ident, Mistake> {
    value(input, key, |input| input.call(Ident::parse_any))
}

/// `= link.field`.
pub fn related(input: ParseStream, key: &Key) -> Result<(Ident, Ident), Mistake> {
    value(input, key, |input| {
        let link = input.call(Ident::parse_any)?;
        let _: Token![.] = input.parse()?;
        // It is read as a field: a keyword that is none is refused here.
        Ok((link, input.parse::<Ident>()?))
    })
}

/// A field of a binding, or of its record: `tax_class_id`, `record.name`.
#[derive(Clone)]
pub struct Place {
    /// The word `record`, where it is there.
    pub record: Option<Ident>,
    /// The field.
    pub field: Ident,
}

impl Parse for Place {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let first = input.call(Ident::parse_any)?;
        if input.parse::<Token![.]>().is_err() {
            // It is read as a field: a keyword that is none is refused here.
            return syn::parse2(first.into_token_stream()).map(|field| Self { record: None, field });
        }
        if first != "record" {
            return Err(syn::Error::new(first.span(), "not `record`"));
        }
        Ok(Self { record: Some(first), field: input.parse::<Ident>()? })
    }
}

/// `= record.name`.
pub fn place(input: ParseStream, key: &Key) -> Result<Place, Mistake> {
    value(input, key, <Place as Parse>::parse)
}

/// `= 64`: a length.
pub fn size(input: ParseStream, key: &Key) -> Result<(u32, Site), Mistake> {
    let ahead = input.fork();
    let (assigned, number) = (ahead.parse::<Token![=]>().is_ok(), ahead.parse::<LitInt>().is_ok());
    if assigned && number && ahead.fork().call(Ident::parse_any).is_ok() {
        return Err(Mistake::at(Site::of_stream(until_comma(&ahead)), words::comma_expected()));
    }
    let tokens = rest_of_value(input, key)?;
    let site = Site::of_stream(tokens.clone());
    let length = syn::parse2::<LitInt>(tokens).ok().and_then(|literal| literal.base10_parse::<u32>().ok());
    match length {
        Some(0) | None => Err(Mistake::at(site, words::wrong_size())),
        Some(length) => Ok((length, site)),
    }
}

/// `= expression`: the user's own tokens, for the compiler to judge.
pub fn expression(input: ParseStream, key: &Key) -> Result<Expr, Mistake> {
    let tokens = rest_of_value(input, key)?;
    // What is no expression at all would spoil everything that is emitted around it. Those that our parser leaves out, a
    // closure or a block, are for the compiler as well.
    match syn::parse2::<Expr>(tokens.clone()) {
        Err(error) if !error.to_string().starts_with("unsupported expression") => {
            Err(Mistake::at(Site::of_stream(tokens), words::wrong_value(key.form)))
        }
        _ => Ok(Expr::Verbatim(bare(tokens))),
    }
}

/// Without the parentheses around all of it, which would be unnecessary where the expansion puts it.
fn bare(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            let tuple = group.stream().is_empty()
                || group.stream().into_iter().any(|tree| matches!(tree, TokenTree::Punct(comma) if comma.as_char() == ','));
            if tuple { tokens } else { bare(group.stream()) }
        }
        _ => tokens,
    }
}

/// Whether a value follows.
pub fn has_value(input: ParseStream) -> bool {
    input.peek(Token![=])
}

fn value<T>(input: ParseStream, key: &Key, read: impl FnOnce(ParseStream) -> syn::Result<T>) -> Result<T, Mistake> {
    let wrong = |site| Mistake::at(site, words::wrong_value(key.form));
    if input.parse::<Token![=]>().is_err() {
        return Err(wrong(Site::at(key.ident.span())));
    }
    let ahead = input.fork();
    let whole = Site::of_stream(until_comma(&ahead));
    if input.is_empty() || input.peek(Token![,]) {
        return Err(wrong(Site::at(key.ident.span())));
    }
    let value = read(input).map_err(|_| wrong(whole))?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(value);
    }
    // `name = "a" table = "b"`: the value is right, and the comma is missing.
    let next = input.fork().call(Ident::parse_any).is_ok() || input.peek(Token![;]);
    Err(if next { Mistake::at(Site::of_stream(until_comma(input)), words::comma_expected()) } else { wrong(whole) })
}

fn rest_of_value(input: ParseStream, key: &Key) -> Result<TokenStream, Mistake> {
    let assigned = input.parse::<Token![=]>().is_ok();
    let tokens = until_comma(input);
    if assigned && !tokens.is_empty() { Ok(tokens) } else { Err(Mistake::new(&key.ident, words::wrong_value(key.form))) }
}

/// The tokens before the next comma that separates entries: those of `Type::<A, B>::new()` do not.
pub fn until_comma(input: ParseStream) -> TokenStream {
    let mut tokens = TokenStream::new();
    let (mut depth, mut before) = (0_u32, [' '; 2]);
    while !input.is_empty() && (depth > 0 || !input.peek(Token![,])) {
        let Ok(tree) = input.parse::<TokenTree>() else { break };
        let character = if let TokenTree::Punct(punct) = &tree { punct.as_char() } else { ' ' };
        match (character, before) {
            ('<', [':', ':']) => depth += 1,
            ('<', _) if depth > 0 => depth += 1,
            ('>', [_, '-' | '=']) => {}
            ('>', _) => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = [before[1], character];
        tokens.extend([tree]);
    }
    tokens
}
