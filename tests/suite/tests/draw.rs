//! Schemas that draw themselves.

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Extensible, ExternalBinding, Record, RecordId, Related, Schema, Secret, Selection, Translated, schema,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.0")]
    V1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Acme {
    #[selection("1.0-acme", label = "First (Acme)", parent = Version::V1, after = Version::V1)]
    Ours,
    #[selection("2.0")]
    Next,
}

#[derive(Debug, Backend)]
#[backend(name = "draw.shop", description = "Shop")]
struct Shop {
    name: String,
    version: Extensible<Version>,
    #[field(label = "Web \"Address\"", size = 40, column = "web address")]
    location: Option<String>,
    token: Option<Secret>,
}

#[derive(Debug, Record)]
#[record(name = "draw.product", description = "Product 100%")]
#[unique(code, where = active, name = "product_code")]
#[unique(twin)]
struct Product {
    code: String,
    active: bool,
    #[field(translate)]
    title: Translated,
    #[field(ondelete = set_null)]
    twin: Option<RecordId<Self>>,
    owner: RecordId<Person>,
}

#[derive(Debug, Record)]
#[record(name = "draw.person", table = "sales.people", foreign, key = "person id", id = String)]
struct Person {
    mail: Option<String>,
}

#[allow(dead_code)] // Only drawn.
#[derive(Debug, ExternalBinding)]
#[binding(name = "draw.shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    above: Option<BindingId<Self>>,
    #[field(related = backend_id.location)]
    location: Related<Option<String>>,
}

schema! {
    /// All of it.
    static SHOP = [Shop, Product, Person, ShopProduct, Acme];
}

#[test]
fn as_a_diagram() {
    let expected = r#"erDiagram
    "draw.shop" {
        int id PK
        text name UK "Name"
        selection version "Version"
        text web_address "web address: Web 'Address'"
        secret token "Token"
    }
    "draw.product" {
        int id PK
        text code UK "Code"
        bool active "Active"
        translated title "Title"
        int twin FK, UK "Twin"
        text owner FK "Owner"
    }
    "draw.person" {
        text person_id PK "person id"
        text mail "Mail"
    }
    "draw.shop.product" {
        int id PK
        int record_id FK, UK "Record ID"
        int backend_id FK, UK "Backend ID"
        int external_id UK "External ID"
        timestamp sync_date "Sync Date"
        int above FK "Above"
    }
    "draw.product" |o--o| "draw.product" : "Twin"
    "draw.product" }o--|| "draw.person" : "Owner"
    "draw.shop.product" }o--|| "draw.product" : "Record ID"
    "draw.shop.product" }o--|| "draw.shop" : "Backend ID"
    "draw.shop.product" }o--o| "draw.shop.product" : "Above"
"#;
    assert_eq!(SHOP.mermaid(), expected);
}

#[test]
fn as_a_listing() {
    let expected = "\
draw.shop (Shop): backend, table draw_shop
  column       type       required  label
  id           int        yes       the store's key
  name         text       yes       Name
  version      selection  yes       Version
  web address  text(40)   no        Web \"Address\"
  token        secret     no        Token
  unique draw_shop_name_key: name

draw.product (Product 100%): record, table draw_product
  column  type        required  label
  id      int         yes       the store's key
  code    text        yes       Code
  active  bool        yes       Active
  title   translated  yes       Title
  twin    int         no        Twin -> draw.product (null when it is deleted)
  owner   text        yes       Owner -> draw.person (keeps it)
  unique product_code: code where active
  unique draw_product_twin_key: twin

draw.person (Person): record, table sales.people of the application
  column     type  required  label
  person id  text  yes       the application's key
  mail       text  no        Mail

draw.shop.product (Shop Product): binding, table draw_shop_product
  column       type       required  label
  id           int        yes       the store's key
  record_id    int        yes       Record ID -> draw.product (deleted with it)
  backend_id   int        yes       Backend ID -> draw.shop (keeps it)
  external_id  int        no        External ID
  sync_date    timestamp  no        Sync Date
  above        int        no        Above -> draw.shop.product (keeps it)
  (location)   text       no        read through backend_id: draw_shop.web address
  unique draw_shop_product_backend_id_external_id_key: backend_id, external_id
  unique draw_shop_product_backend_id_record_id_key: backend_id, record_id

Acme: values added to Version
  value     label         falls back on  listed after
  1.0-acme  First (Acme)  1.0            1.0
  2.0       Next
";
    assert_eq!(SHOP.to_string(), expected);
}

#[test]
fn nothing_at_all() {
    assert_eq!(Schema::new().mermaid(), "erDiagram\n");
    assert_eq!(Schema::new().to_string(), "");
}

#[derive(Debug, Record)]
#[record(name = "draw.odd", description = "Odd \"names\" \\ 100%", table = "odd")]
struct Odd {
    #[field(label = "a \"b\" \\ 5%\nnew ~x~", column = "9 größe.x")]
    size: u32,
    pk: u32,
}

#[test]
fn names_that_end_a_quotation_do_not() {
    let drawn = Schema::new().add::<Odd>().mermaid();
    assert_eq!(drawn.lines().nth(3), Some(r#"        int _9_gr__e_x "9 größe.x: a 'b' ' 5' new 'x'""#), "{drawn}");
    assert_eq!(drawn.lines().nth(4), Some(r#"        int _pk "pk: Pk""#), "{drawn}");
}
