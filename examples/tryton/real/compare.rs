//! Both sides, field by field.

use std::collections::HashMap;

use connector_core::{RecordId, Selection as _};
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::model::{
    PartyCategory, TrytonAddress, TrytonAddressId, TrytonParty, TrytonPartyCategory, TrytonPartyCategoryId, TrytonPartyId, TrytonTemplate,
    TrytonTemplateId, TrytonVariant, TrytonVariantId,
};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::erp::Erp;

/// The server and the store say the same. `missing` parties are on the server alone, each with one address.
pub async fn compare(scenario: &mut Scenario, erp: &Erp<'_>, missing: &[u32]) -> Result<(), Failure> {
    let categories = categories(scenario, erp).await?;
    parties(scenario, erp, missing, &categories).await?;
    products(scenario, erp).await
}

async fn categories(scenario: &mut Scenario, erp: &Erp<'_>) -> Result<HashMap<RecordId<PartyCategory>, u32>, Failure> {
    let kept = erp.kept::<TrytonPartyCategory>().await?;
    let by_record = kept.iter().map(|(id, linked)| (linked.record.id(), id.0)).collect::<HashMap<_, _>>();
    let there = erp.all("party.category", &["name", "parent"]).await?;
    scenario.same("the number of categories", kept.len(), there.len())?;
    for (id, row) in there {
        let here = &found(kept.get(&TrytonPartyCategoryId(id)), "category", id)?.record;
        scenario.same("the name of a category", Some(here.name.as_str()), row["name"].as_str())?;
        let parent = here.parent_id.as_ref().and_then(|parent| by_record.get(parent).copied()).map(u64::from);
        scenario.same("the parent of a category", parent, row["parent"].as_u64())?;
    }
    Ok(by_record)
}

async fn parties(
    scenario: &mut Scenario,
    erp: &Erp<'_>,
    missing: &[u32],
    categories: &HashMap<RecordId<PartyCategory>, u32>,
) -> Result<(), Failure> {
    let (parties, addresses) = (erp.kept::<TrytonParty>().await?, erp.kept::<TrytonAddress>().await?);
    let there = erp.all("party.party", &["name", "code", "active", "categories"]).await?;
    scenario.same("the number of parties", parties.len() + missing.len(), there.len())?;
    for (id, row) in there.into_iter().filter(|(id, _)| !missing.contains(id)) {
        let here = &found(parties.get(&TrytonPartyId(id)), "party", id)?.record;
        scenario.same("the name of a party", Some(here.name.as_str()), row["name"].as_str())?;
        scenario.same("the code of a party", here.code.as_deref(), row["code"].as_str())?;
        scenario.same("whether a party is in use", here.active, is_set(&row["active"]))?;
        let mut ours: Vec<u32> = here.categories.0.iter().filter_map(|category| categories.get(category).copied()).collect();
        let mut theirs: Vec<u32> = serde_json::from_value(row["categories"].clone())?;
        ours.sort_unstable();
        theirs.sort_unstable();
        scenario.same("the categories of a party", ours, theirs)?;
    }
    let there = erp.all("party.address", &["party", "street", "postal_code", "city", "country.code"]).await?;
    scenario.same("the number of addresses", addresses.len() + missing.len(), there.len())?;
    for (id, row) in there {
        let party: u32 = serde_json::from_value(row["party"].clone())?;
        if missing.contains(&party) {
            continue;
        }
        let linked = found(addresses.get(&TrytonAddressId(id)), "address", id)?;
        let owner = found(parties.get(&TrytonPartyId(party)), "party", party)?;
        scenario.same("the party of an address", linked.record.party_id.clone(), owner.record.id())?;
        scenario.same("the party of an address, as Tryton has it", linked.binding.party, owner.id)?;
        scenario.same("a street", linked.record.street.as_deref().unwrap_or_default(), row["street"].as_str().unwrap_or_default())?;
        scenario.same("a postal code", linked.record.postal_code.as_deref(), row["postal_code"].as_str())?;
        scenario.same("a place", linked.record.city.as_deref(), row["city"].as_str())?;
        scenario.same("a country", linked.record.country.as_deref(), row["country."]["code"].as_str())?;
    }
    Ok(())
}

async fn products(scenario: &mut Scenario, erp: &Erp<'_>) -> Result<(), Failure> {
    let (templates, variants) = (erp.kept::<TrytonTemplate>().await?, erp.kept::<TrytonVariant>().await?);
    let there = erp.all("product.template", &["name", "code", "type", "list_price", "default_uom.symbol"]).await?;
    scenario.same("the number of products", templates.len(), there.len())?;
    for (id, row) in there {
        let here = &found(templates.get(&TrytonTemplateId(id)), "product", id)?.record;
        scenario.same("the name of a product", Some(here.name.as_str()), row["name"].as_str())?;
        scenario.same("the code of a product", here.code.as_deref(), row["code"].as_str())?;
        scenario.same("the kind of a product", Some(here.kind.value()), row["type"].as_str())?;
        scenario.same("the unit of a product", Some(here.unit.as_str()), row["default_uom."]["symbol"].as_str())?;
        let price: Option<Decimal> = serde_json::from_value(row["list_price"].clone())?;
        scenario.holds("a product has a price", price.is_some())?;
        scenario.same("the price of a product", here.list_price, price)?;
    }
    let there = erp.all("product.product", &["template", "code"]).await?;
    scenario.same("the number of variants", variants.len(), there.len())?;
    for (id, row) in there {
        let linked = found(variants.get(&TrytonVariantId(id)), "variant", id)?;
        let template: u32 = serde_json::from_value(row["template"].clone())?;
        let template = found(templates.get(&TrytonTemplateId(template)), "product", template)?;
        scenario.same("the product of a variant", linked.record.template_id.clone(), template.record.id())?;
        scenario.same("the product of a variant, as Tryton has it", linked.binding.template, template.id)?;
        scenario.same("the code of a variant", linked.record.code.as_deref(), row["code"].as_str())?;
    }
    Ok(())
}

fn found<T>(value: Option<T>, what: &str, id: u32) -> Result<T, Failure> {
    value.ok_or_else(|| format!("{what} {id} is not here").into())
}

fn is_set(flag: &Value) -> bool {
    flag.as_bool().unwrap_or_else(|| flag.as_u64() == Some(1))
}
