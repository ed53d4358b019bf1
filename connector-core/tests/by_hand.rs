//! A record without a derive: all that its derive gives can be written.

use connector_core::{
    Field, FieldValue, Model, ModelKind, ReadError, Record, RecordId, RowRead, RowWrite, Standalone, Unique, Value, ValueReader,
};

#[derive(Debug, PartialEq)]
struct Product {
    title: String,
    weight: Option<f64>,
}

impl Model for Product {
    type Id = RecordId<Self>;
    const KIND: ModelKind = ModelKind::Record;
    const NAME: &'static str = "product";
    const DESCRIPTION: &'static str = "Product";
    const TABLE: &'static str = "product";
    const FIELDS: &'static [Field] =
        &[Field::of::<String>("title", "title", "Title").size(8), Field::of::<Option<f64>>("weight", "weight", "Weight")];
    const UNIQUE: &'static [Unique] = &[Unique::new("product_title", &["title"], "Two products have this title.")];

    fn write_to(&self, row: &mut dyn RowWrite) {
        self.title.write_to(row);
        self.weight.write_to(row);
    }

    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        Ok(Self { title: String::read_from(row)?, weight: Option::read_from(row)? })
    }
}

impl Standalone for Product {}

impl Record for Product {
    type Key = i64;
}

#[test]
fn it_is_written_and_read() {
    for weight in [None, Some(4.5)] {
        let product = Product { title: "Chair".into(), weight };
        let values = Value::all_of(&product);
        assert_eq!(Product::read_from(&mut ValueReader::new(&values)), Ok(product));
    }
    assert!(Product::read_from(&mut ValueReader::new(&[Value::Int(1)])).is_err());
}

#[test]
fn it_is_validated() {
    assert!(Product { title: "Chair".into(), weight: None }.validate().is_ok());
    let invalid = Product { title: "Armchairs".into(), weight: Some(f64::NAN) }.validate().unwrap_err();
    let fields: Vec<&str> = invalid.faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["title", "weight"]);
}

#[test]
fn it_is_described() {
    assert_eq!(Product::META.json_schema()["properties"]["title"]["maxLength"], 8);
    assert_eq!(RecordId::<Product>::new(7).get(), Some(7));
}
