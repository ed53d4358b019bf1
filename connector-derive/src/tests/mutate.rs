//! Spoils token streams, in a way that one number repeats.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Numbers that look like chance: splitmix64.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`; 0 where there is nothing below it.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }
}

/// One to four changes.
pub fn spoil(stream: TokenStream, pool: &[TokenTree], random: &mut Random) -> TokenStream {
    let mut stream = stream;
    for _ in 0..=random.below(4) {
        stream = change(stream, pool, random, 0);
    }
    stream
}

/// All trees of a stream, those inside of groups as well.
pub fn trees(stream: TokenStream, into: &mut Vec<TokenTree>) {
    for tree in stream {
        if let TokenTree::Group(group) = &tree {
            trees(group.stream(), into);
        }
        into.push(tree);
    }
}

fn change(stream: TokenStream, pool: &[TokenTree], random: &mut Random, depth: usize) -> TokenStream {
    let mut trees: Vec<TokenTree> = stream.into_iter().collect();
    let groups: Vec<usize> = (0..trees.len()).filter(|place| matches!(trees[*place], TokenTree::Group(_))).collect();
    // Mostly in a group: there is where attributes and fields are.
    if !groups.is_empty() && depth < 8 && random.below(5) > 0 {
        let place = groups[random.below(groups.len())];
        if let TokenTree::Group(group) = &trees[place] {
            let mut changed = Group::new(group.delimiter(), change(group.stream(), pool, random, depth + 1));
            changed.set_span(group.span());
            trees[place] = TokenTree::Group(changed);
        }
        return trees.into_iter().collect();
    }
    let place = random.below(trees.len());
    let other = pool[random.below(pool.len())].clone();
    if trees.is_empty() {
        return TokenStream::from(other);
    }
    match random.below(10) {
        0 => drop(trees.remove(place)),
        1 => trees.insert(place, trees[place].clone()),
        2 => {
            let with = random.below(trees.len());
            trees.swap(place, with);
        }
        3 | 4 => trees[place] = other,
        5 => trees.insert(place, other),
        6 => trees[place] = literal(random),
        7 => {
            let end = (place + 1 + random.below(4)).min(trees.len());
            let inside: TokenStream = trees.drain(place..end).collect();
            trees.insert(place, TokenTree::Group(Group::new(delimiter(random), inside)));
        }
        8 => match &trees[place] {
            TokenTree::Group(group) => {
                let inside = group.stream();
                trees.splice(place..=place, inside);
            }
            TokenTree::Ident(ident) => trees[place] = TokenTree::Ident(rename(&ident.to_string(), random)),
            _ => trees[place] = TokenTree::Punct(Punct::new(b",;:=.<>&#!?*-'"[random.below(13)] as char, Spacing::Alone)),
        },
        _ => trees.truncate(place),
    }
    trees.into_iter().collect()
}

fn delimiter(random: &mut Random) -> Delimiter {
    [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace, Delimiter::None][random.below(4)]
}

/// The name with two letters swapped, without its last one, raw, or another one altogether.
fn rename(name: &str, random: &mut Random) -> Ident {
    let plain: Vec<char> = name.trim_start_matches("r#").chars().collect();
    let mut letters = plain.clone();
    match random.below(4) {
        0 if letters.len() > 2 => letters.swap(1, 2),
        1 if letters.len() > 1 => drop(letters.pop()),
        2 => letters.extend("_größer".chars()),
        _ => return Ident::new(["type_", "name", "fn", "__COLUMN_0", "r"][random.below(5)], Span::call_site()),
    }
    let name: String = letters.into_iter().collect();
    if syn::parse_str::<Ident>(&name).is_ok() {
        return if random.below(6) == 0 && name != "_" {
            Ident::new_raw(&name, Span::call_site())
        } else {
            Ident::new(&name, Span::call_site())
        };
    }
    Ident::new("spoilt", Span::call_site())
}

fn literal(random: &mut Random) -> TokenTree {
    TokenTree::Literal(match random.below(9) {
        0 => Literal::string(""),
        1 => Literal::string("\u{0}\"{}ä\n"),
        2 => Literal::string(&"x".repeat(100)),
        3 => Literal::byte_string(b"\xff"),
        4 => Literal::character('\''),
        5 => Literal::u128_unsuffixed(u128::MAX),
        6 => Literal::f64_suffixed(1.5),
        7 => Literal::u8_suffixed(0),
        _ => Literal::string("Ärger.der.Namen_"),
    })
}
