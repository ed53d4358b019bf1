//! What stands on a screen once a program has written, rewritten and erased.

use std::fmt::Write as _;
use std::num::NonZero;

use vt100::{Cell, Color, Parser};

/// The lines of a screen, with their colours as escape codes and nothing else: no movement of a cursor is left.
pub fn contents(written: &[u8], columns: NonZero<u16>, lines: NonZero<u16>) -> String {
    let mut parser = Parser::new(lines, columns, 0);
    parser.process(written);
    let screen = parser.screen();
    let mut text = String::new();
    for row in 0..lines.get() {
        let cells: Vec<&Cell> = (0..columns.get()).filter_map(|column| screen.cell(row, column)).collect();
        let end = cells.iter().rposition(|cell| !cell.contents().trim().is_empty()).map_or(0, |last| last + 1);
        let mut style = String::new();
        for cell in cells[..end].iter().filter(|cell| !cell.is_wide_continuation()) {
            let wanted = self::style(cell);
            if wanted != style {
                let _ = write!(text, "\x1b[0{wanted}m");
                style = wanted;
            }
            text.push_str(if cell.has_contents() { cell.contents() } else { " " });
        }
        if !style.is_empty() {
            text.push_str("\x1b[0m");
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

/// The codes of a cell's style.
fn style(cell: &Cell) -> String {
    let mut style = String::new();
    for (is_on, code) in [(cell.bold(), 1), (cell.italic(), 3), (cell.underline(), 4), (cell.inverse(), 7)] {
        if is_on {
            let _ = write!(style, ";{code}");
        }
    }
    for (color, layer) in [(cell.fgcolor(), 38), (cell.bgcolor(), 48)] {
        let _ = match color {
            Color::Default => Ok(()),
            Color::Idx(index) => write!(style, ";{layer};5;{index}"),
            Color::Rgb(red, green, blue) => write!(style, ";{layer};2;{red};{green};{blue}"),
        };
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(written: &[u8], columns: u16) -> String {
        contents(written, NonZero::new(columns).unwrap(), NonZero::new(5).unwrap())
    }

    #[test]
    fn what_was_overwritten_is_gone() {
        assert_eq!(shown(b"10 %\r\x1b[2K100 %\r\nand\x1b[3Cmore  \r\n", 20), "100 %\nand   more\n");
    }

    #[test]
    fn colours_stay_and_long_lines_are_wrapped() {
        assert_eq!(shown(b"\x1b[1m\x1b[31mno\x1b[0m: a", 4), "\x1b[0;1;38;5;1mno\x1b[0m:\na\n");
        assert_eq!(shown(b"\x1b[38;5;9mred", 4), "\x1b[0;38;5;9mred\x1b[0m\n");
    }
}
