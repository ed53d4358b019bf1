//! The shop over real HTTP, as a client sees it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{Options, Shop, Version};

fn now() -> DateTime<Utc> {
    "2026-09-01T12:00:00Z".parse().unwrap()
}

fn small(faults: &str) -> Options {
    Options { products: 95, now: Some(now()), faults: faults.parse().unwrap(), ..Options::default() }
}

async fn started(faults: &str) -> Shop {
    Shop::start(small(faults)).await.unwrap()
}

async fn ask(shop: &Shop, path: &str, query: &[(&str, &str)]) -> Response {
    let request = Client::new().get(format!("{}/rest/{path}", shop.url())).query(query);
    request.bearer_auth(shop.token()).send().await.unwrap()
}

async fn json(shop: &Shop, path: &str, query: &[(&str, &str)]) -> Value {
    let response = ask(shop, path, query).await;
    assert_eq!(response.status(), StatusCode::OK, "{path} {query:?}");
    response.json().await.unwrap()
}

async fn page(shop: &Shop, number: usize, size: usize) -> Response {
    let query = [
        ("searchCriteria[pageSize]", size.to_string()),
        ("searchCriteria[currentPage]", number.to_string()),
        ("searchCriteria[sortOrders][0][field]", "updated_at".to_owned()),
        ("searchCriteria[sortOrders][0][direction]", "ASC".to_owned()),
    ];
    let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (*key, value.as_str())).collect();
    ask(shop, "V1/products", &query).await
}

async fn status(shop: &Shop, number: usize) -> u16 {
    page(shop, number, 20).await.status().as_u16()
}

fn texts<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    page["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn two_shops_at_one_time_say_the_same() {
    let (one, other) = (started("").await, started("").await);
    assert_ne!(one.url(), other.url());
    for path in ["V1/products", "V1/categories", "V1/categories/list", "V1/customerGroups/search", "V1/store/websites"] {
        let said = json(&one, path, &[]).await;
        assert_eq!(said, json(&other, path, &[]).await, "{path}");
        assert_eq!(said, json(&other, &format!("default/{path}"), &[]).await, "{path}");
    }
}

#[tokio::test]
async fn a_filter_finds_only_what_changed() {
    let earlier = started("").await;
    let later = Options { now: Some(now() + chrono::TimeDelta::minutes(5)), ..small("") };
    let later = Shop::start(later).await.unwrap();
    let since = [
        ("searchCriteria[filter_groups][0][filters][0][field]", "updated_at"),
        ("searchCriteria[filter_groups][0][filters][0][value]", "2026-09-01 12:00:01"),
        ("searchCriteria[filter_groups][0][filters][0][condition_type]", "gteq"),
        ("searchCriteria[pageSize]", "300"),
    ];
    assert_eq!(json(&earlier, "V1/products", &since).await["total_count"], 0);
    let changed = json(&later, "V1/products", &since).await;
    let count = changed["total_count"].as_u64().unwrap();
    assert!((1..40).contains(&count), "{count}");
    assert!(texts(&changed, "updated_at").iter().all(|at| *at >= "2026-09-01 12:00:01"));
}

#[tokio::test]
async fn paging_finds_all_once_and_repeats_the_last_page() {
    let shop = started("").await;
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for number in 1..=5 {
        let page: Value = page(&shop, number, 20).await.json().await.unwrap();
        assert_eq!(page["total_count"], 95);
        for (at, sku) in texts(&page, "updated_at").into_iter().zip(texts(&page, "sku")) {
            assert!(seen.insert(sku.to_owned()), "{sku} twice");
            order.push((at.to_owned(), sku.to_owned()));
        }
    }
    assert_eq!(seen.len(), 95);
    assert!(order.is_sorted());

    let mut last: Value = page(&shop, 5, 20).await.json().await.unwrap();
    let mut beyond: Value = page(&shop, 6, 20).await.json().await.unwrap();
    assert_eq!(beyond["search_criteria"]["current_page"], 6);
    last["search_criteria"] = Value::Null;
    beyond["search_criteria"] = Value::Null;
    assert_eq!(last, beyond);
    assert_eq!(last["items"].as_array().unwrap().len(), 15);
    assert_eq!(shop.requests(), 7);
}

#[tokio::test]
async fn a_product_is_found_by_its_sku() {
    let shop = started("").await;
    let list = json(&shop, "V1/products", &[]).await;
    let product = &list["items"][1];
    assert_eq!(list["items"].as_array().unwrap().len(), 20);
    let sku = product["sku"].as_str().unwrap();
    assert_eq!(json(&shop, &format!("V1/products/{sku}"), &[]).await, *product);
    assert_eq!(json(&shop, &format!("default/V1/products/{sku}"), &[]).await, *product);
    assert!(product["extension_attributes"]["category_links"][0]["category_id"].is_string());

    let missing = ask(&shop, "V1/products/NOT%20THERE", &[]).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let said: Value = missing.json().await.unwrap();
    let expected = "The product that was requested doesn't exist. Verify the product and try again.";
    assert_eq!(said, json!({"message": expected}));
}

#[tokio::test]
async fn without_the_token_nothing_is_said() {
    let shop = started("").await;
    let address = format!("{}/rest/V1/products", shop.url());
    for request in [Client::new().get(&address), Client::new().get(&address).bearer_auth("wrong")] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let expected = json!({
            "message": "The consumer isn't authorized to access %resources.",
            "parameters": {"resources": "Magento_Catalog::products"},
        });
        assert_eq!(response.json::<Value>().await.unwrap(), expected);
    }
    assert_eq!(shop.requests(), 2);
}

#[tokio::test]
async fn an_old_shop_has_its_stock_in_the_product_and_a_new_one_in_sources() {
    let old = Shop::start(Options { version: Version::V2_0, ..small("") }).await.unwrap();
    let new = started("").await;

    let response = ask(&old, "V1/inventory/source-items", &[]).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let said: Value = response.json().await.unwrap();
    assert_eq!(said, json!({"message": "Request does not match any route."}));

    let old_page: Value = page(&old, 1, 95).await.json().await.unwrap();
    let new_page: Value = page(&new, 1, 95).await.json().await.unwrap();
    assert!(new_page["items"][0]["extension_attributes"]["stock_item"].is_null());
    let skus = texts(&new_page, "sku");
    assert_eq!(skus, texts(&old_page, "sku"));

    let wanted = skus.join(",");
    let items = json(
        &new,
        "V1/inventory/source-items",
        &[
            ("searchCriteria[filter_groups][0][filters][0][field]", "sku"),
            ("searchCriteria[filter_groups][0][filters][0][value]", &wanted),
            ("searchCriteria[filter_groups][0][filters][0][condition_type]", "in"),
            ("searchCriteria[pageSize]", "300"),
        ],
    )
    .await;
    let items = items["items"].as_array().unwrap();
    assert!(items.len() > skus.len(), "some products have two sources");
    for product in old_page["items"].as_array().unwrap() {
        let own = items.iter().filter(|item| item["sku"] == product["sku"]);
        let sum: u64 = own.map(|item| item["quantity"].as_u64().unwrap()).sum();
        let stock = &product["extension_attributes"]["stock_item"];
        assert_eq!(stock["qty"], sum, "{}", product["sku"]);
        assert_eq!(stock["is_in_stock"], sum > 0);
    }
}

#[tokio::test]
async fn only_a_new_shop_limits_the_page() {
    let new = started("").await;
    let response = page(&new, 1, 301).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let said: Value = response.json().await.unwrap();
    assert_eq!(said, json!({"message": "Maximum SearchCriteria pageSize is 300", "parameters": []}));
    assert_eq!(page(&new, 1, 300).await.status(), StatusCode::OK);
    let old = Shop::start(Options { version: Version::V2_0, ..small("") }).await.unwrap();
    assert_eq!(page(&old, 1, 5_000).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_tree_and_the_list_have_the_same_categories() {
    fn walk(branch: &Value, ids: &mut BTreeSet<u64>, products: &mut u64) {
        ids.insert(branch["id"].as_u64().unwrap());
        *products += branch["product_count"].as_u64().unwrap();
        for child in branch["children_data"].as_array().unwrap() {
            assert_eq!(child["parent_id"], branch["id"]);
            walk(child, ids, products);
        }
    }
    let shop = started("").await;
    let tree = json(&shop, "V1/categories", &[]).await;
    assert_eq!((&tree["id"], &tree["children_data"][0]["id"]), (&json!(1), &json!(2)));
    let (mut ids, mut products) = (BTreeSet::new(), 0);
    walk(&tree, &mut ids, &mut products);
    let list = json(&shop, "V1/categories/list", &[("searchCriteria[pageSize]", "300")]).await;
    let listed: BTreeSet<u64> = list["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect();
    assert_eq!((ids.len(), &ids), (120, &listed));
    assert!(products >= 95);
}

#[tokio::test]
async fn customer_groups_can_be_sorted_and_paged() {
    let shop = started("").await;
    let query = [
        ("searchCriteria[sortOrders][0][field]", "id"),
        ("searchCriteria[sortOrders][0][direction]", "ASC"),
        ("searchCriteria[pageSize]", "100"),
    ];
    let page = json(&shop, "V1/customerGroups/search", &query).await;
    let expected = json!({"id": 0, "code": "NOT LOGGED IN", "tax_class_id": 3, "tax_class_name": "Retail Customer"});
    assert_eq!((&page["items"][0], &page["total_count"]), (&expected, &json!(110)));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused() {
    let shop = started("").await;
    let response = ask(&shop, "V1/products", &[("searchCriteria[sortOrders][0][field]", "shoe_size")]).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let said: Value = response.json().await.unwrap();
    assert_eq!(said, json!({"message": "Invalid attribute name: %1", "parameters": ["shoe_size"]}));
    for path in ["V1/orders", "V1", "default/V1/orders"] {
        assert_eq!(ask(&shop, path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let post = Client::new().post(format!("{}/rest/V1/categories", shop.url())).send().await.unwrap();
    assert_eq!(post.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_token_can_be_revoked() {
    let shop = started("unauthorized-after=2").await;
    assert_eq!([status(&shop, 1).await, status(&shop, 2).await, status(&shop, 3).await], [200, 200, 401]);
    assert_eq!(ask(&shop, "V1/categories", &[]).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn trouble_on_product_pages_goes_away() {
    let shop = started("fail-first=2,retry-after").await;
    assert_eq!(ask(&shop, "V1/categories", &[]).await.status(), StatusCode::OK);
    let first = page(&shop, 1, 20).await;
    assert_eq!((first.status().as_u16(), &first.headers()["retry-after"]), (503, &"1".parse().unwrap()));
    let second = page(&shop, 1, 20).await;
    assert_eq!(second.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let said: Value = second.json().await.unwrap();
    assert_eq!(said, json!({"message": "Internal Error. Details are available in Magento log file."}));
    assert_eq!([status(&shop, 1).await, status(&shop, 1).await], [500, 200]);
}

#[tokio::test]
async fn trouble_from_a_page_on_stays() {
    let shop = started("fail-always-from-page=3").await;
    // Counted as they are answered: a client that reads by date asks for page 1 each time.
    assert_eq!([status(&shop, 2).await, status(&shop, 1).await, status(&shop, 1).await], [200, 200, 500]);
    assert_eq!([status(&shop, 3).await, status(&shop, 1).await], [500, 500]);
}

#[tokio::test]
async fn one_page_is_cut() {
    let shop = started("broken-json-page=2").await;
    for (number, whole) in [(1, true), (1, false), (3, true), (2, true)] {
        let response = page(&shop, number, 20).await;
        assert_eq!(response.status(), StatusCode::OK);
        let text = response.text().await.unwrap();
        assert!(text.starts_with('{') && text.len() > 1_000);
        assert_eq!(serde_json::from_str::<Value>(&text).is_ok(), whole, "page {number}");
    }
}

#[tokio::test]
async fn keys_can_be_missing_and_double() {
    let shop = started("without-sku=17,duplicate-sku=40").await;
    let page: Value = json(&shop, "V1/products", &[("searchCriteria[pageSize]", "100")]).await;
    let (skus, names) = (texts(&page, "sku"), texts(&page, "name"));
    assert_eq!(skus.iter().filter(|sku| sku.is_empty()).count(), 1);
    assert_eq!((skus[17], skus[40]), ("", skus[41]));
    assert_ne!(names[40], names[41]);
    assert_eq!(skus.iter().collect::<BTreeSet<_>>().len(), 94);

    let beyond = Shop::start(Options { products: 10, ..small("without-sku=17") }).await.unwrap_err();
    assert_eq!(beyond.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn dropping_the_shop_stops_it() {
    let shop = started("").await;
    let client = Client::new();
    let address = format!("{}/rest/V1/store/websites", shop.url());
    let token = shop.token().to_owned();
    // The connection of the first request is kept alive by the client, and must not answer either.
    assert!(client.get(&address).bearer_auth(&token).send().await.unwrap().text().await.is_ok());
    drop(shop);
    for _ in 0..200 {
        if client.get(&address).bearer_auth(&token).send().await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the shop still answers");
}

async fn tell(shop: &Shop, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let request = Client::new().request(method, format!("{}/rest/V1/{path}", shop.url())).bearer_auth(shop.token());
    let response = request.json(&body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn products_are_created_changed_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { file: Some(folder.path().join("shop.json")), ..small("") };
    let shop = Shop::start(options()).await.unwrap();
    let new = json!({"product": {"sku": "A/1 b", "name": "Shelf", "price": 12.5, "weight": 3, "status": 1, "type_id": "simple",
        "attribute_set_id": 4, "extension_attributes": {"category_links": [{"position": 0, "category_id": "7"}]}}});
    let (status, created) = tell(&shop, Method::POST, "products", new).await;
    assert_eq!(
        (status, &created["id"], &created["price"], &created["updated_at"]),
        (StatusCode::OK, &json!(96), &json!(12.5), &json!("2026-09-01 12:00:00"))
    );
    assert_eq!(created["extension_attributes"]["category_links"], json!([{"position": 0, "category_id": "7"}]));

    let known = json(&shop, "V1/products", &[("searchCriteria[pageSize]", "1")]).await["items"][0].clone();
    let sku = known["sku"].as_str().unwrap().to_owned();
    let (_, changed) = tell(&shop, Method::PUT, &format!("products/{sku}"), json!({"product": {"name": "Other"}})).await;
    assert_eq!((&changed["name"], &changed["price"], &changed["id"]), (&json!("Other"), &known["price"], &known["id"]));
    assert_eq!(changed["updated_at"], "2026-09-01 12:00:00");
    // The shop is the same one when it is started again.
    drop(shop);
    let shop = Shop::start(options()).await.unwrap();
    assert_eq!(json(&shop, "V1/products/A%2F1%20b", &[]).await, created);
    assert_eq!(json(&shop, &format!("V1/products/{sku}"), &[]).await, changed);

    for (sku, deleted) in [("A%2F1%20b", true), (sku.as_str(), true), ("NONE", false)] {
        let (status, said) = tell(&shop, Method::DELETE, &format!("products/{sku}"), Value::Null).await;
        assert_eq!((status == StatusCode::OK, said == json!(true)), (deleted, deleted), "{sku}");
        assert_eq!(ask(&shop, &format!("V1/products/{sku}"), &[]).await.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(tell(&shop, Method::PUT, "products/NONE", json!({"product": {}})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(tell(&shop, Method::POST, "products", json!({"product": {"sku": ""}})).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(json(&shop, "V1/products", &[]).await["total_count"], 94);
    assert!(!shop.delete_product("NONE"));
}

#[tokio::test]
async fn groups_are_created_once_and_an_answer_can_be_lost() {
    let shop = started("lose-group-answer").await;
    let group = |code: &str| json!({"group": {"code": code, "tax_class_id": 3}});
    let (status, _) = tell(&shop, Method::POST, "customerGroups", group("Clubs")).await;
    assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    let (status, said) = tell(&shop, Method::POST, "customerGroups", group("Clubs")).await;
    assert_eq!((status, said), (StatusCode::BAD_REQUEST, json!({"message": "Customer Group already exists."})));
    let (_, said) = tell(&shop, Method::POST, "customerGroups", group("Schools")).await;
    assert_eq!((&said["id"], &said["code"]), (&json!(111), &json!("Schools")));
    let (_, said) = tell(&shop, Method::PUT, "customerGroups/110", group("Book clubs")).await;
    assert_eq!(said["code"], "Book clubs");
    assert_eq!(tell(&shop, Method::PUT, "customerGroups/999", group("None")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(tell(&shop, Method::DELETE, "customerGroups/111", Value::Null).await.1, json!(true));
    assert_eq!(tell(&shop, Method::DELETE, "customerGroups/111", Value::Null).await.0, StatusCode::NOT_FOUND);
    // A number is not used again.
    assert_eq!(tell(&shop, Method::POST, "customerGroups", group("Schools")).await.1["id"], 112);
}
