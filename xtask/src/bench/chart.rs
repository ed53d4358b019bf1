//! Lines over two logarithmic axes, as SVG.

use std::fmt::Write as _;

/// A line with its points.
pub struct Line {
    /// What the legend says.
    pub label: String,
    /// As SVG knows it.
    pub colour: &'static str,
    /// Whether it is broken.
    pub dashed: bool,
    /// Both above 0.
    pub points: Vec<(f64, f64)>,
}

/// A picture.
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// What the horizontal axis counts.
    pub x: &'static str,
    /// What the vertical axis counts.
    pub y: &'static str,
    /// Drawn in this order.
    pub lines: Vec<Line>,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 500.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 350.0;

/// From one power of ten to another.
struct Axis {
    first: f64,
    last: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = values.map(f64::log10).fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        // A value on the border belongs to it, whatever rounding made of it.
        let (first, last) = ((low + 1e-9).floor(), (high - 1e-9).ceil());
        Self { first, last: last.max(first + 1.0), from, to }
    }

    fn place(&self, value: f64) -> f64 {
        self.from + (value.log10() - self.first) / (self.last - self.first) * (self.to - self.from)
    }

    /// The powers of ten, with what is written there.
    fn ticks(&self) -> Vec<(f64, String)> {
        let mut ticks = Vec::new();
        let mut power = self.first;
        while power <= self.last {
            let value = 10_f64.powf(power);
            ticks.push((self.place(value), label(value)));
            power += 1.0;
        }
        ticks
    }
}

/// As `0.01`, `100`, `10 k`, `1 M`.
fn label(value: f64) -> String {
    match value {
        value if value >= 999_999.0 => format!("{:.0} M", value / 1e6),
        value if value >= 999.9 => format!("{:.0} k", value / 1e3),
        value if value >= 0.999 => format!("{value:.0}"),
        value => format!("{value:.4}").trim_end_matches('0').to_owned(),
    }
}

fn text(svg: &mut String, (x, y): (f64, f64), attributes: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    // Writing to a string does not fail.
    let _ = writeln!(svg, r#"<text x="{x:.1}" y="{y:.1}" {attributes}>{text}</text>"#);
}

fn stroke(svg: &mut String, from: (f64, f64), to: (f64, f64), attributes: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let _ = writeln!(svg, r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" {attributes}/>"#);
}

impl Chart {
    /// The picture; `None` where no line has two points.
    pub fn svg(&self) -> Option<String> {
        let lines: Vec<&Line> = self.lines.iter().filter(|line| line.points.len() > 1).collect();
        let points = || lines.iter().flat_map(|line| line.points.iter());
        points().next()?;
        let x = Axis::of(points().map(|point| point.0), LEFT, RIGHT);
        let y = Axis::of(points().map(|point| point.1), BOTTOM, TOP);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} 400\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"{WIDTH}\" height=\"400\" fill=\"white\"/>\n"
        );
        text(&mut svg, (LEFT, 28.0), r#"font-size="15" font-weight="bold""#, &self.title);
        for (place, label) in x.ticks() {
            stroke(&mut svg, (place, TOP), (place, BOTTOM), r##"stroke="#ddd""##);
            text(&mut svg, (place, BOTTOM + 18.0), r#"text-anchor="middle""#, &label);
        }
        for (place, label) in y.ticks() {
            stroke(&mut svg, (LEFT, place), (RIGHT, place), r##"stroke="#ddd""##);
            text(&mut svg, (LEFT - 8.0, place + 4.0), r#"text-anchor="end""#, &label);
        }
        text(&mut svg, (f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), r#"text-anchor="middle""#, self.x);
        text(&mut svg, (LEFT, TOP - 8.0), r#"text-anchor="end""#, self.y);
        let mut legend = TOP + 8.0;
        for line in lines {
            let colour = line.colour;
            let dash = if line.dashed { r#" stroke-dasharray="5 4""# } else { "" };
            let places: Vec<String> = line.points.iter().map(|(a, b)| format!("{:.1},{:.1}", x.place(*a), y.place(*b))).collect();
            let style = format!(r#"fill="none" stroke="{colour}" stroke-width="2"{dash}"#);
            let _ = writeln!(svg, r#"<polyline points="{}" {style}/>"#, places.join(" "));
            for place in &places {
                let (a, b) = place.split_once(',')?;
                let _ = writeln!(svg, r#"<circle cx="{a}" cy="{b}" r="3" fill="{colour}"/>"#);
            }
            stroke(&mut svg, (RIGHT + 15.0, legend - 4.0), (RIGHT + 40.0, legend - 4.0), &style);
            text(&mut svg, (RIGHT + 46.0, legend), "", &line.label);
            legend += 20.0;
        }
        svg.push_str("</svg>\n");
        Some(svg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: Vec<(f64, f64)>) -> Chart {
        let line = Line { label: "a < b".to_owned(), colour: "black", dashed: false, points };
        Chart { title: "A title".to_owned(), x: "rows", y: "µs", lines: vec![line] }
    }

    #[test]
    fn a_point_stands_where_its_decade_does() {
        let svg = chart(vec![(1e4, 1.0), (1e6, 100.0)]).svg().unwrap();
        assert!(svg.contains(r#"<polyline points="70.0,350.0 500.0,50.0""#), "{svg}");
        assert!(svg.contains(">10 k<") && svg.contains(">1 M<") && svg.contains("a &lt; b"), "{svg}");
    }

    #[test]
    fn one_point_is_no_line() {
        assert!(chart(vec![(1e4, 1.0)]).svg().is_none());
    }
}
