//! Typed keys: of one model each, and the same wherever they are kept.
#![allow(clippy::unwrap_used)] // In what the tests share, too.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ExternalBinding, ExternalId, ExternalKey, FieldType, Model, ModelId, Record, RecordId, RecordKey, Value,
    ValueReader,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, PartialEq, Backend)]
#[backend(name = "keys.shop")]
struct Shop {
    name: String,
}

#[derive(Debug, PartialEq, Record)]
#[record(name = "keys.product")]
struct Product {
    title: String,
}

#[derive(Debug, PartialEq, Record)]
#[record(name = "keys.user", foreign, id = String)]
struct User;

#[derive(Debug, PartialEq, Record)]
#[record(name = "keys.device", foreign, key = "device", id = Uuid)]
struct Device {
    owner: Option<RecordId<User>>,
    replaces: Option<RecordId<Device>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ExternalId)]
struct VariantId {
    product: u32,
    colour: String,
}

#[derive(Debug, PartialEq, ExternalBinding)]
#[binding(name = "keys.shop.variant")]
struct ShopVariant {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<VariantId>,
    sync_date: Option<DateTime<Utc>>,
    above: Option<BindingId<Self>>,
}

fn variant(product: u32, colour: &str) -> VariantId {
    VariantId { product, colour: colour.into() }
}

#[test]
fn external_keys() {
    let key = |backend, product, colour: &str| ExternalKey::<ShopVariant>::new(BackendId::new(backend), variant(product, colour));
    let all = [key(1, 2, "z"), key(1, 10, "a"), key(1, 10, "a b"), key(2, 1, "a")];
    assert!(all.is_sorted(), "by backend, then by ID");
    assert_eq!(all.iter().cloned().collect::<HashSet<_>>().len(), 4);
    assert_eq!(all.iter().rev().cloned().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), all);
    assert!(all.contains(&key(1, 2, "z").clone()) && !all.contains(&key(2, 2, "z")));
    assert_eq!(all[2].to_string(), "keys.shop.variant b10!a\"_b on backend 1");
    assert!(format!("{:?}", all[0]).starts_with("ExternalKey<keys.shop.variant>(1, VariantId"));

    let text = serde_json::to_string(&all[2]).unwrap();
    assert_eq!(text, r#"{"backend":1,"id":{"product":10,"colour":"a b"}}"#);
    assert_eq!(serde_json::from_str::<ExternalKey<ShopVariant>>(&text).unwrap(), all[2]);

    let binding = ShopVariant {
        record_id: RecordId::new(1),
        backend_id: BackendId::new(1),
        external_id: Some(variant(2, "z")),
        sync_date: None,
        above: Some(BindingId::new(7)),
    };
    assert_eq!(binding.external_key(), Some(all[0].clone()));
    let values = Value::all_of(&binding);
    assert_eq!((&values[2], &values[4]), (&Value::Text("a2!z".into()), &Value::Int(7)));
    assert_eq!(ShopVariant::read_from(&mut ValueReader::new(&values)), Ok(binding));
    let above = ShopVariant::META.field("above").unwrap();
    assert_eq!((above.ty, above.required, above.link.unwrap().model), (FieldType::Int, false, "keys.shop.variant"));
}

/// Orders, shows, hashes and writes IDs as their keys do.
fn law<R: Record>(keys: &[R::Key], documents: &[&str])
where
    R::Key: PartialEq + std::fmt::Debug,
{
    let ids: Vec<RecordId<R>> = keys.iter().cloned().map(RecordId::new).collect();
    assert!(ids.is_sorted());
    assert_eq!(ids.iter().cloned().collect::<HashSet<_>>().len(), keys.len());
    for ((id, key), document) in ids.iter().zip(keys).zip(documents) {
        assert_eq!(id.get().as_ref(), Some(key));
        assert!(!id.is_unset() && *id > RecordId::unset());
        assert_eq!(serde_json::to_string(id).unwrap(), *document);
        assert_eq!(serde_json::from_str::<RecordId<R>>(document).unwrap(), *id);
        assert_eq!(id.to_string(), document.trim_matches('"'));
        assert_eq!(format!("{id:?}"), format!("RecordId({id})"));
        assert_eq!(RecordId::<R>::from_key(id.key()), *id);
        let mut values: Vec<Value> = Vec::new();
        connector_core::FieldValue::write_to(id, &mut values);
        let again = <RecordId<R> as connector_core::FieldValue>::read_from(&mut ValueReader::new(&values));
        assert_eq!(again.as_ref(), Ok(id));
    }
    let unset: RecordId<R> = serde_json::from_str("null").unwrap();
    assert!(unset.is_unset() && unset.get().is_none());
    assert_eq!((unset.to_string().as_str(), serde_json::to_string(&unset).unwrap().as_str()), ("(not kept yet)", "null"));
    assert_eq!(<RecordId<R> as ModelId>::KEY_TYPE, <R::Key as RecordKey>::TYPE);
}

#[test]
fn record_ids() {
    law::<Product>(&[i64::MIN, -1, 0, 7, i64::MAX], &["-9223372036854775808", "-1", "0", "7", "9223372036854775807"]);
    law::<User>(&[String::new(), "7".into(), "Ada".into(), "ada".into()], &["\"\"", "\"7\"", "\"Ada\"", "\"ada\""]);
    let uuids = ["00000000-0000-0000-0000-000000000000", "67e55044-10b1-426f-9247-bb680e5fe0c8", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
    law::<Device>(
        &uuids.map(|uuid| Uuid::parse_str(uuid).unwrap()),
        &uuids.map(|uuid| format!("\"{uuid}\"")).each_ref().map(|uuid| &**uuid),
    );
    assert_eq!(Device::META.field("replaces").unwrap().ty, FieldType::Uuid);
    assert_eq!(Device::META.field("owner").unwrap().ty, FieldType::Text);
}

#[test]
fn a_key_of_another_kind_is_none() {
    assert_eq!(serde_json::from_str::<RecordId<Product>>("\"7\"").unwrap().get(), None);
    assert_eq!(serde_json::from_str::<RecordId<User>>("7").unwrap().get(), None);
    for text in ["\"67E55044-10B1-426F-9247-BB680E5FE0C8\"", "\"67e5504410b1426f9247bb680e5fe0c8\"", "7"] {
        assert_eq!(serde_json::from_str::<RecordId<Device>>(text).unwrap().get(), None, "{text}");
    }
    assert!(serde_json::from_str::<RecordId<Product>>("1.5").is_err());
    assert!(serde_json::from_str::<BackendId<Shop>>("\"1\"").is_err());
}
