//! The data of the shop: pure functions of an index and a time, without any state.
//!
//! A product changes once in its own period, counted from the second it was created. How often it has changed by a
//! given time decides its name, its price and its stock; the last of these changes is its `updated_at`. So a connector
//! that asks twice sees what really changed between, and a test that fixes the time sees the same shop for ever.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};

use super::Options;
use super::draw::{Draw, at, below, draw, word};
use super::history::{DAY, History, MINUTE, created};
use super::tree::{
    DEFAULT_CATEGORY, FIRST_DEPARTMENT, FIRST_KIND, FIRST_RANGE, ROOT_CATEGORY, category_history, category_name, parent, path,
};
use super::words::{ADJECTIVES, BRANDS, COLOURS, CUSTOMERS, DEPARTMENTS, KINDS, REGIONS};

/// The seconds between two changes of a product.
///
/// Three of twenty products are busy: among 2,000 they alone make one change in about three seconds. The others are
/// as quiet as most of a real catalogue and change once in some days or weeks.
fn period(index: u64) -> u64 {
    if below(index, Draw::Rhythm, 100) < 15 {
        10 * MINUTE + draw(index, Draw::Period) % (10 * MINUTE)
    } else {
        5 * DAY + draw(index, Draw::Period) % (55 * DAY)
    }
}

/// What is on the shelf, per source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    /// In the source `default`.
    pub main: u32,
    /// In the source `east`, for the products that are kept there too.
    pub east: Option<u32>,
}

impl Stock {
    /// What a shop without sources says: the sum.
    pub fn total(self) -> u32 {
        self.main + self.east.unwrap_or(0)
    }
}

/// A product at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// The number of the shop, from 1.
    pub id: u64,
    /// The key, stable for ever. Empty where the shop was asked to leave it out.
    pub sku: String,
    /// Changes with every third change.
    pub name: String,
    /// Cents. Changes with every change.
    pub price: u32,
    /// About one of a hundred is not.
    pub enabled: bool,
    /// When it came into the shop.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// Grams.
    pub weight: u32,
    /// The ids of its categories, the closest first.
    pub categories: Vec<u64>,
    /// Drawn anew with every change.
    pub stock: Stock,
    /// Who makes it.
    pub brand: &'static str,
    /// What colour it has.
    pub colour: &'static str,
    /// What kind of thing it is.
    pub noun: &'static str,
}

/// A category at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The number of the shop.
    pub id: u64,
    /// The category above; 0 above the root.
    pub parent: u64,
    /// Changes, though rarely.
    pub name: String,
    /// Some few are not shown.
    pub active: bool,
    /// The place among its siblings, from 1.
    pub position: u64,
    /// How far below the root.
    pub level: u32,
    /// The ids from the root down to this one, `1/2/11`.
    pub path: String,
    /// The ids right below.
    pub children: Vec<u64>,
    /// When it came into the shop.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

/// A customer group. Magento keeps no dates of them, and here they do not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The number of the shop; 0 is "NOT LOGGED IN".
    pub id: u64,
    /// The name, unique.
    pub code: String,
}

/// The stock of one product in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceItem {
    /// The product.
    pub sku: String,
    /// The source.
    pub source: &'static str,
    /// How many there are.
    pub quantity: u32,
}

/// How large the catalogue is, and what is wrong with it on purpose.
#[derive(Debug, Clone)]
pub struct Catalogue {
    products: u64,
    categories: u64,
    groups: u64,
    without_sku: Option<u64>,
    duplicate_sku: Option<u64>,
}

impl Catalogue {
    /// The catalogue of a shop.
    ///
    /// # Errors
    ///
    /// A message when a fault is asked for on a product that the shop does not have: it would never show.
    pub fn new(options: &Options) -> Result<Self, String> {
        let products = options.products as u64;
        let without_sku = options.faults.without_sku.map(|index| index as u64);
        let duplicate_sku = options.faults.duplicate_sku.map(|index| index as u64);
        if let Some(index) = without_sku.filter(|index| *index >= products) {
            return Err(format!("the fault without-sku={index} asks for a product beyond the shop's {products}"));
        }
        if let Some(index) = duplicate_sku.filter(|index| *index + 1 >= products) {
            return Err(format!("the fault duplicate-sku={index} asks for two products, and the second is beyond the shop's {products}"));
        }
        Ok(Self { products, categories: options.categories as u64, groups: options.groups as u64, without_sku, duplicate_sku })
    }

    /// All products, by id.
    pub fn products(&self, now: DateTime<Utc>) -> Vec<Product> {
        (0..self.products).map(|index| self.product(index, now)).collect()
    }

    /// One product at a time, by its index.
    pub fn product(&self, index: u64, now: DateTime<Utc>) -> Product {
        let history = History::at(now, created(index, Draw::Created), period(index));
        let kind = word(&KINDS, index, Draw::Kind, 0);
        let brand = word(&BRANDS, index, Draw::Brand, 0);
        let (_, colour) = word(&COLOURS, index, Draw::Colour, 0);
        let adjective = word(&ADJECTIVES, index, Draw::Adjective, history.changes / 3);
        Product {
            id: index + 1,
            sku: self.sku(index),
            name: format!("{brand} {adjective} {}, {colour}", kind.noun),
            price: price(index, kind.price, history.changes),
            enabled: below(index, Draw::Status, 100) != 0,
            created_at: history.created,
            updated_at: history.updated,
            weight: 100 + below(index, Draw::Weight, 49) * 50,
            categories: self.categories_of(index),
            stock: stock(index, history.changes),
            brand,
            colour,
            noun: kind.noun,
        }
    }

    /// The SKU as the shop says it, with what was asked to be wrong.
    fn sku(&self, index: u64) -> String {
        if self.without_sku == Some(index) {
            return String::new();
        }
        let of = match self.duplicate_sku {
            Some(first) if first + 1 == index => first,
            _ => index,
        };
        let kind = word(&KINDS, of, Draw::Kind, 0);
        let (colour, _) = word(&COLOURS, of, Draw::Colour, 0);
        format!("{}-{colour}-{:04}", kind.code, of + 1)
    }

    /// The stock per source of all products, by product. A SKU that two products have is said once.
    pub fn source_items(&self, now: DateTime<Utc>) -> Vec<SourceItem> {
        let mut said = HashSet::new();
        let mut items = Vec::new();
        for index in 0..self.products {
            let sku = self.sku(index);
            if sku.is_empty() || !said.insert(sku.clone()) {
                continue;
            }
            let stock = stock(index, History::at(now, created(index, Draw::Created), period(index)).changes);
            if let Some(quantity) = stock.east {
                items.push(SourceItem { sku: sku.clone(), source: "east", quantity });
            }
            items.push(SourceItem { sku, source: "default", quantity: stock.main });
        }
        items
    }

    /// All categories, by id.
    pub fn categories(&self, now: DateTime<Utc>) -> Vec<Category> {
        let mut children: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for id in 1..=self.categories {
            children.entry(parent(id)).or_default().push(id);
        }
        (1..=self.categories)
            .map(|id| {
                let history = category_history(id, now);
                let siblings = children.get(&parent(id)).map_or(&[][..], Vec::as_slice);
                let path = path(id);
                Category {
                    id,
                    parent: parent(id),
                    name: category_name(id, history.changes),
                    active: id <= DEFAULT_CATEGORY || below(id, Draw::CategoryActive, 30) != 0,
                    position: siblings.iter().position(|sibling| *sibling == id).map_or(1, |place| place as u64 + 1),
                    level: u32::try_from(path.len() - 1).unwrap_or(0),
                    path: path.iter().map(u64::to_string).collect::<Vec<_>>().join("/"),
                    children: children.get(&id).cloned().unwrap_or_default(),
                    created_at: history.created,
                    updated_at: history.updated,
                }
            })
            .collect()
    }

    /// All customer groups, by id.
    pub fn groups(&self) -> Vec<Group> {
        (0..self.groups).map(|id| Group { id, code: group_code(id) }).collect()
    }

    /// The categories of a product: one of the lowest that has its kind, and for some the whole department too.
    fn categories_of(&self, index: u64) -> Vec<u64> {
        let departments = DEPARTMENTS.len() as u64;
        let kinds = KINDS.len() as u64;
        let kind = draw(index, Draw::Kind) % 1_000_000 % kinds;
        let department = FIRST_DEPARTMENT + kind % departments;
        let of_kind = FIRST_KIND + kind;
        // The ranges of one kind lie `kinds` ids apart; a small shop has none, or not even the kind.
        let first_range = FIRST_RANGE + kind;
        let closest = if first_range <= self.categories {
            let ranges = (self.categories - first_range) / kinds + 1;
            first_range + draw(index, Draw::Category) % ranges * kinds
        } else {
            [of_kind, department, DEFAULT_CATEGORY].into_iter().find(|id| *id <= self.categories).unwrap_or(ROOT_CATEGORY)
        };
        let mut categories = vec![closest];
        if closest > department && below(index, Draw::Department, 10) < 3 {
            categories.push(department);
        }
        categories
    }
}

/// The price: around that of its kind, and never the same before and after a change.
fn price(index: u64, of_kind: u32, changes: u64) -> u32 {
    let own = of_kind * (80 + below(index, Draw::Price, 41)) / 100;
    let wave = u32::try_from(changes % 7).unwrap_or(0);
    own * (94 + 2 * wave) / 100
}

/// The stock: drawn anew with each change, and nothing at all after about one change in twelve.
fn stock(index: u64, changes: u64) -> Stock {
    let drawn = below(index, Draw::Stock(changes), 132);
    let total = drawn.saturating_sub(11);
    if below(index, Draw::Sources, 5) == 0 {
        let east = total / 3;
        Stock { main: total - east, east: Some(east) }
    } else {
        Stock { main: total, east: None }
    }
}

fn group_code(id: u64) -> String {
    match id {
        0 => "NOT LOGGED IN".to_owned(),
        1 => "General".to_owned(),
        2 => "Wholesale".to_owned(),
        3 => "Retailer".to_owned(),
        _ => {
            let place = id - 4;
            let customers = at(&CUSTOMERS, place);
            let region = at(&REGIONS, place / CUSTOMERS.len() as u64);
            format!("{customers} {region} {:02}", place / (CUSTOMERS.len() * REGIONS.len()) as u64 + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn now() -> DateTime<Utc> {
        "2026-09-01T12:00:00.750Z".parse().unwrap()
    }

    fn catalogue() -> Catalogue {
        Catalogue::new(&Options::default()).unwrap()
    }

    #[test]
    fn the_same_time_is_the_same_shop() {
        assert_eq!(catalogue().products(now()), catalogue().products(now()));
        assert_eq!(catalogue().categories(now()), catalogue().categories(now()));
        assert_eq!(catalogue().products(now()), catalogue().products(now() - TimeDelta::milliseconds(700)));
        assert_eq!(catalogue().product(1, now()).sku, "DSK-GRY-0002");
    }

    #[test]
    fn half_a_minute_later_about_ten_products_have_changed() {
        let mut seen = Vec::new();
        for minute in 0..20 {
            let before = now() + TimeDelta::minutes(minute);
            let after = before + TimeDelta::seconds(30);
            let changed = catalogue()
                .products(before)
                .into_iter()
                .zip(catalogue().products(after))
                .filter(|(old, new)| {
                    let moved = old.updated_at != new.updated_at;
                    assert_eq!(moved, old.price != new.price, "{old:?} {new:?}");
                    assert_eq!(moved, new.updated_at > before, "{new:?}");
                    assert_eq!((&old.sku, old.id, old.created_at), (&new.sku, new.id, new.created_at));
                    moved
                })
                .count();
            assert!((2..=25).contains(&changed), "{changed}");
            seen.push(changed);
        }
        let sum: usize = seen.iter().sum();
        assert!((150..=300).contains(&sum), "over 600 seconds: {sum} {seen:?}");
    }

    #[test]
    fn the_dates_are_whole_seconds_and_in_order() {
        let complete: DateTime<Utc> = "2026-06-01T00:00:00Z".parse().unwrap();
        for product in catalogue().products(now()) {
            assert!(product.created_at < complete, "{product:?}");
            assert!(product.created_at <= product.updated_at && product.updated_at <= now(), "{product:?}");
            assert_eq!(product.updated_at.timestamp_subsec_nanos(), 0);
        }
        // Before it was created a product is what it was when it was created.
        let early = catalogue().product(5, "2020-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(early.created_at, early.updated_at);
    }

    #[test]
    fn the_skus_are_unique_and_some_products_are_disabled() {
        let products = catalogue().products(now());
        let skus: HashSet<_> = products.iter().map(|product| &product.sku).collect();
        assert_eq!(skus.len(), 2_000);
        let disabled = products.iter().filter(|product| !product.enabled).count();
        assert!((10..=35).contains(&disabled), "{disabled}");
    }

    #[test]
    fn the_sources_sum_up_to_the_stock() {
        let items = catalogue().source_items(now());
        assert!(items.iter().filter(|item| item.source == "east").count() > 300);
        let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
        for item in &items {
            *sums.entry(&item.sku).or_default() += item.quantity;
        }
        let products = catalogue().products(now());
        assert_eq!(sums.len(), products.len());
        assert!(products.iter().all(|product| sums[product.sku.as_str()] == product.stock.total()));
    }

    #[test]
    fn the_categories_are_a_tree_at_every_size() {
        for categories in [0, 1, 2, 5, 20, 43, 120, 500] {
            let options = Options { categories, products: 300, ..Options::default() };
            let catalogue = Catalogue::new(&options).unwrap();
            let all = catalogue.categories(now());
            assert_eq!(all.len(), categories);
            for category in &all {
                assert!(category.id == 1 || all.iter().any(|above| above.children.contains(&category.id)));
                assert!(category.parent < category.id && category.level <= 4, "{category:?}");
                assert!(category.path.ends_with(&category.id.to_string()));
            }
            let names: HashSet<_> = all.iter().map(|category| (category.parent, &category.name)).collect();
            assert_eq!(names.len(), categories);
            for product in catalogue.products(now()) {
                assert!(product.categories.iter().all(|id| *id <= categories.max(1) as u64), "{product:?}");
            }
        }
        let deepest = catalogue().categories(now()).iter().map(|category| category.level).max();
        assert_eq!(deepest, Some(4));
    }

    #[test]
    fn the_groups_have_codes_of_their_own() {
        let groups = catalogue().groups();
        let codes: HashSet<_> = groups.iter().map(|group| &group.code).collect();
        assert_eq!((groups.len(), codes.len()), (110, 110));
        assert_eq!((groups[0].id, groups[0].code.as_str()), (0, "NOT LOGGED IN"));
    }

    #[test]
    fn faults_beyond_the_shop_are_refused() {
        for list in ["without-sku=5", "duplicate-sku=4"] {
            let options = Options { products: 5, faults: list.parse().unwrap(), ..Options::default() };
            let message = Catalogue::new(&options).unwrap_err();
            assert!(message.contains(list) && message.contains("the shop's 5"), "{message}");
        }
    }
}
