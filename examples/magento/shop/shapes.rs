//! The catalogue as Magento's JSON.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Version;
use super::catalogue::{Category, Group, Product, SourceItem};
use super::search::MOMENT_FORMAT;
use super::tree::ROOT_CATEGORY;

fn moment(moment: DateTime<Utc>) -> String {
    moment.format(MOMENT_FORMAT).to_string()
}

/// A product. The versions differ in where its stock is: an old shop says it here.
pub fn product(product: &Product, version: Version) -> Value {
    let links: Vec<Value> = product
        .categories
        .iter()
        .enumerate()
        // Ids of categories are text in a link, and numbers everywhere else. So they are in Magento.
        .map(|(position, id)| json!({"position": position, "category_id": id.to_string()}))
        .collect();
    let category_ids: Vec<String> = product.categories.iter().map(u64::to_string).collect();
    let mut extension = json!({"website_ids": [1], "category_links": links});
    if version == Version::V2_0 {
        let quantity = product.stock.total();
        extension["stock_item"] = json!({"qty": quantity, "is_in_stock": quantity > 0});
    }
    let noun = product.noun.to_lowercase();
    let description = format!(
        "<p>{} by {}, in {}. Made up for a demonstration.</p>",
        product.noun,
        product.brand.replace('&', "&amp;"),
        product.colour.to_lowercase(),
    );
    json!({
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
        "attribute_set_id": 4,
        "price": f64::from(product.price) / 100.0,
        "status": if product.enabled { 1 } else { 2 },
        "visibility": 4,
        "type_id": "simple",
        "created_at": moment(product.created_at),
        "updated_at": moment(product.updated_at),
        "weight": f64::from(product.weight) / 1_000.0,
        "extension_attributes": extension,
        "product_links": [],
        "options": [],
        "media_gallery_entries": [],
        "tier_prices": [],
        "custom_attributes": [
            {"attribute_code": "description", "value": description},
            {"attribute_code": "url_key", "value": format!("{}-{}", noun.replace(' ', "-"), product.id)},
            {"attribute_code": "brand", "value": product.brand},
            {"attribute_code": "color", "value": product.colour},
            {"attribute_code": "tax_class_id", "value": "2"},
            // The one attribute whose value is a list: a client that takes all values for text stumbles here.
            {"attribute_code": "category_ids", "value": category_ids},
        ],
    })
}

/// A category as one of a list.
pub fn category(category: &Category) -> Value {
    let children: Vec<String> = category.children.iter().map(u64::to_string).collect();
    json!({
        "id": category.id,
        "parent_id": category.parent,
        "name": category.name,
        "is_active": category.active,
        "position": category.position,
        "level": category.level,
        "children": children.join(","),
        "created_at": moment(category.created_at),
        "updated_at": moment(category.updated_at),
        "path": category.path,
        "include_in_menu": true,
    })
}

/// All categories as a tree from the root. `products` are counted where they are linked. A shop without categories
/// answers `null`.
pub fn category_tree(categories: &[Category], products: &[Product]) -> Value {
    let by_id: HashMap<u64, &Category> = categories.iter().map(|category| (category.id, category)).collect();
    let mut counts: HashMap<u64, u64> = HashMap::new();
    for id in products.iter().flat_map(|product| &product.categories) {
        *counts.entry(*id).or_default() += 1;
    }
    branch(ROOT_CATEGORY, &by_id, &counts)
}

fn branch(id: u64, by_id: &HashMap<u64, &Category>, counts: &HashMap<u64, u64>) -> Value {
    let Some(category) = by_id.get(&id) else {
        return Value::Null;
    };
    let children: Vec<Value> = category.children.iter().map(|child| branch(*child, by_id, counts)).collect();
    json!({
        "id": category.id,
        "parent_id": category.parent,
        "name": category.name,
        "is_active": category.active,
        "position": category.position,
        "level": category.level,
        "product_count": counts.get(&id).copied().unwrap_or(0),
        "children_data": children,
    })
}

/// A customer group.
pub fn group(group: &Group) -> Value {
    json!({"id": group.id, "code": group.code, "tax_class_id": 3, "tax_class_name": "Retail Customer"})
}

/// The stock of a product in one source.
pub fn source_item(item: &SourceItem) -> Value {
    json!({
        "sku": item.sku,
        "source_code": item.source,
        "quantity": item.quantity,
        "status": u8::from(item.quantity > 0),
    })
}

/// The websites: the administration, which every Magento has, and one that sells.
pub fn websites() -> Value {
    json!([
        {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0},
        {"id": 1, "code": "base", "name": "Main Website", "default_group_id": 1},
    ])
}
