//! `rust_decimal::Decimal`: a decimal number, exactly.

use rust_decimal::Decimal;

use crate::{FieldType, FieldValue, ReadError, RowRead, RowWrite};

/// Numbers that are equal have one text. As a text (on `SQLite`) they are not in the order of numbers.
impl FieldValue for Decimal {
    const TYPE: FieldType = FieldType::Decimal;
    fn write_to(&self, row: &mut dyn RowWrite) {
        row.decimal(&self.normalize().to_string());
    }
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        let text = row.decimal()?;
        Self::from_str_exact(&text).map_err(|_| ReadError::kind("a decimal number of up to 28 digits", &format!("{text:?}")))
    }
}
