//! Which component is taken: what is decided once is what a search among all of them finds, and the order in which crates
//! replace makes no difference. `CONNECTOR_TEST_CASES` raises the number of cases.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Extensible, Selection};
use connector_sync::{
    AtVersion, Bindings, Component, EveryBinding, EveryVersion, Purpose, Registry, RegistryBuilder, RegistryErrors, Synchronized,
};
use proptest::prelude::*;
use support::*;

/// Another branch, and a root without children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
#[selection_add(ShopVersion)]
enum Added {
    #[selection("2-a", label = "Two (a)", parent = ShopVersion::V2)]
    A,
    #[selection("1-b", label = "One (b)", parent = ShopVersion::V1)]
    B,
    #[selection("0", label = "Alone")]
    C,
}

type Version = Option<Extensible<ShopVersion>>;

fn versions() -> [Version; 6] {
    let known = [ShopVersion::V1.into(), ShopVersion::V2.into(), Added::A.into(), Added::B.into(), Added::C.into()];
    let [one, two, a, b, c] = known.map(Some);
    [None, one, two, a, b, c]
}

trait Number: Component {
    fn number(&self) -> usize;
}

struct Numbered(usize);

impl Number for Numbered {
    fn number(&self) -> usize {
        self.0
    }
}

/// Another type for each.
struct Typed<const N: usize>;

impl<const N: usize> Number for Typed<N> {
    fn number(&self) -> usize {
        N
    }
}

struct Asked;

impl Purpose for Asked {
    const NAME: &'static str = "number";
    type Component = dyn Number;
}

/// So that the bindings are for something.
struct Other;

impl Purpose for Other {
    const NAME: &'static str = "other number";
    type Component = dyn Number;
}

/// As bits: products, categories, tags, and what is not known yet.
const EVERYTHING: usize = 0b1111;
const SCOPES: [usize; 8] = [0b001, 0b010, 0b100, 0b011, 0b110, 0b101, 0b111, EVERYTHING];

#[derive(Debug, Clone, Copy)]
struct Place {
    scope: usize,
    version: usize,
}

fn place() -> impl Strategy<Value = Place> {
    (0..SCOPES.len(), 0..6_usize).prop_map(|(scope, version)| Place { scope: SCOPES[scope], version })
}

fn bindings() -> RegistryBuilder<Shop> {
    Registry::builder()
        .binding::<ShopProduct>(|b| b.component::<Other>(Box::new(Numbered(0))))
        .binding::<ShopCategory>(|b| b.component::<Other>(Box::new(Numbered(0))))
        .binding::<ShopTag>(|b| b.component::<Other>(Box::new(Numbered(0))))
}

/// Whatever is done with a list of bindings.
trait WithList {
    fn with<M: Bindings<Shop>>(self, builder: RegistryBuilder<Shop>) -> RegistryBuilder<Shop>;
}

fn with_scope(scope: usize, builder: RegistryBuilder<Shop>, then: impl WithList) -> RegistryBuilder<Shop> {
    match scope {
        0b001 => then.with::<(ShopProduct,)>(builder),
        0b010 => then.with::<(ShopCategory,)>(builder),
        0b100 => then.with::<(ShopTag,)>(builder),
        0b011 => then.with::<(ShopCategory, ShopProduct)>(builder),
        0b110 => then.with::<(ShopCategory, ShopTag)>(builder),
        0b101 => then.with::<(ShopTag, ShopProduct)>(builder),
        0b111 => then.with::<(ShopTag, ShopProduct, ShopCategory)>(builder),
        _ => then.with::<EveryBinding>(builder),
    }
}

struct Register(Version, Box<dyn Number>);

impl WithList for Register {
    fn with<M: Bindings<Shop>>(self, builder: RegistryBuilder<Shop>) -> RegistryBuilder<Shop> {
        match self.0 {
            Some(version) => builder.shared_for::<Asked, M>(version, self.1),
            None => builder.shared::<Asked, M>(self.1),
        }
    }
}

/// A version that is known at run time.
struct At(Version);

impl AtVersion<ShopVersion> for At {
    fn at(self) -> Version {
        self.0
    }
}

struct Replace {
    version: Version,
    old: usize,
    new: usize,
}

impl WithList for Replace {
    fn with<M: Bindings<Shop>>(self, builder: RegistryBuilder<Shop>) -> RegistryBuilder<Shop> {
        let (version, new) = (At(self.version), typed(self.new));
        match self.old {
            0 => builder.replace_shared::<Asked, M, Typed<0>>(version, new),
            1 => builder.replace_shared::<Asked, M, Typed<1>>(version, new),
            2 => builder.replace_shared::<Asked, M, Typed<2>>(version, new),
            _ => builder.replace_shared::<Asked, M, Typed<3>>(version, new),
        }
    }
}

fn typed(number: usize) -> Box<dyn Number> {
    match number {
        0 => Box::new(Typed::<0>),
        1 => Box::new(Typed::<1>),
        2 => Box::new(Typed::<2>),
        _ => Box::new(Typed::<3>),
    }
}

/// What is taken for each binding and version.
fn taken(registry: &Registry<Shop>) -> Vec<Option<usize>> {
    fn of<T: Synchronized<Backend = Shop>>(registry: &Registry<Shop>) -> Vec<Option<usize>> {
        let number = |version| registry.component::<Asked, T>(version).ok().map(Number::number);
        versions().map(number).to_vec()
    }
    [of::<ShopProduct>(registry), of::<ShopCategory>(registry), of::<ShopTag>(registry)].concat()
}

/// How far a version is from one of its parents; every version is the farthest.
fn distance(of: Version, version: Version) -> Option<usize> {
    match of {
        None => Some(1_000),
        Some(of) => version?.chain().position(|version| version == of),
    }
}

/// The number of the one that is at least as good as all others, of a binding and a version. An error where there is none.
fn search(places: &[Place], binding: usize, version: Version) -> Result<Option<usize>, ()> {
    let fitting: Vec<(usize, usize, usize)> = (0..places.len())
        .filter(|number| places[*number].scope & binding != 0)
        .filter_map(|number| Some((number, places[number].scope, distance(versions()[places[number].version], version)?)))
        .collect();
    let is_best = |(_, scope, far): &&(usize, usize, usize)| fitting.iter().all(|other| scope & other.1 == *scope && *far <= other.2);
    let best: Vec<_> = fitting.iter().filter(is_best).collect();
    match best[..] {
        [] if fitting.is_empty() => Ok(None),
        [best] => Ok(Some(best.0)),
        // None, or two at one place.
        _ => Err(()),
    }
}

fn cases() -> ProptestConfig {
    let cases = std::env::var("CONNECTOR_TEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_is_decided_is_what_a_search_finds(places in prop::collection::vec(place(), 0..8)) {
        let builder = places.iter().enumerate().fold(bindings(), |builder, (number, place)| {
            with_scope(place.scope, builder, Register(versions()[place.version], Box::new(Numbered(number))))
        });
        let searched: Result<Vec<_>, ()> =
            [0b001, 0b010, 0b100].iter().flat_map(|binding| versions().map(|version| search(&places, *binding, version))).collect();
        let twice = |number: &usize| places[..*number].iter().any(|other| (other.scope, other.version) == (places[*number].scope, places[*number].version));
        match builder.build() {
            Ok(registry) => prop_assert_eq!(Ok(taken(&registry)), searched),
            Err(RegistryErrors { faults, .. }) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(searched.is_err() || (0..places.len()).any(|number| twice(&number)), "{:?}", faults);
            }
        }
    }

    #[test]
    fn the_order_of_replacements_makes_no_difference(
        places in prop::collection::vec(place(), 1..4),
        replacements in prop::collection::vec((place(), 0..4_usize, 0..4_usize), 0..5),
        turn in 0..5_usize,
    ) {
        let build = |replacements: &[(Place, usize, usize)]| {
            let builder = places.iter().enumerate().fold(bindings(), |builder, (number, place)| {
                with_scope(place.scope, builder, Register(versions()[place.version], typed(number)))
            });
            let built = replacements.iter().fold(builder, |builder, (place, old, new)| {
                with_scope(place.scope, builder, Replace { version: versions()[place.version], old: *old, new: *new })
            });
            built.build().map(|registry| taken(&registry)).map_err(|errors| {
                let mut faults = errors.faults;
                faults.sort();
                faults
            })
        };
        let mut other = replacements.clone();
        other.reverse();
        other.rotate_left(turn % replacements.len().max(1));
        prop_assert_eq!(build(&replacements), build(&other));
    }
}

/// So that the law is not only of what is refused.
#[test]
fn every_version_is_one_of_replacements() {
    let registry = bindings()
        .shared::<Asked, EveryBinding>(typed(0))
        .replace_shared::<Asked, EveryBinding, Typed<0>>(EveryVersion, typed(1))
        .build()
        .unwrap();
    assert_eq!(taken(&registry), [Some(1); 18]);
}
