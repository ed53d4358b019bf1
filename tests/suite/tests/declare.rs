//! What a declaration gives, seen from outside: metadata, values, selections, faults, changes, schemas.

use chrono::{DateTime, NaiveDate, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Changes, Extensible, ExternalBinding, ExternalId, ExternalKey, FieldType, Json, Model, ModelKind,
    OnDelete, ReadError, Record, RecordBinding, RecordId, Related, Role, Schema, Secret, Selection, Translate, Translated, Value,
    ValueReader, schema,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.0", label = "First")]
    V1,
    #[selection("2.0", parent = V1)]
    V2,
    #[selection("3.0", parent = Self::V2)]
    V3,
}

// The order of the enums is that of their first values, whatever the order of declaration and of the linker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Late {
    #[selection("z-late", after = Version::V1)]
    Only,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Early {
    #[selection("a-early", parent = Version::V2, after = Version::V1)]
    First,
    #[selection("b-early", parent = First, after = Version::V1)]
    Second,
    #[selection("c-end")]
    End,
}

/// A shop.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "test.shop", description = "Test Shop")]
struct Shop {
    name: String,
    version: Option<Extensible<Version>>,
    /// Where it is,
    /// on the web.
    ///
    /// With scheme.
    #[field(size = 10)]
    location: String,
    password: Option<Secret>,
    #[field(selection = currencies, default = "EUR")]
    currency: String,
    #[field(default = 3)]
    retries: u32,
    #[field(default = -1)]
    offset: Option<i16>,
}

fn currencies() -> Vec<(String, String)> {
    vec![("EUR".into(), "Euro".into())]
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "test.plain")]
struct Plain {
    #[backend(name)]
    called: String,
    #[backend(version)]
    speaks: Version,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[allow(clippy::duplicated_attributes)]
#[record(name = "test.product", renamed_from = "test.article")]
#[unique(code, active, name = "code_uniq", where = active)]
#[unique(code, r#type)]
struct Product {
    code: String,
    r#type: Option<String>,
    active: bool,
    #[field(translate, label = "Title")]
    title: Translated,
    #[field(column = "born", renamed_from = "birth")]
    since: Option<NaiveDate>,
    data: Json<Vec<u8>>,
    bytes: Vec<u8>,
    weight: f32,
    #[field(ondelete = set_null)]
    parent: Option<RecordId<Self>>,
    group: GroupId,
    #[field(skip)]
    cache: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct GroupId(u32);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "test.foreign", table = "sales.people", foreign, key = "person_id", id = String)]
struct Person;

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "test.shop.product")]
#[unique(record_id, backend_id, message = "Bound already.")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<GroupId>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: Option<DateTime<Utc>>,
    above: Option<BindingId<Self>>,
    #[field(related = backend_id.location)]
    location: Related<String>,
    #[field(related = record_id.since)]
    since: Related<Option<NaiveDate>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "test.website", direct)]
struct Website {
    backend_id: BackendId<Shop>,
    external_id: String,
    sync_date: Option<DateTime<Utc>>,
}

schema! {
    /// Everything above.
    pub(crate) static ALL = [Shop, Plain, Product, ShopProduct, Website, Early, Late];
}

fn shop() -> Shop {
    Shop {
        name: "Basel".into(),
        version: Some(Early::Second.into()),
        location: "example".into(),
        password: Some(Secret::from("hunter2")),
        currency: "EUR".into(),
        retries: 1,
        offset: None,
    }
}

fn product() -> Product {
    Product {
        code: "A1".into(),
        r#type: None,
        active: true,
        title: "Chair".into(),
        since: NaiveDate::from_ymd_opt(2024, 2, 29),
        data: Json(vec![1, 2]),
        bytes: vec![0, 255],
        weight: 4.5,
        parent: Some(RecordId::new(7)),
        group: GroupId(0),
        cache: Vec::new(),
    }
}

fn binding() -> ShopProduct {
    ShopProduct {
        record_id: RecordId::new(1),
        backend_id: BackendId::new(2),
        external_id: Some(GroupId(3)),
        sync_date: DateTime::from_timestamp(1, 0),
        external_updated_at: None,
        above: Some(BindingId::new(4)),
        location: Related::default(),
        since: Related::default(),
    }
}

fn again<T: Model>(value: &T) -> Result<T, ReadError> {
    T::read_from(&mut ValueReader::new(&Value::all_of(value)))
}

#[test]
fn values_come_back_as_they_went() {
    assert_eq!(again(&shop()), Ok(shop()));
    assert_eq!(again(&product()), Ok(product()));
    assert_eq!(again(&binding()), Ok(binding()));
    let plain = Plain { called: "x".into(), speaks: Version::V3 };
    assert_eq!(again(&plain), Ok(plain));
    assert_eq!(again(&Person), Ok(Person));
}

#[test]
fn related_fields_are_read_behind_the_stored_ones() {
    let mut values = Value::all_of(&binding());
    assert_eq!(values.len(), ShopProduct::FIELDS.len());
    values.push(Value::Text("Bern".into()));
    let read = ShopProduct::read_from(&mut ValueReader::new(&values)).unwrap();
    assert_eq!(read.location.get().map(String::as_str), Some("Bern"));
    assert_eq!(read.since.get(), None);
    let related = ShopProduct::RELATED[1];
    assert_eq!((related.name, related.link, related.table, related.column), ("since", "record_id", "test_product", "born"));
    assert_eq!(related.ty, FieldType::Date);
}

#[test]
fn fields_say_what_they_are() {
    let field = |name| Shop::META.field(name).unwrap();
    assert_eq!(Shop::FIELDS.len(), 7);
    assert_eq!(field("location").help, Some("Where it is, on the web.\n\nWith scheme."));
    assert_eq!((field("location").size, field("location").label), (Some(10), "Location"));
    assert_eq!((field("name").role, field("version").role), (Some(Role::Name), Some(Role::Version)));
    assert_eq!((field("version").ty, field("version").required), (FieldType::Selection, false));
    let default = |name| field(name).default.map(|default| default());
    assert_eq!(default("currency"), Some(Value::Text("EUR".into())));
    assert_eq!((default("retries"), default("offset")), (Some(Value::Int(3)), Some(Value::Int(-1))));
    assert_eq!(default("name"), None);

    let field = |name| Product::META.field(name).unwrap();
    assert_eq!(field("type").column, "type");
    assert_eq!((field("since").column, field("since").renamed_from), ("born", Some("birth")));
    assert!(matches!(field("title").translate, Some(Translate::Whole)));
    assert!(Product::META.field("cache").is_none());
    let link = field("parent").link.unwrap();
    assert_eq!((link.model, link.table, link.on_delete), ("test.product", "test_product", OnDelete::SetNull));
    assert_eq!(field("group").ty, FieldType::Int);
    assert_eq!(Product::RENAMED_FROM, Some("test.article"));

    let link = |name| ShopProduct::META.field(name).unwrap().link.unwrap();
    assert_eq!((link("record_id").on_delete, link("backend_id").on_delete), (OnDelete::Cascade, OnDelete::Restrict));
    assert_eq!(link("above").table, "test_shop_product");
    let id = ShopProduct::META.field("external_id").unwrap();
    assert_eq!((id.ty, id.required, id.label), (FieldType::ExternalInt, false, "External ID"));
    assert_eq!((Website::FIELDS[1].ty, Website::FIELDS[1].required), (FieldType::ExternalText, true));
}

#[test]
fn models_say_what_they_are() {
    assert_eq!((Shop::KIND, Product::KIND, Website::KIND), (ModelKind::Backend, ModelKind::Record, ModelKind::Binding));
    assert_eq!((ShopProduct::TABLE, ShopProduct::DESCRIPTION), ("test_shop_product", "Shop Product"));
    assert_eq!((Person::TABLE, Person::KEY_COLUMN, Person::FOREIGN), ("sales.people", "person_id", true));
    assert_eq!(RecordId::<Person>::new("p1".to_owned()).get(), Some("p1".to_owned()));
    assert_eq!((Shop::KEY_COLUMN, Shop::FOREIGN), ("id", false));
}

#[test]
fn keys_are_generated_named_and_declared() {
    let keys: Vec<_> = ShopProduct::UNIQUE.iter().map(|key| (key.name, key.fields, key.message)).collect();
    assert_eq!(
        keys,
        [
            (
                "test_shop_product_backend_id_external_id_key",
                ["backend_id", "external_id"].as_slice(),
                "A Shop Product with this external ID already exists on this backend."
            ),
            ("test_shop_product_record_id_backend_id_key", &["record_id", "backend_id"], "Bound already."),
        ]
    );
    assert_eq!(Website::UNIQUE.len(), 1);
    assert_eq!((Shop::UNIQUE[0].name, Shop::UNIQUE[0].message), ("test_shop_name_key", "A Test Shop with this name already exists."));
    assert_eq!((Product::UNIQUE[0].name, Product::UNIQUE[0].only_where), ("code_uniq", Some("active")));
    assert_eq!(Product::UNIQUE[1].fields, ["code", "type"]);
    assert_eq!(Product::UNIQUE[1].message, "A Product with this Code and Type already exists.");
}

#[test]
fn long_index_names_end_in_a_hash() {
    // The lint takes two keys that begin with one field for one attribute written twice.
    #[derive(Record)]
    #[allow(clippy::duplicated_attributes)]
    #[record(name = "a_rather_long_name_of_a_model.with_another_part")]
    #[unique(a_field_with_a_name, another_field)]
    #[unique(a_field_with_a_name, yet_another_field)]
    struct Long {
        a_field_with_a_name: i64,
        another_field: i64,
        yet_another_field: i64,
    }
    let long = Long { a_field_with_a_name: 1, another_field: 2, yet_another_field: 3 };
    assert_eq!(Value::all_of(&long).len(), 3);
    let [first, second] = Long::UNIQUE else { panic!("two keys") };
    assert!(first.name.len() <= 63 && second.name.len() <= 63);
    assert_ne!(first.name, second.name);
}

fn record_of<T: RecordBinding>(binding: &T) -> Option<&RecordId<T::Record>> {
    binding.record_id()
}

#[test]
fn bindings_give_and_take_their_roles() {
    let mut binding = binding();
    assert_eq!(record_of(&binding), Some(&RecordId::new(1)));
    assert_eq!(binding.external_key(), Some(ExternalKey::new(BackendId::new(2), GroupId(3))));
    binding.external_id = None;
    assert_eq!(binding.external_key(), None);
    binding.set_external_id(GroupId(9));
    binding.set_record_id(RecordId::new(5));
    binding.set_backend_id(BackendId::new(6));
    binding.set_sync_date(None);
    binding.set_external_updated_at(DateTime::from_timestamp(2, 0));
    assert_eq!((binding.external_id, binding.backend_id()), (Some(GroupId(9)), BackendId::new(6)));
    assert_eq!(
        (ExternalBinding::sync_date(&binding), ExternalBinding::external_updated_at(&binding)),
        (None, DateTime::from_timestamp(2, 0))
    );
    let website = Website { backend_id: BackendId::new(1), external_id: "base".into(), sync_date: None };
    assert!(ExternalBinding::record_id(&website).is_none());
    assert_eq!(ExternalBinding::external_id(&website).map(String::as_str), Some("base"));
}

#[test]
fn backends_have_a_name_and_a_version() {
    assert_eq!(Backend::name(&shop()), "Basel");
    assert_eq!(Backend::version(&shop()).and_then(|version| version.base()), Some(Version::V2));
    let plain = Plain { called: "Bern".into(), speaks: Version::V1 };
    assert_eq!((Backend::name(&plain), Backend::version(&plain)), ("Bern", Some(Version::V1.into())));
}

#[test]
fn selections_have_values_labels_and_parents() {
    assert_eq!((Version::V1.label(), Version::V2.label()), ("First", "V2"));
    assert_eq!((Version::V3.parent(), Version::V1.parent()), (Some(Version::V2), None));
    assert_eq!("2.0".parse(), Ok(Version::V2));
    assert_eq!(Version::V2.to_string(), "2.0");
    assert!("9".parse::<Version>().unwrap_err().to_string().contains("\"1.0\", \"2.0\", \"3.0\""));
    assert_eq!(serde_json::to_string(&Version::V3).unwrap(), "\"3.0\"");
    assert_eq!(serde_json::from_str::<Version>("\"1.0\"").unwrap(), Version::V1);
    assert!(serde_json::from_str::<Version>("\"x\"").is_err());
}

#[test]
fn additions_are_known_and_in_order() {
    let values: Vec<&str> = Extensible::<Version>::options().iter().map(|option| option.value).collect();
    assert_eq!(values, ["1.0", "a-early", "b-early", "z-late", "2.0", "3.0", "c-end"]);
    let second: Extensible<Version> = serde_json::from_str("\"b-early\"").unwrap();
    assert_eq!(second.get::<Early>(), Some(Early::Second));
    assert_eq!(second.get::<Late>(), None);
    let chain: Vec<&str> = second.chain().map(|value| value.value()).collect();
    assert_eq!(chain, ["b-early", "a-early", "2.0", "1.0"]);
    assert_eq!(Early::Second.parent(), Some(Early::First.into()));
    assert_eq!(Extensible::from(Late::Only).base(), None);
    assert!("nobody".parse::<Extensible<Version>>().unwrap_err().to_string().contains("schema!"));
    assert_eq!(Extensible::from(Early::End).parent(), None);
}

#[test]
fn all_faults_are_found_at_once() {
    let wrong = Shop { name: String::new(), location: "far too long".into(), currency: "XYZ".into(), ..shop() };
    let invalid = wrong.validate().unwrap_err();
    let fields: Vec<&str> = invalid.faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["name", "location", "currency"]);
    assert!(!invalid.to_string().contains("hunter2"));
    let binding = ShopProduct { record_id: RecordId::unset(), ..binding() };
    assert_eq!(binding.validate().unwrap_err().faults.len(), 1);
    assert_eq!(shop().validate(), Ok(()));
}

#[test]
fn changes_and_secrets() {
    let before = shop();
    let after = Shop { password: None, retries: 2, offset: Some(5), ..before.clone() };
    let changes = Changes::between(&before, &after);
    assert_eq!(changes.to_string(), "retries: 2, offset: 5");
    assert_eq!(changes.clear("password").unwrap().get("password"), Some(&Value::Null));
    assert!(!format!("{before:?}").contains("hunter2"));
}

#[test]
fn schemas_of_constants_and_at_run_time() {
    assert_eq!((ALL.models().count(), ALL.additions().count()), (5, 2));
    assert_eq!(ALL.check(), Ok(()));
    // Listed and linked: one addition, not two that contradict each other.
    assert_eq!("a-early".parse(), Ok(Extensible::<Version>::from(Early::First)));
    let faults = Schema::new().add::<ShopProduct>().add::<Shop>().add::<Shop>().check().unwrap_err().faults;
    assert!(faults.iter().any(|fault| fault.contains("two models are called \"test.shop\"")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.contains("test.product, which is not listed")), "{faults:?}");
}

type ShopId = BackendId<Shop>;
type ProductId = RecordId<Product>;
type Stamp = Option<DateTime<Utc>>;

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "test.alias", many_per_record)]
struct Alias {
    record_id: ProductId,
    backend_id: ShopId,
    external_id: i32,
    sync_date: Stamp,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "test.optional")]
struct Optional {
    name: String,
    version: Option<Version>,
}

#[test]
fn aliases_and_options_are_seen_through() {
    let mut alias = Alias { record_id: RecordId::new(1), backend_id: BackendId::new(2), external_id: 3, sync_date: None };
    alias.set_sync_date(DateTime::from_timestamp(5, 0));
    assert_eq!(again(&alias), Ok(alias.clone()));
    assert_eq!(alias.external_key().map(|key| key.to_string()).as_deref(), Some("test.alias 3 on backend 2"));
    assert_eq!(Alias::UNIQUE.len(), 1);
    for version in [None, Some(Version::V2)] {
        let backend = Optional { name: "x".into(), version };
        assert_eq!(Backend::version(&backend), version.map(Extensible::from));
        assert_eq!(again(&backend), Ok(backend));
    }
    assert!(!Optional::FIELDS[1].required && Optional::FIELDS[1].options.is_some());
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Level {
    #[selection("low")]
    Low,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Level)]
enum Ours {
    #[selection("high")]
    High,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Level)]
enum Theirs {
    #[selection("high")]
    High,
}

#[derive(Debug, Clone, Default, Record)]
#[record(name = "test.contact")]
#[unique(email)]
#[unique(email, active, where = active)]
#[unique(email, where = active)]
struct Contact {
    email: String,
    #[field(size = 3, default = "nobody")]
    code: String,
    active: bool,
    password: Option<Secret>,
    odd: Option<Json<std::collections::HashMap<Vec<u8>, u8>>>,
}

#[derive(Debug, Clone, Record)]
#[record(name = "test.leveled")]
struct Leveled {
    level: Extensible<Level>,
}

#[derive(Debug, Clone, Record)]
#[record(name = "test.upper", table = "TEST_LEVELED")]
#[unique(code, name = "Test_Contact_Email_Key")]
struct Upper {
    code: String,
}

#[test]
fn keys_with_a_condition_have_names_of_their_own() {
    let names: Vec<&str> = Contact::UNIQUE.iter().map(|key| key.name).collect();
    assert_eq!(names, ["test_contact_email_key", "test_contact_email_active_key_where_active", "test_contact_email_key_where_active"]);
}

#[test]
fn schemas_report_what_only_runs_tell() {
    let faults = |schema: Schema| schema.check().unwrap_err().faults;
    let found = faults(Schema::new().add::<Contact>());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("the default of test.contact is refused by its own field: `code` (Code): at most 3"), "{found:?}");
    let twice = "the value \"high\" of `Level` is given by both `Ours` and `Theirs`: one must give it another value";
    assert_eq!(faults(Schema::new().add::<Leveled>()), [twice]);
    assert_eq!(faults(Schema::new().add::<Leveled>().add::<Theirs>()), [twice]);
    assert_eq!(faults(Schema::new().add::<Ours>().add::<Theirs>()), [twice]);
    let found = faults(Schema::new().add::<Contact>().add::<Leveled>().add::<Upper>());
    assert!(found.iter().any(|fault| fault.contains("the table \"TEST_LEVELED\" belongs to both")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("\"Test_Contact_Email_Key\" belongs to both")), "{found:?}");
    assert_eq!(Extensible::from(Theirs::High).base(), None);
    assert_eq!((Level::Low.label(), Ours::High.label()), ("Low", "High"));
}

#[test]
fn what_json_cannot_express_is_a_fault() {
    let odd = std::collections::HashMap::from([(vec![1], 1)]);
    let contact = Contact { email: "a@b".into(), code: "x".into(), odd: Some(Json(odd)), ..Contact::default() };
    let invalid = contact.validate().unwrap_err();
    assert_eq!(invalid.to_string(), "test.contact is refused: `odd` (Odd): a value that JSON can express (in a map, keys are texts)");
    assert_eq!(Contact { odd: Some(Json(std::collections::HashMap::new())), ..contact }.validate(), Ok(()));
}

#[test]
fn changes_take_what_the_field_takes() {
    let changes = Changes::<Contact>::new();
    let error = changes.clone().set("password", &"hunter2".to_owned()).unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
    let read = <Secret as connector_core::FieldValue>::read_from(&mut ValueReader::new(&[Value::Text("hunter2".into())]));
    let error = read.unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
    assert!(changes.clone().set("password", &Some(Secret::from("x"))).is_ok());
    assert!(changes.clone().set("email", &7_i64).is_err());
    let bound = Changes::<ShopProduct>::new();
    assert_eq!(bound.clone().set("external_id", &GroupId(4)).unwrap().to_string(), "external_id: 4");
    assert!(bound.clone().set("external_id", &-1_i64).is_err());
    assert!(bound.clone().set("record_id", &BackendId::<Shop>::new(1)).is_err());
    assert!(bound.clone().set("record_id", &RecordId::<Product>::unset()).is_err());
    assert!(bound.set("record_id", &RecordId::<Product>::new(1)).is_ok());
    let backend = Changes::<Plain>::new();
    assert!(backend.clone().set("speaks", &Version::V2).is_ok());
    assert!(backend.clone().set("speaks", &Extensible::<Version>::from(Early::First)).is_err());
    assert!(backend.set("speaks", &"9.9".to_owned()).is_err());
    let mut longer = Value::all_of(&contact());
    longer.push(Value::Int(1));
    let mut before = Value::all_of(&contact());
    before.push(Value::Int(2));
    assert!(Changes::<Contact>::between_values(&before, longer).is_empty());
}

fn contact() -> Contact {
    Contact { email: "a@b".into(), ..Contact::default() }
}

#[test]
fn texts_and_documents_of_ids_and_values() {
    let unset = RecordId::<Product>::unset();
    let text = serde_json::to_string(&unset).unwrap();
    assert_eq!((text.as_str(), serde_json::from_str::<RecordId<Product>>(&text).unwrap()), ("null", unset));
    assert_eq!(serde_json::from_str::<RecordId<Product>>("7").unwrap(), RecordId::new(7));
    assert_eq!(format!("{:>5}|", Extensible::from(Version::V1)), "  1.0|");
    let unknown = connector_core::UnknownValue::new("State", "x", std::iter::empty(), false);
    assert_eq!(unknown.to_string(), "\"x\" is no value of `State`");
}

/// As wide as a customer of an ERP: more fields than are written and read in one go.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "wide")]
struct Wide {
    a: i64,
    b: Option<String>,
    c: bool,
    d: i64,
    e: i64,
    f: i64,
    g: i64,
    h: i64,
    i: i64,
    j: i64,
    k: i64,
    l: i64,
    m: i64,
    n: i64,
    o: i64,
    #[field(size = 3)]
    p: String,
    q: i64,
    #[field(skip)]
    dirty: bool,
    #[field(size = 4)]
    r: String,
    s: Option<f64>,
}

#[test]
fn more_fields_than_one_call_takes() {
    let wide = Wide {
        a: 1,
        b: None,
        c: true,
        d: 4,
        e: 5,
        f: 6,
        g: 7,
        h: 8,
        i: 9,
        j: 10,
        k: 11,
        l: 12,
        m: 13,
        n: 14,
        o: 15,
        p: "sixteen".into(),
        q: 17,
        dirty: true,
        r: "18".into(),
        s: Some(19.0),
    };
    let values = Value::all_of(&wide);
    assert_eq!(values.len(), Wide::FIELDS.len());
    assert_eq!(values[18], Value::Float(19.0));
    let read = Wide::read_from(&mut ValueReader::new(&values)).unwrap();
    assert_eq!(read, Wide { dirty: false, ..wide.clone() });
    assert_eq!((Wide::FIELDS[15].size, Wide::FIELDS[17].size, Wide::FIELDS[18].name), (Some(3), Some(4), "s"));
    assert!(wide.validate().unwrap_err().to_string().contains("`p`"));
}

mod first {
    #[derive(Debug, Clone, PartialEq, connector_core::Record)]
    #[record(name = "thing")]
    pub struct Thing {
        pub a: String,
        pub b: String,
    }
}

mod second {
    #[derive(Debug, Clone, PartialEq, connector_core::Record)]
    #[record(name = "thing")]
    pub struct Thing {
        pub b: String,
        pub a: String,
    }
}

/// No schema lists both; but each may be listed in one of its own, on one store.
#[tokio::test]
async fn two_structs_with_one_name_read_their_own_columns() {
    let store = connector_store::Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&Schema::new().add::<first::Thing>()).await.unwrap();
    let kept = store.put(first::Thing { a: "a".into(), b: "b".into() }).await.unwrap();
    assert_eq!((kept.a.as_str(), kept.b.as_str()), ("a", "b"));
    let other = store.all::<second::Thing>().await.unwrap().remove(0).into_value();
    assert_eq!(other, second::Thing { b: "b".into(), a: "a".into() });
}
