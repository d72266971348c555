//! Parquet, for pandas, DuckDB, Spark: every column may be empty, text is UTF-8, compressed by Snappy.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::Type;

use super::{Cell, Column, Kind, Take, fits};

/// Rows that are written together: what is held in memory.
const GROUP: usize = 1 << 16;

/// Writes the rows.
pub(super) fn write(
    columns: &[Column],
    rows: &mut dyn FnMut(Take<'_>) -> anyhow::Result<()>,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    let fields = columns.iter().map(|(name, kind)| {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Int => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Bool => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        Ok(Arc::new(field.build()?))
    });
    let fields = fields.collect::<anyhow::Result<Vec<_>>>()?;
    let schema = Arc::new(Type::group_type_builder("plaudit").with_fields(fields).build()?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut group: Vec<Vec<Cell>> = Vec::new();
    rows(&mut |row| {
        fits(columns, &row)?;
        group.push(row);
        if group.len() == GROUP {
            write_group(columns, &group, writer.next_row_group()?)?;
            group.clear();
        }
        Ok(())
    })?;
    if !group.is_empty() {
        write_group(columns, &group, writer.next_row_group()?)?;
    }
    writer.close()?;
    Ok(())
}

fn write_group<W: Write + Send>(
    columns: &[Column],
    rows: &[Vec<Cell>],
    mut group: SerializedRowGroupWriter<'_, W>,
) -> anyhow::Result<()> {
    for (at, (_, kind)) in columns.iter().enumerate() {
        let Some(mut column) = group.next_column()? else { break };
        let cells = || rows.iter().filter_map(|row| row.get(at));
        let there: Vec<i16> = cells().map(|cell| i16::from(is_there(cell))).collect();
        match kind {
            Kind::Text => {
                let values: Vec<ByteArray> = cells()
                    .filter_map(|c| match c {
                        Cell::Text(Some(text)) => Some(ByteArray::from(text.as_str())),
                        _ => None,
                    })
                    .collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&there), None)?;
            }
            Kind::Int => {
                let values: Vec<i64> = cells()
                    .filter_map(|c| match c {
                        Cell::Int(n) => *n,
                        _ => None,
                    })
                    .collect();
                column.typed::<Int64Type>().write_batch(&values, Some(&there), None)?;
            }
            Kind::Number => {
                let values: Vec<f64> = cells()
                    .filter_map(|c| match c {
                        Cell::Number(x) => *x,
                        _ => None,
                    })
                    .collect();
                column.typed::<DoubleType>().write_batch(&values, Some(&there), None)?;
            }
            Kind::Bool => {
                let values: Vec<bool> = cells()
                    .filter_map(|c| match c {
                        Cell::Bool(b) => *b,
                        _ => None,
                    })
                    .collect();
                column.typed::<BoolType>().write_batch(&values, Some(&there), None)?;
            }
        }
        column.close()?;
    }
    group.close()?;
    Ok(())
}

fn is_there(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => text.is_some(),
        Cell::Int(n) => n.is_some(),
        Cell::Number(x) => x.is_some(),
        Cell::Bool(b) => b.is_some(),
    }
}
